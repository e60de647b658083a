/** What BACKUP does: the records of a compacted journal, taken one after the other and parted into blocks. */
import { Command, Done, Event, STAY } from "../../abi";
import { Reason } from "../../abi_reasons";
import { Screen } from "../../abi_shown";
import { Item } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { exchangeOf } from "../../acquirer/region";
import { copyBytes } from "../../base/bytes";
import { beginAct } from "../../journal/act";
import { isSettling } from "../../journal/batch";
import { beginCompact, Compact, goOn, nextLive, readOld } from "../../journal/compact";
import { durable, DURABLE_USED } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { journal } from "../../journal/region";
import { isRestored } from "../../journal/restored";
import { actBytes, isZoneBlank, putZone, Zone, ZONES } from "../../journal/zones";
import { askBytes, Bytes, payload, PAYLOAD, Status } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { Care, careOf } from "../care/zone";
import { hasNotice } from "../notice";
import { tell } from "../people/confirm";
import { Backup } from "./backup";
import { Block, Errand, FORMAT, SEALED_BYTES_MAX, showVault, stopFor, Target, vaultOf } from "./vault";

/** F39: the platform has none. */
const CODE_25: i32 = 0x3532;

/** Everything that speaks against it is said before anything begins. */
export function target(t: Terminal): i32 {
  const digit = <i32>load<u32>(PAYLOAD);
  if (digit !== Target.MEDIUM && digit !== Target.PLATFORM) return STAY;
  vaultOf(t).target = digit;
  if (deskOf(t).item === Item.RESTORE) return isEmpty(t) ? Event.CHOSEN : Backup.FAILED;
  const reason = reasonAgainst(t);
  stopFor(t, reason);
  return reason === Reason.NONE ? Backup.MAKING_ROOM : Backup.FAILED;
}

/** Nothing that is unfinished goes into a backup: it would be finished twice. */
function reasonAgainst(t: Terminal): Reason {
  const d = durable(t);
  if (d.bound === 0) return Reason.NOT_BOUND;
  if (isRestored(t)) return Reason.RESTORED_NOW;
  if (isSettling(t)) return Reason.SETTLEMENT_UNFINISHED;
  return d.pending !== Kind.NONE || hasNotice(t) ? Reason.UNRESOLVED_FIRST : Reason.NONE;
}

/** Nothing but settings of the first start, people that were set up for it, and what the machine notes by itself. */
function isEmpty(t: Terminal): bool {
  const d = durable(t);
  stopFor(t, Reason.NOT_EMPTY);
  if (d.bound !== 0 || d.nextStan !== 1) return false;
  for (let zone = 0; zone < ZONES; zone++) {
    const isAllowed = zone === Zone.SETUP || zone === Zone.PEOPLE || zone === Zone.FAULTS;
    if (!isAllowed && !isZoneBlank(t, zone)) return false;
  }
  return true;
}

export function findNewest(t: Terminal): void {
  showVault(t, Screen.BACKING_UP);
  vaultOf(t).errand = Errand.NEWEST;
}

export function ifNone(t: Terminal): i32 {
  const isNone = vaultOf(t).target === Target.PLATFORM && exchangeOf(t).responseCode === CODE_25;
  return isNone ? Backup.NUMBERING : Backup.FAILED;
}

export function writeNumber(t: Terminal): void {
  const next = beginAct<Care>(t, Kind.BACKUP_NUMBERED, Zone.CARE);
  next.generation = max(next.generation, vaultOf(t).newest) + 1;
}

/** The durable state comes first. */
export function beginShelf(t: Terminal): void {
  const vault = vaultOf(t);
  const j = journal(t);
  vault.generation = careOf(t).generation;
  vault.taken_ms = t.wall_ms;
  vault.errand = Errand.BEGIN;
  vault.kind = Kind.CHECKPOINT;
  vault.length = DURABLE_USED;
  vault.zone = -1;
  copyBytes(j.record.payload, changetype<usize>(durable(t)), DURABLE_USED);
  beginCompact(t);
  showVault(t, Screen.BACKING_UP);
}

export function protectPart(t: Terminal): void {
  const vault = vaultOf(t);
  const block = vault.block;
  block.format = FORMAT;
  block.generation = vault.generation;
  block.serial = t.serial;
  block.taken_ms = vault.taken_ms;
  block.index = vault.index;
  block.kind = vault.kind;
  block.length = vault.length;
  block.at = vault.at;
  copyBytes(block.part, journal(t).record.payload + vault.at, block.partBytes);
  askBytes(t, Command.PROTECT, changetype<usize>(block), <i32>offsetof<Block>() + block.partBytes);
}

export function ifProtected(t: Terminal): i32 {
  const vault = vaultOf(t);
  const bytes = changetype<Bytes>(changetype<usize>(payload<Status>()) + offsetof<Status>());
  stopFor(t, Reason.SECURE_MODULE);
  if (payload<Status>().status !== Done.DONE || bytes.length > <u32>SEALED_BYTES_MAX) return Backup.FAILED;
  copyBytes(vault.sealed, bytes.start, <i32>bytes.length);
  vault.sealedLength = <i32>bytes.length;
  return Backup.PUTTING;
}

export function putBlock(t: Terminal): void {
  vaultOf(t).errand = Errand.WRITE;
}

/** The rest of the record in hand, then the zones that say anything, the payments, the end. */
export function nextPart(t: Terminal): i32 {
  const vault = vaultOf(t);
  vault.index += 1;
  vault.at += vault.block.partBytes;
  if (vault.at < vault.length) return Backup.PROTECTING;
  if (vault.isLast !== 0) return Backup.ENDING;
  vault.at = 0;
  if (vault.kind === Kind.KEPT) {
    journal(t).copied += 1;
    return collected(t, goOn(t));
  }
  do vault.zone += 1;
  while (vault.zone < ZONES && isZoneBlank(t, vault.zone));
  if (vault.zone === ZONES) return Backup.COLLECTING;
  vault.kind = Kind.ZONE_KEPT;
  vault.length = actBytes(vault.zone);
  putZone(t, vault.zone, journal(t).record.payload, 0);
  return Backup.PROTECTING;
}

export function readLive(t: Terminal): void {
  readOld(t);
}

export function ifRead(t: Terminal): i32 {
  return collected(t, nextLive(t));
}

/** What a compaction would do next: copy a payment, read on, seal. */
function collected(t: Terminal, next: i32): i32 {
  const vault = vaultOf(t);
  switch (next) {
    case Compact.READING:
      return Backup.COLLECTING;
    case Compact.COPYING:
      vault.kind = Kind.KEPT;
      vault.length = journal(t).length;
      return Backup.PROTECTING;
    case Compact.SEALING:
      vault.kind = Kind.SEAL;
      vault.length = 0;
      vault.isLast = 1;
      return Backup.PROTECTING;
    default:
      return Event.FAULTED;
  }
}

export function endShelf(t: Terminal): void {
  vaultOf(t).errand = Errand.END;
}

export function beginVerifying(t: Terminal): void {
  const vault = vaultOf(t);
  vault.index = 0;
  vault.at = 0;
  vault.isLast = 0;
}

export function ifVerified(t: Terminal): i32 {
  return vaultOf(t).isLast !== 0 ? Backup.DONE : Backup.VERIFYING;
}

export function tellDone(t: Terminal): void {
  tell(t, Screen.BACKUP_DONE, Reason.NONE);
}

export function tellFailed(t: Terminal): void {
  tell(t, deskOf(t).item === Item.RESTORE ? Screen.RESTORE_FAILED : Screen.BACKUP_FAILED, exchangeOf(t).stopped);
}
