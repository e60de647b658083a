/**
 * The settlement of the batch: the one under way, or else the last one. Durable in the zone BATCH, but part of the money: the
 * records SETTLING and SETTLED change it together with sales and batch, so that no cut of the power separates them.
 *
 * While `stan` is not 0 the batch is being settled: its totals stand, and no payment begins until SETTLED. A flash may hold
 * anything: `result` and `stan` are to be taken for numbers that somebody has written.
 */
import { fillBytes } from "../base/bytes";
import { Terminal } from "../machine/terminal";
import { Zone, zoneAt, zoneOf } from "./zones";

export const BATCH_MAX: i32 = 999_999;
/** F48 counts with three digits. */
export const SALES_MAX: i32 = 999;
/** F4, and each total of F48, has twelve digits. */
export const AMOUNT_MAX: u64 = 999_999_999_999;
/** MMDDhhmmss. */
export const DATE_TIME_DIGITS: i32 = 10;

@unmanaged
export class Batch {
  /** Approved sales of that batch here, minor units. */
  amount: u64;
  /** What the acquirer has of it. */
  hostAmount: u64;
  sales: i32;
  hostSales: i32;
  batch: i32;
  /** STAN of the settlement under way; 0 when none is. */
  stan: i32;
  /** What the last settlement has come to: a `Reconciliation` (acquirer/totals.ts); 0 while there has been none. */
  result: i32;
  /** Sequence number of the record that closed the last batch: no payment before it belongs to the open one. */
  closedAt: u32;

  /** DATE_TIME_DIGITS of the acquirer, ASCII; zero when it gave none. */
  get dateTime(): usize {
    return changetype<usize>(this) + offsetof<Batch>();
  }
  get offline(): Offline {
    return changetype<Offline>(changetype<usize>(this) + OFFLINE_AT);
  }
}

/** Approvals without the acquirer: it is told of each, in their order in the journal, before the batch is settled. */
@unmanaged
export class Offline {
  /** What the acquirer has refused of the batch that was settled last, minor units; how many. */
  settledRefusedAmount: u64;
  settledRefused: i32;
  /** In the open batch: how many it has refused, of how many it has been told, how many there are. */
  refused: i32;
  told: i32;
  count: i32;
  /** Of those that it has refused. */
  refusedAmount: u64;
}

const OFFLINE_AT: usize = 64;
assert(offsetof<Batch>() + DATE_TIME_DIGITS <= OFFLINE_AT);
assert(OFFLINE_AT + offsetof<Offline>() <= 128);

/** Offline approvals that the acquirer is yet to be told of. */
export function uploadsLeft(t: Terminal): i32 {
  return leftIn(batchOf(t).offline);
}

export function leftIn(offline: Offline): i32 {
  return max(0, offline.count - offline.told);
}

/** The totals of a settlement are those of the batch without what the acquirer has refused. */
export function isNet(next: Batch, offline: Offline, sales: i32, amount: u64): bool {
  return next.sales === sales - offline.refused && next.amount === amount - offline.refusedAmount;
}

/** The open batch is closed: what was refused in it stays known until the next one is. */
export function closeOffline(offline: Offline): void {
  offline.settledRefused = offline.refused;
  offline.settledRefusedAmount = offline.refusedAmount;
  fillBytes(changetype<usize>(offline) + offsetof<Offline>("refused"), 0, OPEN_BYTES);
}

const OPEN_BYTES: i32 = <i32>(offsetof<Offline>() - offsetof<Offline>("refused"));

export function batchOf(t: Terminal): Batch {
  return zoneOf<Batch>(t, Zone.BATCH);
}

/** @param durable address of the durable state */
export function batchAt(durable: usize): Batch {
  return changetype<Batch>(zoneAt(durable, Zone.BATCH));
}

/** The batch is being settled: no payment until that has come to its end. */
export function isSettling(t: Terminal): bool {
  return batchOf(t).stan !== 0;
}

export function batchAfter(batch: i32): i32 {
  return batch >= BATCH_MAX || batch < 0 ? 1 : batch + 1;
}
