/** What a secure module keeps over a power cut: shapes only. */
import type { KeyUsage } from "../../assembly/abi.ts";

/** How a key came into its slot. */
export enum KeyOrigin {
  INJECTED = 1,
  UNWRAPPED = 2,
}

export interface StoredSlot {
  slot: number;
  usage: KeyUsage;
  origin: KeyOrigin;
  /** 8 or 16 bytes. */
  key: Uint8Array;
  /** 4 bytes. */
  kcv: Uint8Array;
}

export interface StoredOperator {
  user: number;
  triesLeft: number;
  /** 16 bytes. */
  salt: Uint8Array;
  /** 32 bytes. */
  hash: Uint8Array;
}

export interface StoredState {
  tampered: boolean;
  /** AES-256 key of protected records, 32 bytes. */
  storageKey: Uint8Array;
  slots: StoredSlot[];
  operators: StoredOperator[];
}
