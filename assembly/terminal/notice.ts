/**
 * NOTICE: the acquirer is told what became of the issuer's scripts of an earlier payment (UnionPay POS, script notice 0620).
 * Returns NOTIFIED (it waits no more), UNRESOLVED (it waits on) or FAULTED.
 *
 * It is no money, so it never stops a payment: it is tried once before every sale and every reversal, and from idle once a
 * minute, until a reply with a right MAC has come, whatever F39 says; but for A0, by which the acquirer has not believed it.
 * Its STAN was taken when it was recorded, and a retry repeats it.
 *
 * A try that has left and has come to nothing is counted in the journal, so that a restart does not begin anew; one that the
 * power cuts short is not. After the last one the notice is put aside, as one is whose place a newer notice takes: the list of
 * faults tells of it (care/upkeep_acts.ts). The few records that this costs have an end, as the tries have.
 */
import { Command, Done, Event } from "../abi";
import { Screen } from "../abi_shown";
import { Field } from "../abi_fields";
import { REASON_A0 } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Noticed } from "../journal/notices";
import { Kind } from "../journal/records";
import { isRoomFor } from "../journal/room";
import { beginDocument, putNumber, sendDocument } from "../machine/document";
import { askBytes, payload } from "../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { Record } from "./sale_acts";

export enum Noticing {
  FETCHING,
  SEALING,
  ASKING,
  CLOSING,
  COUNTING,
  TELLING,
}

export function notice(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Noticing.FETCHING: switch (event) {
      case Event.ENTER: fetchCard(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifFetched(t), Noticing.SEALING, Event.UNRESOLVED);
      case Event.TIME: return Event.UNRESOLVED;
    } break;
    case Noticing.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return Noticing.ASKING;
      case Event.NOT_SEALED: return Event.UNRESOLVED;
    } break;
    case Noticing.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifBelieved(t), Noticing.CLOSING, Noticing.COUNTING);
      case Event.NO_REPLY: return Noticing.COUNTING;
      case Event.BAD_MAC: return Noticing.COUNTING;
      case Event.NOT_SENT: return Event.UNRESOLVED;
    } break;
    case Noticing.CLOSING: switch (event) {
      case Event.ENTER: writeNoticed(t); return run(Machine.APPEND);
      case Event.STORED: return Event.NOTIFIED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Noticing.COUNTING: switch (event) {
      case Event.ENTER: writeTried(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifWaitsOn(t), Event.UNRESOLVED, Noticing.TELLING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Noticing.TELLING: switch (event) {
      case Event.ENTER: tellAside(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.NOTIFIED;
      case Event.TIME: return Event.NOTIFIED;
    } break;
  }
  return NO_ROW;
}

const CARD_RECORD_BYTES: u32 = 24;

/** A notice waits to be told. */
export function hasNotice(t: Terminal): bool {
  return durable(t).notice.ownStan !== 0;
}

/** Where nobody has made room before: there is room for the record that ends it, or counts a try. */
export function hasRoomToEnd(t: Terminal): bool {
  return isRoomFor(t, <i32>offsetof<Noticed>());
}

function fetchCard(t: Terminal): void {
  const waiting = durable(t).notice;
  showNotice(t, Screen.NOTIFYING, waiting.stan, waiting.batch);
  askBytes(t, Command.UNPROTECT, waiting.protectedPan, waiting.protectedLength);
}

/** Which payment it is about. */
function showNotice(t: Terminal, screen: Screen, stan: i32, batch: i32): void {
  beginDocument(screen);
  putNumber(Field.STAN, stan);
  putNumber(Field.BATCH, batch);
  sendDocument(t, Command.SCREEN, 0);
}

/** As in a reversal, a card that the secure module cannot give back is left out: F61 names the payment. */
function ifFetched(t: Terminal): i32 {
  const record = payload<Record>();
  const isKnown = record.status === Done.DONE;
  if (isKnown && record.data.length !== CARD_RECORD_BYTES) return Event.UNRESOLVED;
  const d = durable(t);
  const waiting = d.notice;
  wipeExchange(t);
  const x = exchangeOf(t);
  x.request = Request.NOTICE;
  x.amount = waiting.amount;
  x.stan = waiting.ownStan;
  x.batch = d.batch;
  x.entryMode = waiting.entryMode;
  x.cardSequence = waiting.cardSequence;
  x.chipLength = waiting.chipLength;
  copyBytes(x.chip, waiting.chip, x.chipLength);
  if (isKnown) {
    x.panLength = waiting.panLength;
    copyBytes(x.pan, record.data.start, x.panLength);
  }
  return Noticing.SEALING;
}

function ifBelieved(t: Terminal): i32 {
  return exchangeOf(t).responseCode === REASON_A0 ? Noticing.COUNTING : Noticing.CLOSING;
}

function writeNoticed(t: Terminal): void {
  const noticed = changetype<Noticed>(prepare(t, Kind.NOTICED, <i32>offsetof<Noticed>()));
  noticed.stan = durable(t).notice.ownStan;
  noticed.responseCode = exchangeOf(t).responseCode;
}

/** The request is not needed any more: its place holds what TELLING names, since the last try ends the notice. */
function writeTried(t: Terminal): void {
  const waiting = durable(t).notice;
  const tried = changetype<Noticed>(prepare(t, Kind.NOTICE_TRIED, <i32>offsetof<Noticed>()));
  const x = exchangeOf(t);
  tried.stan = waiting.ownStan;
  tried.responseCode = x.responseCode;
  x.stan = waiting.stan;
  x.batch = waiting.batch;
}

function ifWaitsOn(t: Terminal): i32 {
  return hasNotice(t) ? Event.UNRESOLVED : Noticing.TELLING;
}

function tellAside(t: Terminal): void {
  const x = exchangeOf(t);
  showNotice(t, Screen.NOTICE_ASIDE, x.stan, x.batch);
}
