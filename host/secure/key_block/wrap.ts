/**
 * Puts a key into a key block (ANSI X9.143:2021): versions B and D, E of ISO 20038, and A and C for who must.
 *
 * The header that is written is read again by the reader's own rules before the key goes in, so that nobody makes one that we
 * would refuse. A key never goes under one of less strength.
 */
import { copyBytes } from "../bytes.ts";
import { sealData } from "./binding.ts";
import { checkValueData, requireCheckValue } from "./check_values.ts";
import { indicatorOf } from "./derivation.ts";
import {
  asciiText,
  BLOCK_CHARACTERS_MAX,
  HEADER_CHARACTERS,
  OPTIONAL_COUNT_MAX,
  readHeader,
  writeHeader,
} from "./header.ts";
import type { KeyBlockHeader } from "./header.ts";
import { algorithmTraits, isKeyBlockVersion, VERSIONS } from "./letters.ts";
import { paddingBlock, writeOptionalBlock } from "./optional.ts";
import type { OptionalBlock } from "./optional.ts";
import { refuse } from "./refuse.ts";
import { longestKey, requireKeyLength, requireStrength } from "./unwrap.ts";

export interface HeaderToWrite extends Pick<KeyBlockHeader, "version" | "usage" | "algorithm" | "mode"> {
  /** "00" when absent. */
  keyVersion?: string;
  /** "N" when absent: a terminal lets no key out. */
  exportability?: KeyBlockHeader["exportability"];
  context?: KeyBlockHeader["context"];
  /** KC and KP without data get the check value of the key and of the protection key. A PB is added where one is needed. */
  optionalBlocks?: readonly OptionalBlock[];
}

export interface WrapOptions {
  /** Gives so many random bytes, for padding. */
  random: (length: number) => Uint8Array;
  /** `longest`, unless told otherwise: padded to the longest key of the algorithm. `none`: to whole blocks alone. */
  padding?: "longest" | "none";
  /** Versions A and C too. */
  legacy?: boolean;
}

/**
 * @param kbpk as in `unwrapKeyBlock`
 * @param key in clear; stays the caller's to wipe
 * @returns the block, ASCII
 * @throws CodecError with the codes of `unwrapKeyBlock`; KEY_LENGTH, KEY_STRENGTH; KCV for a KC or KP with a wrong check value
 */
export function wrapKeyBlock(
  kbpk: Uint8Array,
  header: HeaderToWrite,
  key: Uint8Array,
  { random, padding = "longest", legacy = false }: WrapOptions,
): string {
  if (!isKeyBlockVersion(header.version)) throw refuse("VERSION", "version", 0);
  const { cipher, macBytes, isStream } = VERSIONS[header.version];
  indicatorOf(header.version, kbpk.length);
  requireKeyLength(header.algorithm, key.length);
  requireStrength(header, kbpk, key);

  const optional = optionalText(header, kbpk, key, random);
  const least = 2 + Math.max(key.length, padding === "longest" ? longestKey(header.algorithm) : 0);
  const bytes = isStream ? least : Math.ceil(least / cipher.blockBytes) * cipher.blockBytes;
  const head = headText(header, optional, 2 * (bytes + macBytes), legacy);

  const clear = copyBytes(random(bytes));
  clear[0] = (8 * key.length) >> 8;
  clear[1] = (8 * key.length) & 0xff;
  clear.set(key, 2);
  try {
    const { data, mac } = sealData(header.version, kbpk, head, clear);
    return asciiText(head) + hexText(data) + hexText(mac);
  } finally {
    clear.fill(0);
  }
}

interface OptionalText {
  text: string;
  count: number;
}

function optionalText(
  { version, algorithm, optionalBlocks = [] }: HeaderToWrite,
  kbpk: Uint8Array,
  key: Uint8Array,
  random: WrapOptions["random"],
): OptionalText {
  const { cipher } = VERSIONS[version];
  const own = algorithmTraits(algorithm)?.cipher;
  const ofKey = own === undefined ? undefined : ([own, key] as const);
  const ofKbpk = [cipher.name, kbpk] as const;
  const texts = optionalBlocks.map(({ id, data }) => {
    const checked = id === "KC" ? ofKey : id === "KP" ? ofKbpk : undefined;
    if (checked !== undefined && data === "") return writeOptionalBlock({ id, data: checkValueData(...checked) });
    if (checked !== undefined) requireCheckValue(id, data, ...checked);
    return writeOptionalBlock({ id, data });
  });
  const text = texts.join("");
  const fill = paddingBlock(text.length, cipher.blockBytes, random);
  return { text: text + fill, count: texts.length + (fill === "" ? 0 : 1) };
}

/** @throws CodecError with the codes of `readHeader` */
function headText(header: HeaderToWrite, { text, count }: OptionalText, rest: number, legacy: boolean): Uint8Array {
  const { keyVersion = "00", exportability = "N", context = "0" } = header;
  const length = HEADER_CHARACTERS + text.length + rest;
  if (length > BLOCK_CHARACTERS_MAX) throw refuse("LENGTH", "block", 0, `at most ${BLOCK_CHARACTERS_MAX} characters`);
  if (count > OPTIONAL_COUNT_MAX) throw refuse("OPTIONAL_COUNT", "optional", 0, `at most ${OPTIONAL_COUNT_MAX}`);
  const fields = { ...header, keyVersion, exportability, context };
  requireWidths(fields);
  const written = writeHeader(fields, length, count) + text;
  const whole = new Uint8Array(length);
  for (let at = 0; at < written.length && at < length; at++) {
    const character = written.charCodeAt(at);
    whole[at] = character > 0x7e ? 0 : character;
  }
  const { end } = readHeader(whole, legacy);
  if (end !== HEADER_CHARACTERS + text.length) throw refuse("OPTIONAL_LENGTH", "optional", HEADER_CHARACTERS);
  return whole.subarray(0, end);
}

/** A field of another length than its own would move the next ones. @throws CodecError */
function requireWidths(header: Record<(typeof WIDTHS)[number][0], string>): void {
  for (const [field, width, code] of WIDTHS) {
    if (header[field].length !== width) throw refuse(code, field, 0, `${width} characters`);
  }
}

const WIDTHS = [
  ["usage", 2, "USAGE"],
  ["algorithm", 1, "ALGORITHM"],
  ["mode", 1, "MODE"],
  ["keyVersion", 2, "KEY_VERSION"],
  ["exportability", 1, "EXPORTABILITY"],
  ["context", 1, "RESERVED"],
] as const;

function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex").toUpperCase();
}
