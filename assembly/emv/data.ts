/**
 * Terminal data elements that a card may ask for in a data object list (EMV Book 3, 5.4; Book 4, Annex A).
 *
 * `putDol` fills one list: a tag that the terminal owns comes from here, one that the card gave comes from its arena, and
 * any other, as every constructed one, is zeros (EMV Book 3, 5.4).
 */
import {
  PARAMETERS_MERCHANT_NAME,
  PARAMETERS_MERCHANT_NUMBER,
  PARAMETERS_SERIAL,
  PARAMETERS_TERMINAL_NUMBER,
} from "../abi";
import { putBcd } from "../base/bcd";
import { copyBytes, fillBytes, store16 } from "../base/bytes";
import { OK, TLV_END } from "../base/status";
import { DolEntry, FORMAT_CN, FORMAT_N, FORMAT_OTHER, putDolValue, readDol } from "../codec/dol";
import { isConstructed } from "../codec/tlv_header";
import { durable } from "../journal/durable";
import { Terminal } from "../machine/terminal";
import { configurationOf } from "./aids";
import { DATE_BYTES, putCivilBcd } from "./date";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND, TC_HASH_BYTES } from "./region";
import {
  TAG_5A_PAN,
  TAG_5F24_EXPIRY,
  TAG_5F25_EFFECTIVE,
  TAG_5F28_ISSUER_COUNTRY,
  TAG_5F2A_CURRENCY,
  TAG_5F30_SERVICE_CODE,
  TAG_5F34_PAN_SEQUENCE,
  TAG_5F36_CURRENCY_EXPONENT,
  TAG_8A_RESPONSE_CODE,
  TAG_91_ISSUER_AUTHENTICATION,
  TAG_95_TVR,
  TAG_98_TC_HASH,
  TAG_9A_DATE,
  TAG_9B_TSI,
  TAG_9C_TYPE,
  TAG_9F01_ACQUIRER,
  TAG_9F02_AMOUNT_AUTHORISED,
  TAG_9F03_AMOUNT_OTHER,
  TAG_9F06_TERMINAL_AID,
  TAG_9F09_TERMINAL_VERSION,
  TAG_9F11_CODE_TABLE,
  TAG_9F15_CATEGORY_CODE,
  TAG_9F16_MERCHANT,
  TAG_9F1B_FLOOR_LIMIT,
  TAG_9F1A_COUNTRY,
  TAG_9F1C_TERMINAL,
  TAG_9F1E_SERIAL,
  TAG_9F21_TIME,
  TAG_9F33_CAPABILITIES,
  TAG_9F34_CVM_RESULTS,
  TAG_9F35_TERMINAL_TYPE,
  TAG_9F37_UNPREDICTABLE,
  TAG_9F40_ADDITIONAL_CAPABILITIES,
  TAG_9F41_COUNTER,
  TAG_9F42_APPLICATION_CURRENCY,
  TAG_9F44_APPLICATION_EXPONENT,
  TAG_9F45_STATIC_CODE,
  TAG_9F4C_DYNAMIC_NUMBER,
  TAG_9F4E_MERCHANT_NAME,
} from "./tags";

/** One value, 40 bytes at most. */
const VALUE: usize = memory.data(48, 8);
const ENTRY: DolEntry = changetype<DolEntry>(memory.data(16, 8));

/**
 * Fills the list at `dol`..`dolEnd` into `out`.
 *
 * @returns bytes written, or -1 when the list is malformed or asks for more than `room`
 */
export function putDol(t: Terminal, dol: usize, dolEnd: usize, out: usize, room: i32): i32 {
  let written = 0;
  let at = dol;
  let status = readDol(at, dolEnd, ENTRY);
  while (status === OK) {
    const wanted = ENTRY.length;
    if (wanted > room - written) return -1;
    putElement(t, ENTRY.tag, out + written, wanted);
    written += wanted;
    at = ENTRY.next;
    status = readDol(at, dolEnd, ENTRY);
  }
  return status === TLV_END ? written : -1;
}

function putElement(t: Terminal, tag: u32, out: usize, wanted: i32): void {
  const length = terminalElement(t, tag, VALUE);
  if (length >= 0) return putDolValue(out, wanted, VALUE, length, formatOf(tag));
  if (!isConstructed(tag) && cardGave(cardOf(t), tag))
    return putDolValue(out, wanted, FOUND.value, FOUND.length, formatOf(tag));
  fillBytes(out, 0, wanted);
}

