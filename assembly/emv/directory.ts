/**
 * Selection by the payment system environment (EMV Book 1, 12.3.2): the card's own directory, record by record. Each record
 * is held against the terminal's AIDs while it lies in the reply, so that nothing of foreign applications is kept.
 *
 * Whatever is wrong with the directory leads to the list of AIDs, with an empty candidate list.
 */
import { Rule } from "../abi_rules";
import { decide, isListening } from "../machine/decisions";
import { OK } from "../base/status";
import { readTlv, Tlv } from "../codec/ber_tlv";
import { Terminal } from "../machine/terminal";
import { Read, takeAid } from "./aids";
import { clearCandidates, consider, isCandidate } from "./candidates";
import { findChild, hasProprietary, isName, isNamed, isOne } from "./fci";
import { keepLanguage } from "./language";
import { beginList } from "./listing";
import { Card, cardOf, FOUND } from "./region";
import { Step } from "./step";
import {
  TAG_4F_AID,
  TAG_61_APPLICATION_TEMPLATE,
  TAG_70_RECORD,
  TAG_88_SFI,
  TAG_9D_DDF_NAME,
  TAG_9F11_CODE_TABLE,
} from "./tags";
import { prepareCommand } from "./transmit";

/** 1PAY.SYS.DDF01 */
const PSE: usize = memory.data<u8>([
  0x31, 0x50, 0x41, 0x59, 0x2e, 0x53, 0x59, 0x53, 0x2e, 0x44, 0x44, 0x46, 0x30, 0x31,
]);
const PSE_BYTES: i32 = 14;
const SELECT_BY_NAME: u32 = 0x00a40400;
const READ_RECORD: u32 = 0x00b20004;
const SW_OK: i32 = 0x9000;
const SW_CARD_BLOCKED: i32 = 0x6a81;
const SW_NO_RECORD: i32 = 0x6a83;
/** SFI of a payment system directory (EMV Book 1, 12.2.3). */
const SFI_MAX: i32 = 10;
const RECORDS_MAX: i32 = 16;
/** More entries than a record of 254 bytes has: the order of an entry is record * this + entry. */
const ENTRIES_MAX: i32 = 64;

/** Scratch for one directory entry. */
const ENTRY: Tlv = changetype<Tlv>(memory.data(16, 8));

export function selectDirectory(t: Terminal): void {
  prepareCommand(t, SELECT_BY_NAME, PSE, PSE_BYTES, 0);
}

/** Step 1: any answer but a card that is blocked, or does not know SELECT, leads on; without a directory to the list. */
export function takeDirectory(t: Terminal): Step {
  const card = cardOf(t);
  clearCandidates(card);
  if (card.status === SW_CARD_BLOCKED) {
    decide(Rule.CARD_BLOCKED, card.status);
    return Step.BLOCKED;
  }
  if (card.status !== SW_OK || !isNamed(card, PSE, PSE_BYTES) || !hasProprietary(card)) return leave(card);
  const at = FOUND.value;
  const end = FOUND.next;
  if (!findChild(at, end, TAG_88_SFI) || FOUND.length !== 1) return leave(card);
  card.directory = load<u8>(FOUND.value);
  if (card.directory < 1 || card.directory > SFI_MAX) return leave(card);
  decide(Rule.PSE_FOUND, card.directory);
  const hasTable = findChild(at, end, TAG_9F11_CODE_TABLE) && FOUND.length === 1;
  card.directoryCodeTable = hasTable ? <i32>load<u8>(FOUND.value) : 0;
  card.directoryRecord = 1;
  keepLanguage(card, at, end);
  return Step.RECORD;
}

/** The directory cannot be used. */
function leave(card: Card): Step {
  if (card.status !== SW_OK) decide(Rule.PSE_NOT_FOUND, card.status);
  else decide(Rule.DIRECTORY_MALFORMED, 0);
  return beginList(card);
}

