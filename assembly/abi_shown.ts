/**
 * What a terminal shows and prints: ids of screens and documents, and kinds of printed lines; the fields of a screen are in
 * abi_fields.ts, the words for why in abi_reasons.ts. A part of the contract of abi.ts, compiled by both sides; the texts live on
 * the board. Plain constants only: this file imports nothing.
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
  /** It never answered: the notice is put aside, and on the list of faults. */
  NOTICE_ASIDE = 180,
  /** The payment has ended because of the terminal, not of the card: REASON says what has failed. */
  TERMINAL_FAULT = 181,
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

  // First start and settings (terminal/setup).
  /** What the sensors say; REASON is the first thing that is missing. */
  READINESS = 40,
  /** A network is being joined, looked for, paired with. */
  JOINING = 41,
  /** Networks to choose from, a WIFI each. */
  WIFI_LIST = 42,
  /** The key of WIFI is typed. */
  WIFI_KEY = 43,
  /** The code that both sides show. */
  PAIRING = 44,
  NETWORK_FAILED = 45,
  /** Servers, a CHOICE each; one more may be chosen to be added. */
  SERVER_LIST = 46,
  SERVER_HOST = 47,
  SERVER_PORT = 48,
  SERVER_WRONG = 49,
  TESTING_CONNECTION = 50,
  CONNECTED = 51,
  /** REASON says why, and what may be done next stands as ITEMs. */
  NOT_CONNECTED = 52,
  SUPPORT = 53,
  FIRST_START_DONE = 54,
  /** What to do next in a fault check: STEP. */
  FAULT_STEP = 55,
  FAULT_SOLVED = 56,
  DEVICE = 57,
  /** A page of the guide of an ITEM. */
  GUIDE = 58,
  /** A field of a form is typed: LABEL_OF says which; REASON why the last value was refused. */
  FORM_FIELD = 60,
  /** The values of a form, some to a page, to be checked; a digit corrects the one in its place. */
  FORM_REVIEW = 61,
  /** What is to be ready before an application is typed. */
  REGISTRATION_FIRST = 62,
  /** Documents, PAPER_IN or PAPER_TO_COME each: a digit says whether the one in its place is handed in. */
  PAPERS = 63,
  ASKING_PLATFORM = 64,
  REGISTRATION_STATE = 65,
  /** Something about the account was not done: FAILURE and REASON say why. */
  ACCOUNT_NOT_DONE = 66,
  /** 1 by numbers, 2 by serial number. */
  BINDING_WAY = 67,
  ENTER_PAYMENT_PASSWORD = 68,
  BOUND = 70,
  BINDING_FAILED = 71,
  BINDING_STATE = 72,
  /** 1 a code is typed, 2 another one is sent, 3 the platform is asked again. */
  ACTIVATION = 73,
  ENTER_CODE = 74,
  ACTIVATED = 75,
  /** The platform does not know the terminal: it may be unbound here alone. */
  UNKNOWN_THERE = 76,
  CODE_SENT = 77,
  UNBIND_WARNING = 78,
  UNBINDING_DONE = 79,
  // Whoever works here (terminal/people).
  ENTER_OPERATOR = 110,
  ENTER_PASSWORD = 111,
  OLD_PASSWORD = 112,
  NEW_PASSWORD = 113,
  NEW_PASSWORD_AGAIN = 114,
  NOT_ALLOWED = 115,
  /** The password should be changed. */
  PASSWORD_OLD = 116,
  OPERATOR_TO_ADD = 117,
  OPERATOR_TO_REMOVE = 118,
  OPERATOR_TO_RESET = 119,
  /** Whose password is forgotten; the one-time code of the platform for it. */
  OPERATOR_TO_RECOVER = 120,
  RESET_CODE = 121,
  ASKING_RESET = 122,
  LOCK_MINUTES = 123,
  /** Nobody is set up: the manager's password is next, or the supervisor's. */
  SET_UP_MANAGER = 124,
  SET_UP_SUPERVISOR = 125,
  DONE = 126,
  NOT_DONE = 127,

  // Care (terminal/care).
  /** Locked until service or a supervisor clears it: REASON says why. */
  LOCKED = 130,
  FAULT_LIST = 131,
  FAULT = 132,
  FAULT_RATES = 133,
  MAINTENANCE = 134,
  CONFIRM_FRAUD = 135,
  CONFIRM_CLEAR = 136,
  /** The platform is told of faults, or that the terminal is locked. */
  REPORTING = 137,
  // Downloads and firmware, 80 to 89.
  DOWNLOADING = 80,
  DOWNLOADED = 81,
  DOWNLOAD_FAILED = 82,
  /** A newer firmware: VERSION; the person agrees, or not now. */
  FIRMWARE_OFFERED = 83,
  FIRMWARE_LATEST = 84,
  FIRMWARE_FAILED = 85,
  RESTARTING = 86,
  /** A new firmware proves itself. */
  FIRMWARE_ON_TRIAL = 87,
  FIRMWARE_GIVEN_UP = 88,

  // Backup and restore (terminal/backup).
  /** 1 an external medium, 2 the platform. */
  BACKUP_TARGET = 140,
  /** Backup GENERATION is written; read back. */
  BACKING_UP = 141,
  BACKUP_DONE = 142,
  BACKUP_FAILED = 143,
  RESTORING = 144,
  /** The newest backup is damaged: is an older one to be taken? */
  OLDER_BACKUP = 145,
  RESTORE_FAILED = 146,
}

/** Every guide has as many pages (Screen.GUIDE). */
export const GUIDE_PAGES = 3;

/** Classes of what goes wrong with the account: what was typed, the way to the platform, the platform's or the machine's no. */
export enum Failure {
  DATA = 1,
  NETWORK = 2,
  REFUSED = 3,
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
  /** What the platform has printed above and below a receipt, UTF-8. */
  HEAD = 50,
  FOOT = 51,
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
