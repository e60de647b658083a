/** Reads the message of a command: out of its frame, strictly but for what `--accept` lists, with places in the input. */
import { CodecError } from "../../codec/errors.ts";
import type { CodecFault } from "../../codec/errors.ts";
import type { Dialect } from "../../codec/iso8583/dialect.ts";
import { UnpackError } from "../../codec/iso8583/unpack_error.ts";
import type { Message } from "../../codec/iso8583/message.ts";
import type { Policy } from "../../codec/iso8583/policy.ts";
import type { InputOptions, OutputOptions } from "../options.ts";
import { unframe } from "./framed.ts";
import type { FrameJson } from "./framed.ts";

export interface ReadOptions extends InputOptions, OutputOptions {
  dialect: string;
  framed?: boolean;
  accept?: Array<keyof Policy>;
}

export interface Read {
  message: Message;
  frame?: FrameJson;
  /** Offset of the message in the input. */
  at: number;
  /** Why the message is refused; it holds the fields before the fault then. */
  refused?: CodecFault;
}

/** @throws CodecError when not even a part of a message can be read */
export function readMessage(bytes: Uint8Array, dialect: Dialect, { framed, accept = [] }: ReadOptions): Read {
  const policy = Object.fromEntries(accept.map((name) => [name, "accept"])) as Partial<Policy>;
  if (framed !== true) return unpack(bytes, 0, dialect, policy);
  const { frame, body, at, fault } = unframe(bytes, dialect.spec.frame);
  const read = { ...unpack(body, at, dialect, policy), frame };
  const isAccepted =
    fault === undefined || policy[fault.code === "FRAME_TRAILING" ? "trailing" : "truncated"] === "accept";
  return isAccepted ? read : { ...read, refused: fault };
}

function unpack(body: Uint8Array, at: number, dialect: Dialect, policy: Partial<Policy>): Read {
  try {
    return { message: dialect.unpack(body, policy), at };
  } catch (error) {
    if (!(error instanceof UnpackError) || error.partial === undefined) throw error;
    return { message: error.partial, at, refused: placed(error, at) };
  }
}

/** What was accepted behind the last field. Nobody knows what it is. */
export function trailingBytes({ message: { raw, index, fault }, refused }: Read): Uint8Array {
  // A message that ends early has no last field.
  return raw.subarray(fault === undefined && refused === undefined ? index.end : raw.length);
}

/** The fault with its place in the input. */
export function placed({ code, path, offset, expected, actual }: CodecFault, at: number): CodecFault {
  return {
    code,
    path,
    offset: offset + at,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
}

/** @throws CodecError for the first field whose subfields are malformed */
export function requireParts({ message, at }: Read): void {
  for (const number of message.numbers()) {
    try {
      message.parts(number);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      throw new CodecError(placed(error, at));
    }
  }
}
