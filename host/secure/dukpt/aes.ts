/**
 * AES DUKPT (ANSI X9.24-3:2017, clause 6) as pure functions: what the side of the acquirer computes, and the steps that a
 * device's register is made of.
 *
 * Holds always: a derived key is never stronger than the one it comes from. TDES keys come without their parity set. What
 * is given out is its caller's to wipe; blocks on the way are wiped here.
 */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";
import { AES } from "../cipher/block_cipher.ts";
import { AES_KSN, checkInitialKeyId, INITIAL_KEY_ID_BYTES, initialKeyIdOf, transactionCounter } from "./ksn.ts";
import { deriveAlong } from "./path.ts";
import { hasUsage, transactionOver, typeRefused } from "./usage.ts";
import type { DukptKeyType, DukptTransaction, DukptUsage } from "./usage.ts";

/** Types that a base, initial or future key may have. */
export type AesKeyType = "aes128" | "aes192" | "aes256";

/** Above every counter of a transaction: the key that a new initial key comes under. */
export const UPDATE_COUNTER = 0xffff_ffff;

/** 6.3.2, table 2. */
const USAGES: Readonly<Record<DukptUsage, number>> = {
  "key-encryption": 0x0002,
  pin: 0x1000,
  "mac-request": 0x2000,
  "mac-response": 0x2001,
  "mac-both": 0x2002,
  "data-request": 0x3000,
  "data-response": 0x3001,
  "data-both": 0x3002,
  "key-derivation": 0x8000,
};
const INITIAL_KEY = 0x8001;

interface KeyType {
  /** 6.3.2, table 2. */
  algorithm: number;
  /** 6.2.2. */
  bits: number;
  /** Bits of security (NIST SP 800-57 part 1, 5.6.1). */
  strength: number;
}

const TYPES: Readonly<Record<DukptKeyType, KeyType>> = {
  "2tdea": { algorithm: 0, bits: 128, strength: 80 },
  "3tdea": { algorithm: 1, bits: 192, strength: 112 },
  aes128: { algorithm: 2, bits: 128, strength: 128 },
  aes192: { algorithm: 3, bits: 192, strength: 192 },
  aes256: { algorithm: 4, bits: 256, strength: 256 },
  hmac128: { algorithm: 5, bits: 128, strength: 128 },
  hmac192: { algorithm: 5, bits: 192, strength: 192 },
  hmac256: { algorithm: 5, bits: 256, strength: 256 },
};

const BLOCK = 16;
const ID_AT = 8;

/**
 * The initial key of a device (6.3.3).
 *
 * @param bdk base derivation key, 16, 24 or 32 bytes
 * @param initialKeyId 8 bytes, the first of the KSN
 * @param type that of the BDK when absent
 * @throws CodecError KEY_LENGTH, KSN_ID, DUKPT_KEY_TYPE when it would be stronger than the BDK
 */
export function aesInitialKey(bdk: Uint8Array, initialKeyId: Uint8Array, type?: AesKeyType): Uint8Array {
  const own = aesKeyType(bdk, "bdk");
  checkInitialKeyId(AES_KSN, initialKeyId);
  return derived(bdk, INITIAL_KEY, type ?? own, initialKeyId);
}

/**
 * The key that all keys of one transaction come from, never used itself (6.4).
 *
 * @param initialKey 16, 24 or 32 bytes
 * @throws CodecError KEY_LENGTH, KSN_LENGTH, KSN_COUNTER, KSN_EXHAUSTED
 */
export function aesTransactionKey(initialKey: Uint8Array, ksn: Uint8Array): Uint8Array {
  aesKeyType(initialKey, "ik");
  const counter = transactionCounter(AES_KSN, ksn);
  const id = initialKeyIdOf(AES_KSN, ksn);
  return deriveAlong(initialKey, 0, counter, (parent, at) => deriveAes(parent, id, at));
}

/** The transaction as the acquirer sees it; errors as of `aesTransactionKey`. */
export function aesTransaction(initialKey: Uint8Array, ksn: Uint8Array): DukptTransaction {
  const transactionKey = aesTransactionKey(initialKey, ksn);
  const id = initialKeyIdOf(AES_KSN, ksn);
  const counter = transactionCounter(AES_KSN, ksn);
  return transactionOver(copyBytes(ksn), transactionKey, (key, usage, type) =>
    aesWorkingKey(key, id, counter, usage, type),
  );
}

