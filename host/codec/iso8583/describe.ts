/**
 * Messages as lines that a person can read, with nothing in them that may not be seen.
 *
 * Masking fails closed: what is not known to be harmless is shown as its length only. Never throws for data that was
 * received.
 */
import { describeObjects } from "../describe_objects.ts";
import { CodecError } from "../errors.ts";
import { hexOf, line, sizeOf } from "../lines.ts";
import type { Language } from "../lines.ts";
import { MESSAGE_NAMES } from "./message_names.ts";
import { holdsPan, maskedField, maskedText, secretOf } from "./shown.ts";
import type { Secret } from "./shown.ts";
import type { FieldSpec, Name } from "./spec.ts";
import type { Part } from "./part.ts";
import type { MessageView } from "./view.ts";

const INDENT = "     ";

export interface DescribeOptions {
  /** What the bits of EMV data say, below each object; true unless told. */
  meanings?: boolean;
}

/** One aligned line for the MTI and each field; field 55 has a line for each of its objects, others one a subfield. */
export function describeMessage(
  message: MessageView,
  language: Language,
  { meanings = true }: DescribeOptions,
): string[] {
  const { mti } = message;
  const names = MESSAGE_NAMES.get(mti);
  const lines = [line("MTI", names === undefined ? "" : nameOf(names, language), mti)];
  for (const number of message.numbers()) lines.push(...describeField(message, number, language, meanings));
  return lines;
}

function describeField(message: MessageView, number: number, language: Language, meanings: boolean): string[] {
  const spec = message.dialect.spec.fields[number];
  const label = `F${number}`;
  if (spec === undefined) return [line(label, "", sizeOf(message.bytes(number).length))];
  const title = nameOf(spec.name, language);
  const bytes = message.bytes(number);
  if (spec.subfields?.kind === "ber-tlv") {
    const objects = describeObjects(bytes, language, meanings);
    return [line(label, title, sizeOf(bytes.length)), ...objects, ...faultOf(message, number)];
  }
  const secret = secretOf(number, spec);
  const own = line(label, title, shownValue(message, number, spec, secret));
  const isOpen = secret === undefined && !holdsPan(message.text(number));
  return isOpen ? [own, ...describeParts(message, number, language)] : [own];
}

function shownValue(message: MessageView, number: number, spec: FieldSpec, secret: Secret | undefined): string {
  const bytes = message.bytes(number);
  if (secret === "all" || (spec.content === "b" && spec.prefix !== undefined)) return sizeOf(bytes.length);
  if (spec.content === "b") return hexOf(bytes);
  const masked = maskedField(message, number);
  const isText = secret === undefined && masked === message.text(number);
  return isText ? printable(bytes, masked, spec.encoding === "ascii") : masked;
}

function describeParts(message: MessageView, number: number, language: Language): string[] {
  try {
    return message.parts(number).flatMap((part) => describePart(part, `${number}.${part.id}`, language, INDENT));
  } catch (error) {
    if (error instanceof CodecError) return [INDENT + wordsOf(error)];
    throw error;
  }
}

/** What is wrong with the data objects of a field, if anything is. */
function faultOf(message: MessageView, number: number): string[] {
  try {
    message.parts(number);
    return [];
  } catch (error) {
    if (error instanceof CodecError) return [INDENT + wordsOf(error)];
    throw error;
  }
}

function wordsOf({ code, path, offset }: CodecError): string {
  return `! ${code} in ${path} at byte ${offset}`;
}

function describePart(part: Part, path: string, language: Language, indent: string): string[] {
  const { name, content, text, bytes, free, secret, parts } = part;
  const hidden = secret === "all" || content === "b";
  const shown = secret === undefined ? printable(bytes, text, bytes.length === text.length) : text;
  const value = hidden ? sizeOf(bytes.length) : maskedText(shown, content, free, secret);
  const own = indent + line(path, nameOf(name, language), value);
  const inner = parts?.flatMap((other) => describePart(other, `${path}.${other.id}`, language, `${indent}  `)) ?? [];
  return [own, ...inner];
}

function nameOf(name: Name | undefined, language: Language): string {
  if (name === undefined) return "";
  if (typeof name === "string") return name;
  return language === "zh-CN" ? (name.zh ?? name.en) : name.en;
}

/** Text that all prints, else its bytes as GBK where they are that, else its length. */
function printable(bytes: Uint8Array, text: string, isAscii: boolean): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const read = isAscii ? gbkOf(bytes) : text;
  // Control characters would move a terminal's cursor.
  return read === undefined || /[\0-\x1f\x7f-\x9f]/.test(read) ? sizeOf(bytes.length) : read;
}

function gbkOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("gbk", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
