/** What the rows of SALE do, but for what they write to the journal (sale_records.ts). */
import { Command, Done } from "../abi";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { bcdToDigits, getBcd } from "../base/bcd";
import { copyBytes, fillBytes } from "../base/bytes";
import { CHIP_BYTES, exchangeOf, Request, wipeExchange } from "../acquirer/region";
import { findTlv } from "../codec/ber_tlv";
import { panFromCn } from "../codec/pan";
import { beginCompletion, beginUnableToGoOnline } from "../emv/completion";
import { keepIssuerAnswer } from "../emv/scripts";
import { putSaleData } from "../emv/field55";
import { AAC, TC } from "../emv/generate_ac";
import { cardGave } from "../emv/arena";
import { cardOf, FOUND, wipeCard } from "../emv/region";
import { TAG_5A_PAN, TAG_5F24_EXPIRY, TAG_5F34_PAN_SEQUENCE, TAG_91_ISSUER_AUTHENTICATION } from "../emv/tags";
import { OK } from "../base/status";
import { durable } from "../journal/durable";
import { isRoomOffline } from "../journal/room";
import { Entry, Kind, PROTECTED_BYTES_MAX } from "../journal/records";
import { askBytes, Bytes, Nothing, payload, tell } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { show, showOutcome, showPayment, showPending } from "./screens";

/** F22: chip read, no PIN in the message. */
const ENTRY_CHIP_NO_PIN: i32 = 52;
/** PAN, 20 bytes, and expiry, 4. */
const CARD_RECORD_BYTES: i32 = 24;
const CARD_RECORD: usize = memory.data(24, 8);

/** A new payment: whatever is left of the last one is wiped, here and in the secure module. */
export function beginSale(t: Terminal): void {
  wipeCard(t);
  wipeExchange(t);
  tell<Nothing>(t, Command.WIPE);
}

/** The amount is typed into an empty region: a reversal may have used it just now. A test begins with the least there is. */
export function beginAmount(t: Terminal): void {
  wipeExchange(t);
  const x = exchangeOf(t);
  x.cardSequence = -1;
  if (t.testing === 0) return;
  x.isTest = 1;
  x.amount = 1;
}

export function showReading(t: Terminal): void {
  const x = exchangeOf(t);
  const card = cardOf(t);
  card.amount = x.amount;
  card.stan = durable(t).nextStan;
  card.forcedOnline = x.forcedOnline;
  x.stan = card.stan;
  x.batch = durable(t).batch;
  showPayment(t, Screen.READING_CARD);
}

/** PAN, expiry and sequence number leave the arena for the request. @returns false when the card's data are malformed. */
export function takeCardData(t: Terminal): bool {
  const x = exchangeOf(t);
  if (!takePan(t) || !takeExpiry(t)) return false;
  const sequence = cardGave(cardOf(t), TAG_5F34_PAN_SEQUENCE) && FOUND.length === 1;
  x.cardSequence = sequence ? <i32>getBcd(FOUND.value, 1) : -1;
  x.entryMode = ENTRY_CHIP_NO_PIN;
  return true;
}

function takePan(t: Terminal): bool {
  const x = exchangeOf(t);
  if (!cardGave(cardOf(t), TAG_5A_PAN) || FOUND.length > 10) return false;
  x.panLength = panFromCn(FOUND.value, FOUND.length, x.pan);
  return x.panLength >= 13;
}

/** 5F24 is YYMMDD, F14 is YYMM. */
function takeExpiry(t: Terminal): bool {
  if (!cardGave(cardOf(t), TAG_5F24_EXPIRY) || FOUND.length !== 3) return false;
  return bcdToDigits(FOUND.value, 4, 0, exchangeOf(t).expiry) === OK;
}

/** Whatever an approval without the acquirer would need is there; a test is to reach it. */
export function showProcessing(t: Terminal): void {
  cardOf(t).mayApprove = exchangeOf(t).isTest === 0 && isRoomOffline(t) ? 1 : 0;
  showPayment(t, Screen.PROCESSING);
}

