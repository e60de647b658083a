/**
 * The only door to codec.wasm: loads it once, copies bytes in and out, and knows its memory.
 *
 * Everything is synchronous and leaves nothing behind that the next call depends on; areas that held a PIN are zeroed.
 * What the bytes mean is known to the files that call.
 */
import { readFileSync } from "node:fs";
import { CodecError } from "./errors.ts";

const ABI_VERSION = 1;
const OK = 0;
const TLV_END = 10;
// INDEX in 32-bit words (assembly/codec/iso8583/unpack.ts): bitmap 4, one entry a field 129, first error 2.
const INDEX_WORDS = 135;
const ENTRY_WORD = 4;
const ERROR_FIELD_WORD = 133;
const ERROR_OFFSET_WORD = 134;
// An entry of a dialect (assembly/codec/iso8583/dialect.ts).
const FIELD_MAX = 64;
const PACKED = 1 << 20;
const LEFT = 1 << 21;
const PREFIX_SHIFT = 16;
const CONTENT_SHIFT = 24;

interface Exports {
  memory: WebAssembly.Memory;
  abiVersion(): number;
  inputAt(): number;
  inputBytes(): number;
  outputAt(): number;
  outputBytes(): number;
  indexAt(): number;
  dialectEntry(field: number): number;
  unpackMessage(length: number): number;
  packMessage(mti: number, length: number): number;
  tlvAt(): number;
  tlvDepthMax(): number;
  readTlv(from: number, to: number): number;
  findTlv(length: number, tag: number): number;
  writeTlv(tag: number, length: number): number;
  maskDigits(count: number): void;
  luhnDigits(count: number): number;
  encodePinBlock0(pinLength: number, panLength: number): number;
  decodePinBlock0(panLength: number): number;
}

interface Codec {
  call: Exports;
  input: Uint8Array;
  output: Uint8Array;
  index: Uint32Array;
  tlv: Uint32Array;
  tlvDepthMax: number;
  /** By field number; undefined for one that the dialect lacks. */
  formats: ReadonlyArray<FieldFormat | undefined>;
}

export interface Failure {
  status: number;
  field: number;
  offset: number;
}

/** A data object, by its place in the bytes that were given. */
export interface ObjectPlace {
  tag: number;
  offset: number;
  length: number;
  next: number;
}

