/**
 * The idle lock: who is logged on falls back when nobody has touched the machine for a while, looked at when somebody does.
 *
 * Owns what counts as a touch. It needs no deadline of its own, and interrupts nothing: a payment under way goes on.
 */
import { Event } from "../../abi";
import { Role } from "../../abi_devices";
import { Terminal } from "../../machine/terminal";
import { logOff, peopleOf } from "./zone";

/** After so long a supervisor or the manager is only a cashier any more. */
const FALLS_BACK_MS: u64 = 300_000;
const MINUTE_MS: u64 = 60_000;

/** To be called for every event, before a machine has it. */
export function noteTouch(t: Terminal, event: i32): void {
  if (!isTouch(event)) return;
  const idle_ms = t.now_ms - t.touched_ms;
  const minutes = peopleOf(t).lockMinutes;
  t.touched_ms = t.now_ms;
  if (idle_ms >= FALLS_BACK_MS) t.role = min(t.role, Role.CASHIER);
  if (minutes > 0 && idle_ms >= <u64>minutes * MINUTE_MS) logOff(t);
}

function isTouch(event: i32): bool {
  switch (event) {
    case Event.KEY_DIGIT:
    case Event.KEY_CLEAR:
    case Event.KEY_ENTER:
    case Event.KEY_CANCEL:
    case Event.KEY_MENU:
    case Event.CARD_IN:
    case Event.STRIPE_READ:
    case Event.SECRET_DONE:
      return true;
    default:
      return false;
  }
}
