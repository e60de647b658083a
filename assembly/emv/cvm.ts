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
const CVM_NEXT: u32 = 0x40;
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
  if ((card.aip & AIP_CARDHOLDER_VERIFICATION) !== 0 && cardGave(card, TAG_8E_CVM_LIST)) chooseCvm(card);
  else keepResult(card, CVM_RESULT_NONE, 0, RESULT_UNKNOWN);
}

function chooseCvm(card: Card): void {
  setTsi(card, TSI_CVM);
  const list = FOUND.value;
  for (let at = RULES_AT; at + 1 < FOUND.length; at += 2) {
    const rule: u32 = load<u8>(list + at);
    const condition: u32 = load<u8>(list + at + 1);
    const code = rule & 0x3f;
    if (!isMet(condition)) continue;
    if (code === CVM_ONLINE_PIN) {
      card.pinWanted = 1;
      return keepResult(card, rule, condition, RESULT_UNKNOWN);
    }
    if (code === CVM_SIGNATURE) {
      card.signature = 1;
      return keepResult(card, rule, condition, RESULT_UNKNOWN);
    }
    if (code === CVM_NONE) return keepResult(card, rule, condition, RESULT_SUCCESSFUL);
    if ((rule & CVM_NEXT) === 0) break;
  }
  setTvr(card, 2, TVR3_CVM_FAILED);
  keepResult(card, CVM_RESULT_NONE, 0, RESULT_FAILED);
}

/** A sale in an attended shop (EMV Book 3, C3); rules on amounts X and Y are for cards that name a currency. */
function isMet(condition: u32): bool {
  return condition === CONDITION_ALWAYS || condition === CONDITION_NOT_CASH || condition === CONDITION_IF_SUPPORTED;
}

/** The PIN has been entered: it goes online enciphered. */
export function pinEntered(card: Card): void {
  setTvr(card, 2, TVR3_ONLINE_PIN);
}

/** The cardholder has confirmed without a PIN (EMV Book 3, 10.5.1). */
export function pinBypassed(card: Card): void {
  card.signature = 1;
  setTvr(card, 2, TVR3_PIN_NOT_ENTERED | TVR3_CVM_FAILED);
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
