/**
 * RECOVERY of a payment that a power cut or a lost answer left without an outcome: at start, and from idle now and then.
 * Returns REVERSED, UNRESOLVED (it stays pending and is tried again) or FAULTED.
 *
 * A payment whose card was asked for its own approval, and whose answer is not known, is ended here alone: nothing is booked, and
 * people are told that the goods are not paid. The screen names the payment all the while. Without working keys there is a sign-on first, and one too when the MACs show
 * that the keys of both sides differ.
 */
import { Event } from "../abi";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { durable } from "../journal/durable";
import { may2, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { showOutcome, showPending } from "./screens";

export enum Recovery {
  MAKING_ROOM,
  CHOOSING,
  SIGNING_ON,
  REVERSING,
  REVERSING_AGAIN,
  TELLING,
  LEAVING,
}

export function recovery(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Recovery.MAKING_ROOM: switch (event) {
      case Event.ENTER: tellPending(t); return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Recovery.CHOOSING;
      case Event.FULL: return Recovery.LEAVING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Recovery.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifSignedOn(t), Recovery.REVERSING, Recovery.SIGNING_ON);
    } break;
    case Recovery.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Recovery.REVERSING_AGAIN;
      case Event.SIGN_ON_FAILED: return Recovery.LEAVING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Recovery.REVERSING: switch (event) {
      case Event.ENTER: return run(Machine.REVERSAL);
      case Event.REVERSED: return Recovery.TELLING;
      case Event.UNRESOLVED: return Recovery.LEAVING;
      case Event.BAD_MAC: return Recovery.SIGNING_ON;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Recovery.REVERSING_AGAIN: switch (event) {
      case Event.ENTER: return run(Machine.REVERSAL);
      case Event.REVERSED: return Recovery.TELLING;
      case Event.UNRESOLVED: return Recovery.LEAVING;
      case Event.BAD_MAC: return Recovery.LEAVING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Recovery.TELLING: switch (event) {
      case Event.ENTER: tellReversed(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.REVERSED;
      case Event.TIME: return Event.REVERSED;
    } break;
    case Recovery.LEAVING: switch (event) {
      case Event.ENTER: tellPending(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.UNRESOLVED;
      case Event.TIME: return Event.UNRESOLVED;
    } break;
  }
  return NO_ROW;
}

function tellPending(t: Terminal): void {
  showPending(t, durable(t).intent.isOffline ? Screen.OFFLINE_LOST : Screen.REVERSAL_PENDING);
}

/** What never left the terminal needs no keys to be ended. */
function ifSignedOn(t: Terminal): i32 {
  return durable(t).signedOn !== 0 || durable(t).intent.isOffline ? Recovery.REVERSING : Recovery.SIGNING_ON;
}

function tellReversed(t: Terminal): void {
  showOutcome(t, durable(t).lastReason === Reason.OFFLINE_LOST ? Screen.OFFLINE_LOST : Screen.REVERSED);
}
