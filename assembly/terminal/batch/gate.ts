/**
 * The gate before a payment: what bars it altogether. What the amount or the card may be is in limit_rules.ts.
 *
 * Every reason has a text that says what to do. A test payment passes the same gate.
 */
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Service } from "../../abi_platform";
import { getDigits } from "../../base/bcd";
import { CIVIL_DIGITS, putCivil } from "../../base/time";
import { isSettling, SALES_MAX } from "../../journal/batch";
import { durable } from "../../journal/durable";
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { bindingOf } from "../binding/zone";
import { downloadsNeeded } from "../download/zone";
import { showReason } from "../screens";

/** The beginning of the zone SECURITY, which is another folder's. */
@unmanaged
class Latch {
  /** What has latched; 0 for nothing. */
  latched: i32;
}

const CIVIL: usize = memory.data(16, 8);
const DATE_DIGITS: i32 = 8;

/** @returns Reason.NONE when a payment may begin */
export function barredBy(t: Terminal): Reason {
  if (durable(t).bound === 0) return Reason.NOT_BOUND;
  if (zoneOf<Latch>(t, Zone.SECURITY).latched !== 0) return Reason.LATCHED;
  const service = serviceOf(t);
  if (service !== Reason.NONE) return service;
  if (downloadsNeeded(t) !== 0) return Reason.DOWNLOADS_MISSING;
  if (isSettling(t)) return Reason.SETTLEMENT_UNFINISHED;
  return durable(t).sales >= SALES_MAX ? Reason.JOURNAL_FULL : Reason.NONE;
}

function serviceOf(t: Terminal): Reason {
  const binding = bindingOf(t);
  switch (binding.service) {
    case Service.ACTIVE:
      return binding.boundUntil !== 0 && dateOf(t) > binding.boundUntil ? Reason.TERM_OVER : Reason.NONE;
    case Service.AWAITING_ACTIVATION:
      return Reason.NOT_ACTIVATED;
    case Service.SUSPENDED:
      return Reason.SUSPENDED;
    case Service.EXPIRED:
      return Reason.TERM_OVER;
    default:
      return Reason.LOCKED;
  }
}

/** @returns the date of the event under way, YYYYMMDD */
export function dateOf(t: Terminal): i32 {
  putCivil(t.wall_ms, CIVIL);
  return <i32>getDigits(CIVIL, DATE_DIGITS);
}
assert(CIVIL_DIGITS <= 16);

export function showBarred(t: Terminal): void {
  showReason(t, Screen.BARRED, barredBy(t));
}
