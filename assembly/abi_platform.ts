/**
 * What a terminal and its platform say to each other besides payments: network codes (F60.3) and the tags of F62.
 *
 * Codes below 700 are UnionPay's. Those from 801 on are this profile's own, as no public layout exists: 0800 asks, 0820 tells,
 * F62 is BER-TLV of the tags below, F64 is there in both directions, under working keys or the device's own. `Tag.NONCE` comes
 * first and is repeated in the answer, so that an answer of an earlier question is none. Plain constants only: this file
 * imports nothing. host/acquirer/README.md is the document.
 */
export enum NetworkCode {
  SIGN_OFF = 2,
  SIGN_ON_DOUBLE = 3,
  /** Terminal and merchant number by the device's serial number. */
  SERIAL = 101,
  SETTLEMENT = 201,
  ECHO = 301,
  PARAMETERS = 360,
  PARAMETERS_END = 361,
  STATUS = 362,
  CAPK = 370,
  CAPK_END = 371,
  CAPK_LIST = 372,
  AID = 380,
  AID_END = 381,
  AID_LIST = 382,

  /** SERIAL, APPLICATION fields -> APPLICATION_ID, REGISTRATION_STATE, DUE_DATE. */
  REGISTER = 801,
  /** SERIAL, APPLICATION_ID -> REGISTRATION_STATE, DUE_DATE, REASON_TEXT, TERMINAL_NUMBER and MERCHANT_NUMBER once approved. */
  REGISTRATION_STATE = 802,
  /** SERIAL, PASSWORD (enciphered) -> MASTER_KEY, MERCHANT_NAME, TERM_FROM, TERM_UNTIL. F41 and F42 name what is to be bound. */
  BIND = 811,
  /** With F64 under the new keys: the binding counts from the answer on. -> SERVICE. */
  BIND_CONFIRM = 812,
  /** With F64; the batch is settled. The platform forgets the keys. */
  UNBIND = 813,
  /** -> SERVICE, TERM_UNTIL. */
  SERVICE_STATE = 814,
  /** CODE (enciphered) -> SERVICE. */
  ACTIVATE = 821,
  /** A new activation code is sent to the contact -> RESENDS_LEFT. */
  RESEND_CODE = 822,
  /** -> LIMIT_... */
  LIMITS = 831,
  /** -> SUPPORT_PHONE, SUPPORT_ONLINE, RECEIPT_HEAD, RECEIPT_FOOT, METHODS. */
  TEXTS = 832,
  /** USER, CODE (enciphered) -> nothing: the one-time code is right, and spent. */
  PASSWORD_RESET = 841,
  /** VERSION of the running one -> VERSION, BYTES, BLOCK_BYTES, HASH, SIGNATURE; nothing when none is newer. */
  FIRMWARE_OFFER = 851,
  /** VERSION, BLOCK -> VERSION, BLOCK, DATA. */
  FIRMWARE_BLOCK = 852,
  /** VERSION, RESULT. */
  FIRMWARE_RESULT = 853,
  /** GENERATION, BLOCK, DATA; the last one with BLOCKS. */
  BACKUP_PUT = 861,
  /** -> GENERATION of the newest, BLOCKS. */
  BACKUP_LIST = 862,
  /** GENERATION, BLOCK -> DATA. */
  BACKUP_GET = 863,
  /** -> NEXT_STAN, BATCH: what a restored terminal goes on with. Without F64 a hint, for the sign-on that comes first. */
  STAN_STATE = 864,
  /** CHECKLIST -> nothing: the test payment is accepted. */
  TEST_RESULT = 871,
  /** EVENT, TIME -> nothing. */
  SECURITY_REPORT = 881,
}

