/**
 * Recovery of the issuer's and the card's public keys from their certificates, with every check of EMV Book 2, 6.3, 6.4
 * and 7.1.
 *
 * Pure: public data in, a public key or a reason out. Reasons are for logs: a terminal treats all of them alike.
 */
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { freshBytes } from "../../fresh_bytes.ts";
import { copyBytes } from "../bytes.ts";
import { isExponent } from "./capk.ts";
import { openFrame } from "./frame.ts";
import type { PublicKey } from "./frame.ts";

export type { PublicKey } from "./frame.ts";

/** What the card gives for one key. */
export interface Certificate {
  /** Tags 90, 9F46, 9F2D. */
  certificate: Uint8Array;
  /** Tags 92, 9F48, 9F2F; empty when the card has none. */
  remainder: Uint8Array;
  /** Tags 9F32, 9F47, 9F2E. */
  exponent: Uint8Array;
}

/** Who presents the certificate, and when. */
export interface Presented {
  /** Tag 5A: ASCII digits. */
  pan: Uint8Array;
  /** YYYYMMDD. */
  today: number;
}

interface Layout {
  /** Certificate format, byte 2. */
  format: number;
  /** Of the issuer identifier or the card number, which begin at byte 3. */
  nameBytes: number;
}

/** EMV Book 2, table 6 and table 14 (the card's PIN encipherment key has the layout of the latter, table 23). */
const ISSUER: Layout = { format: 0x02, nameBytes: 4 };
const ICC: Layout = { format: 0x04, nameBytes: 10 };

const NAME_AT = 2;
/** After the name: expiry 2, serial number 3, hash and key algorithm, lengths of modulus and exponent. */
const EXPIRY_BYTES = 2;
const SERIAL_BYTES = 3;
const ALGORITHM_BYTES = 4;
/** The only algorithm of a key that there is (EMV Book 2, B2.1). */
const RSA = 1;
const FILL = 0xf;
const ZERO = 0x30;
const NONE = new Uint8Array(0);

/**
 * EMV Book 2, 6.3.
 *
 * @param authority the payment system's key
 * @param isRevoked asked with the serial number, 3 bytes
 */
export function recoverIssuerKey(
  authority: PublicKey,
  given: Certificate,
  { pan, today }: Presented,
  isRevoked: (serial: Uint8Array) => boolean,
): PublicKey | Authenticity {
  return recoverKey(authority, given, ISSUER, { today, isName: (name) => isIssuerOf(name, pan), isRevoked }, NONE);
}

/**
 * EMV Book 2, 6.4.
 *
 * @param staticData what the card's records and AIP give to be authenticated (Book 3, 10.3)
 */
export function recoverIccKey(
  issuer: PublicKey,
  given: Certificate,
  { pan, today }: Presented,
  staticData: Uint8Array,
): PublicKey | Authenticity {
  return recoverKey(issuer, given, ICC, { today, isName: (name) => isPan(name, pan) }, staticData);
}

/** EMV Book 2, 7.1: as the card's key, but that its hash covers no static data. */
export function recoverPinKey(issuer: PublicKey, given: Certificate, presented: Presented): PublicKey | Authenticity {
  return recoverIccKey(issuer, given, presented, NONE);
}

interface Checks {
  today: number;
  isName: (name: Uint8Array) => boolean;
  isRevoked?: (serial: Uint8Array) => boolean;
}

function recoverKey(
  signer: PublicKey,
  { certificate, remainder, exponent }: Certificate,
  { format, nameBytes }: Layout,
  { today, isName, isRevoked }: Checks,
  staticData: Uint8Array,
): PublicKey | Authenticity {
  if (!isExponent(exponent)) return Authenticity.FORMAT;
  const expiryAt = NAME_AT + nameBytes;
  const serialAt = expiryAt + EXPIRY_BYTES;
  const algorithmAt = serialAt + SERIAL_BYTES;
  const modulusAt = algorithmAt + ALGORITHM_BYTES;
  const layout = { format, hashAlgorithmAt: algorithmAt, headBytes: modulusAt + 1 };
  const frame = openFrame(signer, certificate, layout, [remainder, exponent, staticData]);
  if (typeof frame === "number") return frame;
  // Offsets count the header byte, which is not in `inner`; of the algorithms the first is that of the hash.
  const { inner } = frame;
  if (inner[algorithmAt] !== RSA || inner[algorithmAt + 2] !== exponent.length) return Authenticity.FORMAT;
  if (!isName(inner.subarray(NAME_AT - 1, expiryAt - 1))) return Authenticity.NAME;
  if (!isInDate(inner[expiryAt - 1]!, inner[expiryAt]!, today)) return Authenticity.EXPIRED;
  if (isRevoked?.(inner.subarray(serialAt - 1, algorithmAt - 1)) === true) return Authenticity.REVOKED;
  const modulus = joined(inner.subarray(modulusAt - 1), remainder, inner[algorithmAt + 1]!);
  return modulus === undefined ? Authenticity.FORMAT : { modulus, exponent: copyBytes(exponent) };
}

/** The leftmost digits, and the remainder where they do not hold all; its length is as it must be or there is no key. */
function joined(digits: Uint8Array, remainder: Uint8Array, length: number): Uint8Array | undefined {
  if (remainder.length !== Math.max(0, length - digits.length) || length === 0) return undefined;
  const modulus = freshBytes(length);
  modulus.set(digits.subarray(0, length));
  modulus.set(remainder, length - remainder.length);
  return modulus;
}

/** The leftmost 3 to 8 digits of the card number, F after them. */
function isIssuerOf(name: Uint8Array, pan: Uint8Array): boolean {
  const count = digitCount(name);
  return count >= 3 && count <= pan.length && isSameDigits(name, pan, count);
}

/** The whole card number, F after it. */
function isPan(name: Uint8Array, pan: Uint8Array): boolean {
  return pan.length > 0 && digitCount(name) === pan.length && isSameDigits(name, pan, pan.length);
}

/** Digits before the first F; -1 when one comes after it, or it is no digit. */
function digitCount(name: Uint8Array): number {
  let count = 0;
  while (count < 2 * name.length && nibble(name, count) <= 9) count++;
  for (let i = count; i < 2 * name.length; i++) if (nibble(name, i) !== FILL) return -1;
  return count;
}

function isSameDigits(name: Uint8Array, pan: Uint8Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (nibble(name, i) !== pan[i]! - ZERO) return false;
  return true;
}

function nibble(bytes: Uint8Array, index: number): number {
  const byte = bytes[index >> 1]!;
  return index % 2 === 0 ? byte >> 4 : byte & 0xf;
}

/** Until the last day of its month. @param month and year are packed; a year from 50 on is of the last century */
function isInDate(month: number, year: number, today: number): boolean {
  const expiry = (decimal(year) + (year >= 0x50 ? 1900 : 2000)) * 100 + decimal(month);
  return decimal(month) >= 1 && decimal(month) <= 12 && expiry >= Math.floor(today / 100);
}

/** NaN, of which nothing is true, when it is no packed decimal. */
function decimal(byte: number): number {
  return byte >> 4 > 9 || (byte & 0xf) > 9 ? NaN : 10 * (byte >> 4) + (byte & 0xf);
}
