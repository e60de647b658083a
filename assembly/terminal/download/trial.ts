/**
 * TRIAL: a new firmware proves itself at its first start: the journal has been replayed, and the platform answers. Returns
 * SUCCEEDED (it stays) or FAILED (the board did not go back to the one before it).
 *
 * It asks for a still newer one. Any genuine answer is proof, a refusal too: the line, the codec and the keys work. Without one
 * within three minutes the firmware gives itself up, and the machine starts anew with the one before it. The board counts the
 * starts besides, so that one that never gets here is given up as well.
 */
import { Done, Event } from "../../abi";
import { FaultCode, Part, SlotAction } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { clearDesk, deskOf } from "../../acquirer/desk";
import { payload, Status } from "../../machine/io";
import { hold, may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { noteFault } from "../faults";
import { askSlot, restart, showVersion } from "./firmware";
import { askOffer } from "./offer";

export enum Trial {
  BEGINNING,
  PROVING,
  PAUSING,
  CONFIRMING,
  GIVING_UP,
  RESTARTING,
}

export function trial(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Trial.BEGINNING: switch (event) {
      case Event.ENTER: beginTrial(t); return Trial.PROVING;
    } break;
    case Trial.PROVING: switch (event) {
      case Event.ENTER: askProof(t); return run(Machine.ASK);
      case Event.REPLIED: return Trial.CONFIRMING;
      case Event.REFUSED: return Trial.CONFIRMING;
      case Event.FAILED: return may2(ifLate(t), Trial.PAUSING, Trial.GIVING_UP);
      case Event.FAULTED: return Trial.GIVING_UP;
    } break;
    case Trial.PAUSING: switch (event) {
      case Event.ENTER: showTrial(t); return wait(15_000);
      case Event.TIME: return Trial.PROVING;
    } break;
    case Trial.CONFIRMING: switch (event) {
      case Event.ENTER: confirm(t); return hold(10_000);
      case Event.SLOT_DONE: return may2(ifConfirmed(t), Event.SUCCEEDED, Trial.GIVING_UP);
      case Event.TIME: return Trial.GIVING_UP;
    } break;
    case Trial.GIVING_UP: switch (event) {
      case Event.ENTER: rollBack(t); return hold(10_000);
      case Event.SLOT_DONE: return Trial.RESTARTING;
      case Event.TIME: return Trial.RESTARTING;
    } break;
    case Trial.RESTARTING: switch (event) {
      case Event.ENTER: restart(t); return wait(30_000);
      case Event.TIME: return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

const TRIAL_MS: u64 = 180_000;

/** Monotonic time by which it must have proved itself. */
function limit(t: Terminal): usize {
  return deskOf(t).work;
}

function beginTrial(t: Terminal): void {
  clearDesk(t);
  store<u64>(limit(t), t.now_ms + TRIAL_MS);
}

function askProof(t: Terminal): void {
  showTrial(t);
  askOffer(t);
}

function showTrial(t: Terminal): void {
  showVersion(t, Screen.FIRMWARE_ON_TRIAL, t.firmware);
}

function ifLate(t: Terminal): i32 {
  return t.now_ms < load<u64>(limit(t)) ? Trial.PAUSING : Trial.GIVING_UP;
}

function confirm(t: Terminal): void {
  askSlot(t, SlotAction.CONFIRM, t.firmware);
}

function ifConfirmed(t: Terminal): i32 {
  if (payload<Status>().status !== Done.DONE) return Trial.GIVING_UP;
  t.onTrial = 0;
  return Event.SUCCEEDED;
}

function rollBack(t: Terminal): void {
  noteFault(t, Part.SOFTWARE, FaultCode.BAD_IMAGE);
  showVersion(t, Screen.FIRMWARE_GIVEN_UP, t.firmware);
  askSlot(t, SlotAction.ROLL_BACK, t.firmware);
}
