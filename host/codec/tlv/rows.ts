/**
 * What codec.wasm leaves when it has taken bytes apart: a table with a row for each object, and where and why it stopped.
 *
 * Rows are as `assembly/codec/tlv_index.ts` lays them out. They are good until codec.wasm is called again; `keep` makes
 * them last.
 */
import { calls, input, memory, output } from "../wasm.ts";

export const ROW_WORDS = 4;
/** Bits of a row's last word: depth, bytes of tag and length, bytes of the mark that ends an indefinite length. */
export const FORM_DEPTH = 0xff;
const FORM_HEADER_SHIFT = 8;
export const FORM_MARK_SHIFT = 16;
export const FORM_INDEFINITE = 1 << 24;

export class Table {
  readonly rows: Uint32Array;
  readonly count: number;

  constructor(rows: Uint32Array, count: number) {
    this.rows = rows;
    this.count = count;
  }

  tag(row: number): number {
    return this.rows[row * ROW_WORDS]!;
  }

  /** Offset of the value. */
  offset(row: number): number {
    return this.rows[row * ROW_WORDS + 1]!;
  }

  /** Bytes of the value. */
  length(row: number): number {
    return this.rows[row * ROW_WORDS + 2]!;
  }

  /** 0 for an object that is in no other. */
  depth(row: number): number {
    return this.rows[row * ROW_WORDS + 3]! & FORM_DEPTH;
  }

  /** Offset of the tag. */
  start(row: number): number {
    return this.offset(row) - ((this.rows[row * ROW_WORDS + 3]! >>> FORM_HEADER_SHIFT) & 0xff);
  }

  /** Offset after the object. */
  end(row: number): number {
    return this.offset(row) + this.length(row) + ((this.rows[row * ROW_WORDS + 3]! >>> FORM_MARK_SHIFT) & 0xff);
  }

  indefinite(row: number): boolean {
    return (this.rows[row * ROW_WORDS + 3]! & FORM_INDEFINITE) !== 0;
  }

  /** Row of the object that it stands in; undefined when it is in none. */
  parent(row: number): number | undefined {
    const depth = this.depth(row) - 1;
    if (depth < 0) return undefined;
    let at = row - 1;
    while (this.depth(at) !== depth) at--;
    return at;
  }
}

/** Words that tell why and where it stopped, from `tlvWalkAt`: those of `TlvWalk`. */
export enum Walk {
  STATUS = 2,
  AT = 3,
  TAG = 4,
  VALUE = 5,
  LENGTH = 6,
  END = 7,
  DEPTH = 8,
}

interface Words {
  rows: Uint32Array;
  walk: Uint32Array;
  object: Uint32Array;
}

const WALK_WORDS = 9;
const OBJECT_WORDS = 4;

let words: Words | undefined;

function wordsLeft(): Words {
  if (words !== undefined) return words;
  const { byteOffset, length } = output();
  const rows = new Uint32Array(memory(), byteOffset, length / Uint32Array.BYTES_PER_ELEMENT);
  const walk = new Uint32Array(memory(), calls().tlvWalkAt(), WALK_WORDS);
  return (words = { rows, walk, object: new Uint32Array(memory(), calls().tlvAt(), OBJECT_WORDS) });
}

/** The rows of the last call, as many as OUTPUT holds. */
export function rowsLeft(): Uint32Array {
  return wordsLeft().rows;
}

/** What the last call says of where it stopped. */
export function walkLeft(word: Walk): number {
  return wordsLeft().walk[word]!;
}

/** Where in INPUT the last search found its value. */
export function placeLeft(): { offset: number; length: number } {
  const { object } = wordsLeft();
  return { offset: object[2]! - input().byteOffset, length: object[1]! };
}
