/**
 * Values of the universal types of ASN.1 (ISO/IEC 8825-1, clause 8), as certificates and configuration hold them.
 */
import type { Explanation, Language } from "../types.ts";
import { fault, hex, pick, wrongLength } from "../say.ts";

const BYTES_MAX = 64;
const NAMES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.1", "rsaEncryption"],
  ["1.2.840.113549.1.1.5", "sha1WithRSAEncryption"],
  ["1.2.840.113549.1.1.11", "sha256WithRSAEncryption"],
  ["1.2.840.10045.2.1", "ecPublicKey"],
  ["1.2.840.10045.4.3.2", "ecdsa-with-SHA256"],
  ["1.2.156.10197.1.104", "SM4"],
  ["1.2.156.10197.1.301", "SM2"],
  ["1.2.156.10197.1.401", "SM3"],
  ["1.2.156.10197.1.501", "SM2-with-SM3"],
]);

export function explainBoolean(value: Uint8Array, language: Language): Explanation[] {
  if (value.length !== 1) return [wrongLength(value.length, "1", language)];
  return [{ text: value[0] === 0 ? pick(language, "假", "false") : pick(language, "真", "true") }];
}

/** Two's complement, big-endian. */
export function explainInteger(value: Uint8Array, language: Language): Explanation[] {
  if (value.length === 0) return [wrongLength(0, ">0", language)];
  if (value.length > BYTES_MAX) return [];
  return [{ text: `${integerOf(value)}` }];
}

export function explainOid(value: Uint8Array, language: Language): Explanation[] {
  const [first, ...rest] = subidentifiers(value) ?? [];
  if (first === undefined) return [fault(language, "不是对象标识符", "no object identifier")];
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  const oid = [root, first - 40n * root, ...rest].join(".");
  const name = NAMES.get(oid);
  return [{ text: name === undefined ? oid : `${oid} ${name}` }];
}

export function explainRelativeOid(value: Uint8Array, language: Language): Explanation[] {
  const arcs = subidentifiers(value);
  if (arcs === undefined) return [fault(language, "不是相对对象标识符", "no relative object identifier")];
  return [{ text: `.${arcs.join(".")}` }];
}

/** Clause 8.5: nothing is zero; then special values, decimal text, or mantissa and exponent to a base of 2, 8 or 16. */
export function explainReal(value: Uint8Array, language: Language): Explanation[] {
  const [kind] = value;
  if (kind === undefined) return [{ text: "0" }];
  const text = kind >= 0x80 ? binaryReal(value) : kind >= 0x40 ? specialReal(value) : decimalReal(value);
  return [text === undefined ? fault(language, "不是实数", "no real number") : { text }];
}

function specialReal(value: Uint8Array): string | undefined {
  return value.length === 1 ? ["+∞", "-∞", "NaN", "-0"][(value[0] ?? 0) - 0x40] : undefined;
}

function decimalReal(value: Uint8Array): string | undefined {
  const text = Buffer.from(value.subarray(1)).toString("latin1");
  return /^ *[+-]?[0-9]*[.,]?[0-9]*([Ee][+-]?[0-9]+)?$/.test(text) && /[0-9]/.test(text) ? text.trim() : undefined;
}

function binaryReal(value: Uint8Array): string | undefined {
  const [kind = 0] = value;
  const base = [2, 8, 16][(kind >> 4) & 3];
  const long = (kind & 3) === 3;
  const from = long ? 2 : 1;
  const exponentBytes = long ? (value[1] ?? 0) : (kind & 3) + 1;
  const mantissa = value.subarray(from + exponentBytes);
  if (base === undefined || exponentBytes === 0 || mantissa.length === 0 || value.length > BYTES_MAX) return undefined;
  const exponent = integerOf(value.subarray(from, from + exponentBytes));
  const scale = (kind >> 2) & 3;
  const sign = (kind & 0x40) === 0 ? "" : "-";
  return `${sign}0x${hex(mantissa)} × ${scale === 0 ? "" : `2^${scale} × `}${base}^${exponent}`;
}

function integerOf(value: Uint8Array): bigint {
  return BigInt.asIntN(8 * value.length, BigInt(`0x${hex(value)}`));
}

/** Numbers of seven bits to a byte, the highest bit set but in the last; undefined when the last byte is missing. */
function subidentifiers(value: Uint8Array): bigint[] | undefined {
  const numbers: bigint[] = [];
  let number = 0n;
  if (value.length === 0 || value.length > BYTES_MAX || (value[value.length - 1] ?? 0) >= 0x80) return undefined;
  for (const byte of value) {
    number = (number << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0n;
  }
  return numbers;
}
