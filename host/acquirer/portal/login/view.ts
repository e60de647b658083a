/**
 * The only way from the portal to rows: staff see all of them, a merchant's owner those of his own merchant.
 *
 * What always holds: a table that does not say here whose its rows are is for staff alone; a row of somebody else is not found,
 * just as one that is not there.
 */
import type { BookingRow, Ledger } from "../../ledger.ts";
import type { PlatformRows, TableName } from "../../platform/rows.ts";
import type { Tables, Where } from "../../platform/tables.ts";
import { PortalError } from "../errors.ts";
import type { User } from "./users.ts";

type Row = PlatformRows[TableName];

/** Merchant number of whom a row is; "" for nobody. */
type MerchantOf<Name extends TableName> = (row: PlatformRows[Name], tables: Tables) => string;

const MERCHANT_OF: { readonly [Name in TableName]?: MerchantOf<Name> } = {
  application: ({ merchant }) => merchant,
  merchant: ({ merchant }) => merchant,
  device: ({ merchant }) => merchant,
  code: ({ merchant }) => merchant,
  limitRequest: ({ merchant }) => merchant,
  fault: ({ merchant }) => merchant,
  status: ({ merchant }) => merchant,
  securityReport: ({ merchant }) => merchant,
  settlement: ({ merchant }) => merchant,
  backup: ({ device }, tables) => tables.get("device", device)?.merchant ?? "",
};

export class View {
  readonly #ledger: Ledger;
  readonly #user: User;

  constructor(ledger: Ledger, user: User) {
    this.#ledger = ledger;
    this.#user = user;
  }

  /** Identity numbers, accounts and telephone numbers are shown whole to whoever decides on them. */
  get showsPersonal(): boolean {
    return this.#user.role === "reviewer";
  }

  /** In order of keys. */
  list<Name extends TableName>(table: Name, where?: Where<PlatformRows[Name]>): Array<PlatformRows[Name]> {
    return this.#ledger.tables.list(table, where).filter((row) => this.#isSeen(table, row));
  }

  get<Name extends TableName>(table: Name, key: string): PlatformRows[Name] | undefined {
    const row = this.#ledger.tables.get(table, key);
    return row !== undefined && this.#isSeen(table, row) ? row : undefined;
  }

  /** @throws PortalError NOT_FOUND */
  find<Name extends TableName>(table: Name, key: string): PlatformRows[Name] {
    const row = this.get(table, key);
    if (row === undefined) throw new PortalError("NOT_FOUND");
    return row;
  }

  /** In order of booking, with the parts of their keys. */
  bookings(): Array<BookingRow & BookingPlace> {
    const placed = this.#ledger.bookings().map((row) => ({ ...row, ...placeOf(row.key) }));
    return placed.filter(({ merchant }) => this.#isOwn(merchant));
  }

  #isSeen(table: TableName, row: Row): boolean {
    if (this.#user.role !== "owner") return true;
    const merchantOf = MERCHANT_OF[table] as ((row: Row, tables: Tables) => string) | undefined;
    if (merchantOf === undefined) return false;
    const isHandedIn = table === "application" && (this.#user.applications ?? []).includes((row as { id: string }).id);
    return isHandedIn || this.#isOwn(merchantOf(row, this.#ledger.tables));
  }

  #isOwn(merchant: string): boolean {
    const { role, merchant: own = "" } = this.#user;
    return role !== "owner" || (own !== "" && merchant === own);
  }
}

export interface BookingPlace {
  merchant: string;
  terminal: string;
  batch: string;
  stan: string;
}

/** The reverse of `messageKey`. */
function placeOf(key: string): BookingPlace {
  const [merchant = "", terminal = "", batch = "", stan = ""] = key.split("/");
  return { merchant, terminal, batch, stan };
}
