/**
 * RESTORE: a backup fills an empty machine. It is written as a compaction would write it, into the half of the flash that is not
 * the journal, and counts only once its seal is durable: until then the machine is as empty as before, from then on it is whole.
 * Then it starts anew, and replays. Returns CANCELLED (nothing has changed, the person has been told) or FAULTED.
 *
 * No block is written before the secure module has found it genuine and it stands in its place, and the seal comes after the
 * last. The newest backup is taken; an older one only where the newer is damaged, and a person agrees. A restored terminal signs
 * on anew, and takes its next STAN from the platform (backup/resuming.ts).
 */
import { Event } from "../../abi";
import { hold, may2, may3, may4, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { restart } from "../download/firmware";
import { tellFailed } from "./backup_acts";
import {
  eraseOther,
  findBackup,
  ifBackup,
  ifCleared,
  ifOlder,
  ifPut,
  ifWhole,
  nextOlder,
  stopNone,
  take,
  tellOlder,
  writePiece,
  writeRestoredSeal,
} from "./restore_acts";

export enum Restore {
  FINDING,
  ERASING,
  FETCHING,
  WRITING,
  SEALING,
  RESTARTING,
  ASKING_OLDER,
  FAILED,
}

export function restore(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Restore.FINDING: switch (event) {
      case Event.ENTER: findBackup(t); return run(Machine.SHELF);
      case Event.SUCCEEDED: return may2(ifBackup(t), Restore.ERASING, Restore.FAILED);
      case Event.REFUSED: stopNone(t); return Restore.FAILED;
      case Event.FAILED: return Restore.FAILED;
    } break;
    case Restore.ERASING: switch (event) {
      case Event.ENTER: eraseOther(t); return hold(10_000);
      case Event.FLASH_DONE: return may3(ifCleared(t), Restore.ERASING, Restore.FETCHING, Event.FAULTED);
      case Event.TIME: return Event.FAULTED;
    } break;
    case Restore.FETCHING: switch (event) {
      case Event.ENTER: return run(Machine.FETCH);
      case Event.SUCCEEDED: return may4(take(t), Restore.FETCHING, Restore.WRITING, Restore.SEALING, Restore.FAILED);
      case Event.REFUSED: return may2(ifOlder(t), Restore.ASKING_OLDER, Restore.FAILED);
      case Event.FAILED: return Restore.FAILED;
    } break;
    case Restore.WRITING: switch (event) {
      case Event.ENTER: writePiece(t); return hold(5_000);
      case Event.FLASH_DONE: return may2(ifPut(t), Restore.FETCHING, Event.FAULTED);
      case Event.TIME: return Event.FAULTED;
    } break;
    case Restore.SEALING: switch (event) {
      case Event.ENTER: writeRestoredSeal(t); return hold(5_000);
      case Event.FLASH_DONE: return may2(ifWhole(t), Restore.RESTARTING, Event.FAULTED);
      case Event.TIME: return Event.FAULTED;
    } break;
    case Restore.RESTARTING: switch (event) {
      case Event.ENTER: restart(t); return wait(30_000);
      case Event.TIME: return Event.FAULTED;
    } break;
    case Restore.ASKING_OLDER: switch (event) {
      case Event.ENTER: tellOlder(t); return run(Machine.CONFIRM);
      case Event.ENTERED: nextOlder(t); return Restore.ERASING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Restore.FAILED: switch (event) {
      case Event.ENTER: tellFailed(t); return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}
