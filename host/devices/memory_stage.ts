/** Staged entries in memory, for worlds whose power cuts leave the object as it is. */
import type { Download } from "../../assembly/abi_devices.ts";
import type { StageStore } from "./staging.ts";

interface Staged {
  mark: number;
  manifest: Uint8Array;
  entries: Uint8Array[];
}

export class MemoryStage implements StageStore {
  private readonly staged = new Map<Download, Staged>();

  copy(): MemoryStage {
    const copy = new MemoryStage();
    for (const [download, one] of this.staged) copy.staged.set(download, { ...one, entries: [...one.entries] });
    return copy;
  }

  mark(download: Download): number {
    return this.staged.get(download)?.mark ?? 0;
  }

  count(download: Download): number {
    return this.staged.get(download)?.entries.length ?? 0;
  }

  begin(download: Download, mark: number, manifest: Uint8Array): void {
    this.staged.set(download, { mark, manifest: manifest.slice(), entries: [] });
  }

  manifest(download: Download): Uint8Array {
    return this.staged.get(download)?.manifest ?? new Uint8Array(0);
  }

  append(download: Download, bytes: Uint8Array): void {
    const staged = this.staged.get(download);
    if (staged === undefined) throw new Error("nothing was begun");
    staged.entries.push(bytes.slice());
  }

  entries(download: Download): Uint8Array[] {
    return this.staged.get(download)?.entries ?? [];
  }

  drop(download: Download): void {
    this.staged.delete(download);
  }
}
