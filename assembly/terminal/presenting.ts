/**
 * PRESENTING: the cardholder puts the card in or swipes it. Returns INSERTED (the card has power), SWIPED (the stripe's data are
 * in the exchange's region) or CANCELLED (the reason is kept).
 *
 * A card with a chip is swiped only after its chip has failed, here or later (`failChip`); then it is not put in again.
 */
import { Command, Event, Interface } from "../abi";
import { Screen } from "../abi_shown";
import { exchangeOf } from "../acquirer/region";
import { wipeCard } from "../emv/region";
import { ask, Nothing, tell } from "../machine/io";
import { may2, may3, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { stopCancelled, stopCard, stopStripe, stopTimedOut } from "./sale_stops";
import { showPayment } from "./screens";
import { mayBeSwipedAgain, Swipe, takeSwipe } from "./stripe";

export enum Presenting {
  BEGINNING,
  ASKING,
  FALLBACK,
}

export function presenting(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Presenting.BEGINNING: switch (event) {
      case Event.ENTER: return may2(ifChipFailed(t), Presenting.ASKING, Presenting.FALLBACK);
    } break;
    case Presenting.ASKING: switch (event) {
      case Event.ENTER: askForCard(t); return wait(60_000);
      case Event.CARD_IN: return Event.INSERTED;
      case Event.CARD_MUTE: stopCard(t); failChip(t); return Presenting.FALLBACK;
      case Event.STRIPE_READ: return may3(ifSwiped(t), Event.SWIPED, Presenting.ASKING, Event.CANCELLED);
      case Event.KEY_CANCEL: stopCancelled(t); return Event.CANCELLED;
      case Event.TIME: stopTimedOut(t); return Event.CANCELLED;
    } break;
    case Presenting.FALLBACK: switch (event) {
      case Event.ENTER: askForStripe(t); return wait(60_000);
      case Event.STRIPE_READ: return may3(ifSwiped(t), Event.SWIPED, Presenting.ASKING, Event.CANCELLED);
      case Event.KEY_CANCEL: return Event.CANCELLED; // what the chip has come to stays the reason
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

@unmanaged
class ArmInput {
  /** Bits of `Interface`. */
  interfaces: u32;
}

/** The chip has failed in this payment: nothing of it is left, and the stripe may be used from here on. */
export function failChip(t: Terminal): void {
  exchangeOf(t).chipFailed = 1;
  wipeCard(t);
}

function ifChipFailed(t: Terminal): i32 {
  const x = exchangeOf(t);
  x.prompt = Screen.INSERT_CARD;
  return x.chipFailed !== 0 ? Presenting.FALLBACK : Presenting.ASKING;
}

/** Chip or stripe, as the cardholder likes; the stripe alone once the chip has failed. */
function askForCard(t: Terminal): void {
  const x = exchangeOf(t);
  const chip = x.chipFailed !== 0 ? 0 : Interface.CONTACT;
  arm(t, x.prompt, chip | Interface.STRIPE);
}

function askForStripe(t: Terminal): void {
  tell<Nothing>(t, Command.CARD_RELEASE);
  arm(t, Screen.SWIPE_CARD, Interface.STRIPE);
}

function arm(t: Terminal, screen: Screen, interfaces: u32): void {
  showPayment(t, screen);
  ask<ArmInput>(t, Command.CARD_ARM).interfaces = interfaces;
}

/** Too many swipes in vain end the payment. */
function ifSwiped(t: Terminal): i32 {
  const swipe = takeSwipe(t);
  if (swipe === Swipe.USABLE) return Event.SWIPED;
  exchangeOf(t).prompt = swipe === Swipe.CHIP ? Screen.USE_CHIP : Screen.SWIPE_AGAIN;
  if (swipe === Swipe.CHIP || mayBeSwipedAgain(t)) return Presenting.ASKING;
  stopStripe(t);
  return Event.CANCELLED;
}
