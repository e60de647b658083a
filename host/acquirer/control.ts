/**
 * The control channel of an acquirer that runs as a child process: one JSON object a line, questions on its standard
 * input, answers and events on its standard output. Owns the shapes of both; carries no PAN, no PIN and no key.
 *
 * Whoever holds the other end of the pipes controls the acquirer: there is no such channel on the network.
 */
import type { AcquirerEvent } from "./events.ts";
import type { Fault } from "./faults.ts";
import type { AccountRow, BookingRow, Ledger, NoticeRow, ReversalRow } from "./ledger.ts";

/** An account without what verifies its PIN. */
export type AccountView = Omit<AccountRow, "pinSalt" | "pinCheck">;

export interface LedgerView {
  accounts: AccountView[];
  bookings: BookingRow[];
  reversals: ReversalRow[];
  notices: NoticeRow[];
}

export interface Question {
  id: number;
  ask: "ledger" | "fault";
  fault?: Fault;
}

export type Line =
  | { event: "listening"; host: string; port: number; portal?: number; data: string; pid: number }
  | { event: "message"; message: AcquirerEvent }
  | { id: number; answer: LedgerView | null }
  | { id: number; error: string };

export function viewLedger(ledger: Ledger): LedgerView {
  const accounts = ledger.accounts().map(({ pinSalt: _salt, pinCheck: _check, ...view }) => view);
  return { accounts, bookings: ledger.bookings(), reversals: ledger.reversals(), notices: ledger.notices() };
}

/** @returns undefined when the line is no question */
export function parseQuestion(line: string): Question | undefined {
  try {
    const value = JSON.parse(line) as Partial<Question> | null;
    return typeof value?.id === "number" && typeof value.ask === "string" ? (value as Question) : undefined;
  } catch {
    return undefined;
  }
}
