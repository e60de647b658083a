/**
 * Files that are whole or absent: written beside their name, made durable, then renamed.
 *
 * What the file system refuses becomes a StoreError that says what to do. Knows nothing of what a file holds.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { copyBytes } from "../bytes.ts";
import { StoreError } from "./store.ts";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const FOLDER_OWNER_ONLY = 0o700;

/** The bytes of a file, of their own memory; undefined when there is none. @throws StoreError */
export function readWhole(path: string): Uint8Array | undefined {
  try {
    // A small file is read into memory that node:buffer shares: a key must not stay there.
    const shared = readFileSync(path);
    const bytes = copyBytes(shared);
    shared.fill(0);
    return bytes;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw refused(error, path, "read");
  }
}

/**
 * Temporary file, fsync, rename, fsync of the folder: a cut leaves the old file or the new one. Mode 600; the folder is
 * made when missing.
 *
 * @throws StoreError
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
    writeDurably(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    syncFolder(folder);
  } catch (error) {
    throw refused(error, path, "written");
  }
}

/** Writes over a file in its place, as many bytes as it has. @throws StoreError */
export function overwriteFile(path: string, bytes: Uint8Array): void {
  try {
    const file = openSync(path, "r+");
    try {
      writeSync(file, bytes, 0, bytes.length, 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refused(error, path, "written");
  }
}

/** @throws StoreError PERMISSIONS when others than the owner may do anything with the file, if there is one */
export function checkOwnerOnly(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if (process.platform === "win32" || (mode & OTHERS) === 0) return;
  throw new StoreError(
    "PERMISSIONS",
    `${path} can be read by others: run chmod 600 on it; if someone may have read it, remove the store and load the keys again`,
  );
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w", OWNER_ONLY);
  try {
    // The mode above counts only for a file that is created.
    fchmodSync(file, OWNER_ONLY);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
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

function refused(error: unknown, path: string, done: "read" | "written"): StoreError {
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const remedy = `make its folder and the file belong to the user who runs the terminal, or choose another place`;
    return new StoreError("PERMISSIONS", `${path} may not be ${done} by this user: ${remedy}`);
  }
  return new StoreError("FILE_SYSTEM", `${path} could not be ${done} (${code})`);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? "unknown error";
}
