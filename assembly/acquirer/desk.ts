/**
 * The desk: what a person and the platform work on while no card is in the machine: the question under way and its F62, the
 * fields of a form, a page of a menu. It lies over the card's memory, so nothing on it outlives a payment, and nothing of it
 * is durable. Secrets are never on it: only handles and envelopes of the secure module.
 */
import { PARAMETERS_BYTES } from "../abi";
import { TEXT_BYTES_MAX } from "../abi_devices";
import { clearBytes } from "../base/bytes";
import { CARD_BYTES, MAP_CARD } from "../base/map";
import { Terminal } from "../machine/terminal";

/** F62 has at most 512 bytes (UnionPay POS). */
export const PRIVATE_BYTES: i32 = 512;
export const FORM_BYTES: i32 = 1024;
export const FORM_VALUES: i32 = FORM_BYTES - TEXT_BYTES_MAX;
export const WORK_BYTES: i32 = 4096;
export const ENVELOPE_BYTES: i32 = 128;

/** Whose key F64 of a question is under. */
export enum Proof {
  NONE,
  /** The MAC key of the last sign-on: this binding's. */
  WORKING,
  /** One made from the device's own secret key, bound or not. */
  DEVICE,
}

@unmanaged
export class Desk {
  /** The question: MTI in BCD (0x0800, 0x0820), F60.3, bytes of F62. */
  mti: u32;
  network: i32;
  privateLength: i32;
  /** 1 when the question takes a STAN (F11), durably. */
  takesStan: i32;
  /** Under which key it carries F64, a `Proof`; and so must its answer. */
  proof: i32;
  /** 1 when F41 and F42 are those of `identity`, not of the binding. */
  isForeign: i32;
  /** First 8 bytes of the nonce that the answer must repeat; 0 for none. */
  nonce: u64;
  /** MENU: which one, its page, what was chosen (an `Item`). */
  menu: i32;
  page: i32;
  item: i32;
  /** OFFICE: the item that waits until people are set up; 0 for none. */
  itemAfter: i32;
  /** LOGIN: the least role that is needed. */
  role: i32;
  /** READINESS: bits of `Need`; what the sensors said; the first thing that is missing, a `Reason`. */
  needs: i32;
  missing: i32;
  failedParts: u32;
  battery: u8;
  mains: u8;
  paper: u8;
  networkUp: u8;
  carrier: u8;
  signal: u8;
  clock: u8;
  /** 1 when the sensors have answered. */
  hasReadiness: u8;
  /** FORM: which one, the field that is typed, why its last value was refused, the review's page; 1 once all fields were typed. */
  formNumber: i32;
  formField: i32;
  formReason: i32;
  reviewPage: i32;
  isReviewed: i32;
  /** Bytes of `typed`. */
  typedLength: i32;
  /** FORWARD: a `Screen` and a `Purpose`, the question that it is for, the handle of what was typed, bytes of `envelope`. */
  secretScreen: i32;
  secretPurpose: i32;
  secretNetwork: i32;
  handle: u32;
  envelopeLength: i32;
  /** Bits of `Paperwork`: what is handed in. */
  papers: i32;

  /** F41 and F42 of a question, at the offsets of `Parameters`. */
  get identity(): usize {
    return changetype<usize>(this) + IDENTITY_AT;
  }
  get content(): usize {
    return changetype<usize>(this) + PRIVATE_AT;
  }
  /** Values of a form's fields, FORM_VALUES of room: their layout is the form's. */
  get form(): usize {
    return changetype<usize>(this) + FORM_AT;
  }
  /** What stands in the text entry: a value that has not passed yet. */
  get typed(): usize {
    return changetype<usize>(this) + WORK_AT - TEXT_BYTES_MAX;
  }
  /** A typed secret as the secure module has enciphered it for the platform: ENVELOPE_BYTES of room, the first of `work`. */
  get envelope(): usize {
    return this.work;
  }
  /** Whatever the flow under way needs. */
  get work(): usize {
    return changetype<usize>(this) + WORK_AT;
  }
}

const IDENTITY_AT: usize = 192;
const PRIVATE_AT: usize = IDENTITY_AT + PARAMETERS_BYTES;
const FORM_AT: usize = PRIVATE_AT + PRIVATE_BYTES;
const WORK_AT: usize = FORM_AT + FORM_BYTES;
assert(offsetof<Desk>() <= IDENTITY_AT);
assert(WORK_AT + WORK_BYTES <= CARD_BYTES);

export function deskOf(t: Terminal): Desk {
  return changetype<Desk>(changetype<usize>(t) + MAP_CARD);
}

/** A flow begins: nothing of the last one, or of a card, is left. */
export function clearDesk(t: Terminal): void {
  clearBytes(changetype<usize>(deskOf(t)), <i32>CARD_BYTES);
}