/** How a dialect has a field. */
export interface FieldFormat {
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

let loaded: Codec | undefined;

function codec(): Codec {
  return (loaded ??= load());
}

function load(): Codec {
  const call = new WebAssembly.Instance(new WebAssembly.Module(readModule())).exports as unknown as Exports;
  if (call.abiVersion() !== ABI_VERSION) throw new Error("codec.wasm is of another version: build it again");
  const { buffer } = call.memory;
  return {
    call,
    input: new Uint8Array(buffer, call.inputAt(), call.inputBytes()),
    output: new Uint8Array(buffer, call.outputAt(), call.outputBytes()),
    index: new Uint32Array(buffer, call.indexAt(), INDEX_WORDS),
    tlv: new Uint32Array(buffer, call.tlvAt(), 4),
    tlvDepthMax: call.tlvDepthMax(),
    formats: Array.from({ length: FIELD_MAX + 1 }, (_, field) => formatOf(call.dialectEntry(field))),
  };
}

/** Beside the bundle, or where the build leaves it when the sources run. */
function readModule(): Uint8Array<ArrayBuffer> {
  const places = ["./codec.wasm", "../../build/out/codec.wasm"].map((place) => new URL(place, import.meta.url));
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("codec.wasm is missing: run `npm run build`");
}

/** Copies to INPUT. */
function give(bytes: Uint8Array, at = 0): Codec {
  const c = codec();
  if (at + bytes.length > c.input.length) {
    const expected = `at most ${c.input.length} bytes`;
    throw new CodecError({ code: "TOO_LONG", path: "", offset: 0, expected, actual: `${at + bytes.length}` });
  }
  c.input.set(bytes, at);
  return c;
}

/** How the UnionPay dialect has a field; undefined for one that it lacks. */
export function fieldFormat(field: number): FieldFormat | undefined {
  return codec().formats[field];
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
export function unpackIndex(message: Uint8Array): Uint32Array | Failure {
  const c = give(message);
  const status = c.call.unpackMessage(message.length);
  if (status !== OK) return failure(c, status);
  const entries = c.index.slice(ENTRY_WORD, ENTRY_WORD + FIELD_MAX + 1);
  const bitmap = new Uint8Array(c.index.buffer, c.index.byteOffset, 8);
  for (let field = 1; field <= FIELD_MAX; field++) {
    if (((bitmap[(field - 1) >> 3] ?? 0) & (0x80 >> ((field - 1) & 7))) === 0) entries[field] = 0;
  }
  return entries;
}

/**
 * @param mti four digits as BCD
 * @param records what `packMessage` of assembly/codec.ts reads
 */
export function packRecords(mti: number, records: Uint8Array): Uint8Array | Failure {
  const c = give(records);
  const length = c.call.packMessage(mti, records.length);
  return length < 0 ? failure(c, -length) : c.output.slice(0, length);
}

function failure(c: Codec, status: number): Failure {
  return { status, field: c.index[ERROR_FIELD_WORD] ?? 0, offset: c.index[ERROR_OFFSET_WORD] ?? 0 };
}

/** Puts TLV bytes where `nextObject` reads; nothing else of this file may be called in between. */
export function giveObjects(bytes: Uint8Array): { depthMax: number } {
  return { depthMax: give(bytes).tlvDepthMax };
}

/** The object at offset `from` of what `giveObjects` put there: undefined after the last, a status when malformed. */
export function nextObject(from: number, to: number): ObjectPlace | number | undefined {
  const c = codec();
  const status = c.call.readTlv(from, to);
  if (status === TLV_END) return undefined;
  return status === OK ? place(c) : status;
}

/** The first object with this tag, depth first, or a status. */
export function findObject(bytes: Uint8Array, tag: number): ObjectPlace | number {
  const c = give(bytes);
  const status = c.call.findTlv(bytes.length, tag);
  return status === OK ? place(c) : status;
}

function place(c: Codec): ObjectPlace {
  const [tag = 0, length = 0, value = 0, next = 0] = c.tlv;
  return { tag, length, offset: value - c.input.byteOffset, next: next - c.input.byteOffset };
}

export function writeObject(tag: number, value: Uint8Array): Uint8Array | undefined {
  const c = give(value);
  const length = c.call.writeTlv(tag, value.length);
  return length === 0 ? undefined : c.output.slice(0, length);
}

export function maskCharacters(characters: Uint8Array): Uint8Array {
  const c = give(characters);
  c.call.maskDigits(characters.length);
  const masked = c.output.slice(0, characters.length);
  c.input.fill(0, 0, characters.length);
  return masked;
}

export function luhnCharacters(characters: Uint8Array): boolean {
  const c = give(characters);
  const right = c.call.luhnDigits(characters.length) !== 0;
  c.input.fill(0, 0, characters.length);
  return right;
}

/** Both are digits, one a byte. The block, or a status. */
export function encodeBlock0(pin: Uint8Array, pan: Uint8Array): Uint8Array | number {
  give(pin);
  const c = give(pan, pin.length);
  const status = c.call.encodePinBlock0(pin.length, pan.length);
  const block = c.output.slice(0, 8);
  wipe(c, pin.length + pan.length);
  return status === OK ? block : status;
}

/** The PIN digits of a block, one a byte, or a status. */
export function decodeBlock0(block: Uint8Array, pan: Uint8Array): Uint8Array | number {
  give(block);
  const c = give(pan, block.length);
  const status = c.call.decodePinBlock0(pan.length);
  const digits = c.output.slice(1, 1 + (c.output[0] ?? 0));
  wipe(c, block.length + pan.length);
  return status === OK ? digits : status;
}

function wipe(c: Codec, bytes: number): void {
  c.input.fill(0, 0, bytes);
  c.output.fill(0, 0, 16);
}
