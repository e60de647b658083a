/**
 * `tillcore key tr31`: key blocks of ANSI X9.143 (TR-31) and ISO 20038, for test keys alone.
 *
 * Prints a key, as it is asked to; an error never holds one.
 */
import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { CodecError } from "../../codec/errors.ts";
import type { KeyBlockHeader } from "../../secure/key_block/header.ts";
import type { OptionalBlock } from "../../secure/key_block/optional.ts";
import type { KeyBlock } from "../../secure/key_block/unwrap.ts";
import type { HeaderToWrite } from "../../secure/key_block/wrap.ts";
import { hexOfBytes } from "../hex.ts";
import { textFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged, notes, takesText } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { table } from "../table.ts";
import { keyOfHex } from "./read.ts";

interface DecodeOptions {
  kbpk: string;
  legacy?: boolean;
  file?: string;
  json?: boolean;
}

interface EncodeOptions {
  kbpk: string;
  key: string;
  usage: string;
  algorithm: string;
  mode: string;
  exportability: KeyBlockHeader["exportability"];
  keyVersion: string;
  version: KeyBlockHeader["version"];
  optional: OptionalBlock[];
  padding: boolean;
  legacy?: boolean;
  json?: boolean;
}

const KEY_HEX = "in hexadecimal; a test key: others see what stands on a command line";

export function addTr31(key: Command, io: Io): void {
  // The program has a --version of its own, which must not be looked for behind a command that has another.
  rootOf(key).enablePositionalOptions();
  const tr31 = key.command("tr31").description("Key blocks of ANSI X9.143 (TR-31). Test keys only.");
  notes(
    takesText(tr31.command("decode"), "[block]", "the key block")
      .description("Check a key block and take its key out. Prints it: test keys only.")
      .requiredOption("--kbpk <key>", `key block protection key, ${KEY_HEX}`)
      .option("--legacy", "also take versions A and C")
      .option("--json", "one line of JSON")
      .action(async (block: string | undefined, options: DecodeOptions) => {
        await decode(block, options, io);
      }),
    DECODE,
  );
  notes(
    tr31
      .command("encode")
      .description("Put a key into a key block.")
      .requiredOption("--kbpk <key>", `key block protection key, ${KEY_HEX}`)
      .requiredOption("--key <key>", `key to protect, ${KEY_HEX}`)
      .requiredOption("--usage <letters>", "P0 PIN, M3 MAC, D0 data, K0 other keys, B1 DUKPT, ...")
      .requiredOption("--algorithm <letter>", "T triple DES, A AES, H HMAC, 4 SM4 (a private value)")
      .requiredOption("--mode <letter>", "B, C, D, E, G, N, V or X")
      .addOption(new Option("--exportability <letter>", "of the key").choices(["E", "N", "S"]).default("N"))
      .option("--key-version <text>", "two letters or digits", "00")
      .addOption(new Option("--version <letter>", "of the block").choices(["A", "B", "C", "D", "E"]).default("D"))
      .option("--optional <id=data>", "an optional block; again for another", optionalBlock, [])
      .option("--no-padding", "let the key's length show")
      .option("--legacy", "also make versions A and C")
      .option("--json", "one line of JSON")
      .action(async (options: EncodeOptions) => {
        await encode(options, io);
      }),
    ENCODE,
  );
}

const DECODE = `
With --json: {"version", "usage", "algorithm", "mode", "exportability", "key", "keyVersion",
"optionalBlocks"}. Versions B (protection key: triple DES), D and E (AES); A and C with --legacy.
The check values of KC and KP are verified. A wrong MAC ends with MAC, a malformed header with
the name of what is wrong in it, KEY_USAGE for the usage of the key.

  $ tillcore key tr31 decode --kbpk 88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6 D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34
  Version         D
  Usage           P0
  Algorithm       A
  Mode of use     E
  Key version     00
  Exportability   E
  Key             3F419E1CB7079442AA37474C2EFBF8B8
`;

const ENCODE = `
With --json: {"block"}. The padding is random: no two blocks are alike. The key is padded to
the longest of its algorithm unless --no-padding; it may not be stronger than the key that
protects it. Optional blocks KC and KP without data (--optional KC=) get their check values;
with a wrong one they are refused as KCV.

  $ tillcore key tr31 encode --version E --no-padding --usage B0 --algorithm T --mode V --key-version 16 --key 777261707065642033444553206B6579 --kbpk 3235362D62697420414553207772617070696E67202849534F20323030333829
  E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547
`;

async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  const { unwrapKeyBlock } = await import("../../secure/key_block/unwrap.ts");
  const block = await judgedBlock(async () => {
    const text = (await textFrom({ ...options, argument }, io, "BLOCK")).trim();
    const kbpk = keyOfHex(options.kbpk, "kbpk");
    try {
      return unwrapKeyBlock(kbpk, text, { legacy: options.legacy ?? false, strongerKey: "accept" });
    } finally {
      kbpk.fill(0);
    }
  });
  const key = hexOfBytes(block.key);
  block.key.fill(0);
  if (options.json === true) tellJson(jsonOf(block, key), io);
  else tellLines(linesOf(block, key), io);
}

async function encode(options: EncodeOptions, io: Io): Promise<void> {
  const { wrapKeyBlock } = await import("../../secure/key_block/wrap.ts");
  const { usage, algorithm, mode, exportability, keyVersion, version, optional, padding, legacy = false } = options;
  const block = await judgedBlock(async () => {
    const kbpk = keyOfHex(options.kbpk, "kbpk");
    const key = keyOfHex(options.key, "key");
    const header: HeaderToWrite = {
      version,
      usage,
      algorithm,
      mode,
      exportability,
      keyVersion,
      optionalBlocks: optional,
    };
    try {
      const how = { random: randomBytes, padding: padding ? "longest" : "none", legacy } as const;
      return wrapKeyBlock(kbpk, header, key, how);
    } finally {
      kbpk.fill(0);
      key.fill(0);
    }
  });
  if (options.json === true) tellJson({ block }, io);
  else tellLines([block], io);
}

/** As `judged`. USAGE of a command is how it was called: that of the key gets a name of its own. */
async function judgedBlock<T>(work: () => Promise<T>): Promise<T> {
  return judged(async () => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CodecError) || error.code !== "USAGE") throw error;
      const { path, offset, expected } = error;
      throw new CodecError({ code: "KEY_USAGE", path, offset, ...(expected === undefined ? {} : { expected }) });
    }
  });
}

function jsonOf({ version, usage, algorithm, mode, exportability, keyVersion, optionalBlocks }: KeyBlock, key: string) {
  return { version, usage, algorithm, mode, exportability, key, keyVersion, optionalBlocks };
}

function linesOf(block: KeyBlock, key: string): string[] {
  const optional = block.optionalBlocks.map(({ id, data }) => [`Optional ${id}`, data] as const);
  return table([
    ["Version", block.version],
    ["Usage", block.usage],
    ["Algorithm", block.algorithm],
    ["Mode of use", block.mode],
    ["Key version", block.keyVersion],
    ["Exportability", block.exportability],
    ...optional,
    ["Key", key],
  ]);
}

function optionalBlock(text: string, before: OptionalBlock[]): OptionalBlock[] {
  const [, id, data] = /^([0-9A-Z]{2})=(.*)$/s.exec(text) ?? [];
  if (id === undefined || data === undefined)
    throw new InvalidArgumentError("It must be ID=DATA, as KS=00604B120F9292800000.");
  return [...before, { id, data }];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
