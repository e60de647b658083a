/**
 * Primary account numbers: check digit, masking, and the compressed form that cards have.
 *
 * A PAN is never kept here; whatever is shown or stored of one goes through `maskPan`.
 */
import { digitAt, nibbleAt } from "../base/bcd";
import { fillBytes } from "../base/bytes";

export const PAN_DIGITS_MIN: i32 = 12;
export const PAN_DIGITS_MAX: i32 = 19;
/** Fewest digits of which six and four may be shown: three stay hidden. */
const MASKABLE_DIGITS: i32 = 13;
const SHOWN_FIRST: i32 = 6;
const SHOWN_LAST: i32 = 4;
const STAR: u8 = 0x2a;
const PAD: u32 = 0xf;

/** True when the last of `count` ASCII digits is right by the Luhn formula (ISO/IEC 7812-1, Annex B). */
export function luhn(digits: usize, count: i32): bool {
  if (count < 2) return false;
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const digit = digitAt(digits + count - 1 - i);
    if (digit > 9) return false;
    const weighted = (i & 1) === 0 ? digit : 2 * digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** Writes `count` characters: the first six and the last four as they are, stars between; all stars when too short. */
export function maskPan(digits: usize, count: i32, out: usize): void {
  fillBytes(out, STAR, count);
  if (count < MASKABLE_DIGITS) return;
  for (let i = 0; i < SHOWN_FIRST; i++) store<u8>(out + i, load<u8>(digits + i));
  for (let i = count - SHOWN_LAST; i < count; i++) store<u8>(out + i, load<u8>(digits + i));
}

/**
 * Reads a PAN in compressed numeric form (tag 5A, EMV Book 3, 4.3): digits, then nothing but F.
 *
 * @param out address of room for 19 ASCII digits
 * @returns number of digits, 12 to 19, or -1 when malformed
 */
export function panFromCn(at: usize, length: i32, out: usize): i32 {
  let count: i32 = 0;
  const nibbles = 2 * length;
  while (count < nibbles && count <= PAN_DIGITS_MAX && nibbleAt(at, count) <= 9) count++;
  if (count < PAN_DIGITS_MIN || count > PAN_DIGITS_MAX) return -1;
  for (let i = count; i < nibbles; i++) if (nibbleAt(at, i) !== PAD) return -1;
  for (let i = 0; i < count; i++) store<u8>(out + i, <u8>(0x30 + nibbleAt(at, i)));
  return count;
}
