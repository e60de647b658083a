/**
 * The length in front of a value: BCD, ASCII, EBCDIC, binary or hexadecimal digits, of units, bytes or characters.
 */
import { putBcd } from "../../base/bcd";
import {
  COUNTS_HALVES,
  COUNTS_PAIRS,
  COUNTS_SHIFT,
  INCLUSIVE,
  LENGTH_ASCII,
  LENGTH_BCD,
  LENGTH_BINARY,
  LENGTH_EBCDIC,
  LENGTH_SHIFT,
} from "./dialect";
import { hexDigitValue } from "./hex";
import { hexDigit } from "../../base/hex";

/** No length at all: a digit of it is wrong. */
export const BAD_DIGIT: i32 = -1;
/** A length that no value can have: odd where it must be even, or less than its own bytes. */
export const BAD_COUNT: i32 = -2;
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

function readCount(encoding: u32, at: usize, bytes: i32, lenient: bool): i32 {
  switch (encoding) {
    case LENGTH_BCD:
      return readBcd(at, bytes, lenient);
    case LENGTH_ASCII:
      return readCharacters(at, bytes, ZERO_ASCII);
    case LENGTH_EBCDIC:
      return readCharacters(at, bytes, ZERO_EBCDIC);
    case LENGTH_BINARY:
      return readBinary(at, bytes);
  }
  return readHexadecimal(at, bytes);
}

function readBcd(at: usize, bytes: i32, lenient: bool): i32 {
  let count: i32 = 0;
  for (let i = 0; i < bytes; i++) {
    const byte: u32 = load<u8>(at + i);
    if (!lenient && (byte > 0x99 || (byte & 0xf) > 9)) return BAD_DIGIT;
    count = count * 100 + <i32>((byte >> 4) * 10 + (byte & 0xf));
  }
  return count;
}

function readCharacters(at: usize, bytes: i32, zero: u32): i32 {
  let count: i32 = 0;
  for (let i = 0; i < bytes; i++) {
    const digit = <u32>load<u8>(at + i) - zero;
    if (digit > 9) return BAD_DIGIT;
    count = count * 10 + <i32>digit;
  }
  return count;
}

/** Numbers beyond 31 bits are beyond every maximum. */
function readBinary(at: usize, bytes: i32): i32 {
  let count: u64 = 0;
  for (let i = 0; i < bytes; i++) count = (count << 8) | load<u8>(at + i);
  return count > 0xffffff ? 0xffffff : <i32>count;
}

function readHexadecimal(at: usize, bytes: i32): i32 {
  let count: i32 = 0;
  for (let i = 0; i < bytes; i++) {
    const digit = hexDigitValue(load<u8>(at + i), false);
    if (digit > 0xf) return BAD_DIGIT;
    count = (count << 4) | (<i32>digit);
  }
  return count;
}

/** Writes the length of a value of `units` into the `bytes` of its prefix. */
export function putLength(descriptor: u64, at: usize, bytes: i32, units: i32): void {
  let count = units;
  const counts = (<u32>(descriptor >> COUNTS_SHIFT)) & 3;
  if (counts === COUNTS_PAIRS) count = (units + 1) >> 1;
  else if (counts === COUNTS_HALVES) count = units << 1;
  if ((descriptor & INCLUSIVE) !== 0) count += bytes;
  const encoding = (<u32>(descriptor >> LENGTH_SHIFT)) & 7;
  if (encoding === LENGTH_BCD) return putBcd(at, bytes, count);
  for (let i = bytes - 1; i >= 0; i--) {
    if (encoding === LENGTH_ASCII || encoding === LENGTH_EBCDIC) {
      store<u8>(at + i, <u8>((encoding === LENGTH_ASCII ? ZERO_ASCII : ZERO_EBCDIC) + (count % 10)));
      count /= 10;
    } else if (encoding === LENGTH_BINARY) {
      store<u8>(at + i, <u8>count);
      count >>= 8;
    } else {
      store<u8>(at + i, hexDigit(count & 0xf));
      count >>= 4;
    }
  }
}
