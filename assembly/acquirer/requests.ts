/**
 * The requests, field by field (UnionPay POS message set), from the data in the exchange's region.
 *
 * F64 is packed as zeros: the MAC over all before it takes its place afterwards.
 */
import {
  PARAMETERS_HEADER,
  PARAMETERS_MERCHANT_NUMBER,
  PARAMETERS_OPERATOR,
  PARAMETERS_TERMINAL_NUMBER,
  PARAMETERS_TPDU,
  Slot,
} from "../abi";
import { NetworkCode } from "../abi_platform";
import { putDigits } from "../base/bcd";
import { copyBytes } from "../base/bytes";
import { putFrameHead, BODY_OFFSET, FRAME_HEAD_BYTES, LENGTH_BYTES, TPDU_BYTES } from "../codec/iso8583/frame";
import {
  beginMessage,
  endMessage,
  packBytes,
  packDigits,
  packNumber,
  Packer,
  PACKER_BYTES,
} from "../codec/iso8583/pack";
import { batchOf } from "../journal/batch";
import { durable } from "../journal/durable";
import { Entry } from "../journal/records";
import { Terminal } from "../machine/terminal";
import { deskOf, Proof } from "./desk";
import { DIALECT, HEADER_CLASS_CHIP, HEADER_CLASS_OTHER } from "./profile";
import { managementType } from "./question";
import { Exchange, exchangeOf, OUT_FRAME_BYTES, Request } from "./region";
import { totalsOf, TOTALS_DIGITS } from "./totals";

const MTI_SIGN_ON: u32 = 0x0800;
const MTI_SALE: u32 = 0x0200;
const MTI_REVERSAL: u32 = 0x0400;
const MTI_NOTICE: u32 = 0x0620;
const MTI_SETTLEMENT: u32 = 0x0500;
export const MAC_BYTES: i32 = 8;

const PACKER: Packer = changetype<Packer>(memory.data(PACKER_BYTES, 8));
const TEXT: usize = memory.data(24, 8);
const ZEROS: usize = memory.data(8, 8);
/** What a terminal puts before its messages until it is bound. */
export const UNBOUND_TPDU: usize = memory.data<u8>([0x60, 0x00, 0x03, 0x00, 0x00]);
export const UNBOUND_HEADER: usize = memory.data<u8>([0x60, 0x31, 0x00, 0x31, 0x13, 0x12]);
const CURRENCY_156: usize = memory.data<u8>([0x31, 0x35, 0x36]);
/** F53: PIN with PAN under a double-length key; tracks in clear, since a sign-on with F60.3 = 003 brings no key for them. */
const SECURITY_PIN: u64 = 2600000000000000;
const SECURITY_NO_PIN: u64 = 600000000000000;
/** F26: longest PIN. */
const PIN_CAPTURE: u64 = 12;
/** F60.1 of a sale, of one that the card has approved by itself and of what is no trade, F60.3 of a sign-on with double-length keys. */
const TYPE_SALE: u64 = 22;
const TYPE_OFFLINE: u64 = 36;
const TYPE_MANAGEMENT: u64 = 0;
const NETWORK_SIGN_ON_DOUBLE: u64 = 3;
/** F60.4: a reader that takes chips; F60.5 follows it. */
const READER_CHIP: u64 = 5;
/** Header digit 5 of a message in test mode, in the header's third byte. */
const HEADER_TEST_AT: i32 = 2;
const HEADER_TEST: u8 = 0x10;
/** F60.3 of a script notice. */
const NETWORK_NOTICE: u64 = 951;

/** MTI of the reply to the request, BCD. */
export function replyMti(t: Terminal): u32 {
  return mtiOf(t) + 0x10;
}

/** Financial messages carry a MAC; management messages and settlement as the desk says. */
export function carriesMac(t: Terminal): bool {
  return exchangeOf(t).request !== Request.SIGN_ON && proofOf(t) !== Proof.NONE;
}

/** Money moves under working keys alone. */
function proofOf(t: Terminal): Proof {
  const request = exchangeOf(t).request;
  return request === Request.MANAGEMENT || request === Request.SETTLEMENT ? deskOf(t).proof : Proof.WORKING;
}

/** Where the secure module has the key of F64, of a question and of its answer. */
export function macSlot(t: Terminal): Slot {
  return proofOf(t) === Proof.DEVICE ? Slot.SECRET : Slot.MAC;
}

