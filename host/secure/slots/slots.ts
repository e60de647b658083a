/**
 * Key slots: which keys there are, and what each may be used for.
 *
 * Holds always: a slot keeps its usage until it is erased; a key value serves one usage only; a key that is replaced is
 * wiped; a key is given only for an operation that the rules allow, and after a start only once its check value has been
 * found right again. What is loaded is durable, or the slots are as they were. Knows no operation but the check value.
 */
import { Done } from "../../../assembly/abi.ts";
import type { KeyUsage } from "../../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "../bytes.ts";
import { CIPHERS } from "../cipher/block_cipher.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import { keyCheckValue } from "../cipher/kcv.ts";
import type { KcvMethod } from "../cipher/kcv.ts";
import type { KeyAttributes, KeyOrigin } from "../key.ts";
import type { CheckValue, StoredSlot } from "../store/state.ts";
import { isAllowed, isHoldable } from "./rules.ts";
import type { Operation } from "./rules.ts";
import { isSameKey } from "./same_key.ts";
import { isWellKnown } from "./well_known.ts";

export const SLOT_MAX = 32;

/**
 * Lengths in bytes of the check values that are taken: of zeros as X9.24-1 has them (3), UnionPay (4), and as a whole DES
 * block (8); by CMAC 5 (ANSI X9.24-1:2017 Annex A) or 3 (older key blocks), which for AES is the only way.
 */
const KCV_BYTES: Readonly<Record<CipherName, Readonly<Record<KcvMethod, readonly number[]>>>> = {
  tdes: { zeros: [3, 4, 8], cmac: [5] },
  aes: { zeros: [], cmac: [3, 5] },
  sm4: { zeros: [3, 4, 8], cmac: [] },
};

/** Of a check value, more bytes than these are told to nobody (PCI PIN, annex C). */
const TOLD_BYTES: Readonly<Record<KcvMethod, number>> = { zeros: 3, cmac: 5 };

export interface KeyToLoad {
  /** 1..SLOT_MAX. */
  slot: number;
  attributes: KeyAttributes;
  origin: KeyOrigin;
  /** Copied; the caller wipes its own. */
  key: Uint8Array;
  /** What to check the key against. Absent where the key came authenticated in another way: a key block, a person. */
  kcv?: CheckValue;
  /** False for the initial key of a DUKPT register: the slot keeps its attributes and check value alone. */
  keep?: boolean;
  /** True of a single-length key that stands twice, where an acquirer still has such keys. */
  isSingle?: boolean;
}

/** A key in use, with what its cipher and format follow from. The bytes are the slot's own: never kept, never given away. */
export interface HeldKey {
  key: Uint8Array;
  attributes: KeyAttributes;
}

/** What may be told of a slot. */
export interface SlotInfo {
  slot: number;
  attributes: KeyAttributes;
  origin: KeyOrigin;
  kcv: CheckValue;
}

export interface KeySlotsOptions {
  /** True admits well-known test keys. */
  testKeys: boolean;
  /** Called when a stored key turned out not to be the one that was loaded, and its slot has been erased. */
  onErased?: (slot: number) => void;
  /** Whether a value may not come into any slot again. */
  isUsedUp?: (key: HeldKey) => boolean;
  /** Called before the change is made durable, when a slot is about to lose its key. */
  onRetired?: (key: HeldKey) => void;
}

interface Slot extends StoredSlot {
  /** False from a start to the first use. */
  isChecked: boolean;
}

export class KeySlots {
  private readonly slots = new Map<number, Slot>();
  private readonly options: KeySlotsOptions;

  constructor(stored: readonly StoredSlot[], options: KeySlotsOptions) {
    this.options = options;
    for (const slot of stored) this.slots.set(slot.slot, { ...copyOf(slot), isChecked: false });
  }

  /**
   * The key in `slot`, if it may be used for `operation`. The first use after a start checks it; a wrong check value erases
   * the slot.
   */
  keyFor(slot: number, operation: Operation): HeldKey | undefined {
    const found = this.slots.get(slot);
    if (found === undefined || !isAllowed(operation, found.attributes)) return undefined;
    if (!found.isChecked && !this.check(found)) return undefined;
    return { key: found.key, attributes: found.attributes };
  }

  /** Attributes and check value of a slot, copied; undefined when it is empty. */
  infoOf(slot: number): SlotInfo | undefined {
    const found = this.slots.get(slot);
    if (found === undefined) return undefined;
    const { attributes, origin, kcv } = copyOf({ ...found, key: new Uint8Array(0) });
    return { slot, attributes, origin, kcv: { ...kcv, value: copyBytes(kcv.value, 0, TOLD_BYTES[kcv.method]) } };
  }

  /** Undefined when the slot is empty. */
  usageOf(slot: number): KeyUsage | undefined {
    return this.slots.get(slot)?.attributes.usage;
  }

  /** As `loadAll`, for one key. */
  load(entry: KeyToLoad, commit: () => void): Done {
    return this.loadAll([entry], commit);
  }

