/**
 * ISO 9564-1 PIN blocks, plain-text fields only: no cipher and no randomness here.
 *
 * Owns the layout of format 0. Runs inside the secure module, never in the terminal's core instance: a PIN exists only
 * between the keypad and the encipherment. Digits travel one per byte (0..9), never as text, so that the caller can wipe
 * the one buffer that held them.
 */
import { BLOCK_FILL, BLOCK_FORMAT, OK, PAN_DIGIT, PAN_LENGTH, PIN_DIGIT, PIN_LENGTH } from "../base/status";

export const PIN_LENGTH_MIN: i32 = 4;
export const PIN_LENGTH_MAX: i32 = 12;
export const PAN_LENGTH_MIN: i32 = 12;
export const PAN_LENGTH_MAX: i32 = 19;
export const BLOCK_BYTES: i32 = 8;
/** PAN digits in a block, those left of the check digit. */
const PAN_DIGITS: i32 = 12;
const BLOCK_NIBBLES: i32 = 16;

/**
 * Format 0 (ISO 9564-1:2017, 9.3.2): `0 L PIN F..` XOR `0000` + the 12 PAN digits left of the check digit.
 *
 * @param pin address of `pinLength` digits, one per byte
 * @param pan address of `panLength` digits, one per byte, check digit included
 * @param block address of the 8 bytes to write; untouched unless the result is OK
 * @returns OK, PIN_LENGTH, PIN_DIGIT, PAN_LENGTH or PAN_DIGIT
 */
export function encodeFormat0(pin: usize, pinLength: i32, pan: usize, panLength: i32, block: usize): i32 {
  if (pinLength < PIN_LENGTH_MIN || pinLength > PIN_LENGTH_MAX) return PIN_LENGTH;
  if (!areDigits(pin, pinLength)) return PIN_DIGIT;
  const fault = checkPan(pan, panLength);
  if (fault !== OK) return fault;

  for (let i = 0; i < BLOCK_BYTES; i++) {
    const high = pinNibble(pin, pinLength, 2 * i) ^ panNibble(pan, panLength, 2 * i);
    const low = pinNibble(pin, pinLength, 2 * i + 1) ^ panNibble(pan, panLength, 2 * i + 1);
    store<u8>(block + i, <u8>((high << 4) | low));
  }
  return OK;
}

/**
 * Reads a format 0 block. Every nibble is looked at before anything is decided, so that the time taken does not tell
 * where a block is wrong.
 *
 * @param pin address of 1 + 12 bytes: length of the PIN, then its digits, then zeros; all zeros unless the result is OK
 * @returns OK, PAN_LENGTH, PAN_DIGIT, BLOCK_FORMAT (control is not 0), PIN_LENGTH, PIN_DIGIT or BLOCK_FILL, the first
 *   that applies
 */
export function decodeFormat0(block: usize, pan: usize, panLength: i32, pin: usize): i32 {
  for (let i = 0; i <= PIN_LENGTH_MAX; i++) store<u8>(pin + i, 0);
  const panFault = checkPan(pan, panLength);
  if (panFault !== OK) return panFault;

  const length = clearNibble(block, pan, panLength, 1);
  let badDigits: u32 = 0;
  let badFill: u32 = 0;
  for (let index = 2; index < BLOCK_NIBBLES; index++) {
    const nibble = clearNibble(block, pan, panLength, index);
    const isDigit: u32 = <u32>(index - 2) < length ? 1 : 0;
    badDigits |= nibble > 9 ? isDigit : 0;
    badFill |= nibble !== 0xf ? isDigit ^ 1 : 0;
    if (index - 2 < PIN_LENGTH_MAX) store<u8>(pin + index - 1, <u8>(nibble * isDigit));
  }
  store<u8>(pin, <u8>length);

  const badLength = length < <u32>PIN_LENGTH_MIN || length > <u32>PIN_LENGTH_MAX;
  let fault = badFill !== 0 ? BLOCK_FILL : OK;
  if (badDigits !== 0) fault = PIN_DIGIT;
  if (badLength) fault = PIN_LENGTH;
  if (clearNibble(block, pan, panLength, 0) !== 0) fault = BLOCK_FORMAT;
  if (fault !== OK) for (let i = 0; i <= PIN_LENGTH_MAX; i++) store<u8>(pin + i, 0);
  return fault;
}

/** Nibble `index` of the PIN field: control 0, length, digits, then the fill F to the end. */
function pinNibble(pin: usize, pinLength: i32, index: i32): u32 {
  if (index === 0) return 0;
  if (index === 1) return pinLength;
  return index - 2 < pinLength ? load<u8>(pin + index - 2) : 0xf;
}

/** Nibble `index` of the PAN field: four zeros, then 12 digits ending before the check digit, zeros on the left. */
function panNibble(pan: usize, panLength: i32, index: i32): u32 {
  const position = panLength - 1 - PAN_DIGITS + (index - 4);
  return index < 4 || position < 0 ? 0 : load<u8>(pan + position);
}

/** Nibble `index` of the PIN field that a block holds. */
function clearNibble(block: usize, pan: usize, panLength: i32, index: i32): u32 {
  const byte: u32 = load<u8>(block + (index >> 1));
  return ((index & 1) === 0 ? byte >> 4 : byte & 0xf) ^ panNibble(pan, panLength, index);
}

function checkPan(pan: usize, panLength: i32): i32 {
  if (panLength < PAN_LENGTH_MIN || panLength > PAN_LENGTH_MAX) return PAN_LENGTH;
  return areDigits(pan, panLength) ? OK : PAN_DIGIT;
}

function areDigits(at: usize, count: i32): bool {
  for (let i = 0; i < count; i++) if (load<u8>(at + i) > 9) return false;
  return true;
}
