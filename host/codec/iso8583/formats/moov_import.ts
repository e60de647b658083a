/**
 * Dialects from specifications of moov-io/iso8583 in JSON.
 *
 * A value that moov trims of its pad is read here with it. What lies inside a composite and cannot be said is left out with a
 * note: the value is then kept whole.
 */
import { isDeeper } from "../../json_schema.ts";
import { checkSpec } from "../check.ts";
import type { BitmapForm, DialectSpec, FieldSpec } from "../spec.ts";
import { refuseImport, requireTypes, slugOf } from "./fault.ts";
import type { Imported } from "./fault.ts";
import { moovField } from "./moov_composite.ts";
import { ENCODINGS, FIELD_TYPES } from "./moov_names.ts";
import type { MoovField, MoovSpec } from "./moov_names.ts";

const BITMAP_FIELD = 65;
const LEVELS_MAX = 24;

/**
 * @param json the specification as parsed JSON
 * @throws CodecError DIALECT_IMPORT with the place: `fields.55.enc`
 */
export function importMoov(json: unknown): Imported {
  if (isDeeper(json, LEVELS_MAX)) refuseImport("", `at most ${LEVELS_MAX} levels`);
  requireTypes(json, { name: "string", fields: "object" }, "");
  const source = json as MoovSpec;
  const notes: string[] = [];
  const numbers = Object.keys(source.fields ?? {});
  const last = Math.max(0, ...numbers.map(Number));
  if (!numbers.every((number) => /^(0|[1-9][0-9]{0,2})$/.test(number)) || last > 192) {
    refuseImport("fields", "field numbers up to 192");
  }
  const fields: Record<string, FieldSpec> = {};
  for (const [number, field] of Object.entries(source.fields ?? {})) {
    if (number === "0" || number === "1") continue;
    if (Number(number) === BITMAP_FIELD) notes.push("fields.65: left out, it belongs to the bitmaps");
    else fields[number] = moovField(field, `fields.${number}`, notes);
  }
  const { name = "moov" } = source;
  const spec: DialectSpec = {
    name: slugOf(name),
    title: name,
    mti: mtiOf(source.fields?.["0"]),
    bitmap: bitmapOf(source.fields?.["1"], last),
    fields,
  };
  return { spec: checkSpec(withOneCodePage(spec)), notes };
}

function mtiOf(field: MoovField | undefined): DialectSpec["mti"] {
  if (field !== undefined) requireTypes(field, FIELD_TYPES, "fields.0");
  const encoding = ENCODINGS.get(field?.enc ?? "")?.encoding;
  if (field?.length !== 4 || (encoding !== "ascii" && encoding !== "bcd" && encoding !== "ebcdic")) {
    refuseImport("fields.0", "four digits of ASCII, BCD or EBCDIC", field?.enc);
  }
  return { encoding };
}

/** Unless it is told not to, a bitmap of moov announces the next one by its first bit. */
function bitmapOf(field: MoovField | undefined, last: number): BitmapForm {
  if (field !== undefined) requireTypes(field, FIELD_TYPES, "fields.1");
  const encoding = ENCODINGS.get(field?.enc ?? "")?.encoding;
  if (field?.type !== "Bitmap" || (encoding !== "binary" && encoding !== "hex")) {
    refuseImport("fields.1", "a Bitmap in Binary or HexToASCII", field?.enc);
  }
  const expands = field.disableautoexpand !== true;
  const count = Math.max(1, Math.ceil(last / 64));
  return { encoding, count: (expands ? Math.max(2, count) : count) as 1 | 2 | 3 };
}

/** One code page for the dialect, where fields differ it stays with them. */
function withOneCodePage(spec: DialectSpec): DialectSpec {
  const pages = new Set(
    Object.values(spec.fields).flatMap(({ codePage }) => (codePage === undefined ? [] : [codePage])),
  );
  const [codePage] = pages;
  if (codePage === undefined || pages.size > 1) return spec;
  const fields = Object.entries(spec.fields).map(([number, field]) => {
    const rest = { ...field };
    delete rest.codePage;
    return [number, rest] as const;
  });
  return { ...spec, codePage, fields: Object.fromEntries(fields) };
}
