/**
 * Reads consumer-presented codes (EMV QRCPS CPM 1.1): base64 of BER-TLV, payload format indicator (85) first.
 *
 * Such a code is a payment credential: it holds a PAN or a token and a cryptogram. Faults carry none of it. What the tags
 * mean is known to the EMV dictionary, but for the templates of this specification.
 */
import { tagInfo } from "../emv/dictionary.ts";
import { CodecError } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import { parseTlv } from "../tlv/parse.ts";
import type { TlvObject } from "../tlv/parse.ts";
import { tagName } from "../tlv/tags.ts";
import { wipe } from "../wasm.ts";
import { childPath } from "./field.ts";
import type { QrField } from "./field.ts";

const FORMAT_INDICATOR = "85";
/** "CPV01": version 01 of consumer-presented codes. */
const VERSION = "4350563031";
const APPLICATION_TEMPLATE = "61";
const AID = "4F";

/** Names that differ from, or are missing in, the dictionary. */
const NAMES: Readonly<Record<string, { zh: string; en: string }>> = {
  "85": { zh: "载荷格式标识", en: "Payload format indicator" },
  "61": { zh: "应用模板", en: "Application template" },
  "62": { zh: "公共数据模板", en: "Common data template" },
  "63": { zh: "应用专用透明模板", en: "Application specific transparent template" },
  "64": { zh: "公共透明数据模板", en: "Common data transparent template" },
};

export interface Consumer {
  fields: QrField[];
  faults: CodecFault[];
}

/** @throws CodecError QR_BASE64, or what the TLV reader says; offsets count characters of the text */
export function readConsumer(text: string): Consumer {
  const bytes = bytesOf(text);
  try {
    const fields = fieldsOf(parseTlv(bytes), "");
    return { fields, faults: judge(fields) };
  } catch (error) {
    throw error instanceof CodecError ? inText(error) : error;
  } finally {
    wipe(bytes.length, 0);
  }
}

export function consumerName(tag: string): { zh: string; en: string } | undefined {
  return NAMES[tag] ?? tagInfo(Number.parseInt(tag, 16));
}

/** Base64 as RFC 4648 has it: whole groups of four, no bit left over. */
function bytesOf(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const again = bytes.toString("base64");
  if (again === text) return new Uint8Array(bytes);
  let offset = 0;
  while (offset < text.length && text[offset] === again[offset]) offset++;
  throw new CodecError({ code: "QR_BASE64", path: "", offset, expected: "base64" });
}

/** The same fault, its offset in the text: the character that holds the first bit of the byte. */
function inText(fault: CodecFault): CodecError {
  const { code, path, offset, expected, actual } = fault;
  return new CodecError({
    code,
    path,
    offset: textOffset(offset),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  });
}

function textOffset(byte: number): number {
  return Math.floor((byte * 4) / 3);
}

function fieldsOf(objects: readonly TlvObject[], path: string): QrField[] {
  return objects.map(({ tag, start, value, children }) => {
    const id = tagName(tag);
    const inner = childPath(path, id);
    const field: QrField = { id, path: inner, offset: start, value: Buffer.from(value).toString("hex").toUpperCase() };
    if (children !== undefined) field.fields = fieldsOf(children, inner);
    return field;
  });
}

/** Version, at least one application template, and in each of them an AID. */
function judge(fields: readonly QrField[]): CodecFault[] {
  const faults: CodecFault[] = [];
  const [first] = fields;
  if (first?.id !== FORMAT_INDICATOR || first.value !== VERSION) {
    faults.push({ code: "QR_CONTENT", path: FORMAT_INDICATOR, offset: 0, expected: "CPV01" });
  }
  const applications = fields.filter(({ id }) => id === APPLICATION_TEMPLATE);
  if (applications.length === 0) {
    const last = fields.at(-1)?.offset ?? 0;
    faults.push({ code: "QR_ABSENT", path: APPLICATION_TEMPLATE, offset: textOffset(last) });
  }
  for (const { offset, fields: inner } of applications) {
    if (inner?.some(({ id }) => id === AID)) continue;
    faults.push({ code: "QR_ABSENT", path: `${APPLICATION_TEMPLATE}.${AID}`, offset: textOffset(offset) });
  }
  return faults;
}
