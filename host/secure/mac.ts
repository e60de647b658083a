/**
 * The two message authentication codes that card payment uses here: UnionPay's ECB MAC over a POS message, and ISO 9797-1
 * algorithm 3 (the "retail MAC") behind every EMV cryptogram.
 *
 * Pure functions of key and data: which key, and whether it may be used for this, is decided in `module.ts`.
 */
import { copyBytes } from "./bytes.ts";
import { DES_BLOCK, tdesEncrypt } from "./tdes.ts";

export const MAC_BYTES = 8;

/**
 * UnionPay ECB MAC: the XOR of all 8-byte blocks (00 padding) is written as 16 hexadecimal characters; the first 8 are
 * enciphered, XORed with the last 8 and enciphered again; the MAC is the first 8 hexadecimal characters of that.
 *
 * @param key 8 or 16 bytes
 * @param data MTI to the field before 64, any length
 * @returns 8 bytes, ASCII characters 0-9 A-F
 */
export function unionpayEcbMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const folded = new Uint8Array(DES_BLOCK);
  for (let i = 0; i < data.length; i++) folded[i % DES_BLOCK]! ^= data[i]!;
  const characters = hexCharacters(folded);
  const first = tdesEncrypt(key, characters.subarray(0, DES_BLOCK));
  for (let i = 0; i < DES_BLOCK; i++) first[i]! ^= characters[DES_BLOCK + i]!;
  return copyBytes(hexCharacters(tdesEncrypt(key, first)), 0, MAC_BYTES);
}

/**
 * ISO/IEC 9797-1 MAC algorithm 3 with padding method 2, s = 8 (EMV Book 2, A1.2.1): single DES in CBC under the left
 * half of the key, and the last block finished with the right half and the left one again.
 *
 * @param key16 16 bytes
 * @returns 8 bytes
 */
export function iso9797Algorithm3(key16: Uint8Array, data: Uint8Array): Uint8Array {
  if (key16.length !== 16) throw new RangeError("MAC algorithm 3 takes a double-length key");
  const padded = new Uint8Array((Math.floor(data.length / DES_BLOCK) + 1) * DES_BLOCK);
  padded.set(data);
  padded[data.length] = 0x80;

  const left = key16.subarray(0, 8);
  const last = padded.length - DES_BLOCK;
  let chain: Uint8Array = new Uint8Array(DES_BLOCK);
  for (let at = 0; at < last; at += DES_BLOCK) chain = tdesEncrypt(left, xorBlock(chain, padded, at));
  // E(left, D(right, E(left, x))) is triple DES under the two halves.
  return tdesEncrypt(key16, xorBlock(chain, padded, last));
}

function xorBlock(chain: Uint8Array, data: Uint8Array, at: number): Uint8Array {
  const block = new Uint8Array(DES_BLOCK);
  for (let i = 0; i < DES_BLOCK; i++) block[i] = chain[i]! ^ data[at + i]!;
  return block;
}

/** ASCII codes of the upper-case hexadecimal digits of `bytes`, two a byte. */
function hexCharacters(bytes: Uint8Array): Uint8Array {
  const characters = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    characters[2 * i] = hexCharacter(bytes[i]! >> 4);
    characters[2 * i + 1] = hexCharacter(bytes[i]! & 0x0f);
  }
  return characters;
}

function hexCharacter(nibble: number): number {
  return nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10;
}
