/**
 * What lies inside an `isofieldpackager`: fields in order, behind a bitmap, with tags, or EMV data objects.
 *
 * In jPOS the packager inside makes bytes and the class outside writes them: a class for text writes each as a character, so
 * that ASCII inside becomes EBCDIC or packed digits on the wire. A dialect says what stands on the wire.
 */
import type { BitmapSpec, FieldSpec, PositionalSpec, SliceSpec, SubfieldsSpec, TaggedSpec } from "../spec.ts";
import { ABSENT_CLASSES, BITMAP_CLASSES, FIELD_CLASSES, TAG_CLASSES } from "./jpos_classes.ts";
import type { TagClass } from "./jpos_classes.ts";
import { classOf, numberOf } from "./jpos_field.ts";
import type { Numbered } from "./jpos_field.ts";
import type { Element } from "./jpos_xml.ts";

export interface Nest {
  field: FieldSpec;
  element: Element;
  /** By number, ascending. */
  children: ReadonlyMap<number, Element>;
  path: string;
  notes: string[];
  within: (numbered: Numbered, path: string, notes: string[]) => FieldSpec | undefined;
}

const GENERIC = ["GenericPackager", "GenericSubFieldPackager", "GenericValidatingPackager"];
const TLV = ["BERTLVBinaryPackager", "DefaultICCBERTLVPackager"];
const HEX_TLV = ["BERTLVAsciiHexPackager", "BERTLVEbcdicHexPackager"];
/** Digits of a tag, by the class that makes a tag from a number. */
const MAPPERS: Readonly<Record<string, number>> = { TTDecimalTagMapper: 2, TTTDecimalTagMapper: 3 };
const SUBFIELD_MAX = 192;

/** The field with its subfields, or without them and with a note. */
export function nest(at: Nest): FieldSpec {
  const packager = classOf(at.element, "packager");
  const nested = GENERIC.includes(packager)
    ? generic(at, packager !== "GenericSubFieldPackager")
    : packager === "GenericTaggedFieldsPackager"
      ? placed(at, tagged(at))
      : TLV.includes(packager)
        ? { ...asBytes(at.field), subfields: { kind: "ber-tlv" as const } }
        : HEX_TLV.includes(packager)
          ? hexObjects(at, packager)
          : undefined;
  if (nested !== undefined) return nested;
  at.notes.push(`${at.path}: read as a whole, without its subfields`);
  return at.field;
}

/** @param full a packager for messages, which reads field 0 and a header too */
function generic(at: Nest, full: boolean): FieldSpec | undefined {
  const { element, children } = at;
  if (element.attributes["emitBitmap"] !== "false") return placed(at, bitmapped(at, full));
  const classes = [...children.values()].map((child) => classOf(child));
  if (classes.length > 0 && classes.every((name) => TAG_CLASSES.has(name))) return placed(at, tagged(at));
  return placed(at, positional(at, full));
}

/** The number that a packager begins with. */
function firstOf({ element, children }: Nest): number {
  if (element.attributes["firstField"] !== undefined) return numberOf(element, "firstField", "", 0, SUBFIELD_MAX);
  const second = children.get(1);
  return second !== undefined && BITMAP_CLASSES.has(classOf(second)) ? 2 : 1;
}

function positional(at: Nest, full: boolean): PositionalSpec | undefined {
  const first = full && at.children.has(0) ? 0 : firstOf(at);
  const taken = [...at.children].filter(([number, child]) => number >= first && !BITMAP_CLASSES.has(classOf(child)));
  const shift = taken[0]?.[0] === 0 ? 1 : 0;
  const fields = subfieldsOf(at, taken, shift);
  if (fields === undefined) return undefined;
  if (shift === 1) at.notes.push(`${at.path}: subfields begin with 1, so each number is one more than in jPOS`);
  return { kind: "positional", fields };
}

