/**
 * Applications for a merchant's account: handed in, reviewed, decided, contracted; and corrected after a rejection.
 *
 * What always holds: every field has been checked before an application stands, numbers are assigned once, and each step
 * leaves its line in the audit log.
 */
import { Paperwork, RegistrationState } from "../../../assembly/abi_platform.ts";
import { addWorkingDays, dateOf } from "./calendar.ts";
import { CATEGORIES } from "./categories.ts";
import { isAccount, isIdentity, isLicence } from "./check_characters.ts";
import { audit, moment, nextNumber } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { assignTerminal } from "./assignment.ts";
import { openMerchant } from "./merchants.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { RefusalCode, Result } from "./refusal.ts";
import type { ApplicationDraft, ApplicationRow, Words } from "./rows.ts";

export const REVIEW_WORKING_DAYS = 5;
/** Fen. */
export const DEPOSIT = 20_000;
/** Bytes of UTF-8: what a terminal has room for. */
export const NAME_BYTES_MAX = 40;
const CONTACT_BYTES_MAX = 30;
const REASON_LENGTH_MAX = 80;
const PHONE = /^1[3-9]\d{9}$/;
/** What no application can do without. */
export const PAPERWORK_NEEDED =
  Paperwork.BUSINESS_LICENCE | Paperwork.IDENTITY_CARD | Paperwork.BANK_PERMIT | Paperwork.AGREEMENT;
const PAPERWORK_ALL = PAPERWORK_NEEDED | Paperwork.PREMISES;

/** What is wrong with a draft, first field first; undefined when nothing is. */
export function draftFault(draft: ApplicationDraft, today: string): RefusalCode | undefined {
  if (!isText(draft.name, NAME_BYTES_MAX) || Buffer.byteLength(draft.name) > NAME_BYTES_MAX) return "NAME";
  if (!Object.hasOwn(CATEGORIES, draft.category)) return "CATEGORY";
  if (!isLicence(draft.licence)) return "LICENCE";
  if (!isIdentity(draft.identity, today)) return "IDENTITY";
  if (!isAccount(draft.account)) return "ACCOUNT";
  if (!isText(draft.contact, CONTACT_BYTES_MAX) || Buffer.byteLength(draft.contact) > CONTACT_BYTES_MAX)
    return "CONTACT";
  if (!PHONE.test(draft.phone)) return "PHONE";
  const isWhole = (draft.documents & PAPERWORK_NEEDED) === PAPERWORK_NEEDED && (draft.documents & ~PAPERWORK_ALL) === 0;
  return isWhole ? undefined : "DOCUMENTS";
}

/** One line of 1 to so many characters, not blank at either end. */
export function isText(text: string, charactersMax: number): boolean {
  return text === text.trim() && text !== "" && Array.from(text).length <= charactersMax && !/\p{C}/u.test(text);
}

/**
 * A new application, or a rejected one corrected. The same once more while it is not decided is the same application.
 *
 * @param serial of the device that it is for, which must be known and free; "" for none yet
 */
export function submit(context: Context, draft: ApplicationDraft, who: Actor, serial = ""): Result<ApplicationRow> {
  const { tables } = context.ledger;
  const today = dateOf(context.now());
  const fault = draftFault(draft, today);
  if (fault !== undefined) return refuse(fault);
  const device = serial === "" ? undefined : tables.get("device", serial);
  if (serial !== "" && device === undefined) return refuse("UNKNOWN_DEVICE");
  const before = serial === "" ? undefined : latestOf(context, serial);
  if (before !== undefined && isOpen(before)) return isSame(before, draft) ? before : refuse("EXISTS");
  if (device !== undefined && device.state !== "stock" && device.state !== "unbound") return refuse("STATE");
  if (before?.state === RegistrationState.REJECTED) return hand(context, draft, before, who);
  const number = String(nextNumber(context, "application")).padStart(5, "0").slice(-5);
  return hand(context, draft, { ...BLANK, id: `A${today.slice(2)}${number}`, serial }, who);
}

/** A rejected application, with what was wrong put right. */
export function resubmit(context: Context, id: string, draft: ApplicationDraft, who: Actor): Result<ApplicationRow> {
  const fault = draftFault(draft, dateOf(context.now()));
  if (fault !== undefined) return refuse(fault);
  const before = context.ledger.tables.get("application", id);
  if (before === undefined) return refuse("NOT_FOUND");
  return before.state === RegistrationState.REJECTED ? hand(context, draft, before, who) : refuse("STATE");
}

