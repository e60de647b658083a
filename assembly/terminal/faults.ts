/**
 * Faults as they happen: remembered in memory with their circumstances, in the journal when the terminal is next idle
 * (care/upkeep.ts), so that nothing of a payment waits for them.
 *
 * A fault of the same part and kind within an hour is counted, and not listed again: a line that stays down is one fault.
 */
import { FaultState, Part, PARTS } from "../abi_devices";
import { exchangeOf } from "../acquirer/region";
import { Terminal } from "../machine/terminal";
import { NOTED_MAX, watchOf } from "./care/region";
import { Fault, FAULT_BYTES, faultsOf, FAULTS_MAX } from "./care/zone";

/** For so long a fault is the same one. */
const SAME_S: u32 = 3600;
const COUNTER_MAX: u32 = 0xffff;

/** @param code a `FaultCode`, or of the line a `LineFault` */
export function noteFault(t: Terminal, part: Part, code: i32): void {
  if (<u32>part >= <u32>PARTS) return;
  const watch = watchOf(t);
  count(watch.counters(part) + 2);
  if (watch.count === NOTED_MAX || isKnown(t, part, code)) return;
  const fault = watch.noted(watch.count);
  memory.fill(changetype<usize>(fault), 0, FAULT_BYTES);
  fault.time = <u32>(t.wall_ms / 1000);
  fault.part = <u8>part;
  fault.code = <u16>code;
  fault.state = <u8>FaultState.OPEN;
  fault.machine = <u8>t.top.machine;
  fault.place = <u8>t.top.state;
  fault.response = <u16>exchangeOf(t).responseCode;
  watch.count += 1;
}

/** A part has been used: what rates of faults are told against. */
export function noteOperation(t: Terminal, part: Part): void {
  count(watchOf(t).counters(part));
}

function count(counter: usize): void {
  const value: u32 = load<u16>(counter);
  if (value < COUNTER_MAX) store<u16>(counter, <u16>(value + 1));
}

function isKnown(t: Terminal, part: Part, code: i32): bool {
  const watch = watchOf(t);
  for (let i = 0; i < watch.count; i++) if (isSame(t, watch.noted(i), part, code)) return true;
  const faults = faultsOf(t);
  for (let i = 1; i <= FAULTS_MAX; i++) {
    const fault = faults.place(<u32>i);
    if (fault.number !== 0 && isSame(t, fault, part, code)) return true;
  }
  return false;
}

/** A fault that was dealt with and comes again is a new one. */
function isSame(t: Terminal, fault: Fault, part: Part, code: i32): bool {
  if (fault.part !== <u8>part || fault.code !== <u16>code || fault.state !== FaultState.OPEN) return false;
  return <u32>(t.wall_ms / 1000) - fault.time < SAME_S;
}
