/**
 * The decision log: what the rules have decided in the step under way, for a diagnostics device.
 *
 * Scratch, never state: empty between steps, so all terminals of an instance share it. Bounded: what finds no room is
 * counted and dropped, since an explanation must never stop a payment. While no device is there a decision costs one load
 * and one branch.
 */
import { Command, COMMAND_HEADER, OUT_BYTES } from "../abi";
import { DECISIONS_MAX, Rule } from "../abi_rules";
import { copyBytes } from "../base/bytes";
import { allow, tellOn, used } from "./io";
import { Terminal } from "./terminal";

const DECISION_BYTES: i32 = 8;
/** Room for the last command of every step. */
const DEADLINE_BYTES: i32 = COMMAND_HEADER + 8;

/** The log: listening u32 · count u32 · dropped u32 · reserved u32 · then per decision rule u32, value u32. */
const LOG: usize = memory.data(16 + DECISION_BYTES * DECISIONS_MAX, 8);
const LIST: usize = LOG + 16;
const LATEST: usize = memory.data(DECISION_BYTES, 8);

/** Payload of DECISIONS, before the list. */
@unmanaged
class Decisions {
  count: u32;
  dropped: u32;
}

/** Begins a step: whatever the last one noted is forgotten. */
export function beginDecisions(t: Terminal): void {
  store<u64>(LOG, t.diagnosed);
  store<u32>(LOG, 0, 8);
}

/** Somebody is told: only then is it worth to look for what is told. */
export function isListening(): bool {
  return load<u32>(LOG) !== 0;
}

/**
 * Notes that `rule` has decided. It copies by a call, not by stores: the optimiser would write a function without one out at
 * each of its hundred places, which is 8 KiB.
 */
export function decide(rule: Rule, value: u32): void {
  if (load<u32>(LOG) === 0) return;
  store<u32>(LATEST, rule);
  store<u32>(LATEST, value, 4);
  const count = load<i32>(LOG, 4);
  if (count < DECISIONS_MAX) {
    copyBytes(LIST + <usize>count * DECISION_BYTES, LATEST, DECISION_BYTES);
    store<i32>(LOG, count + 1, 4);
  } else {
    store<u32>(LOG, load<u32>(LOG, 8) + 1, 8);
  }
}

/** Ends a step: one command with all that it decided, as far as OUT has room beside the deadline. */
export function tellDecisions(t: Terminal): void {
  const noted = load<i32>(LOG, 4);
  if (noted === 0) return;
  const room = (OUT_BYTES - used() - DEADLINE_BYTES - COMMAND_HEADER - <i32>offsetof<Decisions>()) / DECISION_BYTES;
  const count = min(noted, room);
  if (count <= 0) return;
  allow(1);
  const payload = tellOn<Decisions>(t, Command.DECISIONS, 0, count * DECISION_BYTES);
  allow(0);
  payload.count = count;
  payload.dropped = load<u32>(LOG, 8) + (noted - count);
  copyBytes(changetype<usize>(payload) + offsetof<Decisions>(), LIST, count * DECISION_BYTES);
}
