/**
 * Cardholder verification (EMV Book 3, 10.5): goes through the card's list of methods until one has been performed, and
 * keeps TVR byte 3, the CVM results (9F34; EMV Book 4, 6.3.4.5 and table 2) and the TSI right at every step.
 *
 * A signature and no method at all succeed at once. A PIN is asked for (`pinWanted`), and the flow says what became of it:
 * `pinEntered` online, `pinVerified` offline, or one of those after which the next rule may want a PIN again.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { load16, load32 } from "../base/bytes";
import { configurationOf } from "./aids";
import { cardGave } from "./arena";
import { Card, FOUND } from "./region";
import { TAG_8E_CVM_LIST, TAG_9F42_APPLICATION_CURRENCY } from "./tags";
import {
  setTsi,
  setTvr,
  TSI_CARDHOLDER_VERIFICATION,
  TVR_CVM_FAILED,
  TVR_CVM_UNRECOGNISED,
  TVR_ICC_DATA_MISSING,
  TVR_NO_PIN_PAD,
  TVR_ONLINE_PIN,
  TVR_PIN_NOT_ENTERED,
  TVR_PIN_TRY_LIMIT,
} from "./tvr";

/** What PIN a card asks for. */
export enum PinKind {
  NONE,
  ONLINE,
  PLAIN,
  ENCIPHERED,
}

/** Cardholder verification is supported (EMV Book 3, C1, AIP byte 1 bit 5). */
const AIP_CARDHOLDER_VERIFICATION: i32 = 0x1000;

// CVM codes (EMV Book 3, C3), without the bit that says "else apply the next rule".
const CVM_FAIL: u32 = 0x00;
const CVM_PLAIN_PIN: u32 = 0x01;
const CVM_ONLINE_PIN: u32 = 0x02;
const CVM_PLAIN_PIN_AND_SIGNATURE: u32 = 0x03;
const CVM_ENCIPHERED_PIN: u32 = 0x04;
const CVM_ENCIPHERED_PIN_AND_SIGNATURE: u32 = 0x05;
const CVM_SIGNATURE: u32 = 0x1e;
const CVM_NONE: u32 = 0x1f;
const CVM_CODE: u32 = 0x3f;
const CVM_NEXT: u32 = 0x40;

// Terminal capabilities, byte 2 (EMV Book 4, A2).
const CAN_PLAIN_PIN: u32 = 0x80;
const CAN_ONLINE_PIN: u32 = 0x40;
const CAN_SIGNATURE: u32 = 0x20;
const CAN_ENCIPHERED_PIN: u32 = 0x10;
const CAN_NO_CVM: u32 = 0x08;
const CAN_OFFLINE_PIN: u32 = CAN_PLAIN_PIN | CAN_ENCIPHERED_PIN;

// CVM condition codes (EMV Book 3, C3).
const CONDITION_ALWAYS: u32 = 0x00;
const CONDITION_NOT_CASH: u32 = 0x02;
const CONDITION_IF_SUPPORTED: u32 = 0x03;
const CONDITION_UNDER_X: u32 = 0x06;
const CONDITION_OVER_X: u32 = 0x07;
const CONDITION_UNDER_Y: u32 = 0x08;
const CONDITION_OVER_Y: u32 = 0x09;

/** Amounts X and Y, 4 bytes each, stand before the rules. */
const Y_AT: usize = 4;
const RULES_AT: i32 = 8;
/** CVM results: byte 3, and byte 1 when no method was performed (EMV Book 4, A4). */
const RESULT_UNKNOWN: u32 = 0;
const RESULT_FAILED: u32 = 1;
const RESULT_SUCCESSFUL: u32 = 2;
const NO_CVM_PERFORMED: u32 = 0x3f;

/** A list holds both amounts and whole rules; any other ends the payment (EMV Book 3, 10.5 and 7.5). */
export function isCvmListFormed(length: i32): bool {
  return length >= RULES_AT && (length & 1) === 0;
}

