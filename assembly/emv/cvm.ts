/**
 * Terminal verification results and the choice of a cardholder verification method (EMV Book 3, 10.5).
 *
 * This terminal offers online PIN, signature and no CVM, and always goes online: what it does not do (offline data
 * authentication) it says so in the TVR.
 */
import { Terminal } from "../machine/terminal";
import { Card, cardGave, cardOf, FOUND } from "./region";
import { TAG_8E_CVM_LIST } from "./tags";

// TVR (EMV Book 3, C5): byte, bit.
const TVR1_ODA_NOT_PERFORMED: u32 = 0x80;
const TVR3_CVM_FAILED: u32 = 0x80;
const TVR3_CVM_UNRECOGNISED: u32 = 0x40;
const TVR3_PIN_NOT_ENTERED: u32 = 0x08;
const TVR3_ONLINE_PIN: u32 = 0x04;
const TVR4_FLOOR_LIMIT: u32 = 0x80;
const TVR5_ISSUER_AUTHENTICATION_FAILED: u32 = 0x40;
// TSI (EMV Book 3, C6).
const TSI_CVM: u32 = 0x40;
const TSI_CARD_RISK: u32 = 0x20;
const TSI_ISSUER_AUTHENTICATION: u32 = 0x10;
const TSI_TERMINAL_RISK: u32 = 0x08;
/** Cardholder verification is supported (EMV Book 3, C1, AIP byte 1 bit 5). */
const AIP_CARDHOLDER_VERIFICATION: i32 = 0x1000;
/** Issuer authentication using EXTERNAL AUTHENTICATE is supported (AIP byte 1 bit 3). */
const AIP_EXTERNAL_AUTHENTICATE: i32 = 0x0400;

// CVM codes (EMV Book 3, C3), without the bit that says "else apply the next rule".
const CVM_ONLINE_PIN: u32 = 0x02;
const CVM_SIGNATURE: u32 = 0x1e;
const CVM_NONE: u32 = 0x1f;
const CVM_CODE: u32 = 0x3f;
const CVM_NEXT: u32 = 0x40;
/** 00 to 05: fail, and the PIN methods. */
const CVM_RECOGNISED_MAX: u32 = 0x05;
const CONDITION_ALWAYS: u32 = 0x00;
const CONDITION_NOT_CASH: u32 = 0x02;
const CONDITION_IF_SUPPORTED: u32 = 0x03;
/** Amounts X and Y stand before the rules. */
const RULES_AT: i32 = 8;
const RESULT_UNKNOWN: u32 = 0;
const RESULT_FAILED: u32 = 1;
const RESULT_SUCCESSFUL: u32 = 2;
/** No CVM performed. */
const CVM_RESULT_NONE: u32 = 0x3f;

/** Sets out TVR, TSI and CVM results, and says whether a PIN is to be asked for (`pinWanted`) or a signature. */
export function beginVerification(t: Terminal): void {
  const card = cardOf(t);
  setTvr(card, 0, TVR1_ODA_NOT_PERFORMED);
  setTvr(card, 3, TVR4_FLOOR_LIMIT);
  setTsi(card, TSI_TERMINAL_RISK);
  if (!verifies(card)) return keepResult(card, CVM_RESULT_NONE, 0, RESULT_UNKNOWN);
  setTsi(card, TSI_CVM);
  chooseCvm(card, RULES_AT);
}

/** The card supports cardholder verification and has given its list; then `FOUND` is that list. */
function verifies(card: Card): bool {
  return (card.aip & AIP_CARDHOLDER_VERIFICATION) !== 0 && cardGave(card, TAG_8E_CVM_LIST);
}

