/**
 * Values of data objects by tag, each found where it lies: for whoever wants a few out of many.
 *
 * Only objects that are in no other count; of two of a tag the later one.
 */
import { tableOf } from "./table.ts";

export class TlvValues {
  readonly #memory: ArrayBufferLike;
  readonly #tags: number[] = [];
  /** In that memory. */
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];

  /** @param bytes must not change while values are asked for. @throws CodecError as `parseTlv` */
  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset } = bytes;
    this.#memory = buffer;
    const table = tableOf(bytes);
    if (table.fault !== undefined) throw table.fault;
    for (let row = 0; row < table.count; row++) {
      if (table.depth(row) !== 0) continue;
      this.#tags.push(table.tag(row));
      this.#offsets.push(byteOffset + table.offset(row));
      this.#lengths.push(table.length(row));
    }
  }

  /** A view of those bytes. */
  get(tag: number): Uint8Array | undefined {
    for (let at = this.#tags.length - 1; at >= 0; at--) {
      if (this.#tags[at] === tag) return new Uint8Array(this.#memory, this.#offsets[at], this.#lengths[at]);
    }
    return undefined;
  }
}
