/**
 * Downloads under way: the rules of staging, whatever keeps the entries.
 *
 * Holds always: entries come in their order, each once; what is opened anew drops what was there; a commit needs exactly the
 * entries that it names and hands them on whole, and what it handed on is staged no longer. A cut between the two has the
 * core commit once more, which changes nothing. What an entry must be, and what becomes of a whole download, is judged by
 * whoever is given it.
 */
import { Download, StageResult } from "../../assembly/abi_devices.ts";
import type { StagePort } from "../ports.ts";

/** Keeps entries over a power cut; every call is durable when it returns, and whole or not at all. */
export interface StageStore {
  mark(download: Download): number;
  count(download: Download): number;
  /** Empty, with this mark and manifest. */
  begin(download: Download, mark: number, manifest: Uint8Array): void;
  manifest(download: Download): Uint8Array;
  append(download: Download, bytes: Uint8Array): void;
  entries(download: Download): Uint8Array[];
  drop(download: Download): void;
}

export interface Staged {
  download: Download;
  /** Of a firmware; empty for the others. */
  manifest: Uint8Array;
  entries: readonly Uint8Array[];
}

/** Judges entries, and takes whole downloads. */
export interface StageTaker {
  /** Whether a download may begin with this manifest. */
  judgeManifest(download: Download, manifest: Uint8Array): StageResult;
  /** Whether this may be an entry. */
  judge(download: Download, bytes: Uint8Array): StageResult;
  /** They take the place of the old ones, at once and whole, also over a power cut; the same again changes nothing. */
  take(staged: Staged): StageResult;
}

const KINDS: readonly Download[] = [Download.PARAMETERS, Download.CAPKS, Download.AIDS, Download.FIRMWARE];
const ENTRY_BYTES_MAX = 1024;
/** Blocks of firmware; entries of the rest are far fewer. */
const ENTRIES_MAX = 4096;
const NONE = { count: 0, mark: 0 };

export class Staging implements StagePort {
  private readonly store: StageStore;
  private readonly taker: StageTaker;

  constructor(store: StageStore, taker: StageTaker) {
    this.store = store;
    this.taker = taker;
  }

  state(download: Download): { count: number; mark: number } {
    if (!KINDS.includes(download)) return NONE;
    return { count: this.store.count(download), mark: this.store.mark(download) };
  }

  open(download: Download, mark: number, manifest: Uint8Array): StageResult {
    const judged = this.taker.judgeManifest(download, manifest);
    return judged === StageResult.DONE ? this.done(download, () => this.store.begin(download, mark, manifest)) : judged;
  }

  put(download: Download, index: number, bytes: Uint8Array): StageResult {
    if (index !== this.state(download).count || index >= ENTRIES_MAX) return StageResult.REFUSED;
    if (bytes.length === 0 || bytes.length > ENTRY_BYTES_MAX) return StageResult.REFUSED;
    const judged = this.taker.judge(download, bytes);
    return judged === StageResult.DONE ? this.done(download, () => this.store.append(download, bytes)) : judged;
  }

  commit(download: Download, count: number): StageResult {
    if (count !== this.state(download).count || count === 0) return StageResult.REFUSED;
    let taken = StageResult.REFUSED;
    const done = this.done(download, () => {
      const { store } = this;
      taken = this.taker.take({ download, manifest: store.manifest(download), entries: store.entries(download) });
      if (taken === StageResult.DONE) this.store.drop(download);
    });
    return done === StageResult.DONE ? taken : done;
  }

  drop(download: Download): void {
    this.done(download, () => this.store.drop(download));
  }

  /** A store that has no room, or is broken, refuses. */
  private done(download: Download, work: () => void): StageResult {
    if (!KINDS.includes(download)) return StageResult.REFUSED;
    try {
      work();
      return StageResult.DONE;
    } catch {
      return StageResult.REFUSED;
    }
  }
}
