/**
 * Decimal digits: packed two to a byte (BCD), as ASCII text, and as integers.
 *
 * Digits travel most significant first. Nothing here knows what a number means; a nibble above 9 or a byte that is no
 * digit is reported, never guessed.
 */
import { BCD_DIGIT, OK } from "./status";

const ZERO: u32 = 0x30;
/** Longest BCD number that an i64 holds: 18 digits. */
const BCD_NUMBER_BYTES_MAX: i32 = 9;
const DIGITS_MAX: i32 = 18;

/** Writes `value` as a BCD number of `byteCount` bytes, zeros on the left; digits that find no room are dropped. */
export function putBcd(at: usize, byteCount: i32, value: u64): void {
  for (let i = byteCount - 1; i >= 0; i--) {
    const pair = <u32>(value % 100);
    store<u8>(at + i, <u8>(((pair / 10) << 4) | (pair % 10)));
    value /= 100;
  }
}

/** The BCD number of at most 9 bytes at `at`, or -1 when a nibble is above 9. */
export function getBcd(at: usize, byteCount: i32): i64 {
  assert(byteCount <= BCD_NUMBER_BYTES_MAX);
  let value: i64 = 0;
  for (let i = 0; i < byteCount; i++) {
    const byte: u32 = load<u8>(at + i);
    if (byte >> 4 > 9 || (byte & 0xf) > 9) return -1;
    value = value * 100 + (byte >> 4) * 10 + (byte & 0xf);
  }
  return value;
}

/** True when no nibble of the bytes is above 9. A nibble is, when its bit 3 stands together with bit 2 or bit 1. */
export function isBcd(at: usize, byteCount: i32): bool {
  let i: i32 = 0;
  for (; i + 8 <= byteCount; i += 8) {
    const word = load<u64>(at + i);
    if ((word & ((word << 1) | (word << 2)) & 0x8888888888888888) !== 0) return false;
  }
  for (; i + 2 <= byteCount; i += 2) {
    const pair: u32 = load<u16>(at + i);
    if ((pair & ((pair << 1) | (pair << 2)) & 0x8888) !== 0) return false;
  }
  if (i < byteCount) {
    const byte: u32 = load<u8>(at + i);
    if ((byte & ((byte << 1) | (byte << 2)) & 0x88) !== 0) return false;
  }
  return true;
}

/**
 * Packs ASCII digits left aligned into `(count + 1) / 2` bytes; an odd count leaves `padNibble` at the end.
 *
 * @returns OK or BCD_DIGIT; the output is complete only when OK
 */
export function digitsToBcdLeft(digits: usize, count: i32, out: usize, padNibble: u32): i32 {
  for (let i = 0; i < count; i += 2) {
    const high = digitAt(digits + i);
    const low = i + 1 < count ? digitAt(digits + i + 1) : 0;
    if (high > 9 || low > 9) return BCD_DIGIT;
    store<u8>(out + (i >> 1), <u8>((high << 4) | (i + 1 < count ? low : padNibble)));
  }
  return OK;
}

/** As `digitsToBcdLeft`, right aligned: an odd count leaves a zero nibble at the beginning. */
export function digitsToBcdRight(digits: usize, count: i32, out: usize): i32 {
  const odd = count & 1;
  if (odd === 0) return digitsToBcdLeft(digits, count, out, 0);
  const first = digitAt(digits);
  if (first > 9) return BCD_DIGIT;
  store<u8>(out, <u8>first);
  return digitsToBcdLeft(digits + 1, count - 1, out + 1, 0);
}

/**
 * Writes `digitCount` ASCII digits from packed ones, leaving out the first `skipNibbles` (a pad on the left).
 *
 * @returns OK or BCD_DIGIT; the output is complete only when OK
 */
export function bcdToDigits(at: usize, digitCount: i32, skipNibbles: i32, out: usize): i32 {
  for (let i = 0; i < digitCount; i++) {
    const nibble = nibbleAt(at, skipNibbles + i);
    if (nibble > 9) return BCD_DIGIT;
    store<u8>(out + i, <u8>(ZERO + nibble));
  }
  return OK;
}

/** Nibble `index` of packed data, the high one of each byte first. */
export function nibbleAt(at: usize, index: i32): u32 {
  const byte: u32 = load<u8>(at + (index >> 1));
  return (index & 1) === 0 ? byte >> 4 : byte & 0xf;
}

/** Writes `value` as `count` ASCII digits, zeros on the left; digits that find no room are dropped. */
export function putDigits(at: usize, count: i32, value: u64): void {
  for (let i = count - 1; i >= 0; i--) {
    store<u8>(at + i, <u8>(ZERO + <u32>(value % 10)));
    value /= 10;
  }
}

/** The number that at most 18 ASCII digits spell, or -1 when one is no digit. */
export function getDigits(at: usize, count: i32): i64 {
  assert(count <= DIGITS_MAX);
  let value: i64 = 0;
  for (let i = 0; i < count; i++) {
    const digit = digitAt(at + i);
    if (digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Value of one ASCII digit, above 9 for any other byte. */
export function digitAt(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO;
}
