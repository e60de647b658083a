/**
 * Rows of the platform as the portal shows them: names of states, days with dashes, nothing where there is nothing, personal
 * data masked. Pure.
 */
import { RegistrationState, SecurityEvent } from "../../../assembly/abi_platform.ts";
import { maskAccount, maskIdentity, maskPhone } from "../platform/views.ts";
import type * as platform from "../platform/rows.ts";
import type * as rows from "./api/rows.ts";
import { DOCUMENTS, RESULTS } from "./api/rows.ts";
import type { Value } from "./api/schema.ts";
import type { BookingPlace } from "./login/view.ts";
import type { BookingRow } from "../ledger.ts";

export type Application = Value<typeof rows.APPLICATION>;
export type Merchant = Value<typeof rows.MERCHANT>;
export type Device = Value<typeof rows.DEVICE>;
export type Limits = Value<typeof rows.LIMITS>;
export type ApplicationState = Application["state"];

const STATES: ReadonlyMap<RegistrationState, ApplicationState> = new Map([
  [RegistrationState.SUBMITTED, "submitted"],
  [RegistrationState.IN_REVIEW, "inReview"],
  [RegistrationState.REJECTED, "rejected"],
  [RegistrationState.APPROVED, "approved"],
  [RegistrationState.CONTRACTED, "contracted"],
]);

const EVENTS = new Map([
  [SecurityEvent.TAMPER, "tamper"],
  [SecurityEvent.FRAUD, "fraud"],
  [SecurityEvent.VIOLATION, "violation"],
  [SecurityEvent.CLEARED, "cleared"],
] as const);

export function application(row: platform.ApplicationRow, showsPersonal: boolean): Application {
  return {
    ...{ id: row.id, name: row.name, category: row.category, licence: row.licence },
    ...personal(row, showsPersonal),
    identity: showsPersonal ? row.identity : maskIdentity(row.identity),
    documents: documentsOf(row.documents),
    state: STATES.get(row.state) ?? "submitted",
    submittedAt: row.submittedAt,
    ...present({ device: row.serial, merchant: row.merchant, terminal: row.terminal, dueDate: dashed(row.dueDate) }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...{ deposit: row.deposit, depositPaid: row.depositPaid },
  };
}

export function merchant(row: platform.MerchantRow, devices: number, showsPersonal: boolean): Merchant {
  const { name, category, institution, state } = row;
  return {
    ...{ merchant: row.merchant, name, isSuspended: state === "suspended", devices },
    ...present({ category, institution }),
    ...personal(row, showsPersonal),
  };
}

/** @param today YYYYMMDD */
export function device(
  row: platform.DeviceRow,
  today: string,
  { name, code }: { name: string; code: platform.CodeRow | undefined },
): Device {
  const isExpired = row.state === "active" && row.termUntil !== "" && row.termUntil < today;
  return {
    ...{ id: row.id, state: isExpired ? "expired" : row.state, firmware: row.firmware },
    ...present({ merchant: row.merchant, merchantName: name, terminal: row.terminal }),
    ...present({ termFrom: dashed(row.termFrom), termUntil: dashed(row.termUntil) }),
    ...present({ seenAt: row.lastSeen, acceptedAt: row.acceptedAt }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(code === undefined || code.spent
      ? {}
      : { triesLeft: code.triesLeft, ...present({ codeUntil: code.expiresAt }) }),
  };
}

export function limits({ payment, day, debit, credit, stripe }: Limits): Limits {
  return { payment, day, debit, credit, stripe };
}

export function transaction(row: BookingRow & BookingPlace): Value<typeof rows.TRANSACTION> {
  const { reference, merchant, terminal, batch, stan, amount, authorisation, settlementDate, reversed } = row;
  return { reference, merchant, terminal, batch, stan, amount, authorisation, settlementDate, isReversed: reversed };
}

export function settlement(row: platform.SettlementRow): Value<typeof rows.SETTLEMENT> {
  const { merchant, terminal, batch, debitCount, debitAmount, creditCount, creditAmount, at } = row;
  const totals = { debitCount, debitAmount, creditCount, creditAmount };
  return { merchant, terminal, batch, ...totals, result: RESULTS[row.result - 1] ?? "error", at };
}

export function fault(row: platform.FaultRow): Value<typeof rows.FAULT> {
  const { key, device, merchant, part, code, count, state, reportedAt, note } = row;
  return { id: key.replace("/", "-"), device, merchant, part, code, count, state, at: reportedAt, note };
}

export function securityReport(row: platform.SecurityReportRow): Value<typeof rows.SECURITY_REPORT> {
  const { id, device, merchant, event, isUnproved, reportedAt } = row;
  const told = isUnproved === true ? "unproved" : (EVENTS.get(event) ?? "other");
  return { id, device, merchant, event: told, at: reportedAt };
}

export function backup({ device, generation, blocks, at }: platform.BackupRow): Value<typeof rows.BACKUP> {
  return { device, generation, blocks, isWhole: blocks > 0, at };
}

export function documentsOf(bits: number): Application["documents"] {
  return DOCUMENTS.filter((_, index) => ((bits >> index) & 1) === 1);
}

export function bitsOf(documents: Application["documents"]): number {
  return documents.reduce((bits, document) => bits | (1 << DOCUMENTS.indexOf(document)), 0);
}

type Personal = Pick<platform.MerchantRow, "account" | "contact" | "phone">;

function personal({ account, contact, phone }: Personal, isShown: boolean): Personal {
  if (isShown) return { account, contact, phone };
  return { account: maskAccount(account), contact: maskContact(contact), phone: maskPhone(phone) };
}

/** The family name. */
function maskContact(name: string): string {
  const [first = "", ...rest] = name;
  return `${first}${"*".repeat(rest.length)}`;
}

/** YYYY-MM-DD of YYYYMMDD; "" stays. */
export function dashed(date: string): string {
  return date === "" ? "" : `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
}

/** Without those that are empty. */
function present<T extends Record<string, string>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) as Partial<T>;
}
