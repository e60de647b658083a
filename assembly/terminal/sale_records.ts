/** What SALE writes to the journal: each function prepares one record, which APPEND then makes durable. */
import { Reason } from "../abi_reasons";
import { bcdToDigits } from "../base/bcd";
import { copyBytes, fillBytes } from "../base/bytes";
import { putCivil } from "../base/time";
import { maskPan } from "../codec/pan";
import { REASON_06, REASON_96, REASON_98, REASON_A0 } from "../acquirer/profile";
import { Exchange, exchangeOf } from "../acquirer/region";
import { putNoticeData, putRefusalData, putReversalData, putUploadData } from "../emv/field55";
import { isApprovedOffline } from "../emv/completion";
import { cardGave } from "../emv/arena";
import { cardOf, FOUND } from "../emv/region";
import { hasScripts } from "../emv/scripts";
import { TAG_50_LABEL } from "../emv/tags";
import { prepare } from "../journal/append";
import { DATE_TIME_DIGITS } from "../journal/batch";
import { Notice, NOTICE_BYTES, NOTICE_CHIP_BYTES_MAX, ACQUIRER_DIGITS_MAX } from "../journal/notices";
import {
  Approved,
  APPROVED_BYTES,
  CardPayment,
  CHIP_BYTES_MAX,
  Entry,
  Intent,
  INTENT_BYTES,
  Kind,
  LABEL_BYTES_MAX,
  ReversalReason,
  REVERSAL_BYTES,
} from "../journal/records";
import { durable } from "../journal/durable";
import { OFFLINE_BYTES, UPLOAD_CHIP_BYTES_MAX, uploadOf } from "../journal/offline";
import { journal } from "../journal/region";
import { prepareEnded } from "./ended";
import { isDecline } from "./sale_stops";
import { Terminal } from "../machine/terminal";

const ZERO_DIGIT: u8 = 0x30;
const CIVIL: usize = memory.data(16, 8);
/** YYYY, before the MMDDhhmmss that a slip prints. */
const CIVIL_YEAR_DIGITS: usize = 4;

/** Everything that a reversal needs, durable before the request leaves; without an outcome its reason is 06. */
export function writeIntent(t: Terminal): void {
  prepareIntent(t);
}

/** The card is about to be asked for its own approval, and nothing leaves the terminal: a note that it may have given one. */
export function writeOfflineIntent(t: Terminal): void {
  prepareIntent(t).isOffline = true;
}

function prepareIntent(t: Terminal): Intent {
  const x = exchangeOf(t);
  const intent = changetype<Intent>(prepare(t, Kind.INTENT, INTENT_BYTES));
  t.cardLeft = 0;
  keepPayment(x, intent, intent.maskedPan, intent.protectedPan);
  intent.entryMode = x.entryMode;
  intent.entry = x.entry;
  intent.isTest = x.isTest !== 0;
  intent.reason = REASON_06;
  intent.keyGeneration = journal(t).keyGeneration;
  if (x.entry === Entry.CHIP) intent.chipLength = putReversalData(t, intent.chip, CHIP_BYTES_MAX);
  return intent;
}

/** The commit point. */
export function writeApproved(t: Terminal): void {
  const isOffline = isApprovedOffline(cardOf(t));
  const approved = prepareApproved(t, isOffline ? OFFLINE_BYTES : APPROVED_BYTES);
  if (isOffline) keepUpload(t, approved);
  else keepReply(t, approved);
}

/** All that the acquirer is told of afterwards; the time is that of the terminal's own clock. */
function keepUpload(t: Terminal, approved: Approved): void {
  approved.isOffline = true;
  putCivil(t.wall_ms, CIVIL);
  copyBytes(approved.dateTime, CIVIL + CIVIL_YEAR_DIGITS, DATE_TIME_DIGITS);
  const upload = uploadOf(approved);
  upload.entryMode = exchangeOf(t).entryMode;
  upload.responseCode = cardOf(t).responseCode;
  upload.chipLength = putUploadData(t, upload.chip, UPLOAD_CHIP_BYTES_MAX);
}

function prepareApproved(t: Terminal, bytes: i32): Approved {
  const x = exchangeOf(t);
  const card = cardOf(t);
  const approved = changetype<Approved>(prepare(t, Kind.APPROVED, bytes));
  keepPayment(x, approved, approved.maskedPan, approved.protectedPan);
  approved.entry = x.entry;
  approved.isTest = x.isTest !== 0;
  approved.atc = card.atc;
  approved.signature = card.signature;
  copyBytes(approved.cryptogram, card.cryptogram, 8);
  copyBytes(approved.tvr, card.tvr, 5);
  copyBytes(approved.tsi, card.tsi, 2);
  approved.aidLength = card.aidLength;
  copyBytes(approved.aid, card.aid, card.aidLength);
  if (cardGave(card, TAG_50_LABEL)) approved.labelLength = min(FOUND.length, LABEL_BYTES_MAX);
  if (approved.labelLength > 0) copyBytes(approved.label, FOUND.value, approved.labelLength);
  return approved;
}

