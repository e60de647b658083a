/**
 * What becomes of downloads on a board: applications and keys take the place of the old ones, a firmware goes into a slot.
 *
 * Owns the judgement of each entry, and the configuration that follows from what was taken, over that of the maker. Holds
 * always: what was taken is kept before anybody uses it; keys go into the secure module all or none, and those that are not
 * listed leave it; after a cut between the two the next start finishes it.
 */
import { Done } from "../../assembly/abi.ts";
import { Download, StageResult } from "../../assembly/abi_devices.ts";
import { Configuration } from "../configuration/configuration.ts";
import { judgeEntry, withEntries } from "../configuration/download.ts";
import { judgeImage, judgeManifest, readManifest } from "../firmware/manifest.ts";
import type { KeyObject } from "node:crypto";
import type { ConfigurationPort } from "../ports.ts";
import type { SecureModule } from "../secure/module.ts";
import type { SlotStore } from "./boot_slots.ts";
import type { Staged, StageTaker } from "./staging.ts";

/** Keeps what was taken; durable and whole when a call returns. */
export interface DownloadStore {
  /** Undefined when none was ever taken. */
  entries(download: Download): readonly Uint8Array[] | undefined;
  keep(download: Download, entries: readonly Uint8Array[]): void;
}

export interface FirmwareStore extends SlotStore {
  /** A whole image that was judged, in the place of one that does not run. */
  keep(version: number, manifest: Uint8Array, image: Uint8Array): void;
  /** Whether this board can start an image that is genuine; any when absent. */
  fits?(image: Uint8Array): StageResult;
}

export interface DownloadsOptions {
  /** The maker's. */
  own: Configuration;
  store: DownloadStore;
  secure: SecureModule;
  firmware: FirmwareStore;
  /** Whose firmware is believed. */
  signer: KeyObject;
}

const KEPT: readonly Download[] = [Download.CAPKS, Download.AIDS];

export class Downloads implements StageTaker, ConfigurationPort {
  private readonly options: DownloadsOptions;
  private current: Configuration;

  constructor(options: DownloadsOptions) {
    this.options = options;
    this.current = this.read();
  }

  /** The maker's, with what was downloaded in place of what it has. */
  get configuration(): Configuration {
    return this.current;
  }

  /** Keys were downloaded: those of the maker are not to be loaded. */
  get hasKeys(): boolean {
    return this.options.store.entries(Download.CAPKS) !== undefined;
  }

  /** At a start: what a cut has left undone. DONE also when there is nothing. */
  finish(): Done {
    const { secure } = this.options;
    return this.hasKeys ? secure.replaceCapks(this.current.capks()) : Done.DONE;
  }

  aid(index: number): Uint8Array {
    return this.current.aid(index);
  }

  isListed(pan: Uint8Array): boolean {
    return this.current.isListed(pan);
  }

  judgeManifest(download: Download, manifest: Uint8Array): StageResult {
    const { firmware, signer } = this.options;
    if (download === Download.FIRMWARE) return judgeManifest(manifest, signer, firmware.load().oldest);
    return manifest.length === 0 && KEPT.includes(download) ? StageResult.DONE : StageResult.REFUSED;
  }

  /** A block of an image is judged with the whole of it. */
  judge(download: Download, bytes: Uint8Array): StageResult {
    return download === Download.FIRMWARE ? StageResult.DONE : judgeEntry(this.options.own.spec, download, bytes);
  }

  take({ download, manifest, entries }: Staged): StageResult {
    if (download === Download.FIRMWARE) return this.takeFirmware(manifest, entries);
    const judged = entries.map((entry) => this.judge(download, entry)).find((one) => one !== StageResult.DONE);
    if (judged !== undefined) return judged;
    this.options.store.keep(download, entries);
    this.current = this.read();
    if (download !== Download.CAPKS) return StageResult.DONE;
    return this.finish() === Done.DONE ? StageResult.DONE : StageResult.REFUSED;
  }

  private takeFirmware(manifest: Uint8Array, blocks: readonly Uint8Array[]): StageResult {
    // Again: the store may have been changed since it was opened, or a newer one confirmed.
    const judged = this.judgeManifest(Download.FIRMWARE, manifest);
    const said = readManifest(manifest);
    if (judged !== StageResult.DONE || said === undefined) return judged;
    const image = new Uint8Array(Buffer.concat(blocks));
    const { firmware } = this.options;
    const genuine = judgeImage(said, image);
    const result = genuine === StageResult.DONE ? (firmware.fits?.(image) ?? genuine) : genuine;
    if (result === StageResult.DONE) firmware.keep(said.version, manifest, image);
    return result;
  }

  private read(): Configuration {
    const { own, store } = this.options;
    let { spec } = own;
    for (const download of KEPT) {
      const entries = store.entries(download);
      if (entries !== undefined) spec = withEntries(spec, download, entries);
    }
    return spec === own.spec ? own : new Configuration(spec);
  }
}

/** In memory, for worlds whose power cuts leave the object as it is. */
export class MemoryDownloads implements DownloadStore {
  private readonly kept: Map<Download, readonly Uint8Array[]>;

  constructor(parent?: MemoryDownloads) {
    this.kept = new Map(parent?.kept);
  }

  entries(download: Download): readonly Uint8Array[] | undefined {
    return this.kept.get(download);
  }

  keep(download: Download, entries: readonly Uint8Array[]): void {
    this.kept.set(download, [...entries]);
  }
}
