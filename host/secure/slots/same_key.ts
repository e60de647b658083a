/**
 * Whether two keys are the same one, however they are written: with or without parity, single DES as double length, double
 * as triple.
 */
import { equalInConstantTime } from "../bytes.ts";
import type { KeyAttributes } from "../key.ts";

const KEY_BYTES_MAX = 32;
const DES_KEY_BYTES = 8;
const TDES_KEY_BYTES = 24;

interface KeyValue {
  attributes: Pick<KeyAttributes, "algorithm">;
  key: Uint8Array;
}

/** The time taken depends on the lengths and algorithms only. A slot without its key is the same as none. */
export function isSameKey(a: KeyValue, b: KeyValue): boolean {
  if (a.key.length === 0 || b.key.length === 0) return false;
  const isDes = a.attributes.algorithm === "tdes" && b.attributes.algorithm === "tdes";
  if (!isDes && a.key.length !== b.key.length) return false;
  const [left, right] = [canonical(a.key, isDes), canonical(b.key, isDes)];
  try {
    return equalInConstantTime(left, right);
  } finally {
    left.fill(0);
    right.fill(0);
  }
}

/** A key in the one form in which equal ones are equal bytes: a digest of it is that of the key. The caller wipes it. */
export function canonicalKey({ attributes, key }: KeyValue): Uint8Array {
  return canonical(key, attributes.algorithm === "tdes");
}

/** Parity bits set, whatever the cipher: bytes that differ in them alone came from one key. K1 is K1 K1 K1, K1 K2 K1 K2 K1. */
function canonical(key: Uint8Array, isDes: boolean): Uint8Array {
  const whole = new Uint8Array(isDes ? TDES_KEY_BYTES : KEY_BYTES_MAX);
  whole.set(key);
  if (isDes && key.length === DES_KEY_BYTES) whole.set(key, DES_KEY_BYTES);
  if (isDes && key.length < TDES_KEY_BYTES) whole.set(key.subarray(0, DES_KEY_BYTES), 2 * DES_KEY_BYTES);
  for (let i = 0; i < whole.length; i++) whole[i]! |= 1;
  return whole;
}
