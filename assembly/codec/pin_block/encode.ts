/** Writes PIN blocks: see `../pin_block.ts` for what holds of all of them. */
import { nibbleAt } from "../../base/bcd";
import { BLOCK_FILL, FILL_LENGTH, OK, PAN_DIGIT, PAN_LENGTH, PIN_DIGIT, PIN_LENGTH } from "../../base/status";
import {
  BLOCK_BYTES,
  DIGITS_AT,
  FIELD_4_BYTES,
  FILL_A,
  FILL_F,
  PAN_DIGITS,
  PAN_LENGTH_MAX,
  PIN_LENGTH_MAX,
  PIN_LENGTH_MIN,
  PIN_NIBBLES,
  areDigits,
  checkPan,
  fillNeeded,
  panNibble,
} from "./layout";

/**
 * Format 0 (9.3.2): `0 L PIN F..` XOR `0000` + the 12 PAN digits left of the check digit.
 *
 * @param pin address of `pinLength` digits, one per byte
 * @param pan address of `panLength` digits, one per byte, check digit included
 * @param block address of the 8 bytes to write
 * @returns OK, PIN_LENGTH, PIN_DIGIT, PAN_LENGTH or PAN_DIGIT
 */
export function encodeFormat0(pin: usize, pinLength: i32, pan: usize, panLength: i32, block: usize): i32 {
  const pinFault = checkPin(pin, pinLength);
  if (pinFault !== OK) return pinFault;
  const panFault = checkPan(pan, panLength);
  if (panFault !== OK) return panFault;
  writeField(0, pin, pinLength, pan, panLength, 0, block);
  return OK;
}

/**
 * Format 1 (9.3.3), for use only where no PAN is known: `1 L PIN`, then a fill that makes the block unique.
 *
 * @param fill address of the fill, two nibbles a byte, at least `14 - pinLength` of them; more are not looked at
 * @returns OK, PIN_LENGTH, PIN_DIGIT or FILL_LENGTH
 */
export function encodeFormat1(pin: usize, pinLength: i32, fill: usize, fillNibbles: i32, block: usize): i32 {
  const fault = checkPin(pin, pinLength);
  if (fault !== OK) return fault;
  if (fillNibbles < fillNeeded(1, pinLength)) return FILL_LENGTH;
  writeField(1, pin, pinLength, 0, 0, fill, block);
  return OK;
}

/** Format 2 (9.3.4), for a card's VERIFY and nothing else: `2 L PIN F..`. @returns OK, PIN_LENGTH or PIN_DIGIT */
export function encodeFormat2(pin: usize, pinLength: i32, block: usize): i32 {
  const fault = checkPin(pin, pinLength);
  if (fault === OK) writeField(2, pin, pinLength, 0, 0, 0, block);
  return fault;
}

/**
 * Format 3 (9.3.5): as format 0, with a control of 3 and a fill of random nibbles from A to F.
 *
 * @param fill as in format 1; the nibbles that are used are A to F
 * @returns OK, PIN_LENGTH, PIN_DIGIT, PAN_LENGTH, PAN_DIGIT, FILL_LENGTH or BLOCK_FILL
 */
export function encodeFormat3(
  pin: usize,
  pinLength: i32,
  pan: usize,
  panLength: i32,
  fill: usize,
  fillNibbles: i32,
  block: usize,
): i32 {
  const pinFault = checkPin(pin, pinLength);
  if (pinFault !== OK) return pinFault;
  const panFault = checkPan(pan, panLength);
  if (panFault !== OK) return panFault;
  const needed = fillNeeded(3, pinLength);
  if (fillNibbles < needed) return FILL_LENGTH;
  for (let i = 0; i < needed; i++) if (nibbleAt(fill, i) < FILL_A) return BLOCK_FILL;
  writeField(3, pin, pinLength, pan, panLength, fill, block);
  return OK;
}

/**
 * The plain-text PIN field of format 4 (9.4.2): `4 L PIN A..` in 8 bytes, then 8 random bytes. The block that is sent,
 * E(E(PIN field) XOR PAN field), is made by whoever has the key.
 *
 * @param fill address of the random half, at least 16 nibbles
 * @param field address of the 16 bytes to write
 * @returns OK, PIN_LENGTH, PIN_DIGIT or FILL_LENGTH
 */
export function encodeFormat4(pin: usize, pinLength: i32, fill: usize, fillNibbles: i32, field: usize): i32 {
  const fault = checkPin(pin, pinLength);
  if (fault !== OK) return fault;
  if (fillNibbles < fillNeeded(4, pinLength)) return FILL_LENGTH;
  writeField(4, pin, pinLength, 0, 0, fill, field);
  return OK;
}

/**
 * The plain-text PAN field of format 4 (9.4.2): how many digits the PAN has beyond 12, the PAN with zeros on its left up
 * to 12 digits, zeros.
 *
 * @param panLength 1 to 19, check digit included
 * @param field address of the 16 bytes to write
 * @returns OK, PAN_LENGTH, or PAN_DIGIT, also for a PAN without any
 */
export function encodePanField4(pan: usize, panLength: i32, field: usize): i32 {
  if (panLength > PAN_LENGTH_MAX) return PAN_LENGTH;
  if (panLength <= 0 || !areDigits(pan, panLength)) return PAN_DIGIT;
  for (let i = 0; i < FIELD_4_BYTES; i++) {
    const high = panFieldNibble(pan, panLength, 2 * i);
    const low = panFieldNibble(pan, panLength, 2 * i + 1);
    store<u8>(field + i, <u8>((high << 4) | low));
  }
  return OK;
}

function panFieldNibble(pan: usize, panLength: i32, index: i32): u32 {
  const zeros = panLength < PAN_DIGITS ? PAN_DIGITS - panLength : 0;
  if (index === 0) return panLength + zeros - PAN_DIGITS;
  const position = index - 1 - zeros;
  return position < 0 || position >= panLength ? 0 : load<u8>(pan + position);
}

/** Writes a field whose parts have all been checked. */
function writeField(
  format: u32,
  pin: usize,
  pinLength: i32,
  pan: usize,
  panLength: i32,
  fill: usize,
  field: usize,
): void {
  const bytes = format === 4 ? FIELD_4_BYTES : BLOCK_BYTES;
  for (let i = 0; i < bytes; i++) {
    const high = pinNibble(format, pin, pinLength, fill, 2 * i) ^ panNibble(pan, panLength, 2 * i);
    const low = pinNibble(format, pin, pinLength, fill, 2 * i + 1) ^ panNibble(pan, panLength, 2 * i + 1);
    store<u8>(field + i, <u8>((high << 4) | low));
  }
}

/** Nibble `index` of the PIN field: control, length, digits, then the fill to the end. */
function pinNibble(format: u32, pin: usize, pinLength: i32, fill: usize, index: i32): u32 {
  if (index === 0) return format;
  if (index === 1) return pinLength;
  const place = index - DIGITS_AT;
  if (place < pinLength) return load<u8>(pin + place);
  if (format === 1 || format === 3) return nibbleAt(fill, place - pinLength);
  if (index >= PIN_NIBBLES) return nibbleAt(fill, index - PIN_NIBBLES);
  return format === 4 ? FILL_A : FILL_F;
}

function checkPin(pin: usize, pinLength: i32): i32 {
  if (pinLength < PIN_LENGTH_MIN || pinLength > PIN_LENGTH_MAX) return PIN_LENGTH;
  return areDigits(pin, pinLength) ? OK : PIN_DIGIT;
}
