/**
 * Typed tables of plain JSON rows beside the ledger, changed inside its transactions.
 *
 * A row is replaced, never changed; a store gives back what was put, in order of keys. The two stores, in memory and in SQLite
 * (`sqlite_tables.ts`), cannot be told apart. Knows no rule of business.
 */
import type { PlatformRows, TableName } from "./rows.ts";

/** Top-level properties that rows must have, texts and numbers. */
export type Where<Row> = { readonly [Name in keyof Row]?: Row[Name] & (string | number) };

export interface Tables {
  get<Name extends TableName>(table: Name, key: string): PlatformRows[Name] | undefined;
  /** In place of the row of this key, if there is one; inside a transaction. */
  put<Name extends TableName>(table: Name, key: string, row: PlatformRows[Name]): void;
  /** Whether or not there is one; inside a transaction. */
  remove(table: TableName, key: string): void;
  /** In order of keys. */
  list<Name extends TableName>(table: Name, where?: Where<PlatformRows[Name]>): Array<PlatformRows[Name]>;
}

/** Takes note of how a change is undone; throws outside a transaction. */
export type Undo = (step: () => void) => void;

export class MemoryTables implements Tables {
  readonly #tables = new Map<TableName, Map<string, PlatformRows[TableName]>>();
  readonly #undo: Undo;

  constructor(undo: Undo) {
    this.#undo = undo;
  }

  get<Name extends TableName>(table: Name, key: string): PlatformRows[Name] | undefined {
    return this.#rows(table).get(key);
  }

  put<Name extends TableName>(table: Name, key: string, row: PlatformRows[Name]): void {
    const rows = this.#rows(table);
    const before = rows.get(key);
    this.#undo(() => (before === undefined ? rows.delete(key) : rows.set(key, before)));
    rows.set(key, row);
  }

  remove(table: TableName, key: string): void {
    const rows = this.#rows(table);
    const before = rows.get(key);
    if (before === undefined) return;
    this.#undo(() => rows.set(key, before));
    rows.delete(key);
  }

  list<Name extends TableName>(table: Name, where: Where<PlatformRows[Name]> = {}): Array<PlatformRows[Name]> {
    const wanted = Object.keys(where) as Array<keyof PlatformRows[Name]>;
    const rows = this.#rows(table);
    const keys: string[] = [];
    for (const [key, row] of rows) if (wanted.every((name) => row[name] === where[name])) keys.push(key);
    return keys.sort().map((key) => rows.get(key)!);
  }

  /** Puts every row of these tables into others. */
  copyTo(tables: Tables): void {
    for (const [name, rows] of this.#tables) for (const [key, row] of rows) tables.put(name, key, row);
  }

  #rows<Name extends TableName>(table: Name): Map<string, PlatformRows[Name]> {
    let rows = this.#tables.get(table);
    if (rows === undefined) this.#tables.set(table, (rows = new Map<string, PlatformRows[TableName]>()));
    return rows as unknown as Map<string, PlatformRows[Name]>;
  }
}
