/**
 * What a field may hold: digits, letters, text. Read by `unpack` and, so that whatever is packed can be unpacked, by `pack`.
 */
import { isBcd } from "../../base/bcd";
import { ISO_CHARACTER, ISO_DIGIT, OK } from "../../base/status";
import { ALPHANUMERIC, CONTENT_MASK, LEFT, NUMERIC, PACKED, TEXT } from "./dialect";

/**
 * Checks a value in its encoded form.
 *
 * @param entry the field in its dialect
 * @param units digits or bytes of the value
 * @param bytes encoded bytes of the value
 * @returns OK, ISO_DIGIT (a nibble above 9, or a pad that is not 0) or ISO_CHARACTER
 */
export function checkContent(entry: u32, at: usize, units: i32, bytes: i32): i32 {
  const content = entry & CONTENT_MASK;
  if ((entry & PACKED) !== 0) {
    if (content === NUMERIC && !isBcd(at, bytes)) return ISO_DIGIT;
    return (units & 1) === 0 || padNibble(entry, at, bytes) === 0 ? OK : ISO_DIGIT;
  }
  if (content === ALPHANUMERIC) return isAlphanumeric(at, bytes) ? OK : ISO_CHARACTER;
  if (content === TEXT) return isText(at, bytes) ? OK : ISO_CHARACTER;
  return OK;
}

/** The nibble beside an odd number of digits: the last one where they are left aligned, else the first. */
function padNibble(entry: u32, at: usize, bytes: i32): u32 {
  return (entry & LEFT) !== 0 ? load<u8>(at + bytes - 1) & 0xf : load<u8>(at) >> 4;
}

function isAlphanumeric(at: usize, length: i32): bool {
  for (let i = 0; i < length; i++) {
    const character: u32 = load<u8>(at + i);
    if (character - 0x30 < 10 || (character | 0x20) - 0x61 < 26 || character === 0x20) continue;
    return false;
  }
  return true;
}

function isText(at: usize, length: i32): bool {
  for (let i = 0; i < length; i++) {
    const character: u32 = load<u8>(at + i);
    if (character < 0x20 || character === 0x7f) return false;
  }
  return true;
}
