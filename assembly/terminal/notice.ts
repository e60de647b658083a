/**
 * NOTICE: the acquirer is told what became of the issuer's scripts of an earlier payment (UnionPay POS, script notice 0620).
 * Returns NOTIFIED, UNRESOLVED (it waits on) or FAULTED.
 *
 * It is no money, so it never stops a payment: it is tried once before every sale and every reversal, and from idle once a
 * minute, until a reply with a right MAC has come, whatever F39 says; but for A0, by which the acquirer has not believed it.
 * A newer notice takes the place of one that still waits. Its STAN was taken when it was recorded, and a retry repeats it.
 */
import { Command, Event } from "../abi";
import { Screen } from "../abi_shown";
import { Field } from "../abi_fields";
import { REASON_A0 } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { prepare } from "../journal/append";
import { durable } from "../journal/durable";
import { Kind, Noticed } from "../journal/records";
import { isRoomFor } from "../journal/room";
import { beginDocument, putNumber, sendDocument } from "../machine/document";
import { askBytes } from "../machine/io";
import { may2, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { nameCard, opened, Opened } from "./card_record";

export enum Noticing {
  FETCHING,
  SEALING,
  ASKING,
  CLOSING,
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
      case Event.REPLIED: return may2(ifBelieved(t), Noticing.CLOSING, Event.UNRESOLVED);
      case Event.NO_REPLY: return Event.UNRESOLVED;
      case Event.BAD_MAC: return Event.UNRESOLVED;
      case Event.NOT_SENT: return Event.UNRESOLVED;
    } break;
    case Noticing.CLOSING: switch (event) {
      case Event.ENTER: writeNoticed(t); return run(Machine.APPEND);
      case Event.STORED: return Event.NOTIFIED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** A notice waits to be told. */
export function hasNotice(t: Terminal): bool {
  return durable(t).notice.ownStan !== 0;
}

/** Where nobody has made room before: there is room for the record that ends it. */
export function hasRoomToEnd(t: Terminal): bool {
  return isRoomFor(t, <i32>offsetof<Noticed>());
}

function fetchCard(t: Terminal): void {
  const waiting = durable(t).notice;
  beginDocument(Screen.NOTIFYING);
  putNumber(Field.STAN, waiting.stan);
  putNumber(Field.BATCH, waiting.batch);
  sendDocument(t, Command.SCREEN, 0);
  askBytes(t, Command.UNPROTECT, waiting.protectedPan, waiting.protectedLength);
}

/** As in a reversal, a card that the secure module cannot give back is left out: F61 names the payment. */
function ifFetched(t: Terminal): i32 {
  const card = opened();
  if (card === Opened.MALFORMED) return Event.UNRESOLVED;
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
  if (card === Opened.KNOWN) nameCard(x, waiting.panLength);
  return Noticing.SEALING;
}

function ifBelieved(t: Terminal): i32 {
  return exchangeOf(t).responseCode === REASON_A0 ? Event.UNRESOLVED : Noticing.CLOSING;
}

function writeNoticed(t: Terminal): void {
  const noticed = changetype<Noticed>(prepare(t, Kind.NOTICED, <i32>offsetof<Noticed>()));
  noticed.stan = durable(t).notice.ownStan;
  noticed.responseCode = exchangeOf(t).responseCode;
}
