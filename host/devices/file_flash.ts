/**
 * Flash memory in one file, byte for byte: what `append` or `erase` has reported done survives a power cut.
 *
 * Holds always: the file has exactly the size of the memory; a unit goes from erased to programmed once; one object at a
 * time has the file in this process (between processes the owner of the data folder sees to it).
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Done } from "../../assembly/abi.ts";
import type { FlashPort } from "../ports.ts";

const ERASED = 0xff;
const OWNER_ONLY = 0o600;

export interface FlashGeometry {
  /** Two equal halves of whole sectors. */
  bytes: number;
  sectorBytes: number;
  unitBytes: number;
}

/** The image cannot be used; the text says what to do. */
export class FlashError extends Error {
  override readonly name = "FlashError";
}

const open = new Set<string>();

export class FileFlash implements FlashPort {
  readonly bytes: number;
  readonly sectorBytes: number;
  readonly unitBytes: number;
  private readonly path: string;
  private file: number;

  /**
   * Opens the image; makes an erased one when there is none.
   *
   * @throws FlashError when the image has another size or is open already; what the file system throws
   */
  constructor(path: string, geometry: FlashGeometry) {
    this.path = resolve(path);
    this.bytes = geometry.bytes;
    this.sectorBytes = geometry.sectorBytes;
    this.unitBytes = geometry.unitBytes;
    if (open.has(this.path)) throw new FlashError(`the flash image ${path} is open already: close it first`);
    this.file = this.openImage();
    open.add(this.path);
  }

  read(offset: number, length: number): Uint8Array {
    this.requireInside(offset, length);
    const cells = new Uint8Array(length);
    let have = 0;
    while (have < length) {
      const read = readSync(this.file, cells, have, length - have, offset + have);
      if (read === 0) throw new FlashError(`the flash image ${this.path} has become shorter: restore or remove it`);
      have += read;
    }
    return cells;
  }

  /** REFUSED when a unit has been programmed before, or the file system refuses. */
  append(offset: number, data: Uint8Array): Done {
    this.requireInside(offset, data.length);
    if (offset % this.unitBytes !== 0 || data.length % this.unitBytes !== 0) {
      throw new RangeError("flash is programmed in whole units");
    }
    if (!this.read(offset, data.length).every((cell) => cell === ERASED)) return Done.REFUSED;
    return this.write(offset, data);
  }

  erase(offset: number): Done {
    this.requireInside(offset, this.sectorBytes);
    if (offset % this.sectorBytes !== 0) throw new RangeError("flash is erased in whole sectors");
    return this.write(offset, new Uint8Array(this.sectorBytes).fill(ERASED));
  }

  /** Gives the file free; calling it twice is harmless. */
  close(): void {
    if (!open.delete(this.path)) return;
    closeSync(this.file);
  }

  private write(offset: number, data: Uint8Array): Done {
    try {
      let done = 0;
      while (done < data.length) done += writeSync(this.file, data, done, data.length - done, offset + done);
      fsyncSync(this.file);
      return Done.DONE;
    } catch {
      return Done.REFUSED;
    }
  }

  private openImage(): number {
    const found = openIfThere(this.path);
    const file = found ?? this.makeImage();
    const { size } = fstatSync(file);
    if (size === this.bytes) return file;
    closeSync(file);
    throw new FlashError(
      `the flash image ${this.path} has ${size} bytes, not ${this.bytes}: restore it, or remove it to begin with an empty journal`,
    );
  }

  /** Written whole beside its place first: a cut leaves no image or an erased one. */
  private makeImage(): number {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const half = `${this.path}.new`;
    const file = openSync(half, "w+", OWNER_ONLY);
    writeSync(file, new Uint8Array(this.bytes).fill(ERASED));
    fsyncSync(file);
    renameSync(half, this.path);
    syncFolder(dirname(this.path));
    return file;
  }

  private requireInside(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.bytes) throw new RangeError("outside the flash memory");
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes a new name durable; Windows cannot open a folder, and keeps its own journal of names. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
