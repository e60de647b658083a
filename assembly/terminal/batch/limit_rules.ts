/**
 * Limits of the platform before a payment: the amount as soon as it is typed, the kind of card as soon as it is known; both before
 * anything leaves. A day is that of the acquirer's date alone: the terminal's clock neither ends one nor begins one. A limit of
 * zero is none, and a test payment has none.
 */
import { Reason } from "../../abi_reasons";
import { exchangeOf } from "../../acquirer/region";
import { cardOf } from "../../emv/region";
import { AMOUNT_MAX } from "../../journal/batch";
import { durable } from "../../journal/durable";
import { limitsOf } from "../../journal/limits";
import { Entry } from "../../journal/records";
import { Terminal } from "../../machine/terminal";
import { LIMITS_WANTED } from "../download/zone";

/** UnionPay's AIDs: RID A000000333, then 010101 debit, 010102 credit, 010103 quasi credit. */
const RID_UNIONPAY: u32 = 0x030000a0;
const RID_UNIONPAY_END: u8 = 0x33;
const AID_BYTES: i32 = 8;
const AID_DEBIT: u8 = 1;

/** @returns whether the amount may be taken; `stopped` says which limit it is over */
export function isAmountAllowed(t: Terminal): bool {
  const x = exchangeOf(t);
  if (x.isTest !== 0) return true;
  const limits = limitsOf(t);
  if (isOver(x.amount, limits.payment)) return stop(t, Reason.OVER_PAYMENT_LIMIT);
  if (isOver(limits.taken + x.amount, limits.day)) {
    // It may be another day at the platform: its answer says so, and the next try counts from there.
    t.requests |= LIMITS_WANTED;
    return stop(t, Reason.OVER_DAY_LIMIT);
  }
  return durable(t).salesAmount + x.amount > AMOUNT_MAX ? stop(t, Reason.JOURNAL_FULL) : true;
}

/** @returns whether this kind of card may pay the amount; `stopped` says which limit it is over */
export function isCardAllowed(t: Terminal): bool {
  const x = exchangeOf(t);
  if (x.isTest !== 0) return true;
  const limits = limitsOf(t);
  if (x.entry !== Entry.CHIP) {
    return isOver(x.amount, limits.stripe) ? stop(t, Reason.OVER_STRIPE_LIMIT) : true;
  }
  const card = cardOf(t);
  if (card.aidLength < AID_BYTES || load<u32>(card.aid) !== RID_UNIONPAY) return true;
  if (load<u8>(card.aid, 4) !== RID_UNIONPAY_END) return true;
  const isDebit = load<u8>(card.aid, AID_BYTES - 1) === AID_DEBIT;
  if (isDebit) return isOver(x.amount, limits.debit) ? stop(t, Reason.OVER_DEBIT_LIMIT) : true;
  return isOver(x.amount, limits.credit) ? stop(t, Reason.OVER_CREDIT_LIMIT) : true;
}

function isOver(amount: u64, limit: u64): bool {
  return limit !== 0 && amount > limit;
}

function stop(t: Terminal, reason: Reason): bool {
  exchangeOf(t).stopped = reason;
  return false;
}
