/**
 * Optional blocks KC and KP (ANSI X9.143:2021, 6.3.6.7): check values of the key in the block, and of the key that protects
 * it.
 *
 * Verified whenever they are there and the key is of a cipher that we know, after the MAC. Method `00` is the key over zeros,
 * at most 3 bytes; `01` the CMAC over zeros, at most 5.
 */
import { equalInConstantTime } from "../bytes.ts";
import { CIPHERS } from "../cipher/block_cipher.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import { KCV_BYTES_DEFAULT, keyCheckValue } from "../cipher/kcv.ts";
import type { KcvMethod } from "../cipher/kcv.ts";
import { refuse } from "./refuse.ts";

const METHODS: Readonly<Record<string, KcvMethod>> = { "00": "zeros", "01": "cmac" };

/**
 * @param id `KC` or `KP`
 * @param data of the optional block
 * @throws CodecError OPTIONAL_DATA, KCV
 */
export function requireCheckValue(id: string, data: string, cipher: CipherName, key: Uint8Array): void {
  const method = METHODS[data.slice(0, 2)];
  const digits = data.slice(2);
  if (method === undefined || !/^(?:[0-9A-F]{2})+$/.test(digits) || digits.length > 2 * KCV_BYTES_DEFAULT[method]) {
    throw refuse("OPTIONAL_DATA", id, 0, "method 00 and at most 3 bytes, or 01 and at most 5, in hexadecimal");
  }
  const wanted = new Uint8Array(Buffer.from(digits, "hex"));
  const found = keyCheckValue(CIPHERS[cipher], key, method, wanted.length);
  if (!equalInConstantTime(found, wanted)) throw refuse("KCV", id, 0);
}

/** Data of KC or KP: of TDES and SM4 3 bytes over zeros, of AES 5 bytes by CMAC. */
export function checkValueData(cipher: CipherName, key: Uint8Array): string {
  const method: KcvMethod = cipher === "aes" ? "cmac" : "zeros";
  const value = keyCheckValue(CIPHERS[cipher], key, method);
  return `${method === "cmac" ? "01" : "00"}${Buffer.from(value).toString("hex").toUpperCase()}`;
}
