/**
 * What a secure module keeps over a power cut, and where: in memory, or in one enciphered file.
 *
 * Holds always: `save` returns only when the new state is durable, and a cut leaves the old state or the new one, never a
 * mixture. A file that was changed or torn is refused, never repaired. No error carries anything of the contents.
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { dirname } from "node:path";
import { copyBytes } from "./bytes.ts";
import { readState, writeState } from "./state_codec.ts";
import type { StoredState } from "./stored_state.ts";

export interface SlotStore {
  /** The last state saved, or undefined when there was none. @throws StoreError when it cannot be trusted */
  load(): StoredState | undefined;
  /** Durable when it returns; keeps no reference to its argument. */
  save(state: StoredState): void;
}

/** The store cannot be used; the text says what to do and names only files. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** Forgets with the process: for tests and simulated terminals, whose power cuts keep the object. */
export class MemoryStore implements SlotStore {
  private bytes: Uint8Array | undefined;

  load(): StoredState | undefined {
    return this.bytes && readState(this.bytes);
  }

  save(state: StoredState): void {
    this.bytes?.fill(0);
    this.bytes = writeState(state);
  }
}

const MAGIC = new Uint8Array([0x54, 0x43, 0x53, 0x31]); // "TCS1"
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + SALT_BYTES + NONCE_BYTES;
const MACHINE_KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/**
 * One file: `TCS1 | salt 16 | nonce 12 | AES-256-GCM of the state | tag 16`, the header authenticated too. The key comes by
 * scrypt from a machine key file beside it (`FILE.key`, mode 600), which is created with the store.
 *
 * It stands in for a tamper-responding module: whoever reads both files has the keys.
 */
export class FileStore implements SlotStore {
  private readonly path: string;
  private readonly keyPath: string;
  /** Salt and key of the file as it stands; scrypt is slow, so they stay for the life of the store. */
  private sealing: { salt: Uint8Array; key: Uint8Array } | undefined;

  /** @param path the file; its folder is created when missing */
  constructor(path: string) {
    this.path = path;
    this.keyPath = `${path}.key`;
  }

  load(): StoredState | undefined {
    if (!existsSync(this.path)) return undefined;
    const file = new Uint8Array(readFileSync(this.path));
    const header = file.subarray(0, HEADER_BYTES);
    if (file.length < HEADER_BYTES + TAG_BYTES || !MAGIC.every((byte, i) => header[i] === byte)) throw this.damaged();
    const salt = copyBytes(header, MAGIC.length, MAGIC.length + SALT_BYTES);
    this.sealing = { salt, key: this.deriveKey(this.readMachineKey(), salt) };
    const plain = this.open(file, header, this.sealing.key);
    try {
      return readState(plain);
    } catch {
      throw this.damaged();
    } finally {
      plain.fill(0);
    }
  }

  save(state: StoredState): void {
    mkdirSync(dirname(this.path), { recursive: true });
    if (this.sealing === undefined) {
      const salt = new Uint8Array(randomBytes(SALT_BYTES));
      const machineKey = existsSync(this.keyPath) ? this.readMachineKey() : this.createMachineKey();
      this.sealing = { salt, key: this.deriveKey(machineKey, salt) };
    }
    const plain = writeState(state);
    try {
      replaceFile(this.path, this.seal(plain, this.sealing.salt, this.sealing.key));
    } finally {
      plain.fill(0);
    }
  }

  private seal(plain: Uint8Array, salt: Uint8Array, key: Uint8Array): Uint8Array {
    const header = new Uint8Array(HEADER_BYTES);
    header.set(MAGIC);
    header.set(salt, MAGIC.length);
    header.set(randomBytes(NONCE_BYTES), MAGIC.length + SALT_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, header.subarray(MAGIC.length + SALT_BYTES));
    cipher.setAAD(header);
    return new Uint8Array(Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  }

  private open(file: Uint8Array, header: Uint8Array, key: Uint8Array): Uint8Array {
    const decipher = createDecipheriv("aes-256-gcm", key, header.subarray(MAGIC.length + SALT_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(header);
    decipher.setAuthTag(file.subarray(file.length - TAG_BYTES));
    const plain = decipher.update(file.subarray(HEADER_BYTES, file.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      plain.fill(0);
      throw this.damaged();
    }
    return plain;
  }

  private createMachineKey(): Uint8Array {
    const key = new Uint8Array(randomBytes(MACHINE_KEY_BYTES));
    replaceFile(this.keyPath, key);
    return key;
  }

  private readMachineKey(): Uint8Array {
    if (!existsSync(this.keyPath)) {
      throw new StoreError(
        `${this.keyPath} is missing, and ${this.path} cannot be read without it: put it back, or remove ${this.path} and load the master key again`,
      );
    }
    if (process.platform !== "win32" && (statSync(this.keyPath).mode & 0o077) !== 0) {
      throw new StoreError(`${this.keyPath} can be read by others: run chmod 600 on it and load the master key again`);
    }
    const key = new Uint8Array(readFileSync(this.keyPath));
    if (key.length !== MACHINE_KEY_BYTES) throw this.damaged();
    return key;
  }

  private deriveKey(machineKey: Uint8Array, salt: Uint8Array): Uint8Array {
    try {
      return new Uint8Array(scryptSync(machineKey, salt, 32, { N: 16384, r: 8, p: 1 }));
    } finally {
      machineKey.fill(0);
    }
  }

  private damaged(): StoreError {
    return new StoreError(
      `the key store ${this.path} is damaged or was changed: remove it and ${this.keyPath}, then load the master key again`,
    );
  }
}

/** Temporary file, fsync, rename, fsync of the folder: a cut leaves the old file or the new one. */
function replaceFile(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", OWNER_ONLY);
  try {
    // The mode above counts only for a file that is created.
    fchmodSync(file, OWNER_ONLY);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Makes a rename or a creation durable; Windows cannot open a folder, and keeps its own journal of names. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
