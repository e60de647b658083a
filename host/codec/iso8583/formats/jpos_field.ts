/** One `isofield` of jPOS as a field of a dialect, by the table of classes. */
import type { FieldSpec } from "../spec.ts";
import { clipped } from "./clip.ts";
import { refuseImport } from "./fault.ts";
import { ABSENT_CLASSES, FIELD_CLASSES, REFUSED_CLASSES } from "./jpos_classes.ts";
import type { FieldClass } from "./jpos_classes.ts";
import { amountParts, FILLED_CLASSES, filledField, LED_TAG_CLASSES, ledTagField } from "./jpos_parts.ts";
import type { Element } from "./jpos_xml.ts";

export interface Numbered {
  number: number;
  element: Element;
}

const LENGTH_MAX = 0xffff;
/** What a filled value's length can say. */
const FILLED_MAX = { ascii: 99, ebcdic: 99, binary: 255 };
const SUPPORTED = "a class of org.jpos.iso: IF_, IFA_, IFB_ or IFE_ with CHAR, NUM, NUMERIC, AMOUNT, BINARY or HEX";
/** Tracks 2 and 3, where jPOS has a separator among the packed digits of a NUM. */
const TRACK_FIELDS = [35, 36];

/** Name of the class without its package. */
export function classOf(element: Element, attribute = "class"): string {
  return element.attributes[attribute]?.split(".").at(-1) ?? "";
}

/** @throws CodecError DIALECT_IMPORT when the attribute is no number from `least` to `most` */
export function numberOf(element: Element, attribute: string, path: string, least: number, most: number): number {
  const text = element.attributes[attribute] ?? "";
  const value = /^[0-9]{1,7}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  refuseImport(path === "" ? attribute : `${path}.${attribute}`, `${least} to ${most}`, text, element.offset);
}

/** @returns undefined for a field that takes no bytes */
export function fieldOf({ number, element }: Numbered, path: string, notes: string[]): FieldSpec | undefined {
  const name = classOf(element);
  const length = numberOf(element, "length", path, 0, 9_999_999);
  if (ABSENT_CLASSES.has(name) || length === 0) {
    if (number > 0) notes.push(`${path}: left out, it takes no bytes`);
    return undefined;
  }
  const title = element.attributes["name"] ?? "";
  const named = title === "" ? {} : { name: title };
  const parted = partedField(name, length, element, path, notes);
  if (parted !== undefined) return { ...named, ...parted };
  const reason = REFUSED_CLASSES.get(name);
  if (reason !== undefined) refuseImport(`${path}.class`, reason, name, element.offset);
  const known = FIELD_CLASSES.get(name);
  if (known === undefined) refuseImport(`${path}.class`, SUPPORTED, name, element.offset);
  if (known.note !== undefined) notes.push(`${path}: ${known.note}`);
  if (length > LENGTH_MAX) notes.push(`${path}: at most ${LENGTH_MAX} bytes, longer than any message here`);
  const least = known.content === "x+n" && known.encoding === "bcd" ? 2 : 1;
  if (length < least) refuseImport(`${path}.length`, `at least ${least}`, `${length}`, element.offset);
  const field = fieldSpec(number, element, known, Math.min(length, LENGTH_MAX), path, notes);
  return { ...named, ...field };
}

/** A field of the classes that are one value to jPOS and parts of one here. */
function partedField(
  name: string,
  length: number,
  element: Element,
  path: string,
  notes: string[],
): FieldSpec | undefined {
  const filled = FILLED_CLASSES.get(name);
  if (filled !== undefined) {
    const most = FILLED_MAX[filled.encoding];
    if (length > most) refuseImport(`${path}.length`, `at most ${most}`, `${length}`, element.offset);
    notes.push(`${path}: its length and the filled value are subfields 1 and 2`);
    return filledField(filled, length);
  }
  const led = LED_TAG_CLASSES.get(name);
  if (led === undefined) return undefined;
  notes.push(`${path}: the tag is part of the value, its first two characters`);
  return clipped(ledTagField(led, Math.min(length, LENGTH_MAX)), path, notes);
}

function fieldSpec(
  number: number,
  element: Element,
  known: FieldClass,
  length: number,
  path: string,
  notes: string[],
): FieldSpec {
  const { encoding, prefix } = known;
  const isTrack = known.content === "n" && prefix !== undefined && TRACK_FIELDS.includes(number);
  const field: FieldSpec = { content: isTrack ? "z" : known.content, encoding, length };
  if (prefix !== undefined) field.prefix = { ...prefix };
  if (encoding === "ascii" || encoding === "ebcdic") return clipped(loosened(field), path, notes);
  if (encoding === "bcd" && prefix?.counts === "bytes" && length % 2 === 1) field.length++;
  const fitting = clipped(field, path, notes);
  if (known.oddPad === undefined) return fitting;
  const padded = withOddPad(fitting, known.oddPad, element.attributes["pad"] === "true");
  return padded.content === "x+n" ? amountParts(padded) : padded;
}

/** A number in text is any text, filled with zeros where its size is fixed: jPOS checks no character of it. */
function loosened(field: FieldSpec): FieldSpec {
  const isNumber = field.content === "n" && field.prefix === undefined;
  return { ...field, content: "ans", ...(isNumber ? { align: "right", pad: "0" } : {}) };
}

/** Where an odd digit stands; nothing is said of a fixed even number of digits. */
function withOddPad(field: FieldSpec, oddPad: "zero" | "F", left: boolean): FieldSpec {
  const digits = field.content === "x+n" ? field.length - 1 : field.length;
  if (field.prefix === undefined && digits % 2 === 0) return field;
  const usual = field.content === "n" ? "right" : "left";
  const align = left ? "right" : "left";
  const behind = oddPad === "F" && !left ? { pad: "F" } : {};
  return { ...field, ...(align === usual ? {} : { align }), ...behind };
}
