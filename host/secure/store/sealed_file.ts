/**
 * The bytes of an enciphered store: what stands in the file, and what is refused.
 *
 * `TCS2 | key source u8 | log2 of the scrypt cost u8 | zeros 2 | salt 16 | key check 16 | sum 4 | nonce 12 | AES-256-GCM of
 * the contents | tag 16`; all before the contents is authenticated with them. The sum (of SHA-256, no secret in it) tells
 * a damaged head from a whole one, the key check (of the derived key) a wrong key from damaged contents, so that the
 * person is told which it is; neither admits anything, the tag does. Pure functions: no file, no clock; randomness and the
 * derivation are given.
 */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { copyBytes, equalInConstantTime } from "../bytes.ts";

/** What the key is derived from. */
export enum KeySource {
  MACHINE_KEY = 1,
  PASSPHRASE = 2,
}

export interface Derivation {
  source: KeySource;
  /** log2 of scrypt's N. */
  cost: number;
  /** 16 bytes. */
  salt: Uint8Array;
}

/** A derived key with its derivation: 32 bytes that encipher, 16 that tell whether they are the right ones. */
export interface SealingKey extends Derivation {
  key: Uint8Array;
  check: Uint8Array;
}

/** Why a file is not opened. */
export type SealFault = "DAMAGED" | "WRONG_KEY";

export const SALT_BYTES = 16;
export const NONCE_BYTES = 12;
export const KEY_BYTES = 32;
export const CHECK_BYTES = 16;
/** scrypt takes 128 * 8 * 2^cost bytes of memory: 16 MiB to 256 MiB, whatever a changed file asks for. */
export const COST_MIN = 14;
export const COST_MAX = 18;

const MAGIC = ascii("TCS2");
const SALT_AT = 8;
const CHECK_AT = SALT_AT + SALT_BYTES;
const SUM_AT = CHECK_AT + CHECK_BYTES;
const SUM_BYTES = 4;
const NONCE_AT = SUM_AT + SUM_BYTES;
const HEAD_BYTES = NONCE_AT + NONCE_BYTES;
const TAG_BYTES = 16;

/** @param nonce 12 bytes, never used before with this key */
export function sealFile(sealing: SealingKey, nonce: Uint8Array, contents: Uint8Array): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  head.set(MAGIC);
  head.set([sealing.source, sealing.cost], MAGIC.length);
  head.set(sealing.salt, SALT_AT);
  head.set(sealing.check, CHECK_AT);
  head.set(sumOf(head), SUM_AT);
  head.set(nonce, NONCE_AT);
  const cipher = createCipheriv("aes-256-gcm", sealing.key, nonce).setAAD(head);
  return new Uint8Array(Buffer.concat([head, cipher.update(contents), cipher.final(), cipher.getAuthTag()]));
}

/** How the key of a file is derived; undefined when its head is not whole. */
export function derivationOf(file: Uint8Array): Derivation | undefined {
  if (file.length < HEAD_BYTES + TAG_BYTES || !MAGIC.every((byte, at) => file[at] === byte)) return undefined;
  if (!equalInConstantTime(sumOf(file), file.subarray(SUM_AT, NONCE_AT))) return undefined;
  const [source = 0, cost = 0] = file.subarray(MAGIC.length);
  if (KeySource[source] === undefined || cost < COST_MIN || cost > COST_MAX) return undefined;
  return { source, cost, salt: copyBytes(file, SALT_AT, CHECK_AT) };
}

/**
 * The contents, to be wiped by the caller.
 *
 * @param file one of which `derivationOf` gave the derivation of `sealing`
 */
export function openFile(file: Uint8Array, sealing: SealingKey): Uint8Array | SealFault {
  if (!equalInConstantTime(sealing.check, file.subarray(CHECK_AT, SUM_AT))) return "WRONG_KEY";
  return decipher(file, HEAD_BYTES, sealing.key) ?? "DAMAGED";
}

// Version 1: `TCS1 | salt 16 | nonce 12 | contents | tag 16`, always under a machine key.
const MAGIC_1 = ascii("TCS1");
const HEAD_1_BYTES = 4 + SALT_BYTES + NONCE_BYTES;
const COST_1 = 14;

/** As `derivationOf`, of a file of version 1. */
export function derivationOfVersion1(file: Uint8Array): Derivation | undefined {
  if (file.length < HEAD_1_BYTES + TAG_BYTES || !MAGIC_1.every((byte, at) => file[at] === byte)) return undefined;
  const salt = copyBytes(file, MAGIC_1.length, MAGIC_1.length + SALT_BYTES);
  return { source: KeySource.MACHINE_KEY, cost: COST_1, salt };
}

/** As `openFile`, of a file of version 1, in which a wrong key looks like damage. */
export function openVersion1(file: Uint8Array, sealing: SealingKey): Uint8Array | SealFault {
  return decipher(file, HEAD_1_BYTES, sealing.key) ?? "DAMAGED";
}

/** The nonce is the end of the head, in both versions. */
function decipher(file: Uint8Array, headBytes: number, key: Uint8Array): Uint8Array | undefined {
  const head = file.subarray(0, headBytes);
  const nonce = head.subarray(headBytes - NONCE_BYTES);
  const opening = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES }).setAAD(head);
  opening.setAuthTag(file.subarray(file.length - TAG_BYTES));
  const contents = opening.update(file.subarray(headBytes, file.length - TAG_BYTES));
  try {
    opening.final();
    return new Uint8Array(contents.buffer, contents.byteOffset, contents.length);
  } catch {
    contents.fill(0);
    return undefined;
  }
}

function sumOf(file: Uint8Array): Uint8Array {
  return copyBytes(createHash("sha256").update(file.subarray(0, SUM_AT)).digest(), 0, SUM_BYTES);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
