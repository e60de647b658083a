/**
 * What the journal says, and the one place where a record changes it: live and at replay, so both always agree.
 *
 * `apply` refuses a record that cannot follow what came before: live that is our bug, at replay a corrupt journal.
 */
import { PARAMETERS_BYTES } from "../abi";
import { Outcome } from "../abi_shown";
import { copyBytes, fillBytes } from "../base/bytes";
import { DURABLE_BYTES, MAP_DURABLE } from "../base/map";
import { Terminal } from "../machine/terminal";
import {
  Approved,
  APPROVED_BYTES,
  CHIP_BYTES_MAX,
  Ended,
  Entry,
  Intent,
  INTENT_BYTES,
  Kind,
  PAN_LENGTH_MAX,
  PROTECTED_BYTES_MAX,
  ReversalReason,
  REVERSAL_BYTES,
  SIGNED_ON_BYTES_BEFORE,
  SignedOn,
} from "./records";
import { noteRecent, RECENT_BYTES } from "./recent";
import { Batch, batchAfter, batchAt } from "./batch";
import { noteTaken } from "./limits";
import { endNotice, isNoticeSound, keepResults, noteTry, takeNotice, Notice, NOTICE_BYTES, Noticed } from "./notices";
import { isResumptionSound, restoredAt } from "./restored";
import { tamperProofAt } from "./tamper_proof";
import { Act, applyAct, blankZone, isAct, isActSound, Zone, zoneAt } from "./zones";

export const STAN_MAX: i32 = 999_999;

@unmanaged
export class Durable {
  /** Amount of the last payment, in minor units. */
  lastAmount: u64;
  /** Sum and number of approved sales in the open batch. */
  salesAmount: u64;
  sales: i32;
  /** Sequence number of the last record. */
  sequence: u32;
  /** STAN that the next request takes, 1..STAN_MAX. */
  nextStan: i32;
  batch: i32;
  /** 1 when the working keys in the secure module are those of the last successful sign-on. */
  signedOn: i32;
  /** 1 when the terminal is bound to a merchant and a terminal number. */
  bound: i32;
  /** What became of the last payment: an `Outcome`, its STAN, F39 and `Reason`. */
  lastOutcome: i32;
  lastStan: i32;
  lastResponseCode: i32;
  lastReason: i32;
  /** Kind.NONE, or Kind.INTENT while a payment has no outcome yet. */
  pending: i32;
  /** F38 to repeat in the reversal: 1 when there is one. */
  pendingHasAuthCode: i32;

  get parameters(): usize {
    return changetype<usize>(this) + PARAMETERS_AT;
  }
  /** The payment that has no outcome yet; valid while `pending`. */
  get intent(): Intent {
    return changetype<Intent>(changetype<usize>(this) + INTENT_AT);
  }
  /** Six characters, valid when `pendingHasAuthCode`. */
  get pendingAuthCode(): usize {
    return changetype<usize>(this) + AUTH_CODE_AT;
  }
  /** The greatest generation of the secure module's key store that a record has told of; 0 for none. */
  get keyGeneration(): u32 {
    return load<u32>(changetype<usize>(this) + KEY_GENERATION_AT);
  }
  set keyGeneration(generation: u32) {
    store<u32>(changetype<usize>(this) + KEY_GENERATION_AT, generation);
  }
  /** The script notice that the acquirer has not confirmed yet: `ownStan` is 0 when there is none. */
  get notice(): Notice {
    return changetype<Notice>(changetype<usize>(this) + NOTICE_AT);
  }
  /** RECENT_BYTES, see recent.ts. */
  get recent(): usize {
    return changetype<usize>(this) + RECENT_AT;
  }
}

