/**
 * SELECTION: which application of the card is used (EMV Book 1, 12). Returns SELECTED, NO_APPLICATION, CARD_BLOCKED,
 * CANCELLED (by the cardholder), CARD_FAILED or FAILED (nobody knows the terminal's own applications).
 *
 * The payment system directory first (directory.ts); without one, or without a common application in it, the terminal's
 * list of AIDs (listing.ts). Then one of the candidates, by the cardholder where there is a choice or a confirmation is
 * wanted. One that cannot be used is dropped and the choice begins anew with those that are left, also when it turns out
 * after its selection (`tryNext`). The FCI of the selected one opens the card's arena.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Event } from "../abi";
import { copyBytes } from "../base/bytes";
import { may2, may3, may4, NO_ROW, run, Machine, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { askAid, configurationOf, Read, supports, takeAid } from "./aids";
import { candidateAt, dropCandidate } from "./candidates";
import { matchRecord, readDirectoryRecord, selectDirectory, takeDirectory, takeDirectoryRecord } from "./directory";
import { hasProprietary, isNamed } from "./fci";
import { keepLanguage } from "./language";
import { selectListed, takeListed, takeListedAid } from "./listing";
import { Card, cardOf, FOUND } from "./region";
import { emptyArena, keepInArena } from "./arena";
import { Step } from "./step";
import { prepareCommand } from "./transmit";

export enum Selection {
  BEGINNING,
  DIRECTORY,
  DIRECTORY_RECORD,
  MATCHING,
  LISTING,
  LIST,
  CHOOSING,
  ASKING,
  CONFIGURING,
  FINAL,
}

export function selection(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Selection.BEGINNING: switch (event) {
      case Event.ENTER: return may2(ifResumed(t), Selection.DIRECTORY, Selection.CHOOSING);
    } break;
    case Selection.DIRECTORY: switch (event) {
      case Event.ENTER: selectDirectory(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(ifDirectory(t), Selection.DIRECTORY_RECORD, Selection.LISTING, Event.CARD_BLOCKED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.DIRECTORY_RECORD: switch (event) {
      case Event.ENTER: readDirectoryRecord(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may4(ifRecord(t), Selection.DIRECTORY_RECORD, Selection.MATCHING, Selection.LISTING, Selection.CHOOSING);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.MATCHING: switch (event) {
      case Event.ENTER: askAid(t); return wait(3_000);
      case Event.AID_READ: return may4(ifMatched(t), Selection.MATCHING, Selection.DIRECTORY_RECORD, Selection.LISTING, Selection.CHOOSING);
      case Event.TIME: return Event.FAILED;
    } break;
    case Selection.LISTING: switch (event) {
      case Event.ENTER: askAid(t); return wait(3_000);
      case Event.AID_READ: return may3(ifListedAid(t), Selection.LIST, Selection.LISTING, Selection.CHOOSING);
      case Event.TIME: return Event.FAILED;
    } break;
    case Selection.LIST: switch (event) {
      case Event.ENTER: selectListed(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(ifListed(t), Selection.LIST, Selection.LISTING, Event.CARD_BLOCKED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
    case Selection.CHOOSING: switch (event) {
      case Event.ENTER: return may4(choose(t), Event.NO_APPLICATION, Selection.ASKING, Selection.CONFIGURING, Selection.FINAL);
    } break;
    case Selection.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.CHOICE);
      case Event.CHOSEN: return may2(takeChoice(t), Selection.CONFIGURING, Selection.FINAL);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Selection.CONFIGURING: switch (event) {
      case Event.ENTER: askAid(t); return wait(3_000);
      case Event.AID_READ: return may2(takeConfiguration(t), Selection.FINAL, Selection.CHOOSING);
      case Event.TIME: return Event.FAILED;
    } break;
    case Selection.FINAL: switch (event) {
      case Event.ENTER: selectFinal(t); return run(Machine.TRANSMIT);
      case Event.ANSWERED: return may3(ifSelected(t), Event.SELECTED, Selection.CHOOSING, Event.CARD_BLOCKED);
      case Event.CARD_FAILED: return Event.CARD_FAILED;
    } break;
  }
  return NO_ROW;
}

function stateOf(step: Step): i32 {
  switch (step) {
    case Step.RECORD:
      return Selection.DIRECTORY_RECORD;
    case Step.MATCH:
      return Selection.MATCHING;
    case Step.NEXT_AID:
      return Selection.LISTING;
    case Step.SELECT:
      return Selection.LIST;
    case Step.CHOOSE:
      return Selection.CHOOSING;
    default:
      return Event.CARD_BLOCKED;
  }
}

function ifDirectory(t: Terminal): i32 {
  return stateOf(takeDirectory(t));
}

function ifRecord(t: Terminal): i32 {
  return stateOf(takeDirectoryRecord(t));
}

function ifMatched(t: Terminal): i32 {
  return stateOf(matchRecord(t));
}

function ifListedAid(t: Terminal): i32 {
  return stateOf(takeListedAid(t));
}

function ifListed(t: Terminal): i32 {
  return stateOf(takeListed(t));
}

const SELECT_BY_NAME: u32 = 0x00a40400;
const SW_OK: i32 = 0x9000;
const SW_CARD_BLOCKED: i32 = 0x6a81;

/** The application selected is not for this payment (EMV Book 3, 10.1): the next SELECTION begins with the others. */
export function tryNext(t: Terminal): void {
  const card = cardOf(t);
  drop(card);
  emptyArena(card);
  card.resumes = 1;
}