/** Tags of F62, two bytes each; texts are UTF-8, numbers big-endian, dates 4 bytes BCD YYYYMMDD. */
export enum Tag {
  /** 8 bytes. */
  NONCE = 0xdf01,
  /** 8 characters. */
  SERIAL = 0xdf02,
  MERCHANT_NAME = 0xdf03,
  /** Merchant category code, ISO 18245, 4 digits. */
  CATEGORY = 0xdf04,
  /** Unified social credit code, GB 32100-2015, 18 characters. */
  LICENCE = 0xdf05,
  /** Citizen identity number, GB 11643-1999, 18 characters. */
  IDENTITY = 0xdf06,
  /** Settlement account, 12 to 19 digits. */
  ACCOUNT = 0xdf07,
  CONTACT = 0xdf08,
  /** 11 digits. */
  PHONE = 0xdf09,
  /** Bits of `Paperwork`, 1 byte: what was handed in. */
  DOCUMENTS = 0xdf0a,
  /** 12 characters. */
  APPLICATION_ID = 0xdf0b,
  /** A `RegistrationState`, 1 byte. */
  REGISTRATION_STATE = 0xdf0c,
  DUE_DATE = 0xdf0d,
  REASON_TEXT = 0xdf0e,
  TERMINAL_NUMBER = 0xdf0f,
  MERCHANT_NUMBER = 0xdf10,
  /** Deposit in minor units, 6 bytes BCD. */
  DEPOSIT = 0xdf11,
  /** Envelope of the secure module. */
  PASSWORD = 0xdf12,
  /** 16 or 24 bytes under the transport key, and check value 8. */
  MASTER_KEY = 0xdf13,
  TERM_FROM = 0xdf14,
  TERM_UNTIL = 0xdf15,
  /** A `Service`, 1 byte. */
  SERVICE = 0xdf16,
  /** Envelope of the secure module. */
  CODE = 0xdf17,
  /** 1 byte. */
  TRIES_LEFT = 0xdf18,
  RESENDS_LEFT = 0xdf19,
  /** Minor units, 6 bytes BCD; 0 for none. */
  LIMIT_PAYMENT = 0xdf1a,
  LIMIT_DAY = 0xdf1b,
  LIMIT_DEBIT = 0xdf1c,
  LIMIT_CREDIT = 0xdf1d,
  LIMIT_STRIPE = 0xdf1e,
  SUPPORT_PHONE = 0xdf1f,
  SUPPORT_ONLINE = 0xdf20,
  RECEIPT_HEAD = 0xdf21,
  RECEIPT_FOOT = 0xdf22,
  /** Bits of what may be paid with, 1 byte: 1 cards, 2 codes. */
  METHODS = 0xdf23,
  /** 1 byte. */
  USER = 0xdf24,
  /** 4 bytes each, but for DATA, HASH (SHA-256, 32) and SIGNATURE (Ed25519, 64). */
  VERSION = 0xdf25,
  BYTES = 0xdf26,
  BLOCK_BYTES = 0xdf27,
  BLOCK = 0xdf28,
  BLOCKS = 0xdf29,
  DATA = 0xdf2a,
  HASH = 0xdf2b,
  SIGNATURE = 0xdf2c,
  RESULT = 0xdf2d,
  GENERATION = 0xdf2e,
  NEXT_STAN = 0xdf2f,
  /** Bits, 2 bytes. */
  CHECKLIST = 0xdf30,
  /** A `SecurityEvent`, 1 byte. */
  EVENT = 0xdf31,
  /** 7 bytes BCD YYYYMMDDhhmmss. */
  TIME = 0xdf32,
  /** 4 bytes: the batch that is open at the platform. */
  BATCH = 0xdf33,
  /** Nonce, 8 bytes, and MAC, 8, under the device's own key over `TAMPERED` and the nonce: made before the keys were erased. */
  TAMPER_PROOF = 0xdf34,
  /** In the lists of 372 and 382, behind what UnionPay has there: the first 4 bytes of SHA-256 of the entry. */
  ENTRY_CHECK = 0xdf7f,
}

/** Where an application for a merchant's account stands. */
export enum RegistrationState {
  NONE = 0,
  SUBMITTED = 1,
  IN_REVIEW = 2,
  REJECTED = 3,
  /** Contract and deposit are next. */
  APPROVED = 4,
  /** Contract signed, deposit noted: the terminal may be bound. */
  CONTRACTED = 5,
}

/** Whether a bound terminal may trade, as the platform says. */
export enum Service {
  ACTIVE = 0,
  AWAITING_ACTIVATION = 1,
  SUSPENDED = 2,
  EXPIRED = 3,
  /** Locked until service has looked at it. */
  LOCKED = 4,
}

/** Documents that are handed in with an application, as bits. */
export enum Paperwork {
  BUSINESS_LICENCE = 1,
  IDENTITY_CARD = 2,
  BANK_PERMIT = 4,
  PREMISES = 8,
  AGREEMENT = 16,
}

export enum SecurityEvent {
  TAMPER = 1,
  FRAUD = 2,
  VIOLATION = 3,
  CLEARED = 4,
}
