/**
 * ISO 8583 messages in the UnionPay dialect, over codec.wasm.
 *
 * A message that was accepted packs to the same bytes again. Values are decoded when they are asked for. Strings hold one
 * character a byte (Latin-1), so that GBK text passes through unharmed; digits are characters, track data is `0`-`9` and
 * `A`-`F` with `D` as separator. Which fields a message needs, and what they mean, is not known here.
 */
import { CodecError, statusName } from "./errors.ts";
import { calls, give, memory, output } from "./wasm.ts";

interface Failure {
  status: number;
  field: number;
  offset: number;
}

/** How a dialect has a field. */
interface FieldFormat {
  /** Digits, two to a byte; otherwise bytes. */
  readonly packed: boolean;
  /** An odd number of digits has its pad on the right. */
  readonly left: boolean;
  readonly variable: boolean;
  /** Digits where packed, else bytes. */
  readonly maximum: number;
  readonly content: "digits" | "alphanumeric" | "text" | "track" | "binary";
}

const CONTENTS = ["binary", "digits", "alphanumeric", "text", "track", "binary"] as const;
const OK = 0;
// INDEX in 32-bit words (assembly/codec/iso8583/unpack.ts): bitmap 4, one entry a field 129, first error 2.
const INDEX_WORDS = 135;
const ENTRY_WORD = 4;
const ERROR_FIELD_WORD = 133;
const ERROR_OFFSET_WORD = 134;
// An entry of a dialect (assembly/codec/iso8583/dialect.ts).
const PACKED = 1 << 20;
const LEFT = 1 << 21;
const PREFIX_SHIFT = 16;
const CONTENT_SHIFT = 24;

/** Binary fields are bytes, all others strings. */
export type FieldValue = string | Uint8Array;

const FIELD_MAX = 64;
const MAC_FIELD = 64;
const RECORD_HEAD = 4;

export class Message {
  /** Four digits. */
  readonly mti: string;
  /** Range of bytes that field 64's MAC covers: from the MTI to the field before 64. */
  readonly macStart = 0;
  readonly macEnd: number;
  readonly #bytes: Buffer;
  readonly #index: Uint32Array;
  #fields: Map<number, FieldValue> | undefined;

  /** Made by `unpackMessage`; `index` as `unpackIndex` gives it. */
  constructor(bytes: Uint8Array, index: Uint32Array) {
    this.#bytes = Buffer.from(bytes);
    this.#index = index;
    this.mti = this.#bytes.toString("hex", 0, 2);
    this.macEnd = this.has(MAC_FIELD) ? this.#at(MAC_FIELD) : bytes.length;
  }