/** Packs and frames the request of the exchange's region. @returns false when a field does not fit its format. */
export function packRequest(t: Terminal): bool {
  const x = exchangeOf(t);
  const p = PACKER;
  const message = x.sent + FRAME_HEAD_BYTES;
  beginMessage(p, DIALECT, message, x.sent + OUT_FRAME_BYTES, mtiOf(t));
  if (x.request === Request.SIGN_ON) putSignOn(t, p, x);
  else if (x.request === Request.MANAGEMENT) putManagement(t, p, x);
  else if (x.request === Request.NOTICE) putNotice(t, p, x);
  else if (x.request === Request.SETTLEMENT) putSettlement(t, p, x);
  else putFinancial(t, p, x);
  const length = endMessage(p);
  if (length === 0) return false;
  const isBound = durable(t).bound !== 0;
  const tpdu = isBound ? durable(t).parameters + PARAMETERS_TPDU : UNBOUND_TPDU;
  putFrameHead(x.sent, tpdu, isBound ? durable(t).parameters + PARAMETERS_HEADER : UNBOUND_HEADER, length);
  const chip = x.chipLength > 0 ? HEADER_CLASS_CHIP : HEADER_CLASS_OTHER;
  const header = x.sent + LENGTH_BYTES + TPDU_BYTES;
  store<u8>(header, <u8>chip);
  if (x.isTest !== 0) store<u8>(header, load<u8>(header, HEADER_TEST_AT) | HEADER_TEST, HEADER_TEST_AT);
  x.requestLength = FRAME_HEAD_BYTES + length;
  return true;
}

function mtiOf(t: Terminal): u32 {
  switch (exchangeOf(t).request) {
    case Request.MANAGEMENT:
      return deskOf(t).mti;
    case Request.SIGN_ON:
      return MTI_SIGN_ON;
    case Request.SALE:
    case Request.UPLOAD:
      return MTI_SALE;
    case Request.NOTICE:
      return MTI_NOTICE;
    case Request.SETTLEMENT:
      return MTI_SETTLEMENT;
    default:
      return MTI_REVERSAL;
  }
}

function putSignOn(t: Terminal, p: Packer, x: Exchange): void {
  packNumber(p, 11, x.stan);
  putTerminal(t, p);
  putDigits(TEXT, 2, TYPE_MANAGEMENT);
  putDigits(TEXT + 2, 6, x.batch);
  putDigits(TEXT + 8, 3, NETWORK_SIGN_ON_DOUBLE);
  packDigits(p, 60, TEXT, 11);
  putOperator(t, p);
}

/** F41 and F42 may be those of a binding that is yet to be; a serial number is asked for with neither. */
function putManagement(t: Terminal, p: Packer, x: Exchange): void {
  const desk = deskOf(t);
  if (desk.takesStan !== 0) packNumber(p, 11, x.stan);
  const identity = identityOf(t);
  if (load<u8>(identity + PARAMETERS_TERMINAL_NUMBER) !== 0) putIdentity(p, identity);
  packDigits(p, 60, managementType(t, TEXT), 11);
  if (desk.privateLength > 0) packBytes(p, 62, desk.content, desk.privateLength);
  if (desk.proof !== Proof.NONE) packBytes(p, 64, ZEROS, MAC_BYTES);
}

/**
 * Terminal and merchant number of the request, at their offsets in `Parameters`; zeros where there are none. A terminal that is
 * not bound yet signs on as the one that it is to be: the binding under way has that on the desk.
 */
export function identityOf(t: Terminal): usize {
  const isForeign =
    durable(t).bound === 0 || (exchangeOf(t).request === Request.MANAGEMENT && deskOf(t).isForeign !== 0);
  return isForeign ? deskOf(t).identity : durable(t).parameters;
}

/**
 * A sale and its reversal: the reversal repeats the sale without PIN and tracks, with F39 and the short F55. The tracks
 * stand for the number of a swiped card, and its reversal is found without: F2 says that no stripe was read. An offline approval
 * is told as a sale is asked for, without PIN and security fields: its F55 has the TC (UnionPay POS, field lists).
 */
function putFinancial(t: Terminal, p: Packer, x: Exchange): void {
  const sale = x.request === Request.SALE;
  const isCardKnown = x.panLength > 0;
  const hasExpiry = load<u8>(x.expiry) !== 0;
  if (isCardKnown && x.entry === Entry.CHIP) packDigits(p, 2, x.pan, x.panLength);
  packNumber(p, 3, 0);
  packNumber(p, 4, x.amount);
  packNumber(p, 11, x.stan);
  if (isCardKnown && hasExpiry) packDigits(p, 14, x.expiry, 4);
  packNumber(p, 22, x.entryMode);
  if (x.cardSequence >= 0) packNumber(p, 23, x.cardSequence);
  packNumber(p, 25, 0);
  if (sale && x.hasPin !== 0) packNumber(p, 26, PIN_CAPTURE);
  if (sale && x.track2Length > 0) packDigits(p, 35, x.track2, x.track2Length);
  if (sale && x.track3Length > 0) packDigits(p, 36, x.track3, x.track3Length);
  if (!sale && x.hasAuthCode !== 0) packBytes(p, 38, x.authCode, 6);
  if (x.request === Request.REVERSAL) putReason(p, x);
  putTerminal(t, p);
  packBytes(p, 49, CURRENCY_156, 3);
  if (sale && x.hasPin !== 0) packBytes(p, 52, x.pinBlock, 8);
  if (sale) packNumber(p, 53, x.hasPin !== 0 ? SECURITY_PIN : SECURITY_NO_PIN);
  if (x.entry === Entry.CHIP) packBytes(p, 55, x.chip, x.chipLength);
  putTradeType(p, x);
  if (sale) putOperator(t, p);
  packBytes(p, 64, ZEROS, MAC_BYTES);
}

