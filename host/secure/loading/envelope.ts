/** The bytes of a remote load's envelope, as `remote.ts` documents them: what stands where. Believes nothing, opens nothing. */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";

export interface EnvelopeParts {
  /** 16 bytes. */
  nonce: Uint8Array;
  wrappedKey: Uint8Array;
  /** ASCII. */
  keyBlock: Uint8Array;
}

export interface Envelope extends EnvelopeParts {
  /** All that is signed: everything but the signature. */
  body: Uint8Array;
  signature: Uint8Array;
}

const VERSION = 1;
const NONCE_AT = 1;
const NONCE_BYTES = 16;
const PARTS_AT = NONCE_AT + NONCE_BYTES;
/** Room for RSA of 4096 bits three times over. */
const ENVELOPE_BYTES_MAX = 4096;

/** @throws CodecError ENVELOPE_LENGTH, ENVELOPE_VERSION */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length < PARTS_AT || bytes.length > ENVELOPE_BYTES_MAX) throw refuse("ENVELOPE_LENGTH", 0);
  if (bytes[0] !== VERSION) throw refuse("ENVELOPE_VERSION", 0);
  const nonce = copyBytes(bytes, NONCE_AT, PARTS_AT);
  const [wrappedKey, blockAt] = partAt(bytes, PARTS_AT);
  const [keyBlock, end] = partAt(bytes, blockAt);
  if (end === bytes.length) throw refuse("ENVELOPE_LENGTH", end);
  return { nonce, wrappedKey, keyBlock, body: copyBytes(bytes, 0, end), signature: copyBytes(bytes, end) };
}

/** Everything but the signature. */
export function writeEnvelope({ nonce, wrappedKey, keyBlock }: EnvelopeParts): Uint8Array {
  const length = (part: Uint8Array): number[] => [part.length >> 8, part.length & 0xff];
  return Uint8Array.of(VERSION, ...nonce, ...length(wrappedKey), ...wrappedKey, ...length(keyBlock), ...keyBlock);
}

/** @returns the part, and where the next begins */
function partAt(bytes: Uint8Array, at: number): [part: Uint8Array, end: number] {
  const from = at + 2;
  const end = from + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  if (from > bytes.length || end > bytes.length || end === from) throw refuse("ENVELOPE_LENGTH", at);
  return [copyBytes(bytes, from, end), end];
}

function refuse(code: string, offset: number): CodecError {
  return new CodecError({ code, path: "envelope", offset });
}
