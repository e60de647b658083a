/**
 * What devices report of themselves: state and faults, security events, test payments; and what the platform makes of it.
 *
 * A fault goes from open to verified and never back, whoever says so, device or person. A report that comes again is the same.
 */
import { SecurityEvent } from "../../../assembly/abi_platform.ts";
import { isText } from "./applications.ts";
import { audit, deviceName, moment, nextNumber, PLATFORM } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { change, fulfil } from "./devices.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { DeviceRow, DeviceState, FaultRow, Words } from "./rows.ts";

export const FAULT_STATES = ["open", "diagnosed", "repaired", "verified"] as const satisfies ReadonlyArray<
  FaultRow["state"]
>;
const FAULTS_MAX = 1000;
const NOTE_LENGTH_MAX = 200;

/** A fault as a device tells it. */
export interface ToldFault {
  readonly number: number;
  readonly part: number;
  readonly code: number;
  /** Index into `FAULT_STATES`. */
  readonly state: number;
  /** YYYYMMDDhhmmss. */
  readonly at: string;
}

export interface ToldStatus {
  readonly values: Readonly<Record<string, string>>;
  readonly operations: number;
  readonly faults: readonly ToldFault[];
}

/** The newest status replaces the one before; faults are added, up to a thousand for a device. */
export function takeStatus(context: Context, device: DeviceRow, status: ToldStatus): void {
  const { tables } = context.ledger;
  const { id, merchant } = device;
  const { values, operations } = status;
  tables.put("status", id, { device: id, merchant, at: moment(context), values, operations });
  const known = tables.list("fault", { device: id }).length;
  let room = Math.max(0, FAULTS_MAX - known);
  for (const told of status.faults) {
    const key = faultKey(id, told.number);
    const before = tables.get("fault", key);
    if (before === undefined && room-- <= 0) continue;
    const state = further(before?.state ?? "open", FAULT_STATES[told.state] ?? "open");
    const { part, code, at } = told;
    const fresh = { key, device: id, merchant, part, code, count: 1, at, reportedAt: moment(context), note: "" };
    tables.put("fault", key, { ...(before ?? fresh), state });
  }
  fulfil(context, id, "status");
}

/** Somebody has looked at a fault: one step on, or several. */
export function moveFault(
  context: Context,
  key: string,
  state: FaultRow["state"],
  note: string,
  who: Actor,
): Result<FaultRow> {
  const before = context.ledger.tables.get("fault", key);
  if (before === undefined) return refuse("NOT_FOUND");
  if (note !== "" && !isText(note, NOTE_LENGTH_MAX)) return refuse("TEXT");
  if (further(before.state, state) === before.state) return refuse("STATE");
  const row = { ...before, state, note };
  context.ledger.tables.put("fault", key, row);
  const about = { about: `fault ${key}`, merchant: before.merchant };
  audit(context, { who, what: "fault moved on", ...about, old: before.state, new: state });
  return row;
}

/** A security event as a device tells it. */
export interface ToldEvent {
  readonly event: SecurityEvent;
  /** By the device's clock, YYYYMMDDhhmmss. */
  readonly at: string;
  /** By F64, or by what the device made before its keys were erased. */
  readonly isProved: boolean;
}

/**
 * Tampering locks the device, fraud and violations suspend it; that it was cleared is noted and changes nothing: its keys
 * are fresh ones, or service unlocks it here. What nobody has proved is noted once a day, and changes nothing.
 */
export function takeSecurityReport(
  context: Context,
  device: DeviceRow,
  { event, at, isProved }: ToldEvent,
): Result<DeviceRow> {
  const { tables } = context.ledger;
  if (!Object.hasOwn(SECURITY_RULES, event)) return refuse("TEXT");
  const { id, merchant } = device;
  const reportedAt = moment(context);
  const before = tables.list("securityReport", { device: id, event });
  const isKnown = isProved
    ? before.some((row) => row.at === at && row.isUnproved !== true)
    : before.some((row) => row.at === at || (row.isUnproved === true && isSameDay(row.reportedAt, reportedAt)));
  if (isKnown) return device;
  const number = String(nextNumber(context, "security report")).padStart(8, "0");
  const doubt = isProved ? {} : { isUnproved: true };
  tables.put("securityReport", number, { id: number, device: id, merchant, event, at, reportedAt, ...doubt });
  const { what, state, from, reason } = SECURITY_RULES[event];
  audit(context, {
    who: PLATFORM,
    what: isProved ? what : `${what}, not proved`,
    about: deviceName(device),
    merchant,
  });
  if (!isProved) return device;
  if (state === undefined || !from.includes(device.state)) return device;
  const violations = device.violations + (event === SecurityEvent.VIOLATION ? 1 : 0);
  return change(context, device, { state, reason, violations }, PLATFORM, state);
}

/** Screen, keys, reader, printer, the confirmation seen, the payment seen in the portal. */
const ALL_CHECKS = 0b111111;

/** Every test is kept with what was looked at; the first in which everything works accepts the device. */
export function takeTestResult(context: Context, device: DeviceRow, checklist: number): void {
  const { tables } = context.ledger;
  const { id, merchant } = device;
  const at = moment(context);
  const key = `${id}/${String(tables.list("testResult", { device: id }).length + 1).padStart(6, "0")}`;
  tables.put("testResult", key, { key, device: id, merchant, checklist, at });
  const isAccepted = checklist === ALL_CHECKS;
  const what = isAccepted ? "test payment accepted" : "test payment not passed";
  if (isAccepted && device.acceptedAt === "") change(context, device, { acceptedAt: at }, deviceName(device), what);
  else audit(context, { who: deviceName(device), what, about: deviceName(device), merchant });
}

/** Of two moments of this platform. */
function isSameDay(a: string, b: string): boolean {
  return a.slice(0, 10) === b.slice(0, 10);
}

export function faultKey(device: string, number: number): string {
  return `${device}/${String(number).padStart(10, "0")}`;
}

interface SecurityRule {
  readonly what: string;
  readonly state?: DeviceState;
  readonly from: readonly DeviceState[];
  readonly reason: Words | null;
}

const SECURITY_RULES: Readonly<Record<SecurityEvent, SecurityRule>> = {
  [SecurityEvent.TAMPER]: {
    what: "tampering reported",
    state: "locked",
    from: ["assigned", "bound", "active", "suspended"],
    reason: { zh: "设备被攻击", en: "The device was tampered with" },
  },
  [SecurityEvent.FRAUD]: {
    what: "fraud reported",
    state: "suspended",
    from: ["active"],
    reason: { zh: "欺诈风险", en: "A risk of fraud" },
  },
  [SecurityEvent.VIOLATION]: {
    what: "violation reported",
    state: "suspended",
    from: ["active"],
    reason: { zh: "违规使用", en: "A violation of the rules" },
  },
  [SecurityEvent.CLEARED]: { what: "cleared by service", from: [], reason: null },
};

function further(a: FaultRow["state"], b: FaultRow["state"]): FaultRow["state"] {
  return FAULT_STATES.indexOf(a) >= FAULT_STATES.indexOf(b) ? a : b;
}