export function readDirectoryRecord(t: Terminal): void {
  const card = cardOf(t);
  prepareCommand(t, READ_RECORD | ((<u32>card.directoryRecord) << 8) | ((<u32>card.directory) << 3), 0, 0, 0);
}

/** Steps 2 to 4: 6A83 ends the directory, any other status and any other thing than a record of entries is an error. */
export function takeDirectoryRecord(t: Terminal): Step {
  const card = cardOf(t);
  if (card.status !== SW_OK) decide(Rule.DIRECTORY_ENDED, card.status);
  if (card.status === SW_NO_RECORD) return endDirectory(card);
  if (card.status !== SW_OK || !isOne(card, TAG_70_RECORD)) {
    decide(Rule.DIRECTORY_MALFORMED, 0);
    return beginList(card);
  }
  decide(Rule.DIRECTORY_RECORD_TAKEN, card.directoryRecord);
  card.aidIndex = 0;
  return isRecordSettled(card) ? nextRecord(card) : Step.MATCH;
}

/** The record under way against one AID of the terminal. */
export function matchRecord(t: Terminal): Step {
  const card = cardOf(t);
  const read = takeAid(card);
  if (read === Read.END) {
    if (isListening()) tellForeign(card);
    return nextRecord(card);
  }
  if (read === Read.RECORD) considerRecord(card);
  card.aidIndex += 1;
  return isRecordSettled(card) ? nextRecord(card) : Step.MATCH;
}

function nextRecord(card: Card): Step {
  card.directoryRecord += 1;
  return card.directoryRecord > RECORDS_MAX ? endDirectory(card) : Step.RECORD;
}

/** Step 5: a directory without a common application is as good as none. */
function endDirectory(card: Card): Step {
  if (card.candidateCount > 0) return Step.CHOOSE;
  decide(Rule.NO_CANDIDATE, 0);
  return beginList(card);
}

function considerRecord(card: Card): void {
  let order = card.directoryRecord * ENTRIES_MAX;
  for (let at = firstEntry(card); at !== 0; at = nextEntry(card)) {
    const end = ENTRY.next;
    if (isApplication(at, end)) consider(card, order, FOUND.value, FOUND.length, at, end, card.directoryCodeTable);
    order += 1;
  }
}

/** Of the record: what no AID of the terminal supports. */
function tellForeign(card: Card): void {
  for (let at = firstEntry(card); at !== 0; at = nextEntry(card)) {
    if (!isApplication(at, ENTRY.next) || isCandidate(card, FOUND.value, FOUND.length)) continue;
    decide(Rule.NOT_SUPPORTED, FOUND.length);
  }
}

/** Every application of the record is on the list: the rest of the terminal's AIDs need not be looked at. */
function isRecordSettled(card: Card): bool {
  for (let at = firstEntry(card); at !== 0; at = nextEntry(card)) {
    if (isApplication(at, ENTRY.next) && !isCandidate(card, FOUND.value, FOUND.length)) return false;
  }
  return true;
}

/** An entry names an application, not a further directory, by 5 to 16 bytes. Then `FOUND` is the name. */
function isApplication(at: usize, end: usize): bool {
  return !findChild(at, end, TAG_9D_DDF_NAME) && findChild(at, end, TAG_4F_AID) && isName(FOUND);
}

/** @returns address of the objects of the record's first entry, 0 when it has none; then `ENTRY` is that entry */
function firstEntry(card: Card): usize {
  readTlv(card.reply, card.reply + card.replyLength, ENTRY);
  return entryFrom(card, ENTRY.value);
}

function nextEntry(card: Card): usize {
  return entryFrom(card, ENTRY.next);
}

function entryFrom(card: Card, from: usize): usize {
  readTlv(card.reply, card.reply + card.replyLength, FOUND);
  const end = FOUND.next;
  while (readTlv(from, end, ENTRY) === OK) {
    if (ENTRY.tag === TAG_61_APPLICATION_TEMPLATE) return ENTRY.value;
    from = ENTRY.next;
  }
  return 0;
}
