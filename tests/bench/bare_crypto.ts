/**
 * The work of the secure module written straight with node:crypto: nothing is checked, nothing is wiped. Published test values.
 */
import { createCipheriv } from "node:crypto";

const MESSAGE_BYTES = 300;
export const MESSAGE = Uint8Array.from({ length: MESSAGE_BYTES }, (_, i) => (7 * i) & 0xff);
export const KEY = new Uint8Array(Buffer.from("0123456789ABCDEFFEDCBA9876543210", "hex"));
export const PAN = new Uint8Array(Buffer.from("5432101234567891", "latin1"));
export const ZEROS_8 = new Uint8Array(8);
/** Character codes of the digits. */
const HEX_DIGITS = new Uint8Array(Buffer.from("0123456789ABCDEF", "latin1"));

export function encipher(algorithm: string, key: Uint8Array, data: Uint8Array, iv: Uint8Array | null): Uint8Array {
  const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(false);
  const result = cipher.update(data);
  cipher.final();
  return result;
}

/** Two ciphers of a block with an XOR between them are CBC over two blocks: one call. */
export function bareUnionpayEcb(key: Uint8Array, message: Uint8Array): Uint8Array {
  const xor = new Uint8Array(8);
  for (let i = 0; i < message.length; i++) xor[i & 7]! ^= message[i]!;
  return characters(encipher("des-ede-cbc", key, characters(xor), ZEROS_8).subarray(8, 12));
}

function characters(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    text[2 * i] = HEX_DIGITS[bytes[i]! >> 4]!;
    text[2 * i + 1] = HEX_DIGITS[bytes[i]! & 15]!;
  }
  return text;
}
