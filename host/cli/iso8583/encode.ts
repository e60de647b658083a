/** `tillcore iso8583 encode`: a message from the JSON that `decode --json --unmasked` prints. */
import { CodecError } from "../../codec/errors.ts";
import type { Dialect } from "../../codec/iso8583/dialect.ts";
import { encodeFrame } from "../../codec/iso8583/frame.ts";
import type { FieldContent } from "../../codec/iso8583/pack.ts";
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

/** @throws Rejection, UsageError */
export async function encode(argument: string | undefined, options: EncodeOptions, io: Io): Promise<void> {
  const hex = await judged(options.json, async () => {
    const dialect = dialectNamed(options.dialect);
    const json = recordAt(await jsonFrom({ ...options, argument }, io), "");
    const body = pack(dialect, json);
    return hexOfBytes(options.framed === true ? frame(dialect, json, body) : body);
  });
  if (options.json === true) tellJson({ hex }, io);
  else tellLines([hex], io);
}

function pack(dialect: Dialect, json: Json): Uint8Array {
  const fields = Object.entries(recordAt(json["fields"] ?? {}, "fields")).map(([key, value]) => {
    if (!/^[0-9]{1,3}$/.test(key)) throw wrong("fields", "numbers of fields");
    return [Number(key), contentAt(value, key)] as const;
  });
  const headerBytes = dialect.spec.header ?? 0;
  return dialect.pack({
    mti: textAt(json, "mti"),
    fields,
    ...(json["bitmap"] === undefined ? {} : { bitmap: textAt(json, "bitmap") }),
    ...(headerBytes === 0 ? {} : { header: hexAt(json, "header", "header", headerBytes) }),
  });
}

function frame(dialect: Dialect, json: Json, body: Uint8Array): Uint8Array {
  const spec = dialect.spec.frame ?? FRAME_DEFAULT;
  const parts = partsOfFrame(spec);
  const given = recordAt(json["frame"] ?? {}, "frame");
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

function wrong(path: string, expected: string): CodecError {
  return new CodecError({ code: "ISO_JSON", path, offset: 0, expected });
}
