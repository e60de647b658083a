/** The published cases of `tests/vectors/secure.json`, by what they are about. Test keys and data only. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export interface SecureCase {
  id: string;
  op: string;
  in: Record<string, string | number>;
  out: Record<string, string>;
}

const FILE = new URL("../../vectors/secure.json", import.meta.url);

/** @param count how many there are: none is left out without a word */
export function casesOf(op: string, count: number): SecureCase[] {
  const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: SecureCase[] };
  const found = cases.filter((candidate) => candidate.op === op);
  assert.equal(found.length, count, `cases of ${op}`);
  return found;
}

/** A value of a case as text. */
export function text(value: string | number | undefined): string {
  return String(value ?? "");
}

export function hex(digits: string | number | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text(digits), "hex"));
}

export function upper(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function latin1(characters: string): Uint8Array {
  return new Uint8Array(Buffer.from(characters, "latin1"));
}
