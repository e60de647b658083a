/**
 * A secure module's state in one enciphered file.
 *
 * The key comes by scrypt from a machine key file beside it (`FILE.key`, mode 600), which is made with the store, or from a
 * passphrase. Holds always: a file that was changed or torn is refused, never repaired; no error carries anything of the
 * contents. An older whole copy opens: it is known by its generation, which the store only carries.
 *
 * It stands in for a tamper-responding module: whoever reads both files, or has the passphrase, has the keys.
 */
import { randomBytes, scryptSync } from "node:crypto";
import { existsSync } from "node:fs";
import { copyBytes } from "../bytes.ts";
import { checkOwnerOnly, overwriteFile, readWhole, replaceFile } from "./durable_file.ts";
import {
  CHECK_BYTES,
  KEY_BYTES,
  KeySource,
  NONCE_BYTES,
  SALT_BYTES,
  derivationOf,
  derivationOfVersion1,
  openFile,
  openVersion1,
  sealFile,
} from "./sealed_file.ts";
import type { Derivation, SealingKey } from "./sealed_file.ts";
import { readState, writeState } from "./state_codec.ts";
import type { StoredState } from "./state.ts";
import { StoreError } from "./store.ts";
import type { StateStore, StoreFault } from "./store.ts";

const MACHINE_KEY_BYTES = 32;
/** A passphrase can be guessed, 32 random bytes cannot. */
const COST: Readonly<Record<KeySource, number>> = { [KeySource.MACHINE_KEY]: 14, [KeySource.PASSPHRASE]: 17 };
export const PASSPHRASE_BYTES_MIN = 12;

export interface FileStoreOptions {
  /** Gives the passphrase, at least 12 bytes, each time it is needed; the store wipes what it gets. Machine key if absent. */
  passphrase?: () => Uint8Array;
}

export class FileStore implements StateStore {
  private readonly path: string;
  private readonly keyPath: string;
  private readonly passphrase: (() => Uint8Array) | undefined;
  /** Key of the file as it stands; scrypt is slow, so it stays for the life of the store. */
  private sealing: SealingKey | undefined;

  /** @param path the file; its folder is made when missing */
  constructor(path: string, options: FileStoreOptions = {}) {
    this.path = path;
    this.keyPath = `${path}.key`;
    this.passphrase = options.passphrase;
  }

  load(): StoredState | undefined {
    const file = readWhole(this.path);
    if (file === undefined) return undefined;
    const contents = this.open(file);
    try {
      return readState(contents);
    } catch {
      throw this.fault("DAMAGED");
    } finally {
      contents.fill(0);
    }
  }

  save(state: StoredState): void {
    const contents = writeState(state);
    try {
      this.sealing ??= this.newSealing();
      replaceFile(this.path, sealFile(this.sealing, randomBytes(NONCE_BYTES), contents));
    } finally {
      contents.fill(0);
    }
  }

  /**
   * Overwrites the machine key where it lies, which needs no new space: no copy of the file opens again. A passphrase cannot be
   * taken out of anybody's head.
   *
   * @throws StoreError
   */
  shred(): void {
    this.close();
    if (this.passphrase !== undefined) return;
    const key = randomBytes(MACHINE_KEY_BYTES);
    try {
      overwriteFile(this.keyPath, key);
    } finally {
      key.fill(0);
    }
  }

  /** Forgets the derived key; the next use derives it again. */
  close(): void {
    this.sealing?.key.fill(0);
    this.sealing = undefined;
  }

  private open(file: Uint8Array): Uint8Array {
    const derivation = derivationOf(file);
    if (derivation === undefined) return this.openOld(file);
    if (derivation.source !== this.source) throw this.fault("KEY_KIND");
    const known = this.sealing !== undefined && isSameDerivation(this.sealing, derivation) ? this.sealing : undefined;
    const sealing = known ?? this.derive(derivation, this.readSecret());
    const contents = openFile(file, sealing);
    if (typeof contents === "string") {
      if (sealing !== known) sealing.key.fill(0);
      throw this.fault(contents);
    }
    if (sealing !== known) {
      this.close();
      this.sealing = sealing;
    }
    return contents;
  }

