/** Mastercard's dynamic card verification code of contactless stripe transactions (PayPass mag stripe). */
import { copyBytes } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import { iso9797Algorithm3 } from "../mac/iso9797.ts";
import { checkKey, checkLength } from "./refuse.ts";

const BLOCK = 8;
const CVC3_DIGITS = 5;

/**
 * CVC3: the last two bytes of the MAC over the static track are the start value; it, the unpredictable number and the ATC are
 * enciphered, and the last two bytes of that are the number.
 *
 * @param cardKey ICC master key for CVC3, 16 bytes
 * @param track static track 1 as characters or track 2 packed, without what the terminal fills in
 * @param atc 9F36, 2 bytes
 * @param unpredictable 9F6A, 4 bytes
 * @returns 5 digits, 00000 to 65535; a track has room for its last ones
 * @throws CodecError KEY_LENGTH, ATC_LENGTH or UN_LENGTH
 */
export function cvc3(cardKey: Uint8Array, track: Uint8Array, atc: Uint8Array, unpredictable: Uint8Array): Uint8Array {
  checkKey(cardKey);
  checkLength("atc", atc, 2);
  checkLength("un", unpredictable, 4);
  const start = iso9797Algorithm3(cardKey, track, 2);
  const block = new Uint8Array(BLOCK);
  block.set(copyBytes(start, 6));
  block.set(unpredictable, 2);
  block.set(atc, 6);
  start.fill(0);
  const result = TDES.encrypt(cardKey, block);
  let number = result[6]! * 256 + result[7]!;
  result.fill(0);
  const digits = new Uint8Array(CVC3_DIGITS);
  for (let i = CVC3_DIGITS - 1; i >= 0; i--) {
    digits[i] = number % 10;
    number = Math.floor(number / 10);
  }
  return digits;
}