/**
 * The key under which a new initial key comes to a device: a key encryption key for a counter above all others.
 *
 * @param initialKeyId 8 bytes
 * @param type that of the initial key when absent
 * @throws CodecError KEY_LENGTH, KSN_ID, DUKPT_KEY_TYPE
 */
export function aesUpdateKey(initialKey: Uint8Array, initialKeyId: Uint8Array, type?: DukptKeyType): Uint8Array {
  aesKeyType(initialKey, "ik");
  checkInitialKeyId(AES_KSN, initialKeyId);
  const key = deriveAlong(initialKey, 0, UPDATE_COUNTER, (parent, at) => deriveAes(parent, initialKeyId, at));
  try {
    return aesWorkingKey(key, initialKeyId, UPDATE_COUNTER, "key-encryption", type);
  } finally {
    key.fill(0);
  }
}

/**
 * @param transactionKey that of `counter`
 * @param type that of the transaction key when absent
 * @throws CodecError KEY_LENGTH, DUKPT_KEY_TYPE: stronger, or HMAC for what is no MAC
 */
export function aesWorkingKey(
  transactionKey: Uint8Array,
  initialKeyId: Uint8Array,
  counter: number,
  usage: DukptUsage,
  type?: DukptKeyType,
): Uint8Array {
  const own = aesKeyType(transactionKey, "key");
  if (!hasUsage("aes", usage, type ?? own)) throw typeRefused("a cipher's key, HMAC for MACs alone, AES to derive");
  return derived(transactionKey, USAGES[usage], type ?? own, serialOf(initialKeyId, counter));
}

/** One step of the way: the future key of this counter. */
export function deriveAes(parent: Uint8Array, initialKeyId: Uint8Array, counter: number): Uint8Array {
  return derived(parent, USAGES["key-derivation"], aesKeyType(parent, "key"), serialOf(initialKeyId, counter));
}

/** By its length. @throws CodecError KEY_LENGTH */
export function aesKeyType(key: Uint8Array, path: string): AesKeyType {
  if (key.length === 16) return "aes128";
  if (key.length === 24) return "aes192";
  if (key.length === 32) return "aes256";
  const expected = "16 or 24 or 32 bytes";
  throw new CodecError({ code: "KEY_LENGTH", path, offset: 0, expected, actual: `${key.length} bytes` });
}

/**
 * 6.3.1: blocks of `01 | number of the block | usage | algorithm | bits of the key | serial 8`, enciphered one by one, and of
 * those as many bytes as the key has.
 */
function derived(parent: Uint8Array, usage: number, type: DukptKeyType, serial: Uint8Array): Uint8Array {
  const { algorithm, bits, strength } = TYPES[type];
  if (strength > 8 * parent.length) throw typeRefused("no stronger than the key it is derived from");
  const blocks = Math.ceil(bits / 8 / BLOCK);
  const data = new Uint8Array(blocks * BLOCK);
  const view = new DataView(data.buffer);
  for (let block = 0; block < blocks; block++) {
    const at = block * BLOCK;
    data.set([1, block + 1], at);
    view.setUint16(at + 2, usage);
    view.setUint16(at + 4, algorithm);
    view.setUint16(at + 6, bits);
    data.set(serial, at + ID_AT);
  }
  const whole = AES.encrypt(parent, data);
  if (8 * whole.length === bits) return whole;
  const key = copyBytes(whole, 0, bits / 8);
  whole.fill(0);
  return key;
}

/** The device's half of the initial key's identifier, and the counter. */
function serialOf(initialKeyId: Uint8Array, counter: number): Uint8Array {
  const serial = new Uint8Array(INITIAL_KEY_ID_BYTES);
  serial.set(initialKeyId.subarray(INITIAL_KEY_ID_BYTES / 2));
  new DataView(serial.buffer).setUint32(INITIAL_KEY_ID_BYTES / 2, counter);
  return serial;
}
