/**
 * Hexadecimal text in ASCII: upper case is written, both cases are read.
 *
 * Nothing here decides what may be shown: masking is the caller's.
 */
import { HEX_DIGIT, OK } from "./status";

/** Above every nibble: what `hexValue` gives for a byte that is no hexadecimal digit. */
const NO_DIGIT: u32 = 16;

/** Writes `2 * length` characters. */
export function bytesToHex(at: usize, length: i32, out: usize): void {
  for (let i = 0; i < length; i++) {
    const byte: u32 = load<u8>(at + i);
    store<u8>(out + 2 * i, hexDigit(byte >> 4));
    store<u8>(out + 2 * i, hexDigit(byte & 0xf), 1);
  }
}

/**
 * Reads `digits` characters into `digits / 2` bytes.
 *
 * @returns OK, or HEX_DIGIT for an odd count or another character; the output is complete only when OK
 */
export function hexToBytes(at: usize, digits: i32, out: usize): i32 {
  if ((digits & 1) !== 0) return HEX_DIGIT;
  for (let i = 0; i < digits; i += 2) {
    const high = hexValue(load<u8>(at + i));
    const low = hexValue(load<u8>(at + i, 1));
    if (high === NO_DIGIT || low === NO_DIGIT) return HEX_DIGIT;
    store<u8>(out + (i >> 1), <u8>((high << 4) | low));
  }
  return OK;
}

/** ASCII character of a nibble, upper case. */
export function hexDigit(nibble: u32): u8 {
  return <u8>(nibble < 10 ? 0x30 + nibble : 0x41 - 10 + nibble);
}

/** Value 0..15 of an ASCII hexadecimal digit of either case, 16 for any other character. */
export function hexValue(character: u32): u32 {
  if (character - 0x30 < 10) return character - 0x30;
  const letter = (character | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : NO_DIGIT;
}
