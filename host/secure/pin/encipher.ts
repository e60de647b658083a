/**
 * PIN blocks under a PIN key, and back again for whoever holds the same key: an acquirer's HSM, an issuer.
 *
 * Forms a block (codec.wasm, sm4_block.ts), enciphers it, wipes it; refuses what policy.ts does not allow. A terminal
 * never calls `decipherPin`. Digits are bytes 0 to 9, a card number ASCII digits as ENCIPHER_PIN brings it; errors name a
 * rule and never a digit.
 */
import { CodecError } from "../../codec/errors.ts";
import { PinBlock } from "../../codec/pin_block.ts";
import type { PinFormat } from "../../codec/pin_block.ts";
import { copyBytes, wipe } from "../bytes.ts";
import type { BlockCipher } from "../cipher/block_cipher.ts";
import { checkOnlineFormat } from "./policy.ts";
import { decodeSm4Block, encodeSm4Block } from "./sm4_block.ts";
import type { Sm4Format } from "./sm4_block.ts";

export interface PinKeyUse {
  format: PinFormat;
  cipher: BlockCipher;
  /** As long as the cipher takes, but no single DES. */
  key: Uint8Array;
  /** ASCII digits, check digit included: 12 to 19, in format 4 from 1 on; absent in format 1. */
  pan?: Uint8Array | undefined;
}

export interface PinToEncipher extends PinKeyUse {
  /** 4 to 12, bytes 0 to 9. */
  digits: Uint8Array;
  /** Random, see `randomFill`: bytes, high nibble first, or hexadecimal digits; in format 3 each nibble A to F. */
  fill: Uint8Array | string;
}

/** Single DES keys are not for PINs (PCI PIN 2-3). */
const KEY_BYTES_MIN = 16;
const FILL_BYTES = 8;
const NOTHING = new Uint8Array(0);
/** Two letters to a byte, 36 pairs, 7 times: a byte from 252 on would make four pairs likelier than the others. */
const PAIRS = 36;
const PAIR_BYTES = 252;
/** Of so many random bytes hardly one is left out, where 13 are wanted at most: 26 letters, for SM4. */
const LETTER_BYTES = 24;

/**
 * Fill for one block. Every block has its own.
 *
 * @param random a cryptographic generator
 */
export function randomFill(format: PinFormat, random: (length: number) => Uint8Array): Uint8Array {
  if (format === 3)
    return random(LETTER_BYTES)
      .filter((byte) => byte < PAIR_BYTES)
      .map(lettersOf);
  return format === 1 || format === 4 ? random(FILL_BYTES) : NOTHING;
}

/** Two nibbles A to F, all pairs equally likely. */
function lettersOf(byte: number): number {
  const pair = byte % PAIRS;
  return 0xaa + Math.floor(pair / 6) * 0x10 + (pair % 6);
}

/**
 * A PIN block under a PIN key: 8 bytes under TDES, else 16. In format 4 it is E(E(PIN field) XOR PAN field)
 * (ISO 9564-1:2017, 9.4.2).
 *
 * @throws CodecError PIN_FORMAT_*, KEY_LENGTH, and those of `PinBlock.encode`
 */
export function encipherPin({ format, cipher, key, digits, pan, fill }: PinToEncipher): Uint8Array {
  checkUse(format, cipher, key, pan);
  const clear = clearBlock(format, cipher, digits, pan, fill);
  try {
    return format === 4 ? encipherFour(cipher, key, clear, pan!) : cipher.encrypt(key, clear);
  } finally {
    wipe(clear);
  }
}

/** Both rounds in one: CBC over PIN field and PAN field, of which the second block counts. */
function encipherFour(cipher: BlockCipher, key: Uint8Array, field: Uint8Array, pan: Uint8Array): Uint8Array {
  const size = cipher.blockBytes;
  const fields = new Uint8Array(2 * size);
  try {
    fields.set(field);
    fields.set(PinBlock.panField(pan), size);
    const rounds = cipher.encryptCbc(key, fields);
    rounds.fill(0, 0, size);
    return copyBytes(rounds, size);
  } finally {
    wipe(fields);
  }
}

/**
 * The digits of an enciphered block; to be wiped by the caller. A block that is wrong costs the same ciphers as a right
 * one, and is judged only after them.
 *
 * @param use with the block as `encipherPin` gave it
 * @throws CodecError PIN_FORMAT_*, KEY_LENGTH, BLOCK_LENGTH, and those of `PinBlock.decode`
 */
export function decipherPin({ format, cipher, key, pan, block }: PinKeyUse & { block: Uint8Array }): Uint8Array {
  checkUse(format, cipher, key, pan);
  if (block.length !== cipher.blockBytes) throw refused("BLOCK_LENGTH", `${cipher.blockBytes} bytes`);
  const once = cipher.decrypt(key, block);
  try {
    if (format !== 4) return digitsOf(format, cipher, once, pan);
    const field = cipher.decrypt(key, addPan(once, pan!));
    try {
      return PinBlock.decode({ format, block: field });
    } finally {
      wipe(field);
    }
  } finally {
    wipe(once);
  }
}

function checkUse(format: PinFormat, cipher: BlockCipher, key: Uint8Array, pan: Uint8Array | undefined): void {
  checkOnlineFormat(format, cipher.name, pan !== undefined);
  if (key.length < KEY_BYTES_MIN) throw refused("KEY_LENGTH", `at least ${KEY_BYTES_MIN} bytes`, `${key.length} bytes`);
}

function clearBlock(
  format: PinFormat,
  cipher: BlockCipher,
  digits: Uint8Array,
  pan: Uint8Array | undefined,
  fill: Uint8Array | string,
): Uint8Array {
  if (cipher.name === "sm4") return encodeSm4Block(format as Sm4Format, digits, pan!, nibblesOf(fill));
  return PinBlock.encode({ format, pin: digits, fill, shortPan: "accept", pan });
}

function digitsOf(format: PinFormat, cipher: BlockCipher, block: Uint8Array, pan: Uint8Array | undefined): Uint8Array {
  if (cipher.name === "sm4") return decodeSm4Block(format as Sm4Format, block, pan!);
  return PinBlock.decode({ format, block, shortPan: "accept", pan });
}

/** Adds (XOR) the PAN field of format 4, in place. */
function addPan(block: Uint8Array, pan: Uint8Array): Uint8Array {
  const field = PinBlock.panField(pan);
  for (let i = 0; i < block.length; i++) block[i]! ^= field[i]!;
  wipe(field);
  return block;
}

function nibblesOf(fill: Uint8Array | string): Uint8Array {
  if (typeof fill === "string") return Uint8Array.from(fill, (letter) => Number.parseInt(letter, 16));
  return Uint8Array.from({ length: 2 * fill.length }, (_, i) =>
    i % 2 === 0 ? fill[i >> 1]! >> 4 : fill[i >> 1]! & 0xf,
  );
}

function refused(code: string, expected: string, actual?: string): CodecError {
  const path = code === "KEY_LENGTH" ? "key" : "";
  return new CodecError({ code, path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
}
