/**
 * A dialect as the core reads it: flat tables, one for each group of fields, and what a host needs beside them.
 *
 * The layout is that of assembly/codec/iso8583/dialect.ts; nothing else of the host knows it. What a specification means is
 * decided here, so `check.ts` has found nothing wrong with it before.
 */
import { CodecError } from "../errors.ts";
import { translationOf } from "./code_pages.ts";
import type { Translation } from "./code_pages.ts";
import type {
  BitmapForm,
  CodePage,
  Content,
  DialectSpec,
  Encoding,
  FieldSpec,
  PositionalSpec,
  PrefixSpec,
  SliceSpec,
  TaggedSpec,
} from "./spec.ts";
import { Joint, LENGTH_MAX } from "./joint.ts";
import { Table } from "./tables.ts";

/** Of a head and of a descriptor. */
const WORD_BYTES = 8;
const BITMAP_BYTES = 8;

const BITMAP_ENCODINGS = ["binary", "hex", "ebcdic-hex"] as const;
const LENGTH_ENCODINGS = ["bcd", "ascii", "ebcdic", "binary", "hex"] as const;
const COUNTS = { units: 0n, pairs: 1n, halves: 2n } as const;
const WIDTHS = { half: 0n, single: 1n, double: 2n } as const;
const CHECKS = { none: 0n, digits: 1n, track: 2n, nibbles: 3n, characters: 4n, hex: 5n, signedPacked: 6n, signed: 7n };
/** Bits of assembly/codec/iso8583/classes.ts. */
const CLASSES: Readonly<Partial<Record<Content, bigint>>> = {
  n: 1n,
  a: 2n,
  an: 4n,
  as: 8n,
  ns: 16n,
  ans: 32n,
  anb: 64n,
  z: 128n,
  "x+n": 1n,
};

/** How a value becomes text and back. */
export type Form = "packed" | "signed-packed" | "text" | "ebcdic" | "bytes" | "hex";

export interface Field {
  readonly number: number;
  readonly spec: FieldSpec;
  readonly form: Form;
  /** Packed only: an odd number of digits has its pad on the right. */
  readonly left: boolean;
  /** Packed only: a nibble D is a letter, and not the separator of a track, written `=`. */
  readonly lettered: boolean;
  /** Packed only: its length counts bytes, so that an odd digit could not be told from its pad. */
  readonly paired: boolean;
  /** Packed only: of a fixed length, and digits that are missing are zeros on the left. */
  readonly filled: boolean;
  readonly prefixBytes: number;
  /** Of form `ebcdic`. */
  readonly translation?: Translation;
  /** Of subfields that lie in bytes. */
  readonly group?: Group;
  readonly tagged?: Tagged;
}

export interface Group {
  /** Of the whole dialect. */
  readonly table: Table;
  /** Where this group begins in it. */
  readonly offset: number;
  readonly last: number;
  readonly typed: boolean;
  readonly headerBytes: number;
  readonly bitmap?: { readonly bytes: number; readonly count: number };
  /** By number. */
  readonly fields: ReadonlyArray<Field | undefined>;
  /** Of those fields whose text can be joined. */
  readonly joints: ReadonlyArray<Joint | undefined>;
  /** Numbers of the fields whose nibbles D are letters. */
  readonly lettered: readonly number[];
}

/** Groups of one field each: the tag, and the value of a listed tag or of any other. */
export interface Tagged {
  readonly tag: Group;
  readonly values: ReadonlyMap<string, Group>;
  readonly other: Group;
}

export function compile(spec: DialectSpec): Group {
  const compiler = new Compiler(spec.codePage ?? "cp037");
  const mti: FieldSpec = { content: spec.mti.content ?? "n", encoding: spec.mti.encoding, length: 4 };
  const message = compiler.group({ ...spec.fields, 0: mti }, { header: spec.header ?? 0, bitmap: spec.bitmap });
  compiler.finish();
  return message;
}

interface Shape {
  header?: number;
  bitmap?: BitmapForm | { encoding: BitmapForm["encoding"]; bytes: number };
}

class Compiler {
  readonly #codePage: CodePage;
  readonly #words: bigint[] = [];
  readonly #table = new Table();

  constructor(codePage: CodePage) {
    this.#codePage = codePage;
  }

