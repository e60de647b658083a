/**
 * Where a secure module keeps its state over a power cut: the interface, its error, and the store in memory.
 *
 * Holds always: `save` returns only when the new state is durable, and a cut leaves the old state or the new one, never a
 * mixture. Whether a state is an older copy is judged by the module, from the generation in it.
 */
import { readState, writeState } from "./state_codec.ts";
import type { StoredState } from "./state.ts";

export interface StateStore {
  /** The last state saved, its secrets the caller's to wipe; undefined when there was none. @throws StoreError when it cannot be trusted or read */
  load(): StoredState | undefined;
  /** Durable when it returns; keeps no reference to its argument. @throws StoreError; CodecError when it does not fit */
  save(state: StoredState): void;
  /**
   * Makes the state that stands unreadable, and every copy of it, where the store has a key of its own to destroy. What is saved
   * next can be read again. @throws StoreError
   */
  shred?(): void;
}

export type StoreFault =
  /** Changed, torn, or not a store at all. */
  | "DAMAGED"
  /** Whole, and enciphered under another passphrase or machine key. */
  | "WRONG_KEY"
  /** The machine key file is not there. */
  | "KEY_MISSING"
  /** It is opened by the other of passphrase and machine key. */
  | "KEY_KIND"
  /** Others may read the machine key, or this user may not use a file. */
  | "PERMISSIONS"
  /** Too short to begin a store with. */
  | "PASSPHRASE"
  /** The file system refuses: no space, a device error. */
  | "FILE_SYSTEM";

/** The store cannot be used; the text says what to do and names only files. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreFault;

  constructor(code: StoreFault, message: string) {
    super(message);
    this.code = code;
  }
}

/** Forgets with the process: for tests and simulated terminals, whose power cuts keep the object. */
export class MemoryStore implements StateStore {
  private bytes: Uint8Array | undefined;

  load(): StoredState | undefined {
    return this.bytes && readState(this.bytes);
  }

  save(state: StoredState): void {
    const bytes = writeState(state);
    this.bytes?.fill(0);
    this.bytes = bytes;
  }
}
