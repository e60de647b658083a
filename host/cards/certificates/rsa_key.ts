/**
 * RSA key pairs of test authorities, issuers and cards, as EMV uses them: raw operations, no padding (EMV Book 2, B2.1).
 *
 * Test keys only: they lie in the open in `test_keys.json`. A key object is made once for each key and kept, because making it
 * costs as much as a signature.
 */
import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { PublicKey } from "../../secure/recovery/certificate.ts";

export class RsaKey implements PublicKey {
  /** Big-endian, the first bit set. */
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
  private readonly key: KeyObject;

  /** Hexadecimal; two primes of one length, neither of which the exponent divides after one is taken away. */
  constructor(exponent: string, p: string, q: string) {
    const parts = crtParts(BigInt(`0x${exponent}`), BigInt(`0x${p}`), BigInt(`0x${q}`));
    this.modulus = bytesOf(parts.n);
    this.exponent = bytesOf(BigInt(`0x${exponent}`));
    const jwk = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)]));
    this.key = createPrivateKey({ format: "jwk", key: { kty: "RSA", ...jwk } });
  }

  /**
   * `data ^ d mod n`: signs as an issuer, deciphers as a card.
   *
   * @param data as long as the modulus
   * @returns as long as the modulus; undefined when `data` is not below the modulus or of another length
   */
  apply(data: Uint8Array): Uint8Array | undefined {
    if (data.length !== this.modulus.length || Buffer.compare(data, this.modulus) >= 0) return undefined;
    const result = privateDecrypt({ key: this.key, padding: constants.RSA_NO_PADDING }, data);
    return new Uint8Array(result.buffer, result.byteOffset, result.length);
  }
}

/** The names are those of a JSON web key (RFC 7518, 6.3). */
function crtParts(e: bigint, p: bigint, q: bigint): Record<"n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi", bigint> {
  const d = inverse(e, (p - 1n) * (q - 1n));
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
}

/** Extended Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function bytesOf(value: bigint): Uint8Array {
  const digits = value.toString(16);
  return new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex"));
}

function base64url(value: bigint): string {
  return Buffer.from(bytesOf(value)).toString("base64url");
}
