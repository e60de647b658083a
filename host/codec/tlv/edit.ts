/**
 * Changes in BER-TLV that give new bytes and keep every byte that the change does not touch: padding, and lengths that are
 * longer than they need be.
 *
 * Where a change alters the length of an object around it, the length field keeps its form: the shortest stays the
 * shortest, a wider one keeps its width as long as the length fits, and an indefinite one stays as it is.
 */
import { CodecError } from "../errors.ts";
import { encodeTlv, encodeTree, lengthBytes, putLengthBefore } from "./encode.ts";
import type { TlvInput } from "./encode.ts";
import { parsePath, rowsAt } from "./path.ts";
import type { Step } from "./path.ts";
import { isConstructed, tagBytes } from "./tags.ts";
import { tableOf } from "./table.ts";
import type { ObjectTable, TlvOptions } from "./table.ts";

/** Bytes that stand in for those from `from` to `to`. */
interface Splice {
  from: number;
  to: number;
  bytes: Uint8Array;
}

/**
 * Gives the first object at `path` another value. An indefinite length of its own becomes definite.
 *
 * @throws CodecError TLV_ABSENT when there is none; TLV_PATH; as `parseTlv`
 */
export function replaceTlv(bytes: Uint8Array, path: string, value: Uint8Array, options?: TlvOptions): Uint8Array {
  const table = soundTable(bytes, options);
  return withValue(bytes, table, rowAt(table, path), value);
}

/** Takes the first object at `path` out. @throws CodecError TLV_ABSENT when there is none; TLV_PATH; as `parseTlv` */
export function removeTlv(bytes: Uint8Array, path: string, options?: TlvOptions): Uint8Array {
  const table = soundTable(bytes, options);
  return withObject(bytes, table, rowAt(table, path), new Uint8Array(0));
}

/**
 * Gives the first object at `path` another value, or adds one: last in the object that the path leads to as far as it
 * does, with the objects around it that are missing.
 *
 * @throws CodecError TLV_ABSENT when the path has a number that is not the next one; TLV_TAG when it goes through a
 *   primitive object; TLV_PATH; as `parseTlv`
 */
export function setTlv(bytes: Uint8Array, path: string, value: Uint8Array, options?: TlvOptions): Uint8Array {
  const table = soundTable(bytes, options);
  const steps = parsePath(path);
  const [row] = rowsAt(table, steps, 1);
  return row === undefined ? withNew(bytes, table, steps, path, value) : withValue(bytes, table, row, value);
}

function soundTable(bytes: Uint8Array, options?: TlvOptions): ObjectTable {
  const table = tableOf(bytes, options);
  if (table.fault !== undefined) throw table.fault;
  return table;
}

function rowAt(table: ObjectTable, path: string): number {
  const [row] = rowsAt(table, parsePath(path), 1);
  if (row === undefined) throw new CodecError({ code: "TLV_ABSENT", path, offset: 0, expected: "an object" });
  return row;
}

function withValue(bytes: Uint8Array, table: ObjectTable, row: number, value: Uint8Array): Uint8Array {
  if (table.indefinite(row)) return withObject(bytes, table, row, encodeTlv(table.tag(row), value));
  const from = table.offset(row);
  return spliced(bytes, table, row, { from, to: from + table.length(row), bytes: value });
}

/** With other bytes in place of a whole object. */
function withObject(bytes: Uint8Array, table: ObjectTable, row: number, object: Uint8Array): Uint8Array {
  return spliced(bytes, table, table.parent(row), { from: table.start(row), to: table.end(row), bytes: object });
}

function withNew(bytes: Uint8Array, table: ObjectTable, steps: Step[], path: string, value: Uint8Array): Uint8Array {
  let known = steps.length - 1;
  let parent: number | undefined;
  while (known > 0 && (parent = rowsAt(table, steps.slice(0, known), 1)[0]) === undefined) known--;
  checkNew(table, parent, steps, known, path);
  const object = encodeTree([nested(steps.slice(known), value)]);
  const at = parent === undefined ? bytes.length : table.offset(parent) + table.length(parent);
  return spliced(bytes, table, parent, { from: at, to: at, bytes: object });
}

/** Steps from `known` on may be added: each but the last can hold others, and each is the next of its tag. */
function checkNew(table: ObjectTable, parent: number | undefined, steps: Step[], known: number, path: string): void {
  steps.forEach(({ tag, index = 0 }, at) => {
    const where = path.split(".").slice(0, at + 1).join("."); // prettier-ignore
    if (at < steps.length - 1 && !isConstructed(tag)) {
      throw new CodecError({ code: "TLV_TAG", path: where, offset: 0, expected: "a constructed tag" });
    }
    const next = at === known ? childrenOf(table, parent, tag) : 0;
    // A step without a number that leads nowhere stands for the first: none of its tag is there.
    if (at < known || index === next) return;
    throw new CodecError({
      code: "TLV_ABSENT",
      path: where,
      offset: 0,
      expected: `number ${next}`,
      actual: `${index}`,
    });
  });
}

/** How many objects with a tag stand in an object, or in none. */
function childrenOf(table: ObjectTable, parent: number | undefined, tag: number): number {
  const depth = parent === undefined ? 0 : table.depth(parent) + 1;
  let count = 0;
  for (let row = parent === undefined ? 0 : parent + 1; row < table.count && table.depth(row) >= depth; row++) {
    if (table.depth(row) === depth && table.tag(row) === tag) count++;
  }
  return count;
}

function nested([step, ...inner]: readonly Step[], value: Uint8Array): TlvInput {
  const { tag } = step!;
  return inner.length === 0 ? { tag, value } : { tag, children: [nested(inner, value)] };
}

/** With a change in the value of the object at `row`, whose length and those of the objects around it follow. */
function spliced(bytes: Uint8Array, table: ObjectTable, row: number | undefined, splice: Splice): Uint8Array {
  const splices = [splice];
  let more = splice.bytes.length - (splice.to - splice.from);
  for (let around = row; around !== undefined; around = table.parent(around)) {
    if (table.indefinite(around)) continue;
    const field = lengthField(table, around, table.length(around) + more);
    more += field.bytes.length - (field.to - field.from);
    splices.unshift(field);
  }
  return joined(bytes, splices);
}

/** The length field of an object for a new length. */
function lengthField(table: ObjectTable, row: number, length: number): Splice {
  const to = table.offset(row);
  const from = table.start(row) + tagBytes(table.tag(row));
  const shortest = lengthBytes(length);
  const isWider = to - from > lengthBytes(table.length(row));
  const bytes = new Uint8Array(isWider ? Math.max(shortest, to - from) : shortest);
  putLengthBefore(bytes, bytes.length, length, bytes.length);
  return { from, to, bytes };
}

/** All bytes, with splices in the order of their places. */
function joined(bytes: Uint8Array, splices: readonly Splice[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const splice of splices) {
    pieces.push(bytes.subarray(at, splice.from), splice.bytes);
    at = splice.to;
  }
  pieces.push(bytes.subarray(at));
  return new Uint8Array(Buffer.concat(pieces));
}