/** Performs what the list asks for first; its form has been looked at. */
export function beginVerification(card: Card): void {
  keepResult(card, NO_CVM_PERFORMED, 0, RESULT_UNKNOWN);
  if ((card.aip & AIP_CARDHOLDER_VERIFICATION) === 0) return decide(Rule.CVM_NOT_IN_PROFILE, card.aip);
  if (!hasRules(card)) {
    decide(Rule.CVM_LIST_ABSENT, 0);
    return setTvr(card, TVR_ICC_DATA_MISSING); // EMV Book 3, 7.5, table 35
  }
  performFrom(card, RULES_AT);
  setTsi(card, TSI_CARDHOLDER_VERIFICATION);
}

/** A list without rules is as good as none (EMV Book 3, 10.5); then `FOUND` is the list. */
function hasRules(card: Card): bool {
  return cardGave(card, TAG_8E_CVM_LIST) && FOUND.length > RULES_AT;
}

/** Tries the rules from offset `from` on, until one is performed, or one that may not be passed over has failed. */
function performFrom(card: Card, from: i32): void {
  for (let at = from; hasRules(card) && at < FOUND.length; at += 2) {
    const list = FOUND.value;
    const rule: u32 = load<u8>(list + at);
    const condition: u32 = load<u8>(list + at + 1);
    decide(Rule.CVM_RULE, (at << 16) | (rule << 8) | condition);
    const isConditionMet = isMet(card, list, condition, rule & CVM_CODE);
    decide(isConditionMet ? Rule.CVM_CONDITION_MET : Rule.CVM_CONDITION_NOT_MET, condition);
    if (!isConditionMet) continue;
    if (isPerformed(card, at, rule, condition)) return;
    if ((rule & CVM_NEXT) === 0) break;
    decide(Rule.CVM_NEXT_RULE, rule);
  }
  fail(card);
}

/** The condition is satisfied: @returns whether the rule settles the matter (EMV Book 3, 10.5, steps 1 and 2) */
function isPerformed(card: Card, at: i32, rule: u32, condition: u32): bool {
  const code = rule & CVM_CODE;
  const isPossible = isSupported(card, code);
  decide(isPossible ? Rule.CVM_SUPPORTED : Rule.CVM_NOT_SUPPORTED, code);
  if (!isPossible) {
    noteUnsupported(card, code);
    return false;
  }
  card.cvmRule = at;
  const kind = pinKind(code);
  if (code === CVM_FAIL || (kind !== PinKind.NONE && !mayAsk(card, kind))) {
    decide(Rule.CVM_UNSUCCESSFUL, code);
    keepResult(card, rule, condition, RESULT_FAILED);
    if (code === CVM_FAIL) setTvr(card, TVR_CVM_FAILED);
    return code === CVM_FAIL; // nothing is tried after it, whatever the 40 bit says
  }
  decide(Rule.CVM_PERFORMED, code);
  card.pinWanted = kind;
  if (code === CVM_SIGNATURE) wantSignature(card);
  keepResult(card, rule, condition, firstResult(code, kind));
  return true;
}

function pinKind(code: u32): PinKind {
  switch (code) {
    case CVM_ONLINE_PIN:
      return PinKind.ONLINE;
    case CVM_PLAIN_PIN:
    case CVM_PLAIN_PIN_AND_SIGNATURE:
      return PinKind.PLAIN;
    case CVM_ENCIPHERED_PIN:
    case CVM_ENCIPHERED_PIN_AND_SIGNATURE:
      return PinKind.ENCIPHERED;
    default:
      return PinKind.NONE;
  }
}

/**
 * Whether asking for a PIN can come to anything; where it cannot, the TVR says so already. A PIN that the cardholder has once
 * gone on without counts as bypassed from then on (EMV Book 4, 6.3.4.3), a PIN pad that failed has failed (EMV Book 3, 10.5.1
 * and 10.5.2), a card whose PIN is blocked says so to every kind of offline PIN. Without a key the encipherment has failed,
 * which has no bit of its own (EMV Book 2, 7.1; EMV Book 3, figure 11).
 */
