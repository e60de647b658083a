/**
 * A message as a view over the bytes it came in: an index says where each field lies, values are decoded when asked for.
 *
 * The bytes belong to the caller and must not change while the message is used. A field that was not changed packs to the
 * very bytes that were received. What a message means is not known here.
 */
import { inspect } from "node:util";
import type { CodecError } from "../errors.ts";
import type { Language } from "../lines.ts";
import { packChanged } from "./change.ts";
import type { Field, Group } from "./compile.ts";
import type { FieldContent, MessageContent } from "./content.ts";
import { describeMessage } from "./describe.ts";
import type { DescribeOptions } from "./describe.ts";
import { fieldsJson } from "./json.ts";
import type { FieldJson, JsonOptions } from "./json.ts";
import { Index } from "./message_index.ts";
import type { Part } from "./part.ts";
import { partAt, partsOf } from "./subfields.ts";
import { textsOf } from "./texts.ts";
import { bytesOf, textOf, wireBytes } from "./values.ts";
import type { DialectView, MessageView, Range } from "./view.ts";

/** Fields that hold a MAC where the dialect does not say: the last of the first and of the second bitmap. */
const MAC_FIELDS = [64, 128];
const NOTHING = new Uint8Array(0);

/** Bytes where the content is b, else text. */
export type FieldValue = string | Uint8Array;

/** A message as plain data: text as `Message.text` gives it, objects of subfields where they were asked for. */
export interface MessageJson {
  mti: string;
  /** Upper-case hexadecimal, all bitmaps. */
  bitmap: string;
  fields: Record<string, FieldJson>;
  /** Upper-case hexadecimal; of a dialect that has bytes before the message type indicator. */
  header?: string;
}

/** A dialect as a message knows it. */
export interface MessageDialect extends DialectView {
  readonly name: string;
  pack(content: MessageContent): Uint8Array;
  unpack(bytes: Uint8Array): Message;
}

export class Message implements MessageView {
  readonly dialect: MessageDialect;
  /** What was received, from the header on. */
  raw: Uint8Array;
  /** What ended the unpacking early, where the policy accepts that. */
  fault: CodecError | undefined;
  readonly index: Index;
  readonly #fields: ReadonlyArray<Field | undefined>;

  /** Made by `Dialect.unpack` and `Dialect.reader`. */
  constructor(dialect: MessageDialect, raw: Uint8Array, index: Index) {
    this.dialect = dialect;
    this.raw = raw;
    this.index = index;
    this.#fields = dialect.group.fields;
  }

  /** Message type indicator: four digits; "" when the message ended before it. */
  get mti(): string {
    const field = this.#group.fields[0];
    return field === undefined ? "" : textOf(field, this.raw, this.index.at(0), this.index.units(0));
  }

  /** All bitmaps in upper-case hexadecimal. */
  get bitmap(): string {
    return this.index.bitmapText(this.#group);
  }

  /** The bytes before the message type indicator. */
  get header(): Uint8Array {
    const { headerBytes } = this.#group;
    return headerBytes === 0 ? NOTHING : this.raw.subarray(0, headerBytes);
  }

  /** Fields that it has, ascending, without those that announce bitmaps. */
  numbers(): number[] {
    return this.index.numbers(this.#group);
  }

  /** Whether it has a field, or a subfield by its path: `60.2`, `55.9F36`. */
  has(path: number | string): boolean {
    if (typeof path === "number") return this.index.has(path);
    return path.includes(".") ? partAt(this, path) !== undefined : this.index.has(Number(path));
  }

  /** A value as text, "" when absent. */
  text(path: number | string): string {
    if (typeof path === "string") return this.#textAt(path);
    const field = this.#fields[path];
    if (field === undefined) return "";
    const entry = this.index.entry(path);
    return entry === 0 ? "" : textOf(field, this.raw, entry & 0xffff, entry >>> 16);
  }

  /** A value as bytes, a view of those received where it can be; empty when absent. */
  bytes(path: number | string): Uint8Array {
    if (typeof path === "string" && path.includes(".")) return partAt(this, path)?.bytes ?? NOTHING;
    const number = Number(path);
    const field = this.#group.fields[number];
    if (field === undefined || !this.index.has(number)) return NOTHING;
    return bytesOf(field, this.raw, this.index.at(number), this.index.units(number));
  }

  /** Text of a subfield by its path; "" when absent. */
  subfield(path: string): string {
    return this.text(path);
  }

  /** The subfields of a field, outermost first; none when the dialect knows none. @throws CodecError when malformed */
  parts(number: number): Part[] {
    const field = this.#group.fields[number];
    return field === undefined || !this.index.has(number) ? [] : partsOf(this, field);
  }

  /** Where a value lies in `raw`, without its length. */
  range(number: number): Range | undefined {
    const field = this.#group.fields[number];
    if (field === undefined || !this.index.has(number)) return undefined;
    const from = this.index.at(number);
    return { from, to: from + wireBytes(field, this.index.units(number)) };
  }

  /** What the MAC covers: from the message type indicator to the field that holds it; undefined without such a field. */
  macRange(): Range | undefined {
    const fields = this.dialect.spec.mac ?? MAC_FIELDS;
    const number = fields.find((field) => this.index.has(field));
    const range = number === undefined ? undefined : this.range(number);
    if (number === undefined || range === undefined) return undefined;
    return { from: this.#group.headerBytes, to: range.from - this.#field(number).prefixBytes };
  }

  /** All values, ascending: text, and bytes where the content is b. */
  get fields(): ReadonlyMap<number, FieldValue> {
    const isBytes = (number: number): boolean => this.#field(number).spec.content === "b";
    return new Map(this.numbers().map((n) => [n, isBytes(n) ? this.bytes(n) : this.text(n)]));
  }

  /**
   * As plain data, which `Dialect.pack` takes back: whole values unless told to expand subfields, in the clear unless told to
   * mask. Called by JSON.stringify, which gives the name of a property, it masks: a message in a log shows no card number.
   */
  toJSON(options: JsonOptions | string = {}): MessageJson {
    const asked = typeof options === "string" ? { masked: true } : options;
    const texts = asked.expand === true || asked.masked === true ? undefined : textsOf(this);
    const plain = texts ?? { mti: this.mti, bitmap: this.bitmap, fields: fieldsJson(this, asked) };
    if (this.header.length === 0) return plain;
    return { ...plain, header: Buffer.from(this.header).toString("hex").toUpperCase() };
  }

  /** What console.log shows. */
  [inspect.custom](): MessageJson {
    return this.toJSON({ masked: true });
  }

  /** Aligned lines for a person to read; nothing secret is in them. */
  describe(language: Language, options: DescribeOptions = {}): string[] {
    return describeMessage(this, language, options);
  }

  /**
   * The message with other contents of some fields; `undefined` takes a field out. All others keep their very bytes.
   *
   * @throws CodecError with the field that cannot be packed
   */
  pack(changes: Readonly<Record<number, FieldContent | undefined>> = {}): Uint8Array {
    return packChanged(this, changes, this.dialect);
  }

  #textAt(path: string): string {
    return path.includes(".") ? (partAt(this, path)?.text ?? "") : this.text(Number(path));
  }

  get #group(): Group {
    return this.dialect.group;
  }

  #field(number: number): Field {
    const field = this.#group.fields[number];
    if (field === undefined) throw new Error(`field ${number} is in the index and not in the dialect`);
    return field;
  }
}
