/**
 * What a journal record is: its head, its kinds, and the layout of each kind's payload.
 *
 * On flash: head 16 · payload · crc32 of both · zeros up to a multiple of RECORD_UNIT. Little-endian, as the core is.
 * No payload ever holds a track, a PIN block, a CVV or a clear PAN; the PAN is masked, and once more enciphered by the
 * secure module. Payload classes begin on a multiple of 8.
 */
import { RECORD_BYTES_MAX, RECORD_UNIT } from "../abi";
import { crc32 } from "../base/crc";

export enum Kind {
  NONE = 0,
  /** Opens a half: the whole durable state. */
  CHECKPOINT = 1,
  /** Everything that a half needs from the other has been copied: from here on it is the journal. */
  SEAL = 2,
  /** In the last unit of a half: its successor is sealed. */
  CLOSE = 3,
  /** An `Approved` record of the open batch, copied by a compaction. */
  KEPT = 4,
  /** An `Act` that a compaction repeats: a zone as it stands (zones.ts). */
  ZONE_KEPT = 5,
  /** Parameters: what the terminal is bound to. */
  BOUND = 10,
  /** A sign-on takes a STAN; from here the old working keys are out of use. */
  SIGN_ON_BEGUN = 11,
  /** `SignedOn`. */
  SIGNED_ON = 12,
  /** No payload: bound to nothing any more; the batch is settled and nothing is pending. */
  UNBOUND = 13,
  /** No payload: a question to the platform takes a STAN. */
  ASKED = 14,
  /** `Intent`: a payment is about to leave the terminal. Without an outcome it is reversed. */
  INTENT = 20,
  /** `Approved`: the commit point. */
  APPROVED = 21,
  /** `Ended`: the acquirer or the card declined. */
  DECLINED = 22,
  /** `Ended`: nothing left the terminal. */
  ABANDONED = 23,
  /** `ReversalReason`: the payment is to be reversed, for another reason than the intent says. */
  REVERSAL = 24,
  /** `Ended`: the acquirer has confirmed the reversal. */
  REVERSED = 25,
  /** `Notice`: what the issuer's scripts of a payment have come to; it takes a STAN, and an older notice is put aside. */
  NOTICE = 30,
  /** `Noticed`: the acquirer has been told. */
  NOTICED = 31,
  /** `Noticed`: a notice has left and nobody who can be believed has answered; after the last try it is put aside (notices.ts). */
  NOTICE_TRIED = 32,

  // Acts (zones.ts): what was done, with the zone that it changes.
  ACT_FIRST = 40,
  LANGUAGE_SET = 40,
  NETWORK_SET = 41,
  SERVERS_SET = 42,
  STEP_DONE = 43,
  /** The platform has an application, or has said where it stands; the application is given up. */
  REGISTRATION_NOTED = 45,
  /** From here on the secure module may hold keys of an acquirer. */
  BINDING_BEGUN = 46,
  /** Term and service of the binding; it counts once BOUND follows. */
  BINDING_AGREED = 47,
  /** The platform has said whether the terminal may trade, and until when. */
  SERVICE_NOTED = 48,
  /** The terminal is unbound, and so are the keys and what belonged to the binding. */
  KEYS_ERASED = 49,
  /** The platform has taken the activation code. */
  ACTIVATED = 50,
  /** The platform is told to unbind. */
  UNBINDING_BEGUN = 51,
  /** The platform does not know the terminal: it is unbound here alone. */
  BINDING_GIVEN_UP = 52,
  /** A list is on the board, whole; or a firmware. */
  DOWNLOADED = 56,
  /** Parameters or texts of the platform. */
  TEXTS_SET = 57,
  /** The platform knows what became of a firmware. */
  FIRMWARE_REPORTED = 58,

  /** The batch is being settled; takes a STAN. From here no payment begins until SETTLED (batch.ts). */
  SETTLING = 60,
  /** The acquirer has answered: the batch is closed, the next one open and empty. */
  SETTLED = 61,
  /** Limits as the platform has told them (limits.ts). */
  LIMITS_SET = 62,
  /** The test payment is accepted; in the zone BINDING. */
  ACCEPTED = 63,
  ACT_LAST = 119,
  OPERATOR_ADDED = 70,
  OPERATOR_REMOVED = 71,
  /** By a supervisor, or by a one-time code. */
  PASSWORD_SET = 72,
  PASSWORD_CHANGED = 73,
  /** After too many wrong passwords. */
  OPERATOR_LOCKED = 74,
  LOCK_TIME_SET = 75,
  FAULTS_NOTED = 76,
  FAULT_MOVED = 77,
  FAULTS_UPLOADED = 78,
  CLEANED = 79,
  CHECKED = 80,
  TAMPER_LATCHED = 81,
  FRAUD_STOPPED = 82,
  LOCK_CLEARED = 83,
  SECURITY_REPORTED = 84,

  /** A backup gets its number: no other ever has it again. */
  BACKUP_NUMBERED = 90,
  /** The platform has told a restored terminal its next STAN (restored.ts). */
  RESUMED = 91,
}

