/**
 * REVERSAL of the pending payment: its PAN is fetched back, the request sealed and sent, the outcome recorded. Returns
 * REVERSED, UNRESOLVED (it stays pending), BAD_MAC (it stays pending, and the keys of both sides differ) or FAULTED. A retry
 * never appends a record. A script notice that waits goes before it (UnionPay POS, reversal), told or not.
 */
import { Command, Event } from "../abi";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { endsReversal, REASON_96, REASON_98, REASON_A0 } from "../acquirer/profile";
import { exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { durable } from "../journal/durable";
import { Kind } from "../journal/records";
import { askBytes } from "../machine/io";
import { may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { nameCard, opened, Opened } from "./card_record";
import { prepareEnded } from "./ended";
import { hasNotice } from "./notice";
import { writeLost } from "./sale_records";
import { showPending } from "./screens";

export enum Reversal {
  CHOOSING,
  NOTIFYING,
  FETCHING,
  SEALING,
  ASKING,
  CLOSING,
}

export function reversal(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Reversal.CHOOSING: switch (event) {
      case Event.ENTER: return may3(ifNotice(t), Reversal.NOTIFYING, Reversal.FETCHING, Reversal.CLOSING);
    } break;
    case Reversal.NOTIFYING: switch (event) {
      case Event.ENTER: return run(Machine.NOTICE);
      case Event.NOTIFIED: return Reversal.FETCHING;
      case Event.UNRESOLVED: return Reversal.FETCHING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Reversal.FETCHING: switch (event) {
      case Event.ENTER: fetchCard(t); return wait(3_000);
      case Event.RECORD_DONE: return may2(ifFetched(t), Reversal.SEALING, Event.UNRESOLVED);
      case Event.TIME: return Event.UNRESOLVED;
    } break;
    case Reversal.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return Reversal.ASKING;
      case Event.NOT_SEALED: return Event.UNRESOLVED;
    } break;
    case Reversal.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may3(ifReversed(t), Reversal.CLOSING, Event.BAD_MAC, Event.UNRESOLVED);
      case Event.NO_REPLY: return may2(ifAgain(t), Reversal.ASKING, Event.UNRESOLVED);
      case Event.BAD_MAC: return Event.BAD_MAC;
      case Event.NOT_SENT: return Event.UNRESOLVED;
    } break;
    case Reversal.CLOSING: switch (event) {
      case Event.ENTER: writeReversed(t); return run(Machine.APPEND);
      case Event.STORED: return Event.REVERSED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

/** How often one attempt sends before it leaves the payment pending. */
const SENDS_MAX: i32 = 3;

/** What never left the terminal is reversed nowhere. */
function ifNotice(t: Terminal): i32 {
  if (durable(t).intent.isOffline) return Reversal.CLOSING;
  return hasNotice(t) ? Reversal.NOTIFYING : Reversal.FETCHING;
}

function fetchCard(t: Terminal): void {
  showPending(t, Screen.REVERSING);
  const intent = durable(t).intent;
  askBytes(t, Command.UNPROTECT, intent.protectedPan, intent.protectedLength);
}

/**
 * The reversal repeats the original: amount, STAN, batch, card, the short F55 (UnionPay POS, reversal). A card that the
 * secure module cannot give back, its storage key being erased, is left out: F2 and F14 are there when they are known, and
 * the acquirer finds the original by terminal, batch and STAN.
 */
function ifFetched(t: Terminal): i32 {
  const card = opened();
  if (card === Opened.MALFORMED) return Event.UNRESOLVED;
  const d = durable(t);
  wipeExchange(t);
  const x = exchangeOf(t);
  x.request = Request.REVERSAL;
  x.amount = d.intent.amount;
  x.stan = d.intent.stan;
  x.batch = d.intent.batch;
  x.entryMode = d.intent.entryMode;
  x.entry = d.intent.entry;
  x.isTest = d.intent.isTest ? 1 : 0;
  x.cardSequence = d.intent.cardSequence;
  x.reason = d.intent.reason;
  x.hasAuthCode = d.pendingHasAuthCode;
  copyBytes(x.authCode, d.pendingAuthCode, 6);
  if (card === Opened.KNOWN) nameCard(x, d.intent.panLength);
  x.chipLength = d.intent.chipLength;
  copyBytes(x.chip, d.intent.chip, x.chipLength);
  return Reversal.SEALING;
}

/** A0 says that the request's MAC was wrong, as a wrong MAC of the reply does: a sign-on mends both. */
function ifReversed(t: Terminal): i32 {
  const code = exchangeOf(t).responseCode;
  if (endsReversal(code)) return Reversal.CLOSING;
  return code === REASON_A0 ? Event.BAD_MAC : Event.UNRESOLVED;
}

function ifAgain(t: Terminal): i32 {
  return exchangeOf(t).sends < SENDS_MAX ? Reversal.ASKING : Event.UNRESOLVED;
}

function writeReversed(t: Terminal): void {
  if (durable(t).intent.isOffline) return writeLost(t);
  prepareEnded(t, Kind.REVERSED, exchangeOf(t).responseCode, reasonOf(t));
}

/** Why it had to be reversed, as the slip of paper on the counter would say it. */
function reasonOf(t: Terminal): i32 {
  switch (durable(t).intent.reason) {
    case REASON_98:
      return Reason.NO_REPLY;
    case REASON_A0:
      return Reason.BAD_MAC;
    case REASON_96:
      return Reason.CARD_REMOVED;
    default:
      return durable(t).pendingHasAuthCode !== 0 ? Reason.CARD_REFUSED : Reason.POWER_CUT;
  }
}
