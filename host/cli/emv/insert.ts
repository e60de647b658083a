/** `tillcore emv insert`: a virtual card in the virtual reader of this computer's PC/SC service, until it is told to leave. */
import { makeCard } from "../../cards/card.ts";
import { misbehave } from "../../cards/misbehaving/misbehaving_card.ts";
import { VpcdCard } from "../../devices/pcsc/vpcd.ts";
import { hexOfBytes } from "../hex.ts";
import type { Io } from "../io.ts";
import type { OutputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { shownCommand, shownData } from "./masked_apdu.ts";
import { chooseCard } from "./run.ts";

export interface InsertOptions extends OutputOptions {
  port: number;
  host: string;
  card?: string;
}

const STATUS_BYTES = 2;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves when the card is out, by the reader or by a signal. @throws Error when there is no virtual reader; UsageError */
export async function insertCard(name: string, options: InsertOptions, io: Io): Promise<void> {
  const { port, host, json } = options;
  const { card: data, misbehaviour } = chooseCard(name, options.card);
  const good = makeCard(data);
  const card = misbehaviour === undefined ? good : misbehave(misbehaviour, good);
  const masking = { pan: data.pan, holder: data.holder, unmasked: options.unmasked === true };
  const inserted = await VpcdCard.insert(card, { host, port }, (command, answer) => {
    const response = shownData(answer.subarray(0, -STATUS_BYTES), masking);
    const sw = hexOfBytes(answer.subarray(-STATUS_BYTES));
    const shown = { command: shownCommand(command, masking), response, sw };
    if (json === true) tellJson(shown, io);
    else tellLines([`> ${shown.command}`, `< ${response}${response === "" ? "" : " "}${sw}`], io);
  });
  if (json === true) tellJson({ card: name, inserted: true }, io);
  else tellLines([`${name} is in the virtual reader; Ctrl-C takes it out`], io);
  const leave = (): void => inserted.remove();
  for (const signal of SIGNALS) process.once(signal, leave);
  await inserted.removed;
  for (const signal of SIGNALS) process.off(signal, leave);
}
