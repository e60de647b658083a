/**
 * COMPACT: the other half becomes the journal. Returns STORED or NOT_STORED.
 *
 * Erase the other half, write the checkpoint and the zones, copy the approved payments of the open batch, seal, close the old half.
 * The old half stays the journal until the seal is durable, so a cut at any point loses nothing and a batch may be open.
 * With a blank flash (generation 0) it makes the first half.
 */
import { Command, Done, Event, READ_BYTES, RECORD_UNIT } from "../abi";
import { copyBytes } from "../base/bytes";
import { ask, Bytes, payload, Status } from "../machine/io";
import { hold, may2, may3, may4, NO_ROW } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { program } from "./append";
import { batchOf } from "./batch";
import { apply, durable, DURABLE_USED } from "./durable";
import { isApprovalWhole } from "./offline";
import { closeMark, journal, otherHalf } from "./region";
import { Approved, claimedBytes, isIntact, Kind, RecordHead, recordBytes, sealRecord } from "./records";
import { actBytes, isZoneBlank, putZone, ZONES } from "./zones";

export enum Compact {
  ERASING,
  OPENING,
  CARRYING,
  READING,
  COPYING,
  SEALING,
  CLOSING,
}

export function compact(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Compact.ERASING: switch (event) {
      case Event.ENTER: eraseSector(t); return hold(10_000);
      case Event.FLASH_DONE: return may3(ifErased(t), Compact.ERASING, Compact.OPENING, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.OPENING: switch (event) {
      case Event.ENTER: writeCheckpoint(t); return hold(5_000);
      case Event.FLASH_DONE: return may4(ifOpened(t), Compact.CARRYING, Compact.READING, Compact.SEALING, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.CARRYING: switch (event) {
      case Event.ENTER: writeZone(t); return hold(5_000);
      case Event.FLASH_DONE: return may4(ifCarried(t), Compact.CARRYING, Compact.READING, Compact.SEALING, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.READING: switch (event) {
      case Event.ENTER: readOld(t); return hold(5_000);
      case Event.FLASH_DATA: return may4(nextLive(t), Compact.READING, Compact.COPYING, Compact.SEALING, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.COPYING: switch (event) {
      case Event.ENTER: writeCopy(t); return hold(5_000);
      case Event.FLASH_DONE: return may3(ifCopied(t), Compact.READING, Compact.SEALING, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.SEALING: switch (event) {
      case Event.ENTER: writeSeal(t); return hold(5_000);
      case Event.FLASH_DONE: return may3(ifSealed(t), Compact.CLOSING, Event.STORED, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
    case Compact.CLOSING: switch (event) {
      case Event.ENTER: writeClose(t); return hold(5_000);
      case Event.FLASH_DONE: return may2(ifClosed(t), Event.STORED, Event.NOT_STORED);
      case Event.TIME: return Event.NOT_STORED;
    } break;
  }
  return NO_ROW;
}

@unmanaged
class Erase {
  offset: u32;
}

/** Payload of FLASH_READ. */
@unmanaged
export class Range {
  offset: u32;
  length: u32;
}

/** To be called before COMPACT runs. */
export function beginCompact(t: Terminal): void {
  const j = journal(t);
  j.copyTo = otherHalf(j, j.base);
  j.copyFrom = j.base;
  j.copied = 0;
}

export function eraseSector(t: Terminal): void {
  ask<Erase>(t, Command.FLASH_ERASE).offset = journal(t).copyTo;
}

export function ifErased(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.NOT_STORED;
  const target = otherHalf(j, j.base);
  j.copyTo += j.sector;
  if (j.copyTo < target + j.half) return Compact.ERASING;
  j.copyTo = target;
  return Compact.OPENING;
}

/** The checkpoint repeats the sequence number of the record before it: it adds nothing to the state. */
function writeCheckpoint(t: Terminal): void {
  const j = journal(t);
  const d = durable(t);
  copyBytes(j.record.payload, changetype<usize>(d), DURABLE_USED);
  program(t, j.copyTo, sealRecord(j.record, Kind.CHECKPOINT, j.generation + 1, d.sequence, DURABLE_USED));
}

function ifOpened(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.NOT_STORED;
  j.copyTo += recordBytes(DURABLE_USED);
  j.zone = -1;
  return nextZone(t);
}

/** The next zone that says anything is repeated; after the last one payments follow. */
function nextZone(t: Terminal): i32 {
  const j = journal(t);
  do j.zone += 1;
  while (j.zone < ZONES && isZoneBlank(t, j.zone));
  if (j.zone < ZONES) return Compact.CARRYING;
  return j.generation === 0 ? Compact.SEALING : Compact.READING;
}

function writeZone(t: Terminal): void {
  const j = journal(t);
  putZone(t, j.zone, j.record.payload, 0);
  j.length = actBytes(j.zone);
  program(t, j.copyTo, sealRecord(j.record, Kind.ZONE_KEPT, j.generation + 1, durable(t).sequence + 1, j.length));
}

function ifCarried(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.NOT_STORED;
  apply(durable(t), Kind.ZONE_KEPT, j.record.payload, j.length);
  j.copyTo += recordBytes(j.length);
  return nextZone(t);
}

export function readOld(t: Terminal): void {
  const j = journal(t);
  const range = ask<Range>(t, Command.FLASH_READ);
  range.offset = j.copyFrom;
  range.length = min(READ_BYTES, j.end - j.copyFrom);
}

/** Looks for the next payment to copy in what has been read; what is torn was stepped over at replay and is here. */
export function nextLive(t: Terminal): i32 {
  const j = journal(t);
  const chunk = payload<Bytes>();
  const length = <i32>chunk.length;
  let at = 0;
  while (at < length) {
    const record = chunk.start + at;
    const bytes = length - at >= RECORD_UNIT ? claimedBytes(record) : 0;
    if (bytes > length - at && at > 0) break;
    if (bytes === 0 || bytes > length - at || !isIntact(record)) {
      at += RECORD_UNIT;
      continue;
    }
    at += bytes;
    if (!isLive(t, changetype<RecordHead>(record))) continue;
    j.copyFrom += at;
    return takeCopy(t, changetype<RecordHead>(record));
  }
  if (at === 0) return Event.NOT_STORED;
  j.copyFrom += at;
  return goOn(t);
}

/** Reads on, or seals once every payment of the batch has been copied; one that is missing means a worn flash. */
export function goOn(t: Terminal): i32 {
  const j = journal(t);
  if (j.copyFrom < j.end) return Compact.READING;
  return j.copied === durable(t).sales ? Compact.SEALING : Event.NOT_STORED;
}

/** The approved payments of the open batch: what settlement, voids and reprints still need. A settled one may have had its number. */
function isLive(t: Terminal, head: RecordHead): bool {
  if (head.kind !== <u8>Kind.APPROVED && head.kind !== <u8>Kind.KEPT) return false;
  const approved = changetype<Approved>(head.payload);
  if (!isApprovalWhole(head.payload, <i32>head.length) || approved.isTest || head.sequence <= batchOf(t).closedAt)
    return false;
  return approved.batch === durable(t).batch;
}

function takeCopy(t: Terminal, head: RecordHead): i32 {
  const j = journal(t);
  const length = <i32>head.length;
  if (j.copyTo + recordBytes(length) > closeMark(j, otherHalf(j, j.base))) return Event.NOT_STORED;
  copyBytes(j.record.payload, head.payload, length);
  j.length = length;
  return Compact.COPYING;
}

function writeCopy(t: Terminal): void {
  const j = journal(t);
  program(t, j.copyTo, sealRecord(j.record, Kind.KEPT, j.generation + 1, durable(t).sequence + 1, j.length));
}

function ifCopied(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.NOT_STORED;
  apply(durable(t), Kind.KEPT, j.record.payload, j.length);
  j.copyTo += recordBytes(j.length);
  j.copied += 1;
  return goOn(t);
}

function writeSeal(t: Terminal): void {
  const j = journal(t);
  program(t, j.copyTo, sealRecord(j.record, Kind.SEAL, j.generation + 1, durable(t).sequence + 1, 0));
}

/** The seal is durable: the other half is the journal now. */
function ifSealed(t: Terminal): i32 {
  const j = journal(t);
  if (!isDone()) return Event.NOT_STORED;
  apply(durable(t), Kind.SEAL, j.record.payload, 0);
  const first = j.generation === 0;
  j.base = otherHalf(j, j.base);
  j.end = j.copyTo + recordBytes(0);
  j.generation += 1;
  j.torn = 0; // they stay behind in the old half
  return first ? Event.STORED : Compact.CLOSING;
}

/** Marks the half that is no longer the journal. */
export function writeClose(t: Terminal): void {
  const j = journal(t);
  const old = otherHalf(j, j.base);
  program(t, closeMark(j, old), sealRecord(j.record, Kind.CLOSE, j.generation - 1, durable(t).sequence, 0));
}

function ifClosed(t: Terminal): i32 {
  return isDone() ? Event.STORED : Event.NOT_STORED;
}

/** @returns whether the flash has done what it was told. */
export function isDone(): bool {
  return payload<Status>().status === Done.DONE;
}
