/**
 * Dissectors for Wireshark, made from a dialect: one Lua file that shows its messages on TCP, field by field.
 *
 * Frames are put together over packets by their length. Card numbers, tracks and secrets are masked in the tree and in the
 * list unless a preference of the dissector says otherwise; the bytes of a packet are shown by Wireshark as they are.
 */
import { listedTags, shownOf, tagInfos } from "../emv/dictionary.ts";
import { tagName } from "../tlv/tags.ts";
import { translationOf } from "./code_pages.ts";
import type { Field, Group, Tagged } from "./compile.ts";
import { Dialect } from "./dialect.ts";
import { frameShape } from "./frame_shape.ts";
import { LUA_MESSAGES } from "./lua_messages.ts";
import { LUA_VALUES } from "./lua_values.ts";
import { MESSAGE_NAMES } from "./message_names.ts";
import { secretOf } from "./shown.ts";
import type { CodePage, DialectSpec, FrameSpec, Name, PrefixSpec, SliceSpec, TaggedSpec } from "./spec.ts";

export interface LuaOptions {
  /** TCP port at which to expect messages; 8583 unless given. A preference of the dissector. */
  port?: number;
}

type Lua = string | number | boolean | undefined | readonly Lua[] | { readonly [key: string]: Lua };

const PORT_DEFAULT = 8583;
const LINE_MAX = 118;
const FRAME_DEFAULT: FrameSpec = { length: { encoding: "binary", digits: 2 } };
const PAGES: readonly CodePage[] = ["cp037", "cp500", "cp1047"];

/**
 * The text of a Lua file; Wireshark 3.6 and later take it with `-X lua_script:FILE` or from the folder of its plugins.
 *
 * @param spec frames have two bytes of length where it says nothing about them
 * @throws CodecError when the spec is no dialect (see `Dialect.from`), FRAME_SPEC
 */
export function wiresharkLua(spec: DialectSpec, { port = PORT_DEFAULT }: LuaOptions = {}): string {
  const { group } = Dialect.from(spec);
  const codePage = spec.codePage ?? "cp037";
  const [mti, ...fields] = fieldsOf(group, codePage);
  const { encoding, continuation = encoding, count } = spec.bitmap;
  const { tpduBytes, headerBytes, ...shape } = frameShape(spec.frame ?? FRAME_DEFAULT);
  const words = JSON.stringify(spec);
  const dialect: Lua = {
    id: filterName(spec.name),
    title: nameOf(spec.title) || spec.name,
    port: `${port}`,
    frame: { ...shape, bytes: shape.lengthBytes, tpdu: tpduBytes > 0, header: headerBytes },
    header: spec.header ?? 0,
    bitmaps: [encoding, continuation, continuation].slice(0, count),
    mti,
    messages: Object.fromEntries([...MESSAGE_NAMES].map(([type, { en }]) => [type, en])),
    pages: words.includes('"ebcdic') ? Object.fromEntries(PAGES.map((page) => [page, pageText(page)])) : {},
    objects: words.includes('"ber-tlv"') ? objectsOf() : {},
    fields,
  };
  return `${head(spec)}\nlocal dialect = ${luaText(dialect, "")}\n${LUA_VALUES}${LUA_MESSAGES}`;
}

/** What its filters begin with. A name of one word could be one that Wireshark has: `iso8583` itself. */
function filterName(name: string): string {
  return name.includes("-") ? name.replaceAll("-", "_") : `iso8583_${name}`;
}

function head({ name, source }: DialectSpec): string {
  const lines = [
    `Shows ISO 8583 messages of the dialect ${name} in Wireshark. Made by tillcore.`,
    ...(source === undefined ? [] : [`Facts: ${source}`]),
    "Card numbers and secrets are masked in tree and list unless a preference says otherwise; the bytes below are not.",
  ];
  return lines.map((text) => `-- ${text.replaceAll(/\s+/g, " ")}`).join("\n");
}

/** @param path of the field they are in, with a dot; "" for those of the message */
function fieldsOf(group: Group, codePage: CodePage, path = ""): Lua[] {
  return group.fields
    .filter((field) => field !== undefined)
    .map((field) => {
      const secret = path === "" ? secretOf(field.number, field.spec) : field.spec.secret;
      return { ...fieldTable(field, codePage, path), secret };
    });
}

function fieldTable(field: Field, codePage: CodePage, path: string): Readonly<Record<string, Lua>> {
  const { spec, form, left, number } = field;
  return {
    id: `${number}`,
    name: nameOf(spec.name),
    form,
    left,
    encoding: spec.encoding,
    units: spec.length,
    prefix: spec.prefix === undefined ? undefined : prefixOf(spec.prefix, field),
    bytes: spec.content === "b",
    free: spec.prefix !== undefined,
    part: path !== "",
    page: spec.codePage ?? codePage,
    inside: insideOf(field, codePage, `${path}${number}.`),
  };
}

