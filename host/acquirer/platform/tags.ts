/**
 * F62 of this profile's own messages: tags of two bytes (assembly/abi_platform.ts), written and read.
 *
 * Believes nothing: what is malformed, or stands there twice, is no list of tags.
 */
import { Tag } from "../../../assembly/abi_platform.ts";
import { parseTlv } from "../../codec/tlv/parse.ts";
import { tlv } from "../../codec/tlv/encode.ts";

export type TagValues = ReadonlyArray<readonly [tag: Tag, value: Uint8Array]>;

export const NONCE_BYTES = 8;
const DATE_BYTES = 4;
const AMOUNT_BYTES = 6;

export function writeTags(values: TagValues): Uint8Array {
  return tlv(values);
}

/** @returns undefined when the bytes are no list of tags */
export function readTags(bytes: Uint8Array): TagReader | undefined {
  try {
    const nodes = parseTlv(bytes);
    const values = new Map(nodes.map(({ tag, value }) => [tag, value]));
    return values.size === nodes.length ? new TagReader(values, nodes[0]?.tag) : undefined;
  } catch {
    return undefined;
  }
}

export class TagReader {
  readonly #values: ReadonlyMap<number, Uint8Array>;
  readonly #first: number | undefined;

  constructor(values: ReadonlyMap<number, Uint8Array>, first: number | undefined) {
    this.#values = values;
    this.#first = first;
  }

  has(tag: Tag): boolean {
    return this.#values.has(tag);
  }

  /** Empty when it is not there. */
  bytes(tag: Tag): Uint8Array {
    return this.#values.get(tag) ?? new Uint8Array(0);
  }

  /** UTF-8; undefined when it is not there or malformed. */
  text(tag: Tag): string | undefined {
    const value = this.#values.get(tag);
    if (value === undefined) return undefined;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      return undefined;
    }
  }

  /** Big-endian; undefined when it is not there or not so many bytes. */
  number(tag: Tag, bytes: number): number | undefined {
    const value = this.#values.get(tag);
    if (value?.length !== bytes) return undefined;
    return value.reduce((number, byte) => number * 256 + byte, 0);
  }

  /** BCD of so many bytes; undefined when it is not there, or not of digits. */
  digits(tag: Tag, bytes: number): string | undefined {
    const value = this.#values.get(tag);
    const text = Buffer.from(value ?? []).toString("hex");
    return value?.length === bytes && /^\d+$/.test(text) ? text : undefined;
  }

  /** The nonce, when it comes first and has its length. */
  get nonce(): Uint8Array | undefined {
    const value = this.#values.get(Tag.NONCE);
    return this.#first === Tag.NONCE && value?.length === NONCE_BYTES ? value : undefined;
  }
}

export function textTag(tag: Tag, text: string): readonly [Tag, Uint8Array] {
  return [tag, new Uint8Array(Buffer.from(text))];
}

export function numberTag(tag: Tag, value: number, bytes: number): readonly [Tag, Uint8Array] {
  return [tag, Uint8Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256)];
}

/** @param date YYYYMMDD; "" gives zeros */
export function dateTag(tag: Tag, date: string): readonly [Tag, Uint8Array] {
  return [tag, bcd(date === "" ? "0" : date, DATE_BYTES)];
}

/** @param amount fen */
export function amountTag(tag: Tag, amount: number): readonly [Tag, Uint8Array] {
  return [tag, bcd(String(amount), AMOUNT_BYTES)];
}

export function bcd(digits: string, bytes: number): Uint8Array {
  return new Uint8Array(Buffer.from(digits.padStart(2 * bytes, "0").slice(-2 * bytes), "hex"));
}
