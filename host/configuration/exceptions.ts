/**
 * The exception file: whether a card is on it.
 *
 * Holds card numbers only as hashes, and makes no text of the number it is asked about.
 */
import { createHash } from "node:crypto";
import type { ExceptionsSpec } from "./spec.ts";

const BIN_DIGITS_MIN = 6;
const BIN_DIGITS_MAX = 10;
const ZERO = 0x30;

export class ExceptionFile {
  /** By count of digits: a BIN may begin with zeros. */
  private readonly bins = new Set<string>();
  private readonly cards: ReadonlySet<string>;

  constructor({ bins = [], cards = [] }: ExceptionsSpec = {}) {
    for (const bin of bins) this.bins.add(keyOf(bin.length, Number(bin)));
    this.cards = new Set(cards.map((hash) => hash.toLowerCase()));
  }

  /** @param pan ASCII digits */
  lists(pan: Uint8Array): boolean {
    if (this.bins.size > 0 && this.hasBin(pan)) return true;
    return this.cards.size > 0 && this.cards.has(createHash("sha256").update(pan).digest("hex"));
  }

  private hasBin(pan: Uint8Array): boolean {
    let prefix = 0;
    for (let i = 0; i < Math.min(pan.length, BIN_DIGITS_MAX); i++) {
      prefix = 10 * prefix + pan[i]! - ZERO;
      if (i + 1 >= BIN_DIGITS_MIN && this.bins.has(keyOf(i + 1, prefix))) return true;
    }
    return false;
  }
}

function keyOf(digits: number, prefix: number): string {
  return `${digits}:${prefix}`;
}
