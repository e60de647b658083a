/**
 * Where the data of a command comes from: its argument, the file that `--file` names, or standard input.
 *
 * What is missing or cannot be read is wrong usage; what is wrong with the data themselves is a rejection. Nobody waits for
 * a keyboard.
 */
import { readFileSync, statSync } from "node:fs";
import { CodecError } from "../codec/errors.ts";
import { UsageError } from "./errors.ts";
import { bytesOfHex } from "./hex.ts";
import { INPUT_BYTES_MAX } from "./io.ts";
import type { Io } from "./io.ts";

/** More than objects of 32 levels take, which is what BER-TLV has. */
const DEPTH_MAX = 100;
/** Mode bits of everybody but the owner. */
const OTHERS = 0o077;

export interface Source {
  argument?: string | undefined;
  file?: string;
  /** File and standard input hold the bytes themselves, not their hexadecimal text. */
  binary?: boolean;
  /** What to do where nothing is given, of a command without `--file`. */
  hint?: string;
}

/** @param name of the argument, for the hint. @throws UsageError, CodecError HEX_DIGIT */
export async function bytesFrom(source: Source, io: Io, name = "HEX"): Promise<Uint8Array> {
  if (source.argument !== undefined && source.binary === true) {
    throw new UsageError("--binary goes with --file or standard input: an argument is hexadecimal");
  }
  const { argument, bytes } = await given(source, io, name);
  if (argument !== undefined) return bytesOfHex(argument);
  return source.binary === true ? bytes : bytesOfHex(Buffer.from(bytes).toString("latin1"));
}

/** Text in UTF-8. @throws UsageError, CodecError TEXT_ENCODING */
export async function textFrom(source: Source, io: Io, name = "TEXT"): Promise<string> {
  const { argument, bytes } = await given(source, io, name);
  return argument ?? decoded(bytes);
}

/** @throws UsageError, CodecError TEXT_ENCODING or JSON_SYNTAX */
export async function jsonFrom(source: Source, io: Io, name = "JSON"): Promise<unknown> {
  return parseJson(await textFrom(source, io, name));
}

/** @throws CodecError JSON_SYNTAX, without the words of the parser, which quotes the text; JSON_DEPTH */
export function parseJson(text: string): unknown {
  const value = syntaxOf(text);
  if (!isDeeper(value, DEPTH_MAX)) return value;
  throw new CodecError({ code: "JSON_DEPTH", path: "", offset: 0, expected: `at most ${DEPTH_MAX} levels` });
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function syntaxOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const place = /position (\d+)/.exec((error as Error).message)?.[1];
    const offset = Buffer.byteLength(place === undefined ? text : text.slice(0, Number(place)));
    throw new CodecError({ code: "JSON_SYNTAX", path: "", offset, expected: "JSON" });
  }
}

/**
 * The bytes of a file, in memory of their own.
 *
 * @param readers `owner`: the file holds a secret, and is refused when others may read or change it
 * @throws UsageError
 */
export function readNamed(file: string, readers: "anyone" | "owner" = "anyone"): Uint8Array {
  const shown = quotable(file);
  try {
    const { size, mode } = statSync(file);
    if (size > INPUT_BYTES_MAX) throw new UsageError(`the file ${shown} is longer than ${INPUT_BYTES_MAX} bytes`);
    if (readers === "owner" && process.platform !== "win32" && (mode & OTHERS) !== 0) {
      const remedy = "run chmod 600 on it, and choose another secret if someone may have read it";
      throw new UsageError(`the file ${shown} is open to others: ${remedy}`);
    }
    // A small file is read into memory that node:buffer shares: what it holds must not stay there.
    const shared = readFileSync(file);
    const bytes = new Uint8Array(shared);
    shared.fill(0);
    return bytes;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the file ${shown} cannot be read: name one that is there`, { cause: error });
  }
}

/** A file's name as an error may repeat it: somebody may have given a key or a card number where a file is wanted. */
function quotable(file: string): string {
  return /(?:[0-9A-Fa-f][\s:,]?){12}|.{201}/s.test(file) ? "of this name" : file;
}

/** @throws CodecError TEXT_ENCODING */
export function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CodecError({ code: "TEXT_ENCODING", path: "", offset: 0, expected: "text in UTF-8" });
  }
}

async function given(
  { argument, file, hint: own }: Source,
  io: Io,
  name: string,
): Promise<{ argument?: string; bytes: Uint8Array }> {
  const none = new Uint8Array(0);
  if (argument !== undefined) {
    if (file !== undefined) throw new UsageError(`${name} and --file are both given: leave one out`);
    return { argument, bytes: none };
  }
  if (file !== undefined) return { bytes: readNamed(file) };
  const hint = own ?? `give ${name}, or --file FILE, or pipe it into standard input`;
  if (io.keyboard) throw new UsageError(`missing argument '${name}': ${hint}`);
  const bytes = await io.read();
  if (bytes.length === 0) throw new UsageError(`missing argument '${name}', and nothing on standard input: ${hint}`);
  return { bytes };
}