/** Takes the first rule from `from` on whose condition holds and that can be done; `FOUND` is the list. */
function chooseCvm(card: Card, from: i32): void {
  const list = FOUND.value;
  for (let at = from; at + 1 < FOUND.length; at += 2) {
    const rule: u32 = load<u8>(list + at);
    const condition: u32 = load<u8>(list + at + 1);
    const code = rule & CVM_CODE;
    if (!isMet(condition, code)) continue;
    if (canDo(card, code)) return take(card, rule, condition, at);
    if (!isRecognised(code)) setTvr(card, 2, TVR3_CVM_UNRECOGNISED);
    if ((rule & CVM_NEXT) === 0) break;
  }
  setTvr(card, 2, TVR3_CVM_FAILED);
  keepResult(card, CVM_RESULT_NONE, 0, RESULT_FAILED);
}

function take(card: Card, rule: u32, condition: u32, at: i32): void {
  const code = rule & CVM_CODE;
  card.cvmRule = at;
  if (code === CVM_ONLINE_PIN) card.pinWanted = 1;
  if (code === CVM_SIGNATURE) card.signature = 1;
  keepResult(card, rule, condition, code === CVM_NONE ? RESULT_SUCCESSFUL : RESULT_UNKNOWN);
}

/** A PIN that the cardholder has not entered once counts as failed from then on (EMV Book 3, 10.5.1). */
function canDo(card: Card, code: u32): bool {
  return isSupported(code) && !(code === CVM_ONLINE_PIN && card.pinBypassed !== 0);
}

function isSupported(code: u32): bool {
  return code === CVM_ONLINE_PIN || code === CVM_SIGNATURE || code === CVM_NONE;
}

/** Codes that EMV Book 3, C3 gives a meaning. */
function isRecognised(code: u32): bool {
  return code <= CVM_RECOGNISED_MAX || code === CVM_SIGNATURE || code === CVM_NONE;
}

/** A sale in an attended shop (EMV Book 3, C3); rules on amounts X and Y are for cards that name a currency. */
function isMet(condition: u32, code: u32): bool {
  if (condition === CONDITION_IF_SUPPORTED) return isSupported(code);
  return condition === CONDITION_ALWAYS || condition === CONDITION_NOT_CASH;
}

/** The PIN has been entered: it goes online enciphered. */
export function pinEntered(card: Card): void {
  setTvr(card, 2, TVR3_ONLINE_PIN);
}

/**
 * The cardholder has confirmed without a PIN: the rule has failed, and the next one applies if it says so (EMV Book 3,
 * 10.5.1). The slip is signed whatever follows, since nobody has been verified by a secret.
 */
export function pinBypassed(card: Card): void {
  card.pinBypassed = 1;
  card.pinWanted = 0;
  card.signature = 1;
  setTvr(card, 2, TVR3_PIN_NOT_ENTERED);
  const next = (load<u8>(card.cvmResults) & CVM_NEXT) !== 0;
  if (next && verifies(card)) return chooseCvm(card, card.cvmRule + 2);
  setTvr(card, 2, TVR3_CVM_FAILED);
  store<u8>(card.cvmResults, <u8>RESULT_FAILED, 2);
}

export function cardRiskManaged(card: Card): void {
  setTsi(card, TSI_CARD_RISK);
}

/** @returns whether this card takes the issuer's answer by EXTERNAL AUTHENTICATE, and there is one. */
export function takesExternalAuthenticate(card: Card): bool {
  return (card.aip & AIP_EXTERNAL_AUTHENTICATE) !== 0 && card.authenticationLength > 0;
}

export function issuerAuthenticated(card: Card, right: bool): void {
  setTsi(card, TSI_ISSUER_AUTHENTICATION);
  if (!right) setTvr(card, 4, TVR5_ISSUER_AUTHENTICATION_FAILED);
}

function setTvr(card: Card, byte: i32, bits: u32): void {
  const at = card.tvr + byte;
  store<u8>(at, <u8>(load<u8>(at) | bits));
}

function setTsi(card: Card, bits: u32): void {
  store<u8>(card.tsi, <u8>(load<u8>(card.tsi) | bits));
}

function keepResult(card: Card, rule: u32, condition: u32, result: u32): void {
  store<u8>(card.cvmResults, <u8>rule);
  store<u8>(card.cvmResults, <u8>condition, 1);
  store<u8>(card.cvmResults, <u8>result, 2);
}
