/**
 * The platform's tables in the ledger's SQLite file: one table of keys and JSON.
 *
 * Knows no row; what is read has been written by `put`.
 */
import type { PlatformRows, TableName } from "./rows.ts";
import type { Tables, Where } from "./tables.ts";

export const PLATFORM_SCHEMA = `
  CREATE TABLE IF NOT EXISTS platform (
    name TEXT NOT NULL, key TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (name, key)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS platform_terminal ON platform (name, json_extract(row, '$.terminal'));
  CREATE INDEX IF NOT EXISTS platform_merchant ON platform (name, json_extract(row, '$.merchant'));
  CREATE INDEX IF NOT EXISTS platform_device ON platform (name, json_extract(row, '$.device'));
`;

/** Runs a statement to its last row. */
export type Query = (sql: string, values: Array<string | number>) => Array<Record<string, unknown>>;

export class SqliteTables implements Tables {
  readonly #query: Query;

  constructor(query: Query) {
    this.#query = query;
  }

  get<Name extends TableName>(table: Name, key: string): PlatformRows[Name] | undefined {
    const [found] = this.#query("SELECT row FROM platform WHERE name = ? AND key = ?", [table, key]);
    return found === undefined ? undefined : (rowOf(found) as PlatformRows[Name]);
  }

  put<Name extends TableName>(table: Name, key: string, row: PlatformRows[Name]): void {
    this.#query("INSERT OR REPLACE INTO platform VALUES (?, ?, ?)", [table, key, JSON.stringify(row)]);
  }

  remove(table: TableName, key: string): void {
    this.#query("DELETE FROM platform WHERE name = ? AND key = ?", [table, key]);
  }

  list<Name extends TableName>(table: Name, where: Where<PlatformRows[Name]> = {}): Array<PlatformRows[Name]> {
    const wanted = Object.entries(where) as Array<[name: string, value: string | number]>;
    // The names are those of the code's own row types; only values come from outside.
    const conditions = wanted.map(([name]) => ` AND json_extract(row, '$.${name}') = ?`).join("");
    const sql = `SELECT row FROM platform WHERE name = ?${conditions} ORDER BY key`;
    return this.#query(sql, [table, ...wanted.map(([, value]) => value)]).map(
      (row) => rowOf(row) as PlatformRows[Name],
    );
  }
}

function rowOf({ row }: Record<string, unknown>): unknown {
  return JSON.parse(String(row));
}
