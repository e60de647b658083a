/**
 * MACs over a UnionPay POS message, from its MTI to the field before 64: the XOR of all blocks (filled with 00), enciphered.
 *
 * Pure functions of key and data. What is written into field 64 is a form of what they give (`writtenAs`). Everything on the way
 * is wiped.
 */
import { copyBytes, wipe } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher } from "../cipher/block_cipher.ts";
import { iso9797Algorithm1, iso9797Algorithm3, lastBlock } from "./iso9797.ts";
import type { MacForm } from "./names.ts";

const DES_KEY_BYTES = 8;
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
  const characters = hexCharacters(xor);
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
  const whole = form === "raw" ? block : hexCharacters(block);
  const written = copyBytes(whole, 0, bytes);
  wipe(whole);
  wipe(block);
  return written;
}

/** The most bytes that a form has of a block. */
export function formBytesMax(form: MacForm, blockBytes: number): number {
  return form === "raw" ? blockBytes : FORM_BYTES[form];
}

/** @param size a power of two */
function xorOfBlocks(data: Uint8Array, size: number): Uint8Array {
  const xor = new Uint8Array(size);
  for (let i = 0; i < data.length; i++) xor[i & (size - 1)]! ^= data[i]!;
  return xor;
}

/** ASCII codes of the upper-case hexadecimal digits, two a byte. */
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
