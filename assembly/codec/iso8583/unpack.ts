/**
 * Reads an ISO 8583 message, or a group of fields inside one, into an index; no value is copied or decoded.
 *
 * Strict unless a policy says otherwise: an undefined field, a length beyond its limits, a wrong digit, character or pad, a
 * missing and a surplus byte are all refused, so that packing what was accepted gives the same bytes again. Never reads
 * outside the message. Knows no field by its number.
 *
 * The index, INDEX_… bytes from its beginning: the field of the first error (0..192 or PART_…) and its offset from the message
 * · the length that was announced, where that was the error · the offset after the last field · the offset of the bitmap ·
 * the bitmap in three 64-bit words, highest bit first · one entry for each field from 0 (the message type indicator) to the
 * last of the group: offset of the value from the message | length << 16 (in digits where they are packed, else in
 * characters or bytes), meaningful only for fields in the bitmap. After an error the bitmap holds the fields before it.
 */
import {
  ISO_LENGTH,
  ISO_LENGTH_DIGIT,
  ISO_PAD,
  ISO_TRAILING,
  ISO_TRUNCATED,
  ISO_UNDEFINED,
  OK,
} from "../../base/status";
import { ANNOUNCES, BITMAPS_MAX, WORD_BYTES, bitmapsOf, firstBytes, readBitmap, wireBytes } from "./bitmap";
import { checkContent } from "./content";
import {
  HEADER_SHIFT,
  HEAD_BYTES,
  TYPED,
  descriptorOf,
  lastField,
  maximumOf,
  minimumOf,
  prefixBytes,
  valueBytes,
} from "./dialect";
import { BAD_DIGIT, readLength } from "./length";

export const INDEX_ERROR_FIELD: usize = 0;
export const INDEX_ERROR_OFFSET: usize = 4;
export const INDEX_ANNOUNCED: usize = 8;
export const INDEX_END: usize = 12;
export const INDEX_BITMAP_AT: usize = 16;
export const INDEX_BITMAP: usize = 24;
export const INDEX_ENTRIES: usize = INDEX_BITMAP + BITMAPS_MAX * WORD_BYTES;

/** What an error concerns when it is no field. */
export const PART_HEADER: i32 = 0x100;
export const PART_BITMAP: i32 = 0x101;
export const PART_WHOLE: i32 = 0x102;

/** Takes what the dialect allows, nothing else. */
export const STRICT: i32 = 0;
/** Takes wrong digits and characters inside values. */
export const ACCEPT_CONTENT: i32 = 1;
/** Takes any nibble beside an odd digit. */
export const ACCEPT_PAD: i32 = 2;
/** Takes lengths below the minimum or above the maximum. */
export const ACCEPT_LENGTH: i32 = 4;
/** Takes nibbles above 9 in a BCD length for their value. */
export const ACCEPT_LENGTH_DIGIT: i32 = 8;
/** Takes bytes after the last field. */
export const ACCEPT_TRAILING: i32 = 16;

/** Offsets and lengths are 16 bits wide. */
export const MESSAGE_BYTES_MAX: i32 = 0xffff;

/** Bytes of the index of a group whose last field is `last`. */
export function indexBytes(last: i32): i32 {
  return <i32>INDEX_ENTRIES + 4 * (last + 1);
}

/**
 * @param group table of the fields, see `dialect.ts`
 * @param message address of `length` bytes, from the header or the message type indicator on
 * @param index address of `indexBytes` of the group's last field, a multiple of 8
 * @returns OK, ISO_TRUNCATED, ISO_TRAILING, ISO_DIGIT, ISO_CHARACTER, ISO_PAD, ISO_LENGTH, ISO_LENGTH_DIGIT or ISO_UNDEFINED
 */
export function unpack(group: usize, message: usize, length: i32, index: usize): i32 {
  return unpackGroup(group, message, 0, length, index, STRICT);
}

/**
 * The fields between two offsets of a message: a whole one, or a group inside a field.
 *
 * @param policy STRICT, or ACCEPT_… joined
 */
