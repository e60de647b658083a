/**
 * The frame of everything that is signed in EMV: `6A | format | … | hash | BC`, as long as the signer's modulus (EMV Book 2,
 * A2.1). The hash covers what stands before it and what is sent beside it.
 *
 * SHA-1 is the only hash that EMV names for RSA (Book 2, B2.1: indicator 01). Indicator 02 is taken for SHA-256, as in the list
 * that EMV 4.4 has for elliptic curves; no published certificate with it is known, so this value is not certain.
 */
import { createHash } from "node:crypto";
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { equalInConstantTime } from "../bytes.ts";
import { rsaRecover } from "../rsa.ts";

export interface PublicKey {
  modulus: Uint8Array;
  exponent: Uint8Array;
}

/** What a frame must look like. */
export interface FrameLayout {
  /** Its second byte. */
  format: number;
  /** Offset of the hash algorithm indicator. */
  hashAlgorithmAt: number;
  /** Bytes before which the hash cannot begin. */
  headBytes: number;
}

export interface Frame {
  /** From the format on to the hash, which is not in it. */
  inner: Uint8Array;
  hash: "sha1" | "sha256";
}

const HEADER = 0x6a;
const TRAILER = 0xbc;
const HASHES: ReadonlyMap<number, { hash: Frame["hash"]; bytes: number }> = new Map([
  [0x01, { hash: "sha1", bytes: 20 }],
  [0x02, { hash: "sha256", bytes: 32 }],
]);

/** @returns the frame, or why there is none: FORMAT or HASH */
export function openFrame(
  signer: PublicKey,
  signed: Uint8Array,
  { format, hashAlgorithmAt, headBytes }: FrameLayout,
  beside: readonly Uint8Array[],
): Frame | Authenticity {
  const data = rsaRecover(signer.modulus, signer.exponent, signed);
  if (data?.at(-1) !== TRAILER || data[0] !== HEADER || data[1] !== format) return Authenticity.FORMAT;
  const algorithm = HASHES.get(data[hashAlgorithmAt]!);
  if (algorithm === undefined) return Authenticity.FORMAT;
  const hashAt = data.length - 1 - algorithm.bytes;
  if (hashAt < headBytes) return Authenticity.FORMAT;
  const inner = data.subarray(1, hashAt);
  const own = hashOf(algorithm.hash, [inner, ...beside]);
  if (!equalInConstantTime(own, data.subarray(hashAt, -1))) return Authenticity.HASH;
  return { inner, hash: algorithm.hash };
}

export function hashOf(name: Frame["hash"], parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