/** Format by which a value is padded or cut; what is neither numeric nor compressed numeric is cut at the right. */
function formatOf(tag: u32): i32 {
  switch (tag) {
    case TAG_9F02_AMOUNT_AUTHORISED:
    case TAG_9F03_AMOUNT_OTHER:
    case TAG_9F1A_COUNTRY:
    case TAG_5F2A_CURRENCY:
    case TAG_5F36_CURRENCY_EXPONENT:
    case TAG_9F01_ACQUIRER:
    case TAG_9F15_CATEGORY_CODE:
    case TAG_9A_DATE:
    case TAG_9C_TYPE:
    case TAG_9F21_TIME:
    case TAG_9F35_TERMINAL_TYPE:
    case TAG_9F41_COUNTER:
    case TAG_5F24_EXPIRY:
    case TAG_5F25_EFFECTIVE:
    case TAG_5F28_ISSUER_COUNTRY:
    case TAG_5F30_SERVICE_CODE:
    case TAG_5F34_PAN_SEQUENCE:
    case TAG_9F11_CODE_TABLE:
    case TAG_9F42_APPLICATION_CURRENCY:
    case TAG_9F44_APPLICATION_EXPONENT:
      return FORMAT_N;
    case TAG_5A_PAN:
      return FORMAT_CN;
    default:
      return FORMAT_OTHER;
  }
}

/** Writes the terminal's own value of `tag`. @returns its length, or -1 when the terminal has none. */
export function terminalElement(t: Terminal, tag: u32, out: usize): i32 {
  const card = cardOf(t);
  const parameters = durable(t).parameters;
  switch (tag) {
    case TAG_9F02_AMOUNT_AUTHORISED:
      return number(out, 6, card.amount);
    case TAG_9F03_AMOUNT_OTHER:
      return number(out, 6, 0);
    case TAG_9F1A_COUNTRY:
      return word(out, configurationOf(card).country);
    case TAG_5F2A_CURRENCY:
      return word(out, configurationOf(card).currency);
    case TAG_95_TVR:
      return bytes(out, card.tvr, 5);
    case TAG_9B_TSI:
      return bytes(out, card.tsi, 2);
    case TAG_9A_DATE:
      return civil(card, out, 2);
    case TAG_9F21_TIME:
      return civil(card, out, 8);
    case TAG_9C_TYPE:
      return number(out, 1, 0);
    case TAG_9F37_UNPREDICTABLE:
      return bytes(out, card.unpredictable, 4);
    case TAG_9F35_TERMINAL_TYPE:
      store<u8>(out, <u8>configurationOf(card).terminalType);
      return 1;
    case TAG_5F36_CURRENCY_EXPONENT:
      store<u8>(out, <u8>configurationOf(card).currencyExponent);
      return 1;
    case TAG_9F40_ADDITIONAL_CAPABILITIES:
      return bytes(out, configurationOf(card).additionalCapabilities, 5);
    case TAG_9F01_ACQUIRER:
      return bytes(out, configurationOf(card).acquirer, 6);
    case TAG_9F15_CATEGORY_CODE:
      return bytes(out, configurationOf(card).categoryCode, 2);
    case TAG_9F33_CAPABILITIES:
      return bytes(out, configurationOf(card).capabilities, 3);
    case TAG_9F34_CVM_RESULTS:
      return bytes(out, card.cvmResults, 3);
    case TAG_9F09_TERMINAL_VERSION:
      return bytes(out, configurationOf(card).version, 2);
    case TAG_9F1B_FLOOR_LIMIT:
      return bytes(out, configurationOf(card).floorLimitBytes, 4);
    case TAG_9F06_TERMINAL_AID:
      return bytes(out, card.aid, card.aidLength);
    case TAG_9F41_COUNTER:
      return number(out, 4, card.stan);
    case TAG_9F1E_SERIAL:
      return bytes(out, parameters + PARAMETERS_SERIAL, 8);
    case TAG_9F1C_TERMINAL:
      return bytes(out, parameters + PARAMETERS_TERMINAL_NUMBER, 8);
    case TAG_9F16_MERCHANT:
      return bytes(out, parameters + PARAMETERS_MERCHANT_NUMBER, 15);
    case TAG_9F4E_MERCHANT_NAME:
      return bytes(out, parameters + PARAMETERS_MERCHANT_NAME, 40);
    // From here on none, and not what a record says of itself, before somebody has given it.
    case TAG_9F45_STATIC_CODE:
      return bytes(out, card.staticCode, card.staticCodeLength);
    case TAG_9F4C_DYNAMIC_NUMBER:
      return bytes(out, card.dynamicNumber, card.dynamicNumberLength);
    case TAG_98_TC_HASH:
      return bytes(out, card.tcHash, card.hasTcHash !== 0 ? TC_HASH_BYTES : 0);
    case TAG_8A_RESPONSE_CODE:
      return responseCode(card, out);
    case TAG_91_ISSUER_AUTHENTICATION:
      return bytes(out, card.authentication, card.authenticationLength);
    default:
      return -1;
  }
}

function number(out: usize, length: i32, value: u64): i32 {
  putBcd(out, length, value);
  return length;
}

function word(out: usize, value: u32): i32 {
  store16(out, value);
  return 2;
}

function bytes(out: usize, from: usize, length: i32): i32 {
  copyBytes(out, from, length);
  return length;
}

/** From digit 2 of the local time YYMMDD, from digit 8 hhmmss. */
function civil(card: Card, out: usize, digit: i32): i32 {
  putCivilBcd(card, out, digit);
  return DATE_BYTES;
}

function responseCode(card: Card, out: usize): i32 {
  if (card.responseCode === 0) return 0;
  store<u16>(out, <u16>card.responseCode);
  return 2;
}
