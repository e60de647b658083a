/** `tillcore key kcv`: the check value of a test key. */
import type { Command } from "commander";
import { Option } from "commander";
import type { CipherName } from "../../secure/cipher/block_cipher.ts";
import type { KcvMethod } from "../../secure/cipher/kcv.ts";
import { hexOfBytes } from "../hex.ts";
import { textFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged, notes, takesText } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { byteCount, keyOfHex } from "./read.ts";

/** Which check value. */
export interface KcvOptions {
  algorithm: CipherName;
  method: KcvMethod;
  bytes?: number;
  json?: boolean;
}

export function addKcv(parent: Command, io: Io): void {
  notes(
    withCheckValue(takesText(parent.command("kcv"), "[key]", "test key in hexadecimal"))
      .description("The check value of a key. Test keys only: a shell keeps what was typed.")
      .action(async (key: string | undefined, options: KcvOptions & { file?: string }) => {
        await kcv(key, options, io);
      }),
    HELP,
  );
}

/** `--algorithm`, `--method`, `--bytes`, `--json`. */
export function withCheckValue(command: Command, algorithm?: CipherName): Command {
  const ofKey = new Option("--algorithm <name>", "of the key").choices(["tdes", "aes", "sm4"]);
  return command
    .addOption(algorithm === undefined ? ofKey.makeOptionMandatory() : ofKey.default(algorithm))
    .addOption(new Option("--method <name>", "of the check value").choices(["zeros", "cmac"]).default("zeros"))
    .option("--bytes <number>", "of the check value; by zeros 3, by cmac 5 unless given", byteCount)
    .option("--json", "one line of JSON");
}

const HELP = `
zeros is the key over a block of 00 (UnionPay POS sends 4 bytes of it, or 8), cmac the CMAC of a
block of 00 (ANSI X9.24-1, Annex A). A DES key of 8 bytes is a tdes key too.

With --json: {"kcv"}, upper-case hexadecimal.

  $ tillcore key kcv --algorithm tdes 0123456789ABCDEFFEDCBA9876543210
  08D7B4
  $ tillcore key kcv --algorithm aes --method cmac FA36E44278DB3AB5F298F9F7DA8F1F88
  D77F007724
`;

async function kcv(argument: string | undefined, options: KcvOptions & { file?: string }, io: Io): Promise<void> {
  const value = await judged(async () => {
    const text = await textFrom({ argument, ...(options.file === undefined ? {} : { file: options.file }) }, io, "KEY");
    const key = keyOfHex(text);
    try {
      return await checkValueOf(key, options);
    } finally {
      key.fill(0);
    }
  });
  if (options.json === true) tellJson({ kcv: value }, io);
  else tellLines([value], io);
}

/** In hexadecimal. @param path of the key, for errors. @throws CodecError KEY_LENGTH, KCV_LENGTH */
export async function checkValueOf(
  key: Uint8Array,
  { algorithm, method, bytes }: KcvOptions,
  path = "key",
): Promise<string> {
  const { CodecError } = await import("../../codec/errors.ts");
  const { CIPHERS } = await import("../../secure/cipher/block_cipher.ts");
  const { keyCheckValue } = await import("../../secure/cipher/kcv.ts");
  const cipher = CIPHERS[algorithm];
  if (!cipher.keyBytes.includes(key.length)) {
    const expected = `${cipher.keyBytes.join(" or ")} bytes`;
    throw new CodecError({ code: "KEY_LENGTH", path, offset: 0, expected, actual: `${key.length} bytes` });
  }
  if (bytes !== undefined && bytes > cipher.blockBytes)
    throw new CodecError({ code: "KCV_LENGTH", path: "", offset: 0, expected: `1 to ${cipher.blockBytes} bytes` });
  return hexOfBytes(keyCheckValue(cipher, key, method, bytes));
}
