/**
 * Terminal verification results (95) and transaction status information (9B): the bits by name, and the only two functions
 * that set them. None is ever taken back within a payment (EMV Book 3, 10.1: all are 0 at its begin).
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Card } from "./region";

// TVR (EMV Book 3, C5): index of the byte, then the bit within it.
export const TVR_ODA_NOT_PERFORMED: u32 = 0x0080;
export const TVR_SDA_FAILED: u32 = 0x0040;
export const TVR_ICC_DATA_MISSING: u32 = 0x0020;
export const TVR_DDA_FAILED: u32 = 0x0008;
export const TVR_CDA_FAILED: u32 = 0x0004;
export const TVR_SDA_SELECTED: u32 = 0x0002;
export const TVR_EXCEPTION_FILE: u32 = 0x0010;
export const TVR_VERSIONS_DIFFER: u32 = 0x0180;
export const TVR_EXPIRED: u32 = 0x0140;
export const TVR_NOT_YET_EFFECTIVE: u32 = 0x0120;
export const TVR_SERVICE_NOT_ALLOWED: u32 = 0x0110;
export const TVR_NEW_CARD: u32 = 0x0108;
export const TVR_CVM_FAILED: u32 = 0x0280;
export const TVR_CVM_UNRECOGNISED: u32 = 0x0240;
export const TVR_PIN_TRY_LIMIT: u32 = 0x0220;
export const TVR_NO_PIN_PAD: u32 = 0x0210;
export const TVR_PIN_NOT_ENTERED: u32 = 0x0208;
export const TVR_ONLINE_PIN: u32 = 0x0204;
export const TVR_FLOOR_LIMIT: u32 = 0x0380;
export const TVR_LOWER_LIMIT: u32 = 0x0340;
export const TVR_UPPER_LIMIT: u32 = 0x0320;
export const TVR_SELECTED_AT_RANDOM: u32 = 0x0310;
export const TVR_FORCED_ONLINE: u32 = 0x0308;
export const TVR_DEFAULT_TDOL: u32 = 0x0480;
export const TVR_ISSUER_AUTHENTICATION_FAILED: u32 = 0x0440;
export const TVR_SCRIPT_FAILED_BEFORE: u32 = 0x0420;
export const TVR_SCRIPT_FAILED_AFTER: u32 = 0x0410;

// TSI, byte 1 (EMV Book 3, C6).
export const TSI_OFFLINE_DATA_AUTHENTICATION: u32 = 0x80;
export const TSI_CARDHOLDER_VERIFICATION: u32 = 0x40;
export const TSI_CARD_RISK: u32 = 0x20;
export const TSI_ISSUER_AUTHENTICATION: u32 = 0x10;
export const TSI_TERMINAL_RISK: u32 = 0x08;
export const TSI_SCRIPTS: u32 = 0x04;

export const TVR_BYTES: i32 = 5;

/** @param bit one of the TVR's, as above */
export function setTvr(card: Card, bit: u32): void {
  const at = card.tvr + (bit >> 8);
  const before: u32 = load<u8>(at);
  store<u8>(at, <u8>(before | bit));
  if ((~before & bit & 0xff) !== 0) decide(Rule.TVR_BIT, bit);
}

/** @param bit one of the TSI's, as above */
export function setTsi(card: Card, bit: u32): void {
  const before: u32 = load<u8>(card.tsi);
  store<u8>(card.tsi, <u8>(before | bit));
  if ((~before & bit) !== 0) decide(Rule.TSI_BIT, bit);
}