/** A script notice names its payment in F61 (UnionPay POS, script notice); its own STAN and batch are in F11 and F60. */
function putNotice(t: Terminal, p: Packer, x: Exchange): void {
  const notice = durable(t).notice;
  if (x.panLength > 0) packDigits(p, 2, x.pan, x.panLength);
  packNumber(p, 3, 0);
  packNumber(p, 4, x.amount);
  packNumber(p, 11, x.stan);
  packNumber(p, 22, x.entryMode);
  if (x.cardSequence >= 0) packNumber(p, 23, x.cardSequence);
  packNumber(p, 25, 0);
  if (notice.acquirerLength > 0) packDigits(p, 32, notice.acquirer, notice.acquirerLength);
  putTerminal(t, p);
  packBytes(p, 49, CURRENCY_156, 3);
  packBytes(p, 55, x.chip, x.chipLength);
  putDigits(TEXT, 2, TYPE_MANAGEMENT);
  putDigits(TEXT + 2, 6, x.batch);
  putDigits(TEXT + 8, 3, NETWORK_NOTICE);
  putDigits(TEXT + 11, 2, 10 * READER_CHIP + Entry.CHIP);
  packDigits(p, 60, TEXT, 13);
  putDigits(TEXT, 6, notice.batch);
  putDigits(TEXT + 6, 6, notice.stan);
  copyBytes(TEXT + 12, notice.date, 4);
  packDigits(p, 61, TEXT, 16);
  packBytes(p, 64, ZEROS, MAC_BYTES);
}

/** Totals of the batch (UnionPay POS, settlement); F64 is this profile's. */
function putSettlement(t: Terminal, p: Packer, x: Exchange): void {
  packNumber(p, 11, x.stan);
  putTerminal(t, p);
  packDigits(p, 48, totalsOf(batchOf(t)), TOTALS_DIGITS);
  packBytes(p, 49, CURRENCY_156, 3);
  putSettlementType(x.batch, TEXT);
  packDigits(p, 60, TEXT, 11);
  putOperator(t, p);
  if (deskOf(t).proof !== Proof.NONE) packBytes(p, 64, ZEROS, MAC_BYTES);
}

/** F60 of a settlement: type 00, batch, network code; 11 digits. */
export function putSettlementType(batch: i32, text: usize): void {
  putDigits(text, 2, TYPE_MANAGEMENT);
  putDigits(text + 2, 6, batch);
  putDigits(text + 8, 3, NetworkCode.SETTLEMENT);
}

function putReason(p: Packer, x: Exchange): void {
  store<u16>(TEXT, <u16>x.reason);
  packBytes(p, 39, TEXT, 2);
}

/** F60: type 22 or 36, batch, network code 000, chip reader 5; of a stripe 1, or 2 when the chip has failed just before. */
function putTradeType(p: Packer, x: Exchange): void {
  putDigits(TEXT, 2, x.request === Request.UPLOAD ? TYPE_OFFLINE : TYPE_SALE);
  putDigits(TEXT + 2, 6, x.batch);
  putDigits(TEXT + 8, 5, 10 * READER_CHIP + x.entry);
  packDigits(p, 60, TEXT, 13);
}

function putTerminal(t: Terminal, p: Packer): void {
  putIdentity(p, identityOf(t));
}

function putIdentity(p: Packer, parameters: usize): void {
  packBytes(p, 41, parameters + PARAMETERS_TERMINAL_NUMBER, 8);
  packBytes(p, 42, parameters + PARAMETERS_MERCHANT_NUMBER, 15);
}

/** F63.1: operator number and a space; the parameters' operator while nobody is logged on. */
function putOperator(t: Terminal, p: Packer): void {
  putOperatorNumber(t, TEXT);
  store<u8>(TEXT, 0x20, 2);
  packBytes(p, 63, TEXT, 3);
}

/** Writes the two digits of whoever is logged on; the supervisor's are 00, of 100 (terminal/people). */
export function putOperatorNumber(t: Terminal, at: usize): void {
  if (t.operator > 0) putDigits(at, 2, t.operator);
  else copyBytes(at, identityOf(t) + PARAMETERS_OPERATOR, 2);
}

/** Address and length of what the MAC covers: MTI up to the field before 64. */
export function macStart(x: Exchange): usize {
  return x.sent + FRAME_HEAD_BYTES;
}
export function macLength(x: Exchange): i32 {
  return x.requestLength - FRAME_HEAD_BYTES - MAC_BYTES;
}
assert(FRAME_HEAD_BYTES === BODY_OFFSET + LENGTH_BYTES);
