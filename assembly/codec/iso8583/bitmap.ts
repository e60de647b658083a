/**
 * Bitmaps: which fields follow. Up to three of 64 bits in front of a message, or one of any size inside a field.
 *
 * Kept as three words whose highest bits stand for fields 1, 65 and 129. Bit 1 and bit 65 announce the next bitmap only in
 * a group that may have it; elsewhere they are fields like others.
 */
import { copyBytes } from "../../base/bytes";
import { ISO_DIGIT, ISO_TRUNCATED, OK } from "../../base/status";
import {
  BITMAP_BINARY,
  BITMAP_BYTES_SHIFT,
  BITMAP_EBCDIC_HEX,
  BITMAP_ENCODING_SHIFT,
  BITMAPS_SHIFT,
  MORE_BITMAPS_ENCODING_SHIFT,
} from "./dialect";
import { putHex, readHex } from "./hex";

export const WORD_BYTES: i32 = 8;
export const BITMAPS_MAX: i32 = 3;
export const BITMAP_ROOM: i32 = WORD_BYTES * BITMAPS_MAX;
/** The field that announces another bitmap: the first of its word. */
export const ANNOUNCES: u64 = (<u64>1) << 63;

const BYTES: usize = memory.data(BITMAP_ROOM, 8);

/** Bytes of the first bitmap, before its encoding; 0 for a group that has none. */
export function firstBytes(head: u64): i32 {
  return (<i32>(head >> BITMAP_BYTES_SHIFT)) & 0xff;
}

/** Bitmaps that a group may have. */
export function bitmapsOf(head: u64): i32 {
  return (<i32>(head >> BITMAPS_SHIFT)) & 3;
}

/** Bytes of the wire that a bitmap of `bytes` takes; `more` for the second and the third. */
export function wireBytes(head: u64, bytes: i32, more: bool): i32 {
  return encodingOf(head, more) === BITMAP_BINARY ? bytes : 2 * bytes;
}

function encodingOf(head: u64, more: bool): u32 {
  return (<u32>(head >> (more ? MORE_BITMAPS_ENCODING_SHIFT : BITMAP_ENCODING_SHIFT))) & 3;
}

/**
 * Reads one bitmap of `bytes` bytes into the words at `words`.
 *
 * @returns OK, ISO_TRUNCATED or ISO_DIGIT
 */
export function readBitmap(head: u64, at: usize, end: usize, bytes: i32, more: bool, words: usize): i32 {
  const width = wireBytes(head, bytes, more);
  if (<usize>width > end - at) return ISO_TRUNCATED;
  const encoding = encodingOf(head, more);
  if (encoding === BITMAP_BINARY && bytes === WORD_BYTES) {
    store<u64>(words, bswap<u64>(load<u64>(at)));
    return OK;
  }
  store<u64>(BYTES, 0);
  store<u64>(BYTES, 0, 8);
  store<u64>(BYTES, 0, 16);
  if (encoding === BITMAP_BINARY) copyBytes(BYTES, at, bytes);
  else if (!readHex(at, bytes, encoding === BITMAP_EBCDIC_HEX, BYTES)) return ISO_DIGIT;
  for (let i = 0; i < bytes; i += WORD_BYTES) store<u64>(words + i, bswap<u64>(load<u64>(BYTES + i)));
  return OK;
}

/** Writes a bitmap of `bytes` bytes from its words and gives the address after it. */
export function putBitmap(head: u64, at: usize, bytes: i32, more: bool, words: usize): usize {
  const encoding = encodingOf(head, more);
  for (let i = 0; i < bytes; i += WORD_BYTES) store<u64>(BYTES + i, bswap<u64>(load<u64>(words + i)));
  if (encoding === BITMAP_BINARY) copyBytes(at, BYTES, bytes);
  else putHex(BYTES, bytes, encoding === BITMAP_EBCDIC_HEX, at);
  return at + wireBytes(head, bytes, more);
}