function mayAsk(card: Card, kind: PinKind): bool {
  if (card.pinBypassed !== 0 || card.pinPadFailed !== 0) return false;
  if (kind === PinKind.ONLINE) return true;
  if (card.pinBlocked !== 0) return false;
  if (kind === PinKind.PLAIN || card.pinKeyUsable !== 0) return true;
  decide(Rule.PIN_KEY_MISSING, 0);
  return false;
}

/** Byte 3 before anything has been asked: an offline PIN has failed until the card says otherwise. */
function firstResult(code: u32, kind: PinKind): u32 {
  if (code === CVM_NONE) return RESULT_SUCCESSFUL;
  return kind === PinKind.PLAIN || kind === PinKind.ENCIPHERED ? RESULT_FAILED : RESULT_UNKNOWN;
}

/** What the terminal must have to perform a method; for a combination both of its parts (EMV Book 4, 6.3.4). */
function needs(code: u32): u32 {
  switch (code) {
    case CVM_PLAIN_PIN:
      return CAN_PLAIN_PIN;
    case CVM_ONLINE_PIN:
      return CAN_ONLINE_PIN;
    case CVM_PLAIN_PIN_AND_SIGNATURE:
      return CAN_PLAIN_PIN | CAN_SIGNATURE;
    case CVM_ENCIPHERED_PIN:
      return CAN_ENCIPHERED_PIN;
    case CVM_ENCIPHERED_PIN_AND_SIGNATURE:
      return CAN_ENCIPHERED_PIN | CAN_SIGNATURE;
    case CVM_SIGNATURE:
      return CAN_SIGNATURE;
    case CVM_NONE:
      return CAN_NO_CVM;
    default:
      return 0;
  }
}

/** To fail is always supported (EMV Book 4, 6.3.4). */
function isSupported(card: Card, code: u32): bool {
  const needed = needs(code);
  return needed === 0 ? code === CVM_FAIL : (capabilities(card) & needed) === needed;
}

/**
 * Any kind of PIN that the terminal cannot take sets the bit of the missing PIN pad; for an offline PIN, when it can do
 * neither of the two kinds (EMV Book 3, 10.5, step 1). A biometric method is a code that this terminal does not recognise,
 * as one without sensors may choose (EMV Book 3, 10.5.5).
 */
function noteUnsupported(card: Card, code: u32): void {
  const needed = needs(code);
  const kinds = (needed & CAN_OFFLINE_PIN) !== 0 ? CAN_OFFLINE_PIN : needed & CAN_ONLINE_PIN;
  if (needed === 0) setTvr(card, TVR_CVM_UNRECOGNISED);
  if (kinds !== 0 && (capabilities(card) & kinds) === 0) setTvr(card, TVR_NO_PIN_PAD);
}

function capabilities(card: Card): u32 {
  return load<u8>(configurationOf(card).capabilities, 1);
}

/**
 * EMV Book 3, C3. This is a purchase without cashback at an attended terminal (`data.ts`), so conditions 01, 04 and 05,
 * cash and cashback, never hold; nor does one that nobody knows. `FOUND` is lost.
 */
function isMet(card: Card, list: usize, condition: u32, code: u32): bool {
  switch (condition) {
    case CONDITION_ALWAYS:
    case CONDITION_NOT_CASH:
      return true;
    case CONDITION_IF_SUPPORTED:
      return isSupported(card, code);
    case CONDITION_UNDER_X:
      return isInCardsCurrency(card) && card.amount < <u64>load32(list);
    case CONDITION_OVER_X:
      return isInCardsCurrency(card) && card.amount > <u64>load32(list);
    case CONDITION_UNDER_Y:
      return isInCardsCurrency(card) && card.amount < <u64>load32(list + Y_AT);
    case CONDITION_OVER_Y:
      return isInCardsCurrency(card) && card.amount > <u64>load32(list + Y_AT);
    default:
      return false;
  }
}

/** A card that names no currency has no rule on amounts that could hold. */
function isInCardsCurrency(card: Card): bool {
  return cardGave(card, TAG_9F42_APPLICATION_CURRENCY) && load16(FOUND.value) === configurationOf(card).currency;
}

