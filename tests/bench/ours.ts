/**
 * This library as the benchmark uses it: the loops that are timed, and what they give, for comparison with the others.
 *
 * Rows of the core alone call an export of codec.wasm for each operation, with the input in its buffer already: what the
 * call costs counts. All other rows use nothing but the public library.
 */
import { CodecError } from "../../host/codec/errors.ts";
import { Dialect } from "../../host/codec/iso8583/dialect.ts";
import type { Message } from "../../host/codec/iso8583/message.ts";
import type { DialectSpec } from "../../host/codec/iso8583/spec.ts";
import { parseTlv, type TlvNode } from "../../host/codec/tlv/parse.ts";
import { isConstructed, tagName } from "../../host/codec/tlv/tags.ts";
import { calls, give, memory, output } from "../../host/codec/wasm.ts";
import type { Flat } from "./peers.ts";
import { type Content, toHex } from "./reference.ts";

export type Repeat = (times: number) => number;

const OK = 0;
const STRICT = 0;
const ONE_BITMAP = 1;
/** No object has it: a search for it walks to the end. */
const NO_TAG = 0;
const TLV_ABSENT = 11;

/** One dialect, ready for every loop over it. */
export class Ours {
  readonly #dialect: Dialect;

  constructor(spec: DialectSpec) {
    this.#dialect = Dialect.from(spec);
  }

  /** Strict unpacking to an index, by the core alone. */
  unpackCore(message: Uint8Array): Repeat {
    const { table } = this.#dialect.group;
    const call = calls();
    return (times) => {
      give(message);
      const address = table.address();
      let statuses = 0;
      for (let i = 0; i < times; i++) statuses |= call.unpackFields(address, 0, message.length, STRICT);
      if (statuses !== 0) throw new Error("the core refuses the message");
      return statuses;
    };
  }

  /** @param prepared records as `preparedFields` makes them */
  packCore(prepared: Uint8Array): Repeat {
    const { table } = this.#dialect.group;
    const call = calls();
    return (times) => {
      give(prepared);
      const address = table.address();
      let sum = 0;
      for (let i = 0; i < times; i++) sum += call.packFields(address, ONE_BITMAP, prepared.length);
      if (sum <= 0) throw new Error("the core refuses the fields");
      return sum;
    };
  }

  /** Bytes in, three fields as text. */
  threeFields(message: Uint8Array): Repeat {
    const reader = this.#dialect.reader();
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) {
        const read = reader.read(message);
        sum += read.text(2).length + read.text(4).length + read.text(41).length;
      }
      return sum;
    };
  }

  /** Bytes in, nothing decoded: what a router or a filter does with a message. */
  view(message: Uint8Array): Repeat {
    const reader = this.#dialect.reader();
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += look(reader.read(message));
      return sum;
    };
  }

  toObject(message: Uint8Array): Repeat {
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += Number(this.#dialect.decode(message).fields["64"] !== undefined);
      return sum;
    };
  }

  packObject(content: Content): Repeat {
    return (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += this.#dialect.pack(content).length;
      return sum;
    };
  }

  /** The message, or undefined when the fields are refused. */
  pack(content: Content): Uint8Array | undefined {
    return refused(() => this.#dialect.pack(content));
  }

  /** What the core alone packs from prepared values, or undefined when it refuses them. */
  packPrepared(prepared: Uint8Array): Uint8Array | undefined {
    give(prepared);
    const length = calls().packFields(this.#dialect.group.table.address(), ONE_BITMAP, prepared.length);
    return length > 0 ? output().slice(0, length) : undefined;
  }

  object(message: Uint8Array): Content & { bitmap: string } {
    const { mti, bitmap, fields } = this.#dialect.decode(message);
    return { mti, bitmap, fields: fields as Content["fields"] };
  }

  /** Where each field lies, as `NUMBER:OFFSET+UNITS`; undefined when the message is refused. */
  places(message: Uint8Array): string | undefined {
    const read = refused(() => this.#dialect.unpack(message));
    if (read === undefined) return undefined;
    const places = [0, ...read.numbers()].map((n) => `${n}:${read.index.at(n)}+${read.index.units(n)}`);
    return places.join(" ");
  }
}

function look(message: Message): number {
  return Number(message.has(2)) + Number(message.has(55)) + Number(message.has(60));
}

/** A walk over nested data objects by the core alone. */
export function walkCore(blob: Uint8Array): Repeat {
  const call = calls();
  return (times) => {
    give(blob);
    let statuses = 0;
    for (let i = 0; i < times; i++) statuses |= call.findTlv(blob.length, NO_TAG);
    if (statuses !== TLV_ABSENT) throw new Error("the core refuses the data objects");
    return statuses;
  };
}

/** All nodes as objects. */
export function parseTree(blob: Uint8Array): Repeat {
  return (times) => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += parseTlv(blob).length;
    return sum;
  };
}

/** Where the value of a tag is, by the core alone: `ok OFFSET LENGTH`, `absent` or `refused`. */
export function whereCore(blob: Uint8Array, tag: number): string {
  give(blob);
  const status = calls().findTlv(blob.length, tag);
  if (status !== OK) return status === TLV_ABSENT ? "absent" : "refused";
  const [, length = 0, value = 0] = new Uint32Array(memory(), calls().tlvAt(), 3);
  return `ok ${value - calls().inputAt()} ${length}`;
}

export function flat(blob: Uint8Array): Flat {
  const of = (nodes: readonly TlvNode[]): Flat =>
    nodes.flatMap(({ tag, value, children = [] }) =>
      isConstructed(tag) ? of(children) : [[tagName(tag), toHex(value)]],
    );
  return of(parseTlv(blob));
}

/** What `read` gives, or undefined when it refuses; what else it throws goes on. */
function refused<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
