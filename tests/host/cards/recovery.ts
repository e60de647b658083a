/**
 * A terminal's view of what is signed, written apart from the product: RSA with big integers, the layouts of EMV Book 2 by
 * their offsets.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { hex, upper } from "./support.ts";

export interface PlainKey {
  modulus: Uint8Array;
  exponent: Uint8Array;
}

/** `data ^ e mod n`, in hexadecimal. */
export function recovered({ modulus, exponent }: PlainKey, data: Uint8Array): string {
  const n = BigInt(`0x${upper(modulus)}`);
  let [result, square] = [1n, BigInt(`0x${upper(data)}`)];
  for (let rest = BigInt(`0x${upper(exponent)}`); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result
    .toString(16)
    .toUpperCase()
    .padStart(2 * modulus.length, "0");
}

/** What stands between header and hash, after all of header, trailer and hash have been checked. */
export function opened(key: PlainKey, signed: Uint8Array, ...beside: string[]): string {
  assert.equal(signed.length, key.modulus.length);
  const text = recovered(key, signed);
  assert.equal(text.slice(0, 2), "6A");
  assert.equal(text.slice(-2), "BC");
  const inner = text.slice(2, -42);
  const hash = createHash("sha1").update(hex(inner + beside.join("")));
  assert.equal(hash.digest("hex").toUpperCase(), text.slice(-42, -2), "hash");
  return inner;
}

/** The key in a certificate. @param nameBytes 4 of an issuer, 10 of a card */
export function keyIn(
  signer: PlainKey,
  given: { certificate: Uint8Array; remainder: Uint8Array; exponent: Uint8Array },
  nameBytes: 4 | 10,
  staticData = "",
): { key: PlainKey; name: string; expiry: string; serial: string } {
  const inner = opened(signer, given.certificate, upper(given.remainder), upper(given.exponent), staticData);
  assert.equal(inner.slice(0, 2), nameBytes === 4 ? "02" : "04");
  const rest = inner.slice(2 + 2 * nameBytes);
  assert.equal(rest.slice(10, 14), "0101", "SHA-1, RSA");
  const [length, exponentLength] = [Number.parseInt(rest.slice(14, 16), 16), Number.parseInt(rest.slice(16, 18), 16)];
  assert.equal(exponentLength, given.exponent.length);
  const digits = rest.slice(18);
  const modulus = hex(digits.slice(0, 2 * Math.min(length, digits.length / 2)) + upper(given.remainder));
  assert.equal(modulus.length, length);
  assert.match(digits.slice(2 * length), /^(BB)*$/);
  const name = inner.slice(2, 2 + 2 * nameBytes);
  return { key: { modulus, exponent: given.exponent }, name, expiry: rest.slice(0, 4), serial: rest.slice(4, 10) };
}

/** The ICC dynamic data of a signature, and the number that they begin with. */
export function dynamicData(key: PlainKey, signed: Uint8Array, covered: string): { number: string; rest: string } {
  const inner = opened(key, signed, covered);
  assert.equal(inner.slice(0, 4), "0501");
  const data = inner.slice(6, 6 + 2 * Number.parseInt(inner.slice(4, 6), 16));
  assert.match(inner.slice(6 + data.length), /^(BB)*$/);
  const length = 2 * Number.parseInt(data.slice(0, 2), 16);
  return { number: data.slice(2, 2 + length), rest: data.slice(2 + length) };
}

export function sha1(text: string): string {
  return createHash("sha1").update(hex(text)).digest("hex").toUpperCase();
}
