/**
 * What offline data authentication of a card takes: the method, the data that it needs, and the steps for a PIN's key (EMV Book 3,
 * 7.2 and 10.3; Book 2, 6.5.1 and 7.1). Looks at what the card has given, and sets nothing.
 */
import { CardKey } from "../abi_devices";
import { OK } from "../base/status";
import { DolEntry, dolLength, readDol } from "../codec/dol";
import { configurationOf } from "./aids";
import { gives, hasCertificate, isStaticDataBroken } from "./card_keys";
import { cardGave } from "./arena";
import { Card, FOUND } from "./region";
import {
  TAG_8E_CVM_LIST,
  TAG_93_SIGNED_STATIC_DATA,
  TAG_9F2D_PIN_CERTIFICATE,
  TAG_9F37_UNPREDICTABLE,
  TAG_9F49_DDOL,
} from "./tags";

/** What was chosen; 0 for none. */
export enum OdaMethod {
  NONE,
  SDA,
  DDA,
  CDA,
}

/** AIP, byte 1 (EMV Book 3, C1). */
const AIP_SDA: i32 = 0x4000;
const AIP_DDA: i32 = 0x2000;
const AIP_CARDHOLDER_VERIFICATION: i32 = 0x1000;
const AIP_CDA: i32 = 0x0100;
/** Terminal capabilities, byte 3 and byte 2 (EMV Book 4, A2). */
const CAN_SDA: u32 = 0x80;
const CAN_DDA: u32 = 0x40;
const CAN_CDA: u32 = 0x08;
const CAN_ENCIPHERED_PIN: u32 = 0x10;
/** CVM codes of an enciphered PIN, alone and with a signature, and where the rules begin (EMV Book 3, C3 and 10.5). */
const CVM_ENCIPHERED_PIN: u32 = 0x04;
const CVM_ENCIPHERED_PIN_AND_SIGNATURE: u32 = 0x05;
const CVM_CODE: u32 = 0x3f;
const CVM_RULES_AT: i32 = 8;

/** Steps, each the bit of its state in `oda.ts`, which takes the lowest first. */
export const ISSUER_KEY: i32 = 1;
export const FEEDING: i32 = 2;
export const STATIC: i32 = 4;
export const ICC_KEY: i32 = 8;
export const SIGNING: i32 = 16;
export const DYNAMIC: i32 = 32;
export const PIN_KEY: i32 = 64;
/** What needs the static data. */
export const FED: i32 = FEEDING | STATIC | ICC_KEY | SIGNING | DYNAMIC;

export const DDOL_BYTES_MAX: i32 = 252;
const ENTRY: DolEntry = changetype<DolEntry>(memory.data(16, 8));

/** EMV Book 3, 10.3: CDA before DDA before SDA. */
export function methodOf(card: Card): OdaMethod {
  const own: u32 = load<u8>(configurationOf(card).capabilities, 2);
  if ((card.aip & AIP_CDA) !== 0 && (own & CAN_CDA) !== 0) return OdaMethod.CDA;
  if ((card.aip & AIP_DDA) !== 0 && (own & CAN_DDA) !== 0) return OdaMethod.DDA;
  if ((card.aip & AIP_SDA) !== 0 && (own & CAN_SDA) !== 0) return OdaMethod.SDA;
  return OdaMethod.NONE;
}

/** EMV Book 3, 7.2: of SDA, and of DDA and CDA. */
export function hasData(card: Card): bool {
  if (!hasCertificate(card, CardKey.ISSUER)) return false;
  if (card.odaMethod === OdaMethod.SDA) return gives(card, TAG_93_SIGNED_STATIC_DATA);
  return hasCertificate(card, CardKey.ICC);
}

/** The card's list of cardholder verification methods has an enciphered PIN, and the terminal can do it. */
export function wantsPinKey(card: Card): bool {
  if ((load<u8>(configurationOf(card).capabilities, 1) & CAN_ENCIPHERED_PIN) === 0) return false;
  if ((card.aip & AIP_CARDHOLDER_VERIFICATION) === 0 || !cardGave(card, TAG_8E_CVM_LIST)) return false;
  for (let at = CVM_RULES_AT; at + 1 < FOUND.length; at += 2) {
    const code: u32 = load<u8>(FOUND.value + at) & CVM_CODE;
    if (code === CVM_ENCIPHERED_PIN || code === CVM_ENCIPHERED_PIN_AND_SIGNATURE) return true;
  }
  return false;
}

/** EMV Book 2, 7.1: the card's key for PINs where it has one, else its own. */
export function pinSteps(card: Card): i32 {
  if (!hasCertificate(card, CardKey.ISSUER)) return 0;
  if (cardGave(card, TAG_9F2D_PIN_CERTIFICATE)) {
    return hasCertificate(card, CardKey.PIN) ? ISSUER_KEY | PIN_KEY : 0;
  }
  return hasCertificate(card, CardKey.ICC) && !isStaticDataBroken(card) ? ISSUER_KEY | FEEDING | ICC_KEY : 0;
}

/** EMV Book 2, 6.5.1: a list without the unpredictable number, the card's or the terminal's, fails DDA. */
export function isDdolUsable(card: Card): bool {
  findDdol(card);
  const end = FOUND.value + FOUND.length;
  const length = dolLength(FOUND.value, end);
  if (length < 0 || length > DDOL_BYTES_MAX) return false;
  for (let at = FOUND.value; readDol(at, end, ENTRY) === OK; at = ENTRY.next) {
    if (ENTRY.tag === TAG_9F37_UNPREDICTABLE) return true;
  }
  return false;
}

/** `FOUND` is the card's list, or the configured one for cards without (EMV Book 2, 6.5.1). @returns whether it is the card's */
export function findDdol(card: Card): bool {
  if (cardGave(card, TAG_9F49_DDOL)) return true;
  const own = configurationOf(card);
  FOUND.value = own.defaultDdol;
  FOUND.length = own.defaultDdolLength;
  return false;
}
