/**
 * Session keys: what a card's master key becomes for one transaction.
 *
 * Owns the derivations, not which scheme takes which: that is `cvn.ts`. All give 16 bytes with odd parity.
 */
import { TDES } from "../cipher/block_cipher.ts";
import { makeParityOdd } from "../cipher/parity.ts";
import { freshBytes } from "../../fresh_bytes.ts";
import { copyBytes } from "../bytes.ts";
import { checkKey, checkLength } from "./refuse.ts";

/**
 * Of cryptograms: `common` diversifies by the ATC (EMV Book 2, A1.3.1), `mastercard` by ATC and unpredictable number (M/Chip
 * SKD), `none` takes the card's key as it is.
 */
export type CryptogramSession = "common" | "mastercard" | "none";

/** Of issuer scripts: `common` diversifies by the cryptogram of the transaction, `visa` by the ATC. */
export type ScriptSession = "common" | "visa";

const KEY_BYTES = 16;
const VALUE_BYTES = 8;
const ATC_BYTES = 2;
const UNPREDICTABLE_BYTES = 4;

/**
 * Common session key derivation (EMV Book 2, A1.3.1): the value twice, its third byte F0 for the left half and 0F for the
 * right one, enciphered under the card's key.
 *
 * @param cardKey 16 bytes
 * @param value diversification value R, 8 bytes
 * @throws CodecError KEY_LENGTH or VALUE_LENGTH
 */
export function diversify(cardKey: Uint8Array, value: Uint8Array): Uint8Array {
  checkKey(cardKey);
  checkLength("value", value, VALUE_BYTES);
  const blocks = freshBytes(KEY_BYTES);
  for (let i = 0; i < KEY_BYTES; i++) blocks[i] = value[i % VALUE_BYTES]!;
  blocks[2] = 0xf0;
  blocks[VALUE_BYTES + 2] = 0x0f;
  return makeParityOdd(TDES.encrypt(cardKey, blocks));
}

/**
 * Session key for application cryptograms: R is the ATC and six zero bytes.
 *
 * @param atc 9F36, 2 bytes
 * @throws CodecError KEY_LENGTH or ATC_LENGTH
 */
export function sessionKey(cardKey: Uint8Array, atc: Uint8Array): Uint8Array {
  checkLength("atc", atc, ATC_BYTES);
  const value = new Uint8Array(VALUE_BYTES);
  value[0] = atc[0]!;
  value[1] = atc[1]!;
  return diversify(cardKey, value);
}

/**
 * Mastercard's session key derivation: R is the ATC, two zero bytes and the unpredictable number.
 *
 * @param unpredictable 9F37, 4 bytes
 * @throws CodecError KEY_LENGTH, ATC_LENGTH or UN_LENGTH
 */
export function mastercardSessionKey(cardKey: Uint8Array, atc: Uint8Array, unpredictable: Uint8Array): Uint8Array {
  checkLength("atc", atc, ATC_BYTES);
  checkLength("un", unpredictable, UNPREDICTABLE_BYTES);
  const value = new Uint8Array(VALUE_BYTES);
  value.set(atc);
  value.set(unpredictable, VALUE_BYTES - UNPREDICTABLE_BYTES);
  return diversify(cardKey, value);
}

/**
 * Visa's session key for issuer scripts (VIS, appendix on secure messaging): the ATC is added (XOR) to the end of the left
 * half, its complement to that of the right one. No cipher takes part.
 *
 * @throws CodecError KEY_LENGTH or ATC_LENGTH
 */
export function visaSessionKey(cardKey: Uint8Array, atc: Uint8Array): Uint8Array {
  checkKey(cardKey);
  checkLength("atc", atc, ATC_BYTES);
  const key = copyBytes(cardKey);
  for (let i = 0; i < ATC_BYTES; i++) {
    key[6 + i]! ^= atc[i]!;
    key[14 + i]! ^= atc[i]! ^ 0xff;
  }
  return makeParityOdd(key);
}