  /** A file of version 1; the next save writes one of now, under the same machine key. */
  private openOld(file: Uint8Array): Uint8Array {
    const derivation = derivationOfVersion1(file);
    if (derivation === undefined) throw this.fault("DAMAGED");
    if (this.source !== derivation.source) throw this.fault("KEY_KIND");
    const sealing = this.derive(derivation, this.readSecret());
    try {
      const contents = openVersion1(file, sealing);
      if (typeof contents === "string") throw this.fault(contents);
      return contents;
    } finally {
      sealing.key.fill(0);
    }
  }

  private get source(): KeySource {
    return this.passphrase === undefined ? KeySource.MACHINE_KEY : KeySource.PASSPHRASE;
  }

  private newSealing(): SealingKey {
    const derivation = { source: this.source, cost: COST[this.source], salt: new Uint8Array(randomBytes(SALT_BYTES)) };
    return this.derive(derivation, this.readNewSecret());
  }

  /** What the key of a file that stands is derived from. */
  private readSecret(): Uint8Array {
    if (this.passphrase !== undefined) return this.passphrase();
    checkOwnerOnly(this.keyPath);
    const key = readWhole(this.keyPath);
    if (key === undefined) throw this.fault("KEY_MISSING");
    if (key.length === MACHINE_KEY_BYTES) return key;
    key.fill(0);
    throw this.fault("WRONG_KEY");
  }

  private readNewSecret(): Uint8Array {
    if (this.passphrase === undefined) {
      if (!existsSync(this.keyPath)) this.makeMachineKey();
      return this.readSecret();
    }
    const passphrase = this.passphrase();
    if (passphrase.length >= PASSPHRASE_BYTES_MIN) return passphrase;
    passphrase.fill(0);
    throw this.fault("PASSPHRASE");
  }

  private makeMachineKey(): void {
    const key = randomBytes(MACHINE_KEY_BYTES);
    try {
      replaceFile(this.keyPath, key);
    } finally {
      key.fill(0);
    }
  }

  /** Wipes the secret. */
  private derive(derivation: Derivation, secret: Uint8Array): SealingKey {
    const N = 2 ** derivation.cost;
    const length = KEY_BYTES + CHECK_BYTES;
    try {
      const bytes = scryptSync(secret, derivation.salt, length, { N, r: 8, p: 1, maxmem: 256 * 8 * N });
      const key = copyBytes(bytes, 0, KEY_BYTES);
      const check = copyBytes(bytes, KEY_BYTES);
      bytes.fill(0);
      return { ...derivation, key, check };
    } finally {
      secret.fill(0);
    }
  }

  private fault(code: StoreFault): StoreError {
    return new StoreError(code, this.textOf(code));
  }

  private textOf(code: StoreFault): string {
    const { path, keyPath } = this;
    const anew = `remove ${path} and load the keys again`;
    switch (code) {
      case "WRONG_KEY":
        return this.passphrase === undefined
          ? `${keyPath} is not the machine key of ${path}: put the right one back, or ${anew}`
          : `the passphrase does not open ${path}: try again, or ${anew}`;
      case "KEY_MISSING":
        return `${keyPath} is missing, and ${path} cannot be read without it: put it back, or ${anew}`;
      case "KEY_KIND":
        return this.passphrase === undefined
          ? `${path} opens with a passphrase: give it`
          : `${path} opens with its machine key file, not with a passphrase: give none`;
      case "PASSPHRASE":
        return `a new store needs a passphrase of at least ${PASSPHRASE_BYTES_MIN} bytes`;
      default:
        return `the key store ${path} is damaged or was changed: put a good copy back, or ${anew}`;
    }
  }
}

function isSameDerivation(a: Derivation, b: Derivation): boolean {
  return a.source === b.source && a.cost === b.cost && Buffer.compare(a.salt, b.salt) === 0;
}
