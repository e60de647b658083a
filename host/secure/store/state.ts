/**
 * What a secure module keeps over a power cut: shapes only.
 *
 * DUKPT registers, the terminal's own RSA key, public keys and whatever else a part of the module must remember are bytes
 * here, which that part alone understands.
 */
import type { Purpose } from "../../../assembly/abi.ts";
import type { KcvMethod } from "../cipher/kcv.ts";
import type { KeyAttributes, KeyOrigin } from "../key.ts";

export const STORAGE_KEY_BYTES = 32;
export const GENERATION_MAX = 0xffffffff;

export interface CheckValue {
  method: KcvMethod;
  /** 3, 4, 5 or 8 bytes. */
  value: Uint8Array;
}

export interface StoredSlot {
  /** 1..255. */
  slot: number;
  attributes: KeyAttributes;
  origin: KeyOrigin;
  /** At most 32 bytes; none where the key itself is not kept, as the initial key of a DUKPT register. */
  key: Uint8Array;
  kcv: CheckValue;
}

export interface StoredRegister {
  /** 1..255: the slot that has the register's attributes. */
  slot: number;
  /** At most 65535. */
  bytes: Uint8Array;
}

/** A password that is verified here: its hash. */
export interface StoredSecret {
  purpose: Purpose;
  /** 0..65535. */
  user: number;
  triesLeft: number;
  /** How the digits were hashed: 1 as they are, 2 with a mark behind the last. */
  form: 1 | 2;
  /** 16 bytes. */
  salt: Uint8Array;
  /** 32 bytes. */
  hash: Uint8Array;
}

export interface StoredState {
  tampered: boolean;
  /** u32; grows by one with every save, so that an older copy is known. 0 in a state of before there were generations. */
  generation: number;
  /** AES-256 key of protected records, 32 bytes. */
  storageKey: Uint8Array;
  slots: readonly StoredSlot[];
  registers: readonly StoredRegister[];
  secrets: readonly StoredSecret[];
  /** The terminal's own RSA key, PKCS#8 DER; empty when there is none. */
  terminalKey: Uint8Array;
  /** CAPK slots, one after the other; each at most 65535 bytes. */
  capks: readonly Uint8Array[];
  /** The acquirer whose remote loads are believed: DER SubjectPublicKeyInfo; empty when there is none. */
  acquirerKey: Uint8Array;
  /** Digests of PIN keys that were in use and have been replaced, 8 bytes each, the oldest first: see `UsedKeys`. */
  usedPinKeys: Uint8Array;
  /** Digests of the initial keys and identifiers of the DUKPT registers that were ever loaded, 8 bytes each. */
  usedDukptKeys: Uint8Array;
}

/** The state of a module that has nothing yet. @param storageKey 32 random bytes, which are not copied */
export function emptyState(storageKey: Uint8Array): StoredState {
  return {
    tampered: false,
    generation: 0,
    storageKey,
    slots: [],
    registers: [],
    secrets: [],
    terminalKey: new Uint8Array(0),
    capks: [],
    acquirerKey: new Uint8Array(0),
    usedPinKeys: new Uint8Array(0),
    usedDukptKeys: new Uint8Array(0),
  };
}
