/**
 * Dialects from jPOS: the XML of a GenericPackager, `isofieldpackager` with nested packagers included.
 *
 * A field that no dialect can have is refused. What lies inside a field and cannot be said is left out with a note: the value
 * is then kept whole, and messages read and pack as before.
 */
import { checkSpec } from "../check.ts";
import type { BitmapForm, DialectSpec, FieldSpec } from "../spec.ts";
import { refuseImport } from "./fault.ts";
import type { Imported } from "./fault.ts";
import { BITMAP_CLASSES } from "./jpos_classes.ts";
import { classOf, fieldOf, numberOf } from "./jpos_field.ts";
import type { Numbered } from "./jpos_field.ts";
import { nest } from "./jpos_nested.ts";
import { parseXml } from "./jpos_xml.ts";
import type { Element } from "./jpos_xml.ts";

const LOOSE = "contents of text fields are as loose as jPOS's: any printable ASCII, in numbers and amounts too";
const HEADER_MAX = 255;
const BITMAP_FIELD = 65;

/**
 * @param xml text of a packager's configuration
 * @param name of the dialect; the format has none
 * @throws CodecError DIALECT_IMPORT with the place, `fields.55.class`, or with the offset of XML that is malformed
 */
export function importJpos(xml: string, name = "jpos"): Imported {
  const root = parseXml(xml);
  if (root.name !== "isopackager") refuseImport("", "isopackager", root.name, root.offset);
  if (root.attributes["emitBitmap"] === "false") refuseImport("emitBitmap", "messages with a bitmap");
  const notes: string[] = [];
  const children = childrenOf(root, "fields", notes);
  const bitmapField = root.attributes["bitmapField"] === undefined ? 1 : numberOf(root, "bitmapField", "", 1, 64);
  const bitmap = bitmapOf(children.get(bitmapField));
  const header = root.attributes["headerLength"] === undefined ? 0 : numberOf(root, "headerLength", "", 0, HEADER_MAX);
  const fields: Record<string, FieldSpec> = {};
  for (const [number, element] of children) {
    if (number === 0 || number === bitmapField) continue;
    if (number === BITMAP_FIELD || number > 64 * bitmap.count) {
      notes.push(`fields.${number}: left out, it belongs to the bitmaps`);
      continue;
    }
    const field = fieldWithin({ number, element }, `fields.${number}`, notes);
    if (field !== undefined) fields[number] = field;
  }
  return { spec: finish({ name, mti: mtiOf(children.get(0)), bitmap, fields }, header, notes), notes };
}

function finish(spec: DialectSpec, header: number, notes: string[]): DialectSpec {
  const text = JSON.stringify(spec);
  const ebcdic = text.includes('"ebcdic"') ? { codePage: "cp1047" as const } : {};
  if (text.includes('"ans"')) notes.push(LOOSE);
  const { name, mti, bitmap, fields } = spec;
  return checkSpec({ name, ...(header > 0 ? { header } : {}), mti, bitmap, ...ebcdic, fields });
}

/** By number, ascending. Of two with one number jPOS takes the last. */
function childrenOf(parent: Element, path: string, notes: string[]): Map<number, Element> {
  const found = new Map<number, Element>();
  for (const element of parent.children) {
    if (element.name !== "isofield" && element.name !== "isofieldpackager") continue;
    const number = numberOf(element, "id", path, 0, 999);
    if (found.has(number)) notes.push(`${path}.${number}: given more than once, the last is taken`);
    found.set(number, element);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

function mtiOf(element: Element | undefined): DialectSpec["mti"] {
  if (element === undefined) refuseImport("mti", "field 0");
  const field = fieldOf({ number: 0, element }, "mti", []);
  if (field?.length !== 4 || field.prefix !== undefined || !["ascii", "bcd", "ebcdic"].includes(field.encoding)) {
    refuseImport("mti", "four digits of ascii, bcd or ebcdic", classOf(element), element.offset);
  }
  return { encoding: field.encoding as "ascii" | "bcd" | "ebcdic" };
}

function bitmapOf(element: Element | undefined): BitmapForm {
  const encoding = element === undefined ? undefined : BITMAP_CLASSES.get(classOf(element));
  if (element === undefined || encoding === undefined) refuseImport("bitmap", "a field with a bitmap class");
  const bytes = numberOf(element, "length", "bitmap", 1, 99);
  if (bytes % 8 !== 0 || bytes > 24) refuseImport("bitmap.length", "8, 16 or 24 bytes", `${bytes}`, element.offset);
  return { encoding, count: (bytes / 8) as 1 | 2 | 3 };
}

/** A field with what is nested in it; undefined for one that takes no bytes. */
function fieldWithin(numbered: Numbered, path: string, notes: string[]): FieldSpec | undefined {
  const field = fieldOf(numbered, path, notes);
  const { element } = numbered;
  if (field === undefined || element.name !== "isofieldpackager") return field;
  if (field.subfields !== undefined) {
    notes.push(`${path}: its value is read as a whole, without its subfields`);
    return field;
  }
  const children = childrenOf(element, `${path}.subfields`, notes);
  return nest({ field, element, children, path, notes, within: fieldWithin });
}
