/**
 * UNBINDING: the binding ends, for good or for another one. Returns SUCCEEDED, CANCELLED or FAULTED.
 *
 * Only a settled terminal is unbound: no sale, no reversal and no notice is open. The platform is told, under the old keys → it has
 * agreed → *unbound* durable → keys erased → *erased* durable. The same question asked again is answered alike, so a lost answer or
 * a power cut is made good by another try; after *unbound* the start erases what is left.
 *
 * A terminal that the platform does not know any more gets no agreement: whoever may unbind may give the binding up here alone, once
 * the platform has said so to the device itself, under the device's own key.
 */
import { Event, PARAMETERS_BYTES } from "../../abi";
import { NetworkCode, RegistrationState } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Item } from "../../abi_fields";
import { deskOf, Proof } from "../../acquirer/desk";
import { putOwnSerial } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { fillBytes } from "../../base/bytes";
import { prepare } from "../../journal/append";
import { isSettling } from "../../journal/batch";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { NEEDS_TO_AGREE, needReadiness } from "../setup/readiness";
import { show } from "../screens";
import { beginAccountQuestion, isUnknownThere, showNotDone, stopBy } from "./questions";
import { APPLICATION_BYTES, changeBinding, NUMBERS_BYTES, REASON_BYTES } from "./zone";

export enum Unbinding {
  CHOOSING,
  WARNING,
  CHECKING,
  LOOKING_FOR_KEYS,
  SIGNING_ON,
  BEGINNING,
  ASKING,
  ASKING_DEVICE,
  GIVING_UP,
  GIVEN_UP,
  UNBINDING,
  ERASING,
  TELLING,
  REFUSING,
  SETTLING,
}