const PARAMETERS_AT: usize = (offsetof<Durable>() + 7) & ~7;
const INTENT_AT: usize = PARAMETERS_AT + PARAMETERS_BYTES;
const AUTH_CODE_AT: usize = INTENT_AT + INTENT_BYTES;
const KEY_GENERATION_AT: usize = AUTH_CODE_AT + 8;
const NOTICE_AT: usize = KEY_GENERATION_AT + 8;
const RECENT_AT: usize = NOTICE_AT + NOTICE_BYTES;
/** Bytes of the durable state as a checkpoint holds it. */
export const DURABLE_USED: i32 = <i32>RECENT_AT + RECENT_BYTES;
/** As older terminals wrote it: without notice and recent approvals, and without the generation too. */
export const DURABLE_USED_BEFORE: i32 = <i32>NOTICE_AT;
export const DURABLE_USED_FIRST: i32 = <i32>KEY_GENERATION_AT;
assert(<usize>DURABLE_USED <= DURABLE_BYTES);

export function durable(t: Terminal): Durable {
  return changetype<Durable>(changetype<usize>(t) + MAP_DURABLE);
}

/** The state of a terminal whose journal is empty. */
export function resetDurable(d: Durable): void {
  fillBytes(changetype<usize>(d), 0, DURABLE_USED);
  d.nextStan = 1;
  d.batch = 1;
}

/** @returns false when such a record cannot stand here; nothing has changed then. */
export function apply(d: Durable, kind: i32, payload: usize, length: i32): bool {
  if (!fits(d, kind, payload, length)) return false;
  d.sequence += 1;
  if (isAct(kind) || kind === Kind.ZONE_KEPT) applyAct(changetype<usize>(d), payload);
  if (kind === Kind.KEYS_ERASED) d.signedOn = 0;
  switch (kind) {
    case Kind.BOUND: {
      copyBytes(d.parameters, payload, PARAMETERS_BYTES);
      d.bound = 1;
      break;
    }
    case Kind.UNBOUND: {
      fillBytes(d.parameters, 0, PARAMETERS_BYTES);
      d.bound = 0;
      d.signedOn = 0;
      forgetAccount(d);
      break;
    }
    case Kind.ASKED: {
      takeStan(d);
      break;
    }
    case Kind.SIGN_ON_BEGUN: {
      d.signedOn = 0;
      takeStan(d);
      break;
    }
    case Kind.SIGNED_ON: {
      const signedOn = changetype<SignedOn>(payload);
      d.signedOn = restoredAt(zoneAt(changetype<usize>(d), Zone.CARE)).isRestored === 0 ? 1 : 0;
      if (d.sales === 0 && d.pending === Kind.NONE && !isSettlingIn(d)) d.batch = signedOn.batch;
      d.keyGeneration = max(d.keyGeneration, signedOn.keyGeneration);
      if (length !== SIGNED_ON_BYTES_BEFORE) {
        const proof = tamperProofAt(changetype<usize>(d));
        proof.nonce = signedOn.nonce;
        proof.mac = signedOn.mac;
      }
      break;
    }
    case Kind.INTENT: {
      const intent = changetype<Intent>(payload);
      copyBytes(changetype<usize>(d.intent), payload, INTENT_BYTES);
      d.pending = Kind.INTENT;
      d.pendingHasAuthCode = 0;
      d.keyGeneration = max(d.keyGeneration, intent.keyGeneration);
      note(d, Outcome.PENDING, intent.stan, intent.amount, 0, 0);
      takeStan(d);
      break;
    }
    case Kind.APPROVED: {
      const approved = changetype<Approved>(payload);
      if (approved.isTest) {
        close(d, Outcome.TESTED, 0, 0);
        break;
      }
      d.sales += 1;
      d.salesAmount += approved.amount;
      noteTaken(changetype<usize>(d), approved.amount, load<u32>(approved.dateTime));
      noteRecent(d.recent, approved.amount, approved.maskedPan, d.intent.panLength);
      close(d, Outcome.APPROVED, 0, 0);
      break;
    }
    case Kind.DECLINED:
    case Kind.ABANDONED:
    case Kind.REVERSED: {
      const ended = changetype<Ended>(payload);
      close(d, outcomeOf(kind), ended.responseCode, ended.reason);
      break;
    }
    case Kind.REVERSAL: {
      const reversal = changetype<ReversalReason>(payload);
      d.intent.reason = reversal.reason;
      d.pendingHasAuthCode = reversal.hasAuthCode;
      copyBytes(d.pendingAuthCode, reversal.authCode, 6);
      if (reversal.chipLength > 0) keepChip(d.intent, reversal);
      break;
    }
    case Kind.NOTICE: {
      takeNotice(d.notice, changetype<Notice>(payload));
      if (d.pending !== Kind.NONE && d.notice.stan === d.intent.stan) keepResults(d.intent, d.notice);
      takeStan(d);
      break;
    }
    case Kind.NOTICED: {
      endNotice(d.notice);
      break;
    }
    case Kind.NOTICE_TRIED: {
      noteTry(d.notice);
      break;
    }
    case Kind.FAULTS_NOTED: {
      d.notice.aside = 0;
      break;
    }
    case Kind.SETTLING: {
      takeStan(d);
      break;
    }
    case Kind.SETTLED: {
      const closed = batchAt(changetype<usize>(d));
      closed.closedAt = d.sequence;
      d.batch = batchAfter(closed.batch);
      d.sales = 0;
      d.salesAmount = 0;
      break;
    }
    case Kind.RESUMED: {
      resume(d, payload);
      break;
    }
  }
  return true;
}

