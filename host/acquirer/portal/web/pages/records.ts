/** What has happened: transactions, settlements, faults with their charts, security, backups, users, the audit log. */
import type * as rows from "../../api/rows.ts";
import type { Value } from "../../api/schema.ts";
import { GIVEN } from "../../login/roles.ts";
import { barChart, dayChart } from "../chart.ts";
import { call, mayCall } from "../client.ts";
import { ask } from "../dialog.ts";
import { el, fill } from "../dom.ts";
import { moment, money, said, t } from "../shown.ts";
import { listOf } from "../table.ts";
import * as texts from "../texts.ts";
import { badge, deed, optionsOf } from "./page.ts";
import type { Page } from "./page.ts";

type Transaction = Value<typeof rows.TRANSACTION>;
type Settlement = Value<typeof rows.SETTLEMENT>;
type Fault = Value<typeof rows.FAULT>;
type Report = Value<typeof rows.SECURITY_REPORT>;
type Backup = Value<typeof rows.BACKUP>;
type Line = Value<typeof rows.AUDIT>;
type User = Value<typeof rows.USER>;

const partText = (part: number): string => {
  const text = texts.PART_TEXTS[part];
  return text === undefined ? String(part) : said(text);
};

export const TRANSACTIONS: Page = {
  title: "transactions",
  reads: "listTransactions",
  show: (_, report) =>
    listOf<Transaction>(
      {
        title: "transactions",
        columns: [
          { title: "reference", show: ({ reference }) => reference },
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "terminal", show: ({ terminal }) => terminal },
          { title: "batch", show: ({ batch }) => batch },
          { title: "stan", show: ({ stan }) => stan },
          { title: "amount", show: ({ amount }) => money(amount), isNumber: true },
          { title: "authorisation", show: ({ authorisation }) => authorisation },
          { title: "settlementDate", show: ({ settlementDate }) => settlementDate },
          { title: "isReversed", show: ({ isReversed }) => (isReversed ? t("yes") : t("no")) },
        ],
        load: (query) => call("listTransactions", { query }),
      },
      report,
    ),
};

export const SETTLEMENTS: Page = {
  title: "settlements",
  reads: "listSettlements",
  show: (_, report) =>
    listOf<Settlement>(
      {
        title: "settlements",
        columns: [
          { title: "time", show: ({ at }) => moment(at) },
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "terminal", show: ({ terminal }) => terminal },
          { title: "batch", show: ({ batch }) => batch },
          {
            title: "debits",
            show: ({ debitCount, debitAmount }) => `${debitCount} / ${money(debitAmount)}`,
            isNumber: true,
          },
          {
            title: "credits",
            show: ({ creditCount, creditAmount }) => `${creditCount} / ${money(creditAmount)}`,
            isNumber: true,
          },
          { title: "result", show: ({ result }) => badge(result, texts.RESULT_TEXTS[result]) },
        ],
        load: (query) => call("listSettlements", { query }),
      },
      report,
    ),
};

export const FAULTS: Page = {
  title: "faults",
  reads: "listFaults",
  show: (session, report) => {
    const charts = el("section", { class: "charts" });
    drawFaults(charts).catch(report);
    const list = listOf<Fault>(
      {
        title: "faults",
        columns: [
          { title: "time", show: ({ at }) => moment(at) },
          { title: "device", show: ({ device }) => device },
          { title: "part", show: ({ part }) => partText(part) },
          { title: "faultCode", show: ({ code }) => code, isNumber: true },
          { title: "count", show: ({ count }) => count, isNumber: true },
          { title: "state", show: ({ state }) => badge(state, texts.FAULT_STATE_TEXTS[state]) },
        ],
        filters: [{ name: "state", label: "state", options: optionsOf(texts.FAULT_STATE_TEXTS) }],
        actions: deed<Fault>(session, {
          name: "move",
          needs: "moveFault",
          when: ({ state }) => state !== "verified",
          fields: ({ state, note }) => [
            {
              ...{ name: "state", label: "state", kind: "choice", value: state },
              options: optionsOf(texts.FAULT_STATE_TEXTS),
            },
            { name: "note", label: "note", maxLength: 200, value: note, isOptional: true },
          ],
          run: ({ id }, { state, note }) =>
            call("moveFault", { parameters: { id }, body: { state: state as Fault["state"], note: String(note) } }),
        }),
        load: (paging, filters) => call("listFaults", { query: { ...paging, ...filters } }),
      },
      report,
    );
    return el("div", {}, list, charts);
  },
};

const CHART_DAYS = 30;

