/**
 * Protected records: AES-256-GCM under the module's storage key.
 *
 * A record is `nonce 12 | ciphertext | tag 16`. Pure functions: the module owns the key and the randomness.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { freshBytes } from "../../fresh_bytes.ts";

export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** By how much a protected record is longer than its contents. */
export const PROTECTION_BYTES = NONCE_BYTES + TAG_BYTES;

/** @param nonce 12 bytes, never used before with this key */
export function sealRecord(key: Uint8Array, nonce: Uint8Array, record: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = freshBytes(record.length + PROTECTION_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(record), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + record.length);
  return sealed;
}

/** The contents; undefined when the record is not exactly what `sealRecord` gave under this key. */
export function openRecord(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < PROTECTION_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const record = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    record.fill(0);
    return undefined;
  }
  return new Uint8Array(record.buffer, record.byteOffset, record.length);
}
