/**
 * Finds a tag of EMV data by its number: who defines it, how it is called, what form it has, what must not be shown of it.
 *
 * The tables in `tags/` say it all; this file only turns rows into records, once, at the first look-up. Several payment
 * systems use one number: the first table wins unless the length of a value, or the caller, says otherwise.
 */
import type { Language, Scheme, Secret, TagInfo, TagRow, TagTable } from "./types.ts";
import { maskText } from "../mask.ts";
import { pick } from "./say.ts";
import { dolEntries } from "./tag_bytes.ts";
import { BOOKS, ENTRY_POINT } from "./tags/books.ts";
import { CONTACTLESS_PARAMETERS, PBOC, TERMINAL_PARAMETERS } from "./tags/unionpay.ts";
import { KERNEL_2, M_CHIP } from "./tags/kernel2.ts";
import { AMEX, JCB, VISA } from "./tags/schemes.ts";
import { INTERINDUSTRY, UNIVERSAL } from "./tags/interindustry.ts";

/** In the order in which they are asked. */
export const TAG_TABLES: readonly TagTable[] = [
  BOOKS,
  ENTRY_POINT,
  PBOC,
  TERMINAL_PARAMETERS,
  CONTACTLESS_PARAMETERS,
  KERNEL_2,
  M_CHIP,
  VISA,
  AMEX,
  JCB,
  INTERINDUSTRY,
  UNIVERSAL,
];

/** No value that a message carries is longer. */
const BYTES_MAX = 65535;
const FORMAT = /^(?:a|an|ans|b|cn|n|var)(?: (?:(\d+)|(\d+)-(\d+)|\.\.(\d+)))?(?:\/(\d+)(?:-(\d+))?)?$/;
const TWO_TO_A_BYTE = /^c?n /;

/** What is known of a value besides its tag. */
export interface TagHint {
  scheme?: Scheme;
  value?: Uint8Array;
}

let byTag: ReadonlyMap<number, readonly TagInfo[]> | undefined;

function dictionary(): ReadonlyMap<number, readonly TagInfo[]> {
  return (byTag ??= read());
}

function read(): ReadonlyMap<number, readonly TagInfo[]> {
  const map = new Map<number, TagInfo[]>();
  for (const table of TAG_TABLES) {
    for (const row of table.rows) {
      const info = infoOf(row, table);
      const others = map.get(info.tag);
      if (others === undefined) map.set(info.tag, [info]);
      else others.push(info);
    }
  }
  return map;
}

function infoOf(row: TagRow, { scheme, document }: TagTable): TagInfo {
  const [tag, zh, en, format, source, templates = "", meaning = "", secret = "none"] = row;
  return {
    tag,
    zh,
    en,
    format,
    ...lengthsOf(format),
    source,
    templates: templates === "" ? [] : templates.split(" ").map((template) => Number.parseInt(template, 16)),
    meaning,
    secret,
    scheme,
    document,
  };
}

/** Bytes that a format allows: `n 12` is 6, `ans 2-26` is 2 to 26, `cn ..19` up to 10. */
export function lengthsOf(format: string): { min: number; max: number } {
  const parts = FORMAT.exec(format);
  if (parts === null) throw new Error(`no format of a tag: ${format}`);
  const [, exact, from, to, most, bytes, bytesTo] = parts;
  if (bytes !== undefined) return { min: Number(bytes), max: Number(bytesTo ?? bytes) };
  const [min, max] = [from ?? exact ?? 0, to ?? exact ?? most ?? BYTES_MAX].map(Number);
  const share = TWO_TO_A_BYTE.test(format) ? 2 : 1;
  return { min: Math.ceil((min ?? 0) / share), max: Math.ceil((max ?? 0) / share) };
}

/** Every meaning of a tag, the preferred one first; none when it is not listed. */
export function tagInfos(tag: number): readonly TagInfo[] {
  return dictionary().get(tag) ?? [];
}

/** The numbers of all tags that are listed, once each. */
export function listedTags(): number[] {
  return [...dictionary().keys()];
}

/** The meaning that the hint asks for, else the one that the value's length allows, else the preferred one. */
export function tagInfo(tag: number, hint: TagHint = {}): TagInfo | undefined {
  const infos = fittingInfos(tag, hint);
  if (infos.length < 2 || hint.value === undefined) return infos[0];
  if (tag === 0x9f6e) return infos.find(({ scheme }) => scheme === readerOrPhone(hint.value));
  if (tag === 0x9f69) return infos.find(({ meaning }) => (meaning === "dol") === isDol(hint.value)) ?? infos[0];
  return infos[0];
}

function fittingInfos(tag: number, { scheme, value }: TagHint): readonly TagInfo[] {
  const infos = tagInfos(tag);
  const own = infos.filter((info) => info.scheme === scheme);
  if (own.length > 0) return own;
  if (value === undefined) return infos;
  const fitting = infos.filter((info) => fits(info, value));
  return fitting.length > 0 ? fitting : infos.slice(0, 1);
}

function fits({ min, max }: TagInfo, value: Uint8Array): boolean {
  return value.length >= min && value.length <= max;
}

/** 9F6E in 4 bytes: Visa's begins with version 1 in three bits, which no American Express reader's does. */
function readerOrPhone(value: Uint8Array | undefined): Scheme {
  if (value?.length !== 4) return "mastercard";
  return (value[0] ?? 0) >> 5 === 1 ? "visa" : "amex";
}

/** 9F69: Mastercard's is a list of objects, all of them EMV's; Visa's and UnionPay's is data. */
function isDol(value: Uint8Array | undefined): boolean {
  const entries = value && dolEntries(value);
  return entries?.every(({ tag }) => tagInfos(tag).some(({ scheme }) => scheme !== "iso")) ?? false;
}

/** Empty when the tag is not listed. */
export function tagNameOf(tag: number, language: Language, hint?: TagHint): string {
  const info = tagInfo(tag, hint);
  return info === undefined ? "" : pick(language, info.zh, info.en);
}

/**
 * What must not be shown of a value. Fails closed: a tag that is not listed is `private`, and so is a value of a length that
 * its tag does not have; where payment systems differ, card data of any of them count, unless the hint tells whose it is.
 */
export function secretOf(tag: number, hint: TagHint = {}): Secret {
  const { value } = hint;
  const infos = fittingInfos(tag, hint).filter((info) => value === undefined || fits(info, value));
  const card = infos.find(({ secret }) => secret !== "none" && secret !== "private");
  return (card ?? infos[0])?.secret ?? "private";
}

/** How much of a value may be shown: `all` of it, a `pan` or a `track` 2 masked, or only its length (`hidden`). */
export type Shown = "all" | "pan" | "track" | "hidden";

/** Text that holds a number as long as a PAN is hidden under any tag but that of the merchant's number. */
export function shownOf(tag: number, hint: TagHint = {}): Shown {
  const secret = secretOf(tag, hint);
  const isMerchant = tagInfo(tag, hint)?.meaning === "merchant";
  if (secret === "none") return holdsLongNumber(hint.value) && !isMerchant ? "hidden" : "all";
  return secret === "pan" || secret === "track" ? secret : "hidden";
}

function holdsLongNumber(value: Uint8Array | undefined): boolean {
  const text = value === undefined ? "" : Buffer.from(value).toString("latin1");
  return maskText(text) !== text;
}
