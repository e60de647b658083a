/**
 * OBEY: what the platform has asked for in its replies (UnionPay POS, header digit 6), done at idle without a question; and what
 * must be downloaded after a binding, and what a firmware on trial has come to. Returns SUCCEEDED or FAULTED.
 *
 * Each request is tried once: a platform that still wants it says so in its next reply, and nothing of it outlives the power.
 */
import { Event } from "../../abi";
import { Download } from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { clearDesk } from "../../acquirer/desk";
import { beginOwnQuestion, MTI_TELL, putTagNumber } from "../../acquirer/question";
import { beginAct } from "../../journal/act";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { actBytes, Zone } from "../../journal/zones";
import { isRoomFor } from "../../journal/room";
import { may6, NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { askForUpload } from "../care/region";
import { isSettled } from "./firmware";
import { beginSilently } from "./work";
import { Downloads, downloadsNeeded, downloadsOf, LIMITS_TAKEN } from "./zone";

export enum Obeying {
  CHOOSING,
  SIGNING_ON,
  DOWNLOADING,
  REPORTING,
  CLEARING,
  OFFERING,
  LIMITING,
}

export function obey(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Obeying.CHOOSING: switch (event) {
      case Event.ENTER: return may6(nextRequest(t), Obeying.SIGNING_ON, Obeying.DOWNLOADING, Obeying.REPORTING, Obeying.OFFERING, Obeying.LIMITING, Event.SUCCEEDED);
    } break;
    case Obeying.SIGNING_ON: switch (event) {
      case Event.ENTER: return run(Machine.SIGN_ON);
      case Event.SIGNED_ON: return Obeying.CHOOSING;
      case Event.SIGN_ON_FAILED: return Obeying.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Obeying.DOWNLOADING: switch (event) {
      case Event.ENTER: return run(Machine.DOWNLOAD);
      case Event.SUCCEEDED: return Obeying.CHOOSING;
      case Event.FAILED: return Obeying.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Obeying.REPORTING: switch (event) {
      case Event.ENTER: askReport(t); return run(Machine.ASK);
      case Event.REPLIED: return Obeying.CLEARING;
      case Event.REFUSED: return Obeying.CLEARING;
      case Event.FAILED: return Obeying.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Obeying.CLEARING: switch (event) {
      case Event.ENTER: writeReported(t); return run(Machine.APPEND);
      case Event.STORED: return Obeying.CHOOSING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Obeying.OFFERING: switch (event) {
      case Event.ENTER: return run(Machine.FIRMWARE);
      case Event.SUCCEEDED: return Obeying.CHOOSING;
      case Event.CANCELLED: return Obeying.CHOOSING;
      case Event.FAILED: return Obeying.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Obeying.LIMITING: switch (event) {
      case Event.ENTER: return run(Machine.LIMITS);
      case Event.CANCELLED: return Obeying.CHOOSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** Header digit 6, as bits. Its 6 asks for a download of the maker's own: here, of a firmware. */
enum Wanted {
  PARAMETERS = 1 << 1,
  /** Told by UPKEEP (terminal/care). */
  STATE = 1 << 2,
  SIGN_ON = 1 << 3,
  CAPKS = 1 << 4,
  AIDS = 1 << 5,
  FIRMWARE = 1 << 6,
  /** Not of the platform: the rest of the first downloads; what a firmware has come to. */
  NEEDED = 1 << 16,
  REPORT = 1 << 17,
  /** LIMITS_WANTED: limits come before the parameters. */
  LIMITS = 1 << 18,
}

/** In their order. */
const ORDER: usize = memory.data<i32>([
  Wanted.SIGN_ON,
  Wanted.LIMITS,
  Wanted.NEEDED,
  Wanted.PARAMETERS,
  Wanted.CAPKS,
  Wanted.AIDS,
  Wanted.REPORT,
  Wanted.FIRMWARE,
]);
const ORDERS: i32 = 8;

/** What a firmware on trial has come to, as FIRMWARE_RESULT says it. */
enum Result {
  CONFIRMED = 1,
  GIVEN_UP = 2,
}

/** Something is to be done that has not been tried since idle. */
export function hasRequest(t: Terminal): bool {
  return wanted(t) !== 0;
}

/** The platform wants to know how the terminal is. */
export function isStateWanted(t: Terminal): bool {
  return (t.requests & Wanted.STATE) !== 0;
}

/** It knows now. */
export function endState(t: Terminal): void {
  t.requests &= ~Wanted.STATE;
}

/** At idle again: what was tried may be tried again. */
export function endRequests(t: Terminal): void {
  if ((t.requests & Wanted.STATE) !== 0) askForUpload(t);
  t.requests = 0;
  t.obeyed = 0;
}

function wanted(t: Terminal): i32 {
  const d = durable(t);
  if (d.bound === 0 || d.pending !== Kind.NONE) return 0;
  let bits = t.requests & (Wanted.PARAMETERS | Wanted.SIGN_ON | Wanted.CAPKS | Wanted.AIDS);
  const isOffer = (t.requests & Wanted.FIRMWARE) !== 0;
  if (isOffer && isSettled(t) && t.wall_ms >= t.postponed_ms) bits |= Wanted.FIRMWARE;
  const downloads = downloadsOf(t);
  if (downloadsNeeded(t) !== 0) bits |= Wanted.NEEDED;
  const withLimits = Wanted.LIMITS | Wanted.NEEDED | Wanted.PARAMETERS;
  if (d.signedOn !== 0 && ((t.requests | bits) & withLimits) !== 0) bits |= Wanted.LIMITS;
  if (haveLimitsFailed(t)) bits &= ~Wanted.PARAMETERS;
  if (downloads.tried !== 0 && d.signedOn !== 0 && isRoomFor(t, actBytes(Zone.DOWNLOADS))) bits |= Wanted.REPORT;
  return bits & ~t.obeyed;
}

/** Then the parameters are not fetched either: a platform that has not heard of their end asks for both once more. */
function haveLimitsFailed(t: Terminal): bool {
  return (t.obeyed & Wanted.LIMITS) !== 0 && (t.obeyed & LIMITS_TAKEN) === 0;
}

/** An act of a choice: from here on it counts as tried. */
function nextRequest(t: Terminal): i32 {
  const bits = wanted(t);
  for (let i = 0; i < ORDERS; i++) {
    const one = load<i32>(ORDER + 4 * <usize>i);
    if ((bits & one) === 0) continue;
    t.obeyed |= one;
    return beginRequest(t, one);
  }
  return Event.SUCCEEDED;
}

function beginRequest(t: Terminal, one: i32): i32 {
  clearDesk(t);
  switch (one) {
    case Wanted.SIGN_ON:
      return Obeying.SIGNING_ON;
    case Wanted.LIMITS:
      return Obeying.LIMITING;
    case Wanted.NEEDED: {
      if (haveLimitsFailed(t)) return silently(t, downloadsNeeded(t));
      t.obeyed |= Wanted.PARAMETERS;
      return silently(t, downloadsNeeded(t) | (1 << Download.PARAMETERS) | (1 << Download.TEXTS));
    }
    case Wanted.PARAMETERS:
      return silently(t, (1 << Download.PARAMETERS) | (1 << Download.TEXTS));
    case Wanted.CAPKS:
      return silently(t, 1 << Download.CAPKS);
    case Wanted.AIDS:
      return silently(t, 1 << Download.AIDS);
    case Wanted.REPORT:
      return Obeying.REPORTING;
    default:
      beginSilently(t, 0);
      return Obeying.OFFERING;
  }
}

function silently(t: Terminal, due: i32): i32 {
  beginSilently(t, due);
  return Obeying.DOWNLOADING;
}

/** The one that was tried runs now, or another one does. */
function askReport(t: Terminal): void {
  const tried = downloadsOf(t).tried;
  beginOwnQuestion(t, MTI_TELL, NetworkCode.FIRMWARE_RESULT).takesStan = 1;
  putTagNumber(t, Tag.VERSION, tried, 4);
  putTagNumber(t, Tag.RESULT, tried === t.firmware ? Result.CONFIRMED : Result.GIVEN_UP, 4);
}

function writeReported(t: Terminal): void {
  beginAct<Downloads>(t, Kind.FIRMWARE_REPORTED, Zone.DOWNLOADS).tried = 0;
}
