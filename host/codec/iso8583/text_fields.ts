/**
 * Texts of fields by number: contents of a message that are nothing else, and say how many they are, so that packing need not
 * look for more.
 */
export class TextFields implements Iterable<readonly [number: number, text: string]> {
  readonly #texts: Array<string | undefined>;
  #count = 0;

  /** @param last the highest number that is likely to be set */
  constructor(last: number) {
    this.#texts = new Array<string | undefined>(last + 1).fill(undefined);
  }

  /** In place of the text that it has, if it has one. @param number 1 or more */
  set(number: number, text: string): void {
    if (this.#texts[number] === undefined) this.#count++;
    this.#texts[number] = text;
  }

  /** How many fields there are. */
  get count(): number {
    return this.#count;
  }

  /** By number; not to be changed. */
  get texts(): ReadonlyArray<string | undefined> {
    return this.#texts;
  }

  *[Symbol.iterator](): Generator<readonly [number, string], void, undefined> {
    for (const [number, text] of this.#texts.entries()) if (text !== undefined) yield [number, text];
  }
}
