/**
 * REPLAY: what does the flash say? Returns REPLAYED, with the durable state and the place of the next record, or CORRUPT:
 * a record is bad before the tail, or the journal that must be there is not. Any content of the flash is taken as the
 * world's, never as our bug.
 *
 * It looks at both halves' checkpoints, reads the newer half through, and takes the older one only if the newer was never
 * sealed and the older never closed. A blank flash is given its first half.
 */
import { Command, Event, READ_BYTES, RECORD_UNIT } from "../abi";
import { allBytes, copyBytes } from "../base/bytes";
import { ask, Bytes, payload } from "../machine/io";
import { hold, Machine, may2, may3, may4, NO_ROW, run } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { beginCompact, isDone, Range, writeClose } from "./compact";
import { apply, durable, isDurable, resetDurable } from "./durable";
import { closeMark, journal, Journal, otherHalf } from "./region";
import { claimedBytes, isIntact, Kind, RecordHead } from "./records";
import { resetZones } from "./zones";

export enum Replay {
  LOOKING,
  LOOKING_BEHIND,
  READING,
  CHECKING_CLOSED,
  CLOSING,
  FORMATTING,
}

export function replay(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Replay.LOOKING: switch (event) {
      case Event.ENTER: readFirstHalf(t); return hold(5_000);
      case Event.FLASH_DATA: keepFirstHead(t); return Replay.LOOKING_BEHIND;
      case Event.TIME: return Event.CORRUPT;
    } break;
    case Replay.LOOKING_BEHIND: switch (event) {
      case Event.ENTER: readSecondHalf(t); return hold(5_000);
      case Event.FLASH_DATA: return may3(chooseHalf(t), Replay.READING, Replay.FORMATTING, Event.CORRUPT);
      case Event.TIME: return Event.CORRUPT;
    } break;
    case Replay.READING: switch (event) {
      case Event.ENTER: readOn(t); return hold(5_000);
      case Event.FLASH_DATA: return may4(replayChunk(t), Replay.READING, Replay.CHECKING_CLOSED, Replay.FORMATTING, Event.CORRUPT);
      case Event.TIME: return Event.CORRUPT;
    } break;
    case Replay.CHECKING_CLOSED: switch (event) {
      case Event.ENTER: readCloseMark(t); return hold(5_000);
      case Event.FLASH_DATA: return may3(checkClosed(t), Event.REPLAYED, Replay.CLOSING, Event.CORRUPT);
      case Event.TIME: return Event.CORRUPT;
    } break;
    case Replay.CLOSING: switch (event) {
      case Event.ENTER: writeClose(t); return hold(5_000);
      case Event.FLASH_DONE: return may2(ifPredecessorClosed(t), Event.REPLAYED, Event.CORRUPT);
      case Event.TIME: return Event.CORRUPT;
    } break;
    case Replay.FORMATTING: switch (event) {
      case Event.ENTER: blank(t); return run(Machine.COMPACT);
      case Event.STORED: return Event.REPLAYED;
      case Event.NOT_STORED: return Event.CORRUPT;
    } break;
  }
  return NO_ROW;
}

function read(t: Terminal, offset: i32, length: i32): void {
  const j = journal(t);
  const range = ask<Range>(t, Command.FLASH_READ);
  range.offset = offset;
  range.length = length;
  j.asked = length;
}

/** @returns whether the flash gave all that was asked for. */
function isWhole(j: Journal): bool {
  return <i32>payload<Bytes>().length === j.asked;
}

function readFirstHalf(t: Terminal): void {
  read(t, 0, min(READ_BYTES, journal(t).half));
}

function keepFirstHead(t: Terminal): void {
  journal(t).generation0 = headGeneration(journal(t));
}

function readSecondHalf(t: Terminal): void {
  read(t, journal(t).half, min(READ_BYTES, journal(t).half));
}

/** @returns the generation of the checkpoint that the half just read begins with; 0 when there is none. */
function headGeneration(j: Journal): u32 {
  if (!isWhole(j)) return 0;
  const head = changetype<RecordHead>(payload<Bytes>().start);
  const bytes = claimedBytes(changetype<usize>(head));
  if (bytes === 0 || bytes > j.asked || !isIntact(changetype<usize>(head))) return 0;
  return head.kind === <u8>Kind.CHECKPOINT && isDurable(head.payload, head.length) ? head.generation : 0;
}

function chooseHalf(t: Terminal): i32 {
  const j = journal(t);
  if (!isWhole(j)) return Event.CORRUPT;
  j.generation1 = headGeneration(j);
  if (j.generation0 === j.generation1) {
    if (j.generation0 !== 0) return Event.CORRUPT;
    j.generation = 0; // no journal: format, but only if no record is left anywhere
    j.scan = 0;
    return Replay.READING;
  }
  return begin(t, j.generation0 > j.generation1 ? 0 : j.half);
}

/** Replays the half at `base` from its checkpoint. */
function begin(t: Terminal, base: i32): i32 {
  const j = journal(t);
  j.base = base;
  j.scan = base;
  j.end = base;
  j.sealed = 0;
  j.generation = base === 0 ? j.generation0 : j.generation1;
  resetDurable(durable(t));
  resetZones(t);
  return Replay.READING;
}

