/**
 * Reads merchant-presented codes (EMV QRCPS MPM 1.1), object by object over codec.wasm, into a tree.
 *
 * Structure only: IDs, lengths, nesting, no ID twice, the CRC last. What values may hold stands in `content.ts`.
 *
 * The specification counts lengths in characters of Unicode, as UnionPay International's guide repeats ("not the number
 * of bytes"); issuers of codes in Chinese and other scripts have counted bytes as well. A text is read by characters;
 * only when that fails, and reading by bytes makes a sound code with a right CRC, it is read by bytes, and a note says so.
 */
import { CodecError, statusName } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import { calls, give, input, memory } from "../wasm.ts";
import { childPath } from "./field.ts";
import type { QrField, QrNote } from "./field.ts";
import { utf8Of } from "./kinds.ts";
import { CRC_ID, ROOT } from "./tables.ts";
import type { QrTable } from "./tables.ts";

const OK = 0;
const HEAD_BYTES = 4;
const CRC_DIGITS = /^[0-9A-Fa-f]{4}$/;

enum Unit {
  CHARACTERS = 0,
  BYTES = 1,
}

export interface QrCrc {
  /** As it stands in the code, whatever it is. */
  given: string;
  /** Four upper-case hexadecimal digits. */
  computed: string;
}

export interface Merchant {
  /** What was read before the fault, or all of it. */
  fields: QrField[];
  crc?: QrCrc;
  /** Why the structure could not be read to its end. */
  broken?: CodecFault;
  /** Templates that were kept as text since their values are not made of objects. */
  nesting: CodecFault[];
  /** The CRC is absent, wrong or none. */
  crcFault?: CodecFault;
  notes: QrNote[];
  /** Bytes of the text. */
  length: number;
}

/** @param keepBroken whether a template with a malformed value is kept as text, with a fault in `nesting` */
export function readMerchant(text: string, keepBroken: boolean): Merchant {
  const bytes = utf8Of(text);
  const byCharacters = readWhole(bytes, Unit.CHARACTERS, false);
  if (byCharacters.broken === undefined) return byCharacters;
  if (bytes.length !== text.length) {
    const byBytes = readWhole(bytes, Unit.BYTES, false);
    byBytes.notes.unshift({ code: "LENGTHS_IN_BYTES", path: "" });
    if (byBytes.broken === undefined && byBytes.crcFault === undefined) return byBytes;
  }
  return keepBroken ? readWhole(bytes, Unit.CHARACTERS, true) : byCharacters;
}

function readWhole(bytes: Uint8Array, unit: Unit, keepBroken: boolean): Merchant {
  give(bytes);
  const merchant: Merchant = { fields: [], nesting: [], notes: [], length: bytes.length };
  const reader = { bytes, unit, nesting: keepBroken ? merchant.nesting : undefined };
  try {
    readLevel(reader, merchant.fields, 0, bytes.length, ROOT, "");
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    merchant.broken = error;
    return merchant;
  }
  judgeCrc(merchant);
  return merchant;
}

interface Reader {
  bytes: Uint8Array;
  unit: Unit;
  /** Where to note templates that cannot be read; without it they are refused. */
  nesting: CodecFault[] | undefined;
}

/** Adds the objects from `from` to `to` to `fields`. @throws CodecError what is wrong with the first that is */
function readLevel(r: Reader, fields: QrField[], from: number, to: number, table: QrTable, path: string): void {
  const seen = new Set<number>();
  for (let at = from; at < to;) {
    const { id, value, next } = objectAt(r, at, to, path);
    const name = twoDigits(id);
    const inner = childPath(path, name);
    if (seen.has(id)) throw new CodecError({ code: "QR_DUPLICATE", path: inner, offset: at });
    seen.add(id);
    const field: QrField = {
      id: name,
      path: inner,
      offset: at,
      value: textOf(r.bytes.subarray(value, next), inner, value),
    };
    fields.push(field);
    const inside = table[id]?.inside;
    if (inside !== undefined) readTemplate(r, field, value, next, inside);
    if (table === ROOT && id === CRC_ID && next < to) {
      throw new CodecError({ code: "QR_ORDER", path: inner, offset: next, expected: "the CRC last" });
    }
    at = next;
  }
}

function readTemplate(r: Reader, field: QrField, from: number, to: number, inside: QrTable): void {
  field.fields = [];
  try {
    readLevel(r, field.fields, from, to, inside, field.path);
  } catch (error) {
    if (r.nesting === undefined || !(error instanceof CodecError)) throw error;
    r.nesting.push(error);
    delete field.fields;
  }
}

interface ObjectPlace {
  id: number;
  value: number;
  next: number;
}

function objectAt(r: Reader, at: number, to: number, path: string): ObjectPlace {
  const status = calls().readQr(at, to, r.unit);
  if (status !== OK) throw headFault(r, at, to, path, statusName(status));
  const [id = 0, , value = 0, next = 0] = new Uint32Array(memory(), calls().qrAt(), 4);
  const { byteOffset } = input();
  return { id, value: value - byteOffset, next: next - byteOffset };
}

function headFault(r: Reader, at: number, to: number, path: string, code: string): CodecError {
  const head = Buffer.from(r.bytes.subarray(at, Math.min(to, at + HEAD_BYTES))).toString("latin1");
  const inner = /^[0-9]{2}/.test(head) ? childPath(path, head.slice(0, 2)) : path;
  if (code === "QR_ID") return new CodecError({ code, path, offset: at, expected: "two digits" });
  if (code === "QR_LENGTH") return new CodecError({ code, path: inner, offset: at + 2, expected: "01 to 99" });
  const fault = { code, path: inner, offset: at };
  if (head.length < HEAD_BYTES) return new CodecError({ ...fault, expected: "an ID and a length" });
  const rest = r.bytes.subarray(at + HEAD_BYTES, to);
  const [unit, actual] = r.unit === Unit.BYTES ? ["bytes", rest.length] : ["characters", charactersOf(rest)];
  return new CodecError({ ...fault, expected: `${Number(head.slice(2))} ${unit}`, actual: `${actual}` });
}

function charactersOf(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => ((byte & 0xc0) === 0x80 ? count : count + 1), 0);
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws CodecError QR_CHARACTER when a length in bytes cuts a character */
function textOf(bytes: Uint8Array, path: string, offset: number): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw new CodecError({ code: "QR_CHARACTER", path, offset, expected: "whole characters" });
  }
}

/** The CRC covers all that stands before its own four digits, its ID and length included. */
function judgeCrc(merchant: Merchant): void {
  const field = merchant.fields.at(-1);
  const path = twoDigits(CRC_ID);
  if (field?.id !== path) {
    merchant.crcFault = { code: "QR_ABSENT", path, offset: merchant.length };
    return;
  }
  const offset = field.offset + HEAD_BYTES;
  const given = field.value;
  const computed = calls().crcQr(offset).toString(16).toUpperCase().padStart(4, "0");
  merchant.crc = { given, computed };
  if (!CRC_DIGITS.test(given)) {
    merchant.crcFault = { code: "QR_CRC", path, offset, expected: "four hexadecimal digits" };
  } else if (given.toUpperCase() !== computed) {
    merchant.crcFault = { code: "QR_CRC", path, offset, expected: computed, actual: given };
  } else if (given !== computed) {
    merchant.notes.push({ code: "CRC_LOWER_CASE", path });
  }
}

function twoDigits(id: number): string {
  return String(id).padStart(2, "0");
}