  /**
   * Puts copies of keys into slots: all of them, or none (UnionPay POS: the keys of one sign-on stand or fall together).
   *
   * @param commit makes the slots durable; when it throws, every slot keeps what it had
   * @returns DONE; KCV_DIFFERS when one key does not have its check value; REFUSED when a slot, attribute, length or value
   *   is not allowed, there is nothing to load, or it could not be made durable
   */
  loadAll(entries: readonly KeyToLoad[], commit: () => void): Done {
    if (entries.length === 0 || !this.mayLoadAll(entries)) return Done.REFUSED;
    if (!entries.every(hasItsCheckValue)) return Done.KCV_DIFFERS;
    const before = new Map(entries.map(({ slot }) => [slot, this.slots.get(slot)]));
    for (const entry of entries) this.slots.set(entry.slot, slotOf(entry));
    return this.commitOrRestore(before, () => {
      for (const entry of entries) {
        const standing = before.get(entry.slot);
        if (standing !== undefined && !isSameKey(standing, entry)) this.options.onRetired?.(standing);
      }
      commit();
    });
  }

  /** Empties a slot, which may then take another usage. DONE, or REFUSED when it is empty or this cannot be made durable. */
  erase(slot: number, commit: () => void): Done {
    const found = this.slots.get(slot);
    if (found === undefined) return Done.REFUSED;
    this.slots.delete(slot);
    return this.commitOrRestore(new Map([[slot, found]]), () => {
      this.options.onRetired?.(found);
      commit();
    });
  }

  /** Everything, for the store; the keys are the slots' own arrays. */
  all(): StoredSlot[] {
    return [...this.slots.values()];
  }

  eraseAll(): void {
    for (const slot of this.slots.values()) {
      this.options.onRetired?.(slot);
      slot.key.fill(0);
    }
    this.slots.clear();
  }

  private commitOrRestore(before: ReadonlyMap<number, Slot | undefined>, commit: () => void): Done {
    try {
      commit();
    } catch {
      for (const [slot, standing] of before) {
        this.slots.get(slot)?.key.fill(0);
        if (standing === undefined) this.slots.delete(slot);
        else this.slots.set(slot, standing);
      }
      return Done.REFUSED;
    }
    for (const standing of before.values()) standing?.key.fill(0);
    return Done.DONE;
  }

  private mayLoadAll(entries: readonly KeyToLoad[]): boolean {
    if (new Set(entries.map(({ slot }) => slot)).size !== entries.length) return false;
    return entries.every((entry) => this.mayLoad(entry) && this.servesOneUsage(entry, entries));
  }

  private mayLoad({ slot, attributes, key, kcv, isSingle }: KeyToLoad): boolean {
    if (!Number.isInteger(slot) || slot < 1 || slot > SLOT_MAX) return false;
    const standing = this.slots.get(slot);
    if (standing !== undefined && standing.attributes.usage !== attributes.usage) return false;
    if (this.options.isUsedUp?.({ attributes, key }) === true) return false;
    if (!isHoldable({ attributes, keyBytes: key.length }) || !/^[ -~]{2}$/.test(attributes.version)) return false;
    const kcvBytes = kcv === undefined ? [] : (KCV_BYTES[attributes.algorithm][kcv.method] ?? []);
    if (kcv !== undefined && !kcvBytes.includes(kcv.value.length)) return false;
    // Equal halves are no pattern that somebody chose in a key that is single by its scheme: the half is judged.
    const isHalved = isSingle === true && isTwice(key);
    return (
      this.options.testKeys || !isWellKnown(isHalved ? key.subarray(0, key.length / 2) : key, attributes.algorithm)
    );
  }

  /** A key that served two usages would make one operation an oracle for the other (ANSI X9.24-1, 7.3). */
  private servesOneUsage({ attributes, key }: KeyToLoad, entries: readonly KeyToLoad[]): boolean {
    const others = [...this.slots.values(), ...entries];
    return others.every(
      (other) => other.attributes.usage === attributes.usage || !isSameKey(other, { attributes, key }),
    );
  }

  private check(slot: Slot): boolean {
    const { attributes, key } = slot;
    slot.isChecked = key.length === 0 || (isHoldable({ attributes, keyBytes: key.length }) && hasItsCheckValue(slot));
    if (slot.isChecked) return true;
    key.fill(0);
    this.slots.delete(slot.slot);
    try {
      this.options.onErased?.(slot.slot);
    } catch {
      // Not durable: the next start finds the same key wrong again.
    }
    return false;
  }
}

/** A key of two equal halves of 8 bytes. */
function isTwice(key: Uint8Array): boolean {
  return key.length === 16 && equalInConstantTime(key.subarray(0, 8), key.subarray(8));
}

/** The check value that a key of this algorithm has when nobody says which: zeros of 3 bytes, for AES CMAC of 5. */
export function checkValueOf(algorithm: CipherName, key: Uint8Array): CheckValue {
  const method = algorithm === "aes" ? "cmac" : "zeros";
  return { method, value: keyCheckValue(CIPHERS[algorithm], key, method) };
}

function hasItsCheckValue({ attributes, key, kcv }: Pick<KeyToLoad, "attributes" | "key" | "kcv">): boolean {
  if (kcv === undefined) return true;
  const value = keyCheckValue(CIPHERS[attributes.algorithm], key, kcv.method, kcv.value.length);
  return equalInConstantTime(value, kcv.value);
}

function slotOf(entry: KeyToLoad): Slot {
  const kcv = entry.kcv ?? checkValueOf(entry.attributes.algorithm, entry.key);
  const key = entry.keep === false ? new Uint8Array(0) : entry.key;
  return { ...copyOf({ ...entry, key, kcv }), isChecked: true };
}

function copyOf({ slot, attributes, origin, key, kcv }: StoredSlot): StoredSlot {
  const value = copyBytes(kcv.value);
  return { slot, attributes: { ...attributes }, origin, key: copyBytes(key), kcv: { method: kcv.method, value } };
}
