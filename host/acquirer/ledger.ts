/**
 * What the acquirer and its issuer remember, as an interface: terminals and their working keys, the messages already
 * answered, bookings, reversals, accounts.
 *
 * A ledger stores rows and makes a group of changes atomic; it knows no message, no cipher and no rule of business.
 * What always holds: no PAN, no PIN and no clear key is in any row (an account goes by the name of its card, working
 * keys lie here only as they were sent, under the terminal master key), and a row that was read never changes. Amounts are integers in fen, at most 12 digits.
 */
import type { Tables } from "./platform/tables.ts";

export interface Ledger {
  /** What the platform remembers, inside the same transactions. */
  readonly tables: Tables;

  /**
   * Runs `work`; its changes become durable together before this returns, or none of them does when it throws.
   * Every change belongs inside; transactions do not nest.
   */
  transaction<T>(work: () => T): T;

  terminal(terminal: string): TerminalRow | undefined;
  putTerminal(row: TerminalRow): void;

  account(name: string): AccountRow | undefined;
  putAccount(row: AccountRow): void;
  /** In order of names. */
  accounts(): AccountRow[];

  answered(key: string): AnswerRow | undefined;
  /** Once for a key: a second row throws. */
  putAnswer(row: AnswerRow): void;

  booking(key: string): BookingRow | undefined;
  /** A second row of a key may differ from the first in `reversed` alone. */
  putBooking(row: BookingRow): void;
  /** In order of booking. */
  bookings(): BookingRow[];
  /** Those of one batch (`batchKey`), in order of booking: as quick after years as on the first day. */
  bookingsOf(batch: string): BookingRow[];

  reversal(key: string): ReversalRow | undefined;
  /** Once for a key: a second row throws. */
  putReversal(row: ReversalRow): void;
  /** In order of arrival. */
  reversals(): ReversalRow[];

  notice(key: string): NoticeRow | undefined;
  /** Once for a key: a second row throws. */
  putNotice(row: NoticeRow): void;
  /** In order of arrival. */
  notices(): NoticeRow[];

  /** 1, 2, 3...: unique for the life of the ledger. */
  nextReference(): number;

  /** Nothing may be asked afterwards; closing twice is harmless. */
  close(): void;
}

export interface TerminalRow {
  /** F41, 8 characters. */
  readonly terminal: string;
  /** F42, 15 characters. */
  readonly merchant: string;
  readonly merchantName: string;
  /** F60.2, 6 digits: the batch that is open. */
  readonly batch: string;
  /** PIK, MAK and perhaps TDK, enciphered under the TMK (`working_keys.ts`); empty until the first sign-on. */
  readonly sealedKeys: Uint8Array;
}

export interface AccountRow {
  /** Name of the card in `host/cards/test_cards.json`. */
  readonly name: string;
  /** Fen; below zero when credit is used. */
  readonly balance: number;
  /** Fen that the balance may go below zero. */
  readonly creditLimit: number;
  /** Fen, the most that one sale may take. */
  readonly saleLimit: number;
  readonly lost: boolean;
  /** A sale without a PIN is refused. */
  readonly pinRequired: boolean;
  readonly pinSalt: Uint8Array;
  /** Verification value, 33 bytes, or 32 from a ledger of before (`pin_check.ts`). */
  readonly pinCheck: Uint8Array;
  /** Wrong PINs since the last right one. */
  readonly wrongPins: number;
  /** Highest ATC (9F36) of a cryptogram that was right; 0 before the first. */
  readonly lastAtc: number;
}

/** The answer that a request got, without what the request itself brings back. */
export interface AnswerRow {
  /** `messageKey` of the request. */
  readonly key: string;
  /** Fingerprint of what was asked, to tell a repetition from another request under the same key. */
  readonly asked: string;
  /** The host's own fields, number and value: digits and characters, or bytes for F55. */
  readonly fields: ReadonlyArray<readonly [field: number, value: string | Uint8Array]>;
}

export interface BookingRow {
  /** `messageKey` of the original request. */
  readonly key: string;
  readonly account: string;
  readonly amount: number;
  /** F37, 12 digits. */
  readonly reference: string;
  /** F38, 6 digits. */
  readonly authorisation: string;
  /** F15, MMDD. */
  readonly settlementDate: string;
  readonly reversed: boolean;
}

/** A reversal that has taken effect, or the tombstone of an original that has not come (yet). */
export interface ReversalRow {
  /** `messageKey` of the original request, which is never booked once this row stands. */
  readonly key: string;
  readonly amount: number;
  /** F39 of the request: 98, 96, A0 or 06. */
  readonly reason: string;
  /** Whether the original was known when the first reversal came. */
  readonly found: boolean;
}

/** What the issuer's scripts in the answer to a sale have come to at its card. */
export interface NoticeRow {
  /** `messageKey` of the sale. */
  readonly key: string;
  /** Tag DF31, hexadecimal: 5 bytes for each script (EMV Book 4, A5). */
  readonly results: string;
}

/** A batch of a terminal: F42, F41 and F60.2. */
export interface BatchIdentity {
  merchant: string;
  terminal: string;
  batch: string;
}

/** What identifies a request (facts of UnionPay POS: F11 is unique with F41, F42, F60.2 and MTI). */
export interface MessageIdentity extends BatchIdentity {
  stan: string;
  mti: string;
  processingCode: string;
}

/** What the keys of all messages of the batch begin with, and none of another. */
export function batchKey({ merchant, terminal, batch }: BatchIdentity): string {
  return `${merchant}/${terminal}/${batch}/`;
}

export function messageKey(identity: MessageIdentity): string {
  const { stan, mti, processingCode } = identity;
  return `${batchKey(identity)}${stan}/${mti}/${processingCode}`;
}

/** The batch that a message's key is of. */
export function batchOfKey(key: string): string {
  const afterMerchant = key.indexOf("/") + 1;
  const afterTerminal = key.indexOf("/", afterMerchant) + 1;
  return key.slice(0, key.indexOf("/", afterTerminal) + 1);
}
