/**
 * Short command APDUs and the status word of a reply (ISO/IEC 7816-4, 5.1).
 *
 * Knows no command: class, instruction and parameters come as one word. Procedure bytes and 61xx / 6Cxx belong to the
 * card reader, not here.
 */
import { copyBytes, load16, store32 } from "../base/bytes";

export const APDU_HEADER_BYTES: i32 = 4;
export const APDU_DATA_BYTES_MAX: i32 = 255;
/** No Le byte: nothing but a status word is expected back. */
export const LE_NONE: i32 = -1;

/**
 * Writes a command: header, then Lc and data when there are any, then Le when one is wanted.
 *
 * @param cla_ins_p1_p2 the four header bytes as a big-endian word, 0x00A40400 for SELECT by name
 * @param data address of `length` bytes, 0..255; not within what is written
 * @param le 0..255 (0 asks for up to 256 bytes), or LE_NONE
 * @returns bytes written, at most 261
 */
export function putApdu(out: usize, cla_ins_p1_p2: u32, data: usize, length: i32, le: i32): i32 {
  assert(length >= 0 && length <= APDU_DATA_BYTES_MAX);
  store32(out, cla_ins_p1_p2);
  let written = APDU_HEADER_BYTES;
  if (length > 0) {
    store<u8>(out + written, <u8>length);
    copyBytes(out + written + 1, data, length);
    written += 1 + length;
  }
  if (le >= 0) store<u8>(out + written++, <u8>le);
  return written;
}

/** SW1 SW2 of a reply of `length` bytes, 0 when it is too short to have one. */
export function statusWord(reply: usize, length: i32): i32 {
  return length < 2 ? 0 : load16(reply + length - 2);
}