function ifResumed(t: Terminal): i32 {
  const card = cardOf(t);
  const resumes = card.resumes !== 0;
  card.resumes = 0;
  if (resumes) return Selection.CHOOSING;
  card.asked = 0;
  card.offered = 0;
  card.spoilt = 0;
  card.language = 0;
  return Selection.DIRECTORY;
}

/**
 * EMV Book 1, 12.4: a single application without confirmation is taken at once; several are for the cardholder to choose
 * from. Once a choice could not be used, nothing is selected without asking.
 */
function choose(t: Terminal): i32 {
  const card = cardOf(t);
  if (card.candidateCount === 0) {
    decide(Rule.NO_CANDIDATE, 0);
    return Event.NO_APPLICATION;
  }
  decide(Rule.CANDIDATES, card.candidateCount);
  card.candidate = 0;
  if (candidateAt(card, 0).confirm !== 0) decide(Rule.CONFIRMATION_NEEDED, candidateAt(card, 0).priority);
  const isPlain = card.candidateCount === 1 && candidateAt(card, 0).confirm === 0 && card.asked === 0;
  return isPlain ? ifConfigured(t) : Selection.ASKING;
}

function takeChoice(t: Terminal): i32 {
  decide(Rule.CARDHOLDER_CHOSE, cardOf(t).candidate + 1);
  return ifConfigured(t);
}

/** The record in hand may be that of the application chosen. */
function ifConfigured(t: Terminal): i32 {
  const card = cardOf(t);
  card.aidIndex = candidateAt(card, card.candidate).aidIndex;
  return card.configured === card.aidIndex + 1 ? Selection.FINAL : Selection.CONFIGURING;
}

/** The table may have changed since: the record must still be one that supports the application. */
function takeConfiguration(t: Terminal): i32 {
  const card = cardOf(t);
  const candidate = candidateAt(card, card.candidate);
  const isThere = takeAid(card) === Read.RECORD;
  if (isThere && supports(configurationOf(card), candidate.aid, candidate.aidLength)) return Selection.FINAL;
  return drop(card);
}

function selectFinal(t: Terminal): void {
  const card = cardOf(t);
  const candidate = candidateAt(card, card.candidate);
  decide(Rule.CHOSEN, candidate.aidIndex);
  card.aidLength = candidate.aidLength;
  copyBytes(card.aid, candidate.aid, card.aidLength);
  prepareCommand(t, SELECT_BY_NAME, card.aid, card.aidLength, 0);
}

/** The FCI must be that of the application selected; whatever is wrong drops it (EMV Book 1, 12.4). */
function ifSelected(t: Terminal): i32 {
  const card = cardOf(t);
  decide(Rule.FINAL_SELECT, card.status);
  if (card.status === SW_CARD_BLOCKED) return Event.CARD_BLOCKED;
  if (card.status !== SW_OK) return drop(card);
  if (!isNamed(card, card.aid, card.aidLength)) {
    decide(Rule.DF_NAME_DIFFERS, 0);
    return drop(card);
  }
  if (hasProprietary(card)) keepLanguage(card, FOUND.value, FOUND.next);
  emptyArena(card);
  return keepInArena(card, card.reply, card.replyLength) ? Event.SELECTED : drop(card);
}

function drop(card: Card): i32 {
  dropCandidate(card);
  card.spoilt = card.asked;
  decide(Rule.TRY_NEXT_APPLICATION, card.candidateCount);
  return Selection.CHOOSING;
}
