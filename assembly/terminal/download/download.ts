/**
 * DOWNLOAD: lists, texts and firmware of the platform, one after the other as they are due (UnionPay POS, 360/361, 372→370→371,
 * 382→380→381). Returns SUCCEEDED, FAILED (`stopped` in the exchange's region says why) or FAULTED.
 *
 * Input: `beginDownload` and its like (work.ts). Entries are staged on the board as they come and take effect all at once; an
 * entry that the board refuses ends the download and changes nothing. After a power cut or a broken line it goes on with the next
 * entry, as long as the list is still the same.
 */
import { Event } from "../../abi";
import { hold, may2, may3, may4, may6, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import {
  failBoard,
  failCancelled,
  failFull,
  ifAnswered,
  ifCommitted,
  ifEnd,
  ifNeeded,
  ifOpened,
  ifPut,
  ifResumed,
  ifSilent,
  nextDue,
  showDone,
  showFailed,
  startAsking,
  tellStarting,
  writeFetched,
} from "./download_acts";
import { askStaged, commitStage, dropStage, openStage, putEntry } from "./staging";

export enum Downloading {
  BEGINNING,
  CHOOSING,
  ASKING,
  LOOKING,
  OPENING,
  STAGING,
  COMMITTING,
  RECORDING,
  DROPPING,
  FAILING,
  TELLING,
  DONE,
}

export function download(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Downloading.BEGINNING: switch (event) {
      case Event.ENTER: tellStarting(t); return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Downloading.CHOOSING;
      case Event.FULL: failFull(t); return Downloading.FAILING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Downloading.CHOOSING: switch (event) {
      case Event.ENTER: return may4(nextDue(t), Downloading.ASKING, Downloading.LOOKING, Downloading.DONE, Event.SUCCEEDED);
    } break;
    case Downloading.ASKING: switch (event) {
      case Event.ENTER: startAsking(t); return run(Machine.ASK);
      case Event.REPLIED: return may6(ifAnswered(t), Downloading.ASKING, Downloading.LOOKING, Downloading.STAGING, Downloading.RECORDING, Downloading.CHOOSING, Downloading.FAILING);
      case Event.REFUSED: return may2(ifNeeded(t), Downloading.FAILING, Downloading.CHOOSING);
      case Event.FAILED: return may2(ifNeeded(t), Downloading.FAILING, Downloading.CHOOSING);
      case Event.FAULTED: return Event.FAULTED;
      case Event.KEY_CANCEL: failCancelled(t); return may2(ifNeeded(t), Downloading.FAILING, Downloading.CHOOSING);
    } break;
    case Downloading.LOOKING: switch (event) {
      case Event.ENTER: askStaged(t); return wait(5_000);
      case Event.STAGE_DONE: return may4(ifResumed(t), Downloading.OPENING, Downloading.ASKING, Downloading.COMMITTING, Downloading.FAILING);
      case Event.TIME: failBoard(t); return Downloading.FAILING;
    } break;
    case Downloading.OPENING: switch (event) {
      case Event.ENTER: openStage(t); return wait(5_000);
      case Event.STAGE_DONE: return may2(ifOpened(t), Downloading.ASKING, Downloading.FAILING);
      case Event.TIME: failBoard(t); return Downloading.FAILING;
    } break;
    case Downloading.STAGING: switch (event) {
      case Event.ENTER: putEntry(t); return wait(5_000);
      case Event.STAGE_DONE: return may3(ifPut(t), Downloading.ASKING, Downloading.COMMITTING, Downloading.DROPPING);
      case Event.TIME: failBoard(t); return Downloading.FAILING;
    } break;
    case Downloading.COMMITTING: switch (event) {
      case Event.ENTER: commitStage(t); return hold(30_000);
      case Event.STAGE_DONE: return may2(ifCommitted(t), Downloading.RECORDING, Downloading.DROPPING);
      case Event.TIME: failBoard(t); return Downloading.FAILING;
    } break;
    case Downloading.RECORDING: switch (event) {
      case Event.ENTER: writeFetched(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifEnd(t), Downloading.ASKING, Downloading.CHOOSING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Downloading.DROPPING: switch (event) {
      case Event.ENTER: dropStage(t); return wait(5_000);
      case Event.STAGE_DONE: return Downloading.FAILING;
      case Event.TIME: return Downloading.FAILING;
    } break;
    case Downloading.FAILING: switch (event) {
      case Event.ENTER: return may2(ifSilent(t), Event.FAILED, Downloading.TELLING);
    } break;
    case Downloading.TELLING: switch (event) {
      case Event.ENTER: showFailed(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.FAILED;
      case Event.TIME: return Event.FAILED;
    } break;
    case Downloading.DONE: switch (event) {
      case Event.ENTER: showDone(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
  }
  return NO_ROW;
}
