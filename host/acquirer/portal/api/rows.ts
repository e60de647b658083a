/**
 * The rows that the portal shows and takes, as schemas: names of the profile, amounts in minor units, times ISO 8601 in UTC,
 * days YYYY-MM-DD.
 */
import { boolean, choice, integer, list, number, object, partial, pattern, text } from "./schema.ts";
import type { Schema } from "./schema.ts";
import { ROLES } from "../login/roles.ts";

export const AMOUNT_MAX = 999_999_999_999;
export const amount = integer(0, AMOUNT_MAX);
export const count = integer(0, Number.MAX_SAFE_INTEGER);
export const byte = integer(0, 255);

export const time = pattern("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{3})?Z", "time in UTC");
export const day = pattern("\\d{4}-\\d{2}-\\d{2}", "YYYY-MM-DD");
/** Of a machine that was provisioned by hand, its terminal number. */
export const device = pattern("[0-9A-Z]{8}", "serial number of a device, 8 digits and capitals");
export const merchant = pattern("[0-9A-Z]{15}", "merchant number, 15 digits and capitals");
export const terminal = pattern("[0-9A-Z]{8}", "terminal number, 8 digits and capitals");
export const applicationId = pattern("[0-9A-Z]{1,12}", "number of an application");
export const rowId = pattern("[0-9A-Za-z-]{1,24}", "number of a row");
export const version = integer(1, 0xffff_ffff);
export const userName = pattern("[a-z][a-z0-9._-]{2,31}", "3 to 32 small letters, digits, . _ -");
export const password = { type: "string", minLength: 12, maxLength: 128, description: "12 to 128 characters" } as const;
export const hex = (bytes: number) => pattern(`[0-9a-f]{${2 * bytes}}`, `${bytes} bytes, hexadecimal`);

/** Characters of Base64 for so many bytes; whether they are any is the handler's to see. */
export const base64 = (bytes: number, description: string) => {
  return {
    type: "string",
    minLength: 4,
    maxLength: 4 * Math.ceil(bytes / 3),
    description: `Base64, ${description}`,
  } as const;
};

/** In the order of `Paperwork`'s bits. */
export const DOCUMENTS = ["businessLicence", "identityCard", "bankPermit", "premises", "agreement"] as const;
export const REGISTRATION_STATES = ["submitted", "inReview", "rejected", "approved", "contracted"] as const;
export const DEVICE_STATES = [
  ...(["stock", "assigned", "bound", "active", "suspended", "locked", "unbound", "retired", "expired"] as const),
] as const;
export const FAULT_STATES = ["open", "diagnosed", "repaired", "verified"] as const;
export const REQUEST_STATES = ["open", "granted", "refused"] as const;
export const RELEASE_STATES = ["staged", "released", "withdrawn"] as const;
export const RESULTS = ["balanced", "unbalanced", "error"] as const;

const words = object({ zh: text(400), en: text(400) });

const personal = text(40);
const name = text(40, 1);
const category = pattern("[0-9]{4}", "merchant category code, 4 digits");
const licence = pattern("[0-9A-HJ-NPQRTUWXY]{18}", "unified social credit code, 18 characters");

export const APPLICATION_FORM = object({
  name,
  category,
  licence,
  identity: pattern("[0-9]{17}[0-9X]", "identity number, 18 characters"),
  account: pattern("[0-9]{12,19}", "settlement account, 12 to 19 digits"),
  contact: text(20, 1),
  phone: pattern("1[0-9]{10}", "mobile number, 11 digits"),
  documents: list(choice(DOCUMENTS), DOCUMENTS.length),
});

/** Personal data in it are masked but for reviewers. */
export const APPLICATION = partial(
  {
    id: applicationId,
    device: text(8),
    name: text(128),
    category: text(4),
    licence: text(18),
    identity: personal,
    account: personal,
    contact: personal,
    phone: personal,
    documents: list(choice(DOCUMENTS), DOCUMENTS.length),
    state: choice(REGISTRATION_STATES),
    submittedAt: time,
    dueDate: day,
    reason: words,
    deposit: amount,
    depositPaid: amount,
    merchant,
    terminal,
  },
  ["id", "name", "category", "licence", "identity", "account", "contact", "phone", "documents", "state", "submittedAt"],
);

