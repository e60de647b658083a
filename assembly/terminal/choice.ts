/**
 * CHOICE: the cardholder chooses among the candidates, or confirms the only one (EMV Book 1, 12.4; Book 4, 11.3). Returns
 * CHOSEN, with the candidate's place on the list in the card's region, or CANCELLED: by a key, or because nobody chose.
 *
 * Names stand in order of priority, NAMES_ON_PAGE at a time; a digit is a place on the page that is shown.
 */
import { Command, Event, STAY } from "../abi";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { Field } from "../abi_fields";
import { bytesToHex } from "../base/hex";
import { characterOf, putCharacter, UTF8_BYTES_MAX } from "../codec/code_tables";
import { Candidate, candidateAt, NAME_BYTES_MAX } from "../emv/candidates";
import { AID_BYTES_MAX, Card, cardOf } from "../emv/region";
import { beginDocument, putCode, putNumber, putText, sendDocument } from "../machine/document";
import { PAYLOAD } from "../machine/io";
import { may2, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";

export enum Choice {
  OPENING,
  CHOOSING,
  CONFIRMING,
}

export function choice(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Choice.OPENING: switch (event) {
      case Event.ENTER: openList(t); return may2(ifSeveral(t), Choice.CHOOSING, Choice.CONFIRMING);
    } break;
    case Choice.CHOOSING: switch (event) {
      case Event.ENTER: showNames(t); return wait(60_000);
      case Event.KEY_DIGIT: return may2(ifName(t), Event.CHOSEN, STAY);
      case Event.KEY_MENU: turnPage(t); return Choice.CHOOSING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Choice.CONFIRMING: switch (event) {
      case Event.ENTER: showOnly(t); return wait(60_000);
      case Event.KEY_ENTER: noteChoice(t); return Event.CHOSEN;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** As many as a small display has lines for, beside the title and the advice. */
export const NAMES_ON_PAGE: i32 = 5;

/** A name in UTF-8, or an AID in hexadecimal. */
const NAME: usize = memory.data(48, 8);
const NAME_ROOM: i32 = 48;
/** Page, stroke, pages. */
const PAGE: usize = memory.data(8, 8);
const PAGE_BYTES: i32 = 3;
const STROKE: u8 = 0x2f;
const DIGIT_0: i32 = 0x30;
/** Stands for a byte of a label that is no character. */
const UNKNOWN: u32 = 0x3f;
assert(UTF8_BYTES_MAX * NAME_BYTES_MAX <= NAME_ROOM && 2 * AID_BYTES_MAX <= NAME_ROOM);

function openList(t: Terminal): void {
  const card = cardOf(t);
  card.page = 0;
  card.candidate = 0;
}

function ifSeveral(t: Terminal): i32 {
  return cardOf(t).candidateCount > 1 ? Choice.CHOOSING : Choice.CONFIRMING;
}

function pagesOf(card: Card): i32 {
  return (card.candidateCount + NAMES_ON_PAGE - 1) / NAMES_ON_PAGE;
}

function turnPage(t: Terminal): void {
  const card = cardOf(t);
  card.page = (card.page + 1) % pagesOf(card);
}

function ifName(t: Terminal): i32 {
  const card = cardOf(t);
  const place = load<i32>(PAYLOAD) - 1;
  const index = card.page * NAMES_ON_PAGE + place;
  if (place < 0 || place >= NAMES_ON_PAGE || index >= card.candidateCount) return STAY;
  card.candidate = index;
  noteChoice(t);
  return Event.CHOSEN;
}

function noteChoice(t: Terminal): void {
  cardOf(t).asked = 1;
}

function showNames(t: Terminal): void {
  const card = cardOf(t);
  begin(card, Screen.CHOOSE_APPLICATION);
  const first = card.page * NAMES_ON_PAGE;
  const end = min(first + NAMES_ON_PAGE, card.candidateCount);
  for (let i = first; i < end; i++) putName(Field.CHOICE, candidateAt(card, i));
  if (pagesOf(card) > 1) putPage(card);
  sendDocument(t, Command.SCREEN, 0);
}

function showOnly(t: Terminal): void {
  const card = cardOf(t);
  begin(card, Screen.CONFIRM_APPLICATION);
  putName(Field.LABEL, candidateAt(card, 0));
  sendDocument(t, Command.SCREEN, 0);
}

/** What is paid, in the cardholder's language, and that the last choice was in vain. */
function begin(card: Card, screen: Screen): void {
  beginDocument(screen);
  putNumber(Field.AMOUNT, card.amount);
  putCode(Field.LANGUAGE, card.language);
  if (card.spoilt !== 0) putNumber(Field.REASON, Reason.TRY_AGAIN);
}

/** One without a name is shown by its AID in hexadecimal. */
function putName(field: Field, candidate: Candidate): void {
  if (candidate.nameLength === 0) {
    bytesToHex(candidate.aid, candidate.aidLength, NAME);
    return putText(field, NAME, 2 * candidate.aidLength);
  }
  let length = 0;
  for (let i = 0; i < <i32>candidate.nameLength; i++) {
    const character = characterOf(candidate.codeTable, load<u8>(candidate.name + i));
    length += putCharacter(NAME + length, character === 0 ? UNKNOWN : character);
  }
  putText(field, NAME, length);
}

function putPage(card: Card): void {
  store<u8>(PAGE, <u8>(DIGIT_0 + card.page + 1));
  store<u8>(PAGE, STROKE, 1);
  store<u8>(PAGE, <u8>(DIGIT_0 + pagesOf(card)), 2);
  putText(Field.PAGE, PAGE, PAGE_BYTES);
}
