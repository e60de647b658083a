/**
 * Keys that a device's secret key is never used as itself, but only to make: one for each use.
 *
 * NIST SP 800-108, 4.1, counter mode, with CMAC: what is made under one of them says nothing of the others, nor of the key
 * that they came from. The module makes them when it needs them, and keeps none.
 */
import type { BlockCipher } from "./cipher/block_cipher.ts";
import { cmac } from "./cipher/cmac.ts";

/** A typed secret is enciphered, and its envelope authenticated; a message is authenticated as this device's. */
export type DeviceKeyUse = "encipher secret" | "authenticate secret" | "authenticate message";

/** F64 has eight bytes. */
const MAC_BYTES = 8;

/** Lends the key of one use, as long as the secret key itself, and wipes it. */
export function withDeviceKey<T>(
  cipher: BlockCipher,
  secret: Uint8Array,
  use: DeviceKeyUse,
  work: (key: Uint8Array) => T,
): T {
  const key = new Uint8Array(secret.length);
  const bits = 8 * key.length;
  const label = new Uint8Array(Buffer.from(use, "latin1"));
  try {
    for (let at = 0, counter = 1; at < key.length; at += cipher.blockBytes, counter++) {
      const part = cmac(cipher, secret, Uint8Array.of(counter, ...label, 0, bits >> 8, bits & 0xff));
      key.set(part.subarray(0, key.length - at), at);
      part.fill(0);
    }
    return work(key);
  } finally {
    key.fill(0);
  }
}

/** What shows that a message is this device's, or is for it: CMAC, 8 bytes. */
export function deviceMac(cipher: BlockCipher, secret: Uint8Array, message: Uint8Array): Uint8Array {
  return withDeviceKey(cipher, secret, "authenticate message", (key) => cmac(cipher, key, message, MAC_BYTES));
}
