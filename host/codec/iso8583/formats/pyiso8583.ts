/**
 * Dialects from specifications of pyiso8583 (a Python dictionary, here as JSON): h, t, p, 1 and the fields.
 *
 * Facts of versions 3 and 4: `b` as an encoding of a length is a binary number, `bcd` packed digits.
 */
import { isDeeper } from "../../json_schema.ts";
import { checkSpec } from "../check.ts";
import type { CodePage, DialectSpec, FieldSpec, PrefixSpec } from "../spec.ts";
import { clipped } from "./clip.ts";
import { refuseImport, requireTypes } from "./fault.ts";
import type { Imported, Types } from "./fault.ts";

interface PyField {
  data_enc?: string;
  len_enc?: string;
  len_type?: number;
  max_len?: number;
  len_count?: string;
  left_pad?: string;
  right_pad?: string;
  desc?: string;
}

const FIELD_TYPES: Types = {
  ...{ data_enc: "string", len_enc: "string", len_type: "number", max_len: "number" },
  ...{ len_count: "string", left_pad: "string", right_pad: "string", desc: "string" },
};
const EBCDIC: ReadonlyMap<string, CodePage> = new Map([
  ["cp037", "cp037"],
  ["ibm037", "cp037"],
  ["cp500", "cp500"],
  ["ibm500", "cp500"],
  ["cp1047", "cp1047"],
  ["ibm1047", "cp1047"],
]);
const ASCII = ["ascii", "us-ascii", "646"];
/** Encodings of Python that keep ASCII and give bytes from 80 to FF a meaning. */
const WIDER = [
  "latin-1",
  "latin1",
  "latin_1",
  "iso-8859-1",
  "iso8859-1",
  "cp1252",
  "utf-8",
  "utf8",
  "gbk",
  "gb18030",
  "gb2312",
];
const FIELD_MAX = 192;

/**
 * @param json the specification as parsed JSON
 * @param name of the dialect; the format has none
 * @throws CodecError DIALECT_IMPORT with the place: `fields.2.len_enc`
 */
export function importPyiso8583(json: unknown, name = "pyiso8583"): Imported {
  if (isDeeper(json, 2)) refuseImport("", "an object of fields");
  requireTypes(json, {}, "");
  const source = json as Record<string, PyField>;
  for (const [key, field] of Object.entries(source)) requireTypes(field, FIELD_TYPES, key);
  const notes: string[] = [];
  const fields: Record<string, FieldSpec> = {};
  for (const [key, field] of Object.entries(source)) {
    if (["h", "t", "p", "1"].includes(key)) continue;
    const number = Number(key);
    if (!Number.isInteger(number) || number < 2 || number > FIELD_MAX)
      refuseImport(key, `h, t, p or 1 to ${FIELD_MAX}`);
    if (number === 65) notes.push("65: left out, it belongs to the bitmaps");
    else fields[number] = clipped(pyField(field, key), key, notes);
  }
  const header = source["h"]?.max_len ?? 0;
  const spec: DialectSpec = {
    name,
    ...(header > 0 ? { header } : {}),
    mti: mtiOf(source["t"]),
    bitmap: bitmapOf(source, Math.max(0, ...Object.keys(fields).map(Number))),
    fields,
  };
  if (Object.values(source).some(({ len_enc, len_type }) => len_enc === "b" && (len_type ?? 0) > 0)) {
    notes.push("len_enc: b is a binary number, as in versions 3 and 4; before, it was packed digits");
  }
  return { spec: checkSpec(spec), notes };
}

function mtiOf(field: PyField | undefined): DialectSpec["mti"] {
  const encoding = field?.data_enc ?? "";
  if (encoding === "b") return { encoding: "bcd", content: "h" };
  if (EBCDIC.has(encoding)) return { encoding: "ebcdic" };
  if (![...ASCII, ...WIDER].includes(encoding)) refuseImport("t.data_enc", "b, ASCII or EBCDIC", encoding);
  return { encoding: "ascii" };
}

function bitmapOf(source: Record<string, PyField>, last: number): DialectSpec["bitmap"] {
  const encoding = bitmapEncoding(source["p"], "p");
  const second = source["1"];
  if (second === undefined) return { encoding, count: 1 };
  const continuation = bitmapEncoding(second, "1");
  const count = last > 128 ? 3 : 2;
  return { encoding, ...(continuation === encoding ? {} : { continuation }), count };
}

function bitmapEncoding(field: PyField | undefined, path: string): "binary" | "hex" | "ebcdic-hex" {
  const encoding = field?.data_enc ?? "";
  if (encoding === "b") return "binary";
  if (EBCDIC.has(encoding)) return "ebcdic-hex";
  if (![...ASCII, ...WIDER].includes(encoding)) refuseImport(`${path}.data_enc`, "b, ASCII or EBCDIC", encoding);
  return "hex";
}

function pyField(field: PyField, path: string): FieldSpec {
  const { data_enc = "", max_len = 0, len_type = 0, len_count = "bytes", desc } = field;
  if (!Number.isInteger(max_len) || max_len < 1) refuseImport(`${path}.max_len`, "at least 1", `${max_len}`);
  const title = desc === undefined || desc === "" ? {} : { name: desc };
  const prefix = len_type === 0 ? {} : { prefix: prefixOf(field, len_type, path) };
  const inNibbles = len_count === "nibbles";
  if (data_enc === "b") return { ...title, ...(inNibbles ? nibbles(field, max_len) : bytes(max_len)), ...prefix };
  if (inNibbles && len_type > 0) refuseImport(`${path}.len_count`, "bytes in front of text", len_count);
  const length = inNibbles ? max_len >> 1 : max_len;
  const codePage = EBCDIC.get(data_enc);
  if (codePage !== undefined) return { ...title, content: "ans", encoding: "ebcdic", length, codePage, ...prefix };
  const content = ASCII.includes(data_enc) ? "ans" : WIDER.includes(data_enc) ? "anb" : undefined;
  if (content === undefined) refuseImport(`${path}.data_enc`, "b, ASCII, Latin-1, GBK, UTF-8 or EBCDIC", data_enc);
  return { ...title, content, encoding: "ascii", length, ...prefix };
}

function bytes(length: number): FieldSpec {
  return { content: "b", encoding: "binary", length };
}

/** Hexadecimal digits, two a byte; a pad that is not counted stands beside an odd one. */
function nibbles({ left_pad = "", right_pad = "" }: PyField, length: number): FieldSpec {
  const field: FieldSpec = { content: "h", encoding: "bcd", length };
  if (left_pad !== "") return { ...field, align: "right", ...padOf(left_pad) };
  return right_pad === "" ? field : { ...field, ...padOf(right_pad) };
}

function padOf(pad: string): { pad?: string } {
  return pad === "0" ? {} : { pad: pad.toUpperCase() };
}

function prefixOf({ len_enc = "" }: PyField, bytes: number, path: string): PrefixSpec {
  const most = len_enc === "bcd" ? 3 : 4;
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > most)
    refuseImport(`${path}.len_type`, `0 to ${most}`, `${bytes}`);
  if (len_enc === "b") return { digits: bytes, encoding: "binary" };
  if (len_enc === "bcd") return { digits: 2 * bytes, encoding: "bcd" };
  if (EBCDIC.has(len_enc)) return { digits: bytes, encoding: "ebcdic" };
  if (![...ASCII, ...WIDER].includes(len_enc)) refuseImport(`${path}.len_enc`, "b, bcd, ASCII or EBCDIC", len_enc);
  return { digits: bytes, encoding: "ascii" };
}
