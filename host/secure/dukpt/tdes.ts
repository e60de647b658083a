/**
 * TDES DUKPT (ANSI X9.24-1:2009, annex A) as pure functions: what the side of the acquirer computes, and the steps that a
 * device's register is made of.
 *
 * Every key is double length, and comes without its parity set: no derivation may look at it. What is given out is its
 * caller's to wipe; blocks on the way are wiped here.
 */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";
import { TDES } from "../cipher/block_cipher.ts";
import { initialKeyIdOf, ksnOf, TDES_KSN, transactionCounter } from "./ksn.ts";
import { deriveAlong } from "./path.ts";
import { transactionOver, typeRefused, usageRefused } from "./usage.ts";
import type { DukptKeyType, DukptTransaction, DukptUsage } from "./usage.ts";

export const TDES_DUKPT_KEY_BYTES = 16;
const HALF = 8;

/** A.2 and A.6: half of a key comes from the parent as it is, the other from the parent under this mask. */
const C0: readonly number[] = [0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0];

/**
 * Table A-1, by usage: the byte of each half that is inverted, from its left. "Request or both ways" is one variant; a data
 * key is enciphered under itself besides.
 */
const VARIANTS: Readonly<Partial<Record<DukptUsage, { inverted: number; isData?: true }>>> = {
  pin: { inverted: 7 },
  "mac-request": { inverted: 6 },
  "mac-both": { inverted: 6 },
  "mac-response": { inverted: 4 },
  "data-request": { inverted: 5, isData: true },
  "data-both": { inverted: 5, isData: true },
  "data-response": { inverted: 3, isData: true },
};

/**
 * The initial key of a device (A.6), once known as IPEK.
 *
 * @param bdk base derivation key, 16 bytes
 * @param ksn 10 bytes; its counter takes no part
 * @throws CodecError KEY_LENGTH, KSN_LENGTH
 */
export function tdesInitialKey(bdk: Uint8Array, ksn: Uint8Array): Uint8Array {
  checkTdesDukptKey(bdk, "bdk");
  const id = initialKeyIdOf(TDES_KSN, ksn);
  const other = masked(bdk);
  const key = new Uint8Array(TDES_DUKPT_KEY_BYTES);
  putWiped(key, 0, TDES.encrypt(bdk, id));
  putWiped(key, HALF, TDES.encrypt(other, id));
  other.fill(0);
  return key;
}

/**
 * The key that all keys of one transaction come from, never used itself.
 *
 * @param initialKey 16 bytes
 * @throws CodecError KEY_LENGTH, KSN_LENGTH, KSN_COUNTER, KSN_EXHAUSTED
 */
export function tdesTransactionKey(initialKey: Uint8Array, ksn: Uint8Array): Uint8Array {
  checkTdesDukptKey(initialKey, "ik");
  const counter = transactionCounter(TDES_KSN, ksn);
  const id = initialKeyIdOf(TDES_KSN, ksn);
  return deriveAlong(initialKey, 0, counter, (parent, at) => deriveTdes(parent, id, at));
}

/** The transaction as the acquirer sees it; errors as of `tdesTransactionKey`. */
export function tdesTransaction(initialKey: Uint8Array, ksn: Uint8Array): DukptTransaction {
  return transactionOver(copyBytes(ksn), tdesTransactionKey(initialKey, ksn), tdesWorkingKey);
}

/**
 * @param transactionKey 16 bytes
 * @throws CodecError KEY_LENGTH, DUKPT_USAGE, DUKPT_KEY_TYPE
 */
export function tdesWorkingKey(
  transactionKey: Uint8Array,
  usage: DukptUsage,
  type: DukptKeyType = "2tdea",
): Uint8Array {
  checkTdesDukptKey(transactionKey, "key");
  const variant = VARIANTS[usage];
  if (variant === undefined) throw usageRefused("PIN, MAC or data: TDES DUKPT has no other keys");
  if (type !== "2tdea") throw typeRefused("2tdea");
  const key = copyBytes(transactionKey);
  key[variant.inverted]! ^= 0xff;
  key[HALF + variant.inverted]! ^= 0xff;
  if (variant.isData !== true) return key;
  const enciphered = TDES.encrypt(key, key);
  key.fill(0);
  return enciphered;
}

/** One step of the way: the non-reversible key generation process of A.2 for a future key of this counter. */
export function deriveTdes(parent: Uint8Array, initialKeyId: Uint8Array, counter: number): Uint8Array {
  const serial = ksnOf(TDES_KSN, initialKeyId, counter).subarray(TDES_KSN.ksnBytes - HALF);
  const other = masked(parent);
  const key = new Uint8Array(TDES_DUKPT_KEY_BYTES);
  putWiped(key, 0, generatedHalf(other, serial));
  putWiped(key, HALF, generatedHalf(parent, serial));
  other.fill(0);
  return key;
}

/** The serial number between two additions of the right half, under single DES with the left. */
function generatedHalf(key: Uint8Array, serial: Uint8Array): Uint8Array {
  const right = key.subarray(HALF);
  const block = serial.map((byte, i) => byte ^ right[i]!);
  const half = TDES.encrypt(key.subarray(0, HALF), block);
  block.fill(0);
  for (let i = 0; i < HALF; i++) half[i]! ^= right[i]!;
  return half;
}

function masked(key: Uint8Array): Uint8Array {
  return key.map((byte, i) => byte ^ C0[i % HALF]!);
}

function putWiped(key: Uint8Array, at: number, half: Uint8Array): void {
  key.set(half, at);
  half.fill(0);
}

export function checkTdesDukptKey(key: Uint8Array, path: string): void {
  if (key.length === TDES_DUKPT_KEY_BYTES) return;
  const expected = `${TDES_DUKPT_KEY_BYTES} bytes`;
  throw new CodecError({ code: "KEY_LENGTH", path, offset: 0, expected, actual: `${key.length} bytes` });
}
