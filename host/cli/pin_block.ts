/**
 * `tillcore pin-block`: ISO 9564-1 PIN blocks, here in the clear and in pin_block/ under a key; for test data alone.
 *
 * Prints a PIN, as it is asked to; an error never holds one.
 */
import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { Option } from "commander";
import type { PinFormat } from "../codec/pin_block.ts";
import { hexOfBytes } from "./hex.ts";
import { bytesFrom } from "./input.ts";
import type { Io } from "./io.ts";
import { judged, notes, takesHex } from "./options.ts";
import type { InputOptions } from "./options.ts";
import { tellJson, tellLines } from "./output.ts";
import { addDecipher, addEncipher } from "./pin_block/encipher.ts";

interface BlockOptions {
  format: "0" | "1" | "2" | "3" | "4";
  pan?: string;
  shortPan?: boolean;
  json?: boolean;
}

interface EncodeOptions extends BlockOptions {
  pin: string;
  fill?: string;
}

type DecodeOptions = BlockOptions & InputOptions;

/** Enough for any format: of 64 random bytes some 63 make a letter for format 3. */
const RANDOM_BYTES = 64;

export function addPinBlock(root: Command, io: Io): void {
  const block = root
    .command("pin-block")
    .description("ISO 9564-1 PIN blocks, in the clear or enciphered. Test data only.");
  notes(
    withPan(block.command("encode"))
      .description("Put a PIN into a block.")
      .requiredOption("--pin <digits>", "4 to 12 digits")
      .option("--fill <hex>", "formats 1, 3 and 4: fill; random from node:crypto unless given")
      .action(async (options: EncodeOptions) => {
        await encode(options, io);
      }),
    ENCODE,
  );
  notes(
    withPan(
      takesHex(block.command("decode"), "[block]", "8 bytes in hexadecimal; of format 4 the 16 bytes of the PIN field"),
    )
      .description("Take the PIN out of a block. Prints it: test data only.")
      .action(async (hex: string | undefined, options: DecodeOptions) => {
        await decode(hex, options, io);
      }),
    DECODE,
  );
  addEncipher(block, io);
  addDecipher(block, io);
}

function withPan(command: Command): Command {
  return command
    .addOption(
      new Option("--format <number>", "of ISO 9564-1").choices(["0", "1", "2", "3", "4"]).makeOptionMandatory(),
    )
    .option("--pan <digits>", "formats 0 and 3: card number with its check digit, 13 to 19 digits")
    .option("--short-pan", "formats 0 and 3: also take a card number of 12 digits")
    .option("--json", "one line of JSON");
}

const ENCODE = `
With --json: {"block"}, upper-case hexadecimal. Of format 4 it is the PIN field before its
encipherment, 16 bytes. Fill: format 1 up to 10 digits, format 3 up to 10 digits A to F, format
4 16 digits; more is not looked at. Without --fill it is random, from node:crypto, and no two
blocks are alike.

  $ tillcore pin-block encode --format 0 --pin 1234 --pan 5432101234567891
  041215FEDCBA9876
`;

const DECODE = `
With --json: {"pin"}.

  $ tillcore pin-block decode 041215FEDCBA9876 --format 0 --pan 5432101234567891
  1234
`;

async function encode(options: EncodeOptions, io: Io): Promise<void> {
  const { pin, pan, fill, json } = options;
  const { PinBlock } = await import("../codec/pin_block.ts");
  const format = Number(options.format) as PinFormat;
  const block = await judged(async () => {
    const random = randomBytes(RANDOM_BYTES);
    const own = fill ?? (format === 3 ? PinBlock.lettersOf(random) : random);
    return PinBlock.encode({ format, pin, fill: own, ...panOf(pan, options) });
  });
  const text = hexOfBytes(block);
  if (json === true) tellJson({ block: text }, io);
  else tellLines([text], io);
}

async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  const { PinBlock } = await import("../codec/pin_block.ts");
  const format = Number(options.format) as PinFormat;
  const digits = await judged(async () => {
    const block = await bytesFrom({ ...options, argument }, io, "BLOCK");
    return PinBlock.decode({ format, block, ...panOf(options.pan, options) });
  });
  const pin = digits.join("");
  digits.fill(0);
  if (options.json === true) tellJson({ pin }, io);
  else tellLines([pin], io);
}

function panOf(pan: string | undefined, { shortPan }: BlockOptions): { pan?: string; shortPan?: "accept" } {
  return { ...(pan === undefined ? {} : { pan }), ...(shortPan === true ? { shortPan: "accept" } : {}) };
}
