/**
 * BER-TLV as EMV uses it (EMV Book 3, Annex B; ISO/IEC 8825-1): a reader without copies, searches and a writer.
 *
 * Whatever the bytes are, no reader looks outside `at`..`end` and nesting is followed to a fixed depth. Values stay
 * where they are: a `Tlv` is a view of them. Lengths are definite. Which tags exist and what they mean is not known here.
 */
import { copyBytes } from "../base/bytes";
import { OK, TLV_ABSENT, TLV_DEPTH, TLV_END, TLV_INDEFINITE, TLV_LENGTH, TLV_TAG, TLV_TRUNCATED } from "../base/status";
import {
  CONSTRUCTED,
  LENGTH_BYTES_MAX,
  LENGTH_INDEFINITE,
  TAG_NUMBER,
  isConstructed,
  lengthBytes,
  loadTag,
  putLength,
  putTag,
  tagBytes,
  tagWidth,
} from "./tlv_header";

/** Levels of nesting that are followed; EMV itself needs four. */
export const TLV_DEPTH_MAX: i32 = 8;

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
    return isConstructed(this.tag);
  }
}

const ENDS: usize = memory.data(8 * 4, 4);
const SEEN: usize = memory.data(16, 4);

/**
 * Reads the data object at `at`, skipping 00 bytes before it (EMV Book 3, Annex B1: they carry no meaning).
 *
 * @returns OK, TLV_END when nothing but 00 bytes is left, TLV_TRUNCATED, TLV_TAG (longer than 4 bytes, or its number
 *   begins with a zero group, ISO/IEC 8825-1 8.1.2.4.2), TLV_LENGTH (indefinite or in more than 4 bytes)
 */
export function readTlv(at: usize, end: usize, tlv: Tlv): i32 {
  while (at < end && load<u8>(at) === 0) at++;
  if (at >= end) return TLV_END;
  const status = readObject(at, end, tlv);
  return status === TLV_INDEFINITE ? TLV_LENGTH : status;
}

/**
 * Reads the data object at `at`, which is not padding. A fault leaves what was read before it in `tlv`: the tag, then the
 * length with the address of the value. What was not read is 0.
 *
 * @returns as `readTlv`; TLV_INDEFINITE for a length of 80, with the address of the content
 */
export function readObject(at: usize, end: usize, tlv: Tlv): i32 {
  tlv.tag = 0;
  tlv.value = 0;
  const first: u32 = at < end ? load<u8>(at) : TAG_NUMBER;
  if ((first & TAG_NUMBER) !== TAG_NUMBER) {
    tlv.tag = first;
    at++;
  } else {
    const width = tagWidth(at, end);
    if (width <= 0) return width === 0 ? TLV_TRUNCATED : TLV_TAG;
    tlv.tag = width === 2 ? (first << 8) | load<u8>(at, 1) : loadTag(at, width);
    at += width;
  }
  if (at >= end) return TLV_TRUNCATED;

  let length: u32 = load<u8>(at++);
  const indefinite = length === LENGTH_INDEFINITE;
  if (length > 0x7f) {
    let more = length & 0x7f;
    if (more > LENGTH_BYTES_MAX) return TLV_LENGTH;
    if (<usize>more > end - at) return TLV_TRUNCATED;
    for (length = 0; more > 0; more--) length = (length << 8) | load<u8>(at++);
  }
  tlv.length = length;
  tlv.value = at;
  if (indefinite) return TLV_INDEFINITE;
  // Never `at + length > end`: that wraps in 32 bits.
  if (<usize>length > end - at) return TLV_TRUNCATED;
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
  const result = walkTlv(at, end, 0, changetype<Tlv>(SEEN));
  return result === TLV_ABSENT ? OK : result;
}

/**
 * Depth first without recursion: ENDS remembers where each object that was entered ends.
 *
 * Objects of other tags whose header has its usual form, a tag of one or two bytes and a length of one, are stepped over
 * here: nearly all that a card sends. `readTlv` reads the rest, and the one that is found.
 */
function walkTlv(at: usize, end: usize, tag: u32, tlv: Tlv): i32 {
  let depth: i32 = 0;
  while (true) {
    if (at >= end) {
      if (depth === 0) return TLV_ABSENT;
      end = load<usize>(ENDS + (--depth << 2));
      continue;
    }
    let value: usize = 0;
    let next: usize = 0;
    const left = <u32>(end - at);
    if (left >= 3) {
      const first: u32 = load<u8>(at);
      const second: u32 = load<u8>(at, 1);
      if ((first & TAG_NUMBER) !== TAG_NUMBER) {
        if (first !== tag && first !== 0 && second < 0x80 && second <= left - 2) {
          value = at + 2;
          next = value + second;
        }
      } else {
        const third: u32 = load<u8>(at, 2);
        if (((first << 8) | second) !== tag && (second | third) < 0x80 && third <= left - 3) {
          value = at + 3;
          next = value + third;
        }
      }
      if (value !== 0 && (first & CONSTRUCTED) === 0) {
        at = next;
        continue;
      }
    }
    if (value === 0) {
      const status = readTlv(at, end, tlv);
      if (status === TLV_END) {
        at = end;
        continue;
      }
      if (status !== OK || tlv.tag === tag) return status;
      next = tlv.next;
      value = tlv.constructed ? tlv.value : next;
    }
    at = next;
    if (value === next) continue;
    if (depth === TLV_DEPTH_MAX - 1) return TLV_DEPTH;
    store<usize>(ENDS + (depth++ << 2), end);
    end = next;
    at = value;
  }
}

/**
 * Finds an object by the tags on the way to it, from the outside in: 6F, A5, BF0C finds the BF0C in the A5 in the 6F. Of
 * several with one tag it enters the first.
 *
 * @param path address of `steps` tags, 1 or more, each a u32
 * @returns OK, TLV_ABSENT, TLV_DEPTH (more steps than levels are followed) or what `readTlv` finds wrong on the way
 */
export function findPath(at: usize, end: usize, path: usize, steps: i32, tlv: Tlv): i32 {
  if (steps > TLV_DEPTH_MAX) return TLV_DEPTH;
  for (let step = 0; step < steps; step++) {
    const tag = load<u32>(path + (step << 2));
    let status = readTlv(at, end, tlv);
    while (status === OK && tlv.tag !== tag) status = readTlv(tlv.next, end, tlv);
    if (status !== OK) return status === TLV_END ? TLV_ABSENT : status;
    if (step + 1 < steps && !tlv.constructed) return TLV_ABSENT;
    at = tlv.value;
    end = tlv.next;
  }
  return OK;
}

/**
 * Writes one data object, its length in the shortest form.
 *
 * @param value address of the value; it may not overlap what is written
 * @returns the next address to write at, or 0 when there is no room before `end` (nothing is written then)
 */
export function putTlv(at: usize, end: usize, tag: u32, value: usize, length: i32): usize {
  assert(length >= 0);
  const room = end - at;
  if (<usize>(tagBytes(tag) + lengthBytes(length)) + <usize>length > room) return 0;
  at = putLength(putTag(at, tag), length);
  copyBytes(at, value, length);
  return at + length;
}
