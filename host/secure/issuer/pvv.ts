/** Visa's PIN verification value: how an issuer knows a PIN by four digits that it may store. */
import { TDES } from "../cipher/block_cipher.ts";
import { digitsOf, firstDigits, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkKey, refusal } from "./refuse.ts";

const PAN_DIGITS = 11;
const PIN_DIGITS = 4;
const PVV_DIGITS = 4;
const KEY_INDEX_MAX = 6;

/**
 * PVV: the 11 digits left of the PAN's check digit, the key index and the first four digits of the PIN, enciphered under the
 * pair of keys; its first four digits.
 *
 * @param key PVK pair, 16 bytes
 * @param pan 12 to 19 digits
 * @param keyIndex PVKI, 0..6
 * @param pin 4 to 12 digits, of which four count
 * @returns 4 digits
 * @throws CodecError KEY_LENGTH, PVKI_RANGE, PAN_LENGTH, PAN_DIGIT, PIN_LENGTH or PIN_DIGIT
 */
export function pinVerificationValue(key: Uint8Array, pan: Digits, keyIndex: number, pin: Uint8Array): Uint8Array {
  checkKey(key);
  if (!Number.isInteger(keyIndex) || keyIndex < 0 || keyIndex > KEY_INDEX_MAX)
    throw refusal("PVKI_RANGE", "keyIndex", `0 to ${KEY_INDEX_MAX}`);
  const number = digitsOf("pan", pan, 12, 19);
  const digits = digitsOf("pin", pin, PIN_DIGITS, 12);
  const parameter = new Uint8Array(PAN_DIGITS + 1 + PIN_DIGITS);
  parameter.set(number.subarray(number.length - 1 - PAN_DIGITS, number.length - 1));
  parameter[PAN_DIGITS] = keyIndex;
  parameter.set(digits.subarray(0, PIN_DIGITS), PAN_DIGITS + 1);
  const block = packNibbles(parameter);
  const result = TDES.encrypt(key, block);
  const value = firstDigits(result, PVV_DIGITS);
  for (const bytes of [number, digits, parameter, block, result]) bytes.fill(0);
  return value;
}