export function unpackGroup(group: usize, message: usize, from: i32, to: i32, index: usize, policy: i32): i32 {
  clearIndex(index);
  if (to > MESSAGE_BYTES_MAX) return fail(index, ISO_LENGTH, PART_WHOLE, 0);
  if (to < from) return fail(index, ISO_TRUNCATED, PART_WHOLE, 0);
  const end = message + to;
  const fault = readHead(group, message, message + from, end, index);
  return fault !== OK ? fault : readFields(group, message, end, index, policy);
}

/** No field, no message type indicator, no error. */
export function clearIndex(index: usize): void {
  for (let at = index; at <= index + INDEX_ENTRIES; at += 8) store<u64>(at, 0);
}

/** Header, message type indicator and bitmaps; INDEX_END is where the fields begin. */
export function readHead(group: usize, message: usize, at: usize, end: usize, index: usize): i32 {
  const head = load<u64>(group);
  const header = <usize>((head >> HEADER_SHIFT) & 0xffff);
  if (header > end - at) return fail(index, ISO_TRUNCATED, PART_HEADER, at - message);
  at += header;
  if ((head & TYPED) !== 0) {
    const descriptor = descriptorOf(group, 0);
    const units = maximumOf(descriptor);
    const bytes = valueBytes(descriptor, units);
    if (<usize>bytes > end - at) return fail(index, ISO_TRUNCATED, 0, at - message);
    const fault = checkContent(descriptor, at, units, bytes);
    if (fault !== OK) return fail(index, fault, 0, at - message);
    putEntry(index, 0, at - message, units);
    at += bytes;
  }
  store<u32>(index + INDEX_BITMAP_AT, <u32>(at - message));
  store<u32>(index + INDEX_END, <u32>(at - message));
  return firstBytes(head) === 0 ? expectAll(group, index) : readBitmaps(head, message, at, end, index);
}

/** Entries 1 and 65 tell where the second and the third bitmap are. */
function readBitmaps(head: u64, message: usize, at: usize, end: usize, index: usize): i32 {
  const words = index + INDEX_BITMAP;
  let bytes = firstBytes(head);
  let more = 0;
  do {
    const word = words + (more << 3);
    if (more > 0) putEntry(index, 64 * more - 63, at - message, WORD_BYTES);
    const fault = readBitmap(head, at, end, bytes, more > 0, word);
    if (fault !== OK) return fail(index, fault, PART_BITMAP, at - message);
    at += wireBytes(head, bytes, more > 0);
    bytes = WORD_BYTES;
    if (++more >= bitmapsOf(head) || (load<u64>(word) & ANNOUNCES) === 0) break;
  } while (true);
  store<u32>(index + INDEX_END, <u32>(at - message));
  return OK;
}

/** A group without a bitmap has all its fields, as far as its bytes reach. */
function expectAll(group: usize, index: usize): i32 {
  const last = <i32>lastField(group);
  for (let field = 1; field <= last; field++) {
    if (descriptorOf(group, field) === 0) continue;
    const word = index + INDEX_BITMAP + (((field - 1) >> 6) << 3);
    store<u64>(word, load<u64>(word) | bitOf(field));
  }
  return OK;
}