function bitmapped(at: Nest, full: boolean): BitmapSpec | undefined {
  const { element, children, path, notes } = at;
  const own = element.attributes["bitmapField"] === undefined ? 1 : numberOf(element, "bitmapField", path, 0, 64);
  const bitmap = children.get(own);
  const encoding = bitmap === undefined ? undefined : BITMAP_CLASSES.get(classOf(bitmap));
  if (bitmap === undefined || encoding === undefined) return undefined;
  const first = firstOf(at);
  const taken = [...children].filter(([number]) => number >= Math.max(first, 1) && number !== own);
  const last = taken.at(-1)?.[0] ?? 1;
  let bytes = numberOf(bitmap, "length", `${path}.bitmap`, 1, 24);
  if (bytes > 8 && last <= 64) {
    notes.push(`${path}: a bitmap of 8 bytes, no subfield needs more`);
    bytes = 8;
  }
  const fields = last > 8 * bytes || bytes > 8 ? undefined : subfieldsOf(at, taken, 0);
  if (fields === undefined) return undefined;
  const header = full ? headerBytes(at) : 0;
  return { kind: "bitmap", ...(header > 0 ? { header } : {}), bitmap: { encoding, bytes }, fields };
}

/** A header, and the field 0 that a packager for messages reads before its bitmap. */
function headerBytes({ element, children, path }: Nest): number {
  const given = element.attributes["headerLength"] === undefined ? 0 : numberOf(element, "headerLength", path, 0, 255);
  const type = children.get(0);
  if (type === undefined || BITMAP_CLASSES.has(classOf(type))) return given;
  const length = numberOf(type, "length", `${path}.subfields.0`, 0, 127);
  return given + (FIELD_CLASSES.get(classOf(type))?.encoding === "bcd" ? (length + 1) >> 1 : length);
}

/** Undefined when one of them cannot be had here. */
function subfieldsOf(
  { path, notes, within }: Nest,
  children: ReadonlyArray<readonly [number, Element]>,
  shift: number,
): Record<string, FieldSpec> | undefined {
  const fields: Record<string, FieldSpec> = {};
  for (const [number, element] of children) {
    const name = classOf(element);
    if (!(FIELD_CLASSES.has(name) || ABSENT_CLASSES.has(name)) || number + shift > SUBFIELD_MAX) return undefined;
    const field = within({ number: -1, element }, `${path}.subfields.${number}`, notes);
    if (field !== undefined) fields[number + shift] = field;
  }
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function tagged(at: Nest): TaggedSpec | undefined {
  const { element, children, path, notes } = at;
  const classes = [...children].map(([number, child]) => [number, child, TAG_CLASSES.get(classOf(child))] as const);
  const known = classes.filter((entry): entry is [number, Element, TagClass] => entry[2] !== undefined);
  const first = known[0]?.[2];
  const isAlike = ({ tag, tagEncoding, prefix }: TagClass): boolean =>
    tag === first?.tag &&
    tagEncoding === first.tagEncoding &&
    prefix.encoding === first.prefix.encoding &&
    prefix.digits === first.prefix.digits;
  const own = classes.filter(([number]) => number > 0);
  if (first === undefined || own.length !== known.length || !known.every(([, , form]) => isAlike(form))) {
    return undefined;
  }
  const mapper = classOf(element, "tagMapper");
  const isListed = !first.mapped || MAPPERS[mapper] === first.tag;
  if (!isListed) notes.push(`${path}: its tags are not listed, only ${mapper === "" ? "jPOS" : mapper} knows them`);
  const fields = isListed ? known.map(([number, child, form]) => taggedField(number, child, form, first)) : [];
  return {
    kind: "tagged",
    tag: { encoding: first.tagEncoding, length: first.tag },
    prefix: { ...first.prefix },
    encoding: first.encoding,
    ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }),
  };
}

function taggedField(number: number, { attributes }: Element, form: TagClass, usual: TagClass): [string, object] {
  const title = attributes["name"] ?? "";
  const encoding = form.encoding === usual.encoding ? {} : { encoding: form.encoding };
  return [`${number}`.padStart(form.tag, "0"), { ...(title === "" ? {} : { name: title }), ...encoding }];
}

