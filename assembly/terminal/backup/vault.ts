/**
 * What a backup is made of, and what BACKUP and RESTORE work on (the desk's work area).
 *
 * A backup is the records of a compacted journal, one after the other: the durable state, the zones that say anything, the
 * approved payments of the open batch, the end. A record is parted into blocks, and each block is enciphered and authenticated by
 * the secure module, with what says where it belongs: machine, generation, the moment it was taken, its number. So a block that
 * is changed, missing, repeated, in another's place or from another backup is known, and so is an end that is not there.
 */
import { Screen } from "../../abi_shown";
import { Command } from "../../abi";
import { Field } from "../../abi_fields";
import { deskOf, WORK_BYTES } from "../../acquirer/desk";
import { exchangeOf } from "../../acquirer/region";
import { fillBytes } from "../../base/bytes";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { Terminal } from "../../machine/terminal";

/** First word of a block, with the version of its layout. */
export const FORMAT: u32 = 0x31424354; // "TCB1"
export const PART_BYTES_MAX: i32 = 320;
export const SEALED_BYTES_MAX: i32 = 400;
/** How many older generations are looked for behind the newest: more than are kept, since numbers are left out. */
export const OLDER_MAX: i32 = 10;

export enum Target {
  MEDIUM = 1,
  PLATFORM = 2,
}

/** What SHELF does. */
export enum Errand {
  NEWEST,
  BEGIN,
  WRITE,
  END,
  READ,
}

/** A block before it is enciphered. */
@unmanaged
export class Block {
  format: u32;
  generation: u32;
  /** Serial number of the machine. */
  serial: u64;
  /** When the backup was begun, local civil time. */
  taken_ms: u64;
  /** From 0. */
  index: u32;
  /** A `Kind`: CHECKPOINT, ZONE_KEPT, KEPT, or SEAL for the end. */
  kind: u32;
  /** Bytes of the record's payload; where this part begins in it. */
  length: u32;
  at: u32;

  get part(): usize {
    return changetype<usize>(this) + offsetof<Block>();
  }
  get partBytes(): i32 {
    return min(PART_BYTES_MAX, <i32>this.length - <i32>this.at);
  }
}
export const BLOCK_BYTES: i32 = <i32>offsetof<Block>() + PART_BYTES_MAX;

@unmanaged
export class Vault {
  /** When the backup in hand was begun; 0 before its first block is read. */
  taken_ms: u64;
  /** A `Target`, an `Errand`. */
  target: i32;
  errand: i32;
  /** The backup in hand; the newest there is, 0 for none. */
  generation: u32;
  newest: u32;
  /** Block in hand, from 0; 1 when it is the last one. */
  index: u32;
  isLast: i32;
  /** Record in hand, in the journal's buffer: a `Kind`, bytes of its payload, where the next part begins. */
  kind: i32;
  length: i32;
  at: i32;
  /** BACKUP: the zone in hand. */
  zone: i32;
  /** RESTORE: sequence number of the last record; payments that the state tells of, and that have come. */
  sequence: u32;
  sales: i32;
  copied: i32;
  /** Bytes at `sealed`. */
  sealedLength: i32;

  get block(): Block {
    return changetype<Block>(changetype<usize>(this) + BLOCK_AT);
  }
  /** SEALED_BYTES_MAX of room. */
  get sealed(): usize {
    return changetype<usize>(this) + SEALED_AT;
  }
}

const BLOCK_AT: usize = (offsetof<Vault>() + 7) & ~7;
const SEALED_AT: usize = (BLOCK_AT + <usize>BLOCK_BYTES + 7) & ~7;
assert(SEALED_AT + <usize>SEALED_BYTES_MAX <= <usize>WORK_BYTES);

export function vaultOf(t: Terminal): Vault {
  return changetype<Vault>(deskOf(t).work);
}

export function clearVault(t: Terminal): void {
  fillBytes(deskOf(t).work, 0, WORK_BYTES);
}

/** It ends here, for this reason. */
export function stopFor(t: Terminal, reason: i32): void {
  exchangeOf(t).stopped = reason;
}

export function showVault(t: Terminal, screen: Screen): void {
  beginDocument(screen);
  if (vaultOf(t).generation !== 0) putNumber(Field.GENERATION, vaultOf(t).generation);
  sendDocument(t, Command.SCREEN, 0);
}
