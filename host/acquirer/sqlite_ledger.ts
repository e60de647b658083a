/**
 * The ledger as one SQLite file in a data folder.
 *
 * What always holds: a transaction that has returned survives kill -9 and a power cut (write-ahead log, one fsync a
 * transaction), and the file is consistent at every moment in between. The folder must be owned (`owner.ts`) before it
 * is opened: that, and nothing else, makes it right to remove the lock folder that a killed process left behind.
 *
 * Why a write-ahead log: node-sqlite3-wasm 0.8.60 locks with a folder beside the database and answers "is it reserved
 * by anybody?" with its own lock, so SQLite takes a hot rollback journal for one in use and never rolls it back: in
 * the default mode a kill during a commit corrupts the file. Recovery of a write-ahead log asks no such question. It
 * needs exclusive locking here, for want of shared memory.
 */
import { closeSync, fsyncSync, openSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Database, Statement } from "node-sqlite3-wasm";
import type { AccountRow, AnswerRow, BookingRow, Ledger, NoticeRow, ReversalRow, TerminalRow } from "./ledger.ts";
import { PLATFORM_SCHEMA, SqliteTables } from "./platform/sqlite_tables.ts";

export const LEDGER_FILE = "ledger.sqlite";
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  CREATE TABLE terminal (
    terminal TEXT PRIMARY KEY, merchant TEXT NOT NULL, merchant_name TEXT NOT NULL, batch TEXT NOT NULL,
    sealed_keys BLOB NOT NULL) STRICT;
  CREATE TABLE account (
    name TEXT PRIMARY KEY, balance INTEGER NOT NULL, credit_limit INTEGER NOT NULL, sale_limit INTEGER NOT NULL,
    lost INTEGER NOT NULL, pin_required INTEGER NOT NULL, pin_salt BLOB NOT NULL, pin_check BLOB NOT NULL,
    wrong_pins INTEGER NOT NULL, last_atc INTEGER NOT NULL) STRICT;
  CREATE TABLE answer (key TEXT PRIMARY KEY, asked TEXT NOT NULL, fields TEXT NOT NULL) STRICT;
  CREATE TABLE booking (
    sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, account TEXT NOT NULL, amount INTEGER NOT NULL,
    reference TEXT NOT NULL, authorisation TEXT NOT NULL, settlement_date TEXT NOT NULL,
    reversed INTEGER NOT NULL) STRICT;
  CREATE TABLE reversal (
    sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL, reason TEXT NOT NULL,
    found INTEGER NOT NULL) STRICT;
  INSERT INTO meta VALUES ('schema', ${SCHEMA_VERSION}), ('reference', 0);
`;

/** Came later; a ledger of before has none. */
const NOTICES = `
  CREATE TABLE IF NOT EXISTS notice (
    sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, results TEXT NOT NULL) STRICT;
