/**
 * The rows of the platform: merchants, applications, devices and what is kept about them.
 *
 * Plain JSON, read-only, and the same in every store. What always holds: no code, no password and no key stands in a row but as
 * a check value or under a key of the HSM. Identity numbers and accounts do stand in applications and merchants: whoever
 * shows them masks them (`views.ts`). Amounts are fen, moments ISO 8601 in UTC, dates YYYYMMDD of China; "" is none.
 */
import type { RegistrationState } from "../../../assembly/abi_platform.ts";

/** A table has its name here, its row and nothing else; a part of the platform that needs another adds a line. */
export interface PlatformRows {
  application: ApplicationRow;
  audit: AuditRow;
  backup: BackupRow;
  backupBlock: BackupBlockRow;
  code: CodeRow;
  device: DeviceRow;
  fault: FaultRow;
  image: ImageRow;
  limitRequest: LimitRequestRow;
  limits: LimitsRow;
  merchant: MerchantRow;
  nonce: NonceRow;
  release: ReleaseRow;
  securityReport: SecurityReportRow;
  sequence: SequenceRow;
  settlement: SettlementRow;
  stan: StanRow;
  status: StatusRow;
  testResult: TestResultRow;
  texts: TextsRow;
}

export type TableName = keyof PlatformRows;

/** A text for people in both languages of the portal. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What an applicant says about himself. */
export interface ApplicationDraft {
  /** 1 to 40 characters. */
  readonly name: string;
  /** Merchant category code, ISO 18245. */
  readonly category: string;
  /** Unified social credit code, GB 32100-2015. */
  readonly licence: string;
  /** Citizen identity number, GB 11643-1999. */
  readonly identity: string;
  /** Settlement account, 12 to 19 digits. */
  readonly account: string;
  readonly contact: string;
  /** 11 digits. */
  readonly phone: string;
  /** Bits of `Paperwork`. */
  readonly documents: number;
}

export interface ApplicationRow extends ApplicationDraft {
  /** 12 characters. */
  readonly id: string;
  /** Of the device that is to be bound; "" when the portal took the application. */
  readonly serial: string;
  readonly state: RegistrationState;
  readonly submittedAt: string;
  /** By when the review is expected to be over. */
  readonly dueDate: string;
  readonly decidedAt: string;
  /** Why it was rejected. */
  readonly reason: Words | null;
  /** How often it was handed in. */
  readonly round: number;
  /** What is asked for with the contract, and what has been paid. */
  readonly deposit: number;
  readonly depositPaid: number;
  /** Numbers assigned with the approval. */
  readonly merchant: string;
  readonly terminal: string;
}

export interface MerchantRow {
  /** F42, 15 digits. */
  readonly merchant: string;
  readonly name: string;
  readonly category: string;
  readonly licence: string;
  readonly identity: string;
  readonly account: string;
  readonly contact: string;
  readonly phone: string;
  /** The application that it came from. */
  readonly application: string;
  /** The paying institution that it belongs to. */
  readonly institution: string;
  readonly state: "active" | "suspended";
  readonly openedAt: string;
}

/**
 * `stock`: belongs to nobody. `assigned`: has a terminal number, may be bound. `bound`: awaits its activation. `expired` is no
 * state but a date: see `serviceOf`.
 */
export type DeviceState = "stock" | "assigned" | "bound" | "active" | "suspended" | "locked" | "unbound" | "retired";

/** What is due at a device, as the processing request of a reply's header says (UnionPay POS). */
export type Due = "parameters" | "status" | "sign-on" | "capks" | "aids" | "firmware";

export interface DeviceRow {
  /** The serial number; of a machine that was provisioned by hand its terminal number. */
  readonly id: string;
  /** 8 characters; "" when provisioned by hand. */
  readonly serial: string;
  /** Serial number whose factory keys the machine has. */
  readonly keySerial: string;
  readonly state: DeviceState;
  /** F41; "" in stock. */
  readonly terminal: string;
  readonly merchant: string;
  /** Why it is suspended or locked. */
  readonly reason: Words | null;
  /** TMK under the storage key of the HSM, hexadecimal; "" for a terminal whose TMK the HSM itself holds. */
  readonly sealedMaster: string;
  /** A binding that has begun and is not confirmed. */
  readonly pending: PendingBinding | null;
  /** The binding that has ended, kept for a day so that UNBIND can be answered again. */
  readonly former: FormerBinding | null;
  readonly termFrom: string;
  readonly termUntil: string;
  /** Somebody has objected to a renewal of the term. */
  readonly objected: boolean;
  readonly violations: number;
  readonly firmware: number;
  /** Digits 7 to 12 of the header. */
  readonly program: string;
  readonly lastSeen: string;
  readonly due: readonly Due[];
  /** A test payment was accepted at. */
  readonly acceptedAt: string;
}

export interface PendingBinding {
  readonly terminal: string;
  readonly merchant: string;
  readonly sealedMaster: string;
  /** Working keys under that TMK, hexadecimal; "" before the sign-on. */
  readonly sealedKeys: string;
  readonly at: string;
}

export interface FormerBinding {
  readonly terminal: string;
  readonly merchant: string;
  readonly sealedMaster: string;
  readonly sealedKeys: string;
  readonly at: string;
}

/** `binding`: password of a binding. `activation`, `reset`: sent to the contact, once. */
export type CodePurpose = "binding" | "activation" | "reset";

