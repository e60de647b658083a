/**
 * A typed secret on its way to whoever checks it: enciphered, and as long whatever its length.
 *
 * `initial vector, one block | CBC of: length u8, the secret, zeros up to whole blocks from 65 bytes on`. No standard says how;
 * this is the profile of this module, and of the acquirer simulator.
 */
import { CodecError } from "../codec/errors.ts";
import { copyBytes } from "./bytes.ts";
import type { BlockCipher } from "./cipher/block_cipher.ts";
import { SECRET_BYTES_MAX } from "./entry/rules.ts";

/** @param random a cryptographic generator */
export function encipherSecret(
  cipher: BlockCipher,
  key: Uint8Array,
  secret: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array {
  const size = cipher.blockBytes;
  const clear = new Uint8Array(Math.ceil((1 + SECRET_BYTES_MAX) / size) * size);
  try {
    clear[0] = secret.length;
    clear.set(secret, 1);
    const vector = random(size);
    const sealed = new Uint8Array(size + clear.length);
    sealed.set(vector);
    sealed.set(cipher.encryptCbc(key, clear, vector), size);
    return sealed;
  } finally {
    clear.fill(0);
  }
}

/** The other side; its caller wipes the secret. @throws CodecError DATA_LENGTH, SECRET_LENGTH */
export function decipherSecret(cipher: BlockCipher, key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const size = cipher.blockBytes;
  const clear = cipher.decryptCbc(key, sealed.subarray(size), sealed.subarray(0, size));
  try {
    const length = clear[0] ?? 0;
    const isRest = clear.subarray(1 + length).every((byte) => byte === 0);
    if (length > SECRET_BYTES_MAX || length >= clear.length || !isRest)
      throw new CodecError({ code: "SECRET_LENGTH", path: "", offset: size, expected: "a length and zeros behind" });
    return copyBytes(clear, 1, 1 + length);
  } finally {
    clear.fill(0);
  }
}
