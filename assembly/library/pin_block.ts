/** PIN blocks, for the secure module and its like: digits one a byte in INPUT. The caller wipes INPUT and OUTPUT. */
import { BLOCK_BYTES, decodeFormat0, encodeFormat0 } from "../codec/pin_block";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

/** INPUT: PIN digits, then PAN digits. OUTPUT: the block. */
export function encodePinBlock0(pinLength: i32, panLength: i32): i32 {
  assert(pinLength >= 0 && panLength >= 0 && pinLength + panLength <= BUFFER_BYTES);
  return encodeFormat0(INPUT, pinLength, INPUT + pinLength, panLength, OUTPUT);
}

/** INPUT: the block, then PAN digits. OUTPUT: length of the PIN, then 12 bytes. */
export function decodePinBlock0(panLength: i32): i32 {
  assert(panLength >= 0 && BLOCK_BYTES + panLength <= BUFFER_BYTES);
  return decodeFormat0(INPUT, INPUT + BLOCK_BYTES, panLength, OUTPUT);
}