function readOn(t: Terminal): void {
  const j = journal(t);
  read(t, j.scan, min(READ_BYTES, scanEnd(j) - j.scan));
}

/** A journal is read to the end of its half; a flash without any is looked through whole. */
function scanEnd(j: Journal): i32 {
  return j.generation === 0 ? 2 * j.half : j.base + j.half;
}

const AGAIN: i32 = 0;
const BAD: i32 = -1;

function replayChunk(t: Terminal): i32 {
  const j = journal(t);
  if (!isWhole(j)) return Event.CORRUPT;
  const start = payload<Bytes>().start;
  let at = 0;
  while (at < j.asked) {
    const taken =
      j.generation === 0
        ? lookFor(j, start + at, j.scan + at, j.asked - at)
        : take(t, start + at, j.scan + at, j.asked - at);
    if (taken === BAD) return Event.CORRUPT;
    if (taken === AGAIN) {
      if (at === 0) return Event.CORRUPT;
      break;
    }
    at += taken;
  }
  j.scan += at;
  return j.scan < scanEnd(j) ? Replay.READING : finish(t);
}

/** Without a journal, any record that is still intact means that one was there. */
function lookFor(j: Journal, at: usize, where: i32, available: i32): i32 {
  const bytes = available >= RECORD_UNIT ? claimedBytes(at) : 0;
  if (bytes === 0 || bytes > 2 * j.half - where) return RECORD_UNIT;
  if (bytes > available) return AGAIN;
  return isIntact(at) ? BAD : RECORD_UNIT;
}

/** @returns bytes taken, AGAIN when the record at `where` goes on behind what has been read, or BAD. */
function take(t: Terminal, at: usize, where: i32, available: i32): i32 {
  const j = journal(t);
  if (available < RECORD_UNIT) return AGAIN;
  const blank = allBytes(at, RECORD_UNIT, 0xff);
  const limit = closeMark(j, j.base);
  if (where === limit) return blank || j.sealed === 0 ? RECORD_UNIT : BAD; // closed: its successor has vanished
  if (blank) return RECORD_UNIT;
  const bytes = claimedBytes(at);
  if (bytes !== 0 && bytes <= limit - where) {
    if (bytes > available) return AGAIN;
    const head = changetype<RecordHead>(at);
    if (isIntact(at) && head.generation === j.generation) {
      if (where !== j.end || !admit(t, head)) return BAD;
      j.end = where + bytes;
      return bytes;
    }
  }
  j.torn += 1;
  j.end = where + RECORD_UNIT;
  return RECORD_UNIT;
}

/** @returns whether this record may come next; the state is changed by it then. */
function admit(t: Terminal, head: RecordHead): bool {
  const j = journal(t);
  const d = durable(t);
  const kind = <i32>head.kind;
  if (kind === Kind.CHECKPOINT) {
    if (j.end !== j.base || !isDurable(head.payload, head.length)) return false;
    copyBytes(changetype<usize>(d), head.payload, head.length); // what a shorter one lacks is zero since the reset
    return d.sequence === head.sequence;
  }
  if (j.end === j.base || head.sequence !== d.sequence + 1) return false;
  const building = kind === Kind.KEPT || kind === Kind.ZONE_KEPT || kind === Kind.SEAL;
  if (building !== (j.sealed === 0)) return false;
  if (!apply(d, kind, head.payload, head.length)) return false;
  if (kind === Kind.SEAL) j.sealed = 1;
  return true;
}

/** The half has been read through: it is the journal if it is sealed; else the older one is. */
function finish(t: Terminal): i32 {
  const j = journal(t);
  if (j.generation === 0) return Replay.FORMATTING;
  if (j.sealed !== 0) return Replay.CHECKING_CLOSED;
  const older = j.base === 0 ? j.generation1 : j.generation0;
  if (older !== 0 && older < j.generation) return begin(t, otherHalf(j, j.base));
  return older === 0 && j.generation === 1 ? Replay.FORMATTING : Event.CORRUPT;
}

function readCloseMark(t: Terminal): void {
  const j = journal(t);
  read(t, closeMark(j, otherHalf(j, j.base)), RECORD_UNIT);
}

/** The predecessor must be closed, or it could one day be taken for the journal. */
function checkClosed(t: Terminal): i32 {
  const j = journal(t);
  if (!isWhole(j)) return Event.CORRUPT;
  const other = j.base === 0 ? j.generation1 : j.generation0;
  const open = allBytes(payload<Bytes>().start, RECORD_UNIT, 0xff);
  return open && other !== 0 && other + 1 === j.generation ? Replay.CLOSING : Event.REPLAYED;
}

function ifPredecessorClosed(t: Terminal): i32 {
  return isDone() ? Event.REPLAYED : Event.CORRUPT;
}

/** Nothing was ever written: the first half is made as a compaction of nothing. */
function blank(t: Terminal): void {
  const j = journal(t);
  resetDurable(durable(t));
  resetZones(t);
  j.generation = 0;
  j.base = j.half;
  j.end = j.half;
  beginCompact(t);
}
