/**
 * READING: the card's data, from GET PROCESSING OPTIONS to the last record (EMV Book 3, 10.1, 10.2). Returns CARD_READ,
 * CARD_DECLINED (6985: conditions of use not satisfied) or CARD_FAILED.
 */
import { Command, Event } from "../abi";
import { Rule } from "../abi_rules";
import { copyBytes, fillBytes, load16 } from "../base/bytes";
import { OK } from "../base/status";
import { dolLength } from "../codec/dol";
import { putTlv, readTlv } from "../codec/ber_tlv";
import { decide } from "../machine/decisions";
import { ask, Bytes, payload } from "../machine/io";
import { may2, may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { keepInArena } from "./arena";
import { beginVerification, isCvmListFormed } from "./cvm";
import { putDol } from "./data";
import { DATE_BYTES, isDate } from "./date";
import { CDOL_BYTES_MAX } from "./generate_ac";
import { AFL_BYTES_MAX, Card, cardGave, cardOf, FOUND } from "./region";
import { restrict } from "./restrictions";
import {
  TAG_5A_PAN,
  TAG_5F24_EXPIRY,
  TAG_5F25_EFFECTIVE,
  TAG_5F28_ISSUER_COUNTRY,
  TAG_70_RECORD,
  TAG_77_RESPONSE_FORMAT_2,
  TAG_80_RESPONSE_FORMAT_1,
  TAG_82_AIP,
  TAG_83_COMMAND_TEMPLATE,
  TAG_8C_CDOL1,
  TAG_8D_CDOL2,
  TAG_8E_CVM_LIST,
  TAG_94_AFL,
  TAG_9F07_USAGE_CONTROL,
  TAG_9F08_CARD_VERSION,
  TAG_9F0D_IAC_DEFAULT,
  TAG_9F0E_IAC_DENIAL,
  TAG_9F0F_IAC_ONLINE,
  TAG_9F14_LOWER_LIMIT,
  TAG_9F23_UPPER_LIMIT,
  TAG_9F38_PDOL,
  TAG_9F42_APPLICATION_CURRENCY,
} from "./tags";
import { prepareCommand } from "./transmit";
import { setTvr, TVR_ODA_NOT_PERFORMED } from "./tvr";

export enum Reading {
  DRAWING,
  INITIATING,
  RECORD,
}

export function reading(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Reading.DRAWING: switch (event) {
      case Event.ENTER: askUnpredictable(t); return wait(3_000);
      case Event.RANDOM_DONE: return may2(keepUnpredictable(t), Reading.INITIATING, Event.CARD_FAILED);
      case Event.TIME: return Event.CARD_FAILED;
    } break;
    case Reading.INITIATING: switch (event) {
      case Event.ENTER: getProcessingOptions(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeOptions(t), Reading.RECORD, Event.CARD_DECLINED, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Reading.RECORD: switch (event) {
      case Event.ENTER: readRecord(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeRecord(t), Reading.RECORD, Event.CARD_READ, Event.CARD_FAILED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

const GET_PROCESSING_OPTIONS: u32 = 0x80a80000;
const READ_RECORD: u32 = 0x00b20004;
const SW_OK: i32 = 0x9000;
/** Conditions of use not satisfied: this application is not for this payment (EMV Book 3, 10.1). */
const SW_CONDITIONS: i32 = 0x6985;
const UNPREDICTABLE_BYTES: i32 = 4;
const PDOL_BYTES_MAX: i32 = 250;
const RECORDS_MAX: i32 = 64;

/** PDOL values, then template 83 around them. */
const VALUES_BYTES: i32 = 256;
const TEMPLATE_BYTES: i32 = 264;
const VALUES: usize = memory.data(VALUES_BYTES, 8);
const TEMPLATE: usize = memory.data(TEMPLATE_BYTES, 8);

@unmanaged
class Length {
  length: u32;
}

function askUnpredictable(t: Terminal): void {
  ask<Length>(t, Command.RANDOM).length = UNPREDICTABLE_BYTES;
}

function keepUnpredictable(t: Terminal): i32 {
  const random = payload<Bytes>();
  if (random.length !== UNPREDICTABLE_BYTES) return Event.CARD_FAILED;
  const card = cardOf(t);
  copyBytes(card.unpredictable, random.start, UNPREDICTABLE_BYTES);
  if (!cardGave(card, TAG_9F38_PDOL)) return Reading.INITIATING;
  if (isList(PDOL_BYTES_MAX)) return Reading.INITIATING;
  decide(Rule.PDOL_MALFORMED, FOUND.length);
  return Event.CARD_FAILED;
}

/** @returns whether `FOUND` is a data object list that asks for no more than `bytesMax`; another ends the payment. */
function isList(bytesMax: i32): bool {
  const bytes = dolLength(FOUND.value, FOUND.value + FOUND.length);
  return bytes >= 0 && bytes <= bytesMax;
}

/** Without a PDOL the command template is empty (EMV Book 3, 6.5.8.3). */
function getProcessingOptions(t: Terminal): void {
  const card = cardOf(t);
  let length = 0;
  const listed = cardGave(card, TAG_9F38_PDOL);
  if (listed) {
    length = putDol(t, FOUND.value, FOUND.value + FOUND.length, VALUES, PDOL_BYTES_MAX);
    assert(length >= 0); // it was looked at before
  }
  decide(listed ? Rule.PDOL_GIVEN : Rule.PDOL_ABSENT, length);
  const end = putTlv(TEMPLATE, TEMPLATE + TEMPLATE_BYTES, TAG_83_COMMAND_TEMPLATE, VALUES, length);
  prepareCommand(t, GET_PROCESSING_OPTIONS, TEMPLATE, <i32>(end - TEMPLATE), 0);
  fillBytes(VALUES, 0, VALUES_BYTES);
  fillBytes(TEMPLATE, 0, TEMPLATE_BYTES);
}

/** Format 1 is AIP and AFL side by side, format 2 a template of both (EMV Book 3, 6.5.8.4). */
function takeOptions(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.status !== SW_OK) decide(Rule.OPTIONS_REFUSED, card.status);
  if (card.status === SW_CONDITIONS) return Event.CARD_DECLINED;
  if (card.status !== SW_OK) return Event.CARD_FAILED;
  if (takeEither(card)) return Reading.RECORD;
  decide(Rule.OPTIONS_MALFORMED, 0);
  return Event.CARD_FAILED;
}

function takeEither(card: Card): bool {
  if (readTlv(card.reply, card.reply + card.replyLength, FOUND) !== OK) return false;
  const isFormat1 = FOUND.tag === TAG_80_RESPONSE_FORMAT_1;
  decide(Rule.OPTIONS_FORMAT, isFormat1 ? 1 : 2);
  return isFormat1 ? takeFormat1(card) : takeFormat2(card);
}

function takeFormat1(card: Card): bool {
  return FOUND.length > 2 && keepOptions(card, FOUND.value, FOUND.value + 2, FOUND.length - 2);
}

function takeFormat2(card: Card): bool {
  if (FOUND.tag !== TAG_77_RESPONSE_FORMAT_2 || !keepInArena(card, card.reply, card.replyLength)) return false;
  if (!cardGave(card, TAG_82_AIP) || FOUND.length !== 2) return false;
  const aip = FOUND.value;
  return cardGave(card, TAG_94_AFL) && keepOptions(card, aip, FOUND.value, FOUND.length);
}

/** Every AFL entry: SFI 1..30, first record 1 or more, not after the last (EMV Book 3, 10.2). */
function keepOptions(card: Card, aip: usize, afl: usize, length: i32): bool {
  if (length === 0 || (length & 3) !== 0 || length > AFL_BYTES_MAX) return false;
  let records = 0;
  for (let i = 0; i < length; i += 4) {
    const entry = afl + i;
    const sfi = load<u8>(entry) >> 3;
    const first = load<u8>(entry, 1);
    const last = load<u8>(entry, 2);
    if (sfi < 1 || sfi > 30 || (load<u8>(entry) & 7) !== 0 || first < 1 || last < first) return false;
    records += <i32>last - <i32>first + 1;
  }
  if (records > RECORDS_MAX) return false;
  card.aip = load16(aip);
  decide(Rule.PROFILE, card.aip);
  decide(Rule.LOCATOR, records);
  card.aflLength = length;
  copyBytes(card.afl, afl, length);
  card.aflEntry = 0;
  card.record = load<u8>(card.afl, 1);
  return true;
}

function readRecord(t: Terminal): void {
  const card = cardOf(t);
  const sfi = (<u32>load<u8>(card.afl + card.aflEntry)) >> 3;
  prepareCommand(t, READ_RECORD | ((<u32>card.record) << 8) | (sfi << 3), 0, 0, 0);
}

/** Records of SFI 1 to 10 are template 70; others are the card's own matter and not read here (EMV Book 3, 6.5.11.4). */
function takeRecord(t: Terminal): i32 {
  const card = cardOf(t);
  if (!keepRecord(card)) return Event.CARD_FAILED;
  const entry = card.afl + card.aflEntry;
  decide(Rule.RECORD_READ, (((<u32>load<u8>(entry)) >> 3) << 8) | card.record);
  if (card.record < <i32>load<u8>(entry, 2)) {
    card.record += 1;
    return Reading.RECORD;
  }
  card.aflEntry += 4;
  if (card.aflEntry < card.aflLength) {
    card.record = load<u8>(card.afl + card.aflEntry, 1);
    return Reading.RECORD;
  }
  return complete(t, card);
}

function keepRecord(card: Card): bool {
  if (card.status !== SW_OK) {
    decide(Rule.RECORD_REFUSED, card.status);
    return false;
  }
  const isTlv = readTlv(card.reply, card.reply + card.replyLength, FOUND) === OK;
  if (isTlv && FOUND.tag === TAG_70_RECORD && keepInArena(card, card.reply, card.replyLength)) return true;
  decide(Rule.RECORD_MALFORMED, 0);
  return false;
}

/** Data that every card must give (EMV Book 3, 7.2), and that have the form they must have (7.5). */
function complete(t: Terminal, card: Card): i32 {
  if (!has(card, TAG_5F24_EXPIRY) || !has(card, TAG_5A_PAN)) return Event.CARD_FAILED;
  if (!has(card, TAG_8C_CDOL1) || !isFormed(isList(CDOL_BYTES_MAX), TAG_8C_CDOL1)) return Event.CARD_FAILED;
  if (!has(card, TAG_8D_CDOL2) || !isFormed(isList(CDOL_BYTES_MAX), TAG_8D_CDOL2)) return Event.CARD_FAILED;
  const isCvmListRight = !cardGave(card, TAG_8E_CVM_LIST) || isCvmListFormed(FOUND.length);
  if (!isFormed(isCvmListRight, TAG_8E_CVM_LIST)) return Event.CARD_FAILED;
  if (!areFormed(card)) return Event.CARD_FAILED;
  decide(Rule.DATA_COMPLETE, card.arenaUsed);
  decide(Rule.ODA_NONE, 0);
  setTvr(card, TVR_ODA_NOT_PERFORMED); // EMV Book 3, 10.3: 9F33 offers none
  restrict(t);
  beginVerification(card);
  return Event.CARD_READ;
}

/** The card has given what it must; then `FOUND` is its view. */
function has(card: Card, tag: u32): bool {
  if (cardGave(card, tag)) return true;
  decide(Rule.DATA_MISSING, tag);
  return false;
}

function isFormed(formed: bool, tag: u32): bool {
  if (!formed) decide(Rule.DATA_MALFORMED, tag);
  return formed;
}

/** Data elements of one length only, as tag and length; dates first. */
const FORMS: usize = memory.data<u32>([
  TAG_5F24_EXPIRY,
  DATE_BYTES,
  TAG_5F25_EFFECTIVE,
  DATE_BYTES,
  TAG_5F28_ISSUER_COUNTRY,
  2,
  TAG_9F07_USAGE_CONTROL,
  2,
  TAG_9F08_CARD_VERSION,
  2,
  TAG_9F42_APPLICATION_CURRENCY,
  2,
  TAG_9F0D_IAC_DEFAULT,
  5,
  TAG_9F0E_IAC_DENIAL,
  5,
  TAG_9F0F_IAC_ONLINE,
  5,
  TAG_9F14_LOWER_LIMIT,
  1,
  TAG_9F23_UPPER_LIMIT,
  1,
]);
const FORMS_COUNT: i32 = 11;
const FORM_BYTES: usize = 8;

/** Each of them that the card has given has its length, and the dates are dates. */
function areFormed(card: Card): bool {
  for (let i = 0; i < FORMS_COUNT; i++) {
    const form = FORMS + <usize>i * FORM_BYTES;
    const tag = load<u32>(form);
    if (!cardGave(card, tag)) continue;
    const length = load<i32>(form, 4);
    const isRight = FOUND.length === length && (length !== DATE_BYTES || isDate(FOUND.value));
    if (!isFormed(isRight, tag)) return false;
  }
  return true;
}
