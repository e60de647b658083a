/** PIN blocks, for the secure module and its like: digits one a byte in INPUT. The caller wipes INPUT and OUTPUT. */
import { BLOCK_FORMAT } from "../base/status";
import {
  BLOCK_BYTES,
  FIELD_4_BYTES,
  decodeBound,
  decodeUnbound,
  encodeFormat0,
  encodeFormat1,
  encodeFormat2,
  encodeFormat3,
  encodeFormat4,
  encodePanField4,
} from "../codec/pin_block";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

/**
 * INPUT: PIN digits, then PAN digits (looked at in formats 0 and 3), then the fill, two nibbles a byte (in 1, 3 and 4).
 * OUTPUT: the block, in format 4 the plain-text PIN field.
 */
export function encodePinBlock(format: i32, pinLength: i32, panLength: i32, fillNibbles: i32): i32 {
  assert(pinLength >= 0 && panLength >= 0 && fillNibbles >= 0);
  assert(pinLength + panLength + ((fillNibbles + 1) >> 1) <= BUFFER_BYTES);
  const pan = INPUT + pinLength;
  const fill = pan + panLength;
  switch (format) {
    case 0:
      return encodeFormat0(INPUT, pinLength, pan, panLength, OUTPUT);
    case 1:
      return encodeFormat1(INPUT, pinLength, fill, fillNibbles, OUTPUT);
    case 2:
      return encodeFormat2(INPUT, pinLength, OUTPUT);
    case 3:
      return encodeFormat3(INPUT, pinLength, pan, panLength, fill, fillNibbles, OUTPUT);
    case 4:
      return encodeFormat4(INPUT, pinLength, fill, fillNibbles, OUTPUT);
  }
  return BLOCK_FORMAT;
}

/** INPUT: PAN digits. OUTPUT: the plain-text PAN field of format 4. */
export function encodePanField(panLength: i32): i32 {
  assert(panLength >= 0 && panLength <= BUFFER_BYTES);
  return encodePanField4(INPUT, panLength, OUTPUT);
}

/** INPUT: the block, then PAN digits (looked at in formats 0 and 3). OUTPUT: length of the PIN, then 12 bytes. */
export function decodePinBlock(format: i32, panLength: i32): i32 {
  assert(panLength >= 0 && FIELD_4_BYTES + panLength <= BUFFER_BYTES);
  switch (format) {
    case 0:
    case 3:
      return decodeBound(format, INPUT, INPUT + BLOCK_BYTES, panLength, OUTPUT);
    case 1:
    case 2:
    case 4:
      return decodeUnbound(format, INPUT, OUTPUT);
  }
  return BLOCK_FORMAT;
}