`;

type Value = string | number | bigint | boolean | Uint8Array | null;
type Columns = Record<string, unknown>;

export class SqliteLedger implements Ledger {
  readonly tables = new SqliteTables((sql, values) => this.#all(sql, values));
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  /**
   * @param directory an existing folder that this process owns
   * @throws Error when the file cannot be opened or was made by another version
   */
  constructor(directory: string) {
    const file = join(directory, LEDGER_FILE);
    rmSync(`${file}.lock`, { recursive: true, force: true });
    // Loaded when a ledger is opened: other commands of the bundle do not wait for it.
    const sqlite = createRequire(import.meta.url)("node-sqlite3-wasm") as typeof import("node-sqlite3-wasm");
    this.#database = new sqlite.Database(file);
    this.#database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    this.#open();
    syncDirectory(directory);
  }

  transaction<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  terminal(terminal: string): TerminalRow | undefined {
    const row = this.#get("SELECT * FROM terminal WHERE terminal = ?", [terminal]);
    return row === undefined
      ? undefined
      : {
          terminal: text(row.terminal),
          merchant: text(row.merchant),
          merchantName: text(row.merchant_name),
          batch: text(row.batch),
          sealedKeys: bytes(row.sealed_keys),
        };
  }

  putTerminal(row: TerminalRow): void {
    const values = [row.terminal, row.merchant, row.merchantName, row.batch, row.sealedKeys];
    this.#run("INSERT OR REPLACE INTO terminal VALUES (?, ?, ?, ?, ?)", values);
  }

  account(name: string): AccountRow | undefined {
    const row = this.#get("SELECT * FROM account WHERE name = ?", [name]);
    return row === undefined ? undefined : accountRow(row);
  }

  putAccount(row: AccountRow): void {
    const { name, balance, creditLimit, saleLimit, lost, pinRequired, pinSalt, pinCheck, wrongPins, lastAtc } = row;
    this.#run("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
      ...[name, balance, creditLimit, saleLimit, lost, pinRequired, pinSalt, pinCheck, wrongPins, lastAtc],
    ]);
  }

  accounts(): AccountRow[] {
    return this.#all("SELECT * FROM account ORDER BY name").map(accountRow);
  }

  answered(key: string): AnswerRow | undefined {
    const row = this.#get("SELECT * FROM answer WHERE key = ?", [key]);
    return row === undefined
      ? undefined
      : { key: text(row.key), asked: text(row.asked), fields: parseFields(text(row.fields)) };
  }

  putAnswer(row: AnswerRow): void {
    this.#run("INSERT INTO answer VALUES (?, ?, ?)", [row.key, row.asked, formatFields(row.fields)]);
  }

  booking(key: string): BookingRow | undefined {
    const row = this.#get("SELECT * FROM booking WHERE key = ?", [key]);
    return row === undefined ? undefined : bookingRow(row);
  }

  putBooking(row: BookingRow): void {
    const sql = `INSERT INTO booking (key, account, amount, reference, authorisation, settlement_date, reversed)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET reversed = excluded.reversed`;
    const { key, account, amount, reference, authorisation, settlementDate, reversed } = row;
    this.#run(sql, [key, account, amount, reference, authorisation, settlementDate, reversed]);
  }

  bookings(): BookingRow[] {
    return this.#all("SELECT * FROM booking ORDER BY sequence").map(bookingRow);
  }

  bookingsOf(batch: string): BookingRow[] {
    // A key ends in "/" here, and "0" is the next character: the index finds them, as LIKE does not.
    const sql = "SELECT * FROM booking WHERE key >= ? AND key < ? ORDER BY sequence";
    return this.#all(sql, [batch, `${batch.slice(0, -1)}0`]).map(bookingRow);
  }

  reversal(key: string): ReversalRow | undefined {
    const row = this.#get("SELECT * FROM reversal WHERE key = ?", [key]);
    return row === undefined ? undefined : reversalRow(row);
  }

  putReversal(row: ReversalRow): void {
    const sql = "INSERT INTO reversal (key, amount, reason, found) VALUES (?, ?, ?, ?)";
    this.#run(sql, [row.key, row.amount, row.reason, row.found]);
  }

  reversals(): ReversalRow[] {
    return this.#all("SELECT * FROM reversal ORDER BY sequence").map(reversalRow);
  }

  notice(key: string): NoticeRow | undefined {
    const row = this.#get("SELECT * FROM notice WHERE key = ?", [key]);
    return row === undefined ? undefined : noticeRow(row);
  }

  putNotice(row: NoticeRow): void {
    this.#run("INSERT INTO notice (key, results) VALUES (?, ?)", [row.key, row.results]);
  }

  notices(): NoticeRow[] {
    return this.#all("SELECT * FROM notice ORDER BY sequence").map(noticeRow);
  }

  nextReference(): number {
    const row = this.#get("UPDATE meta SET value = value + 1 WHERE name = 'reference' RETURNING value", []);
    return Number(row?.value);
  }

  close(): void {
    if (!this.#database.isOpen) return;
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#database.close();
  }

  #open(): void {
    const made = this.#all("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").length > 0;
    if (!made) this.transaction(() => this.#database.exec(SCHEMA));
    const version = this.#get("SELECT value FROM meta WHERE name = 'schema'", []);
    if (Number(version?.value) === SCHEMA_VERSION) return this.#database.exec(NOTICES + PLATFORM_SCHEMA);
    this.close();
    throw new Error("the ledger was made by another version of tillcore");
  }

  #run(sql: string, values: Value[]): void {
    this.#execute(sql, (statement) => statement.run(values));
  }

  #get(sql: string, values: Value[]): Columns | undefined {
    return this.#all(sql, values)[0];
  }

  /** To the last row: a statement left half-way would bar the commit. */
  #all(sql: string, values: Value[] = []): Columns[] {
    return this.#execute(sql, (statement) => statement.all(values) as Columns[]);
  }

  /** Statements live in the module's own memory until finalized, so each text is prepared once; a failed one is let go. */
  #execute<T>(sql: string, work: (statement: Statement) => T): T {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    try {
      const result = work(statement);
      this.#statements.set(sql, statement);
      return result;
    } catch (error) {
      this.#statements.delete(sql);
      finalize(statement);
      throw error;
    }
  }
}

/** Finalizing a statement that has failed repeats its error. */
function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    return;
  }
}

/** The names of the database and its log must outlive a power cut as well; the library does not see to that. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return; // a folder cannot be opened there
  const descriptor = openSync(directory, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

const text = (value: unknown): string => String(value);
const bytes = (value: unknown): Uint8Array => new Uint8Array(value as Uint8Array);

function accountRow(row: Columns): AccountRow {
  return {
    name: text(row.name),
    balance: Number(row.balance),
    creditLimit: Number(row.credit_limit),
    saleLimit: Number(row.sale_limit),
    lost: Number(row.lost) === 1,
    pinRequired: Number(row.pin_required) === 1,
    pinSalt: bytes(row.pin_salt),
    pinCheck: bytes(row.pin_check),
    wrongPins: Number(row.wrong_pins),
    lastAtc: Number(row.last_atc),
  };
}

function bookingRow(row: Columns): BookingRow {
  return {
    key: text(row.key),
    account: text(row.account),
    amount: Number(row.amount),
    reference: text(row.reference),
    authorisation: text(row.authorisation),
    settlementDate: text(row.settlement_date),
    reversed: Number(row.reversed) === 1,
  };
}

function reversalRow(row: Columns): ReversalRow {
  return {
    key: text(row.key),
    amount: Number(row.amount),
    reason: text(row.reason),
    found: Number(row.found) === 1,
  };
}

function noticeRow(row: Columns): NoticeRow {
  return { key: text(row.key), results: text(row.results) };
}

/** JSON of `[number, text]` and, for bytes, `[number, hexadecimal, "b"]`. */
function formatFields(fields: AnswerRow["fields"]): string {
  return JSON.stringify(
    fields.map(([field, value]) =>
      typeof value === "string" ? [field, value] : [field, Buffer.from(value).toString("hex"), "b"],
    ),
  );
}

function parseFields(json: string): AnswerRow["fields"] {
  const entries = JSON.parse(json) as Array<[field: number, value: string, kind?: "b"]>;
  return entries.map(([field, value, kind]) => [
    field,
    kind === "b" ? new Uint8Array(Buffer.from(value, "hex")) : value,
  ]);
}
