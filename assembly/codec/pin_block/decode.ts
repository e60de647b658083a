/**
 * Reads PIN blocks: see `../pin_block.ts` for what holds of all of them. Every nibble is looked at before anything is
 * decided, so that the time taken does not tell where a block is wrong.
 */
import { nibbleAt } from "../../base/bcd";
import { fillBytes } from "../../base/bytes";
import { BLOCK_FILL, BLOCK_FORMAT, OK, PIN_DIGIT, PIN_LENGTH } from "../../base/status";
import {
  DIGITS_AT,
  FILL_A,
  FILL_F,
  PIN_LENGTH_MAX,
  PIN_LENGTH_MIN,
  PIN_NIBBLES,
  PIN_OUT_BYTES,
  checkPan,
  panNibble,
} from "./layout";

/**
 * Reads a block that is bound to a PAN.
 *
 * @param format 0 or 3
 * @param block address of 8 bytes
 * @param pan address of `panLength` digits, one per byte, check digit included
 * @param pin address of PIN_OUT_BYTES: the number of digits, the digits one per byte, zeros; all zeros unless OK
 * @returns OK, PAN_LENGTH, PAN_DIGIT, BLOCK_FORMAT (the control is another), PIN_LENGTH, PIN_DIGIT or BLOCK_FILL, the
 *   first that applies
 */
export function decodeBound(format: u32, block: usize, pan: usize, panLength: i32, pin: usize): i32 {
  fillBytes(pin, 0, PIN_OUT_BYTES);
  const fault = checkPan(pan, panLength);
  return fault === OK ? readField(format, block, pan, panLength, pin) : fault;
}

/** A block of format 0: see `decodeBound`. */
export function decodeFormat0(block: usize, pan: usize, panLength: i32, pin: usize): i32 {
  return decodeBound(0, block, pan, panLength, pin);
}

/**
 * Reads a block that no PAN goes into, or the plain-text PIN field of format 4, whose random half is not looked at.
 *
 * @param format 1, 2 or 4
 * @param pin as in `decodeBound`
 * @returns OK, BLOCK_FORMAT, PIN_LENGTH, PIN_DIGIT or BLOCK_FILL, the first that applies
 */
export function decodeUnbound(format: u32, block: usize, pin: usize): i32 {
  fillBytes(pin, 0, PIN_OUT_BYTES);
  return readField(format, block, 0, 0, pin);
}

function readField(format: u32, block: usize, pan: usize, panLength: i32, pin: usize): i32 {
  const length = clearNibble(block, pan, panLength, 1);
  let badDigits: u32 = 0;
  let badFill: u32 = 0;
  for (let index = DIGITS_AT; index < PIN_NIBBLES; index++) {
    const nibble = clearNibble(block, pan, panLength, index);
    const isDigit: u32 = <u32>(index - DIGITS_AT) < length ? 1 : 0;
    badDigits |= nibble > 9 ? isDigit : 0;
    badFill |= isFill(format, nibble) ? 0 : isDigit ^ 1;
    if (index - DIGITS_AT < PIN_LENGTH_MAX) store<u8>(pin + index - 1, <u8>(nibble * isDigit));
  }
  store<u8>(pin, <u8>length);

  const badLength = length < <u32>PIN_LENGTH_MIN || length > <u32>PIN_LENGTH_MAX;
  let fault = badFill !== 0 ? BLOCK_FILL : OK;
  if (badDigits !== 0) fault = PIN_DIGIT;
  if (badLength) fault = PIN_LENGTH;
  if (clearNibble(block, pan, panLength, 0) !== format) fault = BLOCK_FORMAT;
  if (fault !== OK) fillBytes(pin, 0, PIN_OUT_BYTES);
  return fault;
}

/** Whether a nibble may follow the digits: F; in format 1 any, in format 3 A to F, in format 4 A. */
function isFill(format: u32, nibble: u32): bool {
  const lowest: u32 = format === 1 ? 0 : format === 3 || format === 4 ? FILL_A : FILL_F;
  const highest: u32 = format === 4 ? FILL_A : FILL_F;
  return nibble - lowest <= highest - lowest;
}

/** Nibble `index` of the PIN field that a block holds. */
function clearNibble(block: usize, pan: usize, panLength: i32, index: i32): u32 {
  return nibbleAt(block, index) ^ panNibble(pan, panLength, index);
}
