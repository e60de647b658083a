/**
 * What the rows of SETTLEMENT do and choose, but for its screens and its slip (settlement_screens.ts).
 *
 * The totals that are sent are those of the record SETTLING, whatever else happens; an answer counts whole, or not at all.
 */
import { Reason } from "../../abi_reasons";
import { Item } from "../../abi_fields";
import { clearDesk, deskOf, Proof } from "../../acquirer/desk";
import { CODE_00, SETTLEMENT_CARRIES_MAC } from "../../acquirer/profile";
import { bestProof } from "../../acquirer/question";
import { exchangeOf, Request, wipeExchange } from "../../acquirer/region";
import { takeTotals } from "../../acquirer/totals";
import { bcdToDigits } from "../../base/bcd";
import { fillBytes } from "../../base/bytes";
import { beginAct } from "../../journal/act";
import { Batch, batchOf, DATE_TIME_DIGITS, isSettling, uploadsLeft } from "../../journal/batch";
import { durable } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { isRestored } from "../../journal/restored";
import { isRoomFor } from "../../journal/room";
import { actBytes, Zone } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { isTampered } from "../care/locks";
import { hasNotice } from "../notice";
import { needRole, roleFor } from "../people/roles";
import { needReadiness, NEEDS_TO_SETTLE } from "../setup/readiness";
import { Settling } from "./settlement";
import { showSettling } from "./settlement_screens";

/** What has begun goes on; where its last record fits no room is made, so that a try a minute does not wear the flash. */
export function ifBegun(t: Terminal): i32 {
  wipeExchange(t);
  clearDesk(t);
  if (durable(t).bound === 0) {
    stop(t, Reason.NOT_BOUND);
    return Settling.REFUSING;
  }
  if (isRestored(t)) {
    stop(t, Reason.RESTORED_NOW);
    return Settling.REFUSING;
  }
  return isSettling(t) && isRoomFor(t, actBytes(Zone.BATCH)) ? Settling.SEALING : Settling.MAKING_ROOM;
}

/** What is unfinished comes first: the reversal, then the notice, then what the acquirer does not know yet. */
export function nextStep(t: Terminal): i32 {
  if (isSettling(t)) return Settling.SEALING;
  if (durable(t).pending !== Kind.NONE) return Settling.RECOVERING;
  return hasNotice(t) ? Settling.NOTIFYING : nextUpload(t);
}

export function nextUpload(t: Terminal): i32 {
  return uploadsLeft(t) > 0 ? Settling.UPLOADING : Settling.SHOWING;
}

/** A journal that has no room for a payment has still some for a settlement: that is what empties it. */
export function ifRoomLeft(t: Terminal): i32 {
  // Both records, and one more that is torn on the way.
  if (isRoomFor(t, 3 * actBytes(Zone.BATCH))) return nextStep(t);
  stop(t, Reason.JOURNAL_FULL);
  return Settling.REFUSING;
}

export function ifLast(t: Terminal): i32 {
  return batchOf(t).result !== 0 ? Settling.RECALLING : Settling.SHOWING;
}

/** The slip has been printed before. */
export function markReprint(t: Terminal): void {
  deskOf(t).page = 1;
}

export function isReprint(t: Terminal): bool {
  return deskOf(t).page !== 0;
}

export function needSupervisor(t: Terminal): void {
  needRole(t, roleFor(Item.SETTLEMENT));
}

export function needPower(t: Terminal): void {
  needReadiness(t, NEEDS_TO_SETTLE);
}

/** From here on the totals stand, and no payment begins. */
export function writeSettling(t: Terminal): void {
  const d = durable(t);
  const next = beginAct<Batch>(t, Kind.SETTLING, Zone.BATCH);
  next.amount = d.salesAmount - next.offline.refusedAmount;
  next.sales = d.sales - next.offline.refused;
  next.batch = d.batch;
  next.stan = d.nextStan;
  next.hostAmount = 0;
  next.hostSales = 0;
  next.result = 0;
  fillBytes(next.dateTime, 0, DATE_TIME_DIGITS);
}

/** A try repeats STAN, batch and totals. One whose keys are erased settles without F64: its money is brought to its end all the same. */
export function beginRequest(t: Terminal): void {
  wipeExchange(t);
  const x = exchangeOf(t);
  const batch = batchOf(t);
  x.request = Request.SETTLEMENT;
  x.stan = batch.stan;
  x.batch = batch.batch;
  deskOf(t).proof = SETTLEMENT_CARRIES_MAC && !isTampered(t) ? bestProof(t) : Proof.NONE;
  showSettling(t);
}

/** An answer that says how the totals compare closes the batch; any other leaves it as it is. */
export function judge(t: Terminal): i32 {
  const x = exchangeOf(t);
  if (x.responseCode !== CODE_00) {
    stop(t, Reason.HOST_DECLINED);
    return Settling.FAILING;
  }
  const next = beginAct<Batch>(t, Kind.SETTLED, Zone.BATCH);
  next.result = takeTotals(x, next);
  if (next.result === 0) {
    stop(t, Reason.BAD_REPLY);
    return Settling.FAILING;
  }
  next.stan = 0;
  if (x.has(13)) bcdToDigits(x.at(13), 4, 0, next.dateTime);
  if (x.has(12)) bcdToDigits(x.at(12), 6, 0, next.dateTime + 4);
  return Settling.CLOSING;
}

export function stopUnresolved(t: Terminal): void {
  stop(t, Reason.UNRESOLVED_FIRST);
}

export function stopWaiting(t: Terminal): void {
  stop(t, Reason.UPLOADS_FIRST);
}

/** Numbers of the binding that no message can carry. */
export function stopUnpackable(t: Terminal): void {
  stop(t, Reason.SECURE_MODULE);
}

export function stopNoReply(t: Terminal): void {
  stop(t, Reason.NO_REPLY);
}

export function stopBadMac(t: Terminal): void {
  stop(t, Reason.BAD_MAC);
}

export function stopNoLine(t: Terminal): void {
  stop(t, Reason.NO_LINE);
}

function stop(t: Terminal, reason: Reason): void {
  exchangeOf(t).stopped = reason;
}
