/**
 * ISO 9564-1 PIN blocks, plain-text fields only: no cipher and no randomness here.
 *
 * Owns the layout of formats 0 to 4. Runs inside the secure module, never in the terminal's core instance: a PIN exists
 * only between the keypad and the encipherment. Digits travel one per byte (0..9), never as text, so that the caller can
 * wipe the one buffer that held them. A writer leaves its output alone unless the result is OK; a reader writes
 * PIN_OUT_BYTES always, and nothing but zeros unless the result is OK. Clauses are those of ISO 9564-1:2017.
 */
export { decodeBound, decodeFormat0, decodeUnbound } from "./pin_block/decode";
export {
  encodeFormat0,
  encodeFormat1,
  encodeFormat2,
  encodeFormat3,
  encodeFormat4,
  encodePanField4,
} from "./pin_block/encode";
export {
  BLOCK_BYTES,
  FIELD_4_BYTES,
  PAN_LENGTH_MAX,
  PAN_LENGTH_MIN,
  PIN_LENGTH_MAX,
  PIN_LENGTH_MIN,
  PIN_OUT_BYTES,
  fillNeeded,
} from "./pin_block/layout";