/**
 * A restored terminal goes on with the platform's STAN. Once the platform has said so under the terminal's keys it may trade;
 * a batch that it has closed since the backup is closed here too.
 */
function resume(d: Durable, payload: usize): void {
  const next = restoredAt(changetype<Act>(payload).content);
  d.nextStan = next.nextStan;
  if (next.isRestored !== 0) return;
  d.signedOn = 1;
  if (next.batch === d.batch) return;
  batchAt(changetype<usize>(d)).closedAt = d.sequence;
  d.batch = next.batch;
  d.sales = 0;
  d.salesAmount = 0;
}

/**
 * What a platform has said for one merchant is nothing to the next: texts, downloads and limits are to be fetched anew, and the last
 * settlement is not his. Where the last batch was closed stays: no payment before it ever counts again.
 */
function forgetAccount(d: Durable): void {
  blankZone(changetype<usize>(d), Zone.TEXTS);
  blankZone(changetype<usize>(d), Zone.DOWNLOADS);
  blankZone(changetype<usize>(d), Zone.LIMITS);
  batchAt(changetype<usize>(d)).result = 0;
}

function isSettlingIn(d: Durable): bool {
  return batchAt(changetype<usize>(d)).stan !== 0;
}

/** A settlement begins with the totals of the open batch and nothing unfinished; it ends only once it has begun, with the same. */
function isSettlementSound(d: Durable, kind: i32, payload: usize): bool {
  const act = changetype<Act>(payload);
  if (act.zone !== Zone.BATCH || d.bound === 0 || d.pending !== Kind.NONE) return false;
  const next = changetype<Batch>(act.content);
  if (next.batch !== d.batch || next.sales !== d.sales || next.amount !== d.salesAmount) return false;
  if (kind === Kind.SETTLED) return isSettlingIn(d) && next.stan === 0;
  return !isSettlingIn(d) && next.stan === d.nextStan && d.notice.ownStan === 0;
}

