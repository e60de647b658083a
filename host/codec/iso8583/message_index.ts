/**
 * Where the fields of a message are: a copy of the index that the core leaves (assembly/codec/iso8583/unpack.ts).
 */
import { calls, memory } from "../wasm.ts";
import type { Group } from "./compile.ts";

// In words of 32 bits.
const ERROR_FIELD = 0;
const ERROR_OFFSET = 1;
const ANNOUNCED = 2;
const END = 3;
const BITMAP = 6;
const BITMAP_WORDS = 6;
const ENTRIES = BITMAP + BITMAP_WORDS;
const FIELD_MAX = 192;

export class Index {
  readonly #words: Uint32Array;
  #core: Uint32Array | undefined;

  constructor(last: number) {
    this.#words = new Uint32Array(ENTRIES + last + 1);
  }

  /** Takes over what the core has just left. */
  take(): this {
    this.#core ??= coreWords().subarray(0, this.#words.length);
    this.#words.set(this.#core);
    return this;
  }

  has(number: number): boolean {
    const bit = number - 1;
    if (bit < 0 || bit >= FIELD_MAX) return false;
    // Words of 64 bits, little-endian: the upper half, which holds the first 32 fields, comes second.
    const half = BITMAP + ((bit >> 6) << 1) + ((bit & 32) === 0 ? 1 : 0);
    return (((this.#words[half] ?? 0) >>> (31 - (bit & 31))) & 1) !== 0;
  }

  /** Offset of a value from the message. */
  at(number: number): number {
    return (this.#words[ENTRIES + number] ?? 0) & 0xffff;
  }

  /** Its length: digits where packed, else characters or bytes. */
  units(number: number): number {
    return (this.#words[ENTRIES + number] ?? 0) >>> 16;
  }

  /** Offset after the last field. */
  get end(): number {
    return this.#words[END] ?? 0;
  }

  numbers({ last, bitmap }: Group): number[] {
    const count = bitmap?.count ?? 1;
    const numbers: number[] = [];
    for (let number = 1; number <= last; number++) {
      if (this.has(number) && !(number <= 64 * count - 64 && (number & 63) === 1)) numbers.push(number);
    }
    return numbers;
  }

  /** Bitmaps that the message has, 1 to 3. */
  bitmaps({ bitmap }: Group): number {
    const count = bitmap?.count ?? 1;
    let present = 1;
    while (present < count && this.has(64 * present - 63)) present++;
    return present;
  }

  bitmapText(group: Group): string {
    const { bytes = 0 } = group.bitmap ?? {};
    const words = Array.from({ length: BITMAP_WORDS / 2 }, (_, i) => [BITMAP + 2 * i + 1, BITMAP + 2 * i]).flat();
    const text = words.map((word) => (this.#words[word] ?? 0).toString(16).padStart(8, "0")).join("");
    return text.slice(0, 2 * (bytes + 8 * (this.bitmaps(group) - 1))).toUpperCase();
  }
}

/** What the core says about its first error. */
export interface IndexError {
  field: number;
  offset: number;
  /** A length that was announced and is none. */
  announced: number;
}

export function indexError(): IndexError {
  const words = coreWords();
  return { field: words[ERROR_FIELD] ?? 0, offset: words[ERROR_OFFSET] ?? 0, announced: words[ANNOUNCED] ?? 0 };
}

let core: Uint32Array | undefined;

function coreWords(): Uint32Array {
  return (core ??= new Uint32Array(memory(), calls().indexAt(), ENTRIES + FIELD_MAX + 1));
}
