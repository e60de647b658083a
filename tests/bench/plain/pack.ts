/**
 * ISO 8583 packing as one would write it well in TypeScript alone: from an object of strings, table-driven, each field
 * straight into its place, with the checks of a strict packer.
 */
import { CLASS_OF, DIGIT_OF, HEX_NIBBLE_OF, TRACK_NIBBLE_OF } from "./classes.ts";
import { FIELD_MAX, type PlainField } from "./dialect.ts";
import { PlainRefusal, separators } from "./unpack.ts";

const OUT = Buffer.alloc(0x10000);
const BITMAP_BYTES = 8;
/** From this many bytes on the engine's own conversion is faster than a loop. */
const HEX_NATIVE_BYTES = 32;

/**
 * @param fields by number, and nothing else
 * @throws PlainRefusal
 */
export function packPlain(
  table: ReadonlyArray<PlainField | undefined>,
  mti: string,
  fields: Readonly<Partial<Record<number, string>>>,
): Uint8Array {
  const bitmap = putValue(table[0]!, 0, 0, mti);
  let at = bitmap + BITMAP_BYTES;
  let high = 0;
  let low = 0;
  let count = 0;
  // A look at each number costs less than a list of the keys.
  for (let number = 2; number <= FIELD_MAX; number++) {
    const value = fields[number];
    if (value === undefined) continue;
    const field = table[number];
    if (field === undefined) throw new PlainRefusal("undefined", number, 0);
    at = putField(field, number, at, value);
    count++;
    if (number <= 32) high |= 0x80000000 >>> (number - 1);
    else low |= 0x80000000 >>> (number - 33);
  }
  if (Object.values(fields).length !== count) throw new PlainRefusal("unknown field", 0, 0);
  OUT.writeInt32BE(high, bitmap);
  OUT.writeInt32BE(low, bitmap + 4);
  return Buffer.from(OUT.subarray(0, at));
}

function putField(field: PlainField, number: number, at: number, value: string): number {
  const units = field.binary ? value.length >> 1 : value.length;
  if (units > field.maximum || (field.prefix === 0 && units !== field.maximum)) {
    throw new PlainRefusal("wrong length", number, 0);
  }
  let rest = units;
  for (let i = field.prefix - 1; i >= 0; i--) {
    const radix = field.packedPrefix ? 100 : 10;
    const part = rest % radix;
    OUT[at + i] = field.packedPrefix ? (((part / 10) | 0) << 4) | (part % 10) : 0x30 + part;
    rest = (rest / radix) | 0;
  }
  return putValue(field, number, at + field.prefix, value);
}

/** @returns where the next one goes */
function putValue(field: PlainField, number: number, at: number, value: string): number {
  if (field.binary) return putHex(number, at, value);
  return field.packed ? putNibbles(field, number, at, value) : putText(field, number, at, value);
}

function putText(field: PlainField, number: number, at: number, value: string): number {
  const { length } = value;
  let seen = field.class;
  for (let i = 0; i < length; i++) {
    const character = value.charCodeAt(i);
    seen &= character > 0xff ? 0 : CLASS_OF[character]!;
    OUT[at + i] = character;
  }
  if (seen === 0 && field.class !== 0 && length > 0) throw new PlainRefusal("wrong character", number, 0);
  return at + length;
}

function putNibbles(field: PlainField, number: number, at: number, value: string): number {
  const meaning = field.track ? TRACK_NIBBLE_OF : DIGIT_OF;
  const { length } = value;
  const begin = at;
  let i = 0;
  let seen = 0;
  if ((length & 1) !== 0 && !field.left) {
    seen = OUT[at++] = nibble(meaning, value, i++);
  }
  for (; i + 1 < length; i += 2) {
    const high = nibble(meaning, value, i);
    const low = nibble(meaning, value, i + 1);
    seen |= high | low;
    OUT[at++] = (high << 4) | low;
  }
  if (i < length) {
    const high = nibble(meaning, value, i);
    seen |= high;
    OUT[at++] = high << 4;
  }
  if (seen > 15) throw new PlainRefusal("wrong digit", number, 0);
  if (field.track && separators(OUT, begin, at - begin) > 1) throw new PlainRefusal("two separators", number, 0);
  return at;
}

function putHex(number: number, at: number, value: string): number {
  const { length } = value;
  if (length >= 2 * HEX_NATIVE_BYTES) {
    if (2 * OUT.write(value, at, "hex") !== length) throw new PlainRefusal("no hexadecimal", number, 0);
    return at + (length >> 1);
  }
  let seen = (length & 1) !== 0 ? 255 : 0;
  for (let i = 0; i + 1 < length; i += 2) {
    const high = nibble(HEX_NIBBLE_OF, value, i);
    const low = nibble(HEX_NIBBLE_OF, value, i + 1);
    seen |= high | low;
    OUT[at++] = (high << 4) | low;
  }
  if (seen > 15) throw new PlainRefusal("no hexadecimal", number, 0);
  return at;
}

/** Above 15 for a character that stands for nothing. */
function nibble(meaning: Uint8Array, value: string, index: number): number {
  const character = value.charCodeAt(index);
  return character > 0xff ? 255 : meaning[character]!;
}
