/**
 * FETCH: the next block of the backup in hand, read, deciphered and found in its place. Returns SUCCEEDED (it stands in the
 * vault, `isLast` says whether it is the end), REFUSED (the backup is damaged, or not this machine's), FAILED (nobody has
 * answered).
 */
import { Command, Done, Event, RECORD_BYTES_MAX } from "../../abi";
import { Reason } from "../../abi_reasons";
import { copyBytes } from "../../base/bytes";
import { CRC_BYTES, HEAD_BYTES, Kind } from "../../journal/records";
import { askBytes, Bytes, payload, Status } from "../../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { Block, BLOCK_BYTES, Errand, FORMAT, stopFor, vaultOf } from "./vault";

export enum Fetch {
  READING,
  OPENING,
}

export function fetch(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Fetch.READING: switch (event) {
      case Event.ENTER: readBlock(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: return Fetch.OPENING;
      case Event.REFUSED: stopDamaged(t); return Event.REFUSED;
      case Event.FAILED: return Event.FAILED;
    } break;
    case Fetch.OPENING: switch (event) {
      case Event.ENTER: askOpen(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifInPlace(t), Event.SUCCEEDED, Event.REFUSED);
      case Event.TIME: stopModule(t); return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

function readBlock(t: Terminal): void {
  vaultOf(t).errand = Errand.READ;
}

function stopDamaged(t: Terminal): void {
  stopFor(t, Reason.BACKUP_DAMAGED);
}

function stopModule(t: Terminal): void {
  stopFor(t, Reason.SECURE_MODULE);
}

function askOpen(t: Terminal): void {
  const vault = vaultOf(t);
  askBytes(t, Command.UNPROTECT, vault.sealed, vault.sealedLength);
}

function ifInPlace(t: Terminal): i32 {
  const vault = vaultOf(t);
  const bytes = changetype<Bytes>(changetype<usize>(payload<Status>()) + offsetof<Status>());
  const length = <i32>bytes.length;
  stopDamaged(t);
  if (payload<Status>().status !== Done.DONE || length > BLOCK_BYTES) return Event.REFUSED;
  copyBytes(changetype<usize>(vault.block), bytes.start, length);
  if (!isInPlace(t, length)) return Event.REFUSED;
  const block = vault.block;
  vault.taken_ms = block.taken_ms;
  vault.kind = <i32>block.kind;
  vault.length = <i32>block.length;
  vault.at += block.partBytes;
  vault.isLast = vault.kind === Kind.SEAL ? 1 : 0;
  vault.index += 1;
  if (vault.at === vault.length) vault.at = 0;
  return Event.SUCCEEDED;
}

/** This machine's, of this backup, the next one, and the next part of the record in hand. */
function isInPlace(t: Terminal, length: i32): bool {
  const vault = vaultOf(t);
  const block = vault.block;
  if (length < <i32>offsetof<Block>() || block.format !== FORMAT || block.serial !== t.serial) return false;
  if (block.generation !== vault.generation || block.index !== vault.index) return false;
  if (vault.index !== 0 && block.taken_ms !== vault.taken_ms) return false;
  if (block.length > <u32>(RECORD_BYTES_MAX - HEAD_BYTES - CRC_BYTES) || block.at > block.length) return false;
  if (<i32>block.at !== vault.at || length !== <i32>offsetof<Block>() + block.partBytes) return false;
  return block.at === 0 || (<i32>block.kind === vault.kind && <i32>block.length === vault.length);
}