/** The fields whose bits are set, in ascending order. */
function readFields(group: usize, message: usize, end: usize, index: usize, policy: i32): i32 {
  const head = load<u64>(group);
  const last = <i32>lastField(group);
  const announced = bitmapsOf(head) - 1;
  const inOrder = firstBytes(head) === 0;
  const table = group + HEAD_BYTES;
  let at = message + load<u32>(index + INDEX_END);
  for (let word = 0; word < BITMAPS_MAX; word++) {
    let pending = load<u64>(index + INDEX_BITMAP + (word << 3));
    if (word < announced) pending &= ~ANNOUNCES;
    while (pending !== 0) {
      const bit = <i32>clz<u64>(pending);
      pending ^= ANNOUNCES >> bit;
      const field = (word << 6) + bit + 1;
      if (inOrder && at === end) {
        clearFrom(index, field);
        break;
      }
      const descriptor = field > last ? 0 : load<u64>(table + (field << 3));
      if (descriptor === 0) return fail(index, ISO_UNDEFINED, field, bitOffset(head, index, field));

      const prefix = prefixBytes(descriptor);
      let units = maximumOf(descriptor);
      if (prefix !== 0) {
        if (<usize>prefix > end - at) return fail(index, ISO_TRUNCATED, field, at - message);
        units = announcedUnits(descriptor, at, prefix, policy, index);
        if (units < 0) return fail(index, -units, field, at - message);
        at += prefix;
      }
      const bytes = valueBytes(descriptor, units);
      if (<usize>bytes > end - at) return fail(index, ISO_TRUNCATED, field, at - message);
      const fault = checkContent(descriptor, at, units, bytes);
      if (fault !== OK && (policy & (fault === ISO_PAD ? ACCEPT_PAD : ACCEPT_CONTENT)) === 0) {
        return fail(index, fault, field, at - message);
      }
      putEntry(index, field, at - message, units);
      at += bytes;
    }
  }
  store<u32>(index + INDEX_END, <u32>(at - message));
  if (at === end || (policy & ACCEPT_TRAILING) !== 0) return OK;
  return fail(index, ISO_TRAILING, PART_WHOLE, at - message);
}

/** Units that a prefix announces, or a negated status. */
function announcedUnits(descriptor: u64, at: usize, prefix: i32, policy: i32, index: usize): i32 {
  const units = readLength(descriptor, at, prefix, (policy & ACCEPT_LENGTH_DIGIT) !== 0);
  if (units < 0) return units === BAD_DIGIT ? -ISO_LENGTH_DIGIT : -ISO_LENGTH;
  if (units <= maximumOf(descriptor) && units >= minimumOf(descriptor)) return units;
  store<u32>(index + INDEX_ANNOUNCED, units);
  return (policy & ACCEPT_LENGTH) !== 0 && units <= MESSAGE_BYTES_MAX ? units : -ISO_LENGTH;
}

function putEntry(index: usize, field: i32, offset: usize, units: i32): void {
  store<u32>(index + INDEX_ENTRIES + (field << 2), (<u32>offset) | ((<u32>units) << 16));
}

function fail(index: usize, fault: i32, field: i32, offset: usize): i32 {
  store<u32>(index + INDEX_ERROR_FIELD, field);
  store<u32>(index + INDEX_ERROR_OFFSET, <u32>offset);
  if (field !== PART_WHOLE) clearFrom(index, field < PART_HEADER ? field : 1);
  return fault;
}

/** Takes the bits of `field` and of all after it out of the bitmap. */
function clearFrom(index: usize, field: i32): void {
  for (let word = 0; word < BITMAPS_MAX; word++) {
    const kept = field - 1 - (word << 6);
    const at = index + INDEX_BITMAP + (word << 3);
    if (kept <= 0) store<u64>(at, 0);
    else if (kept < 64) store<u64>(at, load<u64>(at) & ~(~(<u64>0) >> kept));
  }
}

/** Offset of the byte that holds the bit of a field. */
function bitOffset(head: u64, index: usize, field: i32): usize {
  const byte = (field - 1) >> 3;
  const more = byte >> 3;
  if (more === 0 || bitmapsOf(head) < 2) return load<u32>(index + INDEX_BITMAP_AT) + wireBytes(head, byte, false);
  return <usize>(indexEntry(index, 64 * more - 63) & 0xffff) + wireBytes(head, byte & 7, true);
}

function bitOf(field: i32): u64 {
  return ANNOUNCES >> ((field - 1) & 63);
}

export function hasField(index: usize, field: i32): bool {
  const bit = field - 1;
  return <u32>bit < 192 && (load<u64>(index + INDEX_BITMAP + ((bit >> 6) << 3)) & bitOf(field)) !== 0;
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
export function fieldBytes(group: usize, index: usize, field: i32): i32 {
  return valueBytes(descriptorOf(group, field), fieldLength(index, field));
}

function indexEntry(index: usize, field: i32): u32 {
  return load<u32>(index + INDEX_ENTRIES + (field << 2));
}