export function beginReview(context: Context, id: string, who: Actor): Result<ApplicationRow> {
  return step(context, id, [RegistrationState.SUBMITTED], who, "review begun", () => ({
    state: RegistrationState.IN_REVIEW,
  }));
}

export function reject(context: Context, id: string, reason: Words, who: Actor): Result<ApplicationRow> {
  if (!isText(reason.zh, REASON_LENGTH_MAX) || !isText(reason.en, REASON_LENGTH_MAX)) return refuse("REASON");
  return step(context, id, UNDECIDED, who, "application rejected", () => ({
    state: RegistrationState.REJECTED,
    reason,
    decidedAt: moment(context),
  }));
}

/** The merchant is opened, or found by the licence, and has a terminal number for the device of the application. */
export function approve(context: Context, id: string, who: Actor): Result<ApplicationRow> {
  return step(context, id, UNDECIDED, who, "application approved", (row) => {
    const merchant = openMerchant(context, row, who);
    const terminal = String(20_000_000 + nextNumber(context, "terminal"));
    const numbers = { merchant: merchant.merchant, terminal };
    return {
      state: RegistrationState.APPROVED,
      decidedAt: moment(context),
      deposit: DEPOSIT,
      reason: null,
      ...numbers,
    };
  });
}

/** The contract is signed and the deposit paid, in fen: the device may be bound, and the contact is sent its password. */
export function contract(context: Context, id: string, depositPaid: number, who: Actor): Result<ApplicationRow> {
  const { tables } = context.ledger;
  const before = tables.get("application", id);
  if (before === undefined) return refuse("NOT_FOUND");
  if (!Number.isSafeInteger(depositPaid) || depositPaid < 0) return refuse("AMOUNT");
  if (before.state !== RegistrationState.APPROVED) return refuse("STATE");
  if (depositPaid < before.deposit) return refuse("DEPOSIT");
  if (before.serial !== "") {
    const { terminal, merchant } = before;
    const assigned = assignTerminal(context, before.serial, { terminal, merchant }, who);
    if (assigned instanceof Refusal) return assigned;
  }
  return step(context, id, [RegistrationState.APPROVED], who, "contract signed", () => ({
    state: RegistrationState.CONTRACTED,
    depositPaid,
  }));
}

/** The newest application for a device. */
export function latestOf({ ledger }: Context, serial: string): ApplicationRow | undefined {
  return ledger.tables.list("application", { serial }).at(-1);
}

const UNDECIDED = [RegistrationState.SUBMITTED, RegistrationState.IN_REVIEW];
const BLANK = { round: 0, deposit: 0, depositPaid: 0, merchant: "", terminal: "" } as const;

function isOpen({ state }: ApplicationRow): boolean {
  return UNDECIDED.includes(state) || state === RegistrationState.APPROVED;
}

function isSame(row: ApplicationRow, draft: ApplicationDraft): boolean {
  return (Object.keys(draft) as Array<keyof ApplicationDraft>).every((name) => row[name] === draft[name]);
}

type Kept = typeof BLANK | ApplicationRow;

function hand(
  context: Context,
  draft: ApplicationDraft,
  kept: Kept & { id: string; serial: string },
  who: Actor,
): ApplicationRow {
  const { name, category, licence, identity, account, contact, phone, documents } = draft;
  const { id, serial, round } = kept;
  const row: ApplicationRow = {
    ...{ name, category, licence, identity, account, contact, phone, documents },
    ...{ id, serial, round: round + 1, deposit: 0, depositPaid: 0, merchant: "", terminal: "" },
    state: RegistrationState.SUBMITTED,
    submittedAt: moment(context),
    dueDate: addWorkingDays(dateOf(context.now()), REVIEW_WORKING_DAYS),
    decidedAt: "",
    reason: null,
  };
  context.ledger.tables.put("application", id, row);
  const what = round === 0 ? "application submitted" : "application corrected";
  audit(context, { who, what, about: `application ${id}`, new: name });
  return row;
}

function step(
  context: Context,
  id: string,
  from: readonly RegistrationState[],
  who: Actor,
  what: string,
  change: (row: ApplicationRow) => Partial<ApplicationRow>,
): Result<ApplicationRow> {
  const { tables } = context.ledger;
  const before = tables.get("application", id);
  if (before === undefined) return refuse("NOT_FOUND");
  if (!from.includes(before.state)) return refuse("STATE");
  const row = { ...before, ...change(before) };
  tables.put("application", id, row);
  const states = { old: RegistrationState[before.state], new: RegistrationState[row.state] };
  audit(context, { who, what, about: `application ${id}`, merchant: row.merchant, ...states });
  return row;
}
