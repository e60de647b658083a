/**
 * `tillcore pin-block encipher` and `decipher`: PIN blocks under a test key, as a terminal makes them and a host reads them.
 *
 * The rules are the secure module's: what it would refuse is refused here. Prints a PIN, as it is asked to; an error never
 * holds one.
 */
import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { Option } from "commander";
import { CodecError } from "../../codec/errors.ts";
import type { PinFormat } from "../../codec/pin_block.ts";
import type { PinKeyUse } from "../../secure/pin/encipher.ts";
import { hexOfBytes } from "../hex.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { keyOfHex } from "../key/read.ts";
import { judged, notes, takesHex } from "../options.ts";
import type { InputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";

interface KeyOptions {
  format: "0" | "1" | "2" | "3" | "4";
  algorithm: "tdes" | "aes" | "sm4";
  key: string;
  pan?: string;
  shortPan?: boolean;
  json?: boolean;
}

interface EncipherOptions extends KeyOptions {
  pin: string;
  fill?: string;
}

/** Fewer are a card number of 12 digits, which a block takes only when it is told to. */
const PAN_DIGITS_MIN = 13;
const PAN_DIGITS_MAX = 19;

export function addEncipher(parent: Command, io: Io): void {
  notes(
    withKey(parent.command("encipher"))
      .description("Put a PIN into a block and encipher it. Test keys and test data only.")
      .requiredOption("--pin <digits>", "4 to 12 digits")
      .option("--fill <hex>", "formats 1, 3 and 4: fill; random from node:crypto unless given")
      .action(async (options: EncipherOptions) => {
        await encipher(options, io);
      }),
    ENCIPHER,
  );
}

export function addDecipher(parent: Command, io: Io): void {
  notes(
    withKey(takesHex(parent.command("decipher"), "[block]", "8 bytes in hexadecimal, under AES and SM4 16"))
      .description("Decipher a block and take the PIN out. Prints it: test keys and test data only.")
      .action(async (hex: string | undefined, options: KeyOptions & InputOptions) => {
        await decipher(hex, options, io);
      }),
    DECIPHER,
  );
}

function withKey(command: Command): Command {
  return command
    .addOption(
      new Option("--format <number>", "of ISO 9564-1").choices(["0", "1", "2", "3", "4"]).makeOptionMandatory(),
    )
    .addOption(
      new Option("--algorithm <name>", "cipher of the key").choices(["tdes", "aes", "sm4"]).makeOptionMandatory(),
    )
    .requiredOption("--key <hex>", "PIN key, a test key: a command line is no place for another")
    .option("--pan <digits>", "formats 0, 3 and 4: card number with its check digit")
    .option("--short-pan", "formats 0 and 3: also take a card number of 12 digits")
    .option("--json", "one line of JSON");
}

const ENCIPHER = `
With --json: {"block"}, upper-case hexadecimal. Formats 0 and 3 go with TDES and, in blocks of
16 bytes, with SM4; 4 with AES; 1 with TDES where there is no card number; 2 is for cards and
never goes to a host (PCI PIN 2-3, 3-2). What is not allowed is refused: PIN_FORMAT_ALGORITHM,
PIN_FORMAT_PAN, PIN_FORMAT_CARD.

  $ tillcore pin-block encipher --format 0 --algorithm tdes --key 0123456789ABCDEFFEDCBA9876543210 --pin 1234 --pan 5432101234567891
  BA2ADC4EBA48F711
`;

const DECIPHER = `
With --json: {"pin"}. A block under another key, or of another card, is refused by what it
deciphers to: BLOCK_FORMAT, PIN_LENGTH, PIN_DIGIT or BLOCK_FILL.

  $ tillcore pin-block decipher BA2ADC4EBA48F711 --format 0 --algorithm tdes --key 0123456789ABCDEFFEDCBA9876543210 --pan 5432101234567891
  1234
`;

async function encipher(options: EncipherOptions, io: Io): Promise<void> {
  const { encipherPin, randomFill } = await import("../../secure/pin/encipher.ts");
  const block = await judged(async () => {
    const use = await useOf(options);
    const digits = digitsOf(options.pin);
    try {
      return encipherPin({ ...use, digits, fill: options.fill ?? randomFill(use.format, randomBytes) });
    } finally {
      digits.fill(0);
      use.key.fill(0);
    }
  });
  const text = hexOfBytes(block);
  if (options.json === true) tellJson({ block: text }, io);
  else tellLines([text], io);
}

async function decipher(argument: string | undefined, options: KeyOptions & InputOptions, io: Io): Promise<void> {
  const { decipherPin } = await import("../../secure/pin/encipher.ts");
  const digits = await judged(async () => {
    const block = await bytesFrom({ ...options, argument }, io, "BLOCK");
    const use = await useOf(options);
    try {
      return decipherPin({ ...use, block });
    } finally {
      use.key.fill(0);
    }
  });
  const pin = digits.join("");
  digits.fill(0);
  if (options.json === true) tellJson({ pin }, io);
  else tellLines([pin], io);
}

async function useOf({ format, algorithm, key, pan, shortPan = false }: KeyOptions): Promise<PinKeyUse> {
  const { CIPHERS } = await import("../../secure/cipher/block_cipher.ts");
  const isBound = format === "0" || format === "3";
  if (isBound && pan !== undefined && pan.length < PAN_DIGITS_MIN && !shortPan) {
    const expected = `${PAN_DIGITS_MIN} to ${PAN_DIGITS_MAX} digits`;
    throw new CodecError({ code: "PAN_LENGTH", path: "", offset: 0, expected });
  }
  return {
    format: Number(format) as PinFormat,
    cipher: CIPHERS[algorithm],
    key: keyOfHex(key),
    pan: pan === undefined ? undefined : new TextEncoder().encode(pan),
  };
}

/** Digits one a byte; anything else becomes 255, which is refused. */
function digitsOf(pin: string): Uint8Array {
  return Uint8Array.from(pin, (digit) => (/[0-9]/.test(digit) ? Number(digit) : 255));
}
