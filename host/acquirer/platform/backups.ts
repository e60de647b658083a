/**
 * Backups of devices: blocks that a device has enciphered for itself, which nobody here can read; the newest few generations.
 *
 * A generation counts from its last block on. It is written block by block, in order; a block that comes again is the same.
 */
import { moment } from "./context.ts";
import type { Context } from "./context.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { BackupRow, DeviceRow } from "./rows.ts";

export const GENERATIONS_MAX = 5;
export const BACKUP_BLOCK_BYTES_MAX = 400;
export const BACKUP_BLOCKS_MAX = 4096;

/** Whose backups: those of the machine, however it is bound. */
export function backupOwner({ keySerial, id }: Pick<DeviceRow, "keySerial" | "id">): string {
  return keySerial || id;
}

export interface BackupBlock {
  readonly generation: number;
  readonly index: number;
  readonly data: Uint8Array;
  /** With the last block. */
  readonly blocks: number | undefined;
}

export function putBackupBlock(context: Context, owner: string, block: BackupBlock): Result<BackupRow> {
  const { tables } = context.ledger;
  const { generation, index, data, blocks } = block;
  if (data.length === 0 || data.length > BACKUP_BLOCK_BYTES_MAX) return refuse("ORDER");
  if (index >= BACKUP_BLOCKS_MAX || (blocks !== undefined && blocks !== index + 1)) return refuse("ORDER");
  const key = backupKey(owner, generation);
  const before = tables.get("backup", key);
  const text = Buffer.from(data).toString("hex");
  const stored = tables.get("backupBlock", blockKey(key, index));
  if (before !== undefined && before.blocks > 0) {
    return stored?.data === text && (blocks === undefined || blocks === before.blocks) ? before : refuse("EXISTS");
  }
  // A backup that was broken off begins again with its first block.
  if (index === 0) drop(context, key);
  else if (tables.get("backupBlock", blockKey(key, index - 1)) === undefined) return refuse("ORDER");
  if (before === undefined && generation <= newestOf(context, owner).generation) return refuse("ORDER");
  const row: BackupRow = { key, device: owner, generation, blocks: blocks ?? 0, at: moment(context) };
  tables.put("backup", key, row);
  tables.put("backupBlock", blockKey(key, index), { key: blockKey(key, index), backup: key, index, data: text });
  if (row.blocks > 0) forgetOldest(context, owner, generation);
  return row;
}

/** The newest whole one; generation 0 and no blocks when there is none. */
export function newestOf(context: Context, owner: string): { generation: number; blocks: number } {
  return wholeOf(context, owner).at(-1) ?? { generation: 0, blocks: 0 };
}

export function backupBlock(
  { ledger: { tables } }: Context,
  owner: string,
  generation: number,
  index: number,
): Result<Uint8Array> {
  const key = backupKey(owner, generation);
  const backup = tables.get("backup", key);
  const block = tables.get("backupBlock", blockKey(key, index));
  if (backup === undefined || backup.blocks === 0 || block === undefined) return refuse("NOT_FOUND");
  return new Uint8Array(Buffer.from(block.data, "hex"));
}

function wholeOf({ ledger }: Context, device: string): BackupRow[] {
  return ledger.tables.list("backup", { device }).filter(({ blocks }) => blocks > 0);
}

/** Older ones that are not whole go too. */
function forgetOldest(context: Context, device: string, newest: number): void {
  const rows = context.ledger.tables.list("backup", { device }).filter(({ generation }) => generation < newest);
  const kept = new Set(rows.filter(({ blocks }) => blocks > 0).slice(1 - GENERATIONS_MAX));
  for (const row of rows) if (!kept.has(row)) drop(context, row.key);
}

function drop({ ledger: { tables } }: Context, key: string): void {
  for (const { key: block } of tables.list("backupBlock", { backup: key })) tables.remove("backupBlock", block);
  tables.remove("backup", key);
}

function backupKey(owner: string, generation: number): string {
  return `${owner}/${String(generation).padStart(10, "0")}`;
}

function blockKey(backup: string, index: number): string {
  return `${backup}/${String(index).padStart(4, "0")}`;
}
