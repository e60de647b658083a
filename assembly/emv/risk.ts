/**
 * Terminal risk management (EMV Book 3, 10.6): floor limit, random selection, velocity. Sets TVR byte 4 and the bit of a
 * new card; FIRST_AC brings the random bytes and the card's counters.
 *
 * Performed for every card, whatever its AIP says (EMV Book 3, 10.6, conditions of execution; the exception file and the
 * merchant's wish in any case: Book 4, 6.3.5, 6.5.3).
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { configurationOf } from "./aids";
import { cardGave } from "./arena";
import { Card, FOUND } from "./region";
import { TAG_9F14_LOWER_LIMIT, TAG_9F23_UPPER_LIMIT } from "./tags";
import {
  setTvr,
  TVR_FLOOR_LIMIT,
  TVR_FORCED_ONLINE,
  TVR_ICC_DATA_MISSING,
  TVR_LOWER_LIMIT,
  TVR_NEW_CARD,
  TVR_SELECTED_AT_RANDOM,
  TVR_UPPER_LIMIT,
} from "./tvr";

/** What stands for a counter that the card has not given. */
export const NO_COUNTER: i32 = -1;
/** A random number lies in 1..99 (EMV Book 3, 10.6.2). */
const RANDOM_MAX: u32 = 99;

/** The merchant may have any payment go online (EMV Book 4, 6.5.3). */
export function checkForcedOnline(card: Card): void {
  if (card.forcedOnline === 0) return;
  decide(Rule.MERCHANT_FORCED_ONLINE, 0);
  setTvr(card, TVR_FORCED_ONLINE);
}

/**
 * EMV Book 3, 10.6.1: payments that are split up count as one.
 *
 * @param recent minor units of the most recent approval for this card in the terminal's log, 0 for none
 * @returns whether the payment is below the limit, and so may be selected at random
 */
export function checkFloorLimit(card: Card, recent: u64): bool {
  const floorLimit = configurationOf(card).floorLimit;
  if (recent !== 0) decide(Rule.RECENT_AMOUNT, <u32>recent);
  const isUnder = card.amount + recent < <u64>floorLimit;
  decide(isUnder ? Rule.UNDER_FLOOR_LIMIT : Rule.OVER_FLOOR_LIMIT, floorLimit);
  if (isUnder) return true;
  setTvr(card, TVR_FLOOR_LIMIT);
  return false;
}

/**
 * EMV Book 3, 10.6.2, for a payment below the floor limit. The target rises in a line from the threshold to the floor
 * limit; both sides are multiplied by what the Book divides by, in 64 bits, so that nothing is rounded.
 *
 * @param random 32 random bits; the 99 numbers differ in their chances by less than one in forty million
 */
export function selectAtRandom(card: Card, random: u32): void {
  const own = configurationOf(card);
  const number = <i64>(random % RANDOM_MAX) + 1;
  const above = number - <i64>own.targetPercent;
  const rise = max<i64>(0, <i64>card.amount - <i64>own.threshold);
  const run = <i64>own.floorLimit - <i64>own.threshold;
  const percents = <i64>own.targetPercentMax - <i64>own.targetPercent;
  const isSelected = above * run <= percents * rise;
  decide(Rule.RANDOM_TARGET, ((<u32>own.targetPercent) << 8) | own.targetPercentMax);
  decide(Rule.RANDOM_NUMBER, <u32>number);
  decide(isSelected ? Rule.SELECTED_AT_RANDOM : Rule.NOT_SELECTED, 0);
  if (isSelected) setTvr(card, TVR_SELECTED_AT_RANDOM);
}

/** Velocity is checked only for a card that has both limits (EMV Book 3, 10.6.3). */
export function hasLimits(card: Card): bool {
  const has = cardGave(card, TAG_9F14_LOWER_LIMIT) && cardGave(card, TAG_9F23_UPPER_LIMIT);
  if (!has) decide(Rule.NO_VELOCITY_LIMITS, 0);
  return has;
}

/**
 * EMV Book 3, 10.6.3, for a card with both limits.
 *
 * @param counter 9F36, or NO_COUNTER
 * @param lastOnline 9F13, or NO_COUNTER
 */
export function checkVelocity(card: Card, counter: i32, lastOnline: i32): void {
  decide(Rule.COUNTER, counter);
  decide(Rule.LAST_ONLINE, lastOnline);
  if (lastOnline === 0) {
    decide(Rule.NEW_CARD, 0);
    setTvr(card, TVR_NEW_CARD);
  }
  if (counter === NO_COUNTER || lastOnline === NO_COUNTER) setTvr(card, TVR_ICC_DATA_MISSING); // 7.5, table 35
  const isUsable = counter !== NO_COUNTER && lastOnline !== NO_COUNTER && counter > lastOnline;
  const offline = counter - lastOnline;
  const lower = limit(card, TAG_9F14_LOWER_LIMIT);
  const isOverLower = !isUsable || offline > lower;
  decide(isOverLower ? Rule.LOWER_LIMIT_EXCEEDED : Rule.LOWER_LIMIT_KEPT, lower);
  if (isOverLower) setTvr(card, TVR_LOWER_LIMIT);
  const upper = limit(card, TAG_9F23_UPPER_LIMIT);
  const isOverUpper = !isUsable || offline > upper;
  decide(isOverUpper ? Rule.UPPER_LIMIT_EXCEEDED : Rule.UPPER_LIMIT_KEPT, upper);
  if (isOverUpper) setTvr(card, TVR_UPPER_LIMIT);
}

function limit(card: Card, tag: u32): i32 {
  const given = cardGave(card, tag);
  assert(given);
  return load<u8>(FOUND.value);
}
