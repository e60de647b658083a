/**
 * SALE: a sale by chip or stripe, from the amount to the slip. Returns SALE_ENDED or FAULTED (the journal cannot be written).
 *
 * A script notice goes first, and a payment that still waits for its reversal; only the second can stop a sale. There is room
 * in the journal before anything begins. The slip is printed only when the approval is durable. A card with a chip is swiped
 * only after its chip has failed before the application was initiated, or has no application for this terminal (EMV Book 4,
 * 11.2); whatever a chip has decided stands.
 */
import { Event } from "../abi";
import { Reason } from "../abi_reasons";
import { tryNext } from "../emv/selection";
import { durable } from "../journal/durable";
import { Kind } from "../journal/records";
import { may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { barredBy, showBarred } from "./batch/gate";
import { isAmountAllowed, isCardAllowed } from "./batch/limit_rules";
import { hasNotice } from "./notice";
import { failChip } from "./presenting";
import {
  beginAmount,
  beginSale,
  showEnd,
  showFull,
  showPrinterProblem,
  showReading,
  showSignOnFirst,
  showStillPending,
  takeCardData,
} from "./sale_acts";
import {
  showStopped,
  stopBlocked,
  stopCancelled,
  stopCard,
  stopConfiguration,
  stopListed,
  stopNoApplication,
  stopRemoved,
  stopSecureModule,
} from "./sale_stops";
import { isPrinted, printSlip } from "./slip";
import {
  askIfSwipedListed,
  beginStripePin,
  isForeign,
  isInitiated,
  isSwipedListed,
  noteStripeBypass,
  noteStripePin,
} from "./stripe";

export enum Sale {
  STARTING,
  BARRED,
  SIGN_ON_FIRST,
  MAKING_ROOM,
  FULL,
  RECOVERING,
  REFUSING,
  NOTIFYING,
  AMOUNT,
  PRESENTING,
  SELECTING,
  READING,
  AUTHENTICATING,
  VERIFYING,
  LOOKING_UP,
  STRIPE_PIN,
  AUTHORISING,
  PRINTING,
  PRINTER_PROBLEM,
  ENDING,
  SHOWING,
  STOPPED,
}

export function sale(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Sale.STARTING: switch (event) {
      case Event.ENTER: beginSale(t); return may3(ifOpen(t), Sale.MAKING_ROOM, Sale.SIGN_ON_FIRST, Sale.BARRED);
    } break;
    case Sale.BARRED: switch (event) {
      case Event.ENTER: showBarred(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.SIGN_ON_FIRST: switch (event) {
      case Event.ENTER: showSignOnFirst(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.MAKING_ROOM: switch (event) {
      case Event.ENTER: return run(Machine.MAKE_ROOM);
      case Event.ROOM: return may3(ifPending(t), Sale.RECOVERING, Sale.NOTIFYING, Sale.AMOUNT);
      case Event.FULL: return Sale.FULL;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Sale.FULL: switch (event) {
      case Event.ENTER: showFull(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.RECOVERING: switch (event) {
      case Event.ENTER: return run(Machine.REVERSAL);
      case Event.REVERSED: return Sale.AMOUNT;
      case Event.UNRESOLVED: return Sale.REFUSING;
      case Event.BAD_MAC: return Sale.REFUSING;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Sale.REFUSING: switch (event) {
      case Event.ENTER: showStillPending(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.NOTIFYING: switch (event) {
      case Event.ENTER: return run(Machine.NOTICE);
      case Event.NOTIFIED: return Sale.AMOUNT;
      case Event.UNRESOLVED: return Sale.AMOUNT;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Sale.AMOUNT: switch (event) {
      case Event.ENTER: beginAmount(t); return run(Machine.ENTRY);
      case Event.ENTERED: return may2(ifAmountAllowed(t), Sale.PRESENTING, Sale.STOPPED);
      case Event.CANCELLED: return Event.SALE_ENDED;
    } break;
    case Sale.PRESENTING: switch (event) {
      case Event.ENTER: return run(Machine.PRESENTING);
      case Event.INSERTED: return Sale.SELECTING;
      case Event.SWIPED: return may2(ifSwipeAllowed(t), Sale.LOOKING_UP, Sale.STOPPED);
      case Event.CANCELLED: return Sale.STOPPED;
    } break;
    case Sale.SELECTING: switch (event) {
      case Event.ENTER: showReading(t); return run(Machine.SELECTION);
      case Event.SELECTED: return Sale.READING;
      case Event.NO_APPLICATION: stopNoApplication(t); return may2(ifForeign(t), Sale.PRESENTING, Sale.STOPPED);
      case Event.CARD_BLOCKED: stopBlocked(t); return Sale.STOPPED;
      case Event.CANCELLED: stopCancelled(t); return Sale.STOPPED;
      case Event.CARD_FAILED: stopCard(t); failChip(t); return Sale.PRESENTING;
      case Event.FAILED: stopConfiguration(t); return Sale.STOPPED;
      case Event.CARD_OUT: stopRemoved(t); return Sale.STOPPED;
      case Event.KEY_CANCEL: stopCancelled(t); return Sale.STOPPED;
    } break;
    case Sale.READING: switch (event) {
      case Event.ENTER: return run(Machine.READING);
      case Event.CARD_READ: return may2(ifCardTaken(t), Sale.AUTHENTICATING, Sale.STOPPED);
      case Event.TRY_NEXT: tryNext(t); return Sale.SELECTING;
      case Event.CARD_FAILED: stopCard(t); return may2(ifInitiated(t), Sale.PRESENTING, Sale.STOPPED);
      case Event.NOT_SEALED: stopSecureModule(t); return Sale.STOPPED;
      case Event.CARD_OUT: stopRemoved(t); return Sale.STOPPED;
      case Event.KEY_CANCEL: stopCancelled(t); return Sale.STOPPED;
    } break;
    case Sale.AUTHENTICATING: switch (event) {
      case Event.ENTER: return run(Machine.ODA);
      case Event.AUTHENTICATED: return Sale.VERIFYING;
      case Event.CARD_FAILED: stopCard(t); return Sale.STOPPED;
      case Event.CARD_OUT: stopRemoved(t); return Sale.STOPPED;
      case Event.KEY_CANCEL: stopCancelled(t); return Sale.STOPPED;
    } break;
    case Sale.VERIFYING: switch (event) {
      case Event.ENTER: return run(Machine.VERIFICATION);
      case Event.VERIFIED: return Sale.AUTHORISING;
      case Event.CANCELLED: stopCancelled(t); return Sale.STOPPED;
      case Event.CARD_FAILED: stopCard(t); return Sale.STOPPED;
      case Event.NOT_SEALED: stopSecureModule(t); return Sale.STOPPED;
      case Event.CARD_OUT: stopRemoved(t); return Sale.STOPPED;
    } break;
    case Sale.LOOKING_UP: switch (event) {
      case Event.ENTER: askIfSwipedListed(t); return wait(3_000);
      case Event.CARD_CHECKED: return may2(ifNotListed(t), Sale.STRIPE_PIN, Sale.STOPPED);
      case Event.TIME: stopConfiguration(t); return Sale.STOPPED;
    } break;
    case Sale.STRIPE_PIN: switch (event) {
      case Event.ENTER: beginStripePin(t); return run(Machine.PIN);
      case Event.PIN_READY: noteStripePin(t); return Sale.AUTHORISING;
      case Event.NO_PIN: noteStripeBypass(t); return Sale.AUTHORISING;
      case Event.CANCELLED: stopCancelled(t); return Sale.STOPPED;
      case Event.NOT_SEALED: stopSecureModule(t); return Sale.STOPPED;
    } break;
    case Sale.AUTHORISING: switch (event) {
      case Event.ENTER: return run(Machine.AUTHORISATION);
      case Event.APPROVED: return Sale.PRINTING;
      case Event.DECLINED: return Sale.SHOWING;
      case Event.CANCELLED: return Sale.STOPPED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Sale.PRINTING: switch (event) {
      case Event.ENTER: printSlip(t); return wait(60_000);
      case Event.PRINT_DONE: return may2(ifPrinted(t), Sale.ENDING, Sale.PRINTER_PROBLEM);
      case Event.TIME: return Sale.PRINTER_PROBLEM;
    } break;
    case Sale.PRINTER_PROBLEM: switch (event) {
      case Event.ENTER: showPrinterProblem(t); return wait(60_000);
      case Event.KEY_ENTER: return Sale.PRINTING;
      case Event.KEY_CANCEL: return Sale.ENDING;
      case Event.TIME: return Sale.ENDING;
    } break;
    case Sale.ENDING: switch (event) {
      case Event.ENTER: return wait(10_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.CARD_OUT: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.SHOWING: switch (event) {
      case Event.ENTER: showEnd(t); return wait(10_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
    case Sale.STOPPED: switch (event) {
      case Event.ENTER: showStopped(t); return wait(5_000);
      case Event.KEY_ENTER: return Event.SALE_ENDED;
      case Event.KEY_CANCEL: return Event.SALE_ENDED;
      case Event.TIME: return Event.SALE_ENDED;
    } break;
  }
  return NO_ROW;
}

function ifOpen(t: Terminal): i32 {
  if (barredBy(t) !== Reason.NONE) return Sale.BARRED;
  return durable(t).signedOn !== 0 ? Sale.MAKING_ROOM : Sale.SIGN_ON_FIRST;
}

function ifPending(t: Terminal): i32 {
  if (durable(t).pending !== Kind.NONE) return Sale.RECOVERING;
  return hasNotice(t) ? Sale.NOTIFYING : Sale.AMOUNT;
}

function ifForeign(t: Terminal): i32 {
  return isForeign(t) ? fallBack(t) : Sale.STOPPED;
}

function ifInitiated(t: Terminal): i32 {
  return isInitiated(t) ? Sale.STOPPED : fallBack(t);
}

function fallBack(t: Terminal): i32 {
  failChip(t);
  return Sale.PRESENTING;
}

function ifAmountAllowed(t: Terminal): i32 {
  return isAmountAllowed(t) ? Sale.PRESENTING : Sale.STOPPED;
}

function ifSwipeAllowed(t: Terminal): i32 {
  return isCardAllowed(t) ? Sale.LOOKING_UP : Sale.STOPPED;
}

/** A stripe has no TVR and no action codes that could let the issuer decide: a listed one is declined. */
function ifNotListed(t: Terminal): i32 {
  if (!isSwipedListed()) return Sale.STRIPE_PIN;
  stopListed(t);
  return Sale.STOPPED;
}

function ifCardTaken(t: Terminal): i32 {
  if (takeCardData(t)) return isCardAllowed(t) ? Sale.AUTHENTICATING : Sale.STOPPED;
  stopCard(t);
  return Sale.STOPPED;
}

function ifPrinted(t: Terminal): i32 {
  return isPrinted() ? Sale.ENDING : Sale.PRINTER_PROBLEM;
}
