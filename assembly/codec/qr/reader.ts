/**
 * Data objects of merchant-presented codes (EMV QRCPS MPM 1.1: ID, length and value, all text): a reader without copies.
 *
 * Whatever the bytes are, it never looks outside `at`..`end`. What the IDs mean, which of them nest and in what order
 * they stand is not known here.
 *
 * The specification counts a length in characters; codes that count bytes of UTF-8 exist as well. Both are read, and a
 * caller says which: for ASCII text they are the same.
 */
import { digitAt } from "../../base/bcd";
import { OK, QR_END, QR_ID, QR_LENGTH, QR_TRUNCATED } from "../../base/status";

/** Unit of a length. */
export const IN_CHARACTERS: i32 = 0;
export const IN_BYTES: i32 = 1;

/** Digits of an ID and of a length: two each. */
export const QR_HEAD_BYTES: i32 = 4;
const PART_BYTES: i32 = 2;
const NO_NUMBER: i32 = -1;

/** One data object as it was read; to be used only after OK. */
@unmanaged
export class QrObject {
  /** 0..99. */
  id: i32;
  /** Bytes of the value, 1 or more. */
  length: i32;
  /** Address of the value. */
  value: usize;
  /** Address after the value. */
  next: usize;
}

/**
 * Reads the data object at `at`.
 *
 * @param unit IN_CHARACTERS or IN_BYTES
 * @returns OK, QR_END when nothing is left, QR_ID or QR_LENGTH (not two digits, or the length 00, which an object that is
 *   present never has), QR_TRUNCATED
 */
export function readQrObject(at: usize, end: usize, unit: i32, object: QrObject): i32 {
  if (at >= end) return QR_END;
  const id = twoDigits(at, end);
  if (id === NO_NUMBER) return QR_ID;
  if (end - at < <usize>PART_BYTES) return QR_TRUNCATED;
  const count = twoDigits(at + PART_BYTES, end);
  if (count === NO_NUMBER) return QR_LENGTH;
  if (end - at < <usize>QR_HEAD_BYTES) return QR_TRUNCATED;
  if (count === 0) return QR_LENGTH;

  const value = at + QR_HEAD_BYTES;
  const length = unit === IN_BYTES ? count : bytesOf(value, end, count);
  if (length < 0 || <usize>length > end - value) return QR_TRUNCATED;
  object.id = id;
  object.length = length;
  object.value = value;
  object.next = value + length;
  return OK;
}

/** Characters of UTF-8 text: every byte begins one, but for those that continue (10xxxxxx). */
export function charactersOf(at: usize, length: i32): i32 {
  let count: i32 = 0;
  for (let i = 0; i < length; i++) if (!continues(at + i)) count++;
  return count;
}

/** Bytes of the first `count` characters, or -1 when there are fewer. */
function bytesOf(at: usize, end: usize, count: i32): i32 {
  let next = at;
  for (; count > 0; count--) {
    if (next >= end) return -1;
    next++;
    while (next < end && continues(next)) next++;
  }
  return <i32>(next - at);
}

function continues(at: usize): bool {
  return (load<u8>(at) & 0xc0) === 0x80;
}

/** The number 0..99 that two digits spell; of what `end` cuts off, only that it is no digit (NO_NUMBER) is told. */
function twoDigits(at: usize, end: usize): i32 {
  const high = at < end ? digitAt(at) : 0;
  const low = end - at > 1 ? digitAt(at + 1) : 0;
  return high > 9 || low > 9 ? NO_NUMBER : 10 * high + low;
}
