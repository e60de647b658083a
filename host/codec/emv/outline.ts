/**
 * TLV bytes as an outline for reading: every object with its name, what may be shown of it and what it means.
 *
 * Reads on where a strict reader stops: what is no object, up to the end of its template, becomes one line of padding. It is
 * for looking at data that are broken; whoever acts on data uses the strict reader. Never throws, never shows secrets.
 */
import type { ExplainOptions, Explanation, Language } from "./types.ts";
import { shownOf, tagNameOf } from "./dictionary.ts";
import { explain } from "./explain.ts";
import { hex, sizeOf } from "./say.ts";
import { readTag } from "./tag_bytes.ts";
import { isConstructed } from "../tlv/tags.ts";
import { maskPan, maskTrack } from "../mask.ts";

const DEPTH_MAX = 16;
const LENGTH_BYTES_MAX = 4;

export interface OutlineItem {
  /** 0 for the outermost. */
  depth: number;
  /** Undefined for padding. */
  tag: number | undefined;
  /** Empty when the tag is not listed. */
  name: string;
  /** Bytes from the beginning of what was given, of the tag. */
  offset: number;
  /** Bytes of the value. */
  length: number;
  /** The value in hexadecimal, masked, or its length; empty for a template. */
  shown: string;
  explanations: Explanation[];
}

/** All objects of the bytes, templates before what they hold. */
export function outline(bytes: Uint8Array, language: Language, options: ExplainOptions = {}): OutlineItem[] {
  const items: OutlineItem[] = [];
  walk(bytes, 0, bytes.length, 0, { items, language, options });
  return items;
}

interface Walk {
  items: OutlineItem[];
  language: Language;
  options: ExplainOptions;
}

function walk(bytes: Uint8Array, from: number, to: number, depth: number, into: Walk): void {
  for (let at = from; at < to;) {
    // 00 between objects is padding (EMV 4.4 Book 3, annex B).
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const object = depth < DEPTH_MAX ? readObject(bytes, at, to) : undefined;
    if (object === undefined) {
      into.items.push(padding(bytes, at, to, depth, into));
      return;
    }
    const { tag, valueAt, next } = object;
    into.items.push(itemOf(tag, bytes.subarray(valueAt, next), at, depth, into));
    if (isConstructed(tag)) walk(bytes, valueAt, next, depth + 1, into);
    at = next;
  }
}

function itemOf(tag: number, value: Uint8Array, offset: number, depth: number, walk: Walk): OutlineItem {
  const { language, options } = walk;
  const hint = { value, ...(options.scheme === undefined ? {} : { scheme: options.scheme }) };
  return {
    depth,
    tag,
    name: tagNameOf(tag, language, hint),
    offset,
    length: value.length,
    shown: isConstructed(tag) ? "" : shownValue(tag, value, walk),
    explanations: explain(tag, value, language, options),
  };
}

function shownValue(tag: number, value: Uint8Array, { language, options }: Walk): string {
  const text = hex(value);
  if (options.unmasked === true) return text;
  switch (shownOf(tag, { value, ...(options.scheme === undefined ? {} : { scheme: options.scheme }) })) {
    case "all":
      return text;
    case "pan":
      return maskPan(text.replace(/F+$/, ""));
    case "track":
      return maskTrack(text.replace(/F$/, ""));
    case "hidden":
      return sizeOf(value.length, language);
  }
}

function padding(bytes: Uint8Array, from: number, to: number, depth: number, { language, options }: Walk): OutlineItem {
  const shown = options.unmasked === true ? hex(bytes.subarray(from, to)) : sizeOf(to - from, language);
  return { depth, tag: undefined, name: "", offset: from, length: to - from, shown, explanations: [] };
}

function readObject(
  bytes: Uint8Array,
  at: number,
  to: number,
): { tag: number; valueAt: number; next: number } | undefined {
  const tag = readTag(bytes, at);
  const first = tag === undefined || tag.next >= to ? undefined : bytes[tag.next];
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const valueAt = tag.next + 1 + more;
  if (first === 0x80 || more > LENGTH_BYTES_MAX || valueAt > to) return undefined;
  const length = more === 0 ? first : bytes.subarray(tag.next + 1, valueAt).reduce((sum, byte) => sum * 256 + byte, 0);
  return length > to - valueAt ? undefined : { tag: tag.tag, valueAt, next: valueAt + length };
}
