/**
 * Keys that were once in use and must not come back: by what is known of them, which gives none away.
 *
 * A PIN key that came again as a key for tracks would make an oracle of every PIN block under it, and one that came again as
 * itself would undo a change of keys; a DUKPT register that was loaded again would count from 1 and use its keys twice. So the
 * lists outlive the keys, an erased slot and a tamper event. Of a key 8 bytes of SHA-256 are kept:
 * too few to find it by a search, enough to know it again.
 */
import { createHash } from "node:crypto";
import { copyBytes } from "./bytes.ts";
import type { KeyAttributes } from "./key.ts";
import { canonicalKey } from "./slots/same_key.ts";

const ENTRY_BYTES = 8;
const NO_ID = new Uint8Array(0);
/** Of three years' sign-ons, one a day; the oldest goes first. */
const PIN_KEYS_MAX = 1_024;
/** A terminal is loaded with a handful in its life. */
const DUKPT_KEYS_MAX = 256;

interface KeyValue {
  attributes: Pick<KeyAttributes, "algorithm">;
  key: Uint8Array;
}

export class UsedKeys {
  #pinKeys: Uint8Array;
  #dukptKeys: Uint8Array;
  #durable: { pinKeys: Uint8Array; dukptKeys: Uint8Array };

  constructor(stored: { usedPinKeys: Uint8Array; usedDukptKeys: Uint8Array }) {
    this.#pinKeys = stored.usedPinKeys;
    this.#dukptKeys = stored.usedDukptKeys;
    this.#durable = { pinKeys: this.#pinKeys, dukptKeys: this.#dukptKeys };
  }

  /** For the store. */
  get pinKeys(): Uint8Array {
    return this.#pinKeys;
  }

  get dukptKeys(): Uint8Array {
    return this.#dukptKeys;
  }

  /** True when this value was a PIN key that has been replaced or erased. */
  wasPinKey(key: KeyValue): boolean {
    return key.key.length > 0 && holds(this.#pinKeys, digestOf(key));
  }

  /** A PIN key goes out of use. */
  retirePinKey(key: KeyValue): void {
    if (key.key.length === 0 || this.wasPinKey(key)) return;
    this.#pinKeys = appended(this.#pinKeys.subarray(-(PIN_KEYS_MAX - 1) * ENTRY_BYTES), digestOf(key));
  }

  /** True when a register was ever loaded with this initial key and identifier, or no more can be remembered. */
  hasCounted(key: KeyValue, id: Uint8Array): boolean {
    return holds(this.#dukptKeys, digestOf(key, id)) || this.#dukptKeys.length >= DUKPT_KEYS_MAX * ENTRY_BYTES;
  }

  /** A register is loaded. @param id 8 bytes */
  count(key: KeyValue, id: Uint8Array): void {
    this.#dukptKeys = appended(this.#dukptKeys, digestOf(key, id));
  }

  /** What was noted is durable. */
  settle(): void {
    this.#durable = { pinKeys: this.#pinKeys, dukptKeys: this.#dukptKeys };
  }

  /** What was noted could not be made durable, and did not happen. */
  rewind(): void {
    ({ pinKeys: this.#pinKeys, dukptKeys: this.#dukptKeys } = this.#durable);
  }
}

function digestOf(key: KeyValue, id: Uint8Array = NO_ID): Uint8Array {
  const value = canonicalKey(key);
  try {
    return copyBytes(createHash("sha256").update("used key").update(id).update(value).digest(), 0, ENTRY_BYTES);
  } finally {
    value.fill(0);
  }
}

function holds(list: Uint8Array, entry: Uint8Array): boolean {
  for (let at = 0; at < list.length; at += ENTRY_BYTES)
    if (list.subarray(at, at + ENTRY_BYTES).every((byte, i) => byte === entry[i])) return true;
  return false;
}

function appended(list: Uint8Array, entry: Uint8Array): Uint8Array {
  const longer = new Uint8Array(list.length + ENTRY_BYTES);
  longer.set(list);
  longer.set(entry.subarray(0, ENTRY_BYTES), list.length);
  return longer;
}
