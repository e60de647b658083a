/**
 * Backups on an external medium, whatever it is: a generation counts once it is whole, and the oldest go when there are too
 * many. Blocks are opaque: whoever writes them has enciphered them.
 */
import { Done } from "../../assembly/abi.ts";
import type { MediumPort } from "../ports.ts";

/** Of the backups that are kept. */
export const GENERATIONS_KEPT = 5;

/** Keeps whole backups; every call is durable when it returns. @throws where the medium has no room, or is not there */
export interface BackupStore {
  /** Ascending. */
  generations(): number[];
  /** A backup at once and whole, in place of one of the same generation. */
  keep(generation: number, blocks: readonly Uint8Array[]): void;
  /** Undefined when there is no such backup, or it cannot be read. */
  blocks(generation: number): readonly Uint8Array[] | undefined;
  remove(generation: number): void;
}

export class Backups implements MediumPort {
  private writing: { generation: number; blocks: Uint8Array[] } | undefined;
  private readonly store: BackupStore;

  constructor(store: BackupStore) {
    this.store = store;
  }

  state(): { count: number; newest: number } {
    const generations = this.store.generations();
    return { count: generations.length, newest: generations.at(-1) ?? 0 };
  }

  /** What was begun before and not ended is dropped. */
  begin(generation: number): Done {
    this.writing = undefined;
    if (generation <= this.state().newest) return Done.REFUSED;
    this.writing = { generation, blocks: [] };
    return Done.DONE;
  }

  write(bytes: Uint8Array): Done {
    if (this.writing === undefined || bytes.length === 0) return Done.REFUSED;
    this.writing.blocks.push(bytes.slice());
    return Done.DONE;
  }

  end(): Done {
    const { writing } = this;
    this.writing = undefined;
    if (writing === undefined || writing.blocks.length === 0) return Done.REFUSED;
    try {
      this.store.keep(writing.generation, writing.blocks);
      for (const generation of this.store.generations().slice(0, -GENERATIONS_KEPT)) this.store.remove(generation);
      return Done.DONE;
    } catch {
      return Done.REFUSED;
    }
  }

  read(generation: number, index: number): Uint8Array | undefined {
    return this.store.blocks(generation)?.[index] ?? (this.store.blocks(generation) && new Uint8Array(0));
  }
}

/** In memory, for worlds whose power cuts leave the object as it is. */
export class MemoryBackups implements BackupStore {
  private readonly kept = new Map<number, readonly Uint8Array[]>();
  /** False: the medium has been pulled out. */
  isThere = true;

  copy(): MemoryBackups {
    const copy = new MemoryBackups();
    for (const [generation, blocks] of this.kept) copy.kept.set(generation, blocks);
    copy.isThere = this.isThere;
    return copy;
  }

  generations(): number[] {
    return this.isThere ? [...this.kept.keys()].sort((a, b) => a - b) : [];
  }

  keep(generation: number, blocks: readonly Uint8Array[]): void {
    if (!this.isThere) throw new Error("the medium has been pulled out");
    this.kept.set(generation, blocks);
  }

  blocks(generation: number): readonly Uint8Array[] | undefined {
    return this.isThere ? this.kept.get(generation) : undefined;
  }

  remove(generation: number): void {
    this.kept.delete(generation);
  }
}
