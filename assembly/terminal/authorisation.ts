/**
 * AUTHORISATION: from the card's cryptogram, or the stripe that has none, to a durable outcome. Returns APPROVED, DECLINED (declined, abandoned or to be
 * reversed: the journal says which), CANCELLED (nothing has left; the reason is kept) or FAULTED.
 *
 * The order is the promise that no money is lost or doubled: message packed and MACed, *intent* durable, send, answer, card
 * completion, *approved* durable. Whatever ends otherwise after the intent is made durable first, and then the card is told.
 */
import { Event, STAY } from "../abi";
import { isApproval } from "../acquirer/profile";
import { exchangeOf } from "../acquirer/region";
import { cardOf } from "../emv/region";
import { hasScripts } from "../emv/scripts";
import { may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import {
  beginApproval,
  beginRefusal,
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
  writeNotice,
  writeReversal06,
  writeReversal96,
  writeReversal98,
  writeReversalA0,
} from "./sale_records";
import { isStripe } from "./stripe";
import { stopCard, stopConfiguration, stopDeclined, stopRemoved, stopSecureModule } from "./sale_stops";

export enum Authorisation {
  BEGINNING,
  CRYPTOGRAM,
  PROTECTING,
  SEALING,
  INTENT,
  DROPPING,
  WITHDRAWING,
  ASKING,
  COMPLETING,
  NOTING,
  APPROVING,
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
      case Event.CRYPTOGRAM: return Authorisation.PROTECTING;
      case Event.CARD_DECLINED: stopDeclined(t); return Event.CANCELLED;
      case Event.CARD_FAILED: stopCard(t); return Event.CANCELLED;
      case Event.NOT_SEALED: stopSecureModule(t); return Event.CANCELLED;
      case Event.FAILED: stopConfiguration(t); return Event.CANCELLED;
      case Event.CARD_OUT: stopRemoved(t); return Event.CANCELLED;
    } break;
    case Authorisation.PROTECTING: switch (event) {
      case Event.ENTER: protectCard(t); return wait(3_000);
      case Event.RECORD_DONE: return may3(ifProtected(t), Authorisation.SEALING, Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.TIME: return may2(withdraw(t), Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.CARD_OUT: return may2(ifCardMissed(t), STAY, Event.CANCELLED);
    } break;
    case Authorisation.SEALING: switch (event) {
      case Event.ENTER: return run(Machine.SEAL);
      case Event.SEALED: return Authorisation.INTENT;
      case Event.NOT_SEALED: return may2(withdraw(t), Authorisation.WITHDRAWING, Event.CANCELLED);
      case Event.CARD_OUT: return may2(ifCardMissed(t), STAY, Event.CANCELLED);
    } break;
    case Authorisation.INTENT: switch (event) {
      case Event.ENTER: writeIntent(t); return run(Machine.APPEND);
      case Event.STORED: return may2(ifCardStays(t), Authorisation.ASKING, Authorisation.DROPPING);
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Authorisation.DROPPING: switch (event) {
      case Event.ENTER: writeDropped(t); return run(Machine.APPEND);
      case Event.STORED: stopRemoved(t); return Event.CANCELLED;
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
      case Event.NOT_SENT: writeAbandoned(t); return Authorisation.TURNING_DOWN;
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

/** A payment by stripe does not miss a card that is still in the reader. */
function ifCardMissed(t: Terminal): i32 {
  if (isStripe(t)) return STAY;
  stopRemoved(t);
  return Event.CANCELLED;
}

function ifProtected(t: Terminal): i32 {
  return takeProtected(t) ? Authorisation.SEALING : withdraw(t);
}

/** The secure module refuses and nothing has left: a card that has given its ARQC is told that nobody was asked. */
function withdraw(t: Terminal): i32 {
  stopSecureModule(t);
  return isStripe(t) ? Event.CANCELLED : Authorisation.WITHDRAWING;
}

/** A card that left while the intent was written: nothing is sent for it. */
function ifCardStays(t: Terminal): i32 {
  return isStripe(t) || t.cardLeft === 0 ? Authorisation.ASKING : Authorisation.DROPPING;
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
