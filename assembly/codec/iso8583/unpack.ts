/**
 * Reads an ISO 8583 message into an index of its fields; no value is copied or decoded.
 *
 * Strict: an undefined field, a length over the maximum, a wrong digit or character, a pad that is not 0, a missing and
 * a surplus byte are all refused, so that packing what was accepted gives the same bytes again. Never reads outside the
 * message. Knows no field by its number.
 *
 * INDEX, 540 bytes: bitmap, 16 bytes (the last 8 are 0) · u32[129], entry n for field n, entry 0 for the MTI:
 * offset of the value from the message | length << 16 (in digits where they are packed, else in bytes), meaningful only
 * for fields in the bitmap · u32 field of the first error · u32 its offset from the message. After an error the bitmap is
 * empty.
 */
import { isBcd } from "../../base/bcd";
import { ISO_DIGIT, ISO_LENGTH, ISO_TRAILING, ISO_TRUNCATED, ISO_UNDEFINED, OK } from "../../base/status";
import { checkContent } from "./content";
import { HEAD_BYTES, MTI_BYTES, entryOf, maximumOf, prefixBytes, valueBytes } from "./dialect";

const INDEX_BITMAP_BYTES: usize = 16;
export const INDEX_ENTRIES: usize = INDEX_BITMAP_BYTES;
export const INDEX_ERROR_FIELD: usize = INDEX_ENTRIES + 129 * 4;
export const INDEX_ERROR_OFFSET: usize = INDEX_ERROR_FIELD + 4;
export const INDEX_BYTES: i32 = 540;

/** Offsets are 16 bits wide. */
const MESSAGE_BYTES_MAX: i32 = 0xffff;
const MTI_DIGITS: u32 = 4;

/**
 * @param dialect table of the fields, see `dialect.ts`
 * @param message address of `length` bytes, from the MTI on
 * @param index address of INDEX_BYTES, a multiple of 4
 * @returns OK, ISO_TRUNCATED, ISO_TRAILING, ISO_DIGIT, ISO_CHARACTER, ISO_LENGTH or ISO_UNDEFINED
 */
export function unpack(dialect: usize, message: usize, length: i32, index: usize): i32 {
  store<u64>(index, 0);
  store<u64>(index + 8, 0);
  store<u64>(index + INDEX_ERROR_FIELD, 0);
  if (length < HEAD_BYTES) return fail(index, ISO_TRUNCATED, 0, length < MTI_BYTES ? 0 : MTI_BYTES);
  if (length > MESSAGE_BYTES_MAX) return fail(index, ISO_LENGTH, 0, 0);
  if (!isBcd(message, MTI_BYTES)) return fail(index, ISO_DIGIT, 0, 0);
  store<u32>(index + INDEX_ENTRIES, MTI_DIGITS << 16);

  const end = message + length;
  let at = message + HEAD_BYTES;
  let pending = bswap<u64>(load<u64>(message + MTI_BYTES));
  while (pending !== 0) {
    const bit = <i32>clz<u64>(pending);
    pending ^= ((<u64>1) << 63) >> bit;
    const field = bit + 1;

    const entry = entryOf(dialect, field);
    if (entry === 0) return fail(index, ISO_UNDEFINED, field, MTI_BYTES + (bit >> 3));

    let units = maximumOf(entry);
    const prefix = prefixBytes(entry);
    if (prefix !== 0) {
      if (<usize>prefix > end - at) return fail(index, ISO_TRUNCATED, field, at - message);
      if (!isBcd(at, prefix)) return fail(index, ISO_DIGIT, field, at - message);
      const announced = bcdLength(at, prefix);
      if (announced > units) return fail(index, ISO_LENGTH, field, at - message);
      units = announced;
      at += prefix;
    }

    const bytes = valueBytes(entry, units);
    if (<usize>bytes > end - at) return fail(index, ISO_TRUNCATED, field, at - message);
    const fault = checkContent(entry, at, units, bytes);
    if (fault !== OK) return fail(index, fault, field, at - message);
    store<u32>(index + INDEX_ENTRIES + (field << 2), (<u32>(at - message)) | ((<u32>units) << 16));
    at += bytes;
  }
  if (at !== end) return fail(index, ISO_TRAILING, 0, at - message);
  store<u64>(index, load<u64>(message + MTI_BYTES));
  return OK;
}

export function hasField(index: usize, field: i32): bool {
  const bit = field - 1;
  return <u32>bit < 128 && ((<u32>load<u8>(index + (bit >> 3))) & (0x80 >> (bit & 7))) !== 0;
}

/** Offset of a field's value from the message; 0 when the field is absent. */
export function fieldAt(index: usize, field: i32): usize {
  return hasField(index, field) ? <usize>(indexEntry(index, field) & 0xffff) : 0;
}

/** Length of a field in digits where they are packed, else in bytes; 0 when the field is absent. */
export function fieldLength(index: usize, field: i32): i32 {
  return hasField(index, field) ? indexEntry(index, field) >> 16 : 0;
}

/** Encoded bytes of a field's value; 0 when the field is absent. */
export function fieldBytes(dialect: usize, index: usize, field: i32): i32 {
  return valueBytes(entryOf(dialect, field), fieldLength(index, field));
}

function indexEntry(index: usize, field: i32): u32 {
  return load<u32>(index + INDEX_ENTRIES + (field << 2));
}

/** A length of one or two BCD bytes that have been checked. */
function bcdLength(at: usize, bytes: i32): i32 {
  let length: i32 = 0;
  for (let i = 0; i < bytes; i++) {
    const byte: i32 = load<u8>(at + i);
    length = length * 100 + (byte >> 4) * 10 + (byte & 0xf);
  }
  return length;
}

function fail(index: usize, fault: i32, field: i32, offset: usize): i32 {
  store<u32>(index + INDEX_ERROR_FIELD, field);
  store<u32>(index + INDEX_ERROR_OFFSET, offset);
  return fault;
}
