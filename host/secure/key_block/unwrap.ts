/**
 * Takes a key out of a key block (ANSI X9.143:2021, TR-31; version E: ISO 20038).
 *
 * Form and bounds are checked first, then the MAC in constant time, and only then is any of it believed. Whatever is refused
 * leaves nothing behind. What the key may be used for is judged by who takes it: `attributes.ts`.
 */
import { copyBytes } from "../bytes.ts";
import { openData } from "./binding.ts";
import { requireCheckValue } from "./check_values.ts";
import { HEADER_CHARACTERS, readHeader } from "./header.ts";
import type { KeyBlockHeader, ReadHeader } from "./header.ts";
import { algorithmTraits, protectionStrength, VERSIONS } from "./letters.ts";
import { refuse } from "./refuse.ts";

export interface KeyBlock extends KeyBlockHeader {
  /** In clear: its owner wipes it. */
  key: Uint8Array;
}

export interface UnwrapOptions {
  /** Takes versions A and C too, which PCI PIN wants gone. */
  legacy?: boolean;
  /**
   * `require`: the key must be padded to the longest of its algorithm, so that its length does not show (X9.143, 6.1). Many
   * makers of blocks, and the examples of TR-31:2018, do not pad.
   */
  obfuscation?: "accept" | "require";
  /** A key that is stronger than the one that protects it: refused unless told otherwise (PCI PIN, 18-3 and annex C). */
  strongerKey?: "accept" | "refuse";
}

/** The bits that say how long the key is. */
const LENGTH_BYTES = 2;

/**
 * @param kbpk key block protection key, of the cipher that the version asks for: TDES for A to C, AES for D and E
 * @throws CodecError; besides the codes of `readHeader`: MAC_FORMAT, DATA_FORMAT, OPTIONAL_PADDING, CHARACTER, KBPK_LENGTH,
 *   MAC, KEY_LENGTH, KEY_PADDING, KEY_STRENGTH, KCV
 */
export function unwrapKeyBlock(kbpk: Uint8Array, block: string | Uint8Array, options: UnwrapOptions = {}): KeyBlock {
  const characters = typeof block === "string" ? asciiBytes(block) : block;
  const read = readHeader(characters, options.legacy ?? false);
  const parts = partsOf(characters, read);
  const { header } = read;
  const clear = openData(header.version, kbpk, characters.subarray(0, read.end), parts);
  let key: Uint8Array | undefined;
  try {
    key = keyOf(clear, header.algorithm, read.end);
    if (options.obfuscation === "require") requirePadding(clear, header.algorithm, read.end);
    if (options.strongerKey !== "accept") requireStrength(header, kbpk, key);
    requireCheckValues(header, kbpk, key);
    return { ...header, key };
  } catch (error) {
    key?.fill(0);
    throw error;
  } finally {
    clear.fill(0);
  }
}

/** @throws CodecError KEY_STRENGTH when the key would lose strength by its protection; asymmetric keys are not judged */
export function requireStrength(
  { version, algorithm }: Pick<KeyBlockHeader, "version" | "algorithm">,
  kbpk: Uint8Array,
  key: Uint8Array,
): void {
  const needed = algorithmTraits(algorithm)?.strength(key.length) ?? 0;
  const given = protectionStrength(version, kbpk.length);
  if (needed > given) throw refuse("KEY_STRENGTH", "kbpk", 0, `${needed} bits of strength`, `${given} bits`);
}

/** @throws CodecError KEY_LENGTH */
export function requireKeyLength(algorithm: string, bytes: number, offset = 0): void {
  const lengths = algorithmTraits(algorithm)?.keyBytes;
  if (bytes > 0 && (lengths === undefined || lengths.includes(bytes))) return;
  throw refuse("KEY_LENGTH", "key", offset, `${lengths?.join(" or ") ?? "some"} bytes`, `${bytes} bytes`);
}

