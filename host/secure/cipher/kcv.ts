/**
 * Key check values: how two parties see that they hold the same key without showing it.
 *
 * They are compared in constant time by whoever has two of them (`equalInConstantTime`).
 */
import { copyBytes } from "../bytes.ts";
import type { BlockCipher } from "./block_cipher.ts";
import { cmac } from "./cmac.ts";

/**
 * `zeros`: the key over one block of 00 (ANSI X9.24-1; UnionPay POS sends 4 bytes of it, others 3). `cmac`: CMAC of one
 * block of 00 (ANSI X9.24-1:2017 Annex A, X9.143 check value algorithm 01, at most 5 bytes).
 */
export type KcvMethod = "zeros" | "cmac";

/** PCI PIN asks for no more of a TDES key, and for 5 of an AES key by CMAC. */
export const KCV_BYTES_DEFAULT: Readonly<Record<KcvMethod, number>> = { zeros: 3, cmac: 5 };
export const KCV_BYTES_UNIONPAY = 4;

/** @param bytes 1 to a block; @throws CodecError KEY_LENGTH */
export function keyCheckValue(
  cipher: BlockCipher,
  key: Uint8Array,
  method: KcvMethod = "zeros",
  bytes = KCV_BYTES_DEFAULT[method],
): Uint8Array {
  const zeros = new Uint8Array(cipher.blockBytes);
  const value = method === "cmac" ? cmac(cipher, key, zeros) : cipher.encrypt(key, zeros);
  return copyBytes(value, 0, bytes);
}
