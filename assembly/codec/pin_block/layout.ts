/** What writing and reading of PIN blocks share: limits, checks and the place of a PAN in a block. */
import { OK, PAN_DIGIT, PAN_LENGTH } from "../../base/status";

export const PIN_LENGTH_MIN: i32 = 4;
export const PIN_LENGTH_MAX: i32 = 12;
/** Fewest PAN digits in formats 0 and 3, check digit included: with 12 a zero stands in for the missing one. */
export const PAN_LENGTH_MIN: i32 = 12;
export const PAN_LENGTH_MAX: i32 = 19;
/** A block of formats 0 to 3. */
export const BLOCK_BYTES: i32 = 8;
/** A PIN field or a PAN field of format 4. */
export const FIELD_4_BYTES: i32 = 16;
/** What a reader writes: the number of digits, the digits one per byte, zeros. */
export const PIN_OUT_BYTES: i32 = 1 + PIN_LENGTH_MAX;

/** Nibbles that hold control, length, digits and their fill, in every format. */
export const PIN_NIBBLES: i32 = 16;
/** Index of the nibble with the first digit. */
export const DIGITS_AT: i32 = 2;
/** PAN digits in a block, those left of the check digit; in a field of format 4 the fewest that are written. */
export const PAN_DIGITS: i32 = 12;
export const FILL_F: u32 = 0xf;
/** The fill of format 4, and the least nibble of that of format 3. */
export const FILL_A: u32 = 0xa;

/** Nibbles of fill that a caller brings to a format: for 4 the random half of the field. */
export function fillNeeded(format: u32, pinLength: i32): i32 {
  if (format === 4) return 2 * FIELD_4_BYTES - PIN_NIBBLES;
  return format === 1 || format === 3 ? PIN_NIBBLES - DIGITS_AT - pinLength : 0;
}

/**
 * Nibble `index` of the PAN field of formats 0 and 3: four zeros, then 12 digits ending before the check digit, zeros on
 * their left. All zeros for a PAN of no digits: a block that is bound to none.
 */
export function panNibble(pan: usize, panLength: i32, index: i32): u32 {
  const position = panLength - 1 - PAN_DIGITS + (index - 4);
  return panLength === 0 || index < 4 || position < 0 ? 0 : load<u8>(pan + position);
}

/** @returns OK, PAN_LENGTH or PAN_DIGIT */
export function checkPan(pan: usize, panLength: i32): i32 {
  if (panLength < PAN_LENGTH_MIN || panLength > PAN_LENGTH_MAX) return PAN_LENGTH;
  return areDigits(pan, panLength) ? OK : PAN_DIGIT;
}

/** All are looked at, whichever is wrong. */
export function areDigits(at: usize, count: i32): bool {
  let bad: u32 = 0;
  for (let i = 0; i < count; i++) bad |= load<u8>(at + i) > 9 ? 1 : 0;
  return bad === 0;
}
