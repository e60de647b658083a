/**
 * Header of a key block (ANSI X9.143:2021, 6.2, table 1): 16 characters, then the optional blocks.
 *
 * Reading checks every field and every bound, before any cipher runs. What is read is not to be believed until the MAC over
 * it was checked. Knows no key.
 */
import type { Exportability } from "../key.ts";
import { isAlgorithm, isKeyBlockVersion, isMode, isUsage, VERSIONS } from "./letters.ts";
import type { KeyBlockVersion } from "./letters.ts";
import { readOptionalBlocks } from "./optional.ts";
import type { OptionalBlock } from "./optional.ts";
import { refuse } from "./refuse.ts";

export const HEADER_CHARACTERS = 16;
export const OPTIONAL_COUNT_MAX = 99;
export const BLOCK_CHARACTERS_MAX = 9999;

export interface KeyBlockHeader {
  version: KeyBlockVersion;
  /** Two characters: `P0`. */
  usage: string;
  algorithm: string;
  mode: string;
  /** `00` without a version, `c1` to `c9` for a component, else two letters or digits. */
  keyVersion: string;
  exportability: Exportability;
  /** Where the block may stand: `0` wherever its protection key may, `1` in storage, `2` on its way. */
  context: "0" | "1" | "2";
  optionalBlocks: readonly OptionalBlock[];
}

export interface ReadHeader {
  header: KeyBlockHeader;
  /** Characters of the header with its optional blocks. */
  end: number;
}

/**
 * @param block the whole of it, ASCII
 * @param legacy takes versions A and C too
 * @throws CodecError LENGTH, VERSION, USAGE, ALGORITHM, MODE, KEY_VERSION, EXPORTABILITY, RESERVED, or an OPTIONAL_ code
 */
export function readHeader(block: Uint8Array, legacy = false): ReadHeader {
  if (block.length < HEADER_CHARACTERS || block.length > BLOCK_CHARACTERS_MAX) {
    throw refuse("LENGTH", "block", 0, "16 to 9999 characters", String(block.length));
  }
  const text = asciiText(block.subarray(0, HEADER_CHARACTERS));
  const version = versionOf(text, legacy);
  requireLength(block, text.slice(1, 5), version);
  const field = (path: string, code: string, at: number, to: number, isRight: (value: string) => boolean): string => {
    const value = text.slice(at, to);
    if (!isRight(value)) throw refuse(code, path, at);
    return value;
  };
  const header = {
    version,
    usage: field("usage", "USAGE", 5, 7, isUsage),
    algorithm: field("algorithm", "ALGORITHM", 7, 8, isAlgorithm),
    mode: field("mode", "MODE", 8, 9, isMode),
    keyVersion: field("keyVersion", "KEY_VERSION", 9, 11, isKeyVersion),
    exportability: field("exportability", "EXPORTABILITY", 11, 12, (e) => "ENS".includes(e)) as Exportability,
    context: field("context", "RESERVED", 14, 15, (c) => "012".includes(c)) as KeyBlockHeader["context"],
  };
  field("reserved", "RESERVED", 15, 16, (zero) => zero === "0");
  const count = Number(field("optionalCount", "OPTIONAL_COUNT", 12, 14, (digits) => /^[0-9]{2}$/.test(digits)));
  const { blocks, end } = readOptionalBlocks(block, HEADER_CHARACTERS, count);
  return { header: { ...header, optionalBlocks: blocks }, end };
}

/** The 16 characters. @param length of the whole block @param count of optional blocks */
export function writeHeader(header: Omit<KeyBlockHeader, "optionalBlocks">, length: number, count: number): string {
  const { version, usage, algorithm, mode, keyVersion, exportability, context } = header;
  const parts = [digits(length, 4), usage, algorithm, mode, keyVersion, exportability, digits(count, 2), context, "0"];
  return version + parts.join("");
}

/** `c` and a digit from 1 on: the block holds a component of a key, not a key (X9.143, table 5). */
export function isComponent(keyVersion: string): boolean {
  return keyVersion.startsWith("c");
}

export function asciiText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** @throws CodecError VERSION */
function versionOf(text: string, legacy: boolean): KeyBlockVersion {
  const letter = text.charAt(0);
  if (isKeyBlockVersion(letter) && (legacy || !VERSIONS[letter].isLegacy)) return letter;
  throw refuse("VERSION", "version", 0, legacy ? "A to E" : "B, D or E");
}

/** @throws CodecError LENGTH */
function requireLength(block: Uint8Array, field: string, version: KeyBlockVersion): void {
  if (!/^[0-9]{4}$/.test(field)) throw refuse("LENGTH", "length", 1, "4 digits");
  if (Number(field) !== block.length) throw refuse("LENGTH", "length", 1, `${block.length}, as long as the block`);
  const { cipher, isStream } = VERSIONS[version];
  if (isStream || block.length % cipher.blockBytes === 0) return;
  throw refuse("LENGTH", "length", 1, `a multiple of ${cipher.blockBytes}`);
}

function isKeyVersion(text: string): boolean {
  return /^(?:c[0-9]|[0-9A-Zabd-z][0-9A-Za-z])$/.test(text);
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, "0");
}
