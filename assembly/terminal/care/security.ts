/**
 * SECURITY: trading is stopped for fraud, or a lock is cleared; which one is the item on the desk. Returns CANCELLED (done or not,
 * the person has been told) or FAULTED.
 *
 * Anybody may stop. A supervisor clears that; what was tampered with the manager, and only after a sign-on with fresh keys,
 * since the old ones are erased: the platform, which has locked the terminal when it was told, gives them once service has
 * lifted that lock. So it must have been told: what it has not heard of, it could not have looked at.
 */
import { Event } from "../../abi";
import { Role } from "../../abi_devices";
import { SecurityEvent } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Item } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { CODE_58 } from "../../acquirer/profile";
import { exchangeOf } from "../../acquirer/region";
import { beginAct } from "../../journal/act";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { may2, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { tell } from "../people/confirm";
import { needRole } from "../people/roles";
import { isLocked, isTampered } from "./locks";
import { watchOf } from "./region";
import { Latch, Security, securityOf } from "./zone";

export enum Securing {
  STARTING,
  CONFIRMING,
  LOGGING_ON,
  SIGNING_ON,
  MAKING_ROOM,
  WRITING,
  TELLING,
}

export function securing(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Securing.STARTING: switch (event) {
      case Event.ENTER: return may2(ifPossible(t), Securing.CONFIRMING, Securing.TELLING);
    } break;
    case Securing.CONFIRMING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return may2(ifClearing(t), Securing.LOGGING_ON, Securing.MAKING_ROOM);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Securing.LOGGING_ON: switch (event) {
      case Event.ENTER: needWhoClears(t); return run(Machine.LOGIN);
      case Event.ALLOWED: return may2(ifFreshKeys(t), Securing.SIGNING_ON, Securing.MAKING_ROOM);
      case Event.DENIED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Securing.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Securing.MAKING_ROOM;
      case Event.SIGN_ON_FAILED: stopLocked(t); return Securing.TELLING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Securing.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Securing.WRITING;
      case Event.FULL: stopFull(t); return Securing.TELLING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Securing.WRITING: switch (event) {
      case Event.ENTER: writeLatch(t); return run(Machine.APPEND);
      case Event.STORED: noteWritten(t); return Securing.TELLING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Securing.TELLING: switch (event) {
      case Event.ENTER: return run(Machine.CONFIRM);
      case Event.ENTERED: return Event.CANCELLED;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function isClearing(t: Terminal): bool {
  return deskOf(t).item === Item.CLEAR_LOCK;
}

function ifPossible(t: Terminal): i32 {
  if (isClearing(t) && !isLocked(t)) {
    tell(t, Screen.NOT_DONE, Reason.NOT_LOCKED);
    return Securing.TELLING;
  }
  if (isClearing(t) && isTampered(t) && securityOf(t).report === SecurityEvent.TAMPER && durable(t).bound !== 0) {
    tell(t, Screen.NOT_DONE, Reason.REPORT_FIRST);
    return Securing.TELLING;
  }
  tell(t, isClearing(t) ? Screen.CONFIRM_CLEAR : Screen.CONFIRM_FRAUD, Reason.NONE);
  return Securing.CONFIRMING;
}

function ifClearing(t: Terminal): i32 {
  return isClearing(t) ? Securing.LOGGING_ON : Securing.MAKING_ROOM;
}

function needWhoClears(t: Terminal): void {
  needRole(t, isTampered(t) ? Role.MANAGER : Role.SUPERVISOR);
}

function ifFreshKeys(t: Terminal): i32 {
  return isTampered(t) ? Securing.SIGNING_ON : Securing.MAKING_ROOM;
}

/** A stop for fraud never takes the place of a tamper event, nor its report that of one which the platform has not heard of. */
function writeLatch(t: Terminal): void {
  const isCleared = isClearing(t);
  const next = beginAct<Security>(t, isCleared ? Kind.LOCK_CLEARED : Kind.FRAUD_STOPPED, Zone.SECURITY);
  if (isCleared) next.latch = Latch.NONE;
  else if (!isTampered(t)) next.latch = Latch.FRAUD;
  if (!isCleared && next.report === SecurityEvent.TAMPER) return;
  next.report = isCleared ? SecurityEvent.CLEARED : SecurityEvent.FRAUD;
  next.at_ms = t.wall_ms;
}

function noteWritten(t: Terminal): void {
  if (isClearing(t)) watchOf(t).tampered = 0;
  tell(t, Screen.DONE, Reason.NONE);
}

/** A platform that has not lifted its own lock gives no fresh keys. */
function stopLocked(t: Terminal): void {
  const x = exchangeOf(t);
  const isLockedThere = x.stopped === Reason.HOST_DECLINED && x.responseCode === CODE_58;
  tell(t, Screen.NOT_DONE, isLockedThere ? Reason.LOCKED_THERE : x.stopped);
}

function stopFull(t: Terminal): void {
  tell(t, Screen.NOT_DONE, Reason.JOURNAL_FULL);
}