/** Set in an `Entry` of a test payment: its card's data came in the same way, and it is no money. */
const TEST_BIT: u8 = 0x80;

/** How a payment got its card's data: F60.5 of UnionPay POS says it in the same numbers. Records of before the stripe say CHIP. */
export enum Entry {
  CHIP = 0,
  /** Swiped, and the card has no chip. */
  STRIPE = 1,
  /** Swiped, because the card's chip has failed. */
  FALLBACK = 2,
}

const MAGIC: u16 = 0x4354; // "TC"
const VERSION: u8 = 1;
export const CRC_BYTES: i32 = 4;

@unmanaged
export class RecordHead {
  magic: u16;
  kind: u8;
  version: u8;
  /** Generation of the half that the record was written to. */
  generation: u32;
  /** One more than the record before it. */
  sequence: u32;
  /** Bytes of payload. */
  length: u32;

  get payload(): usize {
    return changetype<usize>(this) + offsetof<RecordHead>();
  }
}

export const HEAD_BYTES: i32 = <i32>offsetof<RecordHead>();

@unmanaged
export class SignedOn {
  batch: i32;
  /** Of the secure module's key store, as it was seen; 0 in records that older terminals wrote. */
  keyGeneration: u32;
  /** As in `TamperProof` (tamper_proof.ts). */
  nonce: u64;
  mac: u64;
}
/** As older terminals wrote it, without proof. */
export const SIGNED_ON_BYTES_BEFORE: i32 = <i32>offsetof<SignedOn>("nonce");

/** A payment with a card, as every record of one begins. Digits and texts are ASCII; unused bytes are zero. */
@unmanaged
export class CardPayment {
  /** Minor units. */
  amount: u64;
  stan: i32;
  batch: i32;
  /** F23; -1 when the card gave none. */
  cardSequence: i32;
  /** Digits of the PAN. */
  panLength: i32;
  /** Bytes of the protected PAN and expiry, under the secure module's storage key. */
  protectedLength: i32;
}

@unmanaged
export class Intent extends CardPayment {
  /** F22, e.g. 51. */
  entryMode: i32;
  /** Bytes of `chip`: what a reversal repeats of F55. */
  chipLength: i32;
  /** Reversal reason if nothing else becomes known: two ASCII characters, low byte first. */
  reason: i32;

  get maskedPan(): usize {
    return changetype<usize>(this) + INTENT_MASKED_PAN;
  }
  /** As in `SignedOn`; it stands behind a masked PAN of any length. */
  get keyGeneration(): u32 {
    return load<u32>(this.maskedPan + MASKED_PAN_DIGITS);
  }
  set keyGeneration(generation: u32) {
    store<u32>(this.maskedPan + MASKED_PAN_DIGITS, generation);
  }
  /** An `Entry`. */
  get entry(): i32 {
    return load<u8>(this.maskedPan + ENTRY_AT) & ~TEST_BIT;
  }
  set entry(entry: i32) {
    store<u8>(this.maskedPan + ENTRY_AT, (<u8>entry) | (load<u8>(this.maskedPan + ENTRY_AT) & TEST_BIT));
  }
  /** In test mode: it counts nowhere, and the acquirer books nothing. */
  get isTest(): bool {
    return (load<u8>(this.maskedPan + ENTRY_AT) & TEST_BIT) !== 0;
  }
  set isTest(isTest: bool) {
    store<u8>(this.maskedPan + ENTRY_AT, (<u8>this.entry) | (isTest ? TEST_BIT : 0));
  }
  get protectedPan(): usize {
    return changetype<usize>(this) + INTENT_PROTECTED;
  }
  get chip(): usize {
    return changetype<usize>(this) + INTENT_CHIP;
  }
}

const INTENT_MASKED_PAN: usize = offsetof<Intent>();
export const MASKED_PAN_BYTES: i32 = 24;
/** A PAN has 19 digits at most; the rest of MASKED_PAN_BYTES is another's. */
const ENTRY_AT: usize = 19;
const MASKED_PAN_DIGITS: usize = 20;
const INTENT_PROTECTED: usize = INTENT_MASKED_PAN + MASKED_PAN_BYTES;
export const PROTECTED_BYTES_MAX: i32 = 64;
const INTENT_CHIP: usize = INTENT_PROTECTED + PROTECTED_BYTES_MAX;
export const CHIP_BYTES_MAX: i32 = 96;
export const INTENT_BYTES: i32 = <i32>INTENT_CHIP + CHIP_BYTES_MAX;

export const PAN_LENGTH_MAX: i32 = 19;
/** Tag 50 has 1 to 16 characters (EMV Book 3, A1). */
export const LABEL_BYTES_MAX: i32 = 16;

