/**
 * The contract between the core and its boards: codes, offsets and limits, compiled by both sides.
 *
 * A board writes one event into IN and calls `step`; the core leaves commands in OUT. Everything is little-endian and
 * every payload starts on a multiple of 8. What is shown stands in abi_shown.ts. Plain constants only: this file imports nothing.
 *
 * Event header in IN (24 bytes):   monotonic_ms u64 · wall_ms u64 · epoch u32 · ticket u32 · then the payload.
 *   `wall_ms` is *local civil* time in ms since 1970-01-01 00:00 (the board adds its zone). `epoch` and `ticket` repeat
 *   those of the command that the event answers; both are 0 for an event that nobody asked for.
 * Command in OUT (16-byte header): code u16 · reserved u16 · length u32 · epoch u32 · ticket u32 · then the payload,
 *   padded with zeros to a multiple of 8. A ticket of 0 means that no answer is expected.
 * "bytes" below means `length u32 · reserved u32 · length bytes`.
 */

/** Of this contract: raised when a board or a core of before could not follow. The core exports it as `abiVersion`. */
export const ABI_VERSION = 1;

export enum Event {
  /**
   * epoch u32 (differs at every boot) · flash_bytes u32 · sector_bytes u32 · unit_bytes u32. Flash is two equal halves. Then,
   * unless the board has neither: serial number, 8 ASCII · firmware version u32 · on_trial u32, 1 while the firmware is not
   * confirmed. Then, where the board knows: cause u32, a `BootCause` · reserved u32. Then its
   * model, 8 ASCII, zeros behind it.
   */
  BOOT = 1,
  /** The deadline has come. No payload. */
  TIME = 2,
  /** digit u32 (0..9); a board sends it only while a screen of `takesDigits` is shown (abi_shown.ts), and never while a secret or a text is typed. */
  KEY_DIGIT = 3,
  KEY_CLEAR = 4,
  KEY_ENTER = 5,
  KEY_CANCEL = 6,
  KEY_MENU = 7,
  /** A `Parameters` record (layout below): what the terminal is bound to. */
  PROVISION = 8,
  /** Answer to FLASH_READ: bytes. */
  FLASH_DATA = 10,
  /** Answer to FLASH_APPEND and FLASH_ERASE: status u32, a `Done`. */
  FLASH_DONE = 11,
  /** Answer to CARD_ARM, when a card is in and has given its ATR: bytes. */
  CARD_IN = 12,
  /** Answer to CARD_APDU: bytes, the last two are SW1 SW2. */
  CARD_REPLY = 13,
  /** Unasked (no ticket): the card has been pulled out. */
  CARD_OUT = 14,
  /** Answer to CARD_ARM, CARD_APDU and VERIFY_PIN: the card does not answer (no ATR, protocol error, time-out). No payload. */
  CARD_MUTE = 15,
  /** Answer to LINE_OPEN: connected. LINE_DATA and LINE_DOWN then bring the ticket of that LINE_OPEN. */
  LINE_UP = 16,
  /** bytes, as they arrived, in any cut. */
  LINE_DATA = 17,
  /** The line could not be opened, or is down: a `LineFault` u32, where the board knows. */
  LINE_DOWN = 18,
  /** Answer to ENTER_SECRET: status u32, a `Secret` · handle u32 (0 unless ENTERED). */
  SECRET_DONE = 20,
  /** Answer to ENCIPHER_PIN: status u32, a `Done` · generation u32 of the module's key store · PIN block, 8 bytes enciphered. */
  PIN_DONE = 21,
  /** Answer to MAC: status u32 · generation u32 · MAC, 8 bytes. */
  MAC_DONE = 22,
  /** Answer to VERIFY_MAC: status u32, DONE when the MAC is right, REFUSED when it is wrong. */
  MAC_CHECKED = 23,
  /** Answer to LOAD_KEYS: status u32: DONE, KCV_DIFFERS or REFUSED, and then no key has changed · generation u32. */
  KEY_LOADED = 24,
  /** Answer to PROTECT and UNPROTECT: status u32 · reserved u32 · bytes (empty unless DONE). */
  RECORD_DONE = 25,
  /** Answer to RANDOM: bytes. */
  RANDOM_DONE = 26,
  /** Answer to PRINT: status u32: DONE, PAPER_OUT or REFUSED. */
  PRINT_DONE = 27,
  /**
   * Answer to CARD_ARM: a card was swiped: status u32 (DONE, or REFUSED when no track could be read) · track2_length u32 ·
   * track3_length u32 · reserved u32 · the characters of track 2, then those of track 3, in ASCII.
   */
  STRIPE_READ = 28,
  /** Answer to READ_AID: bytes, AID_RECORD_BYTES of them; none past the last application. Any other number is no record. */
  AID_READ = 29,
  /** Answer to CHECK_CARD: status u32: DONE when the card is not on the exception file, REFUSED when it is. */
  CARD_CHECKED = 30,
  /** Answer to CARD_KEY and STATIC_DATA: status u32, an `Authenticity`. */
  CARD_KEY_DONE = 31,
  /** Answer to VERIFY_SIGNATURE: status u32, an `Authenticity` · reserved u32 · bytes: what was signed, see there. */
  SIGNATURE_DONE = 32,
  /**
   * Answer to VERIFY_PIN: status u32, a `Done` · SW1 SW2 of the card's answer to VERIFY u32, 0 unless DONE. NOT_SHOWN when the PIN
   * could not be enciphered for the card; REFUSED when there is no PIN, or no module.
   */
  PIN_VERIFIED = 33,
  /** Unasked: a diagnostics device is there (on u32 is 1) or has gone (0): see DECISIONS. */
  DIAGNOSE = 34,
  /** Answer to HASH: status u32, a `Done` · reserved u32 · bytes. */
  HASH_DONE = 35,
  /** Answer to READINESS: READINESS_BYTES (abi_devices.ts). */
  READINESS_DONE = 36,
  /**
   * Answer to NETWORK: status u32, a `LineFault` · code u32, the pairing code · bytes: of SCAN, per network signal u8 (percent) ·
   * secured u8 · length u8 · name.
   */
  NETWORK_DONE = 37,
  /** Answer to ENTER_TEXT: status u32, a `TextResult` · reserved u32 · bytes. */
  TEXT_DONE = 38,
  /** Answer to PASSWORD: status u32, a `PasswordResult` · tries_left u32. */
  PASSWORD_DONE = 39,
  /** Answer to STAGE: status u32, a `StageResult` · count u32, entries staged · mark u32 · reserved u32. */
  STAGE_DONE = 40,
  /** Answer to MEDIUM: status u32, a `Done` · value u32, see `MediumAction` · bytes. */
  MEDIUM_DONE = 41,
  /** Answer to SLOT: status u32, a `Done`. */
  SLOT_DONE = 42,
  /** Unasked: the secure module has been tampered with and has erased its keys. No payload. */
  TAMPERED = 43,

