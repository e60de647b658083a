/**
 * The words for why: shown as a code beside the text, and kept in the journal. A part of the contract of abi.ts, compiled by both
 * sides; the texts live on the board. Plain constants only: this file imports nothing.
 */
/** Why something did not go on; shown as a code beside the text. */
export enum Reason {
  NONE = 0,
  CARD_REMOVED = 1,
  CARD_UNREADABLE = 2,
  NO_APPLICATION = 3,
  CARD_REFUSED = 4,
  NO_LINE = 5,
  NO_REPLY = 6,
  BAD_MAC = 7,
  KCV_DIFFERS = 8,
  BAD_REPLY = 9,
  CANCELLED = 10,
  TIMED_OUT = 11,
  HOST_DECLINED = 12,
  SECURE_MODULE = 13,
  FLASH_WORN = 14,
  JOURNAL_CORRUPT = 15,
  POWER_CUT = 17,
  /** The issuer's or the acquirer's action codes reject it without asking anybody (EMV Book 3, 10.7). */
  DECLINED_OFFLINE = 18,
  CARD_BLOCKED = 19,
  /** The application that the cardholder chose cannot be used: another one may be. */
  TRY_AGAIN = 20,
  STRIPE_UNREADABLE = 26,
  /** The batch must be settled first. */
  JOURNAL_FULL = 27,
  /** Not among what this merchant may be paid with. */
  METHOD_OFF = 28,
  NOT_BOUND = 29,
  WRONG_PASSWORD = 80,
  LOCKED_OUT = 81,
  /** The one who is logged on may not do this. */
  ROLE = 82,
  PASSWORDS_DIFFER = 83,
  NO_OPERATOR = 84,
  NO_PLACE = 85,
  TAMPERED = 86,
  FRAUD = 87,
  VIOLATION = 88,
  NO_FAULTS = 89,
  NOT_LOCKED = 90,
  /** Cleared at the platform first: it gives no keys while it has the terminal locked. */
  LOCKED_THERE = 91,
  /** The platform has not been told of the tamper event yet. */
  REPORT_FIRST = 145,
  /** The card has declined by itself (EMV Book 3, 10.8). */
  CARD_DECLINED = 24,
  /** The batch is being settled, and the acquirer has yet to answer. */
  SETTLEMENT_UNFINISHED = 65,
  NOT_ACTIVATED = 66,
  SUSPENDED = 67,
  TERM_OVER = 68,
  LOCKED = 69,
  /** The latch of tamper or fraud is down. */
  LATCHED = 70,
  OVER_PAYMENT_LIMIT = 71,
  OVER_DAY_LIMIT = 72,
  OVER_DEBIT_LIMIT = 73,
  OVER_CREDIT_LIMIT = 74,
  OVER_STRIPE_LIMIT = 75,
  /** A payment waits for its reversal; a script notice waits. */
  UNRESOLVED_FIRST = 76,
  /** How the totals of a settled batch compare: equal; unequal; the acquirer could not compare them. */
  SETTLED_EQUAL = 77,
  SETTLED_UNEQUAL = 78,
  SETTLED_IN_ERROR = 79,

  // Why the line is not there, in the order of `LineFault`; then what a terminal lacks.
  NO_CARRIER = 30,
  NAME_NOT_FOUND = 31,
  LINE_REFUSED = 32,
  LINE_TIMED_OUT = 33,
  LINE_TLS = 34,
  /** A wrong Wi-Fi key, or pairing codes that differ. */
  NETWORK_KEY = 35,
  BATTERY_LOW = 36,
  NO_PAPER = 37,
  CLOCK_NOT_SET = 38,
  SELF_TEST_FAILED = 39,
  /** A typed value: its length, a character, its check digit, a date in it, its range. */
  FORM_LENGTH = 40,
  FORM_CHARACTER = 41,
  FORM_CHECK_DIGIT = 42,
  FORM_DATE = 43,
  FORM_RANGE = 44,
  /** There are no working keys under which the answer could be believed. */
  NO_KEYS = 92,
  /** Before unbinding. */
  SETTLE_FIRST = 45,
  REVERSAL_FIRST = 46,
  NOTICE_FIRST = 47,
  ALREADY_DONE = 48,
  PAPERS_MISSING = 49,
  /** Of a password or a code that the platform checks. */
  CODE_WRONG = 50,
  CODE_EXPIRED = 51,
  TRIES_SPENT = 52,
  RESENDS_SPENT = 53,
  /** Unbound for another binding, which is still to come. */
  REBIND_NOW = 54,
  // Downloads and firmware, 55 to 64.
  /** An entry is malformed; its hash is wrong. */
  DOWNLOAD_FORMAT = 55,
  DOWNLOAD_HASH = 56,
  DOWNLOAD_SIGNATURE = 57,
  /** An older firmware than one that has run here. */
  DOWNLOAD_OLDER = 58,
  /** More entries than a terminal takes. */
  DOWNLOAD_LONG = 59,
  /** The board cannot store it. */
  DOWNLOAD_DEVICE = 60,
  /** Another entry than the one that was asked for. */
  DOWNLOAD_DIFFERS = 61,
  /** Only with a settled batch and nothing pending. */
  UPDATE_UNSETTLED = 62,
  /** The board cannot start it. */
  UPDATE_SLOTS = 63,
  /** Bound by its platform, and without applications or keys of the payment systems. */
  DOWNLOADS_MISSING = 64,
  // Backup and restore, 100 to 109.
  /** The medium, or the platform, has no backup of this terminal. */
  NO_BACKUP = 100,
  /** A backup that was changed, is not whole, or is another machine's. */
  BACKUP_DAMAGED = 101,
  /** The medium is not there, or takes nothing. */
  NO_MEDIUM = 102,
  /** The terminal has a journal of its own. */
  NOT_EMPTY = 103,
  /** Restored: the platform is yet to say with which STAN it goes on. */
  RESTORED_NOW = 104,
  /** The board does not say what is configured: applications, exception file. */
  NO_CONFIGURATION = 140,
  // Firmware and the line, 155 to 159.
  /** A genuine firmware for boards of another kind. */
  DOWNLOAD_INTERFACE = 155,
  /** As `LineFault` from EXPIRED on. */
  LINE_EXPIRED = 156,
  LINE_FOREIGN = 157,
  LINE_NO_TLS = 158,
  /** Manager and supervisor have no passwords yet: nobody binds such a terminal. */
  PEOPLE_FIRST = 160,
}
