/**
 * CMAC (NIST SP 800-38B, ISO/IEC 9797-1 algorithm 5) over any of the block ciphers: node:crypto has none.
 *
 * Subkeys, the copy of the data and the chain are wiped: where a key block is opened, they hold keys.
 */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";
import type { BlockCipher } from "./block_cipher.ts";

/** R_b of SP 800-38B, 5.3. */
const FEEDBACK: Readonly<Record<number, number>> = { 8: 0x1b, 16: 0x87 };

/**
 * @param data any length
 * @param bytes of the result, 1 to the block's; all when absent
 * @throws CodecError KEY_LENGTH
 */
export function cmac(cipher: BlockCipher, key: Uint8Array, data: Uint8Array, bytes = cipher.blockBytes): Uint8Array {
  const size = cipher.blockBytes;
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > size)
    throw new CodecError({ code: "MAC_LENGTH", path: "", offset: 0, expected: `1 to ${size} bytes` });
  const lastAt = data.length === 0 ? 0 : Math.floor((data.length - 1) / size) * size;
  const message = new Uint8Array(lastAt + size);
  message.set(data);
  let chain: Uint8Array | undefined;
  try {
    const subkey = doubled(cipher.encrypt(key, new Uint8Array(size)), size);
    if (data.length !== message.length) {
      message[data.length] = 0x80;
      doubled(subkey, size);
    }
    for (let i = 0; i < size; i++) message[lastAt + i]! ^= subkey[i]!;
    subkey.fill(0);
    chain = cipher.encryptCbc(key, message);
    return copyBytes(chain, lastAt, lastAt + bytes);
  } finally {
    message.fill(0);
    chain?.fill(0);
  }
}

/** Multiplied by x in the field of the block, in place. */
function doubled(block: Uint8Array, size: number): Uint8Array {
  const carry = block[0]! & 0x80;
  for (let i = 0; i < size; i++) block[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >> 7);
  if (carry !== 0) block[size - 1]! ^= FEEDBACK[size]!;
  return block;
}