/** The PIN has been entered: it goes online enciphered (EMV Book 3, 10.5.2). */
export function pinEntered(card: Card): void {
  card.pinWanted = PinKind.NONE;
  decide(Rule.PIN_ENTERED, 0);
  setTvr(card, TVR_ONLINE_PIN);
}

/** The card has found the PIN right. With a signature the method is not known to be successful yet (EMV Book 4, table 2). */
export function pinVerified(card: Card): void {
  const code = load<u8>(card.cvmResults) & CVM_CODE;
  const signs = (needs(code) & CAN_SIGNATURE) !== 0;
  card.pinWanted = PinKind.NONE;
  if (signs) wantSignature(card);
  store<u8>(card.cvmResults, <u8>(signs ? RESULT_UNKNOWN : RESULT_SUCCESSFUL), 2);
  tellResults(card);
}

/**
 * The cardholder has confirmed without a PIN: the method is unsuccessful, and the next rule applies if this one says so
 * (EMV Book 4, 6.3.4.3). The slip is signed whatever follows, since nobody has been verified by a secret.
 */
export function pinBypassed(card: Card): void {
  card.pinBypassed = 1;
  decide(Rule.PIN_BYPASSED, 0);
  wantSignature(card);
  setTvr(card, TVR_PIN_NOT_ENTERED);
  pinFailed(card);
}

/** The card compares no PIN any more: 63C0, 6983, 6984, or a try counter of 0 (EMV Book 3, 10.5.1; EMV Book 4, 6.3.4.1). */
export function pinTriesExceeded(card: Card): void {
  card.pinBlocked = 1;
  decide(Rule.PIN_BLOCKED, 0);
  setTvr(card, TVR_PIN_TRY_LIMIT);
  pinFailed(card);
}

/** The secure module takes no PIN: the PIN pad is not working (EMV Book 3, 10.5.1 and 10.5.2). */
export function pinPadFailed(card: Card): void {
  card.pinPadFailed = 1;
  decide(Rule.PIN_PAD_FAILED, 0);
  setTvr(card, TVR_NO_PIN_PAD);
  pinFailed(card);
}

/** The PIN could not be enciphered for the card, and never will be (EMV Book 2, 7.1 and 7.2; EMV Book 3, figure 11). */
export function pinNotEnciphered(card: Card): void {
  card.pinKeyUsable = 0;
  decide(Rule.PIN_NOT_ENCIPHERED, 0);
  pinFailed(card);
}

function pinFailed(card: Card): void {
  card.pinWanted = PinKind.NONE;
  decide(Rule.CVM_UNSUCCESSFUL, (<u32>load<u8>(card.cvmResults)) & CVM_CODE);
  store<u8>(card.cvmResults, <u8>RESULT_FAILED, 2);
  const mayGoOn = (load<u8>(card.cvmResults) & CVM_NEXT) !== 0;
  if (!mayGoOn) return fail(card);
  decide(Rule.CVM_NEXT_RULE, load<u8>(card.cvmResults));
  performFrom(card, card.cvmRule + 2);
}

function wantSignature(card: Card): void {
  card.signature = 1;
  decide(Rule.SIGNATURE_WANTED, 0);
}

/** The results name the method that failed last; none, when none was performed (EMV Book 4, 6.3.4.5). */
function fail(card: Card): void {
  decide(Rule.CVM_NO_MORE, 0);
  setTvr(card, TVR_CVM_FAILED);
  store<u8>(card.cvmResults, <u8>RESULT_FAILED, 2);
  tellResults(card);
}

function keepResult(card: Card, rule: u32, condition: u32, result: u32): void {
  store<u8>(card.cvmResults, <u8>rule);
  store<u8>(card.cvmResults, <u8>condition, 1);
  store<u8>(card.cvmResults, <u8>result, 2);
  tellResults(card);
}

function tellResults(card: Card): void {
  decide(Rule.CVM_RESULTS, (load16(card.cvmResults) << 8) | load<u8>(card.cvmResults, 2));
}