/** What the number counts is as `compile.ts` has it: units of the value, pairs of digits, or halves of a byte. */
function prefixOf({ digits, encoding, counts, inclusive }: PrefixSpec, { form, prefixBytes, spec }: Field): Lua {
  const isHalves =
    form === "hex" ? counts !== undefined && counts !== "bytes" : counts === "digits" || counts === "nibbles";
  const isBytes = spec.encoding === "hex" || spec.encoding === "ebcdic-hex" || spec.encoding === "binary";
  const pairs = spec.encoding === "bcd" && counts === "bytes";
  return {
    digits,
    encoding,
    bytes: prefixBytes,
    inclusive,
    counts: pairs ? "pairs" : isBytes && isHalves ? "halves" : "units",
  };
}

function insideOf({ spec, group, tagged }: Field, codePage: CodePage, path: string): Lua {
  const { subfields } = spec;
  if (subfields?.kind === "ber-tlv") return { kind: "objects" };
  if (subfields?.kind === "tagged" && tagged !== undefined) {
    return { kind: "tagged", ...taggedOf(tagged, subfields, codePage, path) };
  }
  if (subfields?.kind === "bitmap" && group !== undefined) {
    const { encoding, bytes } = subfields.bitmap;
    const fields = fieldsOf(group, codePage, path);
    return { kind: "bitmap", header: subfields.header ?? 0, encoding, bytes, fields };
  }
  if (subfields?.kind !== "positional") return undefined;
  if (group !== undefined) return { kind: "fields", fields: fieldsOf(group, codePage, path) };
  return { kind: "slices", fields: Object.entries(subfields.fields).map(([id, slice]) => sliceOf(id, slice)) };
}

function sliceOf(id: string, { name, content, length, secret }: SliceSpec): Lua {
  return { id, name: nameOf(name), units: length, secret, bytes: content === "b", part: true, free: content !== "n" };
}

function taggedOf({ tag, values, other }: Tagged, spec: TaggedSpec, codePage: CodePage, path: string) {
  const valueOf = (id: string, group: Group): Lua => {
    const own = spec.fields?.[id];
    const [field] = group.fields.filter((candidate) => candidate !== undefined);
    if (field === undefined) throw new Error("a tagged value has a field");
    return { ...fieldTable(field, codePage, path), id, name: nameOf(own?.name), secret: own?.secret, free: true };
  };
  const fields = [...values].map(([id, group]) => valueOf(id, group));
  return { tag: fieldsOf(tag, codePage, path)[0], other: valueOf("", other), fields };
}

/** Names of data objects, lengths that they may have, and how much of them may be seen. */
function objectsOf(): Lua {
  return Object.fromEntries(listedTags().map((tag) => [tagName(tag), objectOf(tag)]));
}

/** Of a tag with several meanings the names and lengths of all; it is only shown where no meaning is secret. */
function objectOf(tag: number): Lua {
  const infos = tagInfos(tag);
  const isOpen = infos.every(({ secret }) => secret === "none");
  const shown = shownOf(tag);
  return {
    tag: tagName(tag),
    name: [...new Set(infos.map(({ en }) => en))].join(" / "),
    shown: isOpen || shown !== "all" ? shown : "hidden",
    least: Math.min(...infos.map(({ min }) => min)),
    most: Math.max(...infos.map(({ max }) => max)),
  };
}

function pageText(page: CodePage): string {
  return Buffer.from(translationOf(page).toLatin1).toString("hex");
}

function nameOf(name: Name | undefined): string {
  return typeof name === "object" ? name.en : (name ?? "");
}

/** A value as Lua has it, long tables with a line for each member. */
function luaText(value: Lua, indent: string): string {
  if (typeof value === "string") return luaString(value);
  if (typeof value !== "object") return value === undefined ? "nil" : `${value}`;
  const members = Array.isArray(value)
    ? (value as readonly Lua[]).map((member) => luaText(member, `${indent}  `))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined && member !== false && member !== "")
        .map(([key, member]) => `${luaKey(key)} = ${luaText(member, `${indent}  `)}`);
  const line = `{ ${members.join(", ")} }`;
  if (line.length < LINE_MAX && !line.includes("\n")) return line;
  return `{\n${members.map((member) => `${indent}  ${member},\n`).join("")}${indent}}`;
}

function luaKey(key: string): string {
  return /^[a-z]\w*$/.test(key) ? key : `[${luaString(key)}]`;
}

/** Bytes that do not print, and those of UTF-8, as decimal escapes. */
function luaString(text: string): string {
  const bytes = [...Buffer.from(text, "utf8")];
  const printed = bytes.map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\${byte.toString().padStart(3, "0")}`
      : String.fromCharCode(byte),
  );
  return `"${printed.join("")}"`;
}
