/**
 * What lies inside a field: slices of its digits, fields in order or behind a bitmap, tags with lengths, EMV data objects.
 *
 * Paths name subfields as the dialect does: `60.2`, `55.9F36`, `127.25.3`, `48.01`.
 */
import { CodecError } from "../errors.ts";
import { give } from "../wasm.ts";
import type { Field, Group, Tagged } from "./compile.ts";
import { faultOf } from "./faults.ts";
import { Index, indexError } from "./message_index.ts";
import { objectParts } from "./object_parts.ts";
import type { Part } from "./part.ts";
import type { SliceSpec } from "./spec.ts";
import { bytesOf, textOf, wireBytes } from "./values.ts";
import type { MessageView } from "./view.ts";

const OK = 0;
const ACCEPT_TRAILING = 16;
/** Id of the bytes before a bitmap inside a field. */
export const HEADER = "header";

/** @throws CodecError with the path of what is malformed */
export function partsOf(message: MessageView, field: Field): Part[] {
  const from = message.index.at(field.number);
  return inside(field, message.raw, from, message.index.units(field.number), `${field.number}`);
}

/** The part that a path names; undefined when it is absent or its field malformed. */
export function partAt(message: MessageView, path: string): Part | undefined {
  const [first = "", ...ids] = path.split(".");
  try {
    let parts: Part[] | undefined = message.parts(Number(first));
    let part: Part | undefined;
    for (const id of ids) {
      part = parts?.find((candidate) => candidate.id === id.toUpperCase() || candidate.id === id);
      parts = part?.parts;
    }
    return part;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function inside(field: Field, wire: Uint8Array, from: number, units: number, path: string): Part[] {
  const { subfields } = field.spec;
  if (subfields === undefined) return [];
  // Subfields of hexadecimal text lie in the bytes that it stands for.
  const isHex = field.form === "hex";
  const raw = isHex ? bytesOf(field, wire, from, units) : wire;
  const at = isHex ? 0 : from;
  const to = isHex ? raw.length : at + wireBytes(field, units);
  if (field.tagged !== undefined) return taggedParts(field.tagged, field, raw, at, to, path);
  if (field.group !== undefined) return groupParts(field.group, raw, at, to, path);
  if (subfields.kind === "ber-tlv") return objectParts(raw.subarray(at, to), from, path);
  return subfields.kind === "positional" ? slices(subfields.fields, textOf(field, wire, from, units)) : [];
}

function slices(specs: Readonly<Record<string, SliceSpec>>, text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const [id, spec] of Object.entries(specs)) {
    if (at >= text.length) break;
    const piece = text.slice(at, at + spec.length);
    const bytes = new Uint8Array(Buffer.from(piece, "latin1"));
    parts.push(partOf({ id, spec, text: piece, bytes, free: spec.content !== "n" }));
    at += spec.length;
  }
  return parts;
}

function groupParts(group: Group, raw: Uint8Array, from: number, to: number, path: string): Part[] {
  const index = unpackGroup(group, raw, from, to, (inner) => (inner === "" ? path : `${path}.${inner}`));
  const parts = index.numbers(group).flatMap((number) => {
    const field = group.fields[number];
    return field === undefined ? [] : [fieldPart(field, raw, index, `${number}`, `${path}.${number}`)];
  });
  return group.headerBytes === 0 ? parts : [headerPart(raw.subarray(from, from + group.headerBytes)), ...parts];
}

/** What stands before a bitmap inside a field. */
function headerPart(bytes: Uint8Array): Part {
  return { id: HEADER, content: "b", free: false, text: Buffer.from(bytes).toString("hex").toUpperCase(), bytes };
}

function fieldPart(field: Field, raw: Uint8Array, index: Index, id: string, path: string): Part {
  const at = index.at(field.number);
  const units = index.units(field.number);
  const part = partOf({
    id,
    spec: field.spec,
    text: textOf(field, raw, at, units),
    bytes: bytesOf(field, raw, at, units),
    free: field.spec.prefix !== undefined,
  });
  if (field.spec.subfields !== undefined) part.parts = inside(field, raw, at, units, path);
  return part;
}

function taggedParts(tagged: Tagged, { spec }: Field, raw: Uint8Array, from: number, to: number, path: string): Part[] {
  const parts: Part[] = [];
  const listed = spec.subfields?.kind === "tagged" ? (spec.subfields.fields ?? {}) : {};
  for (let at = from; at < to;) {
    const tag = unpackSingle(tagged.tag, raw, at, to, path);
    const name = tagged.tag.fields[1];
    const id = name === undefined ? "" : textOf(name, raw, tag.at(1), tag.units(1));
    const group = tagged.values.get(id) ?? tagged.other;
    const value = unpackSingle(group, raw, tag.end, to, `${path}.${id}`);
    const field = group.fields[1];
    if (field === undefined || !value.has(1)) {
      throw new CodecError({ code: "ISO_TRUNCATED", path: `${path}.${id}`, offset: tag.end });
    }
    const [at1, units] = [value.at(1), value.units(1)];
    const own = { content: field.spec.content, ...listed[id] };
    parts.push(
      partOf({
        id,
        spec: own,
        text: textOf(field, raw, at1, units),
        bytes: bytesOf(field, raw, at1, units),
        free: true,
        listed: true,
      }),
    );
    at = value.end;
  }
  return parts;
}

/** One field of a group of one, whatever follows it. */
function unpackSingle(group: Group, raw: Uint8Array, from: number, to: number, path: string): Index {
  return unpackGroup(group, raw, from, to, () => path, ACCEPT_TRAILING);
}

/** @param placed the path of a fault, by its path inside the group */
function unpackGroup(
  group: Group,
  raw: Uint8Array,
  from: number,
  to: number,
  placed: (inner: string) => string,
  policy = 0,
): Index {
  const { table } = group;
  give(raw);
  const index = new Index(group.last);
  const status = index.unpack(table.address() + group.offset, from, to, policy);
  if (status === OK) return index;
  const fault = faultOf(status, indexError(), group, "", to);
  throw new CodecError({ ...fault, path: placed(fault.path) });
}

function partOf(part: {
  id: string;
  spec: Pick<SliceSpec, "name" | "content" | "secret">;
  text: string;
  bytes: Uint8Array;
  free: boolean;
  listed?: boolean;
}): Part {
  const { spec, ...rest } = part;
  return {
    ...rest,
    content: spec.content,
    ...(spec.name === undefined ? {} : { name: spec.name }),
    ...(spec.secret === undefined ? {} : { secret: spec.secret }),
  };
}
