/**
 * MACs by cipher block chaining: ISO/IEC 9797-1 algorithms 1 and 3. (Algorithm 5 is CMAC, in `cipher/cmac.ts`.)
 *
 * Pure functions of key and data. One call of the cipher goes over all blocks. The blocks on the way, with which a MAC could be
 * carried on over more data, and the copy of the data are wiped.
 */
import { copyBytes } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher } from "../cipher/block_cipher.ts";
import { padded } from "./padding.ts";
import type { PaddingMethod } from "./padding.ts";

const DES_KEY_BYTES = 8;

/**
 * Algorithm 1 (7.2), CBC-MAC. Safe only where all data have one length, or say it first (padding method 3).
 *
 * @returns one block
 * @throws CodecError KEY_LENGTH
 */
export function iso9797Algorithm1(
  cipher: BlockCipher,
  key: Uint8Array,
  data: Uint8Array,
  padding: PaddingMethod,
): Uint8Array {
  const blocks = padded(padding, data, cipher.blockBytes);
  try {
    return lastBlock(cipher.encryptCbc(key, blocks), cipher.blockBytes);
  } finally {
    if (blocks !== data) blocks.fill(0);
  }
}

/**
 * Algorithm 3 (7.4) with DES, the retail MAC of ANSI X9.19 and of EMV Book 2, A1.2.1: DES in CBC under the left half of the key,
 * and at the last block D under the right half and E under the left one besides, which is triple DES under both.
 *
 * @param key16 16 bytes
 * @returns 8 bytes
 * @throws CodecError KEY_LENGTH
 */
export function iso9797Algorithm3(key16: Uint8Array, data: Uint8Array, padding: PaddingMethod): Uint8Array {
  const blocks = padded(padding, data, TDES.blockBytes);
  const last = blocks.length - TDES.blockBytes;
  let chain: Uint8Array | undefined;
  try {
    if (last === 0) return TDES.encrypt(key16, blocks);
    chain = TDES.encryptCbc(key16.subarray(0, DES_KEY_BYTES), blocks.subarray(0, last));
    return TDES.encryptCbc(key16, blocks.subarray(last), chain.subarray(last - TDES.blockBytes));
  } finally {
    chain?.fill(0);
    if (blocks !== data) blocks.fill(0);
  }
}

/** A copy of the last block; all blocks are wiped. */
export function lastBlock(chain: Uint8Array, blockBytes: number): Uint8Array {
  const block = copyBytes(chain, chain.length - blockBytes);
  chain.fill(0);
  return block;
}
