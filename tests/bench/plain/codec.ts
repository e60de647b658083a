/** One dialect in plain TypeScript: what `ours.ts` is to this library. */
import type { DialectSpec } from "../../../host/codec/iso8583/spec.ts";
import { decodePlain, type PlainMessage } from "./decode.ts";
import { FIELD_MAX, type PlainField, plainFields } from "./dialect.ts";
import { packPlain } from "./pack.ts";
import { PlainRefusal, unpackPlain } from "./unpack.ts";

export class Plain {
  readonly #table: ReadonlyArray<PlainField | undefined>;
  readonly #index = new Uint32Array(FIELD_MAX + 1);

  constructor(spec: DialectSpec) {
    this.#table = plainFields(spec);
  }

  /** Strict unpacking to an index. */
  unpack(message: Uint8Array): (times: number) => number {
    const index = this.#index;
    const table = this.#table;
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) {
        unpackPlain(table, message, index);
        sum += index[FIELD_MAX]!;
      }
      return sum;
    };
  }

  toObject(message: Uint8Array): (times: number) => number {
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += Number(this.object(message).fields["64"] !== undefined);
      return sum;
    };
  }

  packObject(mti: string, fields: Record<string, string>): (times: number) => number {
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += packPlain(this.#table, mti, fields).length;
      return sum;
    };
  }

  object(message: Uint8Array): PlainMessage {
    unpackPlain(this.#table, message, this.#index);
    return decodePlain(this.#table, message, this.#index);
  }

  /** The message, or undefined when the fields are refused. */
  pack(mti: string, fields: Record<string, string>): Uint8Array | undefined {
    return refused(() => packPlain(this.#table, mti, fields));
  }

  /** Where each field lies, as `NUMBER:OFFSET+UNITS`; undefined when the message is refused. */
  places(message: Uint8Array): string | undefined {
    return refused(() => {
      unpackPlain(this.#table, message, this.#index);
      return [...this.#index.entries()]
        .filter(([, entry]) => entry !== 0)
        .map(([field, entry]) => `${field}:${entry & 0xffff}+${entry >>> 16}`)
        .join(" ");
    });
  }
}

function refused<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlainRefusal) return undefined;
    throw error;
  }
}
