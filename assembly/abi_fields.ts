/**
 * What a screen says beside its title: kinds of its fields, titles of menus and what they offer. A part of the contract of abi.ts,
 * compiled by both sides; the texts live on the board. Plain constants only: this file imports nothing.
 */
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
  /** ASCII: what kind of machine it is. */
  MODEL = 133,
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
  // Backup and restore, 160 to 169.
  /** u64: number of a backup. */
  GENERATION = 160,
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
  BACKUP = 47,
  RESTORE = 48,
}