/** Hexadecimal text of EMV data objects, two characters a byte. */
function hexObjects({ field }: Nest, packager: string): FieldSpec | undefined {
  const inEbcdic = packager === "BERTLVEbcdicHexPackager" || field.encoding === "ebcdic";
  if (!["ascii", "binary", "ebcdic"].includes(field.encoding) || field.length < 2) return undefined;
  const { name, length, prefix } = field;
  return {
    ...(name === undefined ? {} : { name }),
    content: "b",
    encoding: inEbcdic ? "ebcdic-hex" : "hex",
    length: length >> 1,
    ...(prefix === undefined ? {} : { prefix: { ...prefix, counts: "characters" as const } }),
    subfields: { kind: "ber-tlv" },
  };
}

/** A class for text that writes each byte as it is, as bytes. */
function asBytes({ name, length, prefix }: FieldSpec): FieldSpec {
  return {
    ...(name === undefined ? {} : { name }),
    content: "b",
    encoding: "binary",
    length,
    ...(prefix === undefined ? {} : { prefix: { digits: prefix.digits, encoding: prefix.encoding } }),
  };
}

/** Puts subfields into a field as its class writes them; undefined when no dialect has them so. */
function placed({ field }: Nest, subfields: SubfieldsSpec | undefined): FieldSpec | undefined {
  if (subfields === undefined) return undefined;
  if (field.encoding === "binary") return { ...field, subfields };
  if (field.content === "b") return undefined;
  const slices = subfields.kind === "positional" ? slicesOf(subfields, field) : undefined;
  if (slices !== undefined) return { ...field, subfields: slices };
  if (field.encoding === "ascii") {
    return isPlain(subfields) ? { ...field, subfields } : { ...asBytes(field), subfields };
  }
  const translated = field.encoding === "ebcdic" ? inEbcdic(subfields) : undefined;
  return translated === undefined ? undefined : { ...field, subfields: translated };
}

/** Pieces of the parent's characters or digits, when all are ASCII of fixed length. */
function slicesOf({ fields }: PositionalSpec, parent: FieldSpec): PositionalSpec | undefined {
  const slices: Record<string, SliceSpec> = {};
  for (const [number, field] of Object.entries(fields as Record<string, FieldSpec>)) {
    const { name, content, encoding, length, prefix, subfields } = field;
    if (encoding !== "ascii" || prefix !== undefined || subfields !== undefined) return undefined;
    const own = parent.encoding === "bcd" ? parent.content : content;
    slices[number] = { ...(name === undefined ? {} : { name }), content: own, length };
  }
  return { kind: "positional", fields: slices };
}

/** Tags, lengths and values in ASCII alone. */
function isPlain(subfields: SubfieldsSpec): boolean {
  if (subfields.kind !== "tagged") return false;
  const values = Object.values(subfields.fields ?? {}).map((value) => value.encoding ?? "ascii");
  const { tag, prefix, encoding } = subfields;
  return [tag.encoding, prefix.encoding, encoding, ...values].every((encoding) => encoding === "ascii");
}

/** What was ASCII before the class outside translated it. */
function inEbcdic(subfields: SubfieldsSpec): SubfieldsSpec | undefined {
  if (subfields.kind === "tagged" && isPlain(subfields)) {
    const prefix = { ...subfields.prefix, encoding: "ebcdic" as const };
    return { ...subfields, tag: { ...subfields.tag, encoding: "ebcdic" }, prefix, encoding: "ebcdic" };
  }
  if (subfields.kind !== "positional") return undefined;
  const fields: Record<string, FieldSpec> = {};
  for (const [number, field] of Object.entries(subfields.fields as Record<string, FieldSpec>)) {
    const isText = field.encoding === "ascii" && (field.prefix?.encoding ?? "ascii") === "ascii";
    if (!isText || field.subfields !== undefined) return undefined;
    const prefix = field.prefix === undefined ? {} : { prefix: { ...field.prefix, encoding: "ebcdic" as const } };
    fields[number] = { ...field, encoding: "ebcdic", ...prefix };
  }
  return { kind: "positional", fields };
}
