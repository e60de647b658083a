/**
 * A typed secret on its way to whoever checks it: enciphered, authenticated, and as long whatever its length.
 *
 * `initial vector, one block | CBC of: length u8, the secret, zeros up to whole blocks from 65 bytes on | CMAC, 8 bytes`. The MAC is
 * over the purpose, u32, and all before it: nobody without the key makes an envelope, changes one, or uses it for something
 * else. Both keys come from the device's secret key (device_keys.ts). No standard says how; this is the profile of this module,
 * and of the acquirer simulator. That one is not taken twice, is for its reader to see to: the vector tells it from all others.
 */
import { CodecError } from "../codec/errors.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import type { BlockCipher } from "./cipher/block_cipher.ts";
import { cmac } from "./cipher/cmac.ts";
import { withDeviceKey } from "./device_keys.ts";
import { SECRET_BYTES_MAX } from "./entry/rules.ts";

const MAC_BYTES = 8;
const PURPOSE_BYTES = 4;

/**
 * @param purpose what it is for, u32: its reader must expect the same
 * @param random a cryptographic generator
 */
export function encipherSecret(
  cipher: BlockCipher,
  key: Uint8Array,
  secret: Uint8Array,
  purpose: number,
  random: (length: number) => Uint8Array,
): Uint8Array {
  const size = cipher.blockBytes;
  const clear = new Uint8Array(Math.ceil((1 + SECRET_BYTES_MAX) / size) * size);
  try {
    clear[0] = secret.length;
    clear.set(secret, 1);
    const vector = random(size);
    const sealed = new Uint8Array(size + clear.length + MAC_BYTES);
    sealed.set(vector);
    sealed.set(
      withDeviceKey(cipher, key, "encipher secret", (own) => cipher.encryptCbc(own, clear, vector)),
      size,
    );
    sealed.set(macOf(cipher, key, sealed, purpose), sealed.length - MAC_BYTES);
    return sealed;
  } finally {
    clear.fill(0);
  }
}

/** Whether this device has made the envelope, for this purpose; in constant time. */
export function isSecretOf(cipher: BlockCipher, key: Uint8Array, sealed: Uint8Array, purpose: number): boolean {
  if (sealed.length <= cipher.blockBytes + MAC_BYTES) return false;
  return equalInConstantTime(macOf(cipher, key, sealed, purpose), sealed.subarray(-MAC_BYTES));
}

/** The other side; its caller wipes the secret. @throws CodecError SECRET_MAC, DATA_LENGTH, SECRET_LENGTH */
export function decipherSecret(cipher: BlockCipher, key: Uint8Array, sealed: Uint8Array, purpose: number): Uint8Array {
  if (!isSecretOf(cipher, key, sealed, purpose)) throw new CodecError({ code: "SECRET_MAC", path: "", offset: 0 });
  const size = cipher.blockBytes;
  const enciphered = sealed.subarray(size, -MAC_BYTES);
  const clear = withDeviceKey(cipher, key, "encipher secret", (own) =>
    cipher.decryptCbc(own, enciphered, sealed.subarray(0, size)),
  );
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

/** Over the purpose and all but the last MAC_BYTES. */
function macOf(cipher: BlockCipher, key: Uint8Array, sealed: Uint8Array, purpose: number): Uint8Array {
  const input = new Uint8Array(PURPOSE_BYTES + sealed.length - MAC_BYTES);
  new DataView(input.buffer).setUint32(0, purpose);
  input.set(sealed.subarray(0, -MAC_BYTES), PURPOSE_BYTES);
  return withDeviceKey(cipher, key, "authenticate secret", (own) => cmac(cipher, own, input, MAC_BYTES));
}
