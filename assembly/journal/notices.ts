/**
 * Script notices, as their records and the durable state have them: one waits for the acquirer, and none is lost without a word.
 *
 * A notice is tried NOTICE_TRIES_MAX times. Then, or when another one needs its place, it is put aside: it is counted until the
 * list of faults tells of it, so that a person sees it. Both counts are in the durable state, and change by records alone.
 */
import { copyBytes, fillBytes } from "../base/bytes";
import { OK } from "../base/status";
import { findTlv, putTlv, Tlv } from "../codec/ber_tlv";
import { CardPayment, CHIP_BYTES_MAX, Intent, PAN_LENGTH_MAX, PROTECTED_BYTES_MAX } from "./records";

/** A script notice: `stan` and `batch` are those of the payment whose reply brought the scripts. */
@unmanaged
export class Notice extends CardPayment {
  /** F22 of the payment. */
  entryMode: i32;
  /** Bytes of `chip`, F55 of the notice. */
  chipLength: i32;
  /** The notice's own STAN; 0 in the durable state when no notice waits. */
  ownStan: i32;
  /** Digits of `acquirer`. */
  acquirerLength: i32;
  /** In the durable state: its tries in vain; notices put aside of which no fault tells yet, whether this one waits or not. */
  tries: u16;
  aside: u16;

  get protectedPan(): usize {
    return changetype<usize>(this) + NOTICE_PROTECTED;
  }
  /** F32 of the reply, ASCII digits. */
  get acquirer(): usize {
    return this.protectedPan + PROTECTED_BYTES_MAX;
  }
  /** Date of the payment, F13 of the reply, MMDD. */
  get date(): usize {
    return this.acquirer + ACQUIRER_DIGITS_MAX + 1;
  }
  get chip(): usize {
    return this.acquirer + ACQUIRER_DIGITS_MAX + 1 + 4;
  }
}

const NOTICE_PROTECTED: usize = offsetof<Notice>();
export const ACQUIRER_DIGITS_MAX: i32 = 11;
export const NOTICE_CHIP_BYTES_MAX: i32 = 120;
export const NOTICE_BYTES: i32 =
  <i32>NOTICE_PROTECTED + PROTECTED_BYTES_MAX + ACQUIRER_DIGITS_MAX + 1 + 4 + NOTICE_CHIP_BYTES_MAX;

@unmanaged
export class Noticed {
  /** The notice's own STAN. */
  stan: i32;
  /** F39 of the reply, two ASCII characters, low byte first; 0 for none. */
  responseCode: i32;
}

/** Answers that never came, or that nobody could believe; a try that did not leave the terminal is none. */
export const NOTICE_TRIES_MAX: i32 = 10;
const ASIDE_MAX: i32 = 0xffff;
const TAG_DF31_SCRIPT_RESULTS: u32 = 0xdf31;

const RESULTS: Tlv = changetype<Tlv>(memory.data(16, 8));
const KEPT: Tlv = changetype<Tlv>(memory.data(16, 8));

/** The lengths inside a notice stay inside its buffers. */
export function isNoticeSound(notice: Notice): bool {
  if (<u32>notice.panLength > <u32>PAN_LENGTH_MAX || <u32>notice.protectedLength > <u32>PROTECTED_BYTES_MAX)
    return false;
  return <u32>notice.acquirerLength <= <u32>ACQUIRER_DIGITS_MAX && <u32>notice.chipLength <= <u32>NOTICE_CHIP_BYTES_MAX;
}

/** A new notice waits; one that still did is put aside. */
export function takeNotice(waiting: Notice, next: Notice): void {
  if (waiting.ownStan !== 0) putAside(waiting);
  const aside = waiting.aside;
  copyBytes(changetype<usize>(waiting), changetype<usize>(next), NOTICE_BYTES);
  waiting.tries = 0;
  waiting.aside = aside;
}

/** The acquirer has been told. */
export function endNotice(waiting: Notice): void {
  const aside = waiting.aside;
  fillBytes(changetype<usize>(waiting), 0, NOTICE_BYTES);
  waiting.aside = aside;
}

export function noteTry(waiting: Notice): void {
  waiting.tries += 1;
  if (<i32>waiting.tries >= NOTICE_TRIES_MAX) putAside(waiting);
}

function putAside(waiting: Notice): void {
  endNotice(waiting);
  waiting.aside = <u16>min(<i32>waiting.aside + 1, ASIDE_MAX);
}

/**
 * Until a payment has its outcome it may still be reversed, and a reversal tells what its scripts have come to (UnionPay POS,
 * F55 of a reversal: DF31 where the reply brought scripts), as its notice does.
 */
export function keepResults(intent: Intent, notice: Notice): void {
  const from = notice.chip;
  if (findTlv(from, from + <usize>notice.chipLength, TAG_DF31_SCRIPT_RESULTS, RESULTS) !== OK) return;
  const end = intent.chip + <usize>intent.chipLength;
  if (findTlv(intent.chip, end, TAG_DF31_SCRIPT_RESULTS, KEPT) === OK) {
    if (KEPT.length === RESULTS.length) copyBytes(KEPT.value, RESULTS.value, RESULTS.length);
    return;
  }
  const next = putTlv(end, intent.chip + CHIP_BYTES_MAX, TAG_DF31_SCRIPT_RESULTS, RESULTS.value, RESULTS.length);
  if (next !== 0) intent.chipLength = <i32>(next - intent.chip);
}
