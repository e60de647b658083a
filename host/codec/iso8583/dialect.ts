/**
 * A dialect of ISO 8583, ready to unpack and pack: one of the built-in ones, or any that is given as data.
 */
import { CodecError } from "../errors.ts";
import { give } from "../wasm.ts";
import { checkSpec } from "./check.ts";
import { compile } from "./compile.ts";
import type { Group } from "./compile.ts";
import { BUILT_IN } from "./dialects.ts";
import type { MessageContent } from "./content.ts";
import { faultOf } from "./faults.ts";
import { Message } from "./message.ts";
import type { MessageJson } from "./message.ts";
import { Index, indexError } from "./message_index.ts";
import { packMessage } from "./pack.ts";
import { policyBits, stopsQuietly } from "./policy.ts";
import type { Policy } from "./policy.ts";
import type { DialectSpec } from "./spec.ts";
import { UnpackError } from "./unpack_error.ts";

const OK = 0;
const STRICT: Partial<Policy> = {};
const NOTHING = new Uint8Array(0);

export class Dialect {
  static readonly #builtIn = new Map<string, Dialect>();

  readonly spec: DialectSpec;
  /** Of `decode`. */
  #scratch: Message | undefined;
  /** Its fields as the core has them. */
  readonly group: Group;

  private constructor(spec: DialectSpec) {
    this.spec = spec;
    this.group = compile(spec);
  }

  /** Names of the built-in dialects. */
  static names(): string[] {
    return BUILT_IN.map(({ name }) => name);
  }

  /** @throws CodecError DIALECT_UNKNOWN */
  static builtIn(name: string): Dialect {
    const known = Dialect.#builtIn.get(name);
    if (known !== undefined) return known;
    const spec = BUILT_IN.find((candidate) => candidate.name === name);
    if (spec === undefined) {
      const expected = Dialect.names().join(", ");
      throw new CodecError({ code: "DIALECT_UNKNOWN", path: "", offset: 0, expected });
    }
    const dialect = new Dialect(spec);
    Dialect.#builtIn.set(name, dialect);
    return dialect;
  }

  /**
   * @param spec what `dialect.schema.json` describes, as parsed JSON
   * @throws CodecError DIALECT_SCHEMA or DIALECT_SENSE, with the place in the JSON as its path
   */
  static from(spec: unknown): Dialect {
    return new Dialect(checkSpec(spec));
  }

  get name(): string {
    return this.spec.name;
  }

  /**
   * Reads a message; the bytes are not copied, and must not change while the message is used.
   *
   * @param policy what is accepted beyond the dialect; strict unless given
   * @throws UnpackError with the fields before the fault
   */
  unpack(bytes: Uint8Array, policy: Partial<Policy> = STRICT): Message {
    const bits = policy === STRICT ? 0 : policyBits(policy);
    return this.#read(bytes, policy, bits, new Message(this, bytes, new Index(this.group.last)));
  }

  /**
   * All fields of a message as plain data, strictly: what `unpack(bytes).toJSON()` gives, without a message in between.
   *
   * @throws UnpackError with the fields before the fault
   */
  decode(bytes: Uint8Array): MessageJson {
    const message = (this.#scratch ??= new Message(this, NOTHING, new Index(this.group.last)));
    give(bytes);
    const status = message.index.unpack(this.group.table.address(), 0, bytes.length, 0);
    // What is thrown has a message of its own.
    if (status !== OK) return this.unpack(bytes).toJSON();
    message.raw = bytes;
    try {
      return message.toJSON();
    } finally {
      message.raw = NOTHING;
    }
  }

  /** A reader that gives the same message object again and again: nothing is allocated for each message. */
  reader(policy: Partial<Policy> = STRICT): MessageReader {
    const message = new Message(this, new Uint8Array(0), new Index(this.group.last));
    const bits = policyBits(policy);
    return { read: (bytes) => this.#read(bytes, policy, bits, message) };
  }

  /** @throws CodecError with the field that cannot be packed */
  pack(content: MessageContent): Uint8Array {
    return packMessage(this.group, content);
  }

  #read(bytes: Uint8Array, policy: Partial<Policy>, bits: number, message: Message): Message {
    give(bytes);
    const status = message.index.unpack(this.group.table.address(), 0, bytes.length, bits);
    message.raw = bytes;
    message.fault = undefined;
    return status === OK ? message : this.#fail(status, bytes, policy, message);
  }

  #fail(status: number, bytes: Uint8Array, policy: Partial<Policy>, message: Message): Message {
    const fault = new UnpackError(faultOf(status, indexError(), this.group, "", bytes.length), message);
    if (!stopsQuietly(fault.code, policy)) throw fault;
    message.fault = fault;
    return message;
  }
}

export interface MessageReader {
  /** @throws UnpackError; the message given before is then the fields before the fault */
  read(bytes: Uint8Array): Message;
}
