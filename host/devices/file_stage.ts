/**
 * Staged entries in files, one a download: a head with mark and manifest, then entry behind entry, each with its check.
 *
 * Holds always: what a call has reported done survives a power cut; an entry that was torn by one is not there, and is written
 * over. The check finds accidents alone: what an entry is worth is judged by whoever takes it.
 */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Download } from "../../assembly/abi_devices.ts";
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";
import type { StageStore } from "./staging.ts";

/** Length u32, first bytes of SHA-256, then what it is. */
const CHECK_BYTES = 8;
const PIECE_HEAD = 4 + CHECK_BYTES;
const MARK_BYTES = 4;

interface Opened {
  mark: number;
  manifest: Uint8Array;
  entries: Uint8Array[];
  /** Where the next entry goes. */
  end: number;
}

export class FileStage implements StageStore {
  private readonly folder: string;
  private readonly known = new Map<Download, Opened | undefined>();

  constructor(folder: string) {
    this.folder = folder;
  }

  mark(download: Download): number {
    return this.opened(download)?.mark ?? 0;
  }

  count(download: Download): number {
    return this.opened(download)?.entries.length ?? 0;
  }

  manifest(download: Download): Uint8Array {
    return this.opened(download)?.manifest ?? new Uint8Array(0);
  }

  entries(download: Download): Uint8Array[] {
    return this.opened(download)?.entries ?? [];
  }

  begin(download: Download, mark: number, manifest: Uint8Array): void {
    const head = new Uint8Array(MARK_BYTES + manifest.length);
    new DataView(head.buffer).setUint32(0, mark, true);
    head.set(manifest, MARK_BYTES);
    const piece = pieceOf(head);
    this.known.delete(download);
    replaceFile(this.pathOf(download), piece);
    this.known.set(download, { mark, manifest: manifest.slice(), entries: [], end: piece.length });
  }

  append(download: Download, bytes: Uint8Array): void {
    const opened = this.opened(download);
    if (opened === undefined) throw new Error("nothing was begun");
    const piece = pieceOf(bytes);
    const file = openSync(this.pathOf(download), "r+");
    try {
      // What a cut has left behind the last whole entry.
      ftruncateSync(file, opened.end);
      let written = 0;
      while (written < piece.length)
        written += writeSync(file, piece, written, piece.length - written, opened.end + written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    opened.entries.push(bytes.slice());
    opened.end += piece.length;
  }

  drop(download: Download): void {
    this.known.delete(download);
    rmSync(this.pathOf(download), { force: true });
  }

  private opened(download: Download): Opened | undefined {
    if (!this.known.has(download)) this.known.set(download, readStaged(readWhole(this.pathOf(download))));
    return this.known.get(download);
  }

  private pathOf(download: Download): string {
    return join(this.folder, `download-${download}`);
  }
}

/** A piece of a file that is read as whole, or not at all. */
export function pieceOf(bytes: Uint8Array): Uint8Array {
  const piece = new Uint8Array(PIECE_HEAD + bytes.length);
  new DataView(piece.buffer).setUint32(0, bytes.length, true);
  piece.set(checkOf(bytes), 4);
  piece.set(bytes, PIECE_HEAD);
  return piece;
}

/** The whole pieces at the beginning of a file, and where they end. */
export function piecesOf(file: Uint8Array): { pieces: Uint8Array[]; end: number } {
  const pieces: Uint8Array[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  let at = 0;
  while (at + PIECE_HEAD <= file.length) {
    const length = view.getUint32(at, true);
    const bytes = file.slice(at + PIECE_HEAD, at + PIECE_HEAD + length);
    if (bytes.length !== length || Buffer.compare(checkOf(bytes), file.subarray(at + 4, at + PIECE_HEAD)) !== 0) break;
    pieces.push(bytes);
    at += PIECE_HEAD + length;
  }
  return { pieces, end: at };
}

/** A file without a whole head is none. */
function readStaged(file: Uint8Array | undefined): Opened | undefined {
  const { pieces, end } = piecesOf(file ?? new Uint8Array(0));
  const [head, ...entries] = pieces;
  if (head === undefined || head.length < MARK_BYTES) return undefined;
  const mark = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  return { mark, manifest: head.slice(MARK_BYTES), entries, end };
}

function checkOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest().subarray(0, CHECK_BYTES));
}
