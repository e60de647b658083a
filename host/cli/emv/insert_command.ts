/** `tillcore emv insert`: its options and its help. */
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { notes, showsData } from "../options.ts";
import type { InsertOptions } from "./insert.ts";

/** Of vpcd, unless its configuration says otherwise. */
const PORT = 35_963;
const PORT_MAX = 65_535;

export function addInsert(emv: Command, io: Io): void {
  notes(
    showsData(emv.command("insert").argument("<card>", "name of a card, or a file of cards"))
      .description("Hold a virtual card in the virtual reader of the PC/SC service, for any program that uses readers.")
      .option("--card <name>", "the card under one that misbehaves, or which one of a file")
      .option("--port <number>", "of the virtual reader", port, PORT)
      .option("--host <address>", "of the virtual reader", "127.0.0.1")
      .action(async (card: string, options: InsertOptions) => {
        await (await import("./insert.ts")).insertCard(card, options, io);
      }),
    INSERT,
  );
}

function port(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= PORT_MAX) return Number(text);
  throw new InvalidArgumentError(`It must be 1 to ${PORT_MAX}.`);
}

const INSERT = `
The virtual reader is that of vsmartcard: on Debian the packages pcscd and vsmartcard-vpcd. The
card stays in until Ctrl-C; what is said to it is shown. It begins anew each time: what it counts
is forgotten when it is taken out.

With --json, a line each: {"card","inserted"}, then {"command","response","sw"}.

  $ tillcore emv insert debit
  $ tillcore simulate --reader "Virtual PCD"
`;
