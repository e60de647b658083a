/** What the tests of the issuer's cryptography share: bytes, digits, the published cases, and keys printed for testing. */
import { readFileSync } from "node:fs";

export interface Case {
  id: string;
  op: string;
  in: Record<string, string | number>;
  out: Record<string, string>;
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

export function upper(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export const digits = (text: string): Uint8Array => Uint8Array.from(text, Number);

/** All cases of an operation in a file of vectors. */
export function casesOf(op: string, file = "secure.json"): Case[] {
  const path = new URL(`../../vectors/${file}`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: Case[] };
  return cases.filter((one) => one.op === op);
}

/** Text of a field of a case; empty when it is not there. */
export const text = (value: string | number | undefined): string => String(value ?? "");

/** Issuer master keys, PAN and transaction of pyemv's tests (knovichikhin/pyemv, tests/test_cvn_hsm.py), checked with an HSM there. */
export const PYEMV = {
  ac: hex("0123456789ABCDEFFEDCBA9876543210"),
  integrity: hex("FEDCBA98765432100123456789ABCDEF"),
  confidentiality: hex("89ABCDEF0123456776543210FEDCBA98"),
  pan: "1234567890123456",
  atc: hex("001C"),
  unpredictable: hex("ABCDEF12"),
} as const;
