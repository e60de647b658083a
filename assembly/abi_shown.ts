/**
 * What a terminal shows and prints, and the words for why: ids of screens and documents, kinds of their fields. The second half
 * of the contract of abi.ts, compiled by both sides; the texts live on the board. Plain constants only: this file imports
 * nothing.
 */
export enum Screen {
  STARTING = 1,
  UNBOUND = 2,
  IDLE = 3,
  AMOUNT = 4,
  INSERT_CARD = 5,
  READING_CARD = 6,
  ENTER_PIN = 7,
  PROCESSING = 8,
  APPROVED = 9,
  DECLINED = 10,
  CANCELLED = 11,
  REVERSAL_PENDING = 12,
  REVERSING = 13,
  REVERSED = 14,
  SIGNING_ON = 15,
  SIGNED_ON = 16,
  SIGN_ON_FAILED = 17,
  SIGN_ON_FIRST = 18,
  CARD_ERROR = 19,
  JOURNAL_FULL = 21,
  OUT_OF_SERVICE = 22,
  MENU = 23,
  PRINTER_PROBLEM = 25,
  /** Several applications: the cardholder chooses one by its number on this page. */
  CHOOSE_APPLICATION = 26,
  /** One application, to be confirmed by the cardholder. */
  CONFIRM_APPLICATION = 27,
  /** The PIN was wrong and is to be typed again; the card's last try; both; the card compares it. */
  WRONG_PIN = 30,
  LAST_PIN_TRY = 31,
  WRONG_PIN_LAST_TRY = 32,
  CHECKING_PIN = 33,
  /** A card that has a chip was swiped. */
  USE_CHIP = 36,
  /** The chip cannot be used: the stripe may be. */
  SWIPE_CARD = 37,
  /** What was swiped could not be read. */
  SWIPE_AGAIN = 38,
  /** The acquirer is told what became of the issuer's scripts of an earlier payment. */
  NOTIFYING = 34,
  /** What the function needs is not there, or not for this terminal: REASON says what. */
  NOT_AVAILABLE = 39,
  /** No payment may be made: REASON says why. */
  BARRED = 90,
  /** Totals of the open batch: is it to be settled? */
  SETTLE = 91,
  SETTLING = 92,
  /** The batch is settled: REASON says how the totals compare. */
  SETTLED = 93,
  /** The acquirer has not settled the batch: it is tried again. */
  SETTLEMENT_OPEN = 94,
  /** The batch cannot be settled now: REASON says why. */
  SETTLEMENT_REFUSED = 95,
  /** A test payment was approved. */
  TEST_APPROVED = 96,
  /** The last settlement, to be printed again. */
  LAST_SETTLEMENT = 97,
  LIMITS = 98,
  LIMITS_UNKNOWN = 99,
  ASKING_PLATFORM = 100,
  /** What a test payment is, before it begins. */
  TEST_INTRODUCTION = 101,
  /** It was not approved, or something does not work, or the platform could not be told. */
  TEST_INCOMPLETE = 102,
  /** Does it work? One question each, yes or no. */
  TEST_SCREEN = 103,
  TEST_KEYS = 104,
  TEST_READER = 105,
  TEST_PRINTER = 106,
  TEST_CONFIRMATION = 107,
  TEST_PORTAL = 108,
  TEST_ACCEPTED = 109,
}

