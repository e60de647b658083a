/**
 * Where the fields of a message are: a copy of the index that the core leaves (assembly/codec/iso8583/unpack.ts).
 */
import { calls, memory } from "../wasm.ts";
import type { Group } from "./compile.ts";
import { hexOf } from "./values.ts";

// In words of 32 bits.
const ERROR_FIELD = 0;
const ERROR_OFFSET = 1;
const ANNOUNCED = 2;
const END = 3;
const BITMAP = 6;
const BITMAP_WORDS = 6;
const ENTRIES = BITMAP + BITMAP_WORDS;
const FIELD_MAX = 192;
const NO_WORDS: Int32Array = new Int32Array(0);

/** Words that an index may keep are cut from pieces of this many. */
const SLAB_WORDS = 4096;

/**
 * While no other message is unpacked, an index is read where the core has left it; then it keeps a copy. So nothing is
 * copied for a message that is done with before the next one comes.
 */
export class Index {
  static #latest: Index | undefined;
  static #slab: Int32Array = NO_WORDS;
  static #used = 0;

  readonly #length: number;
  #words = NO_WORDS;
  #base = 0;
  #own = NO_WORDS;
  #ownBase = 0;

  /** @param last number of the group's last field */
  constructor(last: number) {
    this.#length = ENTRIES + last + 1;
  }

  /** Has the core index a group of fields in INPUT. @returns the core's status */
  unpack(table: number, from: number, to: number, policy: number): number {
    if (Index.#latest !== this) this.#become();
    return calls().unpackFields(table, from, to, policy);
  }

  /** From now on the core's index is that of this message. */
  #become(): void {
    Index.#latest?.keep();
    Index.#latest = this;
    this.#words = coreWords();
    this.#base = 0;
  }

  /** Lets the core have the index of this message again. */
  lend(): void {
    if (Index.#latest === this) return;
    const words = this.#words.subarray(this.#base, this.#base + this.#length);
    this.#become();
    this.#words.set(words);
  }

  /** Copies its words before the core overwrites them. */
  keep(): void {
    if (this.#own === NO_WORDS) this.#reserve();
    this.#base = this.#ownBase;
    this.#own.set(coreWords(this.#length), this.#base);
    this.#words = this.#own;
  }

  #reserve(): void {
    if (Index.#used + this.#length > Index.#slab.length) {
      Index.#slab = new Int32Array(SLAB_WORDS);
      Index.#used = 0;
    }
    this.#own = Index.#slab;
    this.#ownBase = Index.#used;
    Index.#used += this.#length;
  }

  has(number: number): boolean {
    return number > 0 && number <= FIELD_MAX && this.#half(number - 1) << ((number - 1) & 31) < 0;
  }

  /** Offset | units << 16 of a field of the group; 0 when it is absent. */
  entry(number: number): number {
    const words = this.#words;
    const base = this.#base;
    // As `has`, which would make this too large to be put into its callers.
    return words[base + BITMAP + (((number - 1) >> 5) ^ 1)]! << (number - 1) < 0 ? words[base + ENTRIES + number]! : 0;
  }

  /** 32 bits, the one of a field among them, the lowest field first. */
  #half(bit: number): number {
    // Words of 64 bits, little-endian: the upper half, which holds the first 32 fields, comes second.
    return this.#words[this.#base + BITMAP + ((bit >> 5) ^ 1)] ?? 0;
  }

  /** Offset of a value from the message. */
  at(number: number): number {
    return (this.#words[this.#base + ENTRIES + number] ?? 0) & 0xffff;
  }

  /** Its length: digits where packed, else characters or bytes. */
  units(number: number): number {
    return (this.#words[this.#base + ENTRIES + number] ?? 0) >>> 16;
  }

  /** Offset after the last field. */
  get end(): number {
    return this.#words[this.#base + END] ?? 0;
  }

  /** Fields that it has, ascending, without those that announce bitmaps. */
  numbers({ bitmap }: Group): number[] {
    const announced = (bitmap?.count ?? 1) - 1;
    const numbers: number[] = [];
    for (let first = 1; first < FIELD_MAX; first += 32) {
      let pending = this.#half(first - 1);
      if ((first & 63) === 1 && first < 64 * announced) pending &= 0x7fffffff;
      while (pending !== 0) {
        const bit = Math.clz32(pending);
        pending &= ~(0x80000000 >>> bit);
        numbers.push(first + bit);
      }
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
    const count = bytes + 8 * (this.bitmaps(group) - 1);
    let text = "";
    for (let i = 0; i < count; i++) text += hexOf((this.#half(8 * i) >>> (24 - 8 * (i & 3))) & 0xff);
    return text;
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

const WORDS_MAX = ENTRIES + FIELD_MAX + 1;
const cores: Int32Array[] = [];

/** The first words of the core's index: a view, made once for each length. */
function coreWords(length = WORDS_MAX): Int32Array {
  return (cores[length] ??= new Int32Array(memory(), calls().indexAt(), length));
}
