/**
 * Application cryptograms and the issuer's answers to them, from the key and the finished input.
 *
 * Pure functions: which key, padding and method a card takes stands in `cvn.ts`.
 */
import { freshCopy } from "../../fresh_bytes.ts";
import { copyBytes } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import { iso9797Algorithm3 } from "../mac/iso9797.ts";
import { checkKey, checkLength } from "./refuse.ts";

export const CRYPTOGRAM_BYTES = 8;
/** Of method 1; method 2 gives 4. */
export const ARPC_BYTES = 8;
export const ARPC_2_BYTES = 4;
export const RESPONSE_CODE_BYTES = 2;
export const CARD_STATUS_UPDATE_BYTES = 4;
const PROPRIETARY_BYTES_MAX = 8;

/**
 * Application cryptogram: ARQC, TC or AAC (EMV Book 2, 8.1.2): ISO 9797-1 algorithm 3.
 *
 * @param key 16 bytes, of the session or of the card
 * @param padding of ISO 9797-1: 2, or 1 as Visa's older versions do
 * @returns 8 bytes
 * @throws CodecError KEY_LENGTH
 */
export function applicationCryptogram(key: Uint8Array, data: Uint8Array, padding: 1 | 2 = 2): Uint8Array {
  checkKey(key);
  return iso9797Algorithm3(key, data, padding);
}

/**
 * ARPC method 1 (EMV Book 2, 8.2.1): TDES of the ARQC XOR the response code, which is padded with zeros on its right.
 *
 * @param arqc 8 bytes
 * @param responseCode 2 bytes, 8A
 * @returns 8 bytes; tag 91 is these and the response code
 * @throws CodecError KEY_LENGTH, ARQC_LENGTH or ARC_LENGTH
 */
export function arpcMethod1(key: Uint8Array, arqc: Uint8Array, responseCode: Uint8Array): Uint8Array {
  checkKey(key);
  checkLength("arqc", arqc, CRYPTOGRAM_BYTES);
  checkLength("arc", responseCode, RESPONSE_CODE_BYTES);
  const block = freshCopy(arqc);
  block[0]! ^= responseCode[0]!;
  block[1]! ^= responseCode[1]!;
  return TDES.encrypt(key, block);
}

/**
 * ARPC method 2 (EMV Book 2, 8.2.2): the MAC over ARQC, card status update and proprietary authentication data.
 *
 * @param cardStatusUpdate 4 bytes
 * @param proprietary 0 to 8 bytes
 * @returns 4 bytes; tag 91 is these, the card status update and the proprietary data
 * @throws CodecError KEY_LENGTH, ARQC_LENGTH, CSU_LENGTH or PROPRIETARY_LENGTH
 */
export function arpcMethod2(
  key: Uint8Array,
  arqc: Uint8Array,
  cardStatusUpdate: Uint8Array,
  proprietary: Uint8Array = new Uint8Array(0),
): Uint8Array {
  checkLength("arqc", arqc, CRYPTOGRAM_BYTES);
  checkLength("csu", cardStatusUpdate, CARD_STATUS_UPDATE_BYTES);
  checkLength("proprietary", proprietary, 0, PROPRIETARY_BYTES_MAX);
  checkKey(key);
  const covered = new Uint8Array([...arqc, ...cardStatusUpdate, ...proprietary]);
  return copyBytes(iso9797Algorithm3(key, covered, 2), 0, ARPC_2_BYTES);
}
