/** What RESTORE does: it builds the half of the flash that is not the journal, record by record, from the blocks of a backup. */
import { Reason } from "../../abi_reasons";
import { Screen } from "../../abi_shown";
import { Event } from "../../abi";
import { copyBytes } from "../../base/bytes";
import { program } from "../../journal/append";
import { beginCompact, Compact, eraseSector, ifErased, isDone } from "../../journal/compact";
import { Durable, isDurable } from "../../journal/durable";
import { isApprovalWhole } from "../../journal/offline";
import { Kind, recordBytes, sealRecord } from "../../journal/records";
import { closeMark, journal, otherHalf } from "../../journal/region";
import { restoredAt } from "../../journal/restored";
import { Act, isActSound, Zone } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { exchangeOf } from "../../acquirer/region";
import { tell } from "../people/confirm";
import { Restore } from "./restore";
import { Errand, OLDER_MAX, showVault, stopFor, Target, vaultOf } from "./vault";

export function findBackup(t: Terminal): void {
  showVault(t, Screen.RESTORING);
  vaultOf(t).errand = Errand.NEWEST;
}

/** The platform refuses where it has none. */
export function stopNone(t: Terminal): void {
  if (vaultOf(t).target === Target.PLATFORM) stopFor(t, Reason.NO_BACKUP);
}

export function ifBackup(t: Terminal): i32 {
  const vault = vaultOf(t);
  vault.generation = vault.newest;
  beginRestore(t);
  if (vault.newest !== 0) return Restore.ERASING;
  stopFor(t, Reason.NO_BACKUP);
  return Restore.FAILED;
}

function beginRestore(t: Terminal): void {
  const vault = vaultOf(t);
  vault.index = 0;
  vault.at = 0;
  vault.copied = 0;
  beginCompact(t);
}

export function eraseOther(t: Terminal): void {
  eraseSector(t);
}

export function ifCleared(t: Terminal): i32 {
  switch (ifErased(t)) {
    case Compact.ERASING:
      return Restore.ERASING;
    case Compact.OPENING:
      return Restore.FETCHING;
    default:
      return Event.FAULTED;
  }
}

/** Puts the part that has come behind those before it; the record is written once it is whole. */
export function take(t: Terminal): i32 {
  const vault = vaultOf(t);
  const j = journal(t);
  const block = vault.block;
  copyBytes(j.record.payload + block.at, block.part, block.partBytes);
  if (vault.at !== 0) return Restore.FETCHING;
  j.length = vault.length;
  stopFor(t, Reason.BACKUP_DAMAGED);
  if (!isNext(t)) return Restore.FAILED;
  stopFor(t, Reason.JOURNAL_FULL);
  if (j.copyTo + recordBytes(j.length) > closeMark(j, otherHalf(j, j.base))) return Restore.FAILED;
  if (vault.isLast !== 0) return Restore.SEALING;
  return Restore.WRITING;
}

/** State, zones, payments, end: as a replay will have it. The keys of the working life before are not taken for good. */
function isNext(t: Terminal): bool {
  const vault = vaultOf(t);
  const at = journal(t).record.payload;
  const isFirst = journal(t).copyTo === otherHalf(journal(t), journal(t).base);
  if (isFirst !== (vault.kind === Kind.CHECKPOINT)) return false;
  switch (vault.kind) {
    case Kind.CHECKPOINT: {
      if (!isDurable(at, vault.length)) return false;
      const d = changetype<Durable>(at);
      d.signedOn = 0;
      vault.sequence = d.sequence;
      vault.sales = d.sales;
      return d.bound !== 0 && d.pending === Kind.NONE;
    }
    case Kind.ZONE_KEPT: {
      const act = changetype<Act>(at);
      if (!isActSound(at, vault.length)) return false;
      if (act.zone === Zone.CARE) restoredAt(act.content).isRestored = 1;
      return true;
    }
    case Kind.KEPT: {
      vault.copied += 1;
      return isApprovalWhole(at, vault.length);
    }
    default:
      return vault.kind === Kind.SEAL && vault.copied === vault.sales;
  }
}

/** A checkpoint repeats the sequence number of the record before it; every other record has the next one. */
export function writePiece(t: Terminal): void {
  const vault = vaultOf(t);
  const j = journal(t);
  if (vault.kind !== Kind.CHECKPOINT) vault.sequence += 1;
  program(t, j.copyTo, sealRecord(j.record, vault.kind, j.generation + 1, vault.sequence, j.length));
}

export function writeRestoredSeal(t: Terminal): void {
  writePiece(t);
}

export function ifPut(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.FAULTED;
  j.copyTo += recordBytes(j.length);
  return Restore.FETCHING;
}

export function ifWhole(t: Terminal): i32 {
  return isDone() ? Restore.RESTARTING : Event.FAULTED;
}

/** An older one may be whole. */
export function ifOlder(t: Terminal): i32 {
  const vault = vaultOf(t);
  const tried = vault.newest - vault.generation;
  return vault.generation > 1 && tried < <u32>OLDER_MAX ? Restore.ASKING_OLDER : Restore.FAILED;
}

export function tellOlder(t: Terminal): void {
  tell(t, Screen.OLDER_BACKUP, exchangeOf(t).stopped);
}

export function nextOlder(t: Terminal): void {
  vaultOf(t).generation -= 1;
  beginRestore(t);
}
