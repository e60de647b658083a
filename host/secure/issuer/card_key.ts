/**
 * ICC master keys: what an issuer's master key becomes for one card (EMV Book 2, A1.4).
 *
 * Owns both options and nothing of what the keys are for. Keys are arguments and results: their owner wipes them; what lies
 * in between is wiped here.
 */
import { freshBytes } from "../../fresh_bytes.ts";
import { wipe } from "../bytes.ts";
import { createHash } from "node:crypto";
import { TDES } from "../cipher/block_cipher.ts";
import { makeParityOdd } from "../cipher/parity.ts";
import { digitsOf, firstDigits, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkKey, refusal } from "./refuse.ts";

/** `A` takes the last 16 digits of PAN and sequence number; `B` does so up to 16 digits of PAN and hashes a longer one. */
export type KeyDerivation = "A" | "B";

const BLOCK_BYTES = 8;
const BLOCK_DIGITS = 2 * BLOCK_BYTES;
const PAN_DIGITS_MIN = 12;
const PAN_DIGITS_MAX = 19;
const SEQUENCE_MAX = 99;
const SEQUENCE_DIGITS = 2;

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
  const halves = freshBytes(2 * BLOCK_BYTES);
  if (isHashed) putHashed(halves, digits);
  else putLastDigits(halves, digits);
  wipe(digits);
  for (let i = 0; i < BLOCK_BYTES; i++) halves[BLOCK_BYTES + i] = halves[i]! ^ 0xff;
  const key = TDES.encrypt(issuerMasterKey, halves);
  wipe(halves);
  return makeParityOdd(key);
}

/** PAN and sequence number, one digit a byte. */
function numberAndSequence(pan: Digits, sequence: number): Uint8Array {
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > SEQUENCE_MAX)
    throw refusal("SEQUENCE_RANGE", "sequence", `0 to ${SEQUENCE_MAX}`);
  const digits = digitsOf("pan", pan, PAN_DIGITS_MIN, PAN_DIGITS_MAX, SEQUENCE_DIGITS);
  digits[pan.length] = Math.floor(sequence / 10);
  digits[pan.length + 1] = sequence % 10;
  return digits;
}

/** Packs them, the last one at the block's end: of more than 16 the leading ones go; fewer get zeros on their left. */
function putLastDigits(block: Uint8Array, digits: Uint8Array): void {
  const last = digits.length - 1;
  for (let from = 0; from <= last && from < BLOCK_DIGITS; from++) {
    const digit = digits[last - from]!;
    block[BLOCK_BYTES - 1 - (from >> 1)]! |= (from & 1) === 0 ? digit : digit << 4;
  }
}

/** EMV Book 2, A1.4.2: SHA-1 over the packed digits, with a zero on the left of an odd count; then decimalised. */
function putHashed(to: Uint8Array, digits: Uint8Array): void {
  const even = new Uint8Array(digits.length + (digits.length % 2));
  even.set(digits, even.length - digits.length);
  const packed = packNibbles(even);
  wipe(even);
  const hash = createHash("sha1").update(packed).digest();
  wipe(packed);
  const decimal = firstDigits(hash, BLOCK_DIGITS);
  const block = packNibbles(decimal);
  to.set(block);
  wipe(hash);
  wipe(decimal);
  wipe(block);
}