export function unbinding(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Unbinding.CHOOSING: switch (event) {
      case Event.ENTER: return may2(ifSettled(t), Unbinding.WARNING, Unbinding.REFUSING);
    } break;
    case Unbinding.WARNING: switch (event) {
      case Event.ENTER: showWarning(t); return wait(60_000);
      case Event.KEY_ENTER: return Unbinding.CHECKING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Unbinding.CHECKING: switch (event) {
      case Event.ENTER: needForUnbinding(t); return run(Machine.READINESS);
      case Event.SUCCEEDED: return Unbinding.LOOKING_FOR_KEYS;
      case Event.FAILED: return Event.CANCELLED;
    } break;
    case Unbinding.LOOKING_FOR_KEYS: switch (event) {
      case Event.ENTER: return may2(ifSignedOn(t), Unbinding.BEGINNING, Unbinding.SIGNING_ON);
    } break;
    case Unbinding.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Unbinding.BEGINNING;
      case Event.SIGN_ON_FAILED: return may2(ifUnknown(t), Unbinding.ASKING_DEVICE, Event.CANCELLED);
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Unbinding.BEGINNING: switch (event) {
      case Event.ENTER: writeBegun(t); return run(Machine.APPEND);
      case Event.STORED: return Unbinding.ASKING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Unbinding.ASKING: switch (event) {
      case Event.ENTER: askUnbinding(t); return run(Machine.ASK);
      case Event.REPLIED: return Unbinding.UNBINDING;
      case Event.REFUSED: return may2(ifRefused(t), Unbinding.ASKING_DEVICE, Unbinding.REFUSING);
      case Event.FAILED: return may2(ifRefused(t), Unbinding.ASKING_DEVICE, Unbinding.REFUSING);
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Unbinding.ASKING_DEVICE: switch (event) {
      case Event.ENTER: askAsDevice(t); return run(Machine.ASK);
      case Event.REPLIED: return Unbinding.GIVING_UP;
      case Event.REFUSED: return Unbinding.REFUSING;
      case Event.FAILED: return Unbinding.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Unbinding.GIVING_UP: switch (event) {
      case Event.ENTER: showUnknown(t); return wait(60_000);
      case Event.KEY_ENTER: return Unbinding.GIVEN_UP;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Unbinding.GIVEN_UP: switch (event) {
      case Event.ENTER: writeGivenUp(t); return run(Machine.APPEND);
      case Event.STORED: return Unbinding.UNBINDING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Unbinding.UNBINDING: switch (event) {
      case Event.ENTER: writeUnbound(t); return run(Machine.APPEND);
      case Event.STORED: return Unbinding.ERASING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Unbinding.ERASING: switch (event) {
      case Event.ENTER: return run(Machine.ERASE);
      case Event.SUCCEEDED: return Unbinding.TELLING;
      case Event.FAILED: return Unbinding.TELLING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Unbinding.TELLING: switch (event) {
      case Event.ENTER: showUnbound(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.SUCCEEDED;
      case Event.TIME: return Event.SUCCEEDED;
    } break;
    case Unbinding.REFUSING: switch (event) {
      case Event.ENTER: showNotDone(t); return wait(30_000);
      case Event.KEY_ENTER: return may2(ifToSettle(t), Unbinding.SETTLING, Event.CANCELLED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Unbinding.SETTLING: switch (event) {
      case Event.ENTER: return run(Machine.SETTLEMENT);
      case Event.CANCELLED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** As `Kind.UNBOUND` may stand only then, and money comes before all else. */
function ifSettled(t: Terminal): i32 {
  const d = durable(t);
  let reason = Reason.NONE;
  if (d.bound === 0) reason = Reason.NOT_BOUND;
  else if (d.pending !== Kind.NONE) reason = Reason.REVERSAL_FIRST;
  else if (d.notice.ownStan !== 0) reason = Reason.NOTICE_FIRST;
  else if (d.sales > 0 || isSettling(t)) reason = Reason.SETTLE_FIRST;
  stopBy(t, reason);
  return reason === Reason.NONE ? Unbinding.WARNING : Unbinding.REFUSING;
}

/** What stands in the way is settled from here; then the merchant begins again. */
function ifToSettle(t: Terminal): i32 {
  return exchangeOf(t).stopped === Reason.SETTLE_FIRST ? Unbinding.SETTLING : Event.CANCELLED;
}

function showWarning(t: Terminal): void {
  show(t, Screen.UNBIND_WARNING);
}

function needForUnbinding(t: Terminal): void {
  needReadiness(t, NEEDS_TO_AGREE);
}

function ifSignedOn(t: Terminal): i32 {
  return durable(t).signedOn !== 0 ? Unbinding.BEGINNING : Unbinding.SIGNING_ON;
}

function writeBegun(t: Terminal): void {
  writeEnding(t, Kind.UNBINDING_BEGUN);
}

function writeGivenUp(t: Terminal): void {
  writeEnding(t, Kind.BINDING_GIVEN_UP);
}

/** The application that led to this binding is history with it. */
function writeEnding(t: Terminal, kind: Kind): void {
  const binding = changeBinding(t, kind);
  binding.hasKeys = 1;
  binding.isRebinding = deskOf(t).item === Item.REBINDING ? 1 : 0;
  binding.registration = RegistrationState.NONE;
  binding.dueDate = 0;
  binding.deposit = 0;
  fillBytes(binding.application, 0, APPLICATION_BYTES + REASON_BYTES + NUMBERS_BYTES);
}

function askUnbinding(t: Terminal): void {
  beginAccountQuestion(t, NetworkCode.UNBIND);
}

/** Anybody can say that a terminal is not known: the same once more as the device that it is, under its own key. */
function askAsDevice(t: Terminal): void {
  const desk = beginAccountQuestion(t, NetworkCode.UNBIND);
  desk.proof = Proof.DEVICE;
  desk.isForeign = 1;
  fillBytes(desk.identity, 0, PARAMETERS_BYTES);
  putOwnSerial(t);
}

/** The sign-on has said already why it failed. */
function ifUnknown(t: Terminal): i32 {
  return isUnknownThere(t) ? Unbinding.ASKING_DEVICE : Event.CANCELLED;
}

/** Where the platform knows the terminal, its no stands. */
function ifRefused(t: Terminal): i32 {
  return isUnknownThere(t) ? Unbinding.ASKING_DEVICE : Unbinding.REFUSING;
}

function showUnknown(t: Terminal): void {
  show(t, Screen.UNKNOWN_THERE);
}

function writeUnbound(t: Terminal): void {
  prepare(t, Kind.UNBOUND, 0);
}

function showUnbound(t: Terminal): void {
  show(t, Screen.UNBINDING_DONE);
}
