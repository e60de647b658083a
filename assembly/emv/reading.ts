/**
 * READING: the card's data, from GET PROCESSING OPTIONS to the last record (EMV Book 3, 10.1, 10.2). Returns CARD_READ,
 * TRY_NEXT (6985: this application is not for this payment), NOT_SEALED (the secure module gives no random number) or CARD_FAILED.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Command, Event } from "../abi";
import { clearBytes, copyBytes, load16 } from "../base/bytes";
import { OK, TLV_END } from "../base/status";
import { dolLength } from "../codec/dol";
import { checkTlv, findTlv, putTlv, readTlv, Tlv } from "../codec/ber_tlv";
import { ask, Bytes, payload } from "../machine/io";
import { may3, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { cardGave, keepInArena } from "./arena";
import { isCvmListFormed } from "./cvm";
import { putDol } from "./data";
import { DATE_BYTES, isDate } from "./date";
import { givesTwice } from "./duplicates";
import { CDOL_BYTES_MAX } from "./generate_ac";
import { AFL_BYTES_MAX, Card, cardOf, FOUND, RECORDS_MAX } from "./region";
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
      case Event.RANDOM_DONE: return may3(keepUnpredictable(t), Reading.INITIATING, Event.NOT_SEALED, Event.CARD_FAILED);
      case Event.TIME: return Event.NOT_SEALED;
    } break;
    case Reading.INITIATING: switch (event) {
      case Event.ENTER: getProcessingOptions(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeOptions(t), Reading.RECORD, Event.TRY_NEXT, Event.CARD_FAILED);
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
/** Files up to this one are EMV's: records of template 70. Others belong to payment systems and issuers (EMV Book 3, 7.1). */
const SFI_EMV_MAX: u32 = 10;

/** Template 83 around the values of the PDOL. */
const TEMPLATE_BYTES: i32 = 264;
const TEMPLATE: usize = memory.data(TEMPLATE_BYTES, 8);
const INNER: Tlv = changetype<Tlv>(memory.data(16, 8));

@unmanaged
class Length {
  length: u32;
}

function askUnpredictable(t: Terminal): void {
  cardOf(t).time_ms = t.wall_ms;
  ask<Length>(t, Command.RANDOM).length = UNPREDICTABLE_BYTES;
}

function keepUnpredictable(t: Terminal): i32 {
  const random = payload<Bytes>();
  if (random.length !== UNPREDICTABLE_BYTES) return Event.NOT_SEALED;
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
  card.dataFrom = card.arenaUsed;
  card.odaRecords = 0;
  card.odaBroken = 0;
  card.pdolLength = 0;
  if (cardGave(card, TAG_9F38_PDOL)) {
    card.pdolLength = putDol(t, FOUND.value, FOUND.value + FOUND.length, card.dialogue, PDOL_BYTES_MAX);
    assert(card.pdolLength >= 0); // it was looked at before
  }
  decide(card.pdolLength > 0 ? Rule.PDOL_GIVEN : Rule.PDOL_ABSENT, card.pdolLength);
  const end = putTlv(TEMPLATE, TEMPLATE + TEMPLATE_BYTES, TAG_83_COMMAND_TEMPLATE, card.dialogue, card.pdolLength);
  prepareCommand(t, GET_PROCESSING_OPTIONS, TEMPLATE, <i32>(end - TEMPLATE), 0);
  clearBytes(TEMPLATE, TEMPLATE_BYTES);
}

/** Format 1 is AIP and AFL side by side, format 2 a template of both (EMV Book 3, 6.5.8.4). */
function takeOptions(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.status !== SW_OK) decide(Rule.OPTIONS_REFUSED, card.status);
  if (card.status === SW_CONDITIONS) return Event.TRY_NEXT;
  if (card.status !== SW_OK) return Event.CARD_FAILED;
  if (isOneObject(card) && takeEither(card)) return Reading.RECORD;
  decide(Rule.OPTIONS_MALFORMED, 0);
  return Event.CARD_FAILED;
}

function takeEither(card: Card): bool {
  const isFormat1 = FOUND.tag === TAG_80_RESPONSE_FORMAT_1;
  decide(Rule.OPTIONS_FORMAT, isFormat1 ? 1 : 2);
  return isFormat1 ? takeFormat1(card) : takeFormat2(card);
}

/** The reply is one object with nothing behind it; then `FOUND` is its view. */
function isOneObject(card: Card): bool {
  const end = card.reply + card.replyLength;
  return readTlv(card.reply, end, FOUND) === OK && readTlv(FOUND.next, end, INNER) === TLV_END;
}

