/**
 * The acquirer profile: what differs between acquirers, as data. UnionPay-style POS; the MAC algorithm belongs to the key
 * slot of the secure module.
 */
import { UNIONPAY } from "../codec/iso8583/unionpay";

export const DIALECT: usize = UNIONPAY;

/** First header byte of a message about a chip card (application class 61) and of any other (60). */
export const HEADER_CLASS_CHIP: u32 = 0x61;
export const HEADER_CLASS_OTHER: u32 = 0x60;

/** Declines carry a MAC too: one without it cannot be told from a forged one. */
export const DECLINES_CARRY_MAC: bool = true;

/**
 * Settlement and downloads carry a MAC as well, in both directions, where the terminal has keys. UnionPay's have none: whoever has
 * the line could close a batch, or bring another name for the slips and other action codes for cards.
 */
export const SETTLEMENT_CARRIES_MAC: bool = true;
export const DOWNLOADS_CARRY_MAC: bool = true;

/** First characters of F63 in the answer to a test payment, low byte first: the header that says so has no MAC. */
export const TEST_MARK: u32 = 0x545354;
export const TEST_MARK_BYTES: i32 = 3;

// F39, two ASCII characters, low byte first.
export const CODE_00: i32 = 0x3030;
export const CODE_11: i32 = 0x3131;
export const CODE_25: i32 = 0x3532;
export const CODE_58: i32 = 0x3835;
export const CODE_77: i32 = 0x3737;
export const CODE_91: i32 = 0x3139;
export const CODE_94: i32 = 0x3439;
export const CODE_97: i32 = 0x3739;
export const CODE_A2: i32 = 0x3241;
export const CODE_A4: i32 = 0x3441;
export const CODE_A5: i32 = 0x3541;
export const CODE_A6: i32 = 0x3641;

/** Reversal reasons, F39 of a 0400: no reply in time, not completed here, reply with a wrong MAC, anything else. */
export const REASON_98: i32 = 0x3839;
export const REASON_96: i32 = 0x3639;
export const REASON_A0: i32 = 0x3041;
export const REASON_06: i32 = 0x3630;

/** Response codes that are an approval; 10, a partial one, is not asked for (F60.6). */
export function isApproval(code: i32): bool {
  return (
    code === CODE_00 || code === CODE_11 || code === CODE_A2 || code === CODE_A4 || code === CODE_A5 || code === CODE_A6
  );
}

/** Response codes by which the acquirer has an offline approval: now, or from a try whose answer was lost. */
export function hasUpload(code: i32): bool {
  return isApproval(code) || code === CODE_94;
}

/** Response codes that say nothing of the approval itself: it is told again later. */
export function isUploadLater(code: i32): bool {
  return code === REASON_A0 || code === REASON_96 || code === REASON_98 || code === CODE_77 || code === CODE_91;
}

/** Response codes after which a reversal is done: booked back, or the original never arrived and never will be booked. */
export function endsReversal(code: i32): bool {
  return code === CODE_00 || code === CODE_25;
}
