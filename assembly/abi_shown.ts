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

  // First start and settings (terminal/setup).
  /** Two ASCII letters (ISO 639-1): the merchant's own language, from this screen on. */
  HOUSE_LANGUAGE = 30,
  /** u64, percent. */
  BATTERY = 31,
  /** u64: 1 when an adapter feeds the terminal. */
  MAINS = 32,
  /** u64, a `Paper`. */
  PAPER = 33,
  /** u64, a `NetworkKind`. */
  NETWORK = 34,
  /** u64, percent. */
  SIGNAL = 35,
  /** u64: 1 when the clock is set. */
  CLOCK = 36,
  /** u64, bits of `Part`: whose test of itself has failed. */
  SELF_TEST = 37,
  /** u64: 1 when the network has a carrier. */
  CARRIER = 38,
  /** Host and port, ASCII. */
  SERVER = 39,
  /** u64, a `Reason`: why the acquirer could not be reached the last time. */
  LINE_FAULT = 120,
  /** signal u8, percent · secured u8 · name, UTF-8; numbered from 1 in their order. */
  WIFI = 121,
  /** u64. */
  PAIRING_CODE = 122,
  /** u64, from 1: the place of the server that is tried first. */
  SERVER_IN_USE = 123,
  /** u64, from 1. */
  STEP = 124,
  /** u64, an `Item`: whose guide it is. */
  GUIDE = 125,
  /** ASCII. */
  SERIAL = 126,
  /** u64. */
  FIRMWARE = 127,
  /** u64, percent of the journal that is written. */
  JOURNAL_USE = 128,
  /** u64, bytes of memory that a terminal takes. */
  MEMORY = 129,
  SUPPORT_PHONE = 130,
  SUPPORT_ONLINE = 131,
  /** u64: keys of certification authorities that were downloaded. */
  CA_KEYS = 132,
  /** u64, a `Field`: the one that is typed. */
  LABEL_OF = 40,
  /** Four ASCII digits, merchant category code. */
  CATEGORY = 41,
  /** Unified social credit code, ASCII. */
  LICENCE = 42,
  /** Number of a person's identity card, ASCII: shown to whoever typed it, recorded nowhere. */
  IDENTITY = 43,
  /** Settlement account, ASCII: as IDENTITY. */
  ACCOUNT = 44,
  /** Name, UTF-8. */
  CONTACT = 45,
  /** ASCII. */
  PHONE = 46,
  /** ASCII. */
  MERCHANT_NUMBER = 47,
  /** u64, a `Service`. */
  SERVICE = 48,
  /** u64, a `RegistrationState`. */
  REGISTRATION = 49,
  /** ASCII. */
  APPLICATION = 140,
  /** u64, YYYYMMDD. */
  DUE_DATE = 141,
  /** UTF-8, the platform's. */
  REASON_TEXT = 142,
  /** u64, minor units. */
  DEPOSIT = 143,
  /** u64, a `Paperwork`: not handed in, handed in. */
  PAPER_TO_COME = 144,
  PAPER_IN = 145,
  /** u64, YYYYMMDD. */
  BOUND_ON = 146,
  BOUND_UNTIL = 147,
  /** u64. */
  TRIES_LEFT = 148,
  RESENDS_LEFT = 149,
  /** u64, a `Failure`. */
  FAILURE = 150,
  /** u64 from 1: what an application needs. */
  NEEDED = 151,
  /** Digits typed so far, ASCII. */
  TYPED = 70,
  /** u64: number of the operator who is logged on. */
  OPERATOR = 71,
  /** A fault as the journal has it, 16 bytes (`Fault` in terminal/care/zone.ts); in a list numbered from 1. */
  FAULT = 72,
  /** u64: the fault's number. */
  FAULT_NUMBER = 73,
  /**
   * A part's faults, five u32: the `Part`, its operations, its faults, faults per ten thousand operations, and per hundred days.
   */
  FAULT_RATE = 74,
  /** u64, a `FaultState`: what is to be done next. */
  NEXT_STEP = 75,
  /** u64 YYYYMMDD, 0 for never. */
  CLEANED_ON = 77,
  CHECKED_ON = 78,
  CARE_DUE_ON = 79,
  /** u64: 1 when the machine is due to be cleaned or checked. */
  CARE_DUE = 80,
  /** u64. */
  FAULTS_OPEN = 81,
  // Downloads and firmware, 50 to 54.
  /** u64, a `Download`. */
  DOWNLOAD = 50,
  /** u64: the entry or block that is fetched, from 1; how many there are. */
  ENTRY = 51,
  ENTRIES = 52,
  /** u64: version of a firmware, major << 16 | minor << 8 | patch. */
  VERSION = 53,
}

/** Menus, by their titles. */
export enum Menu {
  MAIN = 1,
  /** The merchant's account with the platform. */
  OFFICE = 2,
  SETTINGS = 3,
  SERVICE = 4,
  /** In both languages at once. */
  LANGUAGE = 20,
  NETWORK = 21,
  HELP = 22,
  PEOPLE = 35,
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
  REGISTRATION = 10,
  BINDING = 11,
  BINDING_STATE = 12,
  ACTIVATION = 13,
  TEST_PAYMENT = 14,
  LIMITS = 15,
  REBINDING = 16,
  UNBINDING = 17,

  LANGUAGE = 20,
  NETWORK = 21,
  SERVERS = 22,
  CONNECTION_TEST = 23,
  READINESS = 24,
  FAULT_CHECK = 25,
  DEVICE = 26,
  SUPPORT = 27,
  FIRST_START = 28,
  /** A choice after something has failed. */
  TRY_AGAIN = 29,
  RESTART = 120,
  CHINESE = 121,
  ENGLISH = 122,
  WIRED = 123,
  WIFI = 124,
  BLUETOOTH = 125,
  FAULTS = 35,
  MAINTENANCE = 36,
  PEOPLE = 37,
  CHANGE_PASSWORD = 38,
  /** A forgotten password, by a one-time code of the platform. */
  RECOVER_PASSWORD = 39,
  LOG_OFF = 40,
  FRAUD_STOP = 41,
  CLEAR_LOCK = 42,
  ADD_OPERATOR = 43,
  REMOVE_OPERATOR = 44,
  RESET_OPERATOR = 45,
  LOCK_TIME = 46,
  // Downloads and firmware, 30 to 34.
  DOWNLOADS = 30,
  FIRMWARE = 31,
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
}