/** What a reversal, a void or a refund needs of the card, enciphered by the secure module under its storage key. */
export function protectCard(t: Terminal): void {
  const x = exchangeOf(t);
  fillBytes(CARD_RECORD, 0, CARD_RECORD_BYTES);
  copyBytes(CARD_RECORD, x.pan, x.panLength);
  copyBytes(CARD_RECORD + 20, x.expiry, 4);
  askBytes(t, Command.PROTECT, CARD_RECORD, CARD_RECORD_BYTES);
  fillBytes(CARD_RECORD, 0, CARD_RECORD_BYTES);
}

/** Payload of RECORD_DONE. */
@unmanaged
export class Record {
  status: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<Record>());
  }
}

/** Keeps the protected card record. @returns false when the secure module refused. */
export function takeProtected(t: Terminal): bool {
  const record = payload<Record>();
  const x = exchangeOf(t);
  const length = <i32>record.data.length;
  if (record.status !== Done.DONE || length > PROTECTED_BYTES_MAX) return false;
  x.protectedLength = length;
  copyBytes(x.protectedCard, record.data.start, length);
  return true;
}

/** Sets out the request: the card has said all that it says before its issuer has. */
export function beginRequest(t: Terminal): void {
  const x = exchangeOf(t);
  x.request = Request.SALE;
  if (x.entry === Entry.CHIP) x.chipLength = putSaleData(t, x.chip, CHIP_BYTES);
}

/** The card has left while the acquirer is asked: an approval cannot be completed then. */
export function noteGone(t: Terminal): void {
  cardOf(t).gone = 1;
}

export function beginApproval(t: Terminal): void {
  tellIssuerAnswer(t, TC);
}

/** Nobody could be reached, and the action codes let the card approve (EMV Book 3, 10.7): Y3. */
export function beginOfflineApproval(t: Terminal): void {
  beginUnableToGoOnline(t, TC);
}

/** The payment is not approved: declined by the acquirer, or nobody was reached, or it is to be reversed. */
export function beginRefusal(t: Terminal): void {
  const isUnreached = durable(t).pending !== Kind.NONE || exchangeOf(t).responseCode === 0;
  if (isUnreached) return beginUnableToGoOnline(t, AAC);
  tellIssuerAnswer(t, AAC);
}

/** Nothing could be sent: the card is told that the terminal was unable to go online, and nothing is recorded (EMV Book 3, 10.7). */
export function beginWithdrawal(t: Terminal): void {
  beginUnableToGoOnline(t, AAC);
}

/** The reply is genuine: what its F55 says is kept beside the card, and every script in it has a result from here on. */
export function believeReply(t: Terminal): void {
  const x = exchangeOf(t);
  if (x.has(55)) keepIssuerAnswer(t, x.at(55), x.bytes(55));
}

/** The response code and, where there is one, the issuer authentication data go to the card. */
function tellIssuerAnswer(t: Terminal, wanted: i32): void {
  const card = cardOf(t);
  const has = findTlv(card.answer, card.answer + card.answerLength, TAG_91_ISSUER_AUTHENTICATION, FOUND) === OK;
  beginCompletion(t, wanted, exchangeOf(t).responseCode, has ? FOUND.value : 0, has ? FOUND.length : 0);
}

/** The journal's word on the payment. */
export function showEnd(t: Terminal): void {
  const d = durable(t);
  if (d.pending !== Kind.NONE) return showPending(t, Screen.REVERSAL_PENDING);
  showOutcome(t, d.lastReason === Reason.OFFLINE_LOST ? Screen.OFFLINE_LOST : Screen.DECLINED);
}

export function showSignOnFirst(t: Terminal): void {
  show(t, Screen.SIGN_ON_FIRST);
}

export function showFull(t: Terminal): void {
  show(t, Screen.JOURNAL_FULL);
}

export function showStillPending(t: Terminal): void {
  showPending(t, Screen.REVERSAL_PENDING);
}

export function showPrinterProblem(t: Terminal): void {
  showOutcome(t, Screen.PRINTER_PROBLEM);
}
