/**
 * LIMITS: the limits of the platform, fetched and shown. Returns CANCELLED or FAULTED.
 *
 * Without an answer those that are known stay in force, and are shown, unless nobody has asked for them. Only the merchant's
 * portal changes them.
 */
import { Command, Event } from "../../abi";
import { NetworkCode, Tag } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { clearDesk } from "../../acquirer/desk";
import { beginOwnQuestion, MTI_ASK, tagOf } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { bcdToDigits, getBcd } from "../../base/bcd";
import { OK } from "../../base/status";
import { beginAct } from "../../journal/act";
import { beginDay, Limits, limitsOf } from "../../journal/limits";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { beginDocument, putCode, putNumber, sendDocument } from "../../machine/document";
import { may2, may3, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { show } from "../screens";
import { takenToday } from "./limit_rules";

export enum Limiting {
  ASKING,
  RECORDING,
  SHOWING,
  FAILING,
}

export function limits(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Limiting.ASKING: switch (event) {
      case Event.ENTER: askLimits(t); return run(Machine.ASK);
      case Event.REPLIED: return may3(takeLimits(t), Limiting.RECORDING, Limiting.FAILING, Event.CANCELLED);
      case Event.REFUSED: return may2(ifWatched(t), Limiting.FAILING, Event.CANCELLED);
      case Event.FAILED: return may2(ifWatched(t), Limiting.FAILING, Event.CANCELLED);
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Limiting.RECORDING: switch (event) {
      case Event.ENTER: return run(Machine.APPEND);
      case Event.STORED: return may2(ifShown(t), Limiting.SHOWING, Event.CANCELLED);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Limiting.SHOWING: switch (event) {
      case Event.ENTER: showLimits(t); return wait(60_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Limiting.FAILING: switch (event) {
      case Event.ENTER: showKnown(t); return wait(60_000);
      case Event.KEY_ENTER: return Event.CANCELLED;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const AMOUNT_BYTES: i32 = 6;
const TODAY: usize = memory.data(8, 8);
/** A limit that is none. */
const WRONG: u64 = u64.MAX_VALUE;

function askLimits(t: Terminal): void {
  clearDesk(t);
  beginOwnQuestion(t, MTI_ASK, NetworkCode.LIMITS).takesStan = 1; // so there is room for what is recorded
  show(t, Screen.ASKING_PLATFORM);
}

/** All of them, or none: what the answer leaves out has no limit. */
function takeLimits(t: Terminal): i32 {
  const x = exchangeOf(t);
  const next = beginAct<Limits>(t, Kind.LIMITS_SET, Zone.LIMITS);
  next.payment = limitIn(t, Tag.LIMIT_PAYMENT);
  next.day = limitIn(t, Tag.LIMIT_DAY);
  next.debit = limitIn(t, Tag.LIMIT_DEBIT);
  next.credit = limitIn(t, Tag.LIMIT_CREDIT);
  next.stripe = limitIn(t, Tag.LIMIT_STRIPE);
  if (x.has(13) && bcdToDigits(x.at(13), 4, 0, TODAY) === OK) beginDay(next, load<u32>(TODAY));
  const isRight =
    next.payment !== WRONG &&
    next.day !== WRONG &&
    next.debit !== WRONG &&
    next.credit !== WRONG &&
    next.stripe !== WRONG;
  if (isRight) return Limiting.RECORDING;
  x.stopped = Reason.BAD_REPLY;
  return ifWatched(t);
}

/** Somebody has asked for them: not so while OBEY (terminal/download) tries one request after the other. */
function ifShown(t: Terminal): i32 {
  return t.obeyed === 0 ? Limiting.SHOWING : Event.CANCELLED;
}

function ifWatched(t: Terminal): i32 {
  return t.obeyed === 0 ? Limiting.FAILING : Event.CANCELLED;
}

function limitIn(t: Terminal, tag: Tag): u64 {
  const found = tagOf(exchangeOf(t), tag);
  if (found.length < 0) return 0;
  return found.length === AMOUNT_BYTES ? <u64>getBcd(found.value, AMOUNT_BYTES) : WRONG;
}

function showLimits(t: Terminal): void {
  showWith(t, Screen.LIMITS, Reason.NONE);
}

function showKnown(t: Terminal): void {
  showWith(t, Screen.LIMITS_UNKNOWN, exchangeOf(t).stopped);
}

function showWith(t: Terminal, screen: Screen, reason: i32): void {
  const known = limitsOf(t);
  beginDocument(screen);
  if (reason !== Reason.NONE) putNumber(Field.REASON, reason);
  if (reason === Reason.HOST_DECLINED) putCode(Field.RESPONSE_CODE, exchangeOf(t).responseCode);
  putLimit(Field.LIMIT_PAYMENT, known.payment);
  putLimit(Field.LIMIT_DAY, known.day);
  putLimit(Field.LIMIT_DEBIT, known.debit);
  putLimit(Field.LIMIT_CREDIT, known.credit);
  putLimit(Field.LIMIT_STRIPE, known.stripe);
  putNumber(Field.TAKEN, takenToday(t, known));
  sendDocument(t, Command.SCREEN, 0);
}

function putLimit(field: Field, limit: u64): void {
  if (limit !== 0) putNumber(field, limit);
}
