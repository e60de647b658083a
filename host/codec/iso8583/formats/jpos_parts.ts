/**
 * Fields that are one value to jPOS and parts of one here: a size kept full behind a length, a sign before packed digits, a
 * tag behind a length.
 */
import type { FieldSpec, PrefixSpec } from "../spec.ts";

interface Led {
  content: "ans" | "b";
  encoding: "ascii" | "ebcdic" | "binary";
  prefix: PrefixSpec;
}

/** A length that says how much of the value counts; the value is filled up to its full size all the same. */
export const FILLED_CLASSES: ReadonlyMap<string, Led> = new Map([
  ["IFA_FLLCHAR", { content: "ans", encoding: "ascii", prefix: { digits: 2, encoding: "ascii" } }],
  ["IFA_FLLNUM", { content: "ans", encoding: "ascii", prefix: { digits: 2, encoding: "ascii" } }],
  ["IFB_LLHFBINARY", { content: "b", encoding: "binary", prefix: { digits: 1, encoding: "binary" } }],
]);

/** A length that counts a tag of two digits, and the value behind it. */
export const LED_TAG_CLASSES: ReadonlyMap<string, Led> = new Map([
  ["IFEP_LLCHAR", { content: "ans", encoding: "ascii", prefix: { digits: 2, encoding: "ascii" } }],
  ["IFELPE_LLLCHAR", { content: "ans", encoding: "ebcdic", prefix: { digits: 3, encoding: "ebcdic" } }],
]);
const TAG_DIGITS = 2;

/** Of fixed size, with the length as part 1 and the filled value as part 2. */
export function filledField({ content, encoding, prefix }: Led, length: number): FieldSpec {
  const field = { content, encoding, length: prefix.digits + length };
  if (content === "b") {
    const count: FieldSpec = { name: "Length", content, encoding, length: prefix.digits };
    const value: FieldSpec = { name: "Value", content, encoding, length };
    return { ...field, subfields: { kind: "positional", fields: { 1: count, 2: value } } };
  }
  const count = { name: "Length", content: "n" as const, length: prefix.digits };
  const value = { name: "Value", content, length };
  return { ...field, subfields: { kind: "positional", fields: { 1: count, 2: value } } };
}

/** The tag stays the first two characters of the value. */
export function ledTagField({ content, encoding, prefix }: Led, length: number): FieldSpec {
  return { content, encoding, length: length + TAG_DIGITS, prefix: { ...prefix } };
}

/** A byte that jPOS takes for any sign, and packed digits. */
export function amountParts(field: FieldSpec): FieldSpec {
  const { name, length, align, pad } = field;
  const sign: FieldSpec = { name: "Sign", content: "ans", encoding: "ascii", length: 1 };
  const digits: FieldSpec = { name: "Digits", content: "n", encoding: "bcd", length: length - 1 };
  // What stands beside an odd digit; x+n has no usual side but the left.
  if (align === undefined && digits.length % 2 === 1) digits.align = "left";
  if (pad !== undefined) digits.pad = pad;
  return {
    ...(name === undefined ? {} : { name }),
    ...{ content: "b", encoding: "binary", length: 1 + (length >> 1) },
    subfields: { kind: "positional", fields: { 1: sign, 2: digits } },
  };
}

/** What `amountParts` took apart, as one signed number; undefined for any other field. */
export function amountOf({ name, content, prefix, length, subfields }: FieldSpec): FieldSpec | undefined {
  if (subfields?.kind !== "positional" || content !== "b" || prefix !== undefined) return undefined;
  const [sign, digits, more] = Object.values(subfields.fields);
  if (sign === undefined || digits === undefined || more !== undefined) return undefined;
  if (!("encoding" in sign && "encoding" in digits)) return undefined;
  if (sign.encoding !== "ascii" || sign.content !== "ans" || sign.length !== 1 || sign.prefix !== undefined) {
    return undefined;
  }
  const isPacked = digits.encoding === "bcd" && digits.content === "n" && digits.prefix === undefined;
  if (!isPacked || length !== 1 + ((digits.length + 1) >> 1)) return undefined;
  return {
    ...(name === undefined ? {} : { name }),
    ...{ content: "x+n", encoding: "bcd", length: digits.length + 1 },
    align: digits.align ?? "right",
    ...(digits.pad === undefined ? {} : { pad: digits.pad }),
  };
}
