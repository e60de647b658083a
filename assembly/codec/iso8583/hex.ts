/** Hexadecimal text on the wire, in ASCII or EBCDIC: upper case is written, both cases are read. */
import { hexDigit, hexValue } from "../../base/hex";

const NO_DIGIT: u32 = 16;

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
  for (let i = 0; i < length; i++) {
    const byte: u32 = load<u8>(at + i);
    store<u8>(out + 2 * i, digitOf(byte >> 4, ebcdic));
    store<u8>(out + 2 * i, digitOf(byte & 0xf, ebcdic), 1);
  }
}

function digitOf(nibble: u32, ebcdic: bool): u8 {
  if (!ebcdic) return hexDigit(nibble);
  return <u8>(nibble < 10 ? 0xf0 + nibble : 0xc1 - 10 + nibble);
}

/** Reads eight bytes from sixteen characters, big-endian, into `out`. @returns false when one is no hexadecimal digit */
export function readHex(at: usize, bytes: i32, ebcdic: bool, out: usize): bool {
  for (let i = 0; i < bytes; i++) {
    const high = hexDigitValue(load<u8>(at + 2 * i), ebcdic);
    const low = hexDigitValue(load<u8>(at + 2 * i, 1), ebcdic);
    if ((high | low) > 0xf) return false;
    store<u8>(out + i, <u8>((high << 4) | low));
  }
  return true;
}
