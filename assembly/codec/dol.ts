/**
 * Data object lists (EMV Book 3, 5.4): tags and lengths without values, as PDOL, CDOL and DDOL have them.
 *
 * A DOL is not TLV: a tag is followed by one length byte and at once by the next tag. Where values come from, and what
 * format a tag has, is the caller's.
 */
import { copyBytes, fillBytes } from "../base/bytes";
import { OK, TLV_END, TLV_TAG, TLV_TRUNCATED } from "../base/status";
import { loadTag, tagWidth } from "./tlv_header";

/** Numeric: right aligned, zeros on the left. */
export const FORMAT_N: i32 = 0;
/** Compressed numeric: left aligned, F on the right. */
export const FORMAT_CN: i32 = 1;
/** Any other: left aligned, 00 on the right. */
export const FORMAT_OTHER: i32 = 2;

@unmanaged
export class DolEntry {
  tag: u32;
  /** Bytes that the card wants, 0..255. */
  length: i32;
  /** Address of the next entry. */
  next: usize;
}

/** @returns OK, TLV_END at the end of the list, TLV_TRUNCATED or TLV_TAG */
export function readDol(at: usize, end: usize, entry: DolEntry): i32 {
  if (at >= end) return TLV_END;
  const width = tagWidth(at, end);
  if (width <= 0) return width === 0 ? TLV_TRUNCATED : TLV_TAG;
  const length = at + width;
  if (length >= end) return TLV_TRUNCATED;
  entry.tag = loadTag(at, width);
  entry.length = load<u8>(length);
  entry.next = length + 1;
  return OK;
}

/** Bytes that a list asks for in all, or -1 when it is malformed. */
export function dolLength(at: usize, end: usize): i32 {
  let total: i32 = 0;
  while (at < end) {
    const width = tagWidth(at, end);
    if (width <= 0 || <usize>width >= end - at) return -1;
    total += load<u8>(at + width);
    at += width + 1;
  }
  return total;
}

/**
 * Writes a value in exactly the `wanted` bytes that a list asks for (EMV Book 3, 5.4).
 *
 * @param value address of the actual value of `length` bytes; length 0 gives only padding
 * @param format FORMAT_N: leading zeros, or its leftmost bytes fall away; FORMAT_CN: trailing FF; FORMAT_OTHER: trailing
 *   00; of the last two the rightmost bytes fall away
 */
export function putDolValue(out: usize, wanted: i32, value: usize, length: i32, format: i32): void {
  const excess = length - wanted;
  if (format === FORMAT_N) {
    if (excess >= 0) return copyBytes(out, value + excess, wanted);
    fillBytes(out, 0, -excess);
    return copyBytes(out - excess, value, length);
  }
  if (excess >= 0) return copyBytes(out, value, wanted);
  copyBytes(out, value, length);
  fillBytes(out + length, format === FORMAT_CN ? 0xff : 0, -excess);
}
