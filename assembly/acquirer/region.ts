/**
 * One question to the acquirer and its answer: what is asked, the framed bytes, what came back.
 *
 * The inputs hold a clear PAN, of a swiped card its tracks, and an enciphered PIN block, the request both; the region is wiped when the payment ends
 * (`wipeExchange`).
 */
import { MESSAGE_BYTES_MAX } from "../abi";
import { clearBytes } from "../base/bytes";
import { EXCHANGE_BYTES, MAP_EXCHANGE } from "../base/map";
import { UNIONPAY } from "../codec/iso8583/unionpay";
import { BODY_OFFSET, Frame, FRAME_HEAD_BYTES } from "../codec/iso8583/frame";
import { fieldAt, fieldBytes, fieldLength, hasField, indexBytes } from "../codec/iso8583/unpack";
import { Terminal } from "../machine/terminal";

/** What is asked; the message types are in `requests.ts`. */
export enum Request {
  NONE,
  SIGN_ON,
  SALE,
  REVERSAL,
  NOTICE,
  /** Network management: what exactly stands on the desk (desk.ts, question.ts). */
  MANAGEMENT,
  /** Totals of the batch that is being settled. */
  SETTLEMENT,
  /** A payment that the card has approved by itself. */
  UPLOAD,
}

@unmanaged
export class Exchange {
  /** Minor units. */
  amount: u64;
  /** A `Request`. */
  request: i32;
  stan: i32;
  batch: i32;
  /** F22. */
  entryMode: i32;
  /** F23, -1 for none. */
  cardSequence: i32;
  panLength: i32;
  /** Handle of the PIN in the secure module. */
  secret: u32;
  /** 1 when `pinBlock` is to be sent. */
  hasPin: i32;
  /** Bytes of F55. */
  chipLength: i32;
  /** F39 of a reversal, two ASCII characters, low byte first. */
  reason: i32;
  /** 1 when `authCode` is to be repeated. */
  hasAuthCode: i32;
  /** Bytes of the framed request. */
  requestLength: i32;
  /** Bytes of the reply's message. */
  replyLength: i32;
  /** Ticket of the line. */
  line: u32;
  /** How often this request has been sent. */
  sends: i32;
  /** F39 of the reply, two ASCII characters, low byte first. */
  responseCode: i32;
  /** Frames that were not the answer and were passed over. */
  passed: i32;
  /** A `Reason`: why the payment stopped before anything left. */
  stopped: i32;
  /** Bytes of `protectedCard`. */
  protectedLength: i32;
  /** The stripe: how the card's data came (an `Entry`), characters of its tracks, swipes in vain, 1 once the chip has failed. */
  entry: i32;
  track2Length: i32;
  track3Length: i32;
  swipes: i32;
  /** What the cardholder is asked to do with the card, a `Screen`. */
  prompt: i32;
  chipFailed: i32;
  /** 1 when the merchant has the payment go online. */
  forcedOnline: i32;
  /** Servers that could not be reached, of this exchange. */
  unreached: i32;
  /** 1 in test mode: no money. */
  isTest: i32;
  /** How far the frame under assembly has come. */
  have: i32;
  want: i32;

  get frame(): Frame {
    return changetype<Frame>(changetype<usize>(this) + offsetof<Exchange>("have"));
  }
  /** Up to 19 ASCII digits. */
  get pan(): usize {
    return changetype<usize>(this) + PAN_AT;
  }
  /** Four ASCII digits, YYMM; zeros in place of them when a stripe gives none. */
  get expiry(): usize {
    return changetype<usize>(this) + PAN_AT + 24;
  }
  get pinBlock(): usize {
    return changetype<usize>(this) + PAN_AT + 32;
  }
  /** Six characters. */
  get authCode(): usize {
    return changetype<usize>(this) + PAN_AT + 40;
  }
  /** PAN and expiry under the secure module's storage key, up to 64 bytes. */
  get protectedCard(): usize {
    return changetype<usize>(this) + PAN_AT + 48;
  }
  /** What stood between the sentinels of track 2, in ASCII. */
  get track2(): usize {
    return changetype<usize>(this) + TRACK_2_AT;
  }
  get track3(): usize {
    return changetype<usize>(this) + TRACK_3_AT;
  }
  get chip(): usize {
    return changetype<usize>(this) + CHIP_AT;
  }
  /** Framed request: length, TPDU, header, message. */
  get sent(): usize {
    return changetype<usize>(this) + OUT_AT;
  }
  /** TPDU, header and message of the reply. */
  get answer(): usize {
    return changetype<usize>(this) + IN_AT;
  }
  get reply(): usize {
    return this.answer + BODY_OFFSET;
  }
  get index(): usize {
    return changetype<usize>(this) + INDEX_AT;
  }

  has(field: i32): bool {
    return hasField(this.index, field);
  }
  /** Address of a field of the reply; valid when it `has` the field. */
  at(field: i32): usize {
    return this.reply + fieldAt(this.index, field);
  }
  /** Its length, in digits where they are packed. */
  units(field: i32): i32 {
    return fieldLength(this.index, field);
  }
  bytes(field: i32): i32 {
    return fieldBytes(UNIONPAY, this.index, field);
  }
}

export const CHIP_BYTES: i32 = 255;
export const OUT_FRAME_BYTES: i32 = MESSAGE_BYTES_MAX + FRAME_HEAD_BYTES;
export const IN_FRAME_BYTES: i32 = MESSAGE_BYTES_MAX;
/** ISO/IEC 7813 and ISO/IEC 4909. */
export const TRACK_2_MAX: i32 = 37;
export const TRACK_3_MAX: i32 = 104;
const PAN_AT: usize = (offsetof<Exchange>() + 7) & ~7;
const CHIP_AT: usize = PAN_AT + 48 + 64;
const OUT_AT: usize = CHIP_AT + 256;
const IN_AT: usize = (OUT_AT + <usize>OUT_FRAME_BYTES + 7) & ~7;
const TRACK_2_AT: usize = (IN_AT + <usize>IN_FRAME_BYTES + 7) & ~7;
const TRACK_3_AT: usize = (TRACK_2_AT + <usize>TRACK_2_MAX + 7) & ~7;
const INDEX_AT: usize = (TRACK_3_AT + <usize>TRACK_3_MAX + 7) & ~7;
assert(INDEX_AT + <usize>indexBytes(64) <= EXCHANGE_BYTES);

export function exchangeOf(t: Terminal): Exchange {
  return changetype<Exchange>(changetype<usize>(t) + MAP_EXCHANGE);
}

/** Forgets request and reply: no card data stays in memory. */
export function wipeExchange(t: Terminal): void {
  clearBytes(changetype<usize>(exchangeOf(t)), <i32>EXCHANGE_BYTES);
}