  // From the engine alone: a state is entered; a machine is left, by its own result or because one below took an event.
  ENTER = 62,
  END = 63,

  // Results: what a machine returns is an event of the machine that ran it.
  ENTERED = 64,
  CANCELLED = 65,
  STORED = 66,
  NOT_STORED = 67,
  ROOM = 68,
  FULL = 69,
  REPLAYED = 70,
  CORRUPT = 71,
  ANSWERED = 72,
  CARD_FAILED = 73,
  SELECTED = 74,
  NO_APPLICATION = 75,
  CARD_READ = 76,
  CRYPTOGRAM = 77,
  CARD_DECLINED = 78,
  PIN_READY = 79,
  NO_PIN = 80,
  SEALED = 81,
  NOT_SEALED = 82,
  APPROVED = 83,
  DECLINED = 84,
  NO_REPLY = 85,
  BAD_MAC = 86,
  NOT_SENT = 87,
  SIGNED_ON = 88,
  SIGN_ON_FAILED = 89,
  REVERSED = 90,
  UNRESOLVED = 91,
  SALE_ENDED = 92,
  FAULTED = 93,
  REPLIED = 94,
  CHOSEN = 95,
  TRY_NEXT = 96,
  AUTHENTICATED = 97,
  GENUINE = 98,
  FORGED = 99,
  SCRIPTS_DONE = 100,
  NOTIFIED = 101,
  VERIFIED = 102,
  /** The cardholder has swiped the card; has put it in. */
  SWIPED = 103,
  CARD_BLOCKED = 104,
  INSERTED = 105,
  /** Of whatever had to be done. */
  SUCCEEDED = 106,
  FAILED = 107,
  /** The platform has answered, and says no. */
  REFUSED = 108,
  ALLOWED = 109,
  DENIED = 110,
}

