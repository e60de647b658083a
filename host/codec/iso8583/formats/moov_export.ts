/**
 * A dialect as a specification of moov-io/iso8583 in JSON.
 *
 * What no field of moov can be is refused: sizes that count their own bytes, a pad other than 0 beside an odd digit. Nibbles
 * that are no digits are bytes there. What moov has elsewhere or not at all is noted.
 */
import type { DialectSpec, FieldSpec, SliceSpec, SubfieldsSpec } from "../spec.ts";
import { plainName, refuseExport } from "./fault.ts";
import { ENCODINGS } from "./moov_names.ts";
import type { MoovField, MoovSpec } from "./moov_names.ts";

const PREFIX_NAMES = { ascii: "ASCII", bcd: "BCD", binary: "Binary", ebcdic: "EBCDIC", hex: "Hex" };

interface Context {
  codePage: string;
  notes: string[];
}

/** @throws CodecError DIALECT_EXPORT with the place in the dialect: `fields.35` */
export function exportMoov(spec: DialectSpec): { json: MoovSpec; notes: string[] } {
  const notes: string[] = [];
  const context = { codePage: spec.codePage ?? "cp037", notes };
  const { bitmap, mti, header = 0 } = spec;
  if (bitmap.encoding === "ebcdic-hex" || (bitmap.continuation ?? bitmap.encoding) !== bitmap.encoding) {
    refuseExport("bitmap", "bitmaps all of binary or hex", bitmap.encoding);
  }
  for (const key of ["frame", "mac", "match"] as const) {
    if (spec[key] !== undefined) notes.push(`${key}: moov has it elsewhere`);
  }
  if (header > 0) notes.push("header: moov reads a message without it");
  const fields: Record<string, MoovField> = {
    "0": {
      ...{ type: "String", length: 4, description: "Message type indicator" },
      ...{ enc: encodingName({ content: "n", encoding: mti.encoding, length: 4 }, "mti", context) },
      prefix: `${PREFIX_NAMES[mti.encoding]}.Fixed`,
    },
    "1": bitmapField(bitmap.encoding, 8, bitmap.count === 1),
  };
  for (const [number, field] of Object.entries(spec.fields)) {
    fields[number] = moovFieldOf(field, `fields.${number}`, context);
  }
  return { json: { name: plainName(spec.title) ?? spec.name, fields }, notes };
}

function bitmapField(encoding: "binary" | "hex", length: number, single: boolean): MoovField {
  return {
    ...{ type: "Bitmap", length, description: "Bitmap" },
    enc: encoding === "binary" ? "Binary" : "HexToASCII",
    prefix: encoding === "binary" ? "Binary.Fixed" : "Hex.Fixed",
    ...(single ? { disableautoexpand: true } : {}),
  };
}

function moovFieldOf(field: FieldSpec, path: string, context: Context): MoovField {
  const { subfields } = field;
  if ((field.minimum ?? 0) > 0) context.notes.push(`${path}.minimum: moov does not check it`);
  if (field.content === "x+n" && field.encoding === "bcd") return signed(field, path, context);
  const inner = subfields === undefined ? undefined : compositeOf(field, subfields, path, context);
  return inner ?? primitive(field, path, context);
}

/** A sign of its own before packed digits. */
function signed(field: FieldSpec, path: string, context: Context): MoovField {
  const digits: FieldSpec = { content: "n", encoding: "bcd", length: field.length - 1 };
  if (field.prefix !== undefined) refuseExport(path, "a signed number of fixed length");
  context.notes.push(`${path}: a composite of sign and digits`);
  return {
    ...describe(field),
    ...{ type: "Composite", length: 1 + ((digits.length + 1) >> 1), prefix: "Binary.Fixed" },
    tag: { sort: "StringsByInt" },
    subfields: {
      "1": primitive({ content: "a", encoding: "ascii", length: 1, name: "Sign" }, path, context),
      "2": primitive({ ...digits, name: "Amount" }, path, context),
    },
  };
}

function describe({ name }: Pick<FieldSpec, "name">): { description?: string } {
  const description = plainName(name);
  return description === undefined ? {} : { description };
}

/** Nibbles that are no digits, which no encoding that moov's JSON names packs. */
function isNibbles({ content, encoding }: FieldSpec): boolean {
  return encoding === "bcd" && content !== "n";
}

/**
 * The bytes that the nibbles take. A length in front of them counts nibbles and moov reads bytes by it, so that the field has
 * to be given an encoding of its own (encoding.PackedBCDHex has the digits on the right) before it is used.
 */
function bytesOf(field: FieldSpec, path: string, context: Context): MoovField {
  const { content, length, prefix, align, pad = "0" } = field;
  const bytes: FieldSpec = { content: "b", encoding: "binary", length: (length + 1) >> 1 };
  if (prefix === undefined) {
    const side =
      length % 2 === 0 ? "" : `, the odd one filled up with ${pad} on the ${align === "right" ? "left" : "right"}`;
    context.notes.push(`${path}: ${content} in bcd is bytes in moov, two nibbles each${side}`);
    return { ...primitive(bytes, path, context), ...describe(field) };
  }
  const { counts, ...rest } = prefix;
  const tail = counts === "bytes" ? "" : "; its length counts nibbles: give it a custom encoding, as moov counts bytes";
  context.notes.push(`${path}: ${content} in bcd is Binary in moov${tail}`);
  return { ...primitive({ ...bytes, prefix: rest }, path, context), ...describe(field) };
}

