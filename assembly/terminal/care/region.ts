/**
 * What the care of the terminal remembers while it runs: faults and operations that are not yet in the journal, a tamper event
 * that is not yet latched, what a person at the service menus has typed. Nothing here is durable, and nothing is secret:
 * passwords are handles of the secure module.
 */
import { PARTS } from "../../abi_devices";
import { CARE_BYTES, MAP_CARE } from "../../base/map";
import { Terminal } from "../../machine/terminal";
import { Fault, FAULT_BYTES } from "./zone";

/** More faults than these between two writes are counted, and not listed. */
export const NOTED_MAX: i32 = 8;

@unmanaged
export class Watch {
  /** Monotonic time before which the platform is not told anything from idle: a try has just failed. */
  talkAt_ms: u64;
  /** Entries of `noted`. */
  count: i32;
  /** 1 from a tamper event until it is latched in the journal. */
  tampered: i32;
  /** 1 when the platform has asked for the state of the terminal. */
  asked: i32;
  /** User whom the secure module has locked out, 1 more than its number, until that is in the journal; 0 for nobody. */
  lockedOut: i32;
  /** NUMBER: digits and number typed so far, the screen that asks, the greatest that is taken. */
  digits: i32;
  number: i32;
  screen: i32;
  most: i32;
  /** CONFIRM: what is shown, and why. */
  question: i32;
  reason: i32;
  /** Whose password it is about, and the handles of what was typed. */
  user: i32;
  handle: u32;
  other: u32;
  /** NEW_PASSWORD: 1 when the old one is asked for first. */
  isChange: i32;
  /** The fault that is looked at, by its number; the page of the list. */
  fault: u32;
  page: i32;

  noted(index: i32): Fault {
    return changetype<Fault>(changetype<usize>(this) + NOTED_AT + <usize>index * FAULT_BYTES);
  }
  /** Address of two counters for a part, u16 each: operations, faults. */
  counters(part: i32): usize {
    return changetype<usize>(this) + COUNTERS_AT + 4 * <usize>part;
  }
}

const NOTED_AT: usize = (offsetof<Watch>() + 7) & ~7;
const COUNTERS_AT: usize = NOTED_AT + <usize>NOTED_MAX * FAULT_BYTES;
assert(COUNTERS_AT + 4 * <usize>PARTS <= CARE_BYTES);

export function watchOf(t: Terminal): Watch {
  return changetype<Watch>(changetype<usize>(t) + MAP_CARE);
}
