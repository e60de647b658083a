/**
 * Messages from plain contents: all values are written into the core's buffer in one pass and packed by one call.
 */
import { CodecError, statusName } from "../errors.ts";
import { encodeTlv } from "../tlv/encode.ts";
import { calls, input, taken } from "../wasm.ts";
import { fieldOf, isSliced } from "./compile.ts";
import type { Field, Group } from "./compile.ts";
import type { FieldContent, MessageContent, TaggedContent } from "./content.ts";
import { expectedOf } from "./faults.ts";
import { packJoined } from "./join.ts";
import { indexError } from "./message_index.ts";
import type { SliceSpec } from "./spec.ts";
import { HEADER } from "./subfields.ts";
import { putValue } from "./values.ts";

type Entry = readonly [number: number, content: FieldContent];

const RECORD_HEAD = 4;
const MTI_DIGITS = 4;

/** @throws CodecError with the field that cannot be packed */
export function packMessage(group: Group, { mti, fields, bitmap = "", header }: MessageContent): Uint8Array {
  if (mti.length !== MTI_DIGITS) throw lengthFault("mti", "four digits", mti.length);
  const atLeast = bitmapsNamed(group, bitmap);
  const joined = packJoined(group, mti, fields, atLeast);
  const bytes = joined > 0 ? taken(joined) : packGroup(group, fields, "", atLeast, mti);
  return withHeader(group, bytes, header, "header");
}

/** The packed group with the bytes that stand in front of it. */
function withHeader(group: Group, packed: Uint8Array, header: FieldContent | undefined, path: string): Uint8Array {
  if (group.headerBytes === 0) return packed;
  const bytes = typeof header === "string" ? new Uint8Array(Buffer.from(header, "hex")) : header;
  if (!(bytes instanceof Uint8Array) || bytes.length !== group.headerBytes) {
    throw lengthFault(path, `${group.headerBytes} bytes`, bytes instanceof Uint8Array ? bytes.length : 0);
  }
  packed.set(bytes);
  return packed;
}

/** Ascending, as objects keep their integer keys; other sources are sorted. */
function entriesOf(fields: MessageContent["fields"]): readonly Entry[] {
  if (Symbol.iterator in fields) return Array.from(fields as Iterable<Entry>).sort(([a], [b]) => a - b);
  const entries: Entry[] = [];
  let last = -1;
  let ascending = true;
  for (const key in fields) {
    const number = Number(key);
    ascending &&= number > last;
    last = number;
    const content = fields[key];
    if (content !== undefined) entries.push([number, content]);
  }
  return ascending ? entries : entries.sort(([a], [b]) => a - b);
}

function bitmapsNamed({ bitmap }: Group, text: string): number {
  if (bitmap === undefined || bitmap.count === 1) return 1;
  return Math.min(bitmap.count, Math.max(1, Math.ceil((text.length / 2 - bitmap.bytes) / 8) + 1));
}

/** @param prefix path of the group with its dot, empty for a message */
function packGroup(
  group: Group,
  fields: MessageContent["fields"],
  prefix: string,
  atLeast = 1,
  mti?: string,
): Uint8Array {
  const { last, end } = putAll(group, fields, prefix, mti);
  const bitmaps = Math.max(atLeast, bitmapsFor(group, last));
  const length = calls().packFields(group.table.address() + group.offset, bitmaps, end);
  if (length >= 0) return taken(length);
  const { field } = indexError();
  const code = statusName(-length);
  const expected = group.fields[field];
  throw new CodecError({
    code,
    path: field === 0 ? "mti" : `${prefix}${field}`,
    offset: 0,
    ...(expected === undefined ? {} : { expected: expectedOf(expected) }),
  });
}

/** What `packFields` is given: the last field, and where the records end. */
interface Records {
  last: number;
  end: number;
}

/** Records of any contents. */
function putAll(group: Group, fields: MessageContent["fields"], prefix: string, mti?: string): Records {
  // Contents of subfields are packed first: they pass through the same buffer.
  const flat = entriesOf(fields).map(([number, content]): readonly [Field, string | Uint8Array] => {
    const field = fieldOf(group, number, `${prefix}${number}`);
    return [field, flatten(field, content, `${prefix}${number}`)];
  });
  const type = group.fields[0];
  let end = mti !== undefined && type !== undefined ? putRecord(type, mti, 0, "") : 0;
  for (const [field, value] of flat) end = putRecord(field, value, end, prefix);
  return { last: flat.at(-1)?.[0].number ?? 0, end };
}

/** Bitmaps that tell of a field `last`. */
export function bitmapsFor({ bitmap }: Group, last: number): number {
  if (bitmap === undefined || bitmap.count === 1) return 1;
  return Math.min(bitmap.count, Math.max(1, Math.ceil(last / 64)));
}

