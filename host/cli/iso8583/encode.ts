/** `tillcore iso8583 encode`: a message from the JSON that `decode --json --unmasked` prints. */
import { CodecError } from "../../codec/errors.ts";
import type { Dialect } from "../../codec/iso8583/dialect.ts";
import { encodeFrame } from "../../codec/iso8583/frame.ts";
import type { FieldContent } from "../../codec/iso8583/content.ts";
import { hexOfBytes } from "../hex.ts";
import { jsonFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { FRAME_DEFAULT, partsOfFrame } from "./framed.ts";
import { dialectNamed } from "./named.ts";

export interface EncodeOptions {
  file?: string;
  json?: boolean;
  dialect: string;
  framed?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** `fault` says why a message that was read ends early: it is written as far as it goes. */
const KEYS = ["mti", "bitmap", "fields", "header", "frame", "trailing", "fault"];
const FRAME_KEYS = ["length", "tpdu", "header"];
const BITMAP_DIGITS = 16;

/** @throws Rejection, UsageError */
export async function encode(argument: string | undefined, options: EncodeOptions, io: Io): Promise<void> {
  const hex = await judged(async () => {
    const dialect = dialectNamed(options.dialect);
    const json = recordAt(await jsonFrom({ ...options, argument }, io), "");
    requireKnown(json, KEYS, "");
    const body = new Uint8Array([...pack(dialect, json), ...trailingOf(json)]);
    return hexOfBytes(options.framed === true ? frame(dialect, json, body) : body);
  });
  if (options.json === true) tellJson({ hex }, io);
  else tellLines([hex], io);
}

function pack(dialect: Dialect, json: Json): Uint8Array {
  const mti = textAt(json, "mti");
  const fields = Object.entries(recordAt(json["fields"], "fields")).map(([key, value]) => {
    if (!/^[0-9]{1,3}$/.test(key)) throw wrong("fields", "numbers of fields");
    return [Number(key), contentAt(value, key)] as const;
  });
  const bitmap = json["bitmap"] === undefined ? undefined : textAt(json, "bitmap");
  if (bitmap !== undefined) requireSame(bitmap, new Set(fields.map(([number]) => number)), dialect.spec.bitmap.count);
  const headerBytes = dialect.spec.header ?? 0;
  const header = hexAt(json, "header", "header", headerBytes);
  return dialect.pack({
    mti,
    fields,
    ...(bitmap === undefined ? {} : { bitmap }),
    ...(headerBytes === 0 ? {} : { header }),
  });
}

function frame(dialect: Dialect, json: Json, body: Uint8Array): Uint8Array {
  const spec = dialect.spec.frame ?? FRAME_DEFAULT;
  const parts = partsOfFrame(spec);
  const given = recordAt(json["frame"] ?? {}, "frame");
  requireKnown(given, FRAME_KEYS, "frame");
  const tpdu = hexAt(given, "tpdu", "frame.tpdu", parts.tpdu);
  return encodeFrame({ tpdu, header: hexAt(given, "header", "frame.header", parts.header), body }, spec);
}

function contentAt(value: unknown, path: string): FieldContent {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "text, or an object");
  const inner = Object.entries(value).map(([key, own]): [string, FieldContent] => {
    // Not in the path: what is no subfield may be anything.
    if (!/^[0-9A-Za-z]{1,8}$/.test(key)) throw wrong(path, "numbers or tags of subfields");
    return [key, contentAt(own, `${path}.${key}`)];
  });
  return Object.fromEntries(inner);
}

/** A key that is misspelt would be a message that lacks something. */
function requireKnown(json: Json, known: readonly string[], path: string): void {
  const key = Object.keys(json).find((candidate) => !known.includes(candidate));
  if (key === undefined) return;
  // Not in the path when it is no word: it may be anything.
  const place = [path, /^[A-Za-z_]{1,16}$/.test(key) ? key : ""].filter((part) => part !== "").join(".");
  throw wrong(place, `no other key than ${known.join(", ")}`);
}

/** A bitmap is made from the fields: one that is given must say the same, but for bits that announce bitmaps. */
function requireSame(bitmap: string, fields: ReadonlySet<number>, count: number): void {
  if (!/^[0-9A-Fa-f]+$/.test(bitmap) || bitmap.length % BITMAP_DIGITS !== 0 || bitmap.length > count * BITMAP_DIGITS) {
    throw wrong("bitmap", count === 1 ? "8 bytes in hexadecimal" : `8 bytes in hexadecimal, or up to ${8 * count}`);
  }
  for (let number = 2; number <= 64 * count; number++) {
    if ((number & 63) === 1 && number <= 64 * count - 64) continue;
    const digit = Number.parseInt(bitmap[(number - 1) >> 2] ?? "0", 16);
    const isSet = ((digit << ((number - 1) & 3)) & 8) !== 0;
    if (isSet === fields.has(number)) continue;
    throw wrong("bitmap", "the fields that are given", `${isSet ? "" : "no "}bit ${number}`);
  }
}

/** Bytes behind the last field. */
function trailingOf(json: Json): Uint8Array {
  const text = json["trailing"] ?? "";
  if (typeof text === "string" && /^(?:[0-9A-Fa-f]{2})*$/.test(text)) return new Uint8Array(Buffer.from(text, "hex"));
  throw wrong("trailing", "bytes in hexadecimal");
}

function recordAt(value: unknown, path: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw wrong(path, "an object");
}

function textAt(json: Json, key: string): string {
  const value = json[key];
  if (typeof value === "string") return value;
  throw wrong(key, "text");
}

/** So many bytes in hexadecimal; may be left out where there are none. */
function hexAt(json: Json, key: string, path: string, count: number): Uint8Array {
  const text = json[key] ?? "";
  if (typeof text === "string" && text.length === 2 * count && /^[0-9A-Fa-f]*$/.test(text)) {
    return new Uint8Array(Buffer.from(text, "hex"));
  }
  throw wrong(path, count === 0 ? "none" : `${count} bytes in hexadecimal`);
}

function wrong(path: string, expected: string, actual?: string): CodecError {
  return new CodecError({ code: "ISO_JSON", path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
}
