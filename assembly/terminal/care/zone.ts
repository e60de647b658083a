/**
 * What the journal says of the terminal's health: counters and the latest faults, the latch of tamper and fraud, maintenance.
 *
 * Changed by acts of this folder alone. What is read may be anything (a forged flash): counts and indexes end at their limits.
 */
import { PARTS } from "../../abi_devices";
import { Terminal } from "../../machine/terminal";
import { RESTORED_AT } from "../../journal/restored";
import { Zone, zoneOf } from "../../journal/zones";

/** One fault. */
@unmanaged
export class Fault {
  /** From 1; each fault of a terminal has its own. */
  number: u32;
  /** Local civil time, seconds since 1970. */
  time: u32;
  /** A `LineFault` or a `FaultCode`. */
  code: u16;
  /** A `Part`. */
  part: u8;
  /** A `FaultState`. */
  state: u8;
  /** Circumstances: the machine that was waiting, and its state; F39 of the last answer, 0 for none. */
  machine: u8;
  place: u8;
  response: u16;
}
export const FAULT_BYTES: usize = offsetof<Fault>();
assert(FAULT_BYTES === 16);
/** How many of the latest faults are kept. */
export const FAULTS_MAX: i32 = 20;

@unmanaged
export class Faults {
  /** Number of the latest fault; 0 for none yet. */
  latest: u32;
  /** The platform has all up to this number. */
  uploaded: u32;
  /** When counting began, seconds since 1970; day (since 1970) of the last upload. */
  since: u32;
  uploadedDay: u32;
  /** Mark of the torn records that a fault has told of (watch.ts). */
  torn: u32;
  reserved: u32;
  reserved2: u64;

  /** Address of two counters of a part, u32 each: operations, faults. */
  counters(part: i32): usize {
    return changetype<usize>(this) + offsetof<Faults>() + 8 * <usize>part;
  }
  /** Where the fault of this number stands, or the one that it has replaced. */
  place(number: u32): Fault {
    const index = <usize>((number - 1) % <u32>FAULTS_MAX);
    return changetype<Fault>(changetype<usize>(this) + LIST_AT + index * FAULT_BYTES);
  }
}
const LIST_AT: usize = offsetof<Faults>() + 8 * <usize>PARTS;
assert(LIST_AT + <usize>FAULTS_MAX * FAULT_BYTES === 448);

export function faultsOf(t: Terminal): Faults {
  return zoneOf<Faults>(t, Zone.FAULTS);
}

/** Why the terminal does not trade until service or a supervisor says so. */
export enum Latch {
  NONE = 0,
  TAMPERED = 1,
  FRAUD = 2,
  VIOLATION = 3,
}

@unmanaged
export class Security {
  /** A `Latch`. */
  latch: i32;
  /** What the platform is yet to be told, a `SecurityEvent`; 0 for nothing. */
  report: i32;
  /** When that was, local civil time in ms. */
  at_ms: u64;
}

export function securityOf(t: Terminal): Security {
  return zoneOf<Security>(t, Zone.SECURITY);
}

/** Days are counted since 1970; 0 for never. */
@unmanaged
export class Care {
  cleanedOn: i32;
  checkedOn: i32;
  /** Operations of all parts when it was cleaned last. */
  cleanedAt: u32;
  reserved: i32;
  /** Number of the last backup that was begun; 0 for none. */
  generation: u32;
}
assert(offsetof<Care>() <= RESTORED_AT);

export function careOf(t: Terminal): Care {
  return zoneOf<Care>(t, Zone.CARE);
}