export enum Command {
  /** screen u32, a `Screen` · count u32 · then per field: kind u16, a `Field` · length u16 · reserved u32 · value, padded to 8. */
  SCREEN = 1,
  /** at_ms u64: call with Event.TIME at this monotonic time; 0 for never. Last command of every step. */
  DEADLINE = 2,
  /** offset u32 · length u32 (at most READ_BYTES). */
  FLASH_READ = 3,
  /** offset u32 · length u32 · bytes to program; offset and length are multiples of RECORD_UNIT. */
  FLASH_APPEND = 4,
  /** offset u32 of the sector to erase. */
  FLASH_ERASE = 5,
  /** interfaces u32, bits of `Interface`: power the contact card now in, or the next one put in; read the next stripe. */
  CARD_ARM = 6,
  /** bytes: one command APDU. */
  CARD_APDU = 7,
  /** Power the card down. */
  CARD_RELEASE = 8,
  /**
   * Connect to the acquirer: port u32 · tls u32, 1 for TLS with the server's certificate checked against that host · host:
   * bytes, none for the server that the board knows by itself, in its own way. A line that is still open is closed first.
   */
  LINE_OPEN = 9,
  /** bytes, sent on the line of this ticket. */
  LINE_SEND = 10,
  LINE_CLOSE = 11,
  /**
   * The secure module takes the keypad: purpose u32, a `Purpose` · digits_min u32 · digits_max u32 · key_timeout_ms u32 ·
   * total_timeout_ms u32 · reserved u32 · amount u64.
   */
  ENTER_SECRET = 12,
  /** slot u32 · handle u32 · PAN: bytes, one ASCII digit each. */
  ENCIPHER_PIN = 13,
  /** slot u32 · reserved u32 · bytes. Slot.SECRET: under a key that the module makes from it, CMAC. */
  MAC = 14,
  /** slot u32 · reserved u32 · MAC, 8 bytes · bytes. */
  VERIFY_MAC = 15,
  /**
   * parent u32, a slot · reserved u32 · bytes: a key download of the acquirer (UnionPay F62) as it came, at most
   * KEY_DOWNLOAD_BYTES_MAX. The module knows the layouts; all of its keys are loaded, or none.
   */
  LOAD_KEYS = 16,
  /** bytes: a record to encipher under the module's own storage key. */
  PROTECT = 17,
  /** bytes: a record that PROTECT gave. */
  UNPROTECT = 18,
  /** length u32 (at most 32). */
  RANDOM = 19,
  /** document u32, a `Document` · count u32 · then fields as in SCREEN, whose kinds are `Line`s. */
  PRINT = 20,
  /** ticket u32: the answer to this ticket is no longer wanted; a keypad it took is given back. */
  CANCEL = 21,
  /** A transaction begins or ends: the secure module drops every handle and what is left of the last one. */
  WIPE = 22,
  /**
   * generation u32, no answer: the journal has seen this generation of the module's key store, which grows with every
   * change. Keys of an older store are refused.
   */
  KEY_GENERATION = 23,
  /** index u32 from 0: one application of the terminal's configuration. */
  READ_AID = 24,
  /** PAN: bytes, one ASCII digit each: does the exception file list it? */
  CHECK_CARD = 25,
  /**
   * The secure module recovers a public key of the card from its certificate (EMV Book 2, 5.3, 6.3, 6.4, 7.1) and keeps it
   * until WIPE: which u32, a `CardKey` · index u32 of the CAPK · today u32 YYYYMMDD · reserved u32 · RID 8 bytes (5 used) · then
   * certificate, remainder, exponent and PAN (one ASCII digit each): bytes each, padded to a multiple of 8.
   */
  CARD_KEY = 26,
  /** bytes: static data to be authenticated (EMV Book 3, 10.3), behind what came before; the module forgets it with WIPE. */
  STATIC_DATA = 27,
  /**
   * The module checks what the card signed: kind u32, a `Signature` · reserved u32 · signed data · terminal data, bytes each,
   * padded to a multiple of 8. STATIC: 93, nothing; the answer is the data authentication code, 2 bytes. DYNAMIC: 9F4B, the
   * values of the DDOL; the answer is the ICC dynamic number, 2 to 8 bytes. COMBINED: 9F4B, the unpredictable number 4 bytes
   * and then the transaction data to be hashed; the answer is CID 1 · cryptogram 8 · ICC dynamic number.
   */
  VERIFY_SIGNATURE = 28,
  /** handle u32 · enciphered u32, 0 or 1: the module gives the PIN to the card by itself (EMV Book 3, 6.5.12). */
  VERIFY_PIN = 29,
  /**
   * What this step decided, before its DEADLINE; only after DIAGNOSE: count u32 · dropped u32 (decisions that found no room)
   * · then per decision: rule u32, a `Rule` (abi_rules.ts) · value u32.
   */
  DECISIONS = 30,
  /** algorithm u32, HASH_SHA1 · reserved u32 · bytes to hash. */
  HASH = 31,
  // The payloads of the following stand with their enums in abi_devices.ts.
  /** Asks the sensors, and has every part test itself. */
  READINESS = 32,
  /** action u32, a `NetworkAction` · handle u32 of the Wi-Fi key · name: bytes. */
  NETWORK = 33,
  /** The board's text entry takes the keypad: kind u32, a `TextKind` · min u32 · max u32, bytes · timeout_ms u32 · what stands there: bytes. */
  ENTER_TEXT = 34,
  /** action u32, a `PasswordAction` · user u32 · handle u32 · other u32: handles of typed secrets. */
  PASSWORD = 35,
  /**
   * The secure module enciphers a typed secret for the platform: slot u32 · handle u32 · purpose u32 · network u32, F60.3 of the
   * question that it is for, and good for no other. Answer: RECORD_DONE, 8 bytes of chance in front.
   */
  FORWARD_SECRET = 36,
  /** The keys of the acquirer are erased: master key, working keys. Answer: KEY_LOADED. */
  ERASE_KEYS = 37,
  /** action u32, a `StageAction` · download u32, a `Download` · index u32 · mark u32 · bytes. */
  STAGE = 38,
  /** action u32, a `SlotAction` · version u32. */
  SLOT = 39,
  /** action u32, a `MediumAction` · generation u32 · index u32 · reserved u32 · bytes. */
  MEDIUM = 40,
  /** Start anew, as after a power cut. No answer. */
  RESTART = 41,
  /** wall_ms u64, local civil time: the platform's. */
  SET_CLOCK = 42,
}

