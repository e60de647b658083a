/** Hexadecimal text on the wire, in ASCII or EBCDIC: upper case is written, both cases are read. */
import { hexDigit, hexValue } from "../../base/hex";

const NO_DIGIT: u32 = 16;
const NO_BYTE: u32 = 0x100;

/** Value of a hexadecimal digit, 16 for any other character. */
export function hexDigitValue(character: u32, ebcdic: bool): u32 {
  if (!ebcdic) return hexValue(character);
  if (character - 0xf0 < 10) return character - 0xf0;
  // C1..C6 are A..F, 81..86 are a..f.
  const letter = (character | 0x40) - 0xc1;
  return letter < 6 && character >= 0x81 ? letter + 10 : NO_DIGIT;
}

/** Writes `2 * length` characters. */
export function putHex(at: usize, length: i32, ebcdic: bool, out: usize): void {
  for (let i = 0; i < length; i++) putHexByte(load<u8>(at + i), ebcdic, out + 2 * i);
}

/** Writes two characters. */
export function putHexByte(byte: u32, ebcdic: bool, out: usize): void {
  store<u8>(out, digitOf(byte >> 4, ebcdic));
  store<u8>(out, digitOf(byte & 0xf, ebcdic), 1);
}

function digitOf(nibble: u32, ebcdic: bool): u8 {
  if (!ebcdic) return hexDigit(nibble);
  return <u8>(nibble < 10 ? 0xf0 + nibble : 0xc1 - 10 + nibble);
}

/** The byte that two characters stand for, above 255 when one is no hexadecimal digit. */
export function hexByte(at: usize, ebcdic: bool): u32 {
  const low = hexDigitValue(load<u8>(at, 1), ebcdic);
  return low > 0xf ? NO_BYTE : (hexDigitValue(load<u8>(at), ebcdic) << 4) | low;
}
