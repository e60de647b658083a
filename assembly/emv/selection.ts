/**
 * SELECTION: which application of the card is used (EMV Book 1, 12). Returns SELECTED, NO_APPLICATION or CARD_FAILED.
 *
 * The payment system directory first; without one, or without a common application in it, the list of supported AIDs.
 * Of several the one with the highest priority is taken; the FCI of the selected one opens the card's arena.
 */
import { Event } from "../abi";
import { Rule } from "../abi_rules";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { findTlv, readTlv, Tlv } from "../codec/ber_tlv";
import { decide } from "../machine/decisions";
import { may2, may3, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { aidRecord, SUPPORTED_AIDS, supportOf } from "./aids";
import { AID_BYTES_MAX, Card, cardOf, FOUND } from "./region";
import { keepInArena } from "./arena";
import {
  TAG_4F_AID,
  TAG_61_APPLICATION_TEMPLATE,
  TAG_6F_FCI,
  TAG_70_RECORD,
  TAG_84_DF_NAME,
  TAG_87_PRIORITY,
  TAG_88_SFI,
} from "./tags";
import { prepareCommand } from "./transmit";

export enum Selection {
  DIRECTORY,
  DIRECTORY_RECORD,
  LIST,
  FINAL,
}

export function selection(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Selection.DIRECTORY: switch (event) {
      case Event.ENTER: selectDirectory(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(ifDirectory(t), Selection.DIRECTORY_RECORD, Selection.LIST, Event.NO_APPLICATION);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.DIRECTORY_RECORD: switch (event) {
      case Event.ENTER: readDirectoryRecord(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeDirectoryRecord(t), Selection.DIRECTORY_RECORD, Selection.LIST, Selection.FINAL);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.LIST: switch (event) {
      case Event.ENTER: selectListed(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(takeListed(t), Selection.LIST, Selection.FINAL, Event.NO_APPLICATION);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.FINAL: switch (event) {
      case Event.ENTER: selectFinal(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may2(ifSelected(t), Event.SELECTED, Event.NO_APPLICATION);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

/** 1PAY.SYS.DDF01 */
const PSE: usize = memory.data<u8>([
  0x31, 0x50, 0x41, 0x59, 0x2e, 0x53, 0x59, 0x53, 0x2e, 0x44, 0x44, 0x46, 0x30, 0x31,
]);
const PSE_BYTES: i32 = 14;
const SELECT_BY_NAME: u32 = 0x00a40400;
const READ_RECORD: u32 = 0x00b20004;
const SW_OK: i32 = 0x9000;
/** SELECT not supported, or the card blocked: not for this terminal (EMV Book 1, 12.3.2 step 1). */
const SW_FUNCTION_NOT_SUPPORTED: i32 = 0x6a81;
const DIRECTORY_RECORDS_MAX: i32 = 16;
const PRIORITY_NONE: i32 = 16;

/** Scratch for one directory entry. */
const ENTRY: Tlv = changetype<Tlv>(memory.data(16, 8));

function selectDirectory(t: Terminal): void {
  prepareCommand(t, SELECT_BY_NAME, PSE, PSE_BYTES, 0);
}

function ifDirectory(t: Terminal): i32 {
  const card = cardOf(t);
  card.priority = 0;
  card.listIndex = 0;
  if (card.status === SW_FUNCTION_NOT_SUPPORTED) {
    decide(Rule.CARD_BLOCKED, card.status);
    return Event.NO_APPLICATION;
  }
  if (card.status !== SW_OK) {
    decide(Rule.PSE_NOT_FOUND, card.status);
    return Selection.LIST;
  }
  if (findTlv(card.reply, card.reply + card.replyLength, TAG_88_SFI, FOUND) !== OK) return Selection.LIST;
  if (FOUND.length !== 1) return Selection.LIST;
  card.directory = load<u8>(FOUND.value);
  card.directoryRecord = 1;
  decide(Rule.PSE_FOUND, card.directory);
  return card.directory >= 1 && card.directory <= 10 ? Selection.DIRECTORY_RECORD : Selection.LIST;
}

function readDirectoryRecord(t: Terminal): void {
  const card = cardOf(t);
  prepareCommand(t, READ_RECORD | ((<u32>card.directoryRecord) << 8) | ((<u32>card.directory) << 3), 0, 0, 0);
}

/** Takes the entries of one record; any status but 9000 ends the directory (EMV Book 1, 12.3.2 step 3). */
function takeDirectoryRecord(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.status !== SW_OK) {
    decide(Rule.DIRECTORY_ENDED, card.status);
    return card.priority === 0 ? Selection.LIST : Selection.FINAL;
  }
  decide(Rule.DIRECTORY_RECORD_TAKEN, card.directoryRecord);
  let at = card.reply;
  const end = card.reply + card.replyLength;
  if (readTlv(at, end, ENTRY) !== OK || ENTRY.tag !== TAG_70_RECORD) return Selection.LIST;
  at = ENTRY.value;
  const recordEnd = ENTRY.value + ENTRY.length;
  while (readTlv(at, recordEnd, ENTRY) === OK) {
    if (ENTRY.tag === TAG_61_APPLICATION_TEMPLATE) consider(card, ENTRY.value, ENTRY.value + ENTRY.length);
    at = ENTRY.next;
  }
  card.directoryRecord += 1;
  if (card.directoryRecord <= DIRECTORY_RECORDS_MAX) return Selection.DIRECTORY_RECORD;
  return card.priority === 0 ? Selection.LIST : Selection.FINAL;
}

/** One directory entry. */
function consider(card: Card, at: usize, end: usize): void {
  const priority = priorityOf(at, end);
  if (findTlv(at, end, TAG_4F_AID, FOUND) !== OK) return;
  keepIfBetter(card, priority, FOUND.value, FOUND.length);
}

/** Application priority indicator, low nibble; none given is the lowest (EMV Book 1, 12.2.3). */
function priorityOf(at: usize, end: usize): i32 {
  if (findTlv(at, end, TAG_87_PRIORITY, FOUND) !== OK || FOUND.length !== 1) return PRIORITY_NONE;
  const priority = load<u8>(FOUND.value) & 0x0f;
  return priority === 0 ? PRIORITY_NONE : priority;
}

/** Makes it the candidate when it is supported and of higher priority than the one so far. */
function keepIfBetter(card: Card, priority: i32, aid: usize, length: i32): void {
  if (length > AID_BYTES_MAX) return;
  const index = supportOf(aid, length);
  if (index < 0) return decide(Rule.NOT_SUPPORTED, length);
  decide(Rule.CANDIDATE, (priority << 8) | index);
  if (card.priority !== 0 && card.priority <= priority) return;
  card.priority = priority;
  card.aidIndex = index;
  card.aidLength = length;
  copyBytes(card.aid, aid, length);
}

function selectListed(t: Terminal): void {
  const own = aidRecord(cardOf(t).listIndex);
  decide(Rule.AID_TRIED, cardOf(t).listIndex);
  prepareCommand(t, SELECT_BY_NAME, own.aid, own.aidLength, 0);
}

function takeListed(t: Terminal): i32 {
  const card = cardOf(t);
  decide(Rule.AID_ANSWERED, card.status);
  if (card.status === SW_FUNCTION_NOT_SUPPORTED && card.listIndex === 0) return Event.NO_APPLICATION;
  if (card.status === SW_OK) considerFci(card);
  card.listIndex += 1;
  if (card.listIndex < SUPPORTED_AIDS) return Selection.LIST;
  if (card.priority !== 0) return Selection.FINAL;
  decide(Rule.NO_CANDIDATE, 0);
  return Event.NO_APPLICATION;
}

/** The DF name of an answered SELECT is the card's AID (EMV Book 1, 12.3.3 step 3). */
function considerFci(card: Card): void {
  const end = card.reply + card.replyLength;
  const priority = priorityOf(card.reply, end);
  if (findTlv(card.reply, end, TAG_84_DF_NAME, FOUND) !== OK) return;
  keepIfBetter(card, priority, FOUND.value, FOUND.length);
}

function selectFinal(t: Terminal): void {
  const card = cardOf(t);
  decide(Rule.CHOSEN, card.aidIndex);
  prepareCommand(t, SELECT_BY_NAME, card.aid, card.aidLength, 0);
}

function ifSelected(t: Terminal): i32 {
  const card = cardOf(t);
  decide(Rule.FINAL_SELECT, card.status);
  if (card.status !== SW_OK) return Event.NO_APPLICATION;
  if (readTlv(card.reply, card.reply + card.replyLength, FOUND) !== OK) return Event.NO_APPLICATION;
  if (FOUND.tag !== TAG_6F_FCI) return Event.NO_APPLICATION;
  card.arenaUsed = 0;
  return keepInArena(card, card.reply, card.replyLength) ? Event.SELECTED : Event.NO_APPLICATION;
}