/** What a receipt, a void or a settlement needs of an approved payment, beyond its intent. */
@unmanaged
export class Approved extends CardPayment {
  aidLength: i32;
  labelLength: i32;
  /** Application transaction counter. */
  atc: i32;
  /** 1 when the slip needs a signature. */
  signature: i32;
  /** 1 when the acquirer gave an authorisation code. */
  hasAuthCode: i32;

  get maskedPan(): usize {
    return changetype<usize>(this) + APPROVED_MASKED_PAN;
  }
  /** An `Entry`. */
  get entry(): i32 {
    return load<u8>(this.maskedPan + ENTRY_AT) & ~TEST_BIT;
  }
  set entry(entry: i32) {
    store<u8>(this.maskedPan + ENTRY_AT, (<u8>entry) | (load<u8>(this.maskedPan + ENTRY_AT) & TEST_BIT));
  }
  /** In test mode: it counts nowhere, and the acquirer books nothing. */
  get isTest(): bool {
    return (load<u8>(this.maskedPan + ENTRY_AT) & TEST_BIT) !== 0;
  }
  set isTest(isTest: bool) {
    store<u8>(this.maskedPan + ENTRY_AT, (<u8>this.entry) | (isTest ? TEST_BIT : 0));
  }
  get protectedPan(): usize {
    return this.maskedPan + MASKED_PAN_BYTES;
  }
  /** 6 characters of F38. */
  get authCode(): usize {
    return this.protectedPan + PROTECTED_BYTES_MAX;
  }
  /** 12 characters of F37. */
  get reference(): usize {
    return this.authCode + 8;
  }
  /** MMDDhhmmss of the acquirer, F13 and F12. */
  get dateTime(): usize {
    return this.reference + 16;
  }
  /** 8 bytes of 9F26. */
  get cryptogram(): usize {
    return this.dateTime + 16;
  }
  /** 5 bytes, tag 95. */
  get tvr(): usize {
    return this.cryptogram + 8;
  }
  /** 2 bytes, tag 9B. */
  get tsi(): usize {
    return this.tvr + 8;
  }
  get aid(): usize {
    return this.tsi + 8;
  }
  get label(): usize {
    return this.aid + 16;
  }
}

const APPROVED_MASKED_PAN: usize = offsetof<Approved>();
export const APPROVED_BYTES: i32 =
  <i32>APPROVED_MASKED_PAN + MASKED_PAN_BYTES + PROTECTED_BYTES_MAX + 8 + 16 + 16 + 8 + 8 + 8 + 16 + 16;

@unmanaged
export class Ended {
  stan: i32;
  /** F39 of the acquirer, two ASCII characters, low byte first; 0 when it gave none. */
  responseCode: i32;
  /** A `Reason`. */
  reason: i32;
  reserved: i32;
}

@unmanaged
export class ReversalReason {
  stan: i32;
  /** Two ASCII characters, low byte first: 98 96 A0 06. */
  reason: i32;
  hasAuthCode: i32;
  /** Bytes of `chip`, instead of the intent's; 0 to leave those. */
  chipLength: i32;
  /** F38 of the reply that this reversal follows, six characters. */
  get authCode(): usize {
    return changetype<usize>(this) + offsetof<ReversalReason>();
  }
  get chip(): usize {
    return this.authCode + 8;
  }
}

export const REVERSAL_BYTES: i32 = <i32>offsetof<ReversalReason>() + 8 + CHIP_BYTES_MAX;

/** Bytes that a record with `length` bytes of payload takes on flash. */
export function recordBytes(length: i32): i32 {
  return (HEAD_BYTES + length + CRC_BYTES + RECORD_UNIT - 1) & ~(RECORD_UNIT - 1);
}

/** Fills in head and crc around a payload that already stands behind `head`; clears what follows. @returns bytes on flash. */
export function sealRecord(head: RecordHead, kind: Kind, generation: u32, sequence: u32, length: i32): i32 {
  assert(recordBytes(length) <= RECORD_BYTES_MAX);
  head.magic = MAGIC;
  head.kind = <u8>kind;
  head.version = VERSION;
  head.generation = generation;
  head.sequence = sequence;
  head.length = length;
  const start = changetype<usize>(head);
  const bytes = recordBytes(length);
  memory.fill(start + HEAD_BYTES + length, 0, bytes - HEAD_BYTES - length);
  store<u32>(start + HEAD_BYTES + length, crc32(start, HEAD_BYTES + length));
  return bytes;
}

/** @returns bytes that the record at `at` claims on flash, or 0 when no record can begin like this. */
export function claimedBytes(at: usize): i32 {
  const head = changetype<RecordHead>(at);
  if (head.magic !== MAGIC || head.version !== VERSION) return 0;
  if (head.length > <u32>(RECORD_BYTES_MAX - HEAD_BYTES - CRC_BYTES)) return 0;
  return recordBytes(head.length);
}

/** @returns whether the record, wholly in memory at `at`, is intact. */
export function isIntact(at: usize): bool {
  const length = changetype<RecordHead>(at).length;
  return load<u32>(at + HEAD_BYTES + length) === crc32(at, HEAD_BYTES + <i32>length);
}
