/**
 * Dialects of the published samples in tests/vectors/iso8583-dialects.json, from the notation that the samples use.
 *
 * The notation says how a value is encoded and not what it may hold: packed digits are taken for numbers, tracks for any
 * nibbles, ASCII for printable text.
 */
import type { DialectSpec, FieldSpec, PrefixSpec, SubfieldsSpec } from "../../../../host/codec/iso8583/spec.ts";

export interface VectorField {
  enc: string;
  max?: number;
  len?: "fixed" | "var";
  lenEnc?: "ascii" | "bcd" | "binary" | "ebcdic";
  lenDigits?: number;
  lenBytes?: number;
  lenCounts?: string;
  pad?: string;
  jposPad?: string;
  jposClass?: string;
  subPackager?: { headerLength?: string };
  subfields?: Record<string, VectorField>;
}

export type Expected = string | { hex: string } | { [id: string]: Expected };

export interface VectorCase {
  id: string;
  kind: "message" | "malformed" | "field" | "tlv" | "frame";
  source: string;
  spec: VectorField & {
    name?: string;
    note?: string;
    header?: VectorField;
    mti?: VectorField;
    bitmap?: { enc?: string; primary?: string; "secondary+tertiary"?: string };
    fields?: Record<string, VectorField>;
    length?: string;
  };
  hex: string;
  expect: {
    mti?: string;
    header?: string;
    fields?: Record<string, Expected>;
    partial?: Record<string, Expected>;
    error?: boolean;
    field?: string;
    pos?: number;
    value?: string;
    tags?: Array<[string, string]>;
    length?: number;
  };
}

type BitmapEncoding = "binary" | "hex" | "ebcdic-hex";

const TRACKS = ["35", "36"];
/** The field that holds the value of a case of one field. */
export const LONE_FIELD = 2;

export function specOf({ id, kind, spec }: VectorCase): DialectSpec {
  const written = WRITTEN[id];
  if (written !== undefined) return { name: "vector", ...written };
  if (kind !== "message" && spec.mti === undefined && spec.fields === undefined) return loneSpec(spec);
  const { "0": type, "1": map, ...fields } = spec.fields ?? {};
  const bitmap = spec.bitmap ?? {};
  const encoding = bitmapOf(bitmap.enc ?? bitmap.primary ?? map?.enc ?? "");
  const more = bitmap["secondary+tertiary"];
  // Headers that the notes name: six characters, and nine of EBCDIC.
  const header = spec.header?.max ?? (spec.name === "iso93ebcdic-custom.xml" ? 9 : 0);
  return {
    name: "vector",
    ...(header > 0 ? { header } : {}),
    mti: mtiOf(type ?? spec.mti),
    bitmap: {
      encoding,
      ...(more === undefined ? {} : { continuation: bitmapOf(more) }),
      count: map === undefined ? 3 : map.max === 8 ? 1 : 2,
    },
    codePage: "cp500",
    fields: fieldsOf(fields),
  };
}

/** A message of one field, before it the type and the bitmap of `LONE_HEAD`. */
function loneSpec(spec: VectorField): DialectSpec {
  const objects = spec.enc === "BER-TLV";
  const field = objects
    ? { ...fieldOf({ ...spec, enc: "binary", max: 999, len: "var" }, ""), subfields: { kind: "ber-tlv" as const } }
    : fieldOf(spec, "");
  const fields = { [LONE_FIELD]: field };
  return {
    name: "vector",
    mti: { encoding: "bcd" },
    bitmap: { encoding: "binary", count: 1 },
    codePage: "cp500",
    fields,
  };
}
export const LONE_HEAD = "02004000000000000000";

function mtiOf(field: VectorField | undefined): DialectSpec["mti"] {
  switch (field?.enc) {
    case "bcd":
      return { encoding: "bcd" };
    case "binary":
      return { encoding: "bcd", content: "h" };
    case "ebcdic":
      return { encoding: "ebcdic" };
    default:
      return { encoding: "ascii" };
  }
}

function bitmapOf(enc: string): BitmapEncoding {
  if (enc === "binary-bitmap") return "binary";
  return enc === "ebcdic-hex-bitmap" ? "ebcdic-hex" : "hex";
}

function fieldsOf(fields: Record<string, VectorField>): Record<string, FieldSpec> {
  const every = fields["*"];
  const numbers = every === undefined ? Object.keys(fields) : Array.from({ length: 191 }, (_, i) => `${i + 2}`);
  return Object.fromEntries(
    numbers.filter((number) => number !== "65").map((number) => [number, fieldOf(every ?? fields[number]!, number)]),
  );
}

