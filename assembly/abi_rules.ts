/**
 * What the decision log names (Command.DECISIONS): one number a rule of the contact kernel, a block of a hundred for each
 * concern, in the order of a payment. Compiled by both sides; plain constants, as abi.ts. The words and the clauses are
 * the board's (host/locale/decisions.ts). No value is card data that could not be shown.
 *
 * "hit" is `byte << 16 | code << 8 | common`: the byte of the TVR from 1, that byte of the action code, the bits in both.
 * "ac" is `asked << 8 | got`: P1 of GENERATE AC, and the CID. "rule" is `offset << 16 | code << 8 | condition`: a rule of
 * the CVM list. "key" is `CardKey << 8 | Authenticity`. Everything else is a plain number; SW is SW1 SW2.
 */
export enum Rule {
  // Application selection (EMV Book 1, 12).
  /** SFI of the directory. */
  PSE_FOUND = 100,
  /** SW. */
  PSE_NOT_FOUND = 101,
  /** SW. */
  CARD_BLOCKED = 102,
  /** Number of the record. */
  DIRECTORY_RECORD_TAKEN = 103,
  /** SW. */
  DIRECTORY_ENDED = 104,
  DIRECTORY_MALFORMED = 105,
  /** Index in the terminal's list; SW. */
  AID_TRIED = 106,
  AID_ANSWERED = 107,
  /** Priority (16: none given) << 8 | index of the terminal's application. */
  CANDIDATE = 108,
  /** Length of the AID. */
  NOT_SUPPORTED = 109,
  /** Number of candidates. */
  CANDIDATES = 110,
  NO_CANDIDATE = 111,
  /** Index of the terminal's application. */
  CHOSEN = 112,
  /** SW. */
  FINAL_SELECT = 113,
  APPLICATION_BLOCKED = 114,
  DF_NAME_DIFFERS = 115,
  NEXT_OCCURRENCE = 116,
  /** Priority. */
  CONFIRMATION_NEEDED = 117,
  CARDHOLDER_CHOSE = 118,
  TRY_NEXT_APPLICATION = 119,
  /** Two letters, big-endian. */
  LANGUAGE = 120,
  /** Number of candidates that there is room for. */
  CANDIDATE_LEFT_OUT = 121,
  FCI_MALFORMED = 122,

  // Initiation (EMV Book 3, 10.1).
  /** Bytes of data that it asks for. */
  PDOL_GIVEN = 200,
  PDOL_ABSENT = 201,
  PDOL_MALFORMED = 202,
  /** SW. */
  OPTIONS_REFUSED = 203,
  /** 1 or 2. */
  OPTIONS_FORMAT = 204,
  OPTIONS_MALFORMED = 205,
  /** AIP. */
  PROFILE = 206,
  /** Records to be read. */
  LOCATOR = 207,
  LOCATOR_MALFORMED = 208,

  // Reading application data (EMV Book 3, 10.2).
  /** SFI << 8 | record. */
  RECORD_READ = 300,
  /** SW. */
  RECORD_REFUSED = 301,
  RECORD_MALFORMED = 302,
  ARENA_FULL = 303,
  /** Tag. */
  DATA_MISSING = 304,
  DATA_MALFORMED = 305,
  DATA_TWICE = 306,
  /** Bytes of card data. */
  DATA_COMPLETE = 307,

  // Offline data authentication (EMV Book 3, 10.3; Book 2, 5 and 6).
  /** Then one for each `OdaMethod`, in the same order. */
  ODA_NONE = 400,
  ODA_SDA = 401,
  ODA_DDA = 402,
  ODA_CDA = 403,
  ODA_XDA = 404,
  /** Tag. */
  ODA_DATA_MISSING = 405,
  /** Key. */
  KEY_RECOVERED = 406,
  KEY_REFUSED = 407,
  /** `Signature`. */
  SIGNATURE_RIGHT = 408,
  /** `Signature` << 8 | `Authenticity`. */
  SIGNATURE_WRONG = 409,
  DEFAULT_DDOL = 410,
  DDOL_UNUSABLE = 411,
  /** SW. */
  INTERNAL_AUTHENTICATE = 412,
  /** Cryptogram type. */
  CDA_WANTED = 413,
  STATIC_DATA_UNUSABLE = 414,
  /** Bytes that the secure module gets at once. */
  STATIC_DATA = 415,

  // Processing restrictions (EMV Book 3, 10.4).
  /** Version of the card << 16 | of the terminal. */
  VERSIONS_SAME = 500,
  VERSIONS_DIFFER = 501,
  VERSION_ABSENT = 502,
  /** Usage control. */
  USAGE_ALLOWED = 503,
  USAGE_NOT_ALLOWED = 504,
  USAGE_ABSENT = 505,
  /** Country of the issuer. */
  DOMESTIC = 506,
  INTERNATIONAL = 507,
  /** YYMMDD as the card has it. */
  EFFECTIVE = 508,
  NOT_YET_EFFECTIVE = 509,
  /** Today, YYMMDD: the card's own date is nobody else's business. */
  NOT_EXPIRED = 510,
  EXPIRED = 511,

