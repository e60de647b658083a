/**
 * What joining needs to know of a field whose text the core takes as it is: shapes alike for all fields, since the loop over
 * them is as fast as its slowest look.
 */

/** In the field of a record: its value is hexadecimal text of the bytes. */
const IN_HEX = 0x2000;
/** Heads of records with such lengths are kept. */
const KEPT_LENGTHS = 256;
/** What a head can tell. */
export const LENGTH_MAX = 0x3fff;

export class Joint {
  /** Characters, at most. */
  readonly most: number;
  /** Only even lengths are taken: of hexadecimal text, which the core looks at itself, any. */
  readonly even: boolean;
  /** Characters, digits of zero in front where there are fewer; 0 where none are put. */
  readonly filled: number;
  readonly #word: number;
  readonly #heads: string[] = [];

  constructor(number: number, shape: { most: number; even: boolean; filled: number; inHex: boolean }) {
    this.most = shape.most;
    this.even = shape.even;
    this.filled = shape.filled;
    this.#word = shape.inHex ? number | IN_HEX : number;
  }

  /** Field and length of a record, as four characters of seven bits. @param length at most LENGTH_MAX */
  head(length: number): string {
    if (length >= KEPT_LENGTHS) return this.#made(length);
    return (this.#heads[length] ??= this.#made(length));
  }

  #made(length: number): string {
    return String.fromCharCode(this.#word & 0x7f, this.#word >> 7, length & 0x7f, length >> 7);
  }
}
