/**
 * Bitmaps: which fields follow. Up to three of 64 bits in front of a message, or one of any size inside a field.
 *
 * Kept as three words whose highest bits stand for fields 1, 65 and 129. Bit 1 and bit 65 announce the next bitmap only in
 * a group that may have it; elsewhere they are fields like others.
 */
import { ISO_DIGIT, ISO_TRUNCATED, OK } from "../../base/status";
import {
  BITMAP_BINARY,
  BITMAP_BYTES_SHIFT,
  BITMAP_EBCDIC_HEX,
  BITMAP_ENCODING_SHIFT,
  BITMAPS_SHIFT,
  MORE_BITMAPS_ENCODING_SHIFT,
} from "./dialect";
import { hexByte, putHexByte } from "./hex";

export const WORD_BYTES: i32 = 8;
export const BITMAPS_MAX: i32 = 3;
export const BITMAP_ROOM: i32 = WORD_BYTES * BITMAPS_MAX;
/** The field that announces another bitmap: the first of its word. */
export const ANNOUNCES: u64 = (<u64>1) << 63;

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
 * Reads one bitmap of `bytes` bytes into the words at `words`, whose rest is 0 already.
 *
 * @returns OK, ISO_TRUNCATED or ISO_DIGIT
 */
export function readBitmap(head: u64, at: usize, end: usize, bytes: i32, more: bool, words: usize): i32 {
  if (<usize>wireBytes(head, bytes, more) > end - at) return ISO_TRUNCATED;
  const encoding = encodingOf(head, more);
  for (let i = 0; i < bytes; i++) {
    const byte = encoding === BITMAP_BINARY ? load<u8>(at + i) : hexByte(at + 2 * i, encoding === BITMAP_EBCDIC_HEX);
    if (byte > 0xff) return ISO_DIGIT;
    store<u8>(wordByte(words, i), <u8>byte);
  }
  return OK;
}

/** Writes a bitmap of `bytes` bytes from its words and gives the address after it. */
export function putBitmap(head: u64, at: usize, bytes: i32, more: bool, words: usize): usize {
  const encoding = encodingOf(head, more);
  if (encoding === BITMAP_BINARY && bytes === WORD_BYTES) {
    store<u64>(at, bswap<u64>(load<u64>(words)));
    return at + WORD_BYTES;
  }
  for (let i = 0; i < bytes; i++) {
    const byte = load<u8>(wordByte(words, i));
    if (encoding === BITMAP_BINARY) store<u8>(at + i, byte);
    else putHexByte(byte, encoding === BITMAP_EBCDIC_HEX, at + 2 * i);
  }
  return at + wireBytes(head, bytes, more);
}

/** Address of byte `i` of a bitmap within its words: their highest bytes, which come first, lie last. */
function wordByte(words: usize, i: i32): usize {
  return words + (i ^ 7);
}
