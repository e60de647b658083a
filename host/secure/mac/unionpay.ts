/**
 * MACs over a UnionPay POS message, from its MTI to the field before 64: the XOR of all blocks (filled with 00), enciphered.
 *
 * Pure functions of key and data. What is written into field 64 is a form of what they give (`writtenAs`). Everything on the way
 * is wiped.
 */
import { freshBytes } from "../../fresh_bytes.ts";
import { copyBytes, wipe } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher } from "../cipher/block_cipher.ts";
import { iso9797Algorithm1, iso9797Algorithm3, lastBlock } from "./iso9797.ts";
import type { MacForm } from "./names.ts";

const DES_KEY_BYTES = 8;
const WORD_BYTES = 4;
const FORM_BYTES: Readonly<Record<MacForm, number>> = { hex8: 8, hex16: 16, raw: 8 };

/**
 * UnionPay ECB: the XOR as hexadecimal characters fills two blocks; the first is enciphered, XORed
 * with the second and enciphered again. That is CBC over both.
 *
 * @param cipher TDES or SM4
 * @returns one block
 * @throws CodecError KEY_LENGTH
 */
export function unionpayEcb(cipher: BlockCipher, key: Uint8Array, data: Uint8Array): Uint8Array {
  const xor = xorOfBlocks(data, cipher.blockBytes);
  const characters = freshBytes(2 * xor.length);
  putHexCharacters(characters, xor);
  try {
    return lastBlock(cipher.encryptCbc(key, characters), cipher.blockBytes);
  } finally {
    wipe(xor);
    wipe(characters);
  }
}

/** UnionPay CBC: ANSI X9.9 with a key of 8 bytes, ANSI X9.19 with one of 16. @returns 8 bytes; @throws CodecError KEY_LENGTH */
export function unionpayCbc(key: Uint8Array, data: Uint8Array): Uint8Array {
  return key.length === DES_KEY_BYTES ? iso9797Algorithm1(TDES, key, data, 1) : iso9797Algorithm3(key, data, 1);
}

/** Chanjet's: the XOR itself, enciphered once. @returns 8 bytes; @throws CodecError KEY_LENGTH */
export function unionpayXor(key: Uint8Array, data: Uint8Array): Uint8Array {
  const xor = xorOfBlocks(data, TDES.blockBytes);
  try {
    return TDES.encrypt(key, xor);
  } finally {
    wipe(xor);
  }
}

/**
 * A block as its form has it; the block is wiped.
 *
 * @param bytes of the result; those of the form unless given. The raw form may have as many as the block
 */
export function writtenAs(form: MacForm, block: Uint8Array, bytes = FORM_BYTES[form]): Uint8Array {
  const written = form === "raw" ? copyBytes(block, 0, bytes) : new Uint8Array(bytes);
  if (form !== "raw") putHexCharacters(written, block);
  wipe(block);
  return written;
}

/** The most bytes that a form has of a block. */
export function formBytesMax(form: MacForm, blockBytes: number): number {
  return form === "raw" ? blockBytes : FORM_BYTES[form];
}

/** Four bytes of every block at a time. @param size of a block, a multiple of four */
function xorOfBlocks(data: Uint8Array, size: number): Uint8Array {
  const xor = freshBytes(size);
  const words = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at < size; at += WORD_BYTES) {
    let word = 0;
    let from = at;
    for (; from + WORD_BYTES <= data.length; from += size) word ^= words.getInt32(from);
    // Of the last block what is there: the rest counts as zeros.
    for (let i = 0; i < WORD_BYTES; i++) xor[at + i] = (word >> (24 - 8 * i)) ^ (data[from + i] ?? 0);
  }
  return xor;
}

/** ASCII codes of the upper-case hexadecimal digits, two a byte: as many as there is room for. */
function putHexCharacters(characters: Uint8Array, bytes: Uint8Array): void {
  for (let i = 0; i < characters.length; i++) {
    const byte = bytes[i >> 1]!;
    characters[i] = hexCharacter(i % 2 === 0 ? byte >> 4 : byte & 0x0f);
  }
}

function hexCharacter(nibble: number): number {
  return nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10;
}
