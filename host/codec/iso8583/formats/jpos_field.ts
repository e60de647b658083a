/** One `isofield` of jPOS as a field of a dialect, by the table of classes. */
import type { FieldSpec } from "../spec.ts";
import { refuseImport } from "./fault.ts";
import { ABSENT_CLASSES, FIELD_CLASSES, REFUSED_CLASSES } from "./jpos_classes.ts";
import type { FieldClass } from "./jpos_classes.ts";
import type { Element } from "./jpos_xml.ts";

export interface Numbered {
  number: number;
  element: Element;
}

const LENGTH_MAX = 0xffff;
const PLACES = { ascii: 10, ebcdic: 10, bcd: 10, binary: 256, hex: 16 };
/** Tracks 2 and 3, where jPOS has a separator among the digits of a NUM. */
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
  const reason = REFUSED_CLASSES.get(name);
  if (reason !== undefined) refuseImport(`${path}.class`, reason, name, element.offset);
  const known = FIELD_CLASSES.get(name);
  if (known === undefined) refuseImport(`${path}.class`, "a field packager of jPOS", name, element.offset);
  if (known.note !== undefined) notes.push(`${path}: ${known.note}`);
  if (length > LENGTH_MAX) notes.push(`${path}: at most ${LENGTH_MAX} bytes, longer than any message here`);
  return fieldSpec(number, element, known, Math.min(length, LENGTH_MAX), path);
}

function fieldSpec(number: number, element: Element, known: FieldClass, length: number, path: string): FieldSpec {
  const { encoding, prefix } = known;
  const title = element.attributes["name"] ?? "";
  if (prefix !== undefined) {
    const most = PLACES[prefix.encoding] ** prefix.digits - 1;
    const number = prefix.counts === "nibbles" ? 2 * length : length;
    if (prefix.counts !== "bytes" && number > most) {
      refuseImport(`${path}.length`, `at most ${most}, what the length can say`, `${length}`, element.offset);
    }
  }
  const isTrack = known.content === "n" && prefix !== undefined && TRACK_FIELDS.includes(number);
  const field: FieldSpec = {
    ...(title === "" ? {} : { name: title }),
    content: isTrack ? "z" : known.content,
    encoding,
    length,
  };
  if (prefix !== undefined) field.prefix = { ...prefix };
  return known.oddPad === undefined ? field : withOddPad(field, known.oddPad, element.attributes["pad"] === "true");
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
