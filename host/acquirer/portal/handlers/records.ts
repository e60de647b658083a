/**
 * What has happened: transactions, settlements, faults, security, backups, and the audit log. All of it is read, but for how far a
 * repair is.
 */
import { addDays, dateOf } from "../../platform/calendar.ts";
import { moveFault } from "../../platform/care.ts";
import type { FaultRow } from "../../platform/rows.ts";
import type { AUDIT, FAULT_SERIES } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import * as present from "../present.ts";
import { actor, page, valueOf } from "./call.ts";
import type { Handlers } from "./call.ts";

type Ids =
  | ("listTransactions" | "listSettlements" | "listFaults" | "readFaultSeries" | "moveFault")
  | ("listSecurityReports" | "listBackups" | "listAudit");

const DAYS_USUAL = 30;

export const RECORD_HANDLERS: Handlers<Ids> = {
  listTransactions: ({ view, query }) => {
    const found = view.bookings().filter(({ terminal, batch }) => {
      return terminal === (query.terminal ?? terminal) && batch === (query.batch ?? batch);
    });
    return page(found.reverse(), query, present.transaction);
  },
  listSettlements: ({ view, query }) => {
    const found = view.list("settlement", query.terminal === undefined ? {} : { terminal: query.terminal });
    return page(newestFirst(found), query, present.settlement);
  },
  listFaults: ({ view, query }) => {
    const found = view.list("fault", query.device === undefined ? {} : { device: query.device });
    const wanted = found.filter(({ state }) => state === (query.state ?? state));
    return page(newestFirst(wanted.map((row) => ({ ...row, at: row.reportedAt }))), query, present.fault);
  },
  readFaultSeries: ({ view, context, query: { days = DAYS_USUAL } }) => {
    const operations = view.list("status").reduce((sum, row) => sum + row.operations, 0);
    return faultSeries(view.list("fault"), { days, today: dateOf(context.now()), operations });
  },
  moveFault: ({ view, context, user, parameters, body }) => {
    const { key, note } = view.find("fault", parameters.id.replace("-", "/"));
    return present.fault(valueOf(moveFault(context, key, body.state, body.note ?? note, actor(user))));
  },
  listSecurityReports: ({ view, query }) => page(view.list("securityReport").reverse(), query, present.securityReport),
  listBackups: ({ view, query }) => {
    const found = view.list("backup", query.device === undefined ? {} : { device: query.device });
    return page(newestFirst(found), query, present.backup);
  },
  listAudit: ({ view, query }) => page(view.list("audit").reverse(), query, (row): Value<typeof AUDIT> => row),
};

function newestFirst<Row extends { at: string }>(found: readonly Row[]): Row[] {
  return [...found].sort((a, b) => (a.at < b.at ? 1 : -1));
}

interface Window {
  days: number;
  /** YYYYMMDD. */
  today: string;
  /** Of all the devices that are looked at. */
  operations: number;
}

const THOUSAND = 1_000;

/** Faults of each part on each of the last days, and per thousand operations. */
export function faultSeries(faults: readonly FaultRow[], window: Window): Value<typeof FAULT_SERIES> {
  const { days: length, today, operations } = window;
  const days = Array.from({ length }, (_, index) => addDays(today, index + 1 - length));
  const counts = new Map<number, number[]>();
  for (const { part, count, reportedAt } of faults) {
    const day = days.indexOf(dateOf(new Date(reportedAt)));
    if (day < 0) continue;
    const perDay = counts.get(part) ?? days.map(() => 0);
    counts.set(part, perDay);
    perDay[day] = (perDay[day] ?? 0) + count;
  }
  const parts = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([part, perDay]) => {
      const total = perDay.reduce((sum, count) => sum + count, 0);
      const perThousand = operations === 0 ? 0 : (total * THOUSAND) / operations;
      return { part, perDay, total, perThousand };
    });
  return { days: days.map(present.dashed), parts, operations };
}
