/**
 * The candidate list (EMV Book 1, 12.3): applications that card and terminal have in common, in the order in which they are
 * offered. The highest priority first; where the card gives none or the same, in the order in which they were found (12.4).
 *
 * At most CANDIDATES_MAX; of more, those that would be offered last are left out. No application is on it twice.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { copyBytes, equalBytes, load16 } from "../base/bytes";
import { areShown, CODE_TABLES } from "../codec/code_tables";
import { configurationOf, supports } from "./aids";
import { findChild } from "./fci";
import { AID_BYTES_MAX, Card, CANDIDATE_BYTES, CANDIDATES_MAX, FOUND } from "./region";
import { TAG_50_LABEL, TAG_87_PRIORITY, TAG_9F11_CODE_TABLE, TAG_9F12_PREFERRED_NAME } from "./tags";

@unmanaged
export class Candidate {
  /** How many had been found before it. */
  order: u16;
  /** 1 highest .. 15, 16 for none given. */
  priority: u8;
  /** 1 when the cardholder must confirm it (tag 87, bit 8). */
  confirm: u8;
  /** Index of the configured application that supports it. */
  aidIndex: u8;
  /** 5 to 16. */
  aidLength: u8;
  /** 0 when the card gives no name that this terminal can show. */
  nameLength: u8;
  /** Code table of the name. */
  codeTable: u8;

  get aid(): usize {
    return changetype<usize>(this) + offsetof<Candidate>();
  }
  /** Preferred name, of which the code table has every character, or label. */
  get name(): usize {
    return changetype<usize>(this) + offsetof<Candidate>() + AID_BYTES_MAX;
  }
}

/** A preferred name and a label have 1 to 16 characters (EMV Book 3, Annex A). */
export const NAME_BYTES_MAX: i32 = 16;
assert(<i32>offsetof<Candidate>() + AID_BYTES_MAX + NAME_BYTES_MAX === CANDIDATE_BYTES);

const PRIORITY_NONE: i32 = 16;
const PRIORITY: u32 = 0x0f;
const CONFIRMATION: u32 = 0x80;
/** Of 9F40, bytes 4 and 5: from the last bit on, one for each code table that the terminal shows (EMV Book 4, A3). */
const CODE_TABLE_CAPABILITIES: usize = 3;
/** A label has only characters that are the same in every table; one that has others is read in table 1. */
const LABEL_CODE_TABLE: i32 = 1;

const DRAFT: Candidate = changetype<Candidate>(memory.data(40, 8));

export function candidateAt(card: Card, index: i32): Candidate {
  assert(index >= 0 && index < card.candidateCount);
  return changetype<Candidate>(card.candidates + <usize>(index * CANDIDATE_BYTES));
}

export function clearCandidates(card: Card): void {
  card.candidateCount = 0;
  card.found = 0;
}

/** Whether the application is on the list, whichever AID of the terminal it was found by. */
export function isCandidate(card: Card, aid: usize, length: i32): bool {
  for (let i = 0; i < card.candidateCount; i++) {
    const candidate = candidateAt(card, i);
    if (<i32>candidate.aidLength === length && equalBytes(candidate.aid, aid, length)) return true;
  }
  return false;
}

/**
 * Adds an application if the AID record in hand supports it. Its priority and names stand at `at`..`end`: in an entry of the
 * directory, or in the proprietary template of an FCI.
 *
 * @param order how many have been found before it
 * @param codeTable issuer code table index where the objects name none, 0 for none
 */
export function consider(card: Card, order: i32, aid: usize, length: i32, at: usize, end: usize, codeTable: i32): void {
  if (!supports(configurationOf(card), aid, length) || isCandidate(card, aid, length)) return;
  card.offered = 1;
  DRAFT.order = <u16>order;
  DRAFT.aidIndex = <u8>card.aidIndex;
  DRAFT.aidLength = <u8>length;
  copyBytes(DRAFT.aid, aid, length);
  draftPriority(at, end);
  draftName(card, at, end, codeTable);
  insert(card);
}

/** Application priority indicator (EMV Book 1, 12.2.3, table 48); one of another length is none. */
function draftPriority(at: usize, end: usize): void {
  const given: u32 = findChild(at, end, TAG_87_PRIORITY) && FOUND.length === 1 ? load<u8>(FOUND.value) : 0;
  const priority = given & PRIORITY;
  DRAFT.priority = <u8>(priority === 0 ? PRIORITY_NONE : priority);
  DRAFT.confirm = (given & CONFIRMATION) !== 0 ? 1 : 0;
}

/**
 * The preferred name where the terminal shows its code table, and the table has all its characters; else the label (EMV Book
 * 1, 12.4; Book 4, 11.3).
 */
function draftName(card: Card, at: usize, end: usize, codeTable: i32): void {
  const own = findChild(at, end, TAG_9F11_CODE_TABLE) && FOUND.length === 1;
  const table = own ? <i32>load<u8>(FOUND.value) : codeTable;
  DRAFT.nameLength = 0;
  if (showsTable(card, table) && hasText(at, end, TAG_9F12_PREFERRED_NAME)) {
    if (areShown(table, FOUND.value, FOUND.length)) return keepName(table);
  }
  if (hasText(at, end, TAG_50_LABEL)) keepName(LABEL_CODE_TABLE);
}

/** Whether the terminal says so of itself (9F40). */
function showsTable(card: Card, table: i32): bool {
  if (table < 1 || table > CODE_TABLES) return false;
  const capabilities = load16(configurationOf(card).additionalCapabilities + CODE_TABLE_CAPABILITIES);
  return ((capabilities >> (table - 1)) & 1) !== 0;
}

function hasText(at: usize, end: usize, tag: u32): bool {
  return findChild(at, end, tag) && FOUND.length >= 1 && FOUND.length <= NAME_BYTES_MAX;
}

function keepName(codeTable: i32): void {
  DRAFT.codeTable = <u8>codeTable;
  DRAFT.nameLength = <u8>FOUND.length;
  copyBytes(DRAFT.name, FOUND.value, FOUND.length);
}

/** Puts the draft in its place; what follows moves on, and the last of too many falls away. */
function insert(card: Card): void {
  decide(Rule.CANDIDATE, ((<u32>DRAFT.priority) << 8) | DRAFT.aidIndex);
  if (card.candidateCount === CANDIDATES_MAX) decide(Rule.CANDIDATE_LEFT_OUT, CANDIDATES_MAX);
  let place = card.candidateCount;
  while (place > 0 && isBefore(DRAFT, candidateAt(card, place - 1))) place--;
  if (place === CANDIDATES_MAX) return;
  if (card.candidateCount < CANDIDATES_MAX) card.candidateCount += 1;
  for (let i = card.candidateCount - 1; i > place; i--) copy(candidateAt(card, i), candidateAt(card, i - 1));
  copy(candidateAt(card, place), DRAFT);
}

function isBefore(a: Candidate, b: Candidate): bool {
  return a.priority !== b.priority ? a.priority < b.priority : a.order < b.order;
}

/** Takes the chosen one off the list. */
export function dropCandidate(card: Card): void {
  for (let i = card.candidate; i < card.candidateCount - 1; i++) copy(candidateAt(card, i), candidateAt(card, i + 1));
  card.candidateCount -= 1;
}

function copy(to: Candidate, from: Candidate): void {
  copyBytes(changetype<usize>(to), changetype<usize>(from), CANDIDATE_BYTES);
}