/** What every record of a payment says; the PAN only masked, and under the secure module's storage key. */
function keepPayment(x: Exchange, payment: CardPayment, maskedPan: usize, protectedPan: usize): void {
  payment.amount = x.amount;
  payment.stan = x.stan;
  payment.batch = x.batch;
  payment.cardSequence = x.cardSequence;
  payment.panLength = x.panLength;
  payment.protectedLength = x.protectedLength;
  maskPan(x.pan, x.panLength, maskedPan);
  copyBytes(protectedPan, x.protectedCard, x.protectedLength);
}

/** What the acquirer says of an approval: F38, F37, F13 and F12. */
function keepReply(t: Terminal, approved: Approved): void {
  const x = exchangeOf(t);
  approved.hasAuthCode = x.has(38) ? 1 : 0;
  if (x.has(38)) copyBytes(approved.authCode, x.at(38), 6);
  if (x.has(37)) copyBytes(approved.reference, x.at(37), 12);
  if (x.has(13)) bcdToDigits(x.at(13), 4, 0, approved.dateTime);
  if (x.has(12)) bcdToDigits(x.at(12), 6, 0, approved.dateTime + 4);
}

export function writeDeclined(t: Terminal): void {
  prepareEnded(t, Kind.DECLINED, exchangeOf(t).responseCode, Reason.HOST_DECLINED);
}

export function writeLost(t: Terminal): void {
  prepareEnded(t, Kind.ABANDONED, 0, Reason.OFFLINE_LOST);
}

export function writeAbandoned(t: Terminal): void {
  prepareEnded(t, Kind.ABANDONED, 0, Reason.NO_LINE);
}

/** Nothing is sent: the card has left while the intent was written, or has declined, or its own approval is not known. */
export function writeDropped(t: Terminal): void {
  const reason = exchangeOf(t).stopped;
  prepareEnded(t, isDecline(reason) ? Kind.DECLINED : Kind.ABANDONED, 0, reason);
}

/** No reply in time. */
export function writeReversal98(t: Terminal): void {
  prepareReversal(t, REASON_98, false);
}

/** The reply's MAC is wrong: nothing in it can be believed. */
export function writeReversalA0(t: Terminal): void {
  prepareReversal(t, REASON_A0, false);
}

/** Approved, but the terminal could not finish: the card is gone. What it has done of the issuer's scripts is told. */
export function writeReversal96(t: Terminal): void {
  const reversal = prepareReversal(t, REASON_96, true);
  if (hasScripts(cardOf(t))) reversal.chipLength = putReversalData(t, reversal.chip, CHIP_BYTES_MAX);
}

/** Approved, but the card declined: its second cryptogram tells the issuer why. */
export function writeReversal06(t: Terminal): void {
  const reversal = prepareReversal(t, REASON_06, true);
  reversal.chipLength = putRefusalData(t, reversal.chip, CHIP_BYTES_MAX);
}

/** @param believed whether the reply is genuine, so that its F38 is repeated in the reversal */
function prepareReversal(t: Terminal, reason: i32, believed: bool): ReversalReason {
  const x = exchangeOf(t);
  const reversal = changetype<ReversalReason>(prepare(t, Kind.REVERSAL, REVERSAL_BYTES));
  reversal.stan = x.stan;
  reversal.reason = reason;
  if (!believed || !x.has(38)) return reversal;
  reversal.hasAuthCode = 1;
  copyBytes(reversal.authCode, x.at(38), 6);
  return reversal;
}

/** What became of the issuer's scripts, with a STAN of its own: the acquirer is told before the next payment. */
export function writeNotice(t: Terminal): void {
  const x = exchangeOf(t);
  const notice = changetype<Notice>(prepare(t, Kind.NOTICE, NOTICE_BYTES));
  notice.amount = x.amount;
  notice.stan = x.stan;
  notice.batch = x.batch;
  notice.cardSequence = x.cardSequence;
  notice.panLength = x.panLength;
  notice.protectedLength = x.protectedLength;
  copyBytes(notice.protectedPan, x.protectedCard, x.protectedLength);
  notice.entryMode = x.entryMode;
  notice.ownStan = durable(t).nextStan;
  if (x.has(32)) notice.acquirerLength = min(x.units(32), ACQUIRER_DIGITS_MAX);
  if (x.has(32)) bcdToDigits(x.at(32), notice.acquirerLength, 0, notice.acquirer);
  fillBytes(notice.date, ZERO_DIGIT, 4);
  if (x.has(13)) bcdToDigits(x.at(13), 4, 0, notice.date);
  notice.chipLength = putNoticeData(t, notice.chip, NOTICE_CHIP_BYTES_MAX);
}
