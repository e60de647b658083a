/**
 * ICC master keys: what an issuer's master key becomes for one card (EMV Book 2, A1.4).
 *
 * Owns both options and nothing of what the keys are for. Keys are arguments and results: their owner wipes them; what lies
 * in between is wiped here.
 */
import { createHash } from "node:crypto";
import { TDES } from "../cipher/block_cipher.ts";
import { makeParityOdd } from "../cipher/parity.ts";
import { digitsOf, firstDigits, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkKey, refusal } from "./refuse.ts";

/** `A` takes the last 16 digits of PAN and sequence number; `B` does so up to 16 digits of PAN and hashes a longer one. */
export type KeyDerivation = "A" | "B";

const BLOCK_DIGITS = 16;
const PAN_DIGITS_MIN = 12;
const PAN_DIGITS_MAX = 19;
const SEQUENCE_MAX = 99;

/**
 * The ICC master key by option A (EMV Book 2, A1.4.1): the block and its complement, enciphered; odd parity.
 *
 * @param issuerMasterKey 16 bytes
 * @param pan 12 to 19 digits
 * @param sequence PAN sequence number 5F34, 0..99; 0 when the card has none
 * @returns 16 bytes
 * @throws CodecError KEY_LENGTH, PAN_LENGTH, PAN_DIGIT or SEQUENCE_RANGE
 */
export function iccMasterKey(issuerMasterKey: Uint8Array, pan: Digits, sequence: number): Uint8Array {
  return cardMasterKey("A", issuerMasterKey, pan, sequence);
}

/** As `iccMasterKey`, by either option. */
export function cardMasterKey(
  derivation: KeyDerivation,
  issuerMasterKey: Uint8Array,
  pan: Digits,
  sequence: number,
): Uint8Array {
  checkKey(issuerMasterKey);
  const digits = numberAndSequence(pan, sequence);
  const isHashed = derivation === "B" && pan.length > BLOCK_DIGITS;
  const block = isHashed ? hashedBlock(digits) : packNibbles(lastDigits(digits));
  digits.fill(0);
  const halves = new Uint8Array(2 * block.length);
  for (let i = 0; i < block.length; i++) {
    halves[i] = block[i]!;
    halves[block.length + i] = block[i]! ^ 0xff;
  }
  const key = TDES.encrypt(issuerMasterKey, halves);
  block.fill(0);
  halves.fill(0);
  return makeParityOdd(key);
}

/** PAN and sequence number, one digit a byte. */
function numberAndSequence(pan: Digits, sequence: number): Uint8Array {
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > SEQUENCE_MAX)
    throw refusal("SEQUENCE_RANGE", "sequence", `0 to ${SEQUENCE_MAX}`);
  const number = digitsOf("pan", pan, PAN_DIGITS_MIN, PAN_DIGITS_MAX);
  const digits = new Uint8Array(number.length + 2);
  digits.set(number);
  digits[number.length] = Math.floor(sequence / 10);
  digits[number.length + 1] = sequence % 10;
  number.fill(0);
  return digits;
}

/** Of more than 16 the leading ones go; fewer get zeros on their left. */
function lastDigits(digits: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK_DIGITS);
  for (let at = 1; at <= Math.min(BLOCK_DIGITS, digits.length); at++)
    block[BLOCK_DIGITS - at] = digits[digits.length - at]!;
  return block;
}

/** EMV Book 2, A1.4.2: SHA-1 over the packed digits, with a zero on the left of an odd count; then decimalised. */
function hashedBlock(digits: Uint8Array): Uint8Array {
  const even = new Uint8Array(digits.length + (digits.length % 2));
  even.set(digits, even.length - digits.length);
  const packed = packNibbles(even);
  even.fill(0);
  const hash = createHash("sha1").update(packed).digest();
  packed.fill(0);
  const decimal = firstDigits(hash, BLOCK_DIGITS);
  const block = packNibbles(decimal);
  hash.fill(0);
  decimal.fill(0);
  return block;
}