function takeFormat1(card: Card): bool {
  return FOUND.length > 2 && keepOptions(card, FOUND.value, FOUND.value + 2, FOUND.length - 2);
}

function takeFormat2(card: Card): bool {
  const end = FOUND.next;
  if (FOUND.tag !== TAG_77_RESPONSE_FORMAT_2 || checkTlv(card.reply, end) !== OK) return false;
  if (!keepInArena(card, card.reply, card.replyLength)) return false;
  if (givesTwice(FOUND.value, end)) return false;
  if (findTlv(FOUND.value, end, TAG_82_AIP, INNER) !== OK || INNER.length !== 2) return false;
  const aip = INNER.value;
  if (findTlv(FOUND.value, end, TAG_94_AFL, INNER) !== OK) return false;
  return keepOptions(card, aip, INNER.value, INNER.length);
}

/**
 * Every AFL entry: SFI 1..30 with the low bits 0, first record 1 or more, not after the last, and no more records for
 * offline data authentication than the entry has (EMV Book 3, 10.2). Entries come in any order.
 */
function keepOptions(card: Card, aip: usize, afl: usize, length: i32): bool {
  if (length === 0 || (length & 3) !== 0 || length > AFL_BYTES_MAX) return false;
  let records = 0;
  for (let i = 0; i < length; i += 4) {
    const entry = afl + i;
    const sfi = load<u8>(entry) >> 3;
    const first = load<u8>(entry, 1);
    const last = load<u8>(entry, 2);
    if (sfi < 1 || sfi > 30 || (load<u8>(entry) & 7) !== 0 || first < 1 || last < first) return false;
    const inEntry = <i32>last - <i32>first + 1;
    if (<i32>load<u8>(entry, 3) > inEntry) return false;
    records += inEntry;
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

function takeRecord(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.status !== SW_OK) decide(Rule.RECORD_REFUSED, card.status);
  if (card.status !== SW_OK || !keepRecord(card)) return Event.CARD_FAILED;
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

/**
 * A record of EMV's files is one template 70 (EMV Book 3, 6.5.11.4). What is none in another file is not for this terminal:
 * it is passed over, and offline data authentication that needs it fails (10.3).
 */
function keepRecord(card: Card): bool {
  const entry = card.afl + card.aflEntry;
  const isEmvs = (<u32>load<u8>(entry)) >> 3 <= SFI_EMV_MAX;
  const takesPart = card.record - <i32>load<u8>(entry, 1) < <i32>load<u8>(entry, 3);
  const isTemplate = isOneObject(card) && FOUND.tag === TAG_70_RECORD;
  if (!isTemplate || checkTlv(card.reply, FOUND.next) !== OK) {
    decide(Rule.RECORD_MALFORMED, 0);
    if (takesPart) card.odaBroken = 1;
    return !isEmvs;
  }
  // Of EMV's files without tag and length of the template, of others with both (EMV Book 3, 10.3).
  if (takesPart && isEmvs) noteRange(card, <i32>(FOUND.value - card.reply), FOUND.length);
  if (takesPart && !isEmvs) noteRange(card, 0, card.replyLength);
  return keepInArena(card, card.reply, card.replyLength);
}

/** What is about to be kept in the arena takes part in offline data authentication, from `offset` on. */
function noteRange(card: Card, offset: i32, length: i32): void {
  const range = card.odaRange(card.odaRecords++); // there are no more records than that: see `keepOptions`
  store<u16>(range, <u16>(card.arenaUsed + offset));
  store<u16>(range, <u16>length, 2);
}

/** Data that every card must give (EMV Book 3, 7.2), none of them twice, and in the form they must have (7.5). */
function complete(t: Terminal, card: Card): i32 {
  if (givesTwice(card.arena + card.dataFrom, card.arena + card.arenaUsed)) return Event.CARD_FAILED;
  if (!has(card, TAG_5F24_EXPIRY) || !has(card, TAG_5A_PAN)) return Event.CARD_FAILED;
  if (!has(card, TAG_8C_CDOL1) || !isFormed(isList(CDOL_BYTES_MAX), TAG_8C_CDOL1)) return Event.CARD_FAILED;
  if (!has(card, TAG_8D_CDOL2) || !isFormed(isList(CDOL_BYTES_MAX), TAG_8D_CDOL2)) return Event.CARD_FAILED;
  const isCvmListRight = !cardGave(card, TAG_8E_CVM_LIST) || isCvmListFormed(FOUND.length);
  if (!isFormed(isCvmListRight, TAG_8E_CVM_LIST)) return Event.CARD_FAILED;
  if (!areFormed(card)) return Event.CARD_FAILED;
  decide(Rule.DATA_COMPLETE, card.arenaUsed);
  restrict(t);
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
