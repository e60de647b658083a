/**
 * What devices are told and answer, in detail: cards' keys and signatures, sensors, text entry, network, downloads, passwords,
 * backup media, firmware slots. A part of the contract of abi.ts, compiled by both sides. Plain constants only: this file imports
 * nothing.
 */

/** What a terminal is made of, as faults are classified; bit `1 << part` in the self-test of READINESS_DONE. */
export enum Part {
  KEYPAD = 0,
  DISPLAY = 1,
  CARD_READER = 2,
  STRIPE_READER = 3,
  CONTACTLESS_READER = 4,
  PRINTER = 5,
  LINE = 6,
  SECURE_MODULE = 7,
  FLASH = 8,
  POWER = 9,
  CLOCK = 10,
  SOFTWARE = 11,
}
export const PARTS = 12;

/** What is wrong with a part. Below FAULT_CODE_FIRST a fault of the line is a `LineFault`. */
export enum FaultCode {
  /** A card, or the reader, does not answer. */
  MUTE = 20,
  /** A stripe could not be read. */
  UNREADABLE = 21,
  /** Paper is stuck, or the printer refuses. */
  JAM = 22,
  /** The device refused what it was asked for. */
  REFUSED = 23,
  /** The platform's answer was not genuine. */
  BAD_MAC = 24,
  /** The platform did not answer. */
  NO_REPLY = 25,
  /** The platform's keys came with a wrong check value. */
  BAD_KEYS = 26,
  /** The part's test of itself. */
  SELF_TEST = 27,
  /** The power was cut during work. */
  CUT = 28,
  /** The program had to be started anew. */
  RESTARTED = 29,
  TAMPERED = 30,
  /** The platform's answer says what it must not, or is one of an earlier question. */
  BAD_ANSWER = 31,
  /** A download or a firmware image whose hash or signature is wrong. */
  BAD_IMAGE = 32,
  /** A script notice that nobody answers was put aside. */
  NOTICE_ASIDE = 33,
}
export const FAULT_CODE_FIRST = 20;

/** How far a fault has been dealt with. */
export enum FaultState {
  OPEN = 0,
  /** The cause is known. */
  DIAGNOSED = 1,
  REPAIRED = 2,
  /** It was tested that the part works again. */
  VERIFIED = 3,
}

/** Why the terminal is started, in BOOT. */
export enum BootCause {
  POWER = 0,
  /** The program failed, and the board has started it anew. */
  TRAP = 1,
  /** Asked for by RESTART. */
  RESTART = 2,
}

/** What a person may do at the terminal. */
export enum Role {
  NOBODY = 0,
  CASHIER = 1,
  SUPERVISOR = 2,
  MANAGER = 3,
}

export enum Paper {
  IN = 0,
  LOW = 1,
  OUT = 2,
}

/** Payload of READINESS_DONE, u32 each: offsets. */
export const READINESS_BATTERY = 0; // percent
export const READINESS_MAINS = 4; // 1 when an adapter feeds it
export const READINESS_PAPER = 8; // a `Paper`
export const READINESS_NETWORK = 12; // a `NetworkKind` that is up
export const READINESS_CARRIER = 16; // 1 when it has a carrier
export const READINESS_SIGNAL = 20; // percent, of a wireless network
export const READINESS_CLOCK = 24; // 1 when the clock was set since it last stood still
export const READINESS_FAILED = 28; // bits of `Part` whose self-test failed
export const READINESS_BYTES = 32;

export enum NetworkKind {
  NONE = 0,
  WIRED = 1,
  WIFI = 2,
  /** Through a phone. */
  BLUETOOTH = 3,
}

export enum NetworkAction {
  /** Lists what can be joined. */
  SCAN = 1,
  /** Joins the network of this name, with the key behind the handle (0 for an open one), and stays with it over restarts. */
  JOIN = 2,
  /** Uses the cable. */
  WIRE = 3,
  /** Begins pairing: the answer brings the code that both sides show. */
  PAIR = 4,
  /** The person has confirmed that both codes are alike: pairing ends. */
  CONFIRM_PAIRING = 5,
}

/** Why a line or a network is not there. */
export enum LineFault {
  NONE = 0,
  /** Closed by the other side, or for a reason that the board does not know. */
  CLOSED = 1,
  /** No cable, no radio, not joined. */
  NO_CARRIER = 2,
  /** The server's name is not known. */
  NAME = 3,
  /** Nobody listens at this port. */
  REFUSED = 4,
  TIMED_OUT = 5,
  /** The server's certificate is nobody's that is trusted, or the handshake has failed. */
  TLS = 6,
  /** Wrong Wi-Fi key, or pairing codes that differ. */
  KEY = 7,
  /** The server's certificate has expired, or is not valid yet. */
  EXPIRED = 8,
  /** The server's certificate is for another name. */
  FOREIGN = 9,
  /** What listens there speaks no TLS. */
  NO_TLS = 10,
}
export const LINE_FAULT_LAST = 10;

