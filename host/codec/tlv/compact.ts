/**
 * Historical bytes of an answer to reset, with their COMPACT-TLV objects (ISO/IEC 7816-4, 8.1.1).
 *
 * What the objects mean is not known here.
 */
import { CodecError, statusName } from "../errors.ts";
import { calls, give } from "../wasm.ts";
import { rowsLeft, Table, Walk, walkLeft } from "./rows.ts";

export interface CompactObject {
  /** 0 to 15: the object whose tag in BER-TLV is `0x40 | tag`. */
  tag: number;
  /** Up to 15 bytes. */
  value: Uint8Array;
}

/** The status indicator; each part only where it is given. */
export interface CardStatus {
  lifeCycle?: number;
  /** SW1 SW2: 0x9000. */
  statusWord?: number;
}

export interface HistoricalBytes {
  /** Category indicator: 0x00 objects and a status, 0x80 objects, 0x10 a reference to DIR, others of their maker's form. */
  category: number;
  objects: CompactObject[];
  /** Of category 00 the last three bytes, of category 80 the object with tag 8, which is among the objects too. */
  status?: CardStatus;
  /** All bytes after a category that has no objects. */
  other?: Uint8Array;
}

const CATEGORY_STATUS_LAST = 0x00;
const NIBBLE_MAX = 15;
const TLV_END = 10;

/**
 * @param bytes from the category indicator on: at most 15 in an ATR, more in a file EF.ATR
 * @throws CodecError TLV_TRUNCATED, with the offset of the object; TOO_LONG
 */
export function parseHistorical(bytes: Uint8Array): HistoricalBytes {
  give(bytes);
  const table = new Table(rowsLeft(), calls().indexHistorical(bytes.length));
  const status = walkLeft(Walk.STATUS);
  if (status !== TLV_END) throw new CodecError({ code: statusName(status), path: "", offset: walkLeft(Walk.AT) });
  const [other, state, ...values] = Array.from({ length: table.count }, (_, row) => valueAt(bytes, table, row));
  const objects = values.map((value, at) => ({ tag: table.tag(at + 2), value }));
  return {
    category: table.tag(0),
    objects,
    ...(state!.length > 0 ? { status: statusOf(state!) } : {}),
    ...(other!.length > 0 ? { other: other! } : {}),
  };
}

/** The opposite of `parseHistorical`. @throws CodecError TLV_TAG or TLV_LENGTH for an object that has no compact form */
export function encodeHistorical({ category, objects, status, other }: HistoricalBytes): Uint8Array {
  const { lifeCycle = 0, statusWord = 0 } = status ?? {};
  const last = category === CATEGORY_STATUS_LAST ? [lifeCycle, statusWord >> 8, statusWord & 0xff] : [];
  return Uint8Array.from([category, ...objects.flatMap(compact), ...last, ...(other ?? [])]);
}

function compact({ tag, value }: CompactObject): number[] {
  if (!Number.isInteger(tag) || tag < 0 || tag > NIBBLE_MAX) {
    throw new CodecError({ code: "TLV_TAG", path: "", offset: 0, expected: `0 to ${NIBBLE_MAX}` });
  }
  if (value.length > NIBBLE_MAX) {
    const expected = `at most ${NIBBLE_MAX} bytes`;
    throw new CodecError({ code: "TLV_LENGTH", path: `${tag}`, offset: 0, expected, actual: `${value.length}` });
  }
  return [(tag << 4) | value.length, ...value];
}

function valueAt(bytes: Uint8Array, table: Table, row: number): Uint8Array {
  return new Uint8Array(bytes.subarray(table.offset(row), table.end(row)));
}

/** One byte is a life cycle, two are SW1 SW2, three are both. */
function statusOf(bytes: Uint8Array): CardStatus {
  const [first = 0, second = 0, third = 0] = bytes;
  if (bytes.length === 1) return { lifeCycle: first };
  if (bytes.length === 2) return { statusWord: (first << 8) | second };
  return { lifeCycle: first, statusWord: (second << 8) | third };
}
