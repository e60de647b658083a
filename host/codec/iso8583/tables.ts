/**
 * Where compiled dialects lie in the memory of codec.wasm.
 *
 * A table is laid there when it is first used and stays until the room is full; then all are dropped, and each is laid anew
 * at its next use. So any number of dialects may come and go.
 */
import { CodecError } from "../errors.ts";
import { calls, memory } from "../wasm.ts";

let generation = 1;
let used = 0;

export class Table {
  #bytes = new Uint8Array(0);
  #generation = 0;
  #at = 0;

  fill(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
  }

  /** Address of the table; good until another table's is asked for. */
  address(): number {
    return this.#generation === generation ? this.#at : this.#lay();
  }

  #lay(): number {
    const room = calls().tablesBytes();
    const { length } = this.#bytes;
    if (length > room) {
      const expected = `tables of at most ${room} bytes`;
      throw new CodecError({ code: "DIALECT_SIZE", path: "", offset: 0, expected, actual: `${length}` });
    }
    if (used + length > room) {
      generation++;
      used = 0;
    }
    this.#at = calls().tablesAt() + used;
    this.#generation = generation;
    new Uint8Array(memory()).set(this.#bytes, this.#at);
    used += length;
    calls().forgetPlans();
    return this.#at;
  }
}
