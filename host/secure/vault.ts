/**
 * All that a secure module keeps over a power cut, and the latch that shuts it.
 *
 * Owns the store, the storage key and the generation. Holds always: every save has a generation of its own; what was erased
 * by a tamper event, or put back from an older copy, stays shut until a key is loaded anew in a secure room, and what opens it
 * is durable first. Knows no operation.
 */
import { Done, KeyUsage } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { copyBytes } from "./bytes.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import { CapkSlots } from "./recovery/capk.ts";
import { readCapk, writeCapk } from "./recovery/stored_capk.ts";
import { Registers } from "./registers.ts";
import { Secrets } from "./secrets.ts";
import type { SecretHash } from "./secrets.ts";
import { KeySlots } from "./slots/slots.ts";
import { GENERATION_MAX, STORAGE_KEY_BYTES, emptyState } from "./store/state.ts";
import type { StoredState } from "./store/state.ts";
import { StoreError } from "./store/store.ts";
import type { StateStore } from "./store/store.ts";
import { UsedKeys } from "./used_keys.ts";

/**
 * `open`: at work. `tampered`: erased by a tamper event. `outdated`: the store is older than the terminal's journal, a copy
 * that was put back. `failed`: a self-test found a wrong answer; only a restart may find a right one.
 */
export type Condition = "open" | "tampered" | "outdated" | "failed";

export interface VaultOptions {
  random: (length: number) => Uint8Array;
  store: StateStore;
  testKeys: boolean;
  /** Of passwords; scrypt when absent, and only a test or a simulation may pass another. */
  passwordHash?: SecretHash;
}

const NOTHING = new Uint8Array(0);
/** At one save a second it would take more than a century. */
const GENERATION_BELIEVED_MAX = GENERATION_MAX - 0x10000;

export class Vault {
  readonly slots: KeySlots;
  readonly registers: Registers;
  readonly secrets: Secrets;
  readonly capks: CapkSlots;
  readonly used: UsedKeys;
  private readonly storage: Uint8Array;
  private readonly random: (length: number) => Uint8Array;
  private readonly store: StateStore;
  private ownKey: Uint8Array;
  private trusted: Uint8Array;
  private lastGeneration: number;
  private latch: "open" | "tampered" | "outdated";
  private failed = false;
  /** A tamper event has erased the memory, and the store could not be written. */
  private isUnsaved = false;
  /** Made in this life, with no key in it but those that were loaded since. */
  private readonly isNew: boolean;

  /** @throws StoreError when the store cannot be trusted, or a part of what it keeps is none */
  constructor({ random, store, testKeys, passwordHash }: VaultOptions) {
    this.random = random;
    this.store = store;
    const found = whole(() => store.load());
    const state = found ?? emptyState(copyBytes(random(STORAGE_KEY_BYTES)));
    try {
      this.used = new UsedKeys(state);
      this.slots = new KeySlots(state.slots, {
        testKeys,
        onErased: (slot) => this.erased(slot),
        isUsedUp: (key) => this.used.wasPinKey(key),
        onRetired: (key) => {
          if (key.attributes.usage === KeyUsage.PIN) this.used.retirePinKey(key);
        },
      });
      const algorithmOf = (slot: number): CipherName | undefined => this.slots.infoOf(slot)?.attributes.algorithm;
      this.registers = whole(() => new Registers(state.registers, algorithmOf));
      this.secrets = new Secrets(state.secrets, passwordHash);
      this.capks = whole(() => new CapkSlots(state.capks.map(readCapk)));
    } finally {
      wipeCopied(state);
    }
    this.storage = state.storageKey;
    this.ownKey = state.terminalKey;
    this.trusted = state.acquirerKey;
    this.lastGeneration = state.generation;
    this.latch = state.tampered ? "tampered" : "open";
    this.isNew = found === undefined;
    if (this.isNew) this.save();
  }

  get condition(): Condition {
    return this.latch === "open" && this.failed ? "failed" : this.latch;
  }

  /** Whether a self-test has found a wrong answer, tampered with or not. */
  get hasFailed(): boolean {
    return this.failed;
  }

  get isShut(): boolean {
    return this.condition !== "open";
  }

  /** Of the store: u32, one more with every save. */
  get generation(): number {
    return this.lastGeneration;
  }

  /** AES-256 key of protected records; never kept, never given away. */
  get storageKey(): Uint8Array {
    return this.storage;
  }

  /** DER PKCS#8; empty when there is none. Never given away. */
  get terminalKey(): Uint8Array {
    return this.ownKey;
  }

  /** The acquirer whose remote loads are believed: DER SubjectPublicKeyInfo; empty when there is none. */
  get acquirerKey(): Uint8Array {
    return this.trusted;
  }

  /** A self-test has found a wrong answer. */
  fail(): void {
    this.failed = true;
    this.registers.end();
  }

