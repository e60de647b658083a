/**
 * The table of the objects in BER-TLV bytes, made by codec.wasm in one call for all but very long ones.
 *
 * Everything that reads BER-TLV on this side reads it here. Unlike those of `rows.ts`, an object of indefinite length has
 * its length like any other.
 */
import { CodecError, statusName } from "../errors.ts";
import { calls, input } from "../wasm.ts";
import { stepName } from "./path.ts";
import { FORM_DEPTH, FORM_INDEFINITE, FORM_MARK_SHIFT, ROW_WORDS, rowsLeft, Table, Walk, walkLeft } from "./rows.ts";

export interface TlvOptions {
  /** Also reads lengths of 80, where 00 00 ends the value (ISO/IEC 8825-1, 8.1.3.6). EMV has none. */
  indefinite?: boolean;
  /** `"pass"`: what cannot be read ends the object that it is in, and is left out. `"refuse"` unless told. */
  faults?: "refuse" | "pass";
}

/** Bytes that can be read: offsets stay far from what a word holds. */
const BYTES_MAX = 0x4000_0000;

// Of assembly/codec/tlv_index.ts and assembly/base/status.ts.
const INDEX_INDEFINITE = 1;
const INDEX_PASS_FAULTS = 2;
const LENGTH_UNKNOWN = 0xffff_ffff;
const TLV_END = 10;
const TLV_TRUNCATED = 12;
const TLV_LENGTH = 14;
const TLV_MORE_ROWS = 70;
const TLV_MORE_BYTES = 71;

export class ObjectTable extends Table {
  /** Why the table ends before the bytes do; its rows are good. */
  readonly fault: CodecError | undefined;

  constructor(rows: Uint32Array, count: number, fault: CodecError | undefined) {
    super(rows, count);
    this.fault = fault;
  }

  /** The same in memory of its own. */
  keep(): ObjectTable {
    return new ObjectTable(this.rows.slice(0, this.count * ROW_WORDS), this.count, this.fault);
  }
}

/** @throws CodecError TOO_LONG; any other fault is in the table */
export function tableOf(bytes: Uint8Array, options?: TlvOptions): ObjectTable {
  const total = bytes.length;
  if (total > BYTES_MAX) {
    const expected = `at most ${BYTES_MAX} bytes`;
    throw new CodecError({ code: "TOO_LONG", path: "", offset: 0, expected, actual: `${total}` });
  }
  const buffer = input();
  const loaded = Math.min(total, buffer.length);
  buffer.set(loaded === total ? bytes : bytes.subarray(0, loaded));
  const indefinite = options?.indefinite === true;
  const flags = (indefinite ? INDEX_INDEFINITE : 0) + (options?.faults === "pass" ? INDEX_PASS_FAULTS : 0);
  const count = calls().indexObjects(total, loaded, flags);
  if (walkLeft(Walk.STATUS) === TLV_END && !indefinite) return new ObjectTable(rowsLeft(), count, undefined);
  return finish(bytes, rowsLeft().slice(0, count * ROW_WORDS));
}

/** Goes on to the end of the bytes or to a fault, with rows in memory of their own. */
function finish(bytes: Uint8Array, begun: Uint32Array): ObjectTable {
  const buffer = input();
  let rows = begun;
  let used = begun.length;
  let status = walkLeft(Walk.STATUS);
  while (status === TLV_MORE_ROWS || status === TLV_MORE_BYTES) {
    const from = walkLeft(Walk.AT);
    const window = bytes.subarray(from, from + buffer.length);
    buffer.set(window);
    const more = ROW_WORDS * calls().indexMoreObjects(from, from + window.length);
    if (used + more > rows.length) rows = grown(rows, 2 * (used + more));
    rows.set(rowsLeft().subarray(0, more), used);
    used += more;
    status = walkLeft(Walk.STATUS);
  }
  const count = used / ROW_WORDS;
  // Before the lengths are settled: what is still open is then the last row at its depth.
  const fault = status === TLV_END ? undefined : faultAfter(new Table(rows, count), status);
  return new ObjectTable(rows, settle(rows, count), fault);
}

function grown(rows: Uint32Array, words: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words);
  larger.set(rows);
  return larger;
}

/**
 * Gives objects of indefinite length the length that the row with tag 0 behind their last one tells, and takes that row
 * out. @returns rows that remain
 */
function settle(rows: Uint32Array, count: number): number {
  const open: number[] = [];
  let to = 0;
  for (let from = 0; from < count; from++) {
    const [tag = 0, offset = 0, length = 0, form = 0] = rows.subarray(from * ROW_WORDS, (from + 1) * ROW_WORDS);
    const depth = form & FORM_DEPTH;
    if (tag === 0) {
      const row = open[depth]! * ROW_WORDS;
      rows[row + 2] = offset - rows[row + 1]!;
      rows[row + 3]! |= length << FORM_MARK_SHIFT;
      continue;
    }
    const indefinite = length === LENGTH_UNKNOWN;
    if (indefinite) open[depth] = to;
    rows.set([tag, offset, length, indefinite ? form | FORM_INDEFINITE : form], to * ROW_WORDS);
    to++;
  }
  return to;
}

/** What the last call says against the object that it stopped at, which would be the row after the table. */
function faultAfter(table: Table, status: number): CodecError {
  const tag = walkLeft(Walk.TAG);
  const depth = walkLeft(Walk.DEPTH);
  const steps = tag === 0 ? [] : [stepBefore(table, table.count, tag, depth)];
  let row = table.count - 1;
  for (let level = depth - 1; level >= 0; level--) {
    while (table.depth(row) !== level) row--;
    steps.unshift(stepBefore(table, row, table.tag(row), level));
  }
  return new CodecError({
    code: statusName(status),
    path: steps.join("."),
    offset: walkLeft(Walk.AT),
    ...sizes(status),
  });
}

/** The step of a path to an object of `tag` at `depth`, behind those in rows before `row`. */
function stepBefore(table: Table, row: number, tag: number, depth: number): string {
  let index = 0;
  for (let at = row - 1; at >= 0 && table.depth(at) >= depth; at--) {
    if (table.depth(at) === depth && table.tag(at) === tag) index++;
  }
  return stepName(tag, index);
}

function sizes(status: number): { expected?: string; actual?: string } {
  if (status === TLV_LENGTH) return { expected: "a definite length in at most four bytes" };
  if (status !== TLV_TRUNCATED) return {};
  if (walkLeft(Walk.TAG) === 0) return { expected: "more bytes" };
  const value = walkLeft(Walk.VALUE);
  if (value === 0) return { expected: "a length" };
  return { expected: `${walkLeft(Walk.LENGTH)} bytes`, actual: `${walkLeft(Walk.END) - value}` };
}
