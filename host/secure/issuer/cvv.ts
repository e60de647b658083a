/**
 * Card verification values of the stripe, the printed card and the chip's copy of the stripe: one algorithm, told apart by
 * the service code that goes in.
 *
 * Digits are bytes 0 to 9; the caller wipes what it gives and gets.
 */
import { copyBytes } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import { digitsOf, firstDigits, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkKey } from "./refuse.ts";

/** Service code of the iCVV, in the chip's track 2 equivalent data. */
export const SERVICE_CODE_ICVV = "999";
/** Service code of the CVV2, printed on the card. */
export const SERVICE_CODE_CVV2 = "000";

const CVV_DIGITS = 3;
const BLOCK = 8;
const INPUT_NIBBLES = 32;

/**
 * CVV, iCVV or CVV2 (CVC the same): PAN, expiry date and service code over two blocks, the first enciphered with the left key,
 * the sum with the second through left, right and left; then the first three digits of it.
 *
 * @param key CVK pair, 16 bytes
 * @param pan 12 to 19 digits
 * @param expiry 4 digits as they go in: YYMM in CVV and iCVV, in CVV2 as the scheme has it (Visa MMYY)
 * @param serviceCode 3 digits
 * @returns 3 digits
 * @throws CodecError KEY_LENGTH, PAN_LENGTH, EXPIRY_LENGTH, SERVICECODE_LENGTH, or the same with _DIGIT
 */
export function cardVerificationValue(key: Uint8Array, pan: Digits, expiry: Digits, serviceCode: Digits): Uint8Array {
  checkKey(key);
  const parts = [digitsOf("pan", pan, 12, 19), digitsOf("expiry", expiry, 4), digitsOf("serviceCode", serviceCode, 3)];
  const nibbles = new Uint8Array(INPUT_NIBBLES);
  let at = 0;
  for (const part of parts) {
    nibbles.set(part, at);
    at += part.length;
    part.fill(0);
  }
  const blocks = packNibbles(nibbles);
  nibbles.fill(0);
  const left = copyBytes(key, 0, BLOCK);
  const chain = TDES.encrypt(left, blocks.subarray(0, BLOCK));
  left.fill(0);
  for (let i = 0; i < BLOCK; i++) chain[i]! ^= blocks[BLOCK + i]!;
  blocks.fill(0);
  const result = TDES.encrypt(key, chain);
  chain.fill(0);
  const value = firstDigits(result, CVV_DIGITS);
  result.fill(0);
  return value;
}
