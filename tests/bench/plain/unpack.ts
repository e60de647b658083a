/**
 * Strict ISO 8583 unpacking as one would write it well in TypeScript alone: table-driven, into an index of offsets and
 * lengths, a byte's classes looked up, every bound tested against the end. Values are decoded from the index.
 */
import { CLASS_OF, DIGIT_PAIR, NUMERIC, SEPARATORS_IN } from "./classes.ts";
import type { PlainField } from "./dialect.ts";

export class PlainRefusal extends Error {
  readonly field: number;
  readonly offset: number;

  constructor(what: string, field: number, offset: number) {
    super(`${what} in field ${field} at byte ${offset}`);
    this.field = field;
    this.offset = offset;
  }
}

const BITMAP_BYTES = 8;
const MESSAGE_BYTES_MAX = 0xffff;

/**
 * Fills `index`: entry n is offset | units << 16 of field n, 0 for a field that is absent; entry 0 is the message type.
 *
 * @throws PlainRefusal
 */
export function unpackPlain(table: ReadonlyArray<PlainField | undefined>, bytes: Uint8Array, index: Uint32Array): void {
  const end = bytes.length;
  if (end > MESSAGE_BYTES_MAX) throw new PlainRefusal("too long", 0, 0);
  index.fill(0);
  let at = takeValue(table[0]!, bytes, 0, end, 4, 0, index);
  if (end - at < BITMAP_BYTES) throw new PlainRefusal("cut off", 1, at);
  const bitmap = at;
  at += BITMAP_BYTES;
  for (let half = 0; half < BITMAP_BYTES; half += 4) {
    let pending = word(bytes, bitmap + half);
    while (pending !== 0) {
      const bit = Math.clz32(pending);
      pending &= ~(0x80000000 >>> bit);
      const number = half * 8 + bit + 1;
      const field = table[number];
      if (field === undefined) throw new PlainRefusal("undefined", number, bitmap + ((number - 1) >> 3));
      let units = field.maximum;
      if (field.prefix > 0) {
        units = takeLength(field, bytes, at, end, number);
        at += field.prefix;
      }
      at = takeValue(field, bytes, at, end, units, number, index);
    }
  }
  if (at !== end) throw new PlainRefusal("trailing bytes", 0, at);
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function takeLength(field: PlainField, bytes: Uint8Array, at: number, end: number, number: number): number {
  if (field.prefix > end - at) throw new PlainRefusal("cut off", number, at);
  const wanted = field.packedPrefix ? DIGIT_PAIR : NUMERIC;
  let units = 0;
  for (let i = at; i < at + field.prefix; i++) {
    const byte = bytes[i]!;
    if ((CLASS_OF[byte]! & wanted) === 0) throw new PlainRefusal("wrong digit of the length", number, at);
    units = field.packedPrefix ? units * 100 + (byte >> 4) * 10 + (byte & 15) : units * 10 + byte - 0x30;
  }
  if (units > field.maximum) throw new PlainRefusal("too long", number, at);
  return units;
}

function takeValue(
  field: PlainField,
  bytes: Uint8Array,
  at: number,
  end: number,
  units: number,
  number: number,
  index: Uint32Array,
): number {
  const length = field.packed ? (units + 1) >> 1 : units;
  if (length > end - at) throw new PlainRefusal("cut off", number, at);
  if (field.class !== 0) {
    let seen = field.class;
    for (let i = at; i < at + length; i++) seen &= CLASS_OF[bytes[i]!]!;
    if (seen === 0) throw new PlainRefusal("wrong character", number, at);
  }
  if (field.packed && (units & 1) !== 0) {
    const pad = field.left ? bytes[at + length - 1]! & 15 : bytes[at]! >> 4;
    if (pad !== 0) throw new PlainRefusal("wrong pad", number, at);
  }
  if (field.track && field.packed && separators(bytes, at, length) > 1) {
    throw new PlainRefusal("two separators", number, at);
  }
  index[number] = at | (units << 16);
  return at + length;
}

/** How many separators of track data stand in packed nibbles. */
export function separators(bytes: Uint8Array, at: number, length: number): number {
  let count = 0;
  for (let i = at; i < at + length; i++) count += SEPARATORS_IN[bytes[i]!]!;
  return count;
}
