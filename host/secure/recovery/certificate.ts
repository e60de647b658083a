/**
 * Recovery of the issuer's and the card's public keys from their certificates, with every check of EMV Book 2, 6.3, 6.4
 * and 7.1 but the revocation list, which is optional there.
 *
 * Pure: public data in, a public key or nothing out. Why a certificate is none, nobody is told; it is forged or it is not.
 */
import { createHash } from "node:crypto";
import { copyBytes } from "../bytes.ts";
import { rsaRecover } from "../rsa.ts";
import { isExponent } from "./capk.ts";

export interface PublicKey {
  modulus: Uint8Array;
  exponent: Uint8Array;
}

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

const HEADER = 0x6a;
const TRAILER = 0xbc;
const NAME_AT = 2;
/** After the name: expiry 2, serial number 3, hash and key algorithm, lengths of modulus and exponent. */
const EXPIRY_BYTES = 2;
const SERIAL_BYTES = 3;
const ALGORITHM_BYTES = 4;
const HASH_BYTES = 20;
/** Hash SHA-1, key RSA: the only ones there are (EMV Book 2, B2.1 and B3.1). */
const SHA1 = 1;
const RSA = 1;
const FILL = 0xf;
const ZERO = 0x30;
const NONE = new Uint8Array(0);

/** EMV Book 2, 6.3. @param authority the payment system's key */
export function recoverIssuerKey(
  authority: PublicKey,
  given: Certificate,
  { pan, today }: Presented,
): PublicKey | undefined {
  return recoverKey(authority, given, ISSUER, today, NONE, (name) => isIssuerOf(name, pan));
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
): PublicKey | undefined {
  return recoverKey(issuer, given, ICC, today, staticData, (name) => isPan(name, pan));
}

/** EMV Book 2, 7.1: as the card's key, but that its hash covers no static data. */
export function recoverPinKey(issuer: PublicKey, given: Certificate, presented: Presented): PublicKey | undefined {
  return recoverIccKey(issuer, given, presented, NONE);
}

function recoverKey(
  signer: PublicKey,
  { certificate, remainder, exponent }: Certificate,
  { format, nameBytes }: Layout,
  today: number,
  staticData: Uint8Array,
  isName: (name: Uint8Array) => boolean,
): PublicKey | undefined {
  const data = rsaRecover(signer.modulus, signer.exponent, certificate);
  const algorithmAt = NAME_AT + nameBytes + EXPIRY_BYTES + SERIAL_BYTES;
  const modulusAt = algorithmAt + ALGORITHM_BYTES;
  const hashAt = signer.modulus.length - 1 - HASH_BYTES;
  if (data === undefined || hashAt <= modulusAt || !isExponent(exponent)) return undefined;
  if (data.at(-1) !== TRAILER || data[0] !== HEADER || data[1] !== format) return undefined;
  const [hashAlgorithm, keyAlgorithm, modulusBytes, exponentBytes] = data.subarray(algorithmAt, modulusAt);
  if (hashAlgorithm !== SHA1 || keyAlgorithm !== RSA || exponentBytes !== exponent.length) return undefined;
  const hash = createHash("sha1").update(data.subarray(1, hashAt)).update(remainder).update(exponent);
  if (
    !hash
      .update(staticData)
      .digest()
      .equals(data.subarray(hashAt, hashAt + HASH_BYTES))
  )
    return undefined;
  const expiryAt = NAME_AT + nameBytes;
  if (!isName(data.subarray(NAME_AT, expiryAt)) || !isInDate(data.subarray(expiryAt), today)) return undefined;
  const modulus = joined(data.subarray(modulusAt, hashAt), remainder, modulusBytes!);
  return modulus && { modulus, exponent: copyBytes(exponent) };
}

/** The leftmost digits, and the remainder where they do not hold all; its length is as it must be or there is no key. */
function joined(digits: Uint8Array, remainder: Uint8Array, length: number): Uint8Array | undefined {
  if (remainder.length !== Math.max(0, length - digits.length) || length === 0) return undefined;
  const modulus = new Uint8Array(length);
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

/** Until the last day of its month. @param mmyy two bytes, packed; a year from 50 on is of the last century */
function isInDate([month = 0, year = 0]: Uint8Array, today: number): boolean {
  const expiry = (decimal(year) + (year >= 0x50 ? 1900 : 2000)) * 100 + decimal(month);
  return decimal(month) >= 1 && decimal(month) <= 12 && expiry >= Math.floor(today / 100);
}

/** NaN, of which nothing is true, when it is no packed decimal. */
function decimal(byte: number): number {
  return byte >> 4 > 9 || (byte & 0xf) > 9 ? NaN : 10 * (byte >> 4) + (byte & 0xf);
}
