/**
 * The length in front of a value: BCD, ASCII, EBCDIC, binary or hexadecimal digits, of units, bytes or characters.
 */
import {
  COUNTS_HALVES,
  COUNTS_PAIRS,
  COUNTS_SHIFT,
  INCLUSIVE,
  LENGTH_ASCII,
  LENGTH_BCD,
  LENGTH_BINARY,
  LENGTH_HEX,
  LENGTH_SHIFT,
} from "./dialect";
import { hexDigitValue } from "./hex";
import { hexDigit } from "../../base/hex";

/** No length at all: a digit of it is wrong. */
export const BAD_DIGIT: i32 = -1;
/** A length that no value can have: odd where it must be even, or less than its own bytes. */
export const BAD_COUNT: i32 = -2;
const NO_DIGIT: u32 = 0x100;
const COUNT_MAX: u64 = 0xffffff;
const ZERO_ASCII: u32 = 0x30;
const ZERO_EBCDIC: u32 = 0xf0;

/**
 * @param bytes of the prefix, 1 to 6, all of which may be read
 * @param lenient takes a wrong nibble of BCD for its value
 * @returns units of the value, BAD_DIGIT or BAD_COUNT
 */
export function readLength(descriptor: u64, at: usize, bytes: i32, lenient: bool): i32 {
  let count = readCount((<u32>(descriptor >> LENGTH_SHIFT)) & 7, at, bytes, lenient);
  if (count < 0) return count;
  if ((descriptor & INCLUSIVE) !== 0) {
    if (count < bytes) return BAD_COUNT;
    count -= bytes;
  }
  switch ((<u32>(descriptor >> COUNTS_SHIFT)) & 3) {
    case COUNTS_PAIRS:
      return count << 1;
    case COUNTS_HALVES:
      return (count & 1) === 0 ? count >> 1 : BAD_COUNT;
  }
  return count;
}

/** Numbers beyond every maximum are not told apart. */
function readCount(encoding: u32, at: usize, bytes: i32, lenient: bool): i32 {
  const radix: u64 = radixOf(encoding);
  let count: u64 = 0;
  for (let i = 0; i < bytes; i++) {
    const digit = digitOf(encoding, load<u8>(at + i), lenient);
    if (digit > 0xff) return BAD_DIGIT;
    count = count * radix + digit;
  }
  return count > COUNT_MAX ? <i32>COUNT_MAX : <i32>count;
}

/** What one byte of a length counts up to. */
function radixOf(encoding: u32): u32 {
  switch (encoding) {
    case LENGTH_BCD:
      return 100;
    case LENGTH_BINARY:
      return 256;
    case LENGTH_HEX:
      return 16;
  }
  return 10;
}

/** What one byte of a length says, above 255 for nothing. */
function digitOf(encoding: u32, byte: u32, lenient: bool): u32 {
  switch (encoding) {
    case LENGTH_BCD:
      return !lenient && (byte > 0x99 || (byte & 0xf) > 9) ? NO_DIGIT : byte - 6 * (byte >> 4);
    case LENGTH_BINARY:
      return byte;
    case LENGTH_HEX:
      return hexDigitValue(byte, false) > 0xf ? NO_DIGIT : hexDigitValue(byte, false);
  }
  const digit = byte - (encoding === LENGTH_ASCII ? ZERO_ASCII : ZERO_EBCDIC);
  return digit > 9 ? NO_DIGIT : digit;
}

/** Writes the length of a value of `units` into the `bytes` of its prefix. */
export function putLength(descriptor: u64, at: usize, bytes: i32, units: i32): void {
  let count = <u32>units;
  const counts = (<u32>(descriptor >> COUNTS_SHIFT)) & 3;
  if (counts === COUNTS_PAIRS) count = (<u32>units + 1) >> 1;
  else if (counts === COUNTS_HALVES) count <<= 1;
  if ((descriptor & INCLUSIVE) !== 0) count += bytes;
  const encoding = (<u32>(descriptor >> LENGTH_SHIFT)) & 7;
  for (let i = bytes - 1; i >= 0; i--) {
    if (encoding === LENGTH_BCD) {
      const pair = count % 100;
      store<u8>(at + i, <u8>(pair + 6 * (pair / 10)));
      count /= 100;
    } else if (encoding === LENGTH_BINARY) {
      store<u8>(at + i, <u8>count);
      count >>= 8;
    } else if (encoding === LENGTH_HEX) {
      store<u8>(at + i, hexDigit(count & 0xf));
      count >>= 4;
    } else {
      store<u8>(at + i, <u8>((encoding === LENGTH_ASCII ? ZERO_ASCII : ZERO_EBCDIC) + (count % 10)));
      count /= 10;
    }
  }
}
