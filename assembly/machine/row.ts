/**
 * What a machine's table is written with. A machine is one function, `machine(t, state, event) -> i32`, and each `case`
 * of it is one row: what to do, then `return` where to go. `npm run check` reads these rows and refuses any other form.
 *
 *   return Sale.ASKING                go there; the same state is entered anew, its deadline too
 *   return Event.STORED               end, with this result: an event of the machine that ran this one
 *   return STAY                       nothing changes, the deadline runs on
 *   return may2(pick(t), A, B)        `pick` chooses, and only among these
 * and for Event.ENTER, what the state is: wait(ms) | hold(ms) | run(machine) | REST, or a next as above (a choice).
 */

/** The machines by number. `terminal/machines.ts` says which function each is. */
export enum Machine {
  LIFECYCLE,
  SALE,
  AUTHORISATION,
  SIGN_ON,
  RECOVERY,
  REVERSAL,
  ENTRY,
  CHOICE,
  PIN,
  SEAL,
  EXCHANGE,
  SELECTION,
  READING,
  FIRST_AC,
  COMPLETION,
  TRANSMIT,
  REPLAY,
  MAKE_ROOM,
  COMPACT,
  APPEND,
  VERIFICATION,
  ODA,
  SIGNED_AC,
  SCRIPTS,
  NOTICE,
  PRESENTING,
  ASK,
  MENU,
  READINESS,
  SETTING,
  LANGUAGE,
  NETWORKING,
  SERVERS,
  CONNECTION,
  FAULT_CHECK,
  FIRST_START,
  SETTINGS,
  HELP,
  FORM,
  FORWARD,
  OFFICE,
  REGISTRATION,
  BINDING,
  ACTIVATION,
  UNBINDING,
  ERASE,
  SERVICE_CHECK,
  LOGIN,
  NUMBER,
  CONFIRM,
  SERVICE,
  DOWNLOAD,
  FIRMWARE,
  TRIAL,
  OBEY,
  SETTLEMENT,
  LIMITS,
  TEST_PAYMENT,
  NEW_PASSWORD,
  PEOPLE,
  FAULTS,
  MAINTENANCE,
  SECURITY,
  UPKEEP,
  BACKUP,
  RESTORE,
  FETCH,
  SHELF,
  UPLOAD,
}

export const NO_ROW: i32 = -1;
export const WAIT: i32 = 1 << 24;
export const HOLD: i32 = 1 << 25;
export const RUN: i32 = 1 << 26;
export const REST: i32 = 1 << 27;
export const TIMEOUT_MS_MAX: i32 = WAIT - 1;

/** Waits for an event, at most `timeout_ms` (1..TIMEOUT_MS_MAX); then Event.TIME. */
export function wait(timeout_ms: i32): i32 {
  return WAIT | timeout_ms;
}

/** Like `wait`, and no machine below may take an event over its head: what it began must be known to have ended. */
export function hold(timeout_ms: i32): i32 {
  return HOLD | timeout_ms;
}

/** Runs another machine to its end; its result comes back as an event. */
export function run(machine: Machine): i32 {
  return RUN | machine;
}

export function may2(next: i32, a: i32, b: i32): i32 {
  assert(next === a || next === b);
  return next;
}

export function may3(next: i32, a: i32, b: i32, c: i32): i32 {
  assert(next === a || next === b || next === c);
  return next;
}

export function may4(next: i32, a: i32, b: i32, c: i32, d: i32): i32 {
  assert(next === a || next === b || next === c || next === d);
  return next;
}

export function may5(next: i32, a: i32, b: i32, c: i32, d: i32, e: i32): i32 {
  assert(next === a || next === b || next === c || next === d || next === e);
  return next;
}

export function may6(next: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32): i32 {
  assert(next === a || next === b || next === c || next === d || next === e || next === f);
  return next;
}

export function may7(next: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32): i32 {
  assert(next === a || next === b || next === c || next === d || next === e || next === f || next === g);
  return next;
}

export function may8(next: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32): i32 {
  assert(next === a || next === b || next === c || next === d || next === e || next === f || next === g || next === h);
  return next;
}

export function may9(next: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32, i: i32): i32 {
  assert(
    next === a ||
      next === b ||
      next === c ||
      next === d ||
      next === e ||
      next === f ||
      next === g ||
      next === h ||
      next === i,
  );
  return next;
}
