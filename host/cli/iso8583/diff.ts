/** `tillcore iso8583 diff`: the fields in which two messages differ, compared in clear and shown masked. */
import { CodecError } from "../../codec/errors.ts";
import type { Dialect } from "../../codec/iso8583/dialect.ts";
import { EXIT_REJECTED, UsageError } from "../errors.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { printable } from "./lines.ts";
import { dialectNamed } from "./named.ts";
import { readMessage } from "./read.ts";
import type { Read, ReadOptions } from "./read.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";

export type DiffOptions = ReadOptions;

interface Difference {
  path: string;
  name: string;
  a: string | null;
  b: string | null;
}

/** Sets the exit code: 1 when they differ. @throws Rejection, with `a` or `b` before the path; UsageError */
export async function diff(a: string, b: string, options: DiffOptions, io: Io): Promise<void> {
  if (a === "-" && b === "-") throw new UsageError("standard input can be one of the two messages, not both");
  await judged(async () => {
    const dialect = dialectNamed(options.dialect);
    const [bytesA, bytesB] = [await bytesOf(a, "a", options, io), await bytesOf(b, "b", options, io)];
    const [readA, readB] = [read(bytesA, "a", dialect, options), read(bytesB, "b", dialect, options)];
    const same = Buffer.compare(bytesA, bytesB) === 0;
    const differences = same ? [] : differencesOf(readA, readB, options);
    if (!same && differences.length === 0) {
      differences.push({ path: "bytes", name: "", a: `${bytesA.length} bytes`, b: `${bytesB.length} bytes` });
    }
    if (options.json === true) tellJson({ same, differences }, io);
    else tellLines(differences.flatMap(linesOf), io);
    if (!same) io.exitCode = EXIT_REJECTED;
  });
}

async function bytesOf(text: string, side: string, { binary }: DiffOptions, io: Io): Promise<Uint8Array> {
  const isBinary = binary === true ? { binary } : {};
  return within(side, async () => {
    if (text === "-") return bytesFrom(isBinary, io);
    return text.startsWith("@")
      ? bytesFrom({ file: text.slice(1), ...isBinary }, io)
      : bytesFrom({ argument: text }, io);
  });
}

function read(bytes: Uint8Array, side: string, dialect: Dialect, options: DiffOptions): Read {
  try {
    const found = readMessage(bytes, dialect, options);
    if (found.refused === undefined) return found;
    throw new CodecError(found.refused);
  } catch (error) {
    throw sided(error, side);
  }
}

async function within<T>(side: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sided(error, side);
  }
}

function sided(error: unknown, side: string): unknown {
  if (!(error instanceof CodecError)) return error;
  const { code, path, offset, expected, actual } = error;
  return new CodecError({
    code,
    path: path === "" ? side : `${side}.${path}`,
    offset,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  });
}

function differencesOf(a: Read, b: Read, options: DiffOptions): Difference[] {
  const [ofA, ofB] = [comparable(a, options), comparable(b, options)];
  const paths = [...new Set([...ofA.keys(), ...ofB.keys()])].sort(byNumbers);
  return paths.flatMap((path) => {
    const [rowA, rowB] = [ofA.get(path), ofB.get(path)];
    if (rowA?.clear === rowB?.clear) return [];
    return [{ path, name: rowA?.name ?? rowB?.name ?? "", a: rowA?.value ?? null, b: rowB?.value ?? null }];
  });
}

/** Rows that hold no others, by path; of those with one path, a number follows from the second on. */
function comparable(read: Read, { unmasked, lang }: DiffOptions): Map<string, Pick<Row, "name" | "value" | "clear">> {
  const found = new Map<string, Pick<Row, "name" | "value" | "clear">>();
  const put = (path: string, name: string, value: string, clear = value): void => {
    let place = path;
    for (let count = 1; found.has(place); count++) place = `${path}[${count}]`;
    found.set(place, { name, value, clear });
  };
  const { tpdu = "", header = "" } = read.frame ?? {};
  if (tpdu !== "") put("frame.tpdu", "TPDU", tpdu);
  if (header !== "") put("frame.header", "", header);
  if (read.message.header.length > 0) put("header", "", Buffer.from(read.message.header).toString("hex").toUpperCase());
  for (const row of rowsOf(read, { masked: unmasked !== true, expand: true, language: lang })) {
    if (!row.parent) put(row.path, row.name, row.value, row.clear);
  }
  return found;
}

/** `frame.tpdu`, `header`, `mti`, then by the numbers of fields; what lies in one field keeps its order. */
function byNumbers(a: string, b: string): number {
  const [first, second] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
  return (Number.isNaN(first) ? 0 : first) - (Number.isNaN(second) ? 0 : second);
}

function linesOf({ path, name, a, b }: Difference): string[] {
  const title = `${path}${name === "" ? "" : `  ${name}`}`;
  const side = (mark: string, value: string | null): string[] =>
    value === null ? [] : [`  ${mark} ${printable(value)}`];
  return [title, ...side("-", a), ...side("+", b)];
}