  // Cardholder verification (EMV Book 3, 10.5; Book 4, 6.3.4).
  CVM_NOT_IN_PROFILE = 600,
  CVM_LIST_ABSENT = 601,
  /** Rule. */
  CVM_RULE = 602,
  CVM_CONDITION_MET = 603,
  CVM_CONDITION_NOT_MET = 604,
  /** CVM code. */
  CVM_SUPPORTED = 605,
  CVM_NOT_SUPPORTED = 606,
  CVM_PERFORMED = 607,
  CVM_UNSUCCESSFUL = 608,
  CVM_NEXT_RULE = 609,
  CVM_NO_MORE = 610,
  /** 9F34. */
  CVM_RESULTS = 611,
  PIN_ENTERED = 612,
  PIN_BYPASSED = 613,
  /** PIN tries left. */
  PIN_TRIES_LEFT = 614,
  /** SW. */
  PIN_VERIFY = 615,
  PIN_BLOCKED = 616,
  PIN_PAD_FAILED = 617,
  SIGNATURE_WANTED = 618,
  PIN_KEY_MISSING = 619,
  PIN_NOT_ENCIPHERED = 620,

  // Terminal risk management (EMV Book 3, 10.6).
  /** Floor limit, minor units. */
  UNDER_FLOOR_LIMIT = 700,
  OVER_FLOOR_LIMIT = 701,
  /** 1..99. */
  RANDOM_NUMBER = 702,
  /** Percent << 8 | highest percent. */
  RANDOM_TARGET = 703,
  SELECTED_AT_RANDOM = 704,
  NOT_SELECTED = 705,
  NO_VELOCITY_LIMITS = 706,
  /** 9F36, or all bits when the card has not given it. */
  COUNTER = 707,
  /** 9F13, or all bits. */
  LAST_ONLINE = 708,
  /** Limit. */
  LOWER_LIMIT_KEPT = 709,
  LOWER_LIMIT_EXCEEDED = 710,
  UPPER_LIMIT_KEPT = 711,
  UPPER_LIMIT_EXCEEDED = 712,
  NEW_CARD = 713,
  LISTED = 714,
  NOT_LISTED = 715,
  MERCHANT_FORCED_ONLINE = 716,
  /** Minor units. */
  RECENT_AMOUNT = 717,

  // Terminal action analysis (EMV Book 3, 10.7).
  /** Hit. */
  IAC_DENIAL_HIT = 800,
  TAC_DENIAL_HIT = 801,
  DENIAL_MISSED = 802,
  IAC_ONLINE_HIT = 803,
  TAC_ONLINE_HIT = 804,
  ONLINE_MISSED = 805,
  IAC_DEFAULT_HIT = 806,
  TAC_DEFAULT_HIT = 807,
  DEFAULT_MISSED = 808,
  /** Cryptogram type: 00 AAC, 40 TC, 80 ARQC. */
  ANALYSED = 809,
  /** An online-only terminal asks for this instead. */
  ONLINE_ONLY = 810,

  // Card action analysis (EMV Book 3, 10.8 and 6.5.5).
  /** P1. */
  FIRST_ASKED = 900,
  /** Ac. */
  FIRST_GOT = 901,
  /** SW. */
  CRYPTOGRAM_REFUSED = 902,
  CRYPTOGRAM_MALFORMED = 903,
  /** CID. */
  CRYPTOGRAM_NOT_ALLOWED = 904,
  ADVICE_WANTED = 905,
  DEFAULT_TDOL = 906,

  // Issuer authentication (EMV Book 3, 10.9).
  /** SW. */
  EXTERNAL_AUTHENTICATE = 1000,
  /** Bytes of issuer authentication data. */
  IN_SECOND_CRYPTOGRAM = 1001,
  NO_ISSUER_DATA = 1002,

  // Issuer scripts (EMV Book 3, 10.10).
  /** Tag, 71 or 72. */
  SCRIPT_BEGINS = 1100,
  /** 9F18. */
  SCRIPT_IDENTIFIER = 1101,
  /** Number of the command << 16 | SW. */
  SCRIPT_COMMAND = 1102,
  SCRIPT_MALFORMED = 1103,
  /** First byte of its results (EMV Book 4, A5). */
  SCRIPT_RESULT = 1104,

  // Completion (EMV Book 3, 10.11).
  /** 8A, two letters, big-endian. */
  RESPONSE_CODE = 1200,
  UNABLE_TO_GO_ONLINE = 1201,
  /** P1. */
  SECOND_ASKED = 1202,
  /** Ac. */
  SECOND_GOT = 1203,

  // Bits set (EMV Book 3, C5 and C6).
  /** byte << 8 | bit, the first byte being 0. */
  TVR_BIT = 1300,
  /** The bit of byte 1. */
  TSI_BIT = 1301,
}

/** Decisions that one step tells at most; more are counted. */
export const DECISIONS_MAX = 96;