  /** Once all groups are there. */
  finish(): void {
    const table = new Uint8Array(this.#words.length * WORD_BYTES);
    const view = new DataView(table.buffer);
    this.#words.forEach((word, index) => {
      view.setBigUint64(index * WORD_BYTES, word, true);
    });
    this.#table.fill(table);
  }

  group(specs: Readonly<Record<string, FieldSpec>>, { header = 0, bitmap }: Shape): Group {
    const count = bitmap !== undefined && "count" in bitmap ? bitmap.count : 1;
    const bytes = bitmap !== undefined && "bytes" in bitmap ? bitmap.bytes : BITMAP_BYTES;
    // The second and the third bitmap have entries of their own in an index: 1 and 65.
    const last = Math.max(...Object.keys(specs).map(Number), 64 * (count - 1) - 63, 1);
    const typed = specs[0] !== undefined;
    const offset = this.#words.length * WORD_BYTES;
    const front = header + (specs[0] === undefined ? 0 : typeBytes(specs[0]));
    this.#words.push(headOf({ last, typed, header, front, bitmap, bytes, count }));
    for (let number = 0; number <= last; number++) this.#words.push(descriptorOf(specs[number]));
    const numbers = Array.from({ length: last + 1 }, (_, number) => number);
    // Groups inside a field come after the group that has the field.
    const fields = numbers.map((number) =>
      specs[number] === undefined ? undefined : this.field(number, specs[number]),
    );
    return {
      table: this.#table,
      offset,
      last,
      typed,
      headerBytes: header,
      ...(bitmap === undefined ? {} : { bitmap: { bytes, count } }),
      fields,
      joints: fields.map((field) => field && jointOf(field)),
      lettered: numbers.filter((number) => number > 0 && fields[number]?.lettered === true),
    };
  }

  field(number: number, spec: FieldSpec): Field {
    const { subfields } = spec;
    const form = formOf(spec);
    return {
      number,
      spec,
      form,
      left: isLeft(spec),
      lettered: spec.encoding === "bcd" && spec.content === "h" && spec.secret !== "track",
      paired: spec.encoding === "bcd" && spec.prefix?.counts === "bytes",
      filled: form === "packed" && spec.prefix === undefined && spec.content === "n",
      prefixBytes: prefixBytes(spec.prefix),
      ...(form === "ebcdic" ? { translation: translationOf(spec.codePage ?? this.#codePage) } : {}),
      ...(subfields?.kind === "bitmap" ? { group: this.group(subfields.fields, subfields) } : {}),
      ...(subfields?.kind === "positional" && !isSliced(subfields)
        ? { group: this.group(subfields.fields as Record<string, FieldSpec>, {}) }
        : {}),
      ...(subfields?.kind === "tagged" ? { tagged: this.tagged(subfields) } : {}),
    };
  }

  tagged({ tag, prefix, encoding, fields = {} }: TaggedSpec): Tagged {
    const maximum = Math.min(0xffff, prefixMaximum(prefix));
    const valueOf = (value: { content?: Content; encoding?: Encoding }): Group => {
      const own = value.encoding ?? encoding;
      const content = value.content ?? anyContent(own);
      return this.group({ 1: { content, encoding: own, length: maximum, prefix, align: "left" } }, {});
    };
    return {
      tag: this.group({ 1: { content: anyContent(tag.encoding), encoding: tag.encoding, length: tag.length } }, {}),
      values: new Map(Object.entries(fields).map(([name, value]) => [name, valueOf(value)])),
      other: valueOf({}),
    };
  }
}

function jointOf({ number, spec, form, paired, filled }: Field): Joint | undefined {
  if (form !== "packed" && form !== "text" && form !== "bytes") return undefined;
  const inHex = form === "bytes";
  const most = Math.min(inHex ? 2 * spec.length : spec.length, LENGTH_MAX);
  return new Joint(number, { most, even: paired, filled: filled && spec.length <= 0xff ? spec.length : 0, inHex });
}

/** The widest content of an encoding that is no control character. */
function anyContent(encoding: Encoding): Content {
  if (encoding === "bcd") return "h";
  return encoding === "ascii" || encoding === "ebcdic" ? "anb" : "b";
}

/** True when the subfields are pieces of the parent's digits or characters. */
export function isSliced({ fields }: PositionalSpec): boolean {
  return Object.values(fields).some((field: SliceSpec | FieldSpec) => !("encoding" in field));
}

function headOf(head: {
  last: number;
  typed: boolean;
  header: number;
  front: number;
  bitmap: Shape["bitmap"];
  bytes: number;
  count: number;
}): bigint {
  const { last, typed, header, front, bitmap, bytes, count } = head;
  const common = BigInt(last) | (typed ? 1n << 30n : 0n) | (BigInt(header) << 32n) | (BigInt(front) << 48n);
  if (bitmap === undefined) return common;
  const continuation = ("continuation" in bitmap ? bitmap.continuation : undefined) ?? bitmap.encoding;
  return (
    common |
    (BigInt(bytes) << 16n) |
    (BigInt(count) << 24n) |
    (BigInt(BITMAP_ENCODINGS.indexOf(bitmap.encoding)) << 26n) |
    (BigInt(BITMAP_ENCODINGS.indexOf(continuation)) << 28n)
  );
}

/** Of a message type indicator. */
function typeBytes({ encoding, length }: FieldSpec): number {
  return encoding === "bcd" ? length >> 1 : length;
}

function descriptorOf(spec: FieldSpec | undefined): bigint {
  if (spec === undefined) return 0n;
  const { encoding, content, prefix } = spec;
  const ebcdic = encoding === "ebcdic" || encoding === "ebcdic-hex";
  return (
    BigInt(Math.min(spec.length, 0xffff)) |
    prefixBits(prefix, encoding) |
    (widthOf(encoding) << 25n) |
    (isLeft(spec) ? 1n << 27n : 0n) |
    (BigInt(encoding === "bcd" ? Number.parseInt(spec.pad ?? "0", 16) : 0) << 28n) |
    ((encoding === "ascii" || encoding === "ebcdic" ? (CLASSES[content] ?? 0n) : 0n) << 32n) |
    (checkOf(content, encoding) << 40n) |
    (ebcdic ? 1n << 43n : 0n) |
    (fillOf(spec) << 44n) |
    (BigInt(prefix === undefined ? 0 : minimumOf(spec)) << 52n)
  );
}

/** A sign is never alone. */
export function minimumOf({ content, minimum = 0 }: FieldSpec): number {
  return Math.min(Math.max(minimum, content === "x+n" ? 2 : 0), 0xfff);
}

function prefixBits(prefix: PrefixSpec | undefined, encoding: Encoding): bigint {
  if (prefix === undefined) return 0n;
  return (
    (BigInt(prefixBytes(prefix)) << 16n) |
    (BigInt(LENGTH_ENCODINGS.indexOf(prefix.encoding)) << 19n) |
    (countsOf(prefix, encoding) << 22n) |
    (prefix.inclusive === true ? 1n << 24n : 0n)
  );
}

function prefixBytes(prefix: PrefixSpec | undefined): number {
  if (prefix === undefined) return 0;
  return prefix.encoding === "bcd" ? (prefix.digits + 1) >> 1 : prefix.digits;
}

/** The greatest number that fits a prefix. */
export function prefixMaximum({ digits, encoding }: PrefixSpec): number {
  if (encoding === "binary") return 256 ** digits - 1;
  return (encoding === "hex" ? 16 : 10) ** digits - 1;
}

function countsOf({ counts }: PrefixSpec, encoding: Encoding): bigint {
  if (encoding === "bcd") return counts === "bytes" ? COUNTS.pairs : COUNTS.units;
  if (encoding === "ascii" || encoding === "ebcdic" || counts === undefined) return COUNTS.units;
  if (encoding === "binary") return counts === "digits" || counts === "nibbles" ? COUNTS.halves : COUNTS.units;
  return counts === "bytes" ? COUNTS.units : COUNTS.halves;
}

function widthOf(encoding: Encoding): bigint {
  if (encoding === "bcd") return WIDTHS.half;
  return encoding === "hex" || encoding === "ebcdic-hex" ? WIDTHS.double : WIDTHS.single;
}

function checkOf(content: Content, encoding: Encoding): bigint {
  switch (encoding) {
    case "binary":
      return CHECKS.none;
    case "hex":
    case "ebcdic-hex":
      return CHECKS.hex;
    case "bcd":
      if (content === "x+n") return CHECKS.signedPacked;
      return content === "n" ? CHECKS.digits : content === "z" ? CHECKS.track : CHECKS.nibbles;
    case "ascii":
    case "ebcdic":
      if (content === "x+n") return CHECKS.signed;
      return content === "b" ? CHECKS.none : content === "h" ? CHECKS.hex : CHECKS.characters;
  }
}

/** What fills a short text, as the byte on the wire. */
function fillOf({ encoding, content, pad }: FieldSpec): bigint {
  if (encoding !== "ascii" && encoding !== "ebcdic") return 0n;
  const character = (pad ?? (content === "n" ? "0" : " ")).charCodeAt(0);
  return BigInt(encoding === "ascii" ? character : (translationOf("cp037").fromLatin1[character] ?? 0x40));
}

function isLeft({ align, content }: FieldSpec): boolean {
  return (align ?? (content === "n" ? "right" : "left")) === "left";
}

function formOf({ encoding, content }: FieldSpec): Form {
  switch (encoding) {
    case "bcd":
      return content === "x+n" ? "signed-packed" : "packed";
    case "ascii":
      return content === "b" ? "bytes" : "text";
    case "ebcdic":
      return content === "b" ? "bytes" : "ebcdic";
    case "binary":
      return "bytes";
    case "hex":
    case "ebcdic-hex":
      return "hex";
  }
}

/** @throws CodecError ISO_UNDEFINED */
export function fieldOf(group: Group, number: number, path = `${number}`): Field {
  const field = group.fields[number];
  if (field === undefined || number < 1) {
    throw new CodecError({ code: "ISO_UNDEFINED", path, offset: 0, expected: "a field of the dialect" });
  }
  return field;
}
