/** Fields of moov-io/iso8583, composite ones too: positional, behind a bitmap, tagged, or EMV data objects. */
import type { Encoding, FieldSpec, SliceSpec, SubfieldsSpec, TaggedSpec } from "../spec.ts";
import { clipped } from "./clip.ts";
import { refuseImport, requireTypes } from "./fault.ts";
import { lengthOf, prefixed, primitive } from "./moov_field.ts";
import { ENCODINGS, FIELD_TYPES, PADDING_TYPES, TAG_TYPES, TYPES } from "./moov_names.ts";
import type { MoovField, MoovTag } from "./moov_names.ts";

const SUBFIELD_MAX = 192;

export function moovField(source: unknown, path: string, notes: string[]): FieldSpec {
  requireTypes(source, FIELD_TYPES, path);
  const field = source as MoovField;
  if (field.padding !== undefined) requireTypes(field.padding, PADDING_TYPES, `${path}.padding`);
  if (field.tag !== undefined) requireTypes(field.tag, TAG_TYPES, `${path}.tag`);
  const { type = "" } = field;
  if (!TYPES.includes(type)) refuseImport(`${path}.type`, TYPES.join(", "), type);
  const name = field.description === undefined || field.description === "" ? {} : { name: field.description };
  const own = type === "Composite" ? composite(field, path, notes) : primitive(field, type, path, notes);
  return clipped({ ...name, ...own }, path, notes);
}

/** A composite is bytes to its parent; one of fixed ASCII texts reads better as text. */
function composite(field: MoovField, path: string, notes: string[]): FieldSpec {
  const bytes: FieldSpec = {
    content: "b",
    encoding: "binary",
    length: lengthOf(field, path),
    ...prefixed(field, path),
  };
  const { subfields = {}, tag = {}, bitmap } = field;
  if (bitmap !== undefined) return { ...bytes, subfields: bitmapped(bitmap, subfields, path, notes) };
  if (tag.enc === "BerTLVTag") {
    notes.push(`${path}: names and encodings of EMV objects come from the dictionary of tags, and any object is taken`);
    return { ...bytes, subfields: { kind: "ber-tlv" } };
  }
  if (tag.enc === undefined) return positional(bytes, subfields, path, notes);
  const tagged = taggedFields(tag, subfields, path, notes);
  if (tagged === undefined) notes.push(`${path}: read as a whole, its tagged subfields have no common form`);
  return tagged === undefined ? bytes : { ...bytes, subfields: tagged };
}

/** In the order of their numbers; those that begin with 0 are one higher here. */
function positional(bytes: FieldSpec, subfields: Record<string, MoovField>, path: string, notes: string[]): FieldSpec {
  const shift = "0" in subfields ? 1 : 0;
  if (shift === 1) notes.push(`${path}: subfields begin with 1, so each number is one more`);
  const fields = numbered(subfields, shift, path, notes);
  const all = Object.values(fields);
  if (!all.every(isFixedText)) return { ...bytes, subfields: { kind: "positional", fields } };
  const slices: Record<string, SliceSpec> = {};
  for (const [number, { name, content, length }] of Object.entries(fields)) {
    slices[number] = { ...(name === undefined ? {} : { name }), content, length };
  }
  const content = all.every((inner) => inner.content === "n") ? "n" : "ans";
  return { ...bytes, content, encoding: "ascii", subfields: { kind: "positional", fields: slices } };
}

function isFixedText({ encoding, prefix, subfields }: FieldSpec): boolean {
  return encoding === "ascii" && prefix === undefined && subfields === undefined;
}

function numbered(
  subfields: Record<string, MoovField>,
  shift: number,
  path: string,
  notes: string[],
): Record<string, FieldSpec> {
  const fields: Record<string, FieldSpec> = {};
  for (const [key, inner] of Object.entries(subfields)) {
    const number = /^[0-9]{1,3}$/.test(key) ? Number(key) + shift : 0;
    if (number < 1 || number > SUBFIELD_MAX) {
      refuseImport(`${path}.subfields.${key}`, `a number up to ${SUBFIELD_MAX} where there is no tag`);
    }
    fields[number] = moovField(inner, `${path}.subfields.${key}`, notes);
  }
  if (Object.keys(fields).length === 0) refuseImport(`${path}.subfields`, "at least one");
  return fields;
}

function bitmapped(
  bitmap: MoovField,
  subfields: Record<string, MoovField>,
  path: string,
  notes: string[],
): SubfieldsSpec {
  requireTypes(bitmap, FIELD_TYPES, `${path}.bitmap`);
  const encoding = ENCODINGS.get(bitmap.enc ?? "")?.encoding;
  if (encoding !== "binary" && encoding !== "hex") {
    refuseImport(`${path}.bitmap.enc`, "Binary or HexToASCII", bitmap.enc);
  }
  const bytes = lengthOf(bitmap, `${path}.bitmap`);
  return { kind: "bitmap", bitmap: { encoding, bytes }, fields: numbered(subfields, 0, path, notes) };
}

/** Undefined when the subfields do not all have a length of one form. */
function taggedFields(
  tag: MoovTag,
  subfields: Record<string, MoovField>,
  path: string,
  notes: string[],
): TaggedSpec | undefined {
  const encoding = ENCODINGS.get(tag.enc ?? "")?.encoding;
  if (encoding === undefined || encoding === "hex" || encoding === "ebcdic-hex") {
    refuseImport(`${path}.tag.enc`, "ASCII, BCD, EBCDIC, ASCIIToHex or BerTLVTag", tag.enc);
  }
  const { length = 0 } = tag;
  if (!Number.isInteger(length) || length < 1 || length > 8) refuseImport(`${path}.tag.length`, "1 to 8", `${length}`);
  const entries = Object.entries(subfields).map(([key, inner]) => [paddedTag(key, tag), inner] as const);
  const forms = entries.map(([key, inner]) => formOf(inner, `${path}.subfields.${key}`, notes));
  const [first] = forms;
  if (first === undefined || !forms.every((form) => form?.prefix === first.prefix)) return undefined;
  if (tag.skipUnknownTLVTags !== true) notes.push(`${path}: a tag that is not listed is kept, not refused`);
  const fields = entries.map(([key, inner], i) => {
    const name = inner.description === undefined ? {} : { name: inner.description };
    const own = forms[i]?.encoding ?? first.encoding;
    return [key, { ...name, ...(own === first.encoding ? {} : { encoding: own }) }] as const;
  });
  const prefix = JSON.parse(first.prefix) as TaggedSpec["prefix"];
  return {
    kind: "tagged",
    tag: { encoding, length },
    prefix,
    encoding: first.encoding,
    fields: Object.fromEntries(fields),
  };
}

/** The prefix as text, to compare; undefined for a value of fixed length or one with parts. */
function formOf(inner: MoovField, path: string, notes: string[]): { prefix: string; encoding: Encoding } | undefined {
  if (inner.type === "Composite" || inner.prefix === "BerTLV") return undefined;
  const { prefix, encoding } = moovField(inner, path, notes);
  return prefix === undefined ? undefined : { prefix: JSON.stringify(prefix), encoding };
}

/** A tag as it stands in the message. */
function paddedTag(key: string, { padding, length = 0 }: MoovTag): string {
  requireTypes(padding ?? {}, PADDING_TYPES, "tag.padding");
  if (padding?.type === "Left") return key.padStart(length, padding.pad);
  return padding?.type === "Right" ? key.padEnd(length, padding.pad) : key;
}
