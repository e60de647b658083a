/**
 * What a key of one transaction may be for, and the transaction that gives it: names and shapes.
 *
 * "Request" is what the terminal makes, "response" what it checks or reads; both sides use the one key of that name.
 */
import { CodecError } from "../../codec/errors.ts";

export const DUKPT_USAGES = [
  "pin",
  "mac-request",
  "mac-response",
  "mac-both",
  "data-request",
  "data-response",
  "data-both",
  "key-encryption",
  "key-derivation",
] as const;

export type DukptUsage = (typeof DUKPT_USAGES)[number];

/** X9.24-3:2017, 6.2.1: AES DUKPT gives keys of any of these, TDES DUKPT gives double-length TDES keys, `2tdea`. */
export const DUKPT_KEY_TYPES = [
  "2tdea",
  "3tdea",
  "aes128",
  "aes192",
  "aes256",
  "hmac128",
  "hmac192",
  "hmac256",
] as const;

export type DukptKeyType = (typeof DUKPT_KEY_TYPES)[number];

/**
 * Whether the scheme has such keys: HMAC makes no cipher, only AES keys derive others (X9.24-3:2017, 6.3.1), and TDES has
 * neither those nor keys that encipher keys.
 */
export function hasUsage(scheme: "tdes" | "aes", usage: DukptUsage, type: DukptKeyType): boolean {
  if (scheme === "tdes") return !usage.startsWith("key-");
  if (usage === "key-derivation") return type.startsWith("aes");
  return usage.startsWith("mac-") || !type.startsWith("hmac");
}

/** The keys of one transaction. The key they come from stays inside, and goes with `wipe`. */
export interface DukptTransaction {
  /** What the other side needs to find the same keys: 10 bytes of TDES, 12 of AES. */
  readonly ksn: Uint8Array;
  /**
   * A working key; its owner wipes it.
   *
   * @param type that of the initial key when absent
   * @throws CodecError DUKPT_USAGE when the scheme has no such key, DUKPT_KEY_TYPE when it may not be of this type,
   * DUKPT_ENDED after `wipe`
   */
  key(usage: DukptUsage, type?: DukptKeyType): Uint8Array;
  wipe(): void;
}

/**
 * A transaction over its key.
 *
 * @param key the transaction key, which is the transaction's from here on
 * @param workingKey makes a working key of it
 */
export function transactionOver(
  ksn: Uint8Array,
  key: Uint8Array,
  workingKey: (key: Uint8Array, usage: DukptUsage, type?: DukptKeyType) => Uint8Array,
): DukptTransaction {
  let isOver = false;
  return {
    ksn,
    key(usage, type) {
      if (isOver) throw new CodecError({ code: "DUKPT_ENDED", path: "", offset: 0, expected: "a transaction" });
      return workingKey(key, usage, type);
    },
    wipe() {
      isOver = true;
      key.fill(0);
    },
  };
}

export function usageRefused(expected: string): CodecError {
  return new CodecError({ code: "DUKPT_USAGE", path: "usage", offset: 0, expected });
}

export function typeRefused(expected: string): CodecError {
  return new CodecError({ code: "DUKPT_KEY_TYPE", path: "type", offset: 0, expected });
}