/** Field, length, value: what `packFields` reads. @returns the offset after it */
function putRecord(field: Field, value: string | Uint8Array, at: number, prefix: string): number {
  const out = input();
  const length = putValue(field, value, out, at + RECORD_HEAD, prefix);
  out[at] = field.number;
  out[at + 1] = field.number >> 8;
  out[at + 2] = length;
  out[at + 3] = length >> 8;
  return at + RECORD_HEAD + length;
}

function flatten(field: Field, content: FieldContent, path: string): string | Uint8Array {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  const { subfields } = field.spec;
  if (typeof content !== "object" || subfields === undefined) {
    throw refused(path, subfields === undefined ? "text or bytes: it has no subfields" : "text, bytes or subfields");
  }
  switch (subfields.kind) {
    case "positional":
      return isSliced(subfields)
        ? joined(subfields.fields, record(content, path), path)
        : grouped(field, content, path);
    case "bitmap":
      return grouped(field, content, path);
    case "tagged":
      return tagged(field, listOf(content, path), path);
    case "ber-tlv":
      return objects(listOf(content, path), path);
  }
}

function refused(path: string, expected: string): CodecError {
  return new CodecError({ code: "ISO_CHARACTER", path, offset: 0, expected });
}

function record(content: object, path: string): Readonly<Record<string, FieldContent>> {
  if (Array.isArray(content)) throw refused(path, "subfields by their numbers");
  return content as Readonly<Record<string, FieldContent>>;
}

/** Slices one after the other: whole ones, only the last text may be short, none left out between. */
function joined(
  specs: Readonly<Record<string, SliceSpec>>,
  content: Readonly<Record<string, FieldContent>>,
  path: string,
): string {
  const ids = Object.keys(specs);
  for (const id of Object.keys(content)) {
    if (specs[id] === undefined) throw new CodecError({ code: "ISO_UNDEFINED", path: `${path}.${id}`, offset: 0 });
  }
  const present = ids.filter((id) => content[id] !== undefined);
  return present
    .map((id, index) => {
      const inner = `${path}.${id}`;
      const piece = content[id];
      if (ids[index] !== id)
        throw new CodecError({ code: "ISO_ORDER", path: inner, offset: 0, expected: "those before it" });
      if (typeof piece !== "string") throw refused(inner, "text");
      const { length = 0, content: kind } = specs[id] ?? {};
      const mayBeShort = index === present.length - 1 && kind !== "n";
      if (piece.length > length || (piece.length < length && !mayBeShort)) {
        throw lengthFault(inner, `${length} of ${kind ?? ""}`, piece.length);
      }
      return piece;
    })
    .join("");
}

function grouped({ group, form }: Field, content: object, path: string): Uint8Array {
  if (group === undefined || form === "packed" || form === "signed-packed") {
    throw refused(path, "text: its subfields cannot be packed");
  }
  const { [HEADER]: header, ...fields } = record(content, path);
  return withHeader(group, packGroup(group, fields, `${path}.`), header, `${path}.${HEADER}`);
}

/** Tagged contents in their order; those of an object in the order of its keys. */
function listOf(content: object, path: string): readonly TaggedContent[] {
  if (Array.isArray(content)) return content as readonly TaggedContent[];
  return Object.entries(record(content, path)).map(([tag, value]) =>
    typeof value === "string" || value instanceof Uint8Array
      ? { tag, value }
      : { tag, children: listOf(value, `${path}.${tag}`) },
  );
}

function tagged({ tagged: tags }: Field, list: readonly TaggedContent[], path: string): Uint8Array {
  if (tags === undefined) throw refused(path, "text or bytes");
  const pieces = list.flatMap(({ tag, value }) => {
    if (value === undefined) throw refused(`${path}.${tag}`, "a value");
    return [
      packGroup(tags.tag, [[1, tag]], `${path}.`),
      packGroup(tags.values.get(tag) ?? tags.other, [[1, value]], `${path}.${tag}.`),
    ];
  });
  return new Uint8Array(Buffer.concat(pieces));
}

function objects(list: readonly TaggedContent[], path: string): Uint8Array {
  const pieces = list.map(({ tag, value, children }) => {
    const inner = `${path}.${tag}`;
    if (children !== undefined) return encodeTlv(Number.parseInt(tag, 16), objects(children, inner));
    if (value === undefined) throw refused(inner, "a value or children");
    if (typeof value === "string" && !/^(?:[0-9A-Fa-f]{2})*$/.test(value)) throw refused(inner, "hexadecimal digits");
    return encodeTlv(
      Number.parseInt(tag, 16),
      typeof value === "string" ? new Uint8Array(Buffer.from(value, "hex")) : value,
    );
  });
  return new Uint8Array(Buffer.concat(pieces));
}

function lengthFault(path: string, expected: string, actual: number): CodecError {
  return new CodecError({ code: "ISO_LENGTH", path, offset: 0, expected, actual: `${actual}` });
}
