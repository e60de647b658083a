/** ENTRY: an amount on the keypad. Returns ENTERED, with the amount in the exchange's region, or CANCELLED. */
import { Event } from "../abi";
import { Screen } from "../abi_shown";
import { exchangeOf } from "../acquirer/region";
import { AMOUNT_MAX } from "../journal/batch";
import { PAYLOAD } from "../machine/io";
import { may2, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { showPayment } from "./screens";

export enum Entry {
  TYPING,
}

export function entry(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Entry.TYPING: switch (event) {
      case Event.ENTER: showAmount(t); return wait(60_000);
      case Event.KEY_DIGIT: addDigit(t); return Entry.TYPING;
      case Event.KEY_CLEAR: clearDigits(t); return Entry.TYPING;
      case Event.KEY_ENTER: return may2(ifPositive(t), Entry.TYPING, Event.ENTERED);
      case Event.KEY_MENU: toggleForcedOnline(t); return Entry.TYPING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** One yuan. */
const TEST_AMOUNT_MAX: u64 = 100;

function showAmount(t: Terminal): void {
  showPayment(t, Screen.AMOUNT);
}

/** A digit that would not fit is not taken. */
function addDigit(t: Terminal): void {
  const x = exchangeOf(t);
  const amount = x.amount * 10 + <u64>load<u32>(PAYLOAD);
  if (amount <= (x.isTest !== 0 ? TEST_AMOUNT_MAX : AMOUNT_MAX)) x.amount = amount;
}

function clearDigits(t: Terminal): void {
  exchangeOf(t).amount = 0;
}

/** The merchant has this payment go online, or thinks better of it (EMV Book 4, 6.5.3). */
function toggleForcedOnline(t: Terminal): void {
  const x = exchangeOf(t);
  x.forcedOnline = x.forcedOnline === 0 ? 1 : 0;
}

function ifPositive(t: Terminal): i32 {
  return exchangeOf(t).amount === 0 ? Entry.TYPING : Event.ENTERED;
}
