/**
 * Messages and APDUs as lines that a person can read, with nothing in them that may not be seen.
 *
 * Masking fails closed: what is not known to be harmless is shown as its length only. Never throws for data that was
 * received.
 */
import { EMV_TAGS } from "./emv_tags.ts";
import { FIELD_NAMES, MESSAGE_NAMES } from "./field_names.ts";
import { maskPan, maskText, maskTrack } from "./mask.ts";
import type { Message } from "./message.ts";
import { parseTlv, tagName } from "./tlv.ts";
import type { TlvNode } from "./tlv.ts";

export type Language = "zh-CN" | "en";

const NAME_COLUMNS = 28;
const INDENT = "     ";

/** One aligned line for the MTI and each field; field 55 has a line for each of its objects. */
export function describeMessage(m: Message, language: Language): string[] {
  const names = MESSAGE_NAMES.get(m.mti);
  const lines = [line("MTI", names === undefined ? "" : pick(names, language), m.mti)];
  for (const field of m.fields.keys()) lines.push(...describeField(m, field, language));
  return lines;
}

function describeField(m: Message, field: number, language: Language): string[] {
  const name = FIELD_NAMES.get(field) ?? { zh: "", en: "", shown: "hidden" };
  const label = `F${field}`;
  const title = pick(name, language);
  const size = sizeOf(m.bytes(field).length);
  switch (name.shown) {
    case "all":
      return [line(label, title, printable(m.bytes(field), m.text(field)))];
    case "pan":
      return [line(label, title, maskPan(m.text(field)))];
    case "track":
      return [line(label, title, maskTrack(m.text(field)))];
    case "text":
      return [line(label, title, maskText(printable(m.bytes(field), m.text(field))))];
    case "tlv":
      return [line(label, title, size), ...describeObjects(m.bytes(field), language)];
    case "hidden":
      return [line(label, title, size)];
  }
}

/** Lines for TLV bytes, or nothing when they are no TLV. */
function describeObjects(bytes: Uint8Array, language: Language): string[] {
  try {
    return describeNodes(parseTlv(bytes), language, INDENT);
  } catch {
    return [];
  }
}

function describeNodes(nodes: TlvNode[], language: Language, indent: string): string[] {
  return nodes.flatMap((node) => {
    const name = EMV_TAGS.get(node.tag);
    const own =
      indent + line(tagName(node.tag), name === undefined ? "" : pick(name, language), shownValue(node)).trimEnd();
    const open = node.children !== undefined && name?.shown === "all";
    return open ? [own, ...describeNodes(node.children ?? [], language, `${indent}  `)] : [own];
  });
}

function shownValue(node: TlvNode): string {
  const shown = EMV_TAGS.get(node.tag)?.shown ?? "hidden";
  if (shown === "hidden") return sizeOf(node.value.length);
  if (shown === "all") return node.children === undefined ? hex(node.value) : "";
  const digits = hex(node.value);
  return shown === "pan" ? maskPan(digits.replace(/F+$/, "")) : maskTrack(digits.replace(/F$/, ""));
}

/** Commands of a contact sale whose data may be shown: none carries a PIN. */
const COMMANDS: ReadonlyMap<number, string> = new Map([
  [0xa4, "SELECT"],
  [0xa8, "GET PROCESSING OPTIONS"],
  [0xb2, "READ RECORD"],
  [0xca, "GET DATA"],
  [0xae, "GENERATE AC"],
  [0x82, "EXTERNAL AUTHENTICATE"],
  [0x84, "GET CHALLENGE"],
  [0x88, "INTERNAL AUTHENTICATE"],
  [0xc0, "GET RESPONSE"],
]);
const VERIFY = 0x20;

/**
 * A command with its name and, when there is one, its reply: the status word and the objects it holds. The data of VERIFY
 * and of any command that is not listed is never shown.
 */
export function describeApdu(command: Uint8Array, response?: Uint8Array): string[] {
  const instruction = command[1] ?? 0;
  const name = COMMANDS.get(instruction);
  const lines = [
    name === undefined
      ? `> ${hex(command.subarray(0, 4))} ${sizeOf(Math.max(0, command.length - 4))}  ${instruction === VERIFY ? "VERIFY" : ""}`.trimEnd()
      : `> ${hex(command)}  ${name}`,
  ];
  if (response === undefined) return lines;
  const data = response.subarray(0, Math.max(0, response.length - 2));
  lines.push(`< ${hex(response.subarray(data.length))}${data.length > 0 ? ` ${sizeOf(data.length)}` : ""}`);
  return [...lines, ...describeObjects(data, "en")];
}

function line(label: string, title: string, value: string): string {
  return `${label.padEnd(4)} ${padColumns(title, NAME_COLUMNS)} ${value}`.trimEnd();
}

/** Pads to screen columns: characters outside Latin-1 take two. */
function padColumns(text: string, columns: number): string {
  let width = 0;
  for (const character of text) width += character > "\xff" ? 2 : 1;
  return text + " ".repeat(Math.max(0, columns - width));
}

function pick(name: { zh: string; en: string }, language: Language): string {
  return language === "zh-CN" ? name.zh : name.en;
}

/** Text whose bytes all print, else GBK where it is that, else its length. */
function printable(bytes: Uint8Array, text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  try {
    return new TextDecoder("gbk", { fatal: true }).decode(bytes);
  } catch {
    return sizeOf(bytes.length);
  }
}

function sizeOf(bytes: number): string {
  return `[${bytes} bytes]`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