function primitive(field: FieldSpec, path: string, context: Context): MoovField {
  if (isNibbles(field)) return bytesOf(field, path, context);
  return {
    type: typeOf(field),
    length: field.length,
    ...describe(field),
    enc: encodingName(field, path, context),
    prefix: prefixName(field, path, context),
    ...paddingOf(field, path),
  };
}

/** Numbers of moov lose zeros in front, which only a fixed length gives back, and have at most 18 digits. */
function typeOf({ content, encoding, length, prefix }: FieldSpec): string {
  if (content === "b") return encoding === "binary" ? "Hex" : "Binary";
  if (content === "n" && prefix === undefined && length <= 18) return "Numeric";
  return content === "z" && encoding !== "bcd" ? "Track2" : "String";
}

function encodingName(field: FieldSpec, path: string, { codePage }: Context): string {
  const { encoding, align, length, prefix, pad = "0" } = field;
  if (encoding === "ebcdic-hex") refuseExport(path, "hexadecimal text in ASCII", encoding);
  if (encoding === "ebcdic") {
    const page = field.codePage ?? codePage;
    if (page === "cp500") refuseExport(`${path}.codePage`, "cp037 or cp1047", page);
    return page === "cp1047" ? "EBCDIC1047" : "EBCDIC";
  }
  if (encoding === "bcd") {
    const isOdd = prefix !== undefined || length % 2 === 1;
    if (isOdd && pad !== "0") refuseExport(`${path}.pad`, "0", pad);
    return isOdd && align === "left" ? "LBCD" : "BCD";
  }
  return [...ENCODINGS].find(([, own]) => own.encoding === encoding)?.[0] ?? "";
}

function prefixName(field: FieldSpec, path: string, context: Context): string {
  const { prefix, encoding } = field;
  if (prefix === undefined) {
    if (encoding === "hex") return "Hex.Fixed";
    return `${encoding === "ebcdic" ? encodingName(field, path, context) : PREFIX_NAMES[encoding as "ascii"]}.Fixed`;
  }
  const { digits, counts, inclusive } = prefix;
  const usual =
    encoding === "bcd" ? ["digits", "nibbles"] : encoding === "binary" || encoding === "hex" ? ["bytes"] : [];
  const isText = encoding === "ascii" || encoding === "ebcdic";
  if (inclusive === true) refuseExport(`${path}.prefix.inclusive`, "a length without its own bytes");
  if (counts !== undefined && !isText && !usual.includes(counts)) {
    refuseExport(`${path}.prefix.counts`, usual.join(" or "), counts);
  }
  if (prefix.encoding === "hex" && digits % 2 === 1) {
    refuseExport(`${path}.prefix.digits`, "an even number", `${digits}`);
  }
  const name =
    prefix.encoding === "ebcdic" && context.codePage === "cp1047" ? "EBCDIC1047" : PREFIX_NAMES[prefix.encoding];
  return `${name}.${"L".repeat(prefix.encoding === "hex" ? digits / 2 : digits)}`;
}

/** How a short text of fixed length is filled up, or digits that begin with zeros. */
function paddingOf(field: FieldSpec, path: string): Pick<MoovField, "padding"> {
  const { content, encoding, prefix, align, pad } = field;
  const isText = encoding === "ascii" || encoding === "ebcdic";
  if (prefix !== undefined || !isText) return {};
  const isNumber = content === "n";
  const filler = pad ?? (isNumber ? "0" : " ");
  if (filler.length !== 1) refuseExport(`${path}.pad`, "one character");
  return { padding: { type: (align ?? (isNumber ? "right" : "left")) === "right" ? "Left" : "Right", pad: filler } };
}

function compositeOf(
  field: FieldSpec,
  subfields: SubfieldsSpec,
  path: string,
  context: Context,
): MoovField | undefined {
  const { encoding, length, content } = field;
  const outer = { type: "Composite", length, ...describe(field), prefix: prefixName(field, path, context) };
  const inner = (fields: Readonly<Record<string, SliceSpec | FieldSpec>>): Record<string, MoovField> =>
    Object.fromEntries(
      Object.entries(fields).map(([number, own]) => [
        number,
        moovFieldOf("encoding" in own ? own : { ...own, encoding }, `${path}.subfields.fields.${number}`, context),
      ]),
    );
  const isPlain = encoding === "binary" || encoding === "ascii";
  if (isPlain && subfields.kind === "positional") {
    return { ...outer, tag: { sort: "StringsByInt" }, subfields: inner(subfields.fields) };
  }
  if (isPlain && subfields.kind === "bitmap" && (subfields.header ?? 0) === 0 && content === "b") {
    const { bitmap } = subfields;
    if (bitmap.encoding !== "ebcdic-hex") {
      const own = bitmapField(bitmap.encoding, bitmap.bytes, true);
      return { ...outer, bitmap: own, subfields: inner(subfields.fields) };
    }
  }
  context.notes.push(`${path}.subfields: left out, the value is whole in moov`);
  return undefined;
}