/** What a reader may take, as bits. */
export enum Interface {
  CONTACT = 1,
  STRIPE = 2,
}

/** What became of a command. */
export enum Done {
  DONE = 0,
  REFUSED = 1,
  KCV_DIFFERS = 2,
  PAPER_OUT = 3,
  /** The card has seen no PIN: it has no key for one, or gave no challenge (EMV Book 2, 7.1, 7.2). */
  NOT_SHOWN = 4,
}

export enum Secret {
  ENTERED = 0,
  /** Confirmed with no digit, where `digits_min` is 0. */
  BYPASSED = 1,
  CANCELLED = 2,
  TIMED_OUT = 3,
  /** A request outside the rules, more PINs than the rate limit allows, or an erased module. */
  REFUSED = 4,
  /** The new PIN was not the same the second time: both are gone. */
  DIFFERENT = 5,
}

/** What is typed. Lengths and time-outs of each are the secure module's rules; a request may only narrow them. */
export enum Purpose {
  ONLINE_PIN = 1,
  OPERATOR = 2,
  /** A PIN that the card itself verifies. */
  OFFLINE_PIN = 3,
  /** The PIN that is to replace another; no handle until NEW_PIN_AGAIN has confirmed it. */
  NEW_PIN = 4,
  /** The new PIN once more; its handle is that of the new PIN. */
  NEW_PIN_AGAIN = 5,
  SUPERVISOR = 6,
  /** Of a payer's account, checked by its host. */
  PAYMENT_PASSWORD = 7,
  /** Text. */
  ACTIVATION_CODE = 8,
  /** Text. */
  WIFI_KEY = 9,
  /** A password that is to replace another; as with a new PIN it has no handle before it is typed again. */
  NEW_PASSWORD = 10,
  NEW_PASSWORD_AGAIN = 11,
}

