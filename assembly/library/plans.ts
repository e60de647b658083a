/**
 * The plans that are kept for `codec/iso8583/quick.ts`: some places, found by dialect and bitmap.
 *
 * A plan is made when two messages of its kind come to its place one after the other: a stream in which every message is
 * different costs no more than the look. A plan is made from a dialect's table, so it must go when the table goes.
 */
import { frontBytes } from "../codec/iso8583/dialect";
import { WORD_BYTES, firstBytes } from "../codec/iso8583/bitmap";
import { Plan } from "../codec/iso8583/plan";
import { makePlan } from "../codec/iso8583/plan_maker";
import { PLANS, PLANS_BYTES } from "./buffers";

const PLACE_BYTES: i32 = 0x1000;
const PLACES_BITS: i32 = 4;
assert(PLACE_BYTES << PLACES_BITS === PLANS_BYTES);
/** Any odd number without a pattern spreads the bitmaps over the places. */
const SPREAD: u64 = 0x9e3779b97f4a7c15;

/** In front of the plan: which kind of message came here last. */
const PLAN_AT: usize = 8;

/** The plan that was found last: where messages are alike it is known before the bitmap is read. */
const LATEST: usize = memory.data<usize>([PLANS + PLAN_AT]);

/** The plan for a message, or 0 when there is none. */
export function planFor(group: usize, message: usize, from: i32, to: i32, index: usize): usize {
  const latest = changetype<Plan>(load<usize>(LATEST));
  // A message may end before its bitmap does: such a one has no room for what its plan expects.
  if (latest.group === group && isKey(latest, message + from + latest.bitmapAt)) return changetype<usize>(latest);
  return findPlan(group, message, from, to, index);
}

function findPlan(group: usize, message: usize, from: i32, to: i32, index: usize): usize {
  const head = load<u64>(group);
  const bitmapAt = from + frontBytes(head);
  if (firstBytes(head) !== WORD_BYTES || bitmapAt + WORD_BYTES > to) return 0;
  const kind = (load<u64>(message + bitmapAt) + group) * SPREAD;
  const place = PLANS + <usize>(kind >> (64 - PLACES_BITS)) * PLACE_BYTES;
  const plan = changetype<Plan>(place + PLAN_AT);
  if (plan.group === group && isKey(plan, message + bitmapAt)) {
    store<usize>(LATEST, place + PLAN_AT);
    return place + PLAN_AT;
  }
  if (load<u64>(place) === kind) makePlan(plan, place + PLACE_BYTES, group, message, from, to, index);
  store<u64>(place, kind);
  return 0;
}

function isKey(plan: Plan, bitmap: usize): bool {
  const key = plan.key;
  if (load<u64>(key) !== load<u64>(bitmap)) return false;
  for (let i = WORD_BYTES; i < plan.keyBytes; i += WORD_BYTES) {
    if (load<u64>(key + i) !== load<u64>(bitmap + i)) return false;
  }
  return true;
}

/** Drops them all: tables are laid anew. */
export function forgetPlans(): void {
  for (let place = PLANS; place < PLANS + PLANS_BYTES; place += PLACE_BYTES) {
    store<u64>(place, 0);
    changetype<Plan>(place + PLAN_AT).group = 0;
  }
}
