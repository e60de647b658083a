/**
 * Is this message the answer, and may it be believed? (UnionPay POS, reply checks: MTI, F3, F4, F11, F41, F42 as in the
 * request; MAC.)
 */
import { PARAMETERS_MERCHANT_NUMBER, PARAMETERS_TERMINAL_NUMBER } from "../abi";
import { bcdToDigits, getBcd } from "../base/bcd";
import { equalBytes, load16 } from "../base/bytes";
import { OK } from "../base/status";
import { BODY_OFFSET, TPDU_BYTES } from "../codec/iso8583/frame";
import { unpack } from "../codec/iso8583/unpack";
import { Terminal } from "../machine/terminal";
import { CODE_97, DECLINES_CARRY_MAC, DIALECT, isApproval, TEST_MARK, TEST_MARK_BYTES } from "./profile";
import { deskOf, Proof } from "./desk";
import { isNonceRepeated, managementType } from "./question";
import { Exchange, exchangeOf, Request } from "./region";
import { carriesMac, identityOf, putSettlementType, replyMti } from "./requests";

/** F60 of the answer and of the question, digits. */
const TYPE: usize = memory.data(16, 8);
const ASKED: usize = memory.data(16, 8);
const SETTLEMENT_TYPE_DIGITS: i32 = 11;

/** Byte of the header whose low nibble is digit 6. */
const REQUEST_AT: usize = 2;

export enum MacRule {
  /** It carries a MAC: whatever it says, the MAC is checked. */
  CHECK,
  /** It need not carry one. */
  NOT_NEEDED,
  /** It should carry one. */
  MISSING,
}

/** Unpacks the frame in the region. @returns whether it answers the request; F39 is in `responseCode` then. */
export function isAnswer(t: Terminal): bool {
  const x = exchangeOf(t);
  const length = x.replyLength - BODY_OFFSET;
  if (unpack(DIALECT, x.reply, length, x.index) !== OK) return false;
  if (load16(x.reply) !== replyMti(t) || !x.has(39)) return false;
  if (x.request === Request.MANAGEMENT) {
    if (!isManagementAnswer(t, x)) return false;
  } else {
    if (!sameNumber(x, 11, x.stan) || !sameTerminal(t, x)) return false;
    if (x.request === Request.SETTLEMENT) {
      if (!isSameSettlement(x)) return false;
    } else if (x.request !== Request.SIGN_ON && !(sameNumber(x, 3, 0) && sameAmount(x))) return false;
  }
  x.responseCode = load<u16>(x.at(39));
  return x.request !== Request.SALE || !isApproval(x.responseCode) || isTestMarked(x) === (x.isTest !== 0);
}

/** An approval in test mode is none, so it must say under its MAC which it is. */
function isTestMarked(x: Exchange): bool {
  if (!x.has(63) || x.bytes(63) < TEST_MARK_BYTES) return false;
  return (load<u32>(x.at(63)) & 0xffffff) === TEST_MARK;
}

function sameNumber(x: Exchange, field: i32, value: u64): bool {
  return x.has(field) && getBcd(x.at(field), x.bytes(field)) === <i64>value;
}

/** The reply to a script notice need not repeat the amount (UnionPay POS, field lists). */
function sameAmount(x: Exchange): bool {
  return (x.request === Request.NOTICE && !x.has(4)) || sameNumber(x, 4, x.amount);
}

/** Terminal, STAN, network code and nonce as in the question, as far as it had them. */
function isManagementAnswer(t: Terminal, x: Exchange): bool {
  if (deskOf(t).takesStan !== 0 && !sameNumber(x, 11, x.stan)) return false;
  if (load<u8>(identityOf(t) + PARAMETERS_TERMINAL_NUMBER) !== 0 && !sameTerminal(t, x)) return false;
  if (!x.has(60) || x.units(60) < 11) return false;
  bcdToDigits(x.at(60), 11, 0, TYPE);
  return equalBytes(TYPE + 8, managementType(t, ASKED) + 8, 3) && isNonceRepeated(t);
}

/** The answer to a settlement repeats F60: without F64 it is what ties both together, beside F11. */
function isSameSettlement(x: Exchange): bool {
  if (!x.has(60) || x.units(60) < SETTLEMENT_TYPE_DIGITS) return false;
  putSettlementType(x.batch, ASKED);
  return (
    bcdToDigits(x.at(60), SETTLEMENT_TYPE_DIGITS, 0, TYPE) === OK && equalBytes(TYPE, ASKED, SETTLEMENT_TYPE_DIGITS)
  );
}

function sameTerminal(t: Terminal, x: Exchange): bool {
  const parameters = identityOf(t);
  if (!x.has(41) || !equalBytes(x.at(41), parameters + PARAMETERS_TERMINAL_NUMBER, 8)) return false;
  return x.has(42) && equalBytes(x.at(42), parameters + PARAMETERS_MERCHANT_NUMBER, 15);
}

/** Digit 6 of the reply's header: what the platform wants done after the current transaction (UnionPay POS, header). */
export function noteRequest(t: Terminal): void {
  const digit = load<u8>(exchangeOf(t).answer + TPDU_BYTES + REQUEST_AT) & 0xf;
  t.requests |= 1 << digit;
}

export function macRule(t: Terminal): MacRule {
  const x = exchangeOf(t);
  if (x.has(64)) return MacRule.CHECK;
  if (!carriesMac(t) || isUnknownDevice(t)) return MacRule.NOT_NEEDED;
  return DECLINES_CARRY_MAC || isApproval(x.responseCode) ? MacRule.MISSING : MacRule.NOT_NEEDED;
}

/** A platform that does not know the device has no key of it: this no is believed of anybody, and does nothing but end the question. */
function isUnknownDevice(t: Terminal): bool {
  const x = exchangeOf(t);
  return x.request === Request.MANAGEMENT && deskOf(t).proof === Proof.DEVICE && x.responseCode === CODE_97;
}

/** Bytes of the reply that its MAC covers: MTI up to the field before 64. */
export function macCovers(x: Exchange): i32 {
  return <i32>(x.at(64) - x.reply);
}
