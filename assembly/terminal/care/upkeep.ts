/**
 * UPKEEP: what the terminal has to write or to tell about itself, when it does nothing else. Returns SUCCEEDED (as far as it could;
 * the rest waits) or FAULTED (the journal cannot be written).
 *
 * A tamper event is latched before anything else. Faults are written only where a payment still has room afterwards, so they
 * never cost one. What the platform could not be told is tried again: a report after a minute, and takes no STAN, since a record a
 * minute would wear the flash; the state, which takes one, after ten.
 */
import { Event } from "../../abi";
import { Screen } from "../../abi_shown";
import { durable } from "../../journal/durable";
import { isRoomBeside } from "../../journal/room";
import { Zone } from "../../journal/zones";
import { may3, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { endState, isStateWanted } from "../download/obey";
import { writeLockedOut } from "../people/people_acts";
import { today } from "../people/zone";
import { show } from "../screens";
import { Duty, watchOf } from "./region";
import { askReport, askUpload } from "./reports";
import { hasCountedMuch, settleFaults, writeFaults, writeReported, writeTampered, writeUploaded } from "./upkeep_acts";
import { isTornAnew } from "./watch";
import { faultsOf, Latch, securityOf } from "./zone";

export enum Upkeep {
  CHOOSING,
  MAKING_ROOM,
  WRITING,
  TELLING,
}

export function upkeep(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Upkeep.CHOOSING: switch (event) {
      case Event.ENTER: return may3(next(t), Upkeep.MAKING_ROOM, Upkeep.TELLING, Event.SUCCEEDED);
    } break;
    case Upkeep.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Upkeep.WRITING;
      case Event.FULL: writeLater(t); return Event.SUCCEEDED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Upkeep.WRITING: switch (event) {
      case Event.ENTER: write(t); return run(Machine.APPEND);
      case Event.STORED: settle(t); return Upkeep.CHOOSING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Upkeep.TELLING: switch (event) {
      case Event.ENTER: tellPlatform(t); return run(Machine.ASK);
      case Event.REPLIED: return Upkeep.MAKING_ROOM;
      case Event.REFUSED: talkLater(t); return Event.SUCCEEDED;
      case Event.FAILED: talkLater(t); return Event.SUCCEEDED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

const AGAIN_MS: u64 = 60_000;
const UPLOAD_AGAIN_MS: u64 = 600_000;
/** So long nobody has touched the machine before it tells what is told once a day. */
const QUIET_MS: u64 = 60_000;

/** @returns whether UPKEEP would do anything now */
export function isUpkeepDue(t: Terminal): bool {
  return next(t) !== Event.SUCCEEDED;
}

function next(t: Terminal): i32 {
  const watch = watchOf(t);
  watch.duty = t.now_ms >= watch.writeAt_ms ? dutyOf(t) : Duty.NONE;
  if (watch.duty !== Duty.NONE) return Upkeep.MAKING_ROOM;
  if (durable(t).bound === 0 || t.now_ms < watch.talkAt_ms) return Event.SUCCEEDED;
  if (securityOf(t).report !== 0) watch.duty = Duty.REPORTED;
  else if (isUploadDue(t)) watch.duty = Duty.UPLOADED;
  return watch.duty === Duty.NONE ? Event.SUCCEEDED : Upkeep.TELLING;
}

function dutyOf(t: Terminal): Duty {
  const watch = watchOf(t);
  if (watch.tampered !== 0 && securityOf(t).latch === Latch.TAMPERED) watch.tampered = 0;
  if (watch.tampered !== 0) return Duty.TAMPERED;
  if (watch.lockedOut !== 0) return Duty.LOCKED_OUT;
  const isWorth = watch.count > 0 || isTornAnew(t) || durable(t).notice.aside > 0 || hasCountedMuch(t);
  return isWorth && isRoomBeside(t, Zone.FAULTS) ? Duty.FAULTS : Duty.NONE;
}

/** Asked for; or once a day, where there are faults that the platform does not know, when nobody is there. */
function isUploadDue(t: Terminal): bool {
  const faults = faultsOf(t);
  if (durable(t).signedOn === 0) return false;
  if (watchOf(t).asked !== 0 || isStateWanted(t)) return true;
  const isQuiet = t.now_ms - t.touched_ms >= QUIET_MS;
  return isQuiet && faults.latest !== faults.uploaded && today(t) !== faults.uploadedDay;
}

function write(t: Terminal): void {
  switch (watchOf(t).duty) {
    case Duty.TAMPERED:
      return writeTampered(t);
    case Duty.LOCKED_OUT:
      return writeLockedOut(t);
    case Duty.FAULTS:
      return writeFaults(t);
    case Duty.REPORTED:
      return writeReported(t);
    default:
      return writeUploaded(t);
  }
}

/** It is in the journal: memory need not keep it any more. */
function settle(t: Terminal): void {
  const watch = watchOf(t);
  switch (watch.duty) {
    case Duty.TAMPERED:
      watch.tampered = 0;
      watch.talkAt_ms = 0;
      break;
    case Duty.LOCKED_OUT:
      watch.lockedOut = 0;
      break;
    case Duty.FAULTS:
      settleFaults(t);
      break;
    case Duty.UPLOADED:
      watch.asked = 0;
      endState(t);
      break;
  }
}

function tellPlatform(t: Terminal): void {
  show(t, Screen.REPORTING);
  if (watchOf(t).duty === Duty.REPORTED) askReport(t);
  else askUpload(t);
}

function writeLater(t: Terminal): void {
  watchOf(t).writeAt_ms = t.now_ms + AGAIN_MS;
}

function talkLater(t: Terminal): void {
  const watch = watchOf(t);
  watch.talkAt_ms = t.now_ms + (watch.duty === Duty.UPLOADED ? UPLOAD_AGAIN_MS : AGAIN_MS);
}