/** What kind of text is typed; the board chooses its keyboard by it. Never a secret: those are ENTER_SECRET's. */
export enum TextKind {
  /** 0-9. */
  DIGITS = 0,
  /** 0-9, A-Z. */
  CODE = 1,
  /** Host name or IP address. */
  HOST = 2,
  /** Any text, UTF-8. */
  TEXT = 3,
  /** Digits of a bank account: masked wherever it is recorded. */
  ACCOUNT = 4,
  /** Number of a person's identity card: masked wherever it is recorded. */
  IDENTITY = 5,
}
export const TEXT_BYTES_MAX = 120;

/** What became of a text that was asked for. */
export enum TextResult {
  ENTERED = 0,
  CANCELLED = 1,
  TIMED_OUT = 2,
  /** The board has no text entry. */
  REFUSED = 3,
}

/** Users 0 and 99 type their password as Purpose.SUPERVISOR, all others as Purpose.OPERATOR. */
export enum PasswordAction {
  /** Is the secret behind `handle` the user's password? */
  CHECK = 1,
  /** The secret behind `handle` is the old password, that behind `other` the new one. */
  CHANGE = 2,
  /** Sets the secret behind `other` as the password, which the user gets his first with, or a new one after a reset. */
  SET = 3,
  REMOVE = 4,
}

export enum PasswordResult {
  RIGHT = 0,
  WRONG = 1,
  /** Too many wrong ones: only SET opens it. */
  LOCKED = 2,
  /** The secure module does not work, or the secrets are not what the action needs. */
  REFUSED = 3,
}

/** What is downloaded entry by entry, or block by block. */
export enum Download {
  NONE = 0,
  PARAMETERS = 1,
  CAPKS = 2,
  AIDS = 3,
  FIRMWARE = 4,
  /** Texts of the platform, in one answer: never staged, as PARAMETERS are not. */
  TEXTS = 5,
}

/** Manifest of a firmware, as OPEN brings it: offsets; Ed25519 signs all before the signature. Little-endian. */
export const FIRMWARE_VERSION = 0; // u32: major << 16 | minor << 8 | patch
export const FIRMWARE_SIZE = 4; // u32, bytes of the image
export const FIRMWARE_BLOCK_BYTES = 8; // u32, all but the last
export const FIRMWARE_HASH = 12; // SHA-256 of the image
export const FIRMWARE_HASH_BYTES = 32;
export const FIRMWARE_SIGNATURE = 44;
export const FIRMWARE_SIGNATURE_BYTES = 64;
export const FIRMWARE_MANIFEST_BYTES = 108;

export enum StageAction {
  /** How many entries of this download are staged, and of which mark; count 0 and mark 0 when none. */
  STATE = 1,
  /**
   * Begins anew, with the mark (u32) of what is to come; what was staged of this download is dropped. Of a firmware with its
   * manifest: bytes.
   */
  OPEN = 2,
  /** Stages entry or block `index`, which is the next one: bytes. */
  PUT = 3,
  /** All `index` entries are there and right: they take the place of the old ones, at once and whole, also over a power cut. */
  COMMIT = 4,
  DROP = 5,
}

export enum StageResult {
  DONE = 0,
  /** No such device, no room, or out of order. */
  REFUSED = 1,
  /** An entry is malformed. */
  FORMAT = 2,
  /** A hash or a check value is wrong. */
  HASH = 3,
  /** A signature is wrong. */
  SIGNATURE = 4,
  /** An older version than the one that is there: a downgrade. */
  OLDER = 5,
  /** A genuine firmware for boards of another kind: this one could not start it. */
  INTERFACE = 6,
}

export enum SlotAction {
  /** The committed firmware is started at the next restart, on trial. */
  TRY = 1,
  /** The running firmware, on trial, has proved itself: it stays, and nothing older ever starts again. */
  CONFIRM = 2,
  /** The running firmware, on trial, is given up: the one before it starts at the next restart. */
  ROLL_BACK = 3,
}

export enum MediumAction {
  /** Value: how many backups the medium has; bytes: the newest generation u32, 0 when there is none. */
  STATE = 1,
  /** Begins to write backup `generation`. */
  BEGIN = 2,
  /** Writes the next block: bytes. */
  WRITE = 3,
  /** The backup is whole: it counts from here on. The oldest goes when there are too many. */
  END = 4,
  /** Reads block `index` of backup `generation`: no bytes past the last. */
  READ = 5,
}

/** Keys of a card that the secure module recovers, each from the one before it. */
export enum CardKey {
  ISSUER = 1,
  ICC = 2,
  PIN = 3,
}

/** What a card has signed. */
export enum Signature {
  STATIC = 1,
  DYNAMIC = 2,
  COMBINED = 3,
}

/** What became of a certificate or a signature. */
export enum Authenticity {
  GENUINE = 0,
  /** The module cannot work: it has been erased. */
  REFUSED = 1,
  /** No CAPK of this RID and index. */
  NO_CAPK = 2,
  /** Header, trailer, format, algorithm or length. */
  FORMAT = 3,
  HASH = 4,
  /** Issuer identifier or card number. */
  NAME = 5,
  EXPIRED = 6,
  /** On the certificate revocation list. */
  REVOKED = 7,
  /** The key that should check it could not be recovered. */
  NO_KEY = 8,
}