  /** All fields in ascending order. */
  get fields(): ReadonlyMap<number, FieldValue> {
    return (this.#fields ??= this.#decodeAll());
  }

  has(field: number): boolean {
    return field > 0 && (this.#index[field] ?? 0) !== 0;
  }

  /** A field as a string, "" when absent; a binary field as upper-case hexadecimal. */
  text(field: number): string {
    const format = fieldFormat(field);
    return format === undefined || !this.has(field) ? "" : this.#text(field, format);
  }

  /** The encoded bytes of a field's value (digits two to a byte), empty when absent. */
  bytes(field: number): Uint8Array {
    const format = fieldFormat(field);
    if (format === undefined || !this.has(field)) return new Uint8Array(0);
    const at = this.#at(field);
    return new Uint8Array(this.#bytes.subarray(at, at + encodedBytes(format, this.#units(field))));
  }

  #text(field: number, format: FieldFormat): string {
    const at = this.#at(field);
    const units = this.#units(field);
    const end = at + encodedBytes(format, units);
    if (!format.packed && format.content !== "binary") return this.#bytes.toString("latin1", at, end);
    const hex = this.#bytes.toString("hex", at, end).toUpperCase();
    if (!format.packed) return hex;
    return format.left ? hex.slice(0, units) : hex.slice(hex.length - units);
  }

  #decodeAll(): Map<number, FieldValue> {
    const fields = new Map<number, FieldValue>();
    for (let field = 2; field <= FIELD_MAX; field++) {
      const format = fieldFormat(field);
      if (format === undefined || !this.has(field)) continue;
      fields.set(field, format.content === "binary" ? this.bytes(field) : this.#text(field, format));
    }
    return fields;
  }

  #at(field: number): number {
    return (this.#index[field] ?? 0) & 0xffff;
  }

  #units(field: number): number {
    return (this.#index[field] ?? 0) >>> 16;
  }
}

/** @throws CodecError with the field and the offset of the first thing that is wrong */
export function unpackMessage(bytes: Uint8Array): Message {
  const index = unpackIndex(bytes);
  if (index instanceof Uint32Array) return new Message(bytes, index);
  throw new CodecError({
    code: statusName(index.status),
    path: index.field > 0 ? `${index.field}` : index.offset < 2 ? "mti" : "",
    offset: index.offset,
    ...expectation(index.field),
  });
}

/**
 * @param mti four digits
 * @param fields in any order, each at most once; texts of fixed length are padded with spaces, digits must be complete
 * @throws CodecError with the field that cannot be packed
 */
export function packMessage(mti: string, fields: Iterable<[number, FieldValue]>): Uint8Array {
  if (!/^[0-9]{4}$/.test(mti)) {
    throw new CodecError({ code: "ISO_DIGIT", path: "mti", offset: 0, expected: "four digits" });
  }
  const ascending = [...fields].sort(([a], [b]) => a - b);
  const packed = packRecords(Number.parseInt(mti, 16), recordsOf(ascending));
  if (packed instanceof Uint8Array) return packed;
  const { status, field } = packed;
  throw new CodecError({ code: statusName(status), path: `${field}`, offset: 0, ...expectation(field) });
}

/** Field, length, value, one after the other: what the module packs from. */
function recordsOf(fields: Array<[number, FieldValue]>): Uint8Array {
  for (const [field, value] of fields) checkValue(field, value);
  const records = Buffer.alloc(fields.reduce((length, [, value]) => length + RECORD_HEAD + value.length, 0));
  let at = 0;
  for (const [field, value] of fields) {
    records.writeUInt16LE(field, at);
    records.writeUInt16LE(value.length, at + 2);
    if (typeof value === "string") records.write(value, at + RECORD_HEAD, "latin1");
    else records.set(value, at + RECORD_HEAD);
    at += RECORD_HEAD + value.length;
  }
  return records;
}

/** What the module cannot see: whether there is such a field, whether the value is of its kind, one byte a character. */
function checkValue(field: number, value: FieldValue): void {
  const path = `${field}`;
  const format = fieldFormat(field);
  if (format === undefined) throw new CodecError({ code: "ISO_UNDEFINED", path, offset: 0 });
  const isText = typeof value === "string";
  if (isText ? format.content === "binary" : format.packed) {
    const expected = isText ? "bytes" : "a string of digits";
    throw new CodecError({ code: "ISO_CHARACTER", path, offset: 0, expected });
  }
  if (isText && /[^\0-\xff]/.test(value)) {
    throw new CodecError({ code: "ISO_CHARACTER", path, offset: 0, expected: "one byte a character" });
  }
  if (value.length > format.maximum) {
    throw new CodecError({ code: "ISO_LENGTH", path, offset: 0, ...expectation(field), actual: `${value.length}` });
  }
}

function encodedBytes(format: FieldFormat, units: number): number {
  return format.packed ? (units + 1) >> 1 : units;
}

/** What a field should have been, in words. */
function expectation(field: number): { expected?: string } {
  const format = fieldFormat(field);
  if (format === undefined) return {};
  const unit = format.packed ? (format.content === "track" ? "nibbles" : "digits") : "bytes";
  return { expected: `${format.variable ? "up to " : ""}${format.maximum} ${unit} of ${format.content}` };
}

const formats: Array<FieldFormat | undefined> = [];

/** How the UnionPay dialect has a field; undefined for one that it lacks. */
export function fieldFormat(field: number): FieldFormat | undefined {
  if (formats.length === 0) {
    for (let n = 0; n <= FIELD_MAX; n++) formats.push(formatOf(calls().dialectEntry(n)));
  }
  return formats[field];
}

function formatOf(entry: number): FieldFormat | undefined {
  if (entry === 0) return undefined;
  return {
    packed: (entry & PACKED) !== 0,
    left: (entry & LEFT) !== 0,
    variable: ((entry >>> PREFIX_SHIFT) & 3) !== 0,
    maximum: entry & 0xffff,
    content: CONTENTS[entry >>> CONTENT_SHIFT] ?? "binary",
  };
}

/** The index of a message: offset | length << 16 for each field that it has, 0 for any other; entry 0 is the MTI. */
function unpackIndex(message: Uint8Array): Uint32Array | Failure {
  give(message);
  const status = calls().unpackMessage(message.length);
  const index = new Uint32Array(memory(), calls().indexAt(), INDEX_WORDS);
  if (status !== OK) return failure(index, status);
  const entries = index.slice(ENTRY_WORD, ENTRY_WORD + FIELD_MAX + 1);
  const bitmap = new Uint8Array(index.buffer, index.byteOffset, 8);
  for (let field = 1; field <= FIELD_MAX; field++) {
    if (((bitmap[(field - 1) >> 3] ?? 0) & (0x80 >> ((field - 1) & 7))) === 0) entries[field] = 0;
  }
  return entries;
}

function packRecords(mti: number, records: Uint8Array): Uint8Array | Failure {
  give(records);
  const length = calls().packMessage(mti, records.length);
  if (length >= 0) return output().slice(0, length);
  return failure(new Uint32Array(memory(), calls().indexAt(), INDEX_WORDS), -length);
}

function failure(index: Uint32Array, status: number): Failure {
  return { status, field: index[ERROR_FIELD_WORD] ?? 0, offset: index[ERROR_OFFSET_WORD] ?? 0 };
}
