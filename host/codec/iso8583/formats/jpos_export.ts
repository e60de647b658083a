/**
 * A dialect as the XML of a jPOS GenericPackager.
 *
 * A field that no class of jPOS can have is refused; what jPOS has elsewhere or not at all (frames, masks, minima) is noted.
 */
import type { DialectSpec, FieldSpec, SliceSpec, SubfieldsSpec, TaggedSpec } from "../spec.ts";
import { plainName, refuseExport } from "./fault.ts";
import { BITMAP_CLASSES, FIELD_CLASSES, TAG_CLASSES } from "./jpos_classes.ts";
import { amountOf } from "./jpos_parts.ts";
import { formatXml } from "./jpos_xml.ts";
import type { FormatElement } from "./jpos_xml.ts";

const PACKAGE = "org.jpos.iso";
const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE isopackager PUBLIC "-//jPOS/jPOS Generic Packager DTD 1.0//EN" "http://jpos.org/dtd/generic-packager-1.0.dtd">
`;
const MTI_CLASSES = { ascii: "IFA_NUMERIC", bcd: "IFB_NUMERIC", ebcdic: "IFE_NUMERIC" };
const TRACK_FIELDS = [35, 36];

/** @throws CodecError DIALECT_EXPORT with the place in the dialect: `fields.55` */
export function exportJpos(spec: DialectSpec): { xml: string; notes: string[] } {
  const notes: string[] = [];
  const { bitmap, fields, header = 0 } = spec;
  if (bitmap.continuation !== undefined && bitmap.continuation !== bitmap.encoding) {
    refuseExport("bitmap.continuation", `bitmaps all of ${bitmap.encoding}`, bitmap.continuation);
  }
  const children = [
    fieldElement(0, 4, "Message type indicator", MTI_CLASSES[spec.mti.encoding], { pad: "true" }),
    bitmapElement(1, 8 * bitmap.count, bitmap.encoding),
    ...Object.entries(fields).map(([number, field]) => elementOf(Number(number), field, `fields.${number}`, notes)),
  ];
  noteDialect(spec, notes);
  const attributes: Record<string, string> = header > 0 ? { headerLength: `${header}` } : {};
  return { xml: `${HEAD}${formatXml({ name: "isopackager", attributes, children })}\n`, notes };
}

function noteDialect({ frame, mti, mac, match, codePage, fields }: DialectSpec, notes: string[]): void {
  if (frame !== undefined) notes.push("frame: a channel of jPOS has it");
  if (mti.content === "h") notes.push("mti.content: jPOS does not check it");
  if (mac !== undefined) notes.push("mac: jPOS does not say it");
  if (match !== undefined) notes.push("match: a multiplexer of jPOS has it");
  const pages = Object.values(fields).map((field) => field.codePage);
  const isEbcdic = JSON.stringify(fields).includes('"ebcdic"');
  if (isEbcdic && (codePage !== "cp1047" || pages.some((page) => page !== undefined && page !== "cp1047"))) {
    notes.push("codePage: jPOS has cp1047 for all");
  }
}

function fieldElement(
  number: number,
  length: number,
  name: string,
  type: string,
  more: Record<string, string> = {},
): FormatElement {
  return {
    name: "isofield",
    attributes: { id: `${number}`, length: `${length}`, name, ...more, class: `${PACKAGE}.${type}` },
  };
}

function bitmapElement(number: number, bytes: number, encoding: "binary" | "hex" | "ebcdic-hex"): FormatElement {
  const type = [...BITMAP_CLASSES].find(([, own]) => own === encoding)?.[0] ?? "";
  return fieldElement(number, bytes, "Bitmap", type);
}

function elementOf(number: number, field: FieldSpec, path: string, notes: string[]): FormatElement {
  const { subfields } = field;
  const amount = amountOf(field);
  if (subfields === undefined || amount !== undefined) return plainElement(number, amount ?? field, path, notes);
  const outer = subfields.kind === "ber-tlv" ? outerOfObjects(field) : field;
  const { attributes } = plainElement(number, outer, path, notes);
  const inner = nestedIn(subfields, field, path, notes);
  if (inner === undefined) {
    notes.push(`${path}.subfields: left out, jPOS has no packager for them`);
    return { name: "isofield", attributes };
  }
  return { name: "isofieldpackager", attributes: { ...attributes, ...inner.attributes }, children: inner.children };
}

function plainElement(number: number, field: FieldSpec, path: string, notes: string[]): FormatElement {
  const type = classNameOf(number, field) ?? refuseExport(path, "a class of jPOS that writes it so");
  const oddPad = FIELD_CLASSES.get(type)?.oddPad;
  if (field.content === "h" && FIELD_CLASSES.get(type)?.content === "n") {
    notes.push(`${path}.content: jPOS packs digits and the separator of tracks, and no other nibble`);
  }
  if ((field.minimum ?? 0) > 0) notes.push(`${path}.minimum: jPOS does not check it`);
  const isNumber = FIELD_CLASSES.get(type)?.content === "n" && field.align !== "left" && (field.pad ?? "0") === "0";
  if (oddPad === undefined && !isNumber && (field.align !== undefined || field.pad !== undefined)) {
    notes.push(`${path}.pad: jPOS pads short values in its own way`);
  }
  const pad: Record<string, string> = oddPad === undefined ? {} : { pad: isLeft(field) ? "false" : "true" };
  return fieldElement(number, field.length, plainName(field.name) ?? `Field ${number}`, type, pad);
}

/** The first class of the table that writes a field as it is. */
function classNameOf(number: number, field: FieldSpec): string | undefined {
  for (const kind of kindsOf(number, field)) {
    for (const [name, own] of FIELD_CLASSES) {
      if (own.content !== kind || own.encoding !== field.encoding) continue;
      if (samePrefix(field, own.prefix) && samePad(field, own.oddPad)) return name;
    }
  }
  return undefined;
}

/** What a class of jPOS may hold for a content to go with it, the nearest first; jPOS checks none of them. */
function kindsOf(number: number, { content, encoding, prefix, align, pad }: FieldSpec): string[] {
  if (content === "b" || content === "x+n") return [content];
  if (encoding === "bcd") return content === "h" ? ["h", "n"] : ["n"];
  const isTrack = content === "z" && prefix !== undefined && TRACK_FIELDS.includes(number);
  const isFilled = prefix === undefined && align === "right" && pad === "0";
  return content === "n" || isTrack || isFilled ? ["n", "ans"] : ["ans"];
}

function samePrefix({ prefix, encoding }: FieldSpec, own: FieldSpec["prefix"]): boolean {
  if (prefix === undefined || own === undefined) return prefix === own;
  const usual = encoding === "bcd" ? "digits" : encoding === "ascii" || encoding === "ebcdic" ? "characters" : "bytes";
  const counts = (prefixed: NonNullable<FieldSpec["prefix"]>): string => {
    const given = prefixed.counts ?? usual;
    // The same number of the same units.
    if (encoding === "bcd" && given === "nibbles") return "digits";
    return usual === "characters" && given === "bytes" ? "characters" : given;
  };
  return (
    prefix.encoding === own.encoding &&
    prefix.digits === own.digits &&
    prefix.inclusive !== true &&
    counts(prefix) === counts(own)
  );
}

/** A fixed even number of digits has no pad. */
function samePad(field: FieldSpec, oddPad: "zero" | "F" | undefined): boolean {
  const { content, encoding, length, prefix, pad = "0" } = field;
  if (encoding !== "bcd" || prefix?.counts === "bytes") return true;
  const digits = content === "x+n" ? length - 1 : length;
  if (prefix === undefined && digits % 2 === 0) return true;
  if (oddPad === "F") return isLeft(field) ? pad === "F" : pad === "0";
  return oddPad === "zero" && pad === "0";
}

function isLeft({ align, content }: FieldSpec): boolean {
  return (align ?? (content === "n" ? "right" : "left")) === "left";
}

interface Inner {
  attributes: Record<string, string>;
  children: FormatElement[];
}

/** Undefined for what jPOS has no packager for. */
function nestedIn(subfields: SubfieldsSpec, parent: FieldSpec, path: string, notes: string[]): Inner | undefined {
  switch (subfields.kind) {
    case "ber-tlv":
      return { attributes: packagerOf("org.jpos.tlv.packager.bertlv", objectsPackager(parent)), children: [] };
    case "tagged":
      return taggedIn(subfields, parent, notes, path);
    case "bitmap": {
      const { header = 0, bitmap, fields } = subfields;
      if (parent.content !== "b") return undefined;
      const attributes = {
        ...packagerOf(`${PACKAGE}.packager`, "GenericPackager"),
        emitBitmap: "true",
        bitmapField: "0",
        firstField: "1",
        maxValidField: `${8 * bitmap.bytes}`,
        ...(header > 0 ? { headerLength: `${header}` } : {}),
      };
      const children = Object.entries(fields).map(([number, field]) =>
        elementOf(Number(number), field, `${path}.subfields.fields.${number}`, notes),
      );
      return { attributes, children: [bitmapElement(0, bitmap.bytes, bitmap.encoding), ...children] };
    }
    case "positional": {
      const attributes = { ...packagerOf(`${PACKAGE}.packager`, "GenericSubFieldPackager"), emitBitmap: "false" };
      const children = Object.entries(subfields.fields).map(([number, field]) =>
        elementOf(Number(number), asciiOf(field, parent), `${path}.subfields.fields.${number}`, notes),
      );
      return { attributes, children };
    }
  }
}

function packagerOf(place: string, name: string): Record<string, string> {
  return { packager: `${place}.${name}` };
}

/** A subfield as the packager inside makes it: the class outside translates what is text. */
function asciiOf(field: SliceSpec | FieldSpec, parent: FieldSpec): FieldSpec {
  if (!("encoding" in field)) return { ...field, content: sliceContent(field), encoding: "ascii" };
  if (parent.encoding !== "ebcdic" || field.encoding !== "ebcdic") return field;
  const { prefix } = field;
  return { ...field, encoding: "ascii", ...(prefix === undefined ? {} : { prefix: { ...prefix, encoding: "ascii" } }) };
}

function sliceContent({ content }: SliceSpec): FieldSpec["content"] {
  return content === "n" || content === "x+n" ? content : "ans";
}

function objectsPackager({ encoding }: FieldSpec): string {
  if (encoding === "hex") return "BERTLVAsciiHexPackager";
  return encoding === "ebcdic-hex" ? "BERTLVEbcdicHexPackager" : "BERTLVBinaryPackager";
}

/** The class outside writes the hexadecimal text as bytes, of which there are twice as many. */
function outerOfObjects(field: FieldSpec): FieldSpec {
  const { encoding, length, prefix } = field;
  if (encoding === "binary" || prefix?.counts !== "characters") return field;
  return { ...field, encoding: "binary", length: 2 * length, prefix: { ...prefix, counts: "bytes" } };
}

/** Tags are numbers in jPOS, and each has to be listed. */
function taggedIn(spec: TaggedSpec, parent: FieldSpec, notes: string[], path: string): Inner | undefined {
  const translates = parent.encoding === "ebcdic" && spec.tag.encoding === "ebcdic" && spec.encoding === "ebcdic";
  const plain = (encoding: string | undefined): string => (translates ? "ascii" : (encoding ?? spec.encoding));
  const entries = Object.entries(spec.fields ?? {});
  if (entries.length === 0 || !entries.every(([tag]) => /^[0-9]+$/.test(tag) && Number(tag) > 0)) return undefined;
  const children = entries.map(([tag, value]): FormatElement | undefined => {
    const type = tagClass(spec, plain(spec.tag.encoding), plain(spec.prefix.encoding), plain(value.encoding));
    const most = 10 ** spec.prefix.digits - 1;
    if (type === undefined) return undefined;
    return fieldElement(Number(tag), most, plainName(value.name) ?? `Tag ${tag}`, type);
  });
  if (!children.every((child) => child !== undefined)) return undefined;
  notes.push(`${path}.subfields: jPOS takes no tag that is not listed`);
  const isMapped = children.some(({ attributes }) => attributes["class"]?.includes("IFA_TT") === true);
  const mapper = `${PACKAGE}.packager.${spec.tag.length === 3 ? "TTTDecimalTagMapper" : "TTDecimalTagMapper"}`;
  const name = isMapped ? "GenericTaggedFieldsPackager" : "GenericSubFieldPackager";
  const attributes = { ...packagerOf(`${PACKAGE}.packager`, name), emitBitmap: "false" };
  return { attributes: { ...attributes, ...(isMapped ? { tagMapper: mapper } : {}) }, children };
}

function tagClass({ tag, prefix }: TaggedSpec, tagged: string, length: string, value: string): string | undefined {
  for (const [name, own] of TAG_CLASSES) {
    if (
      own.tag !== tag.length ||
      own.tagEncoding !== tagged ||
      own.prefix.digits !== prefix.digits ||
      prefix.inclusive === true
    )
      continue;
    if (own.prefix.encoding === length && own.encoding === value) return name;
  }
  return undefined;
}
