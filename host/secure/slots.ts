/**
 * Key slots: which keys there are, and what each may be used for.
 *
 * Holds always: a slot keeps one usage until it is erased; a key value serves one usage only; a key that is replaced is
 * wiped. A slot gives its key to nobody who does not name the usage. Knows no cipher but the check value.
 */
import { Done, KeyUsage } from "../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import type { KeyOrigin, StoredSlot } from "./stored_state.ts";
import { KCV_BYTES, keyCheckValue } from "./tdes.ts";

export const SLOT_MAX = 16;
const SINGLE_BYTES = 8;
const DOUBLE_BYTES = 16;

/** Keys printed in manuals and test suites, none of which may stand in a terminal that trades. */
const WELL_KNOWN_KEYS: readonly string[] = [
  "0123456789ABCDEFFEDCBA9876543210",
  "FEDCBA98765432100123456789ABCDEF",
  "FEDCBA9876543210FEDCBA9876543210",
  "0123456789ABCDEF0123456789ABCDEF",
  "12345678123456781234567812345678",
  "12345678901234567890123456789012",
  "00112233445566778899AABBCCDDEEFF",
  "0123456789ABCDEF",
  "FEDCBA9876543210",
  "1234567812345678",
  "404142434445464748494A4B4C4D4E4F",
];

export class KeySlots {
  private readonly slots = new Map<number, StoredSlot>();
  private readonly keyTests: boolean;

  /** @param keyTests true admits well-known test keys */
  constructor(stored: readonly StoredSlot[], keyTests: boolean) {
    this.keyTests = keyTests;
    for (const slot of stored) this.slots.set(slot.slot, copyOf(slot));
  }

  /** The key in `slot`, if it is there for `usage`: to be used within the module, never kept or given away. */
  keyFor(slot: number, usage: KeyUsage): Uint8Array | undefined {
    const found = this.slots.get(slot);
    return found?.usage === usage ? found.key : undefined;
  }

  /**
   * Puts a copy of `key` into `slot`.
   *
   * @param key 16 bytes; 8 too for a MAC key
   * @param kcv 4 bytes, compared in constant time
   * @param commit makes the slots durable; when it throws, the slot keeps what it had
   * @returns DONE, KCV_DIFFERS, or REFUSED: slot, usage, length or value not allowed, or not made durable
   */
  load(
    entry: { slot: number; usage: KeyUsage; origin: KeyOrigin; key: Uint8Array; kcv: Uint8Array },
    commit: () => void,
  ): Done {
    if (!this.mayLoad(entry.slot, entry.usage, entry.key) || entry.kcv.length !== KCV_BYTES) return Done.REFUSED;
    if (!equalInConstantTime(keyCheckValue(entry.key), entry.kcv)) return Done.KCV_DIFFERS;
    const before = this.slots.get(entry.slot);
    const loaded = copyOf(entry);
    this.slots.set(entry.slot, loaded);
    try {
      commit();
    } catch {
      this.restore(entry.slot, before);
      loaded.key.fill(0);
      return Done.REFUSED;
    }
    before?.key.fill(0);
    return Done.DONE;
  }

  /** Everything, for the store; the keys are the slots' own arrays. */
  all(): StoredSlot[] {
    return [...this.slots.values()];
  }

  eraseAll(): void {
    for (const slot of this.slots.values()) slot.key.fill(0);
    this.slots.clear();
  }

  private mayLoad(slot: number, usage: KeyUsage, key: Uint8Array): boolean {
    if (!Number.isInteger(slot) || slot < 1 || slot > SLOT_MAX) return false;
    if (usage !== KeyUsage.MASTER && usage !== KeyUsage.PIN && usage !== KeyUsage.MAC) return false;
    const standing = this.slots.get(slot);
    if (standing !== undefined && standing.usage !== usage) return false;
    if (key.length !== DOUBLE_BYTES && !(key.length === SINGLE_BYTES && usage === KeyUsage.MAC)) return false;
    // A key that served two usages would make one operation an oracle for the other (ANSI X9.24-1, 7.3).
    for (const other of this.slots.values())
      if (other.usage !== usage && equalInConstantTime(other.key, key)) return false;
    return this.keyTests || !isTestKey(key);
  }

  private restore(slot: number, before: StoredSlot | undefined): void {
    if (before === undefined) this.slots.delete(slot);
    else this.slots.set(slot, before);
  }
}

/** A well-known key, a double-length key of two equal halves, or one byte repeated; parity bits make no difference. */
function isTestKey(key: Uint8Array): boolean {
  const halvesEqual = key.length === DOUBLE_BYTES && isEqualButParity(key.subarray(0, 8), key.subarray(8));
  const uniform = key.every((byte) => (byte | 1) === (key[0]! | 1));
  return halvesEqual || uniform || WELL_KNOWN_KEYS.some((hex) => isEqualButParity(Buffer.from(hex, "hex"), key));
}

function isEqualButParity(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => (byte | 1) === (b[i]! | 1));
}

function copyOf(slot: StoredSlot): StoredSlot {
  return {
    slot: slot.slot,
    usage: slot.usage,
    origin: slot.origin,
    key: copyBytes(slot.key),
    kcv: copyBytes(slot.kcv),
  };
}
