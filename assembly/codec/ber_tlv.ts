/**
 * BER-TLV as EMV uses it (EMV Book 3, Annex B; ISO/IEC 8825-1): a reader without copies and a writer.
 *
 * Whatever the bytes are, no reader looks outside `at`..`end` and nesting is followed to a fixed depth. Values stay
 * where they are: a `Tlv` is a view of them. Which tags exist and what they mean is not known here.
 */
import { copyBytes } from "../base/bytes";
import { OK, TLV_ABSENT, TLV_DEPTH, TLV_END, TLV_LENGTH, TLV_TAG, TLV_TRUNCATED } from "../base/status";

/** Levels of nesting that are followed; EMV itself needs four. */
export const TLV_DEPTH_MAX: i32 = 8;
export const TAG_BYTES_MAX: i32 = 4;
const LENGTH_BYTES_MAX: u32 = 4;

/** One data object as it was read; to be used only after OK. */
@unmanaged
export class Tlv {
  /** All bytes of the tag as one number: 0x5A, 0x9F02, 0xDF8129. */
  tag: u32;
  /** Bytes of the value. */
  length: i32;
  /** Address of the value. */
  value: usize;
  /** Address after the value. */
  next: usize;

  get constructed(): bool {
    return ((this.tag >> (8 * (tagBytes(this.tag) - 1))) & 0x20) !== 0;
  }
}

const ENDS: usize = memory.data(8 * 4, 4);
const PROBE: usize = memory.data(16, 4);

/**
 * Reads the data object at `at`, skipping 00 bytes before it (EMV Book 3, Annex B1: they carry no meaning).
 *
 * @returns OK, TLV_END when nothing but 00 bytes is left, TLV_TRUNCATED, TLV_TAG (longer than 4 bytes, or its number
 *   begins with a zero group, ISO/IEC 8825-1 8.1.2.4.2), TLV_LENGTH (indefinite or in more than 4 bytes)
 */
export function readTlv(at: usize, end: usize, tlv: Tlv): i32 {
  while (at < end && load<u8>(at) === 0) at++;
  if (at >= end) return TLV_END;

  const width = tagWidth(at, end);
  if (width <= 0) return width === 0 ? TLV_TRUNCATED : TLV_TAG;
  const tag = loadTag(at, width);
  at += width;
  if (at >= end) return TLV_TRUNCATED;

  let length: u32 = load<u8>(at++);
  if (length > 0x7f) {
    let more = length & 0x7f;
    if (more === 0 || more > LENGTH_BYTES_MAX) return TLV_LENGTH;
    if (<usize>more > end - at) return TLV_TRUNCATED;
    for (length = 0; more > 0; more--) length = (length << 8) | load<u8>(at++);
  }
  // Never `at + length > end`: that wraps in 32 bits.
  if (<usize>length > end - at) return TLV_TRUNCATED;

  tlv.tag = tag;
  tlv.length = length;
  tlv.value = at;
  tlv.next = at + length;
  return OK;
}

/**
 * Finds the first object with this tag, depth first. What follows it is not looked at: `checkTlv` judges a whole buffer.
 *
 * @returns OK, TLV_ABSENT, TLV_DEPTH or what `readTlv` finds wrong before the object
 */
export function findTlv(at: usize, end: usize, tag: u32, tlv: Tlv): i32 {
  return walkTlv(at, end, tag, tlv);
}

/** @returns OK when the buffer is well formed throughout, else TLV_DEPTH or what `readTlv` finds wrong */
export function checkTlv(at: usize, end: usize): i32 {
  // No object has tag 0, since 00 bytes are skipped: the walk goes to the end.
  const result = walkTlv(at, end, 0, changetype<Tlv>(PROBE));
  return result === TLV_ABSENT ? OK : result;
}

/** Depth first without recursion: ENDS remembers where each object that was entered ends. */
function walkTlv(at: usize, end: usize, tag: u32, tlv: Tlv): i32 {
  let depth: i32 = 1;
  while (true) {
    const result = readTlv(at, end, tlv);
    if (result === TLV_END) {
      if (--depth === 0) return TLV_ABSENT;
      at = end;
      end = load<usize>(ENDS + (depth << 2));
    } else if (result !== OK) {
      return result;
    } else if (tlv.tag === tag) {
      return OK;
    } else if (!tlv.constructed || tlv.length === 0) {
      at = tlv.next;
    } else {
      if (depth === TLV_DEPTH_MAX) return TLV_DEPTH;
      store<usize>(ENDS + (depth << 2), end);
      depth++;
      at = tlv.value;
      end = tlv.next;
    }
  }
}

/**
 * Writes one data object, its length in the shortest form.
 *
 * @param value address of the value; it may not overlap what is written
 * @returns the next address to write at, or 0 when there is no room before `end` (nothing is written then)
 */
export function putTlv(at: usize, end: usize, tag: u32, value: usize, length: i32): usize {
  assert(length >= 0 && length <= 0xffff);
  const room = end - at;
  if (<usize>(tagBytes(tag) + lengthBytes(length) + length) > room) return 0;
  at = putLength(putTag(at, tag), length);
  copyBytes(at, value, length);
  return at + length;
}

/** Writes the bytes of a tag and gives the address after it. */
export function putTag(at: usize, tag: u32): usize {
  for (let shift = 8 * (tagBytes(tag) - 1); shift >= 0; shift -= 8) store<u8>(at++, <u8>(tag >> shift));
  return at;
}

/** Writes a length of 0..65535 in its shortest form and gives the address after it. */
export function putLength(at: usize, length: i32): usize {
  const width = lengthBytes(length);
  if (width > 1) store<u8>(at++, <u8>(0x80 | (width - 1)));
  if (width > 2) store<u8>(at++, <u8>(length >> 8));
  store<u8>(at++, <u8>length);
  return at;
}

/** Bytes of a tag given as a number, 1 to 4. */
export function tagBytes(tag: u32): i32 {
  return tag > 0xffffff ? 4 : tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
}

/** Bytes that `putLength` needs, 1 to 3. */
export function lengthBytes(length: i32): i32 {
  return length > 0xff ? 3 : length > 0x7f ? 2 : 1;
}

/** Bytes of the tag that begins at `at`: 1 to 4, 0 when `end` cuts it off, -1 when it is malformed. */
export function tagWidth(at: usize, end: usize): i32 {
  if (at >= end) return 0;
  if ((load<u8>(at) & 0x1f) !== 0x1f) return 1;
  for (let width = 2; width <= TAG_BYTES_MAX; width++) {
    if (<usize>width > end - at) return 0;
    const byte: u32 = load<u8>(at + width - 1);
    if (width === 2 && byte === 0x80) return -1;
    if (byte < 0x80) return width;
  }
  return -1;
}

/** The tag of `width` bytes as a number. */
export function loadTag(at: usize, width: i32): u32 {
  let tag: u32 = 0;
  for (let i = 0; i < width; i++) tag = (tag << 8) | load<u8>(at + i);
  return tag;
}