/** Typed fields of a screen: numbers are u64, texts are ASCII bytes. */
export enum Field {
  /** u64, minor units. */
  AMOUNT = 1,
  /** u64. */
  STAN = 2,
  /** ASCII, first six and last four digits, `*` between. */
  MASKED_PAN = 3,
  /** Two ASCII characters, F39. */
  RESPONSE_CODE = 4,
  /** Six ASCII characters, F38. */
  AUTH_CODE = 5,
  /** Application label, ASCII. */
  LABEL = 6,
  /** u64, a `Reason`: why the screen is shown. */
  REASON = 7,
  /** Two ASCII characters: reversal reason, 98 06 96 A0. */
  REVERSAL_REASON = 8,
  /** u64: outcome of the last payment, a `Outcome`. */
  OUTCOME = 9,
  /** u64: 1 when signed on. */
  SIGNED_ON = 10,
  /** Terminal number, ASCII. */
  TERMINAL_NUMBER = 11,
  /** Merchant name, UTF-8. */
  MERCHANT_NAME = 12,
  /** u64. */
  BATCH = 13,
  /** Name of an application to choose, UTF-8; numbered from 1 in their order. */
  CHOICE = 14,
  /** Two ASCII letters (ISO 639-1): what the cardholder speaks; for this screen and those that follow, until idle. */
  LANGUAGE = 15,
  /** Page of several and their number, ASCII: 1/2. */
  PAGE = 16,
  /** u64: how often the card will still compare a PIN. */
  PIN_TRIES = 17,
  /** u64: 1 while the acquirer is yet to be told what became of an issuer's script. */
  NOTICE = 19,
  /** u64: 1 when the merchant has the payment go online. */
  FORCED_ONLINE = 20,
  /** u64, a `Menu`: its title. */
  MENU = 21,
  /** u64, an `Item`; numbered from 1 in their order. */
  ITEM = 22,
  /** u64: 1 when the terminal is bound. */
  BOUND = 23,
  /** u64: number and sum of the sales of a batch, here and at the acquirer. */
  SALES = 55,
  SALES_AMOUNT = 56,
  HOST_SALES = 57,
  HOST_AMOUNT = 58,
  /** u64, minor units; none where there is no limit. */
  LIMIT_PAYMENT = 60,
  LIMIT_DAY = 61,
  LIMIT_DEBIT = 62,
  LIMIT_CREDIT = 63,
  LIMIT_STRIPE = 64,
  /** u64, minor units: approved today. */
  TAKEN = 65,
  /** u64: 1 while the test payment is still to be done. */
  TEST_DUE = 66,
  /** u64: 1 while the batch is being settled. */
  SETTLEMENT_OPEN = 67,
  /** u64: 1 when the payment is a test. */
  TESTING = 68,
}

/** Menus, by their titles. */
export enum Menu {
  MAIN = 1,
  /** The merchant's account with the platform. */
  OFFICE = 2,
  SETTINGS = 3,
  SERVICE = 4,
}

/** What a menu offers. */
export enum Item {
  CARD = 1,
  CODE = 2,
  SIGN_ON = 3,
  SETTLEMENT = 4,
  OFFICE = 5,
  SETTINGS = 6,
  SERVICE = 7,
  HELP = 8,
}

export enum Document {
  SALE_SLIP = 1,
  /** Totals of a batch that is settled. */
  TOTALS_SLIP = 2,
}

/** Typed lines of a printed document; the board has the texts. Values as in `Field`. */
export enum Line {
  MERCHANT_NAME = 2,
  MERCHANT_NUMBER = 3,
  TERMINAL_NUMBER = 4,
  OPERATOR = 5,
  /** Masked PAN and, last byte, the entry letter (I: chip inserted, S: swiped, F: swiped because the chip failed). */
  CARD = 6,
  BATCH = 8,
  STAN = 9,
  AUTH_CODE = 10,
  /** ASCII MMDDhhmmss of the acquirer. */
  DATE_TIME = 11,
  REFERENCE = 12,
  /** u64. */
  AMOUNT = 13,
  /** Raw bytes, printed as hexadecimal: AID, CRYPTOGRAM, TVR, TSI. */
  AID = 14,
  LABEL = 15,
  CRYPTOGRAM = 16,
  TVR = 17,
  TSI = 18,
  ATC = 19,
  CARD_SEQUENCE = 20,
  /** The slip is to be signed. No value. */
  SIGNATURE = 21,
  /** u64: number and sum of the sales of a batch, here and at the acquirer. */
  SALES = 22,
  SALES_AMOUNT = 23,
  HOST_SALES = 24,
  HOST_AMOUNT = 25,
  /** u64, a `Reason`: SETTLED_EQUAL and its like. */
  RECONCILIATION = 26,
  /** It has been printed before. No value. */
  REPRINT = 27,
  /** It is of a test payment. No value. */
  TESTING = 28,
  /** Texts of the platform above and below, UTF-8. */
  HEAD = 29,
  FOOT = 30,
}

export enum Outcome {
  NONE = 0,
  APPROVED = 1,
  DECLINED = 2,
  REVERSED = 3,
  /** Nothing left the terminal. */
  ABANDONED = 4,
  /** An intent without an outcome: it is to be reversed. */
  PENDING = 5,
  /** A test payment was approved: no money. */
  TESTED = 6,
}

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
}
