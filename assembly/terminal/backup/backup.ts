/**
 * BACKUP: the journal's state goes to an external medium or to the platform, and is read back before it is called done; or, where
 * the item on the desk says so, whence it is restored is asked for. Returns CANCELLED (the person has been told), CHOSEN (RESTORE is
 * next) or FAULTED.
 *
 * A backup gets its number durably before its first block, and a try that was broken off has used its number up.
 */
import { Event, STAY } from "../../abi";
import { Screen } from "../../abi_shown";
import { may2, may3, may4, NO_ROW, hold, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import {
  beginShelf,
  beginVerifying,
  endShelf,
  findNewest,
  ifNone,
  ifProtected,
  ifRead,
  ifVerified,
  nextPart,
  protectPart,
  putBlock,
  readLive,
  target,
  tellDone,
  tellFailed,
  writeNumber,
} from "./backup_acts";
import { clearVault, showVault, stopFor } from "./vault";
import { Reason } from "../../abi_reasons";

export enum Backup {
  CHOOSING,
  MAKING_ROOM,
  FINDING,
  NUMBERING,
  BEGINNING,
  COLLECTING,
  PROTECTING,
  PUTTING,
  ENDING,
  VERIFYING,
  DONE,
  FAILED,
}

export function backup(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Backup.CHOOSING: switch (event) {
      case Event.ENTER: askTarget(t); return wait(60_000);
      case Event.KEY_DIGIT: return may4(target(t), STAY, Backup.MAKING_ROOM, Event.CHOSEN, Backup.FAILED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Backup.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Backup.FINDING;
      case Event.FULL: stopFull(t); return Backup.FAILED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Backup.FINDING: switch (event) {
      case Event.ENTER: findNewest(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: return Backup.NUMBERING;
      case Event.REFUSED: return may2(ifNone(t), Backup.NUMBERING, Backup.FAILED);
      case Event.FAILED: return Backup.FAILED;
    } break;
    case Backup.NUMBERING: switch (event) {
      case Event.ENTER: writeNumber(t); return run(Machine.APPEND);
      case Event.STORED: return Backup.BEGINNING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Backup.BEGINNING: switch (event) {
      case Event.ENTER: beginShelf(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: return Backup.PROTECTING;
      case Event.REFUSED: return Backup.FAILED;
      case Event.FAILED: return Backup.FAILED;
    } break;
    case Backup.COLLECTING: switch (event) {
      case Event.ENTER: readLive(t); return hold(5_000);
      case Event.FLASH_DATA: return may3(ifRead(t), Backup.COLLECTING, Backup.PROTECTING, Event.FAULTED);
      case Event.TIME: return Event.FAULTED;
    } break;
    case Backup.PROTECTING: switch (event) {
      case Event.ENTER: protectPart(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifProtected(t), Backup.PUTTING, Backup.FAILED);
      case Event.TIME: stopModule(t); return Backup.FAILED;
    } break;
    case Backup.PUTTING: switch (event) {
      case Event.ENTER: putBlock(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: return may4(nextPart(t), Backup.PROTECTING, Backup.COLLECTING, Backup.ENDING, Event.FAULTED);
      case Event.REFUSED: return Backup.FAILED;
      case Event.FAILED: return Backup.FAILED;
    } break;
    case Backup.ENDING: switch (event) {
      case Event.ENTER: endShelf(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: beginVerifying(t); return Backup.VERIFYING;
      case Event.REFUSED: return Backup.FAILED;
      case Event.FAILED: return Backup.FAILED;
    } break;
    case Backup.VERIFYING: switch (event) {
      case Event.ENTER: return run(Machine.FETCH);
      case Event.SUCCEEDED: return may2(ifVerified(t), Backup.VERIFYING, Backup.DONE);
      case Event.REFUSED: return Backup.FAILED;
      case Event.FAILED: return Backup.FAILED;
    } break;
    case Backup.DONE: switch (event) {
      case Event.ENTER: tellDone(t); return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Backup.FAILED: switch (event) {
      case Event.ENTER: tellFailed(t); return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function askTarget(t: Terminal): void {
  clearVault(t);
  showVault(t, Screen.BACKUP_TARGET);
}

function stopFull(t: Terminal): void {
  stopFor(t, Reason.JOURNAL_FULL);
}

function stopModule(t: Terminal): void {
  stopFor(t, Reason.SECURE_MODULE);
}
