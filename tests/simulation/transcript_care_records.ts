/** Acts about people, faults, maintenance and security as lines: who did it, and what the zone says then. */

export const CARE_KINDS: ReadonlyMap<number, string> = new Map([
  [70, "OPERATOR_ADDED"],
  [71, "OPERATOR_REMOVED"],
  [72, "PASSWORD_SET"],
  [73, "PASSWORD_CHANGED"],
  [74, "OPERATOR_LOCKED"],
  [75, "LOCK_TIME_SET"],
  [76, "FAULTS_NOTED"],
  [77, "FAULT_MOVED"],
  [78, "FAULTS_UPLOADED"],
  [79, "CLEANED"],
  [80, "CHECKED"],
  [81, "TAMPER_LATCHED"],
  [82, "FRAUD_STOPPED"],
  [83, "LOCK_CLEARED"],
  [84, "SECURITY_REPORTED"],
]);

const PEOPLE = 6;
const SECURITY = 7;
const FAULTS = 8;
const ACT_BYTES = 16;
const OPERATORS_AT = ACT_BYTES + 32;
const OPERATOR_BYTES = 8;
const OPERATORS = 12;
const ROLES = ["", "cashier", "supervisor", "manager"];
const LATCHES = ["none", "tampered", "fraud", "violation"];
const SUPERVISOR_ON = 100;

interface Numbers {
  number(at: number): number;
  byte(at: number): number;
}

/** @param p wall time u64 · operator i32 · zone i32 · the zone */
export function describeCare(p: Numbers): string[] {
  const operator = p.number(8);
  const by = operator === 0 ? [] : [`by ${String(operator % SUPERVISOR_ON).padStart(2, "0")}`];
  return [...by, ...describeZone(p)];
}

function describeZone(p: Numbers): string[] {
  switch (p.number(12)) {
    case PEOPLE:
      return [...operatorsOf(p), ...(p.number(ACT_BYTES) === 0 ? [] : [`lock after ${p.number(ACT_BYTES)} min`])];
    case SECURITY:
      return [`latch ${LATCHES[p.number(ACT_BYTES)] ?? "?"}`, `to report ${p.number(ACT_BYTES + 4)}`];
    case FAULTS:
      return [`latest ${p.number(ACT_BYTES)}`, `uploaded ${p.number(ACT_BYTES + 4)}`];
    default:
      return [];
  }
}

function operatorsOf(p: Numbers): string[] {
  const places = Array.from({ length: OPERATORS }, (_, index) => OPERATORS_AT + index * OPERATOR_BYTES);
  return places
    .filter((at) => p.byte(at + 1) !== 0)
    .map((at) => {
      const locked = p.byte(at + 2) === 0 ? "" : " locked";
      return `${String(p.byte(at)).padStart(2, "0")} ${ROLES[p.byte(at + 1)] ?? "?"}${locked}`;
    });
}
