/**
 * All values of an indexed message as text, one after the other, for a host that makes one string of them and cuts it up.
 *
 * The text is that of the host's `values.ts`: digits, `=` for a nibble D, characters as they are, bytes as upper-case
 * hexadecimal. Values in EBCDIC are not known here.
 */
import { hexDigit } from "../../base/hex";
import { ANNOUNCES, BITMAPS_MAX, BITMAP_ROOM, WORD_BYTES, bitmapsOf, firstBytes } from "./bitmap";
import {
  CHECK_NONE,
  CHECK_SIGNED_PACKED,
  DOUBLE,
  EBCDIC,
  HEAD_BYTES,
  LEFT,
  PACKED,
  SINGLE,
  TYPED,
  WIDTH_MASK,
  checkOf,
} from "./dialect";
import { tail } from "./eight";
import { INDEX_BITMAP, INDEX_ENTRIES } from "./unpack";

const EIGHT_ONES: u64 = 0x0101010101010101;
const SEPARATOR: u32 = 0xd;
const SEPARATOR_CHARACTER: u8 = 0x3d;
/** In front of the texts, for each value: its field u16 · where its text ends u16, from the first text. */
const SPAN_BYTES: usize = 4;
/** Stands for the bitmap, in the place of a field. */
const BITMAP_SPAN: u32 = 0xffff;
/** No text is longer than this. */
const TEXT_BYTES_MAX: usize = 0xffff;

/**
 * Writes spans at `spans`, the bitmap first, then the message type indicator where there is one, then all fields, ascending;
 * and the texts at `out`.
 *
 * @param end where the room for texts ends; eight bytes more may be written
 * @returns how many spans, or 0 when a value is in EBCDIC or finds no room
 */
export function putTexts(group: usize, message: usize, index: usize, spans: usize, out: usize, end: usize): i32 {
  const head = load<u64>(group);
  const announced = bitmapsOf(head) - 1;
  const begin = out;
  let count = 0;
  if (<usize>(2 * BITMAP_ROOM) > end - out) return 0;
  out = putBitmapText(head, index, spans, out);
  store<u32>(spans, BITMAP_SPAN | ((<u32>(out - begin)) << 16));
  spans += SPAN_BYTES;
  let typed = (head & TYPED) !== 0;
  for (let word = 0; word < BITMAPS_MAX; word++) {
    let pending = load<u64>(index + INDEX_BITMAP + (word << 3));
    if (word < announced) pending &= ~ANNOUNCES;
    while (typed || pending !== 0) {
      const bit = typed ? -1 : <i32>clz<u64>(pending);
      const field = (word << 6) + bit + 1;
      if (!typed) pending ^= ANNOUNCES >> bit;
      typed = false;
      const entry = load<u32>(index + INDEX_ENTRIES + (field << 2));
      const units = entry >> 16;
      if (<usize>(2 * units + 8) > end - out) return 0;
      const next = putText(load<u64>(group + HEAD_BYTES + (field << 3)), message + (entry & 0xffff), units, out);
      if (next === 0) return 0;
      out = next;
      store<u32>(spans, field | ((<u32>(out - begin)) << 16));
      spans += SPAN_BYTES;
      count++;
    }
  }
  return out - begin > TEXT_BYTES_MAX ? 0 : count;
}

/** The bitmaps that the message has, in hexadecimal; `scratch` is for their bytes. */
function putBitmapText(head: u64, index: usize, scratch: usize, out: usize): usize {
  const words = index + INDEX_BITMAP;
  let bytes = firstBytes(head);
  for (let i = 0; i < BITMAPS_MAX; i++) store<u64>(scratch + 8 * i, bswap<u64>(load<u64>(words + 8 * i)));
  for (let i = 1; i < bitmapsOf(head) && (load<u64>(words + 8 * i - 8) & ANNOUNCES) !== 0; i++) bytes += WORD_BYTES;
  putNibbles(scratch, scratch + bytes, false, out);
  return out + 2 * bytes;
}

/** @returns the address after the text, 0 when there is none */
function putText(descriptor: u64, at: usize, units: u32, out: usize): usize {
  const check = checkOf(descriptor);
  const width = descriptor & WIDTH_MASK;
  if (width === SINGLE && check !== CHECK_NONE) {
    return (descriptor & EBCDIC) !== 0 ? 0 : putCharacters(at, at + units, out);
  }
  if (width === DOUBLE) return 0;
  let nibbles = width === PACKED ? units : 2 * units;
  if (check === CHECK_SIGNED_PACKED && nibbles > 0) {
    store<u8>(out++, load<u8>(at++));
    nibbles--;
  }
  if ((nibbles & 1) !== 0 && (descriptor & LEFT) === 0) {
    const first: u32 = load<u8>(at++) & 0xf;
    store<u8>(out++, first === SEPARATOR ? SEPARATOR_CHARACTER : hexDigit(first));
    nibbles--;
  }
  putNibbles(at, at + ((nibbles + 1) >> 1), width === PACKED, out);
  return out + nibbles;
}

function putCharacters(at: usize, end: usize, out: usize): usize {
  const next = out + (end - at);
  for (; end - at >= 8; at += 8, out += 8) store<u64>(out, load<u64>(at));
  if (at < end) store<u64>(out, tail(at, end));
  return next;
}

/** Two characters for each byte; D may be `=`, as its code would have it were it a digit. */
function putNibbles(at: usize, end: usize, separators: bool, out: usize): void {
  for (; end - at >= 4; at += 4, out += 8) store<u64>(out, spelled(load<u32>(at), separators));
  if (at < end) store<u64>(out, spelled(tail(at, end), separators));
}

/** Eight characters for four bytes. */
function spelled(four: u64, separators: bool): u64 {
  const twos = (four | (four << 16)) & 0x0000ffff0000ffff;
  const bytes = (twos | (twos << 8)) & 0x00ff00ff00ff00ff;
  const nibbles = ((bytes >> 4) | (bytes << 8)) & 0x0f0f0f0f0f0f0f0f;
  let letters = ((nibbles + 0x0606060606060606) >> 4) & EIGHT_ONES;
  if (separators && letters !== 0) letters &= notD(nibbles);
  return nibbles + 0x3030303030303030 + 7 * letters;
}

/** A 1 for each nibble that is no D. */
function notD(nibbles: u64): u64 {
  return (((nibbles ^ 0x0d0d0d0d0d0d0d0d) + 0x0f0f0f0f0f0f0f0f) >> 4) & EIGHT_ONES;
}