/** Key slots of the secure module, by name. */
export enum Slot {
  TMK = 1,
  PIN = 2,
  MAC = 3,
  TRACK = 4,
  /** Of the device itself, put in by its maker: opens the master key, and enciphers typed secrets for the platform and proves whose a message is. */
  TRANSPORT = 5,
  SECRET = 6,
}

/** What a key of the secure module is for; one key, one usage (ANSI X9.24-1, 7.3). */
export enum KeyUsage {
  /** Deciphers working keys: UnionPay's terminal master key, TMK. */
  MASTER = 1,
  /** Enciphers PIN blocks. */
  PIN = 2,
  /** Makes and checks MACs. */
  MAC = 3,
  /** Enciphers track data: TDK. */
  TRACK = 4,
  /** Deciphers a master key: UnionPay's transport key, which several terminals share. */
  TRANSPORT = 5,
  /** Opens key blocks: KBPK (ANSI X9.143, usage K1). */
  KEY_BLOCK = 6,
  /** Initial key of a DUKPT register (ANSI X9.24-1 and -3). */
  DUKPT = 7,
  /** Enciphers a typed secret on its way to whoever checks it: an activation code, a Wi-Fi key. */
  SECRET = 8,
}

/** Algorithm of HASH. */
export const HASH_SHA1 = 1;

/** Bytes of one application's configuration: `AidRecord` in emv/aids.ts. */
export const AID_RECORD_BYTES = 128;

// Layout and limits.
export const RESULT_FIRST = 64;
export const STAY = 255;
export const IN_HEADER = 24;
export const IN_BYTES = 24 + 1096;
export const OUT_BYTES = 4096;
export const COMMAND_HEADER = 16;
/** Records lie on multiples of this; the program unit of the flash divides it. */
export const RECORD_UNIT = 32;
export const READ_BYTES = 1024;
export const RECORD_BYTES_MAX = 1024;
export const APDU_BYTES_MAX = 261;
export const MESSAGE_BYTES_MAX = 1024;
/** The longest download there is: four keys in blocks of 25 bytes. */
export const KEY_DOWNLOAD_BYTES_MAX = 100;

/** `Parameters`: offsets into the payload of PROVISION, PARAMETERS_BYTES in all. Texts are padded with zeros at the end. */
export const PARAMETERS_TERMINAL_NUMBER = 0; // 8 ASCII
export const PARAMETERS_MERCHANT_NUMBER = 8; // 15 ASCII
export const PARAMETERS_TPDU = 24; // 5 bytes
export const PARAMETERS_HEADER = 32; // 6 bytes
export const PARAMETERS_OPERATOR = 40; // 2 ASCII
export const PARAMETERS_SERIAL = 48; // 8 ASCII, IFD serial number 9F1E
export const PARAMETERS_MERCHANT_NAME = 56; // 40 UTF-8
export const PARAMETERS_BYTES = 96;
