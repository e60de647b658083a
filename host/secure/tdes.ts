/**
 * DES and triple DES in ECB mode, and the key check value.
 *
 * Owns nothing but the primitive: no slot, no usage, no message. A single-length key runs as triple DES with three equal
 * parts, since OpenSSL 3 keeps single DES out of its default provider. Works for keys with or without odd parity (the
 * parity bits take no part in DES). What it copies of a key it wipes.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { copyBytes } from "./bytes.ts";

export const DES_BLOCK = 8;
export const KCV_BYTES = 4;

/**
 * TDES-ECB, no padding.
 *
 * @param key 8, 16 (K1 K2 K1) or 24 bytes
 * @param data a multiple of 8 bytes
 * @throws RangeError on another length of either (a fault of the caller's; never the values)
 */
export function tdesEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return run(key, data, (k) => createCipheriv("des-ede3", k, null));
}

/** The inverse of `tdesEncrypt`, same lengths and errors. The result may be a key: the caller wipes it. */
export function tdesDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return run(key, data, (k) => createDecipheriv("des-ede3", k, null));
}

/** First 4 bytes of TDES(key, 00 x 8), as UnionPay POS sends it beside every key (ANSI X9.24-1 keeps three of them). */
export function keyCheckValue(key: Uint8Array): Uint8Array {
  return copyBytes(tdesEncrypt(key, new Uint8Array(DES_BLOCK)), 0, KCV_BYTES);
}

type Cipher = ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>;

function run(key: Uint8Array, data: Uint8Array, make: (key: Uint8Array) => Cipher): Uint8Array {
  if (data.length % DES_BLOCK !== 0) throw new RangeError("TDES data is not whole blocks");
  const triple = tripleLength(key);
  try {
    const cipher = make(triple);
    cipher.setAutoPadding(false);
    // Without padding the first update gives every block, and the end gives none.
    const result = cipher.update(data);
    cipher.final();
    return new Uint8Array(result.buffer, result.byteOffset, result.length);
  } finally {
    triple.fill(0);
  }
}

function tripleLength(key: Uint8Array): Uint8Array {
  if (key.length !== 8 && key.length !== 16 && key.length !== 24)
    throw new RangeError("TDES key is not 8, 16 or 24 bytes");
  const triple = new Uint8Array(24);
  for (let i = 0; i < triple.length; i++) triple[i] = key[i % key.length]!;
  return triple;
}
