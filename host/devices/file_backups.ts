/** Backups in a folder, one file each: whole or absent. A file that is not whole is no backup. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";
import type { BackupStore } from "./backups.ts";
import { pieceOf, piecesOf } from "./file_stage.ts";

const NAME = /^backup-(\d{10})\.tcb$/;

export class FileBackups implements BackupStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  generations(): number[] {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    return readdirSync(this.folder)
      .map((name) => Number(NAME.exec(name)?.[1] ?? 0))
      .filter((generation) => generation > 0)
      .sort((a, b) => a - b);
  }

  keep(generation: number, blocks: readonly Uint8Array[]): void {
    replaceFile(this.pathOf(generation), new Uint8Array(Buffer.concat(blocks.map(pieceOf))));
  }

  blocks(generation: number): readonly Uint8Array[] | undefined {
    const file = readWhole(this.pathOf(generation));
    if (file === undefined) return undefined;
    const { pieces, end } = piecesOf(file);
    return end === file.length ? pieces : undefined;
  }

  remove(generation: number): void {
    rmSync(this.pathOf(generation), { force: true });
  }

  private pathOf(generation: number): string {
    return join(this.folder, `backup-${String(generation).padStart(10, "0")}.tcb`);
  }
}
