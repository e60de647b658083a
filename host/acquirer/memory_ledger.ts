/**
 * A ledger in memory, for simulations: as atomic as the one on disk, gone with the process.
 *
 * A transaction that throws is undone change by change, last one first, so that it costs only what it touched.
 */
import { batchOfKey } from "./ledger.ts";
import type { AccountRow, AnswerRow, BookingRow, Ledger, NoticeRow, ReversalRow, TerminalRow } from "./ledger.ts";
import { MemoryTables } from "./platform/tables.ts";

export class MemoryLedger implements Ledger {
  readonly tables = new MemoryTables((step) => this.#changing().push(step));
  readonly #terminals = new Map<string, TerminalRow>();
  readonly #accounts = new Map<string, AccountRow>();
  readonly #answers = new Map<string, AnswerRow>();
  readonly #bookings = new Map<string, BookingRow>();
  /** Keys of the bookings of each batch. */
  readonly #batches = new Map<string, string[]>();
  readonly #reversals = new Map<string, ReversalRow>();
  readonly #notices = new Map<string, NoticeRow>();
  #reference = 0;
  #undo: Array<() => void> | undefined;

  transaction<T>(work: () => T): T {
    if (this.#undo !== undefined) throw new Error("ledger transactions do not nest");
    const undo: Array<() => void> = [];
    this.#undo = undo;
    try {
      return work();
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  terminal(terminal: string): TerminalRow | undefined {
    return this.#terminals.get(terminal);
  }

  putTerminal(row: TerminalRow): void {
    this.#put(this.#terminals, row.terminal, { ...row, sealedKeys: row.sealedKeys.slice() });
  }

  account(name: string): AccountRow | undefined {
    return this.#accounts.get(name);
  }

  putAccount(row: AccountRow): void {
    this.#put(this.#accounts, row.name, row);
  }

  accounts(): AccountRow[] {
    return [...this.#accounts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  answered(key: string): AnswerRow | undefined {
    return this.#answers.get(key);
  }

  putAnswer(row: AnswerRow): void {
    this.#add(this.#answers, row.key, { ...row });
  }

  booking(key: string): BookingRow | undefined {
    return this.#bookings.get(key);
  }

  putBooking(row: BookingRow): void {
    const before = this.#bookings.get(row.key);
    if (before === undefined) this.#join(row.key);
    this.#replace(this.#bookings, row.key, before, { ...row });
  }

  bookings(): BookingRow[] {
    return [...this.#bookings.values()];
  }

  bookingsOf(batch: string): BookingRow[] {
    return (this.#batches.get(batch) ?? []).map((key) => this.#bookings.get(key)!);
  }

  reversal(key: string): ReversalRow | undefined {
    return this.#reversals.get(key);
  }

  putReversal(row: ReversalRow): void {
    this.#add(this.#reversals, row.key, { ...row });
  }

  reversals(): ReversalRow[] {
    return [...this.#reversals.values()];
  }

  notice(key: string): NoticeRow | undefined {
    return this.#notices.get(key);
  }

  putNotice(row: NoticeRow): void {
    this.#add(this.#notices, row.key, { ...row });
  }

  notices(): NoticeRow[] {
    return [...this.#notices.values()];
  }

  nextReference(): number {
    const before = this.#reference;
    this.#changing().push(() => (this.#reference = before));
    return (this.#reference = before + 1);
  }

  close(): void {}

  #join(key: string): void {
    const batch = batchOfKey(key);
    const known = this.#batches.get(batch);
    const keys = known ?? [];
    this.#changing().push(() => keys.pop());
    if (known === undefined) this.#batches.set(batch, keys);
    keys.push(key);
  }

  #add<Row>(rows: Map<string, Row>, key: string, row: Row): void {
    if (rows.has(key)) throw new Error("this row of the ledger is written once");
    this.#replace(rows, key, undefined, row);
  }

  #put<Row>(rows: Map<string, Row>, key: string, row: Row): void {
    this.#replace(rows, key, rows.get(key), row);
  }

  #replace<Row>(rows: Map<string, Row>, key: string, before: Row | undefined, row: Row): void {
    this.#changing().push(() => (before === undefined ? rows.delete(key) : rows.set(key, before)));
    rows.set(key, row);
  }

  #changing(): Array<() => void> {
    if (this.#undo === undefined) throw new Error("the ledger is changed outside a transaction");
    return this.#undo;
  }
}