function fieldOf(field: VectorField, number: string): FieldSpec {
  const spec = { ...formOf(field, number), ...prefixed(field) };
  // Two samples name a maximum that one digit cannot say.
  if (spec.prefix?.encoding === "ascii") spec.length = Math.min(spec.length, 10 ** spec.prefix.digits - 1);
  if (field.subfields === undefined) return spec;
  const { "0": map, ...rest } = field.subfields;
  const subfields: SubfieldsSpec = {
    kind: "bitmap",
    header: Number(field.subPackager?.headerLength ?? 0),
    bitmap: { encoding: bitmapOf(map?.enc ?? ""), bytes: map?.max ?? 8 },
    fields: fieldsOf(rest),
  };
  return { ...spec, subfields };
}

/** Content, encoding, length in the units of both, and pads. */
function formOf(field: VectorField, number: string): FieldSpec {
  const { enc, max = 0, lenCounts, jposClass = "" } = field;
  const halved = lenCounts === "nibbles" ? max >> 1 : max;
  switch (enc) {
    case "bcd":
      return packed(TRACKS.includes(number) ? "h" : "n", field);
    case "bcd/hex nibbles":
      return packed("h", field);
    case "ascii sign + bcd digits":
      return { content: "x+n", encoding: "bcd", length: max };
    case "ebcdic sign+digits":
      return { content: "x+n", encoding: "ebcdic", length: max };
    case "ebcdic":
      return { content: "ans", encoding: "ebcdic", length: max };
    case "binary":
      return { content: "b", encoding: "binary", length: halved };
    case "hex-ascii":
      // The notation has one word for both, but jPOS writes bytes behind a length as they are.
      return { content: "b", encoding: /^IFA_L+BINARY$/.test(jposClass) ? "binary" : "hex", length: max };
    default:
      return { content: "ans", encoding: "ascii", length: halved };
  }
}

/** `left0` and pad="true" of jPOS: the pad comes first, the digits stand right. */
function packed(content: "n" | "h", { max = 0, pad, jposPad }: VectorField): FieldSpec {
  const align = pad?.startsWith("right") === true || jposPad === "false" ? "left" : "right";
  return { content, encoding: "bcd", length: max, align, ...(pad?.endsWith("F") === true ? { pad: "F" } : {}) };
}

function prefixed({ enc, len, lenEnc, lenDigits, lenBytes, lenCounts }: VectorField): Pick<FieldSpec, "prefix"> {
  if (lenEnc === undefined || len === "fixed") return {};
  const digits =
    lenEnc === "binary" ? (lenBytes ?? lenDigits ?? 1) : (lenDigits ?? lenBytes! * (lenEnc === "bcd" ? 2 : 1));
  const counts: Pick<PrefixSpec, "counts"> = enc === "binary" && lenCounts === "nibbles" ? { counts: "nibbles" } : {};
  return { prefix: { digits, encoding: lenEnc, ...counts } };
}

const N = (length: number): FieldSpec => ({ content: "n", encoding: "ascii", length });
const ANS = (length: number): FieldSpec => ({ content: "ans", encoding: "ascii", length });
const LL = (content: FieldSpec["content"], length: number, digits = 2): FieldSpec => {
  const encoding = content === "b" ? "binary" : "ascii";
  return { content, encoding, length, prefix: { digits, encoding: "ascii" } };
};
const PAIRS: SubfieldsSpec = {
  kind: "positional",
  fields: { 1: { content: "n", length: 2 }, 2: { content: "n", length: 2 }, 3: { content: "n", length: 2 } },
};

/** What a sample describes in words. */
const WRITTEN: Readonly<Record<string, Omit<DialectSpec, "name">>> = {
  "jpos-postilion-f127-nested": {
    mti: { encoding: "ascii" },
    bitmap: { encoding: "binary", count: 2 },
    fields: {
      ...{ 3: N(6), 7: N(10), 11: N(6), 12: N(6), 13: N(4), 41: ANS(8) },
      127: {
        ...LL("b", 9999, 6),
        subfields: {
          kind: "bitmap",
          bitmap: { encoding: "binary", bytes: 8 },
          fields: { 2: LL("ans", 32), 25: LL("ans", 8000, 4) },
        },
      },
    },
  },
  "moov-packunpack-truncated": {
    mti: { encoding: "ascii" },
    bitmap: { encoding: "binary", count: 2 },
    fields: {
      ...{
        2: LL("n", 19),
        3: { ...N(6), subfields: PAIRS },
        4: N(12),
        7: N(10),
        11: N(6),
        12: N(6),
        13: N(4),
        14: N(4),
      },
      ...{ 19: { ...N(3), encoding: "bcd" }, 22: N(3), 25: N(2), 32: LL("n", 11), 35: LL("z", 37), 37: ANS(12) },
      ...{
        41: ANS(8),
        42: ANS(15),
        43: { ...ANS(40), align: "right" },
        49: { ...N(3), encoding: "bcd", align: "left" },
      },
      ...{ 52: { content: "b", encoding: "binary", length: 8 }, 53: N(16) },
      ...{ 55: { ...LL("b", 999, 3), subfields: { kind: "ber-tlv" } }, 120: LL("ans", 999, 3) },
    },
  },
};