  /** Replaces the terminal's own key pair, and the copy given is the vault's from here on. @throws what the store throws */
  keepTerminalKey(privateKey: Uint8Array): void {
    const before = this.ownKey;
    this.ownKey = privateKey;
    try {
      this.save();
    } catch (error) {
      this.ownKey = before;
      privateKey.fill(0);
      throw error;
    }
    before.fill(0);
  }

  /** @throws what the store throws; then nothing has changed */
  keepAcquirerKey(publicKey: Uint8Array): void {
    const before = this.trusted;
    this.trusted = copyBytes(publicKey);
    try {
      this.save();
    } catch (error) {
      this.trusted = before;
      throw error;
    }
  }

  /**
   * The journal has seen this generation: an older store is a copy that was put back, and all its secrets are erased from
   * memory; the store itself is left alone, so that the cause can be seen. A store that was made in this life is no copy.
   */
  requireGeneration(generation: number): void {
    if (!(generation > this.lastGeneration)) return;
    // What is saved from now on is newer than what the journal knows; a number that no store reaches is none.
    if (generation <= GENERATION_BELIEVED_MAX) this.lastGeneration = generation;
    if (this.latch !== "open") return;
    if (this.isNew) return this.settleGeneration();
    this.eraseMemory();
    this.latch = "outdated";
  }

  /** A store of this life goes on above the journal's generation, or it would be an older copy at the next start. */
  private settleGeneration(): void {
    try {
      this.save();
    } catch {
      // Then it is: the keys that it holds are loaded again.
    }
  }

  /** Erases and latches. What the store cannot take now, `settle` tries again. */
  tamper(): void {
    this.latch = "tampered";
    this.eraseMemory();
    this.isUnsaved = true;
    try {
      this.store.shred?.();
    } catch {
      // The state without secrets that is saved now replaces the one that could not be made unreadable.
    }
    this.settle();
  }

  /** Makes a tamper event durable that the store has not taken yet. */
  settle(): void {
    if (!this.isUnsaved) return;
    try {
      this.save();
    } catch {
      // The memory is erased; the store is tried again with the next transaction.
    }
  }

  /**
   * Runs a load that needs a secure room and so opens the latch: the load's own `commit` makes both durable. A module that
   * computes wrongly takes no key.
   *
   * @param load gives what becomes of it; when that is not DONE, the latch stays
   */
  reopening(load: (commit: () => void) => Done): Done {
    if (this.failed) return Done.REFUSED;
    return load(() => {
      const before = this.latch;
      if (before !== "open") this.storage.set(this.random(STORAGE_KEY_BYTES));
      this.latch = "open";
      try {
        this.save();
      } catch (error) {
        this.latch = before;
        if (before !== "open") this.storage.fill(0);
        throw error;
      }
    });
  }

  /** Durable when it returns. @throws what the store throws */
  readonly save = (): void => {
    // An erased state is saved whatever its number.
    if (this.lastGeneration >= GENERATION_MAX && this.latch === "open")
      throw new Error("the key store was saved too often");
    // Never taken back: a save that fails may have become durable.
    this.lastGeneration = Math.min(this.lastGeneration + 1, GENERATION_MAX);
    const registers = this.registers.all();
    try {
      this.store.save({
        // What an outdated module had is erased too: were it ever written, it would be as one that was tampered with.
        tampered: this.latch !== "open",
        generation: this.lastGeneration,
        storageKey: this.storage,
        slots: this.slots.all(),
        registers,
        secrets: this.secrets.all(),
        terminalKey: this.ownKey,
        capks: this.capks.all().map(writeCapk),
        acquirerKey: this.trusted,
        usedPinKeys: this.used.pinKeys,
        usedDukptKeys: this.used.dukptKeys,
      });
      this.used.settle();
      this.isUnsaved = false;
    } catch (error) {
      // What a shut module has erased stays so, durable or not.
      if (this.latch === "open") this.used.rewind();
      throw error;
    } finally {
      for (const { bytes } of registers) bytes.fill(0);
    }
  };

  /** Public keys of payment systems stay. */
  private eraseMemory(): void {
    this.slots.eraseAll();
    this.registers.eraseAll();
    this.secrets.eraseAll();
    this.storage.fill(0);
    this.ownKey.fill(0);
    this.ownKey = NOTHING;
    this.trusted = NOTHING;
  }

  private erased(slot: number): void {
    this.registers.erase(slot, this.save);
  }
}

/** @throws StoreError for what is authentic and still no state of a module: a fault of whoever wrote it */
function whole<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // RangeError: public keys are read without a check of their length.
    if (!(error instanceof CodecError || error instanceof RangeError)) throw error;
    throw new StoreError("DAMAGED", "the key store holds what is no key: remove it and load the keys again");
  }
}

/** What the parts of the vault have copied of it. */
function wipeCopied({ slots, registers, secrets }: StoredState): void {
  for (const { key } of slots) key.fill(0);
  for (const { bytes } of registers) bytes.fill(0);
  for (const { hash } of secrets) hash.fill(0);
}
