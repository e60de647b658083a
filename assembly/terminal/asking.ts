/**
 * ASK: the question on the desk goes to the platform (acquirer/question.ts). Returns REPLIED (F39 is 00; F62 by `tagOf`),
 * REFUSED (F39 says no), FAILED or FAULTED; `stopped` in the exchange's region then says why.
 *
 * Nothing of an answer counts before it is the answer to this question, genuine and whole.
 */
import { Event } from "../abi";
import { Reason } from "../abi_reasons";
import { deskOf } from "../acquirer/desk";
import { CODE_00 } from "../acquirer/profile";
import { exchangeOf } from "../acquirer/region";
import { lineReason } from "../acquirer/servers";
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Kind } from "../journal/records";
import { isRestored } from "../journal/restored";
import { may2, may3, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";

export enum Asking {
  CHOOSING,
  MAKING_ROOM,
  TAKING_STAN,
  SEALING,
  ASKING,
}

export function asking(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Asking.CHOOSING: switch (event) {
      case Event.ENTER: return may3(ifStan(t), Asking.MAKING_ROOM, Asking.SEALING, Event.FAILED);
    } break;
    case Asking.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return Asking.TAKING_STAN;
      case Event.FULL: stopFull(t); return Event.FAILED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Asking.TAKING_STAN: switch (event) {
      case Event.ENTER: writeAsked(t); return run(Machine.APPEND);
      case Event.STORED: return Asking.SEALING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Asking.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return Asking.ASKING;
      case Event.NOT_SEALED: stopSecureModule(t); return Event.FAILED;
    } break;
    case Asking.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifDone(t), Event.REPLIED, Event.REFUSED);
      case Event.NO_REPLY: stopNoReply(t); return Event.FAILED;
      case Event.BAD_MAC: stopBadMac(t); return Event.FAILED;
      case Event.NOT_SENT: stopNoLine(t); return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** A restored terminal signs on before anything else takes a STAN. */
function ifStan(t: Terminal): i32 {
  if (deskOf(t).takesStan === 0) return Asking.SEALING;
  if (!isRestored(t)) return Asking.MAKING_ROOM;
  stop(t, Reason.RESTORED_NOW);
  return Event.FAILED;
}

function writeAsked(t: Terminal): void {
  exchangeOf(t).stan = durable(t).nextStan;
  prepare(t, Kind.ASKED, 0);
}

function ifDone(t: Terminal): i32 {
  if (exchangeOf(t).responseCode === CODE_00) return Event.REPLIED;
  stop(t, Reason.HOST_DECLINED);
  return Event.REFUSED;
}

function stopFull(t: Terminal): void {
  stop(t, Reason.JOURNAL_FULL);
}

function stopSecureModule(t: Terminal): void {
  stop(t, Reason.SECURE_MODULE);
}

function stopNoReply(t: Terminal): void {
  stop(t, Reason.NO_REPLY);
}

function stopBadMac(t: Terminal): void {
  stop(t, Reason.BAD_MAC);
}

function stopNoLine(t: Terminal): void {
  stop(t, lineReason(t));
}

function stop(t: Terminal, reason: Reason): void {
  exchangeOf(t).stopped = reason;
}