/** What may follow: an outcome only for the payment that is pending, an intent only when none is. */
function fits(d: Durable, kind: i32, payload: usize, length: i32): bool {
  const idle = d.pending === Kind.NONE;
  if (isAct(kind) || kind === Kind.ZONE_KEPT) {
    if (!isActSound(payload, length)) return false;
    if (kind === Kind.RESUMED && !(idle && isResumptionSound(changetype<Act>(payload)))) return false;
    const isSettlement = kind === Kind.SETTLING || kind === Kind.SETTLED;
    return !isSettlement || isSettlementSound(d, kind, payload);
  }
  switch (kind) {
    case Kind.SEAL:
    case Kind.KEPT:
      return true;
    case Kind.BOUND:
      return length === PARAMETERS_BYTES && idle;
    case Kind.UNBOUND:
      return length === 0 && idle && d.bound !== 0 && d.sales === 0 && d.notice.ownStan === 0 && !isSettlingIn(d);
    case Kind.ASKED:
    case Kind.SIGN_ON_BEGUN:
      return length === 0;
    case Kind.SIGNED_ON:
      return length === <i32>offsetof<SignedOn>() || length === SIGNED_ON_BYTES_BEFORE;
    case Kind.INTENT: {
      if (length !== INTENT_BYTES || !idle || d.bound === 0 || isSettlingIn(d)) return false;
      const intent = changetype<Intent>(payload);
      return intent.stan === d.nextStan && isSound(intent);
    }
    case Kind.APPROVED: {
      if (length !== APPROVED_BYTES || idle) return false;
      const approved = changetype<Approved>(payload);
      if (approved.isTest !== d.intent.isTest) return false;
      return approved.stan === d.intent.stan && approved.amount === d.intent.amount;
    }
    case Kind.DECLINED:
    case Kind.ABANDONED:
    case Kind.REVERSED:
      return length === <i32>offsetof<Ended>() && !idle && changetype<Ended>(payload).stan === d.intent.stan;
    case Kind.REVERSAL: {
      if (length !== REVERSAL_BYTES || idle) return false;
      const reversal = changetype<ReversalReason>(payload);
      return reversal.stan === d.intent.stan && <u32>reversal.chipLength <= <u32>CHIP_BYTES_MAX;
    }
    case Kind.NOTICE: {
      if (length !== NOTICE_BYTES || d.bound === 0) return false;
      const notice = changetype<Notice>(payload);
      return notice.ownStan === d.nextStan && notice.stan === d.lastStan && isNoticeSound(notice);
    }
    case Kind.NOTICE_TRIED:
    case Kind.NOTICED: {
      if (length !== <i32>offsetof<Noticed>() || d.notice.ownStan === 0) return false;
      return changetype<Noticed>(payload).stan === d.notice.ownStan;
    }
    default:
      return false;
  }
}

/** The lengths inside an intent stay inside its buffers. */
function isSound(intent: Intent): bool {
  if (<u32>intent.panLength > <u32>PAN_LENGTH_MAX || intent.entry > Entry.FALLBACK) return false;
  return <u32>intent.protectedLength <= <u32>PROTECTED_BYTES_MAX && <u32>intent.chipLength <= <u32>CHIP_BYTES_MAX;
}

/** @returns whether a checkpoint's `length` bytes at `payload` can be a durable state. */
export function isDurable(payload: usize, length: i32): bool {
  if (length !== DURABLE_USED && length !== DURABLE_USED_BEFORE && length !== DURABLE_USED_FIRST) return false;
  const d = changetype<Durable>(payload);
  if (length === DURABLE_USED && !isNoticeSound(d.notice)) return false;
  if (d.nextStan < 1 || d.nextStan > STAN_MAX) return false;
  if (d.pending !== Kind.NONE && (d.pending !== Kind.INTENT || d.bound === 0)) return false;
  return isSound(d.intent);
}

function keepChip(intent: Intent, reversal: ReversalReason): void {
  intent.chipLength = reversal.chipLength;
  copyBytes(intent.chip, reversal.chip, CHIP_BYTES_MAX);
}

function outcomeOf(kind: i32): Outcome {
  if (kind === Kind.DECLINED) return Outcome.DECLINED;
  return kind === Kind.REVERSED ? Outcome.REVERSED : Outcome.ABANDONED;
}

/** The pending payment has its outcome; what a reversal would have needed of it is wiped. */
function close(d: Durable, outcome: Outcome, responseCode: i32, reason: i32): void {
  note(d, outcome, d.intent.stan, d.intent.amount, responseCode, reason);
  d.pending = Kind.NONE;
  d.pendingHasAuthCode = 0;
  fillBytes(changetype<usize>(d.intent), 0, INTENT_BYTES);
  fillBytes(d.pendingAuthCode, 0, 8);
}

function note(d: Durable, outcome: Outcome, stan: i32, amount: u64, responseCode: i32, reason: i32): void {
  d.lastOutcome = outcome;
  d.lastStan = stan;
  d.lastAmount = amount;
  d.lastResponseCode = responseCode;
  d.lastReason = reason;
}

function takeStan(d: Durable): void {
  d.nextStan = d.nextStan === STAN_MAX ? 1 : d.nextStan + 1;
}
