/**
 * Merchants: opened with an approved application, suspended, resumed, moved to another institution.
 *
 * What always holds: only an application opens one; a move needs all devices unbound, so that no batch and no key of the old
 * institution is left. Devices are not touched here: what a suspension means for them says `service_state.ts`.
 */
import { audit, moment, nextNumber } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { ApplicationRow, MerchantRow } from "./rows.ts";

/** Paying institution and region at the front of a merchant number (15 digits: institution 3, region 4, category 4, sequence 4). */
const NUMBER_FRONT = "1041105";
const SEQUENCE_FIRST = 2000;
export const INSTITUTION = "104";
const INSTITUTION_CODE = /^\d{3}$/;

/** The merchant of an application: the one that has its licence, or a new one. */
export function openMerchant(context: Context, application: ApplicationRow, who: Actor): MerchantRow {
  const { tables } = context.ledger;
  const { id, name, category, licence, identity, account, contact, phone } = application;
  const own = { name, category, licence, identity, account, contact, phone, application: id };
  const [known] = tables.list("merchant", { licence });
  const row: MerchantRow =
    known !== undefined
      ? { ...known, ...own }
      : {
          ...own,
          merchant: `${NUMBER_FRONT}${category}${SEQUENCE_FIRST + nextNumber(context, "merchant")}`,
          institution: INSTITUTION,
          state: "active",
          openedAt: moment(context),
        };
  tables.put("merchant", row.merchant, row);
  const what = known === undefined ? "merchant opened" : "merchant changed";
  audit(context, { who, what, about: `merchant ${row.merchant}`, merchant: row.merchant, new: name });
  return row;
}

export function suspendMerchant(context: Context, merchant: string, who: Actor): Result<MerchantRow> {
  return setState(context, merchant, "suspended", who);
}

export function resumeMerchant(context: Context, merchant: string, who: Actor): Result<MerchantRow> {
  return setState(context, merchant, "active", who);
}

/** Only when none of its devices is bound: each is settled and unbound first, and bound anew afterwards. */
export function changeInstitution(
  context: Context,
  merchant: string,
  institution: string,
  who: Actor,
): Result<MerchantRow> {
  const { tables } = context.ledger;
  const row = tables.get("merchant", merchant);
  if (row === undefined) return refuse("NOT_FOUND");
  if (!INSTITUTION_CODE.test(institution)) return refuse("TEXT");
  const bound = tables.list("device", { merchant }).some(({ state }) => BOUND.has(state));
  if (bound || row.institution === institution) return refuse("STATE");
  const next = { ...row, institution };
  tables.put("merchant", merchant, next);
  const about = { about: `merchant ${merchant}`, merchant };
  audit(context, { who, what: "institution changed", ...about, old: row.institution, new: institution });
  return next;
}

const BOUND: ReadonlySet<string> = new Set(["bound", "active", "suspended", "locked"]);

function setState(context: Context, merchant: string, state: MerchantRow["state"], who: Actor): Result<MerchantRow> {
  const { tables } = context.ledger;
  const row = tables.get("merchant", merchant);
  if (row === undefined) return refuse("NOT_FOUND");
  if (row.state === state) return refuse("STATE");
  const next = { ...row, state };
  tables.put("merchant", merchant, next);
  audit(context, {
    who,
    what: `merchant ${state}`,
    about: `merchant ${merchant}`,
    merchant,
    old: row.state,
    new: state,
  });
  return next;
}