export const MERCHANT = partial(
  {
    merchant,
    name: text(128),
    category: text(4),
    institution: text(40),
    account: personal,
    contact: personal,
    phone: personal,
    isSuspended: boolean,
    devices: count,
  },
  ["merchant", "name", "isSuspended", "devices"],
);

export const DEVICE = partial(
  {
    id: device,
    merchant,
    merchantName: text(128),
    terminal,
    state: choice(DEVICE_STATES),
    reason: words,
    termFrom: day,
    termUntil: day,
    firmware: count,
    seenAt: time,
    acceptedAt: time,
    codeUntil: time,
    triesLeft: byte,
  },
  ["id", "state", "firmware"],
);

/** Minor units; 0 for none. */
export const LIMITS = object({ payment: amount, day: amount, debit: amount, credit: amount, stripe: amount });

export const LIMIT_REQUEST = object({
  id: rowId,
  merchant,
  wanted: LIMITS,
  why: text(200),
  state: choice(REQUEST_STATES),
  askedAt: time,
});

export const TEXTS = object({
  supportPhone: pattern("[0-9+() -]{0,20}", "a telephone number"),
  supportOnline: text(60),
  receiptHead: text(60),
  receiptFoot: text(60),
  cards: boolean,
  codes: boolean,
});

export const RELEASE = object({
  version,
  name: text(40),
  bytes: count,
  hash: hex(32),
  signature: hex(64),
  state: choice(RELEASE_STATES),
  share: integer(0, 100),
  at: time,
});

/** What terminals sent stands in these as it came. */
export const TRANSACTION = object({
  reference: text(12),
  merchant: text(15),
  terminal: text(8),
  batch: text(6),
  stan: text(6),
  amount,
  authorisation: text(6),
  settlementDate: text(4),
  isReversed: boolean,
});

export const SETTLEMENT = object({
  merchant: text(15),
  terminal: text(8),
  batch: text(6),
  debitCount: count,
  debitAmount: amount,
  creditCount: count,
  creditAmount: amount,
  result: choice(RESULTS),
  at: time,
});

export const FAULT = object({
  id: rowId,
  device: text(8),
  merchant: text(15),
  /** A `Part`. */
  part: byte,
  code: integer(-0x8000_0000, 0xffff_ffff),
  count,
  state: choice(FAULT_STATES),
  at: time,
  note: text(200),
});

/** What a chart shows of each part. */
export const FAULT_SERIES = object({
  days: list(day, 366),
  parts: list(object({ part: byte, perDay: list(count, 366), total: count, perThousand: number }), 256),
  operations: count,
});

export const SECURITY_REPORT = object({
  id: rowId,
  device: text(8),
  merchant: text(15),
  event: choice(["tamper", "unproved", "fraud", "violation", "cleared", "other"]),
  at: time,
});

export const BACKUP = object({ device: text(8), generation: count, blocks: count, isWhole: boolean, at: time });

export const AUDIT = object({
  id: rowId,
  at: time,
  who: text(80),
  what: text(80),
  about: text(80),
  merchant: text(15),
  old: text(4000),
  new: text(4000),
});

export const USER = partial({ name: userName, role: choice(ROLES), merchant, mustChange: boolean, isLocked: boolean }, [
  "name",
  "role",
  "mustChange",
  "isLocked",
]);

export const SESSION = partial({ user: userName, role: choice(ROLES), merchant, mustChange: boolean, csrf: text(64) }, [
  "user",
  "role",
  "mustChange",
  "csrf",
]);

/** Written once in the description, and referred to. */
export const COMPONENTS: Readonly<Record<string, Schema>> = {
  ApplicationForm: APPLICATION_FORM,
  Application: APPLICATION,
  Merchant: MERCHANT,
  Device: DEVICE,
  Limits: LIMITS,
  LimitRequest: LIMIT_REQUEST,
  Texts: TEXTS,
  Release: RELEASE,
  Transaction: TRANSACTION,
  Settlement: SETTLEMENT,
  Fault: FAULT,
  FaultSeries: FAULT_SERIES,
  SecurityReport: SECURITY_REPORT,
  Backup: BACKUP,
  Audit: AUDIT,
  User: USER,
  Session: SESSION,
};
