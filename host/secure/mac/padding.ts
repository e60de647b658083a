/**
 * How data become whole blocks before a MAC: the padding methods of ISO/IEC 9797-1, clause 6.3. None of them is ever sent.
 */
import { freshBytes } from "../../fresh_bytes.ts";

export type PaddingMethod = 1 | 2 | 3;

export const PADDING_METHODS: readonly PaddingMethod[] = [1, 2, 3];

const MARK = 0x80;
const BITS = 8;
const BYTE_VALUES = 256;

/**
 * Method 1: bytes 00 to the end of a block, one block of them for no data. Method 2: one byte 80, then as method 1. Method 3:
 * as method 1, and a block before it with the length of the data in bits.
 *
 * @param blockBytes 4 or more
 * @returns whole blocks, at least one: the data itself, no copy, where nothing is to add
 */
export function padded(method: PaddingMethod, data: Uint8Array, blockBytes: number): Uint8Array {
  const head = method === 3 ? blockBytes : 0;
  const blocks = Math.max(1, Math.ceil((data.length + (method === 2 ? 1 : 0)) / blockBytes));
  const length = head + blocks * blockBytes;
  if (length === data.length) return data;
  const result = freshBytes(length);
  result.set(data, head);
  if (method === 2) result[data.length] = MARK;
  if (method === 3) writeBits(result, data.length, blockBytes);
  return result;
}

/** The length in bits, big-endian, up to the end of the first block. */
function writeBits(block: Uint8Array, bytes: number, end: number): void {
  for (let [at, rest] = [end - 1, bytes * BITS]; rest > 0; at--) {
    block[at] = rest % BYTE_VALUES;
    rest = Math.floor(rest / BYTE_VALUES);
  }
}
