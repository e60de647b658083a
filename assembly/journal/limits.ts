/**
 * Limits of the platform, and what has been taken today; the zone LIMITS. What has been taken is money: the record APPROVED
 * adds to it, so that replay agrees, and the date that the acquirer tells with an approval begins a new day.
 */
import { Terminal } from "../machine/terminal";
import { Zone, zoneAt, zoneOf } from "./zones";

/** Amounts in minor units; a limit of 0 is none. */
@unmanaged
export class Limits {
  payment: u64;
  day: u64;
  debit: u64;
  credit: u64;
  stripe: u64;
  /** Approved on the day `today`. */
  taken: u64;
  /** MMDD of the acquirer, ASCII, first digit low; 0 before the first. */
  today: u32;
}
assert(offsetof<Limits>() <= 96);

export function limitsOf(t: Terminal): Limits {
  return zoneOf<Limits>(t, Zone.LIMITS);
}

/**
 * An approval counts on its day; one without a date on the last one known.
 *
 * @param durable address of the durable state
 * @param date MMDD, as in `today`
 */
export function noteTaken(durable: usize, amount: u64, date: u32): void {
  const limits = changetype<Limits>(zoneAt(durable, Zone.LIMITS));
  if (date !== 0) beginDay(limits, date);
  limits.taken += amount;
}

/** Nothing has been taken on another day than the one that is known. */
export function beginDay(limits: Limits, date: u32): void {
  if (date === limits.today) return;
  limits.today = date;
  limits.taken = 0;
}