/** Bytes of the longest key of the algorithm, which shorter ones are padded to; 0 where nothing is gained by that. */
export function longestKey(algorithm: string): number {
  return Math.max(0, ...(algorithmTraits(algorithm)?.keyBytes ?? []));
}

/** @throws CodecError MAC_FORMAT, OPTIONAL_PADDING, DATA_FORMAT */
function partsOf(block: Uint8Array, { header, end }: ReadHeader): { data: Uint8Array; mac: Uint8Array } {
  const { cipher, macBytes, isStream } = VERSIONS[header.version];
  const macAt = block.length - 2 * macBytes;
  if (macAt < end) throw refuse("MAC_FORMAT", "mac", end, `${2 * macBytes} characters`, `${block.length - end}`);
  const mac = bytesOfHex(block, macAt, block.length, "MAC_FORMAT", "mac");
  // X9.143, 6.3.6: together as long as some blocks of the cipher; the header itself is.
  if ((end - HEADER_CHARACTERS) % cipher.blockBytes !== 0) {
    throw refuse("OPTIONAL_PADDING", "optional", end, `a multiple of ${cipher.blockBytes} characters`);
  }
  const unit = 2 * (isStream ? 1 : cipher.blockBytes);
  if (macAt - end <= 2 * LENGTH_BYTES || (macAt - end) % unit !== 0) {
    throw refuse("DATA_FORMAT", "data", end, `a multiple of ${unit} characters`, `${macAt - end}`);
  }
  return { data: bytesOfHex(block, end, macAt, "DATA_FORMAT", "data"), mac };
}

/** A copy of the key, by the length in front of it. @throws CodecError KEY_LENGTH */
function keyOf(clear: Uint8Array, algorithm: string, offset: number): Uint8Array {
  const bits = (clear[0]! << 8) | clear[1]!;
  if (bits % 8 !== 0) throw refuse("KEY_LENGTH", "key", offset, "whole bytes");
  if (bits / 8 > clear.length - LENGTH_BYTES) throw refuse("KEY_LENGTH", "key", offset, "no more than there are");
  requireKeyLength(algorithm, bits / 8, offset);
  return copyBytes(clear, LENGTH_BYTES, LENGTH_BYTES + bits / 8);
}

/** @throws CodecError KEY_PADDING */
function requirePadding(clear: Uint8Array, algorithm: string, offset: number): void {
  if (clear.length - LENGTH_BYTES < longestKey(algorithm)) {
    throw refuse("KEY_PADDING", "key", offset, `${longestKey(algorithm)} bytes with padding`);
  }
}

function requireCheckValues(header: KeyBlockHeader, kbpk: Uint8Array, key: Uint8Array): void {
  const cipher = algorithmTraits(header.algorithm)?.cipher;
  for (const { id, data } of header.optionalBlocks) {
    if (id === "KC" && cipher !== undefined) requireCheckValue(id, data, cipher, key);
    if (id === "KP") requireCheckValue(id, data, VERSIONS[header.version].cipher.name, kbpk);
  }
}

/** Capital letters only, so that no other text stands for the same block. */
function bytesOfHex(block: Uint8Array, from: number, to: number, code: string, path: string): Uint8Array {
  const bytes = new Uint8Array((to - from) >> 1);
  for (let at = from; at < to; at++) {
    const digit = HEX_DIGITS.indexOf(block[at]!);
    if (digit < 0) throw refuse(code, path, at, "hexadecimal digits, capitals");
    bytes[(at - from) >> 1]! |= (at - from) % 2 === 0 ? digit << 4 : digit;
  }
  return bytes;
}

const HEX_DIGITS = Uint8Array.from("0123456789ABCDEF", (digit) => digit.charCodeAt(0));

/** @throws CodecError CHARACTER */
function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character > 0x7e) throw refuse("CHARACTER", "block", at, "printable ASCII");
    bytes[at] = character;
  }
  return bytes;
}