async function drawFaults(place: HTMLElement): Promise<void> {
  const { days, parts, operations } = await call("readFaultSeries", { query: { days: CHART_DAYS } });
  if (parts.length === 0) return;
  const lines = parts.map(({ part, perDay }) => ({ label: partText(part), values: perDay }));
  const bars = parts.map(({ part, perThousand }) => ({ label: partText(part), value: perThousand }));
  const counted = `${t("perThousand")} · ${t("operations")} ${operations}`;
  fill(
    place,
    el("figure", {}, el("figcaption", {}, t("perDay")), dayChart(days, lines)),
    el("figure", {}, el("figcaption", {}, counted), barChart(t("perThousand"), bars)),
  );
}

export const SECURITY: Page = {
  title: "security",
  reads: "listSecurityReports",
  show: (_, report) =>
    listOf<Report>(
      {
        title: "security",
        columns: [
          { title: "time", show: ({ at }) => moment(at) },
          { title: "device", show: ({ device }) => device },
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "event", show: ({ event }) => badge(event, texts.EVENT_TEXTS[event]) },
        ],
        load: (query) => call("listSecurityReports", { query }),
      },
      report,
    ),
};

export const BACKUPS: Page = {
  title: "backups",
  reads: "listBackups",
  show: (_, report) =>
    listOf<Backup>(
      {
        title: "backups",
        columns: [
          { title: "time", show: ({ at }) => moment(at) },
          { title: "device", show: ({ device }) => device },
          { title: "generation", show: ({ generation }) => generation, isNumber: true },
          { title: "blocks", show: ({ blocks }) => blocks, isNumber: true },
          { title: "isWhole", show: ({ isWhole }) => (isWhole ? t("yes") : t("no")) },
        ],
        load: (query) => call("listBackups", { query }),
      },
      report,
    ),
};

export const USERS: Page = {
  title: "users",
  reads: "listUsers",
  show: (session, report) => {
    const lock = (isLocked: boolean): ReturnType<typeof deed<User>> =>
      deed<User>(session, {
        name: isLocked ? "lock" : "unlock",
        needs: "lockUser",
        when: (row) => row.role === "owner" && row.isLocked !== isLocked,
        run: ({ name }) => call("lockUser", { parameters: { name }, body: { isLocked } }),
      });
    return listOf<User>(
      {
        title: "users",
        columns: [
          { title: "user", show: ({ name }) => name },
          { title: "role", show: ({ role }) => said(texts.ROLE_TEXTS[role]) },
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "isLocked", show: ({ isLocked }) => (isLocked ? t("yes") : t("no")) },
        ],
        buttons: [
          ...(mayCall("addOwner", session) ? [{ name: "addOwner", run: addOwner } as const] : []),
          ...(mayCall("addStaff", session) ? [{ name: "addStaff", run: addStaff } as const] : []),
        ],
        actions: [...lock(true), ...lock(false)],
        load: (query) => call("listUsers", { query }),
      },
      report,
    );
  },
};

function addOwner(): Promise<boolean> {
  return ask({
    title: "addOwner",
    fields: [
      { name: "name", label: "user", maxLength: 32 },
      { name: "merchant", label: "merchant", maxLength: 15 },
      { name: "password", label: "firstPassword", kind: "password", maxLength: 128 },
    ],
    send: async ({ name, merchant, password }) => {
      await call("addOwner", {
        body: { name: String(name), merchant: String(merchant), password: String(password) },
      });
    },
  });
}

function addStaff(): Promise<boolean> {
  const roles = optionsOf(texts.ROLE_TEXTS).filter(([role]) => GIVEN.some((given) => given === role));
  return ask({
    title: "addStaff",
    fields: [
      { name: "name", label: "user", maxLength: 32 },
      { name: "role", label: "role", kind: "choice", options: roles },
      { name: "password", label: "firstPassword", kind: "password", maxLength: 128 },
    ],
    send: async ({ name, role, password }) => {
      const body = { name: String(name), role: role as (typeof GIVEN)[number], password: String(password) };
      await call("addStaff", { body });
    },
  });
}

export const AUDIT: Page = {
  title: "audit",
  reads: "listAudit",
  show: (_, report) =>
    listOf<Line>(
      {
        title: "audit",
        columns: [
          { title: "time", show: ({ at }) => moment(at) },
          { title: "who", show: ({ who }) => who },
          { title: "what", show: ({ what }) => what },
          { title: "about", show: ({ about }) => about },
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "before", show: (row) => row.old },
          { title: "after", show: (row) => row.new },
        ],
        load: (query) => call("listAudit", { query }),
      },
      report,
    ),
};
