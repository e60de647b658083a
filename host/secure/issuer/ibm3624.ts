/** IBM 3624: a PIN that follows from the card number under a key, and the offset by which a chosen one differs from it. */
import { TDES } from "../cipher/block_cipher.ts";
import { digitsOf, nibblesOf, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkLength, refusal } from "./refuse.ts";

const BLOCK_NIBBLES = 16;
const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;
const KEY_BYTES_MIN = 8;
const KEY_BYTES_MAX = 24;

/** What the PIN follows from. */
export interface ValidationData {
  /** PIN verification key: 8, 16 or 24 bytes. */
  key: Uint8Array;
  /** Decimalisation table: for each nibble 0 to F the digit that it becomes, 16 digits. */
  table: Digits;
  /** 12 to 19 digits. */
  pan: Digits;
  /** First digit of the PAN that counts, from 0, and how many do: 1 to 16. */
  start: number;
  length: number;
  /** Nibble that fills the rest, 0..15. */
  pad: number;
}

/**
 * The natural PIN: validation data, enciphered and decimalised.
 *
 * @param count 4 to 12 digits
 * @throws CodecError KEY_LENGTH, TABLE_LENGTH, TABLE_DIGIT, PAN_LENGTH, PAN_DIGIT, VALIDATION_RANGE, PAD_RANGE or PIN_LENGTH
 */
export function ibm3624NaturalPin(data: ValidationData, count: number): Uint8Array {
  if (!Number.isInteger(count) || count < PIN_DIGITS_MIN || count > PIN_DIGITS_MAX)
    throw refusal("PIN_LENGTH", "count", `${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} digits`);
  checkLength("key", data.key, KEY_BYTES_MIN, KEY_BYTES_MAX);
  const table = digitsOf("table", data.table, BLOCK_NIBBLES);
  const block = validationBlock(data);
  const result = TDES.encrypt(data.key, block);
  const nibbles = nibblesOf(result);
  const pin = new Uint8Array(count);
  for (let i = 0; i < count; i++) pin[i] = table[nibbles[i]!]!;
  for (const bytes of [block, result, nibbles]) bytes.fill(0);
  return pin;
}

/**
 * The PIN of a customer: natural PIN and offset, digit by digit, without carry.
 *
 * @param offset 4 to 12 digits: as many as the PIN has
 * @throws CodecError OFFSET_LENGTH, OFFSET_DIGIT and those of the natural PIN
 */
export function ibm3624Pin(data: ValidationData, offset: Digits): Uint8Array {
  const added = digitsOf("offset", offset, PIN_DIGITS_MIN, PIN_DIGITS_MAX);
  const pin = ibm3624NaturalPin(data, added.length);
  for (let i = 0; i < pin.length; i++) pin[i] = (pin[i]! + added[i]!) % 10;
  added.fill(0);
  return pin;
}

/** The offset that makes `pin` of the natural PIN. @throws CodecError PIN_LENGTH, PIN_DIGIT and those of the natural PIN */
export function ibm3624Offset(data: ValidationData, pin: Uint8Array): Uint8Array {
  const chosen = digitsOf("pin", pin, PIN_DIGITS_MIN, PIN_DIGITS_MAX);
  try {
    const offset = ibm3624NaturalPin(data, chosen.length);
    for (let i = 0; i < offset.length; i++) offset[i] = (chosen[i]! + 10 - offset[i]!) % 10;
    return offset;
  } finally {
    chosen.fill(0);
  }
}

function validationBlock({ pan, start, length, pad }: ValidationData): Uint8Array {
  const number = digitsOf("pan", pan, 12, 19);
  const isInside = Number.isInteger(start) && Number.isInteger(length) && start >= 0 && start + length <= number.length;
  if (!isInside || length < 1 || length > BLOCK_NIBBLES)
    throw refusal("VALIDATION_RANGE", "start", "1 to 16 digits within the PAN");
  if (!Number.isInteger(pad) || pad < 0 || pad > 0x0f) throw refusal("PAD_RANGE", "pad", "0 to 15");
  const nibbles = new Uint8Array(BLOCK_NIBBLES).fill(pad);
  nibbles.set(number.subarray(start, start + length));
  const block = packNibbles(nibbles);
  number.fill(0);
  nibbles.fill(0);
  return block;
}
