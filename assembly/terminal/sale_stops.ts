/** How a sale stops before anything has left the terminal: the reason is kept for the screen, nothing is recorded. */
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { FaultCode, Part } from "../abi_devices";
import { exchangeOf } from "../acquirer/region";
import { isDenied } from "../emv/first_ac";
import { cardOf } from "../emv/region";
import { Terminal } from "../machine/terminal";
import { noteFault } from "./faults";
import { showReason } from "./screens";

export function stopCancelled(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CANCELLED;
}

export function stopTimedOut(t: Terminal): void {
  exchangeOf(t).stopped = Reason.TIMED_OUT;
}

export function stopRemoved(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CARD_REMOVED;
}

export function stopCard(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CARD_UNREADABLE;
}

export function stopNoApplication(t: Terminal): void {
  exchangeOf(t).stopped = Reason.NO_APPLICATION;
}

export function stopBlocked(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CARD_BLOCKED;
}

/** An AAC at the first GENERATE AC: the terminal asked for it, or the card would not go further. */
export function stopDeclined(t: Terminal): void {
  exchangeOf(t).stopped = isDenied(cardOf(t)) ? Reason.DECLINED_OFFLINE : Reason.CARD_DECLINED;
}

/** No failing chip, and so no way to the stripe. */
export function stopSecureModule(t: Terminal): void {
  exchangeOf(t).stopped = Reason.SECURE_MODULE;
  noteFault(t, Part.SECURE_MODULE, FaultCode.REFUSED);
}

/** The board does not say what the terminal has: its applications, or whom it must refuse. */
export function stopConfiguration(t: Terminal): void {
  exchangeOf(t).stopped = Reason.NO_CONFIGURATION;
  noteFault(t, Part.SOFTWARE, FaultCode.MUTE);
}

export function stopListed(t: Terminal): void {
  exchangeOf(t).stopped = Reason.DECLINED_OFFLINE;
}

export function stopStripe(t: Terminal): void {
  exchangeOf(t).stopped = Reason.STRIPE_UNREADABLE;
}

export function showStopped(t: Terminal): void {
  const reason = exchangeOf(t).stopped;
  showReason(t, screenOf(reason), reason);
}

function screenOf(reason: i32): Screen {
  if (reason === Reason.CANCELLED || reason === Reason.TIMED_OUT) return Screen.CANCELLED;
  if (reason === Reason.JOURNAL_FULL || isLimit(reason)) return Screen.BARRED;
  if (reason === Reason.SECURE_MODULE || reason === Reason.NO_CONFIGURATION) return Screen.TERMINAL_FAULT;
  const isDecline = reason === Reason.DECLINED_OFFLINE || reason === Reason.CARD_DECLINED;
  return isDecline ? Screen.DECLINED : Screen.CARD_ERROR;
}

function isLimit(reason: i32): bool {
  return reason >= Reason.OVER_PAYMENT_LIMIT && reason <= Reason.OVER_STRIPE_LIMIT;
}
