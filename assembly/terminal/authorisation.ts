/**
 * AUTHORISATION: from the card's cryptogram, or the stripe that has none, to a durable outcome. Returns APPROVED, DECLINED (declined, abandoned or to be
 * reversed: the journal says which), CANCELLED (nothing has left; the reason is kept) or FAULTED.
 *
 * A card that is asked for an approval of its own has an intent before it as well, marked offline: without an outcome it is not
 * reversed, since nothing has left the terminal, and nothing is booked. Its approval is durable before anybody hears of it.
 *
 * The order is the promise that no money is lost or doubled: message packed and MACed, *intent* durable, send, answer, card
 * completion, *approved* durable. Whatever ends otherwise after the intent is made durable first, and then the card is told.
 */
import { Event, STAY } from "../abi";
import { Reason } from "../abi_reasons";
import { isApproval } from "../acquirer/profile";
import { exchangeOf } from "../acquirer/region";
import { lastRequest } from "../emv/action_analysis";
import { TC } from "../emv/generate_ac";
import { cardOf } from "../emv/region";
import { hasScripts } from "../emv/scripts";
import { durable } from "../journal/durable";
import { Kind } from "../journal/records";
import { may2, may3, may4, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import {
  beginApproval,
  beginOfflineApproval,
  beginRefusal,
  beginRequest,
  beginWithdrawal,
  believeReply,
  noteGone,
  protectCard,
  showProcessing,
  takeProtected,
} from "./sale_acts";
import {
  writeAbandoned,
  writeApproved,
  writeDeclined,
  writeDropped,
  writeIntent,
  writeLost,
  writeNotice,
  writeOfflineIntent,
  writeReversal06,
  writeReversal96,
  writeReversal98,
  writeReversalA0,
} from "./sale_records";
import { isStripe } from "./stripe";
import { stopCard, stopConfiguration, stopDeclined, stopLost, stopRemoved, stopSecureModule } from "./sale_stops";

export enum Authorisation {
  BEGINNING,
  CRYPTOGRAM,
  PROTECTING,
  OFFLINE_INTENT,
  SEALING,
  INTENT,
  DROPPING,
  WITHDRAWING,
  ASKING,
  COMPLETING,
  NOTING,
  APPROVING,
  UNREACHED,
  TURNING_DOWN,
  CONCLUDING,
  NOTING_REFUSAL,
}

export function authorisation(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Authorisation.BEGINNING: switch (event) {
      case Event.ENTER: showProcessing(t); return may2(ifStripe(t), Authorisation.CRYPTOGRAM, Authorisation.PROTECTING);
    } break;
    case Authorisation.CRYPTOGRAM: switch (event) {
      case Event.ENTER: return run(Machine.FIRST_AC);
      case Event.CRYPTOGRAM: return may2(ifOnlineNow(t), Authorisation.SEALING, Authorisation.PROTECTING);
      case Event.WEIGHED: return Authorisation.PROTECTING;
      case Event.APPROVED: return Authorisation.APPROVING;
      case Event.CARD_DECLINED: stopDeclined(t); return may2(ifBegun(t), Authorisation.DROPPING, Event.CANCELLED);
      case Event.CARD_FAILED: stopCard(t); return may2(ifLost(t), Authorisation.DROPPING, Event.CANCELLED);
      case Event.NOT_SEALED: stopSecureModule(t); return Event.CANCELLED;
      case Event.FAILED: stopConfiguration(t); return Event.CANCELLED;
      case Event.CARD_OUT: stopRemoved(t); return may2(ifLost(t), Authorisation.DROPPING, Event.CANCELLED);
    } break;
    case Authorisation.PROTECTING: switch (event) {
      case Event.ENTER: protectCard(t); return wait(3_000);
      case Event.RECORD_DONE: return may4(ifProtected(t), Authorisation.SEALING, Authorisation.OFFLINE_INTENT, Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.TIME: return may2(withdrawUnprotected(t), Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.CARD_OUT: return may2(ifCardMissed(t), STAY, Event.CANCELLED);
    } break;
    case Authorisation.OFFLINE_INTENT: switch (event) {
      case Event.ENTER: writeOfflineIntent(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifCardStays(t), Authorisation.CRYPTOGRAM, Authorisation.DROPPING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.SEALING: switch (event) {
      case Event.ENTER: beginRequest(t); return run(Machine.SEAL);
      case Event.SEALED: return Authorisation.INTENT;
      case Event.NOT_SEALED: return may3(withdraw(t), Authorisation.DROPPING, Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.CARD_OUT: return may3(ifCardMissedNow(t), STAY, Authorisation.DROPPING, Event.CANCELLED);
    } break;
    case Authorisation.INTENT: switch (event) {
      case Event.ENTER: writeIntent(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifCardStays(t), Authorisation.ASKING, Authorisation.DROPPING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.DROPPING: switch (event) {
      case Event.ENTER: writeDropped(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifWithdrawn(t), Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.WITHDRAWING: switch (event) {
      case Event.ENTER: beginWithdrawal(t); return run(Machine.COMPLETION);
      case Event.CRYPTOGRAM: return Event.CANCELLED;
      case Event.CARD_DECLINED: return Event.CANCELLED;
      case Event.CARD_FAILED: return Event.CANCELLED;
      case Event.CARD_OUT: return Event.CANCELLED;
    } break;
    case Authorisation.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may3(judge(t), Authorisation.COMPLETING, Authorisation.APPROVING, Authorisation.TURNING_DOWN);
      case Event.NO_REPLY: writeReversal98(t); return Authorisation.TURNING_DOWN;
      case Event.BAD_MAC: writeReversalA0(t); return Authorisation.TURNING_DOWN;
      case Event.NOT_SENT: return may2(unreached(t), Authorisation.UNREACHED, Authorisation.TURNING_DOWN);
      case Event.CARD_OUT: noteGone(t); return STAY;
    } break;
    case Authorisation.COMPLETING: switch (event) {
      case Event.ENTER: beginApproval(t); return run(Machine.COMPLETION);
      case Event.CRYPTOGRAM: return may2(ifScripted(t), Authorisation.NOTING, Authorisation.APPROVING);
      case Event.CARD_DECLINED: writeReversal06(t); return Authorisation.TURNING_DOWN;
      case Event.CARD_FAILED: writeReversal96(t); return Authorisation.TURNING_DOWN;
      case Event.CARD_OUT: writeReversal96(t); return Authorisation.TURNING_DOWN;
    } break;
    case Authorisation.NOTING: switch (event) {
      case Event.ENTER: writeNotice(t); return run(Machine.APPEND);
      case Event.STORED: return Authorisation.APPROVING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.APPROVING: switch (event) {
      case Event.ENTER: writeApproved(t); return run(Machine.APPEND);
      case Event.STORED: return Event.APPROVED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.UNREACHED: switch (event) {
      case Event.ENTER: beginOfflineApproval(t); return run(Machine.COMPLETION);
      case Event.CRYPTOGRAM: return Authorisation.APPROVING;
      case Event.CARD_DECLINED: writeAbandoned(t); return Authorisation.TURNING_DOWN;
      case Event.CARD_FAILED: writeLost(t); return Authorisation.TURNING_DOWN;
      case Event.CARD_OUT: writeLost(t); return Authorisation.TURNING_DOWN;
    } break;
    case Authorisation.TURNING_DOWN: switch (event) {
      case Event.ENTER: return run(Machine.APPEND);
      case Event.STORED: return may3(ifCardWaits(t), Authorisation.CONCLUDING, Authorisation.NOTING_REFUSAL, Event.DECLINED);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.CONCLUDING: switch (event) {
      case Event.ENTER: beginRefusal(t); return run(Machine.COMPLETION);
      case Event.CRYPTOGRAM: return may2(ifTold(t), Authorisation.NOTING_REFUSAL, Event.DECLINED);
      case Event.CARD_DECLINED: return may2(ifTold(t), Authorisation.NOTING_REFUSAL, Event.DECLINED);
      case Event.CARD_FAILED: return may2(ifTold(t), Authorisation.NOTING_REFUSAL, Event.DECLINED);
      case Event.CARD_OUT: return may2(ifTold(t), Authorisation.NOTING_REFUSAL, Event.DECLINED);
    } break;
    case Authorisation.NOTING_REFUSAL: switch (event) {
      case Event.ENTER: writeNotice(t); return run(Machine.APPEND);
      case Event.STORED: return Event.DECLINED;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

function ifStripe(t: Terminal): i32 {
  return isStripe(t) ? Authorisation.PROTECTING : Authorisation.CRYPTOGRAM;
}

/** The card was asked for its own approval, and an intent says so. */
function ifBegun(t: Terminal): i32 {
  return durable(t).pending !== Kind.NONE ? Authorisation.DROPPING : Event.CANCELLED;
}

/** Nobody knows what it has said to that. */
function ifLost(t: Terminal): i32 {
  if (durable(t).pending !== Kind.NONE) stopLost(t);
  return ifBegun(t);
}

/** It would rather ask its issuer: what the request needs of it has been protected by then. */
function ifOnlineNow(t: Terminal): i32 {
  return durable(t).pending !== Kind.NONE ? Authorisation.SEALING : Authorisation.PROTECTING;
}

/**
 * Nothing has left the terminal, and so the card may decide, where the action codes let it (EMV Book 3, 10.7). After a lost answer
 * it may not: the acquirer may have booked the payment.
 */
function unreached(t: Terminal): i32 {
  const card = cardOf(t);
  if (!isStripe(t) && card.gone === 0 && lastRequest(card) === TC) return Authorisation.UNREACHED;
  writeAbandoned(t);
  return Authorisation.TURNING_DOWN;
}

/** A payment by stripe does not miss a card that is still in the reader. */
function ifCardMissed(t: Terminal): i32 {
  if (isStripe(t)) return STAY;
  stopRemoved(t);
  return Event.CANCELLED;
}

function ifCardMissedNow(t: Terminal): i32 {
  return ifCardMissed(t) === STAY ? STAY : ifBegun(t);
}

function ifProtected(t: Terminal): i32 {
  if (!takeProtected(t)) return withdrawUnprotected(t);
  return cardOf(t).wanted === TC ? Authorisation.OFFLINE_INTENT : Authorisation.SEALING;
}

/** A card that was not asked yet, for its own approval, waits for nothing. */
function withdrawUnprotected(t: Terminal): i32 {
  const next = withdraw(t);
  return cardOf(t).wanted === TC ? Event.CANCELLED : next;
}

/** The secure module refuses and nothing has left: a card that has given its ARQC is told that nobody was asked. */
function withdraw(t: Terminal): i32 {
  stopSecureModule(t);
  if (isStripe(t)) return Event.CANCELLED;
  return durable(t).pending !== Kind.NONE ? Authorisation.DROPPING : Authorisation.WITHDRAWING;
}

/** A card that left while the intent was written: nothing is sent for it, nor is it asked. */
function ifCardStays(t: Terminal): i32 {
  if (isStripe(t) || t.cardLeft === 0)
    return durable(t).intent.isOffline ? Authorisation.CRYPTOGRAM : Authorisation.ASKING;
  stopRemoved(t);
  return Authorisation.DROPPING;
}

/** A payment that is given up after its intent: the card is told, where it has asked for its issuer and still waits. */
function ifWithdrawn(t: Terminal): i32 {
  return exchangeOf(t).stopped === Reason.SECURE_MODULE ? Authorisation.WITHDRAWING : Event.CANCELLED;
}

/** The reply is genuine: what does it say? An approval that the card can no longer complete is reversed; a stripe completes none. */
function judge(t: Terminal): i32 {
  believeReply(t);
  if (!isApproval(exchangeOf(t).responseCode)) {
    writeDeclined(t);
    return Authorisation.TURNING_DOWN;
  }
  if (isStripe(t) || cardOf(t).gone === 0) return isStripe(t) ? Authorisation.APPROVING : Authorisation.COMPLETING;
  writeReversal96(t);
  return Authorisation.TURNING_DOWN;
}

/** The card is told, unless it has left or has had its last word already; a stripe cannot be. */
function ifCardWaits(t: Terminal): i32 {
  const card = cardOf(t);
  if (isStripe(t)) return Event.DECLINED;
  return card.gone === 0 && card.concluded === 0 ? Authorisation.CONCLUDING : ifTold(t);
}

/** Results of scripts are durable before the approval is: a cut between the two leaves a notice and a reversal. */
function ifScripted(t: Terminal): i32 {
  return hasScripts(cardOf(t)) ? Authorisation.NOTING : Authorisation.APPROVING;
}

/** The card has been told, or cannot be: scripts of the reply have come to what they will come to. */
function ifTold(t: Terminal): i32 {
  return hasScripts(cardOf(t)) ? Authorisation.NOTING_REFUSAL : Event.DECLINED;
}
