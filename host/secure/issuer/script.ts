/**
 * Issuer scripts: commands to the card under a MAC, and their data enciphered (EMV Book 2, 9).
 *
 * Owns session keys, MAC input and block filling of scripts by a version's policy. What a command means is nobody's business
 * here but PIN CHANGE's (`pin_change.ts`).
 */
import { TDES } from "../cipher/block_cipher.ts";
import { iso9797Algorithm3 } from "../mac/iso9797.ts";
import type { ScriptPolicy } from "./cvn.ts";
import { checkKey, checkLength } from "./refuse.ts";
import { diversify, visaSessionKey } from "./session_key.ts";

const BLOCK = 8;
const HEADER_BYTES = 5;
const DATA_BYTES_MAX = 255;

/** The transaction that a script belongs to. */
export interface ScriptTransaction {
  /** 9F36, 2 bytes. */
  atc: Uint8Array;
  /** 9F26 of the request, 8 bytes; under M/Chip one more, as a number, for every further command. */
  cryptogram: Uint8Array;
}

/**
 * The key of one script.
 *
 * @param cardKey the card's master key for integrity or for confidentiality, 16 bytes
 * @throws CodecError KEY_LENGTH, ATC_LENGTH or VALUE_LENGTH
 */
export function scriptSessionKey(
  policy: ScriptPolicy,
  cardKey: Uint8Array,
  transaction: ScriptTransaction,
): Uint8Array {
  return policy.session === "visa"
    ? visaSessionKey(cardKey, transaction.atc)
    : diversify(cardKey, transaction.cryptogram);
}

/**
 * What a command's MAC covers: header, ATC, cryptogram and data. ATC and cryptogram bind it to the transaction and are not
 * sent (Visa and Mastercard alike).
 *
 * @param header CLA INS P1 P2 Lc, 5 bytes; Lc counts the MAC
 * @throws CodecError HEADER_LENGTH, ATC_LENGTH or CRYPTOGRAM_LENGTH
 */
export function scriptMacInput(header: Uint8Array, transaction: ScriptTransaction, data: Uint8Array): Uint8Array {
  checkLength("header", header, HEADER_BYTES);
  checkLength("atc", transaction.atc, 2);
  checkLength("cryptogram", transaction.cryptogram, BLOCK);
  checkLength("data", data, 0, DATA_BYTES_MAX);
  return new Uint8Array([...header, ...transaction.atc, ...transaction.cryptogram, ...data]);
}

/**
 * The MAC of a command (EMV Book 2, 9.2.3): ISO 9797-1 algorithm 3, padding method 2.
 *
 * @param key of `scriptSessionKey`, for integrity
 * @returns 8 bytes
 * @throws CodecError KEY_LENGTH
 */
export function scriptMac(key: Uint8Array, input: Uint8Array): Uint8Array {
  checkKey(key);
  return iso9797Algorithm3(key, input, 2);
}

/**
 * The data of a command, enciphered. `visa`: a byte with their length in front, 80 and zeros behind, ECB. `emv`: 80 and zeros
 * behind, CBC (EMV Book 2, 9.3). `mastercard`: as `emv`, but whole blocks stay as they are.
 *
 * @param key of `scriptSessionKey`, for confidentiality
 * @throws CodecError KEY_LENGTH or DATA_LENGTH
 */
export function encipherScriptData(
  encipherment: ScriptPolicy["encipherment"],
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  checkKey(key);
  checkLength("data", data, 0, DATA_BYTES_MAX);
  const blocks = filled(encipherment, data);
  try {
    return encipherment === "visa" ? TDES.encrypt(key, blocks) : TDES.encryptCbc(key, blocks);
  } finally {
    blocks.fill(0);
  }
}

/** Whole blocks, in memory of their own. */
function filled(encipherment: ScriptPolicy["encipherment"], data: Uint8Array): Uint8Array {
  if (encipherment === "mastercard" && data.length > 0 && data.length % BLOCK === 0) return new Uint8Array(data);
  const front = encipherment === "visa" ? 1 : 0;
  const length = front + data.length;
  const blocks = new Uint8Array((Math.floor(length / BLOCK) + 1) * BLOCK);
  if (front === 1) blocks[0] = data.length;
  blocks.set(data, front);
  blocks[length] = 0x80;
  return blocks;
}
