/**
 * Who may work at the terminal: up to twelve operators with a role each. Passwords are the secure module's; here stands only
 * since when they hold.
 *
 * Numbers are those of the field: cashiers 01 to 98, supervisor 00, the system's manager 99. While nobody is set up everything
 * is allowed, so that a new terminal can be; there is no password that a maker has put in. Whoever is logged on is
 * `t.operator`, in which the supervisor is 100, since 0 is nobody.
 */
import { Role } from "../../abi_devices";
import { isZoneBlank, Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";

export const OPERATORS_MAX: i32 = 12;
export const SUPERVISOR: i32 = 0;
export const MANAGER: i32 = 99;
/** The supervisor, as he is logged on. */
const SUPERVISOR_ON: i32 = 100;
const DAY_MS: u64 = 86_400_000;

export enum OperatorState {
  ACTIVE = 0,
  /** Too many wrong passwords: a new one opens it. */
  LOCKED = 1,
}

@unmanaged
export class Operator {
  number: u8;
  /** A `Role`; NOBODY for a free place. */
  role: u8;
  /** An `OperatorState`. */
  state: u8;
  reserved: u8;
  /** Day since 1970 on which the password was set. */
  since: u32;
}

@unmanaged
export class People {
  /** Minutes without a key after which whoever sells must log on again; 0 for never. */
  lockMinutes: i32;
  reserved: i32;

  place(index: i32): Operator {
    return changetype<Operator>(changetype<usize>(this) + OPERATORS_AT + <usize>index * offsetof<Operator>());
  }
}
const OPERATORS_AT: usize = 32;
assert(OPERATORS_AT + <usize>OPERATORS_MAX * offsetof<Operator>() <= 128);

export function peopleOf(t: Terminal): People {
  return zoneOf<People>(t, Zone.PEOPLE);
}

/** @returns the index of this operator's place, -1 when there is none */
export function placeOf(people: People, number: i32): i32 {
  for (let i = 0; i < OPERATORS_MAX; i++) {
    const operator = people.place(i);
    if (operator.role !== Role.NOBODY && operator.number === <u8>number) return i;
  }
  return -1;
}

/** @returns a free place, -1 when there is none */
export function freePlace(people: People): i32 {
  for (let i = 0; i < OPERATORS_MAX; i++) if (people.place(i).role === Role.NOBODY) return i;
  return -1;
}

/** @returns whether somebody of this role is set up */
export function hasRole(t: Terminal, role: Role): bool {
  for (let i = 0; i < OPERATORS_MAX; i++) if (peopleOf(t).place(i).role === <u8>role) return true;
  return false;
}

export function isAnyoneSetUp(t: Terminal): bool {
  return !isZoneBlank(t, Zone.PEOPLE);
}

/** What the number is for. */
export function roleOfNumber(number: i32): Role {
  if (number === SUPERVISOR) return Role.SUPERVISOR;
  return number === MANAGER ? Role.MANAGER : Role.CASHIER;
}

export function today(t: Terminal): u32 {
  return <u32>(t.wall_ms / DAY_MS);
}

export function logOn(t: Terminal, number: i32): void {
  t.operator = number === SUPERVISOR ? SUPERVISOR_ON : number;
  t.role = roleOfNumber(number);
}

export function logOff(t: Terminal): void {
  t.operator = 0;
  t.role = Role.NOBODY;
}

/** @returns the number of whoever is logged on, -1 for nobody */
export function loggedOn(t: Terminal): i32 {
  if (t.operator === 0) return -1;
  return t.operator === SUPERVISOR_ON ? SUPERVISOR : t.operator;
}
