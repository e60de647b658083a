/**
 * A message as rows: the message type, each field, and when told so what lies inside them, with names and with values as they
 * may be seen.
 *
 * A field that is masked is one row, whatever lies inside; so is one whose inside is malformed.
 */
import { CodecError } from "../../codec/errors.ts";
import { tagNameOf } from "../../codec/emv/index.ts";
import type { Message } from "../../codec/iso8583/message.ts";
import { MESSAGE_NAMES } from "../../codec/iso8583/message_names.ts";
import { maskedField, maskedObject, maskedText, secretOf } from "../../codec/iso8583/shown.ts";
import type { Name } from "../../codec/iso8583/spec.ts";
import type { Part } from "../../codec/iso8583/part.ts";
import type { Language } from "../../codec/lines.ts";
import type { Read } from "./read.ts";

export interface Row {
  /** `mti`, `4`, `60.2`, `55.9F36`. */
  path: string;
  name: string;
  /** As it may be shown; empty for a data object that holds others. */
  value: string;
  /** In full. */
  clear: string;
  bytes: Uint8Array;
  /** 0 for fields. */
  depth: number;
  /** Others follow that lie inside it. */
  parent: boolean;
  /** Where a field lies in the input, without its length; not known of what lies inside. */
  place?: { offset: number; length: number };
  /** Of a data object. */
  tag?: number;
}

export interface RowOptions {
  masked: boolean;
  expand: boolean;
  language: Language;
}

export function rowsOf({ message, at }: Read, options: RowOptions): Row[] {
  const { mti } = message;
  const name = nameOf(MESSAGE_NAMES.get(mti), options.language);
  const bytes = Buffer.from(mti, "latin1");
  const first: Row = { path: "mti", name, value: mti, clear: mti, bytes, depth: 0, parent: false };
  return [...(mti === "" ? [] : [first]), ...message.numbers().flatMap((n) => fieldRows(message, n, at, options))];
}

function fieldRows(message: Message, number: number, at: number, options: RowOptions): Row[] {
  const spec = message.dialect.spec.fields[number];
  const clear = message.text(number);
  const bytes = message.bytes(number);
  const { from, to } = message.range(number) ?? { from: 0, to: 0 };
  const secret = secretOf(number, spec ?? {});
  const parts = options.expand && !(options.masked && secret !== undefined) ? partsOf(message, number) : [];
  const own: Row = {
    path: `${number}`,
    name: nameOf(spec?.name, options.language),
    value: options.masked ? maskedField(message, number) : clear,
    ...{ clear, bytes, depth: 0, parent: parts.length > 0 },
    place: { offset: at + from, length: to - from },
  };
  return [own, ...parts.flatMap((part) => partRows(part, `${number}.${part.id}`, 1, options))];
}

function partsOf(message: Message, number: number): Part[] {
  try {
    return message.parts(number);
  } catch (error) {
    if (error instanceof CodecError) return [];
    throw error;
  }
}

function partRows(part: Part, path: string, depth: number, options: RowOptions): Row[] {
  const { tag, bytes, parts = [], text } = part;
  const own: Row = {
    path,
    name: tag === undefined ? nameOf(part.name, options.language) : tagNameOf(tag, options.language, { value: bytes }),
    value: parts.length > 0 && tag !== undefined ? "" : options.masked ? maskedPart(part) : text,
    ...{ clear: text, bytes, depth, parent: parts.length > 0 },
    ...(tag === undefined ? {} : { tag }),
  };
  return [own, ...parts.flatMap((inner) => partRows(inner, `${path}.${inner.id}`, depth + 1, options))];
}

function maskedPart({ tag, text, bytes, content, free, secret }: Part): string {
  return tag === undefined ? maskedText(text, content, free, secret) : maskedObject(tag, bytes);
}

export function nameOf(name: Name | undefined, language: Language): string {
  if (name === undefined || typeof name === "string") return name ?? "";
  return language === "zh-CN" ? (name.zh ?? name.en) : name.en;
}
