/**
 * What every part of the platform works with: tables, time, randomness, the HSM's check of codes, and the way to a person.
 *
 * Every call is made inside a transaction of the ledger whose tables these are.
 */
import type { KeyObject } from "node:crypto";
import type { Outbox } from "./outbox.ts";
import type { AuditRow, CodePurpose, DeviceRow } from "./rows.ts";
import type { Configuration } from "../../configuration/configuration.ts";
import type { Ledger } from "../ledger.ts";

export interface Context {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly random: (length: number) => Uint8Array;
  /** What recognises a code, keyed by the HSM: hexadecimal. */
  readonly codeCheck: (code: string, salt: string) => string;
  readonly outbox: Outbox;
  /** Codes to be given out, for tests and demos; random ones when absent. */
  readonly newCode: ((purpose: CodePurpose) => string) | undefined;
  /** What terminals download; the one that the product ships when absent. */
  readonly configuration?: Configuration | undefined;
  /** Who signs firmware; the published key of tests when absent. */
  readonly releaseKey?: KeyObject | undefined;
}

/** Somebody who does something, as the audit log names him: a login, "terminal 10000001", "platform". */
export type Actor = string;

export const PLATFORM: Actor = "platform";

/** ISO 8601 in UTC. */
export function moment({ now }: Pick<Context, "now">): string {
  return now().toISOString();
}

/** 1, 2, 3...: for each name. */
export function nextNumber({ ledger: { tables } }: Context, name: string): number {
  const last = (tables.get("sequence", name)?.last ?? 0) + 1;
  tables.put("sequence", name, { name, last });
  return last;
}

export type AuditNote = Pick<AuditRow, "who" | "what" | "about"> & Partial<Pick<AuditRow, "merchant" | "old" | "new">>;

const AUDIT_ID_DIGITS = 12;

/** Writes what was done into the audit log; `old` and `new` hold no secret, no identity number and no account. */
export function audit(context: Context, note: AuditNote): void {
  const id = String(nextNumber(context, "audit")).padStart(AUDIT_ID_DIGITS, "0");
  context.ledger.tables.put("audit", id, { id, at: moment(context), merchant: "", old: "", new: "", ...note });
}

/** A device as the audit log names it. */
export function deviceName({ id }: Pick<DeviceRow, "id">): string {
  return `device ${id}`;
}
