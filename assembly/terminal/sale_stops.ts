/** How a sale stops before anything has left the terminal: the reason is kept for the screen, nothing is recorded. */
import { Reason, Screen } from "../abi";
import { exchangeOf } from "../acquirer/region";
import { Terminal } from "../machine/terminal";
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

export function stopRefused(t: Terminal): void {
  exchangeOf(t).stopped = Reason.CARD_REFUSED;
}

export function stopSecureModule(t: Terminal): void {
  exchangeOf(t).stopped = Reason.SECURE_MODULE;
}

export function showStopped(t: Terminal): void {
  const reason = exchangeOf(t).stopped;
  const cancelled = reason === Reason.CANCELLED || reason === Reason.TIMED_OUT;
  showReason(t, cancelled ? Screen.CANCELLED : Screen.CARD_ERROR, reason);
}