/** A code that somebody was given: only what recognises it. */
export interface CodeRow {
  /** Purpose/device, and for a reset the user. */
  readonly key: string;
  readonly purpose: CodePurpose;
  readonly device: string;
  readonly merchant: string;
  /** Operator whose password is to be reset; 0 else. */
  readonly user: number;
  /** Hexadecimal, both; keyed by the HSM. */
  readonly salt: string;
  readonly check: string;
  readonly issuedAt: string;
  /** "" for ever. */
  readonly expiresAt: string;
  readonly triesLeft: number;
  readonly spent: boolean;
  /** Sent again on `resentOn`, so often. */
  readonly resends: number;
  readonly resentOn: string;
}

/** Of a merchant, or of one terminal; 0 is none. */
export interface LimitsRow {
  /** "merchant/..." or "terminal/...". */
  readonly key: string;
  readonly payment: number;
  readonly day: number;
  readonly debit: number;
  readonly credit: number;
  readonly stripe: number;
}

export interface LimitRequestRow {
  readonly id: string;
  readonly merchant: string;
  readonly wanted: Omit<LimitsRow, "key">;
  readonly why: string;
  readonly state: "open" | "granted" | "refused";
  readonly askedAt: string;
  readonly decidedAt: string;
}

export interface TextsRow {
  /** "platform", or "merchant/...". */
  readonly key: string;
  readonly supportPhone: string;
  readonly supportOnline: string;
  readonly receiptHead: string;
  readonly receiptFoot: string;
  /** Bits: 1 cards, 2 codes. */
  readonly methods: number;
}

/** A firmware; its bytes lie elsewhere. */
export interface ReleaseRow {
  readonly version: number;
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 and Ed25519, hexadecimal. */
  readonly hash: string;
  readonly signature: string;
  readonly state: "staged" | "released" | "withdrawn";
  /** Percent of the devices that are offered it. */
  readonly share: number;
  readonly at: string;
}

/** The bytes of a release. */
export interface ImageRow {
  readonly version: number;
  readonly blockBytes: number;
  /** Base64. */
  readonly data: string;
}

export interface FaultRow {
  /** Device/number: a report that comes again is the same fault. */
  readonly key: string;
  readonly device: string;
  readonly merchant: string;
  /** A `Part`, its code, and how often it was seen. */
  readonly part: number;
  readonly code: number;
  readonly count: number;
  readonly state: "open" | "diagnosed" | "repaired" | "verified";
  /** By the device's clock, YYYYMMDDhhmmss. */
  readonly at: string;
  readonly reportedAt: string;
  readonly note: string;
}

/** What a device has told of its parts last. */
export interface StatusRow {
  readonly device: string;
  readonly merchant: string;
  readonly at: string;
  /** By code of F62, 2 digits: keyboard 01 to display 05, 1 ok, 0 bad; the parameters as they came. */
  readonly values: Readonly<Record<string, string>>;
  /** Operations since the last status, for rates. */
  readonly operations: number;
}

export interface SecurityReportRow {
  readonly id: string;
  readonly device: string;
  readonly merchant: string;
  /** A `SecurityEvent`. */
  readonly event: number;
  /** By the device's clock. */
  readonly at: string;
  /** Anybody may have said so: nothing has come of it. */
  readonly isUnproved?: boolean;
  readonly reportedAt: string;
}

export interface BackupRow {
  /** Device/generation. */
  readonly key: string;
  readonly device: string;
  readonly generation: number;
  /** Of the whole; 0 until the last block has come. */
  readonly blocks: number;
  readonly at: string;
}

export interface BackupBlockRow {
  /** Device/generation/index. */
  readonly key: string;
  /** Device/generation. */
  readonly backup: string;
  readonly index: number;
  /** As it came, hexadecimal: enciphered by the device for itself. */
  readonly data: string;
}

export interface SettlementRow {
  /** Terminal/batch. */
  readonly key: string;
  readonly terminal: string;
  readonly merchant: string;
  readonly batch: string;
  readonly at: string;
  /** As the terminal has counted. */
  readonly debitAmount: number;
  readonly debitCount: number;
  readonly creditAmount: number;
  readonly creditCount: number;
  /** What was booked here. */
  readonly hostAmount: number;
  readonly hostCount: number;
  /** The digit in F48 of the answer: 1 balanced, 2 not, 3 error. */
  readonly result: number;
}

export interface TestResultRow {
  readonly key: string;
  readonly device: string;
  readonly merchant: string;
  /** Bits of the checklist. */
  readonly checklist: number;
  readonly at: string;
}

export interface AuditRow {
  /** 12 digits, ascending. */
  readonly id: string;
  readonly at: string;
  /** Login, "terminal 10000001", "device TC000001", or "platform". */
  readonly who: string;
  readonly what: string;
  /** "device TC000001", "merchant 104...", "application A...". */
  readonly about: string;
  /** Whom it concerns; "" for nobody. */
  readonly merchant: string;
  /** Without secrets, identity numbers and accounts. */
  readonly old: string;
  readonly new: string;
}

export interface SequenceRow {
  readonly name: string;
  readonly last: number;
}

export interface StanRow {
  readonly terminal: string;
  /** F11 of the newest request. */
  readonly last: number;
}

/** Nonces of the questions that a device has asked under its present keys. */
export interface NonceRow {
  readonly device: string;
  readonly seen: readonly string[];
}
