/** `tillcore qr encode`: a merchant-presented code from JSON. */
import { CodecError } from "../../codec/errors.ts";
import type { QrContent, QrEntry } from "../../codec/qr/encode.ts";
import { Qr } from "../../codec/qr/qr.ts";
import { jsonFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { tellJson } from "../output.ts";

export interface EncodeOptions {
  file?: string;
  json?: boolean;
}

/** @throws Rejection, UsageError */
export async function encode(argument: string | undefined, options: EncodeOptions, io: Io): Promise<void> {
  const text = await judged(async () => {
    return Qr.encode(contentOf(await jsonFrom({ ...options, argument }, io)));
  });
  if (options.json === true) tellJson({ text }, io);
  else io.out(`${text}\n`);
}

function contentOf(value: unknown): readonly QrEntry[] | QrContent {
  if (!isRecord(value)) throw fault("", "an object");
  const { kind, fields } = value;
  if (fields === undefined) return byId(value, "");
  if (kind !== undefined && kind !== "emv-mpm") throw fault("kind", "emv-mpm: no other kind can be written");
  return entriesOf(fields, "fields");
}

function byId(value: Record<string, unknown>, path: string): QrContent {
  const entries = Object.entries(value).map(([id, own]): [string, string | QrContent] => {
    // Not in the path: what is no ID may be anything.
    if (!/^[0-9]{2}$/.test(id)) throw new CodecError({ code: "QR_ID", path, offset: 0, expected: "two digits" });
    if (typeof own === "string") return [id, own];
    const place = path === "" ? id : `${path}.${id}`;
    if (!isRecord(own)) throw fault(place, "text, or an object of objects");
    return [id, byId(own, place)];
  });
  return Object.fromEntries(entries);
}

function entriesOf(value: unknown, path: string): QrEntry[] {
  if (!Array.isArray(value)) throw fault(path, "a list");
  return value.map((own: unknown, at) => entryOf(own, `${path}[${at}]`));
}

function entryOf(own: unknown, path: string): QrEntry {
  if (!isRecord(own)) throw fault(path, "an object");
  const { id, value, fields } = own;
  if (typeof id !== "string") throw fault(`${path}.id`, "two digits");
  if (fields !== undefined) return { id, fields: entriesOf(fields, `${path}.fields`) };
  if (typeof value !== "string") throw fault(`${path}.value`, "text");
  return { id, value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(path: string, expected: string): CodecError {
  return new CodecError({ code: "QR_JSON", path, offset: 0, expected });
}
