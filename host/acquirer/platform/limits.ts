/**
 * What a terminal may take: per payment, per day, per kind of card; fen, 0 for no limit. A terminal's own come before its
 * merchant's. A merchant asks for others; somebody of the platform grants them.
 */
import { audit, moment, nextNumber } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { isText } from "./applications.ts";
import { makeDue } from "./devices.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { LimitRequestRow, LimitsRow } from "./rows.ts";

export type Limits = Omit<LimitsRow, "key">;

/** Of whoever has none of his own: 50 000 yuan a payment, 200 000 a day. */
export const STANDARD_LIMITS: Limits = {
  payment: 5_000_000,
  day: 20_000_000,
  debit: 0,
  credit: 0,
  stripe: 0,
};
const LIMIT_MAX = 999_999_999_999;
const WHY_LENGTH_MAX = 200;
const NAMES = ["payment", "day", "debit", "credit", "stripe"] as const;

/** Whose limits: "merchant/..." or "terminal/...". */
export function limitsKey(of: "merchant" | "terminal", number: string): string {
  return `${of}/${number}`;
}

export function limitsOf({ ledger: { tables } }: Context, terminal: string, merchant: string): Limits {
  const row =
    tables.get("limits", limitsKey("terminal", terminal)) ?? tables.get("limits", limitsKey("merchant", merchant));
  return row ?? STANDARD_LIMITS;
}

/** The terminals that they are for are told to fetch them. */
export function setLimits(context: Context, key: string, limits: Limits, who: Actor): Result<LimitsRow> {
  const { tables } = context.ledger;
  if (!areLimits(limits)) return refuse("LIMIT");
  const [of, number = ""] = key.split("/");
  const merchant = of === "terminal" ? context.ledger.terminal(number)?.merchant : number;
  if (merchant === undefined || tables.get("merchant", merchant) === undefined) return refuse("NOT_FOUND");
  const before = tables.get("limits", key);
  const row = { key, ...bareLimits(limits) };
  tables.put("limits", key, row);
  const change = { old: before === undefined ? "" : formatLimits(before), new: formatLimits(row) };
  audit(context, { who, what: "limits set", about: key.replace("/", " "), merchant, ...change });
  const where = of === "terminal" ? { terminal: number } : { merchant };
  for (const { id } of tables.list("device", where)) {
    makeDue(context, id, "limits");
    makeDue(context, id, "parameters");
  }
  return row;
}

export function requestLimits(
  context: Context,
  merchant: string,
  wanted: Limits,
  why: string,
  who: Actor,
): Result<LimitRequestRow> {
  const { tables } = context.ledger;
  if (tables.get("merchant", merchant) === undefined) return refuse("NOT_FOUND");
  if (!areLimits(wanted)) return refuse("LIMIT");
  if (!isText(why, WHY_LENGTH_MAX)) return refuse("REASON");
  if (tables.list("limitRequest", { merchant, state: "open" }).length > 0) return refuse("EXISTS");
  const id = String(nextNumber(context, "limit request")).padStart(8, "0");
  const times = { askedAt: moment(context), decidedAt: "" };
  const row: LimitRequestRow = { id, merchant, wanted: bareLimits(wanted), why, state: "open", ...times };
  tables.put("limitRequest", id, row);
  const about = { about: `merchant ${merchant}`, merchant };
  audit(context, { who, what: "limits requested", ...about, new: formatLimits(wanted) });
  return row;
}

export function decideLimits(context: Context, id: string, isGranted: boolean, who: Actor): Result<LimitRequestRow> {
  const { tables } = context.ledger;
  const request = tables.get("limitRequest", id);
  if (request === undefined) return refuse("NOT_FOUND");
  if (request.state !== "open") return refuse("STATE");
  const { merchant } = request;
  if (isGranted) {
    const set = setLimits(context, limitsKey("merchant", merchant), request.wanted, who);
    if (set instanceof Refusal) return set;
  }
  const state = isGranted ? "granted" : "refused";
  const row: LimitRequestRow = { ...request, state, decidedAt: moment(context) };
  tables.put("limitRequest", id, row);
  audit(context, { who, what: `limit request ${state}`, about: `merchant ${merchant}`, merchant });
  return row;
}

/** Whole fen, and no kind above the payment's own limit. */
function areLimits(limits: Limits): boolean {
  if (!NAMES.every((name) => Number.isSafeInteger(limits[name]) && limits[name] >= 0 && limits[name] <= LIMIT_MAX))
    return false;
  const { payment, day } = limits;
  if (payment === 0) return true;
  return NAMES.every((name) => name === "day" || limits[name] <= payment) && (day === 0 || day >= payment);
}

function bareLimits(limits: Limits): Limits {
  const { payment, day, debit, credit, stripe } = limits;
  return { payment, day, debit, credit, stripe };
}

function formatLimits(limits: Limits): string {
  return NAMES.map((name) => `${name} ${limits[name]}`).join(", ");
}
