/**
 * REGISTRATION: an application for a merchant's account: what it needs, the form, the documents, the answer; and later where it
 * stands. Returns CANCELLED, whatever has come of it, or FAULTED.
 *
 * Durable are the application's number and where it stands; what was typed is on the desk alone, until the platform has it. After
 * a failed try the form is still filled in; a rejected application is typed anew.
 */
import { Command, Event, STAY } from "../../abi";
import { NetworkCode, Paperwork, RegistrationState, Tag } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { Desk, deskOf } from "../../acquirer/desk";
import { CODE_25 } from "../../acquirer/profile";
import { putTag, putTagNumber, tagNumber, tagOf, takeText } from "../../acquirer/question";
import { exchangeOf } from "../../acquirer/region";
import { getBcd } from "../../base/bcd";
import { fillBytes } from "../../base/bytes";
import { Kind } from "../../journal/records";
import { beginDocument, putNumber, putText, sendDocument, textLength } from "../../machine/document";
import { PAYLOAD } from "../../machine/io";
import { may2, may3, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openForm } from "../form";
import {
  Form,
  REGISTRATION_ACCOUNT,
  REGISTRATION_CATEGORY,
  REGISTRATION_CONTACT,
  REGISTRATION_IDENTITY,
  REGISTRATION_LICENCE,
  REGISTRATION_NAME,
  REGISTRATION_PHONE,
} from "../forms";
import { beginAccountQuestion, showNotDone, stopBadReply, tagDate } from "./questions";
import { APPLICATION_BYTES, bindingOf, changeBinding, NUMBERS_BYTES, REASON_BYTES } from "./zone";

export enum Registration {
  CHOOSING,
  PREPARING,
  FILLING,
  GATHERING,
  SUBMITTING,
  NOTING,
  REFUSED,
  ASKING_STATE,
  NOTING_STATE,
  FORGETTING,
  UNKNOWN,
  SHOWING,
}

export function registration(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Registration.CHOOSING: switch (event) {
      case Event.ENTER: return may3(ifApplied(t), Registration.PREPARING, Registration.ASKING_STATE, Registration.SHOWING);
    } break;
    case Registration.PREPARING: switch (event) {
      case Event.ENTER: showPreconditions(t); return wait(120_000);
      case Event.KEY_ENTER: openRegistration(t); return Registration.FILLING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Registration.FILLING: switch (event) {
      case Event.ENTER: return run(Machine.FORM);
      case Event.SUCCEEDED: return Registration.GATHERING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Registration.GATHERING: switch (event) {
      case Event.ENTER: showPapers(t); return wait(120_000);
      case Event.KEY_DIGIT: return may2(togglePaper(t), Registration.GATHERING, STAY);
      case Event.KEY_ENTER: return may2(ifPapers(t), Registration.SUBMITTING, Registration.GATHERING);
      case Event.KEY_CANCEL: return Registration.FILLING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Registration.SUBMITTING: switch (event) {
      case Event.ENTER: askRegistration(t); return run(Machine.ASK);
      case Event.REPLIED: return may2(ifTaken(t), Registration.NOTING, Registration.REFUSED);
      case Event.REFUSED: return may2(ifThere(t), Registration.ASKING_STATE, Registration.REFUSED);
      case Event.FAILED: return Registration.REFUSED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Registration.NOTING: switch (event) {
      case Event.ENTER: writeState(t); return run(Machine.APPEND);
      case Event.STORED: return Registration.SHOWING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Registration.REFUSED: switch (event) {
      case Event.ENTER: showNotDone(t); return wait(60_000);
      case Event.KEY_ENTER: return Registration.FILLING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Registration.ASKING_STATE: switch (event) {
      case Event.ENTER: askState(t); return run(Machine.ASK);
      case Event.REPLIED: return may3(ifNews(t), Registration.NOTING_STATE, Registration.SHOWING, Registration.UNKNOWN);
      case Event.REFUSED: return may2(ifForgotten(t), Registration.FORGETTING, Registration.UNKNOWN);
      case Event.FAILED: return Registration.UNKNOWN;
      case Event.FAULTED: return Event.FAULTED;
    } break;
    case Registration.NOTING_STATE: switch (event) {
      case Event.ENTER: writeState(t); return run(Machine.APPEND);
      case Event.STORED: return Registration.SHOWING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Registration.FORGETTING: switch (event) {
      case Event.ENTER: writeForgotten(t); return run(Machine.APPEND);
      case Event.STORED: return Registration.PREPARING;
      case Event.NOT_STORED: return Event.FAULTED;
    } break;
    case Registration.UNKNOWN: switch (event) {
      case Event.ENTER: showNotDone(t); return wait(30_000);
      case Event.KEY_ENTER: return Registration.SHOWING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Registration.SHOWING;
    } break;
    case Registration.SHOWING: switch (event) {
      case Event.ENTER: showState(t); return wait(60_000);
      case Event.KEY_ENTER: return may2(ifAgain(t), Registration.PREPARING, Event.CANCELLED);
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

/** What must be there before: an agreement, papers, a settlement account. */
const NEEDS: i32 = 3;
const PAPERS: i32 = 5;
const PAPERS_NEEDED: i32 =
  Paperwork.BUSINESS_LICENCE | Paperwork.IDENTITY_CARD | Paperwork.BANK_PERMIT | Paperwork.AGREEMENT;
const DEPOSIT_BYTES: i32 = 6;
/** F39, two ASCII characters, low byte first. */
const CODE_94: i32 = 0x3439;

/** One that is decided for good is only shown; any other is asked after. */
function ifApplied(t: Terminal): i32 {
  const binding = bindingOf(t);
  if (binding.registration === RegistrationState.NONE) return Registration.PREPARING;
  return binding.registration === RegistrationState.CONTRACTED ? Registration.SHOWING : Registration.ASKING_STATE;
}

function showPreconditions(t: Terminal): void {
  beginDocument(Screen.REGISTRATION_FIRST);
  for (let i = 1; i <= NEEDS; i++) putNumber(Field.NEEDED, i);
  sendDocument(t, Command.SCREEN, 0);
}

function openRegistration(t: Terminal): void {
  openForm(t, Form.REGISTRATION);
  deskOf(t).papers = 0;
}

/** Numbered from 1, in the order of their bits. */
function showPapers(t: Terminal): void {
  const desk = deskOf(t);
  beginDocument(Screen.PAPERS);
  for (let i = 0; i < PAPERS; i++) {
    const paper = 1 << i;
    putNumber((desk.papers & paper) !== 0 ? Field.PAPER_IN : Field.PAPER_TO_COME, paper);
  }
  if (desk.formReason !== Reason.NONE) putNumber(Field.REASON, desk.formReason);
  sendDocument(t, Command.SCREEN, 0);
}

function togglePaper(t: Terminal): i32 {
  const desk = deskOf(t);
  const place = load<i32>(PAYLOAD) - 1;
  if (place < 0 || place >= PAPERS) return STAY;
  desk.papers ^= 1 << place;
  desk.formReason = Reason.NONE;
  return Registration.GATHERING;
}

/** The proof of premises may be absent: a merchant need not have any. */
function ifPapers(t: Terminal): i32 {
  const desk = deskOf(t);
  if ((desk.papers & PAPERS_NEEDED) === PAPERS_NEEDED) return Registration.SUBMITTING;
  desk.formReason = Reason.PAPERS_MISSING;
  return Registration.GATHERING;
}

function askRegistration(t: Terminal): void {
  const desk = beginAccountQuestion(t, NetworkCode.REGISTER);
  putValue(t, desk, Tag.MERCHANT_NAME, REGISTRATION_NAME, 40);
  putValue(t, desk, Tag.CATEGORY, REGISTRATION_CATEGORY, 4);
  putValue(t, desk, Tag.LICENCE, REGISTRATION_LICENCE, 18);
  putValue(t, desk, Tag.IDENTITY, REGISTRATION_IDENTITY, 18);
  putValue(t, desk, Tag.ACCOUNT, REGISTRATION_ACCOUNT, 19);
  putValue(t, desk, Tag.CONTACT, REGISTRATION_CONTACT, 30);
  putValue(t, desk, Tag.PHONE, REGISTRATION_PHONE, 11);
  putTagNumber(t, Tag.DOCUMENTS, desk.papers, 1);
}

function putValue(t: Terminal, desk: Desk, tag: Tag, at: i32, bytesMax: i32): void {
  putTag(t, tag, desk.form + at, textLength(desk.form + at, bytesMax));
}

function askState(t: Terminal): void {
  beginAccountQuestion(t, NetworkCode.REGISTRATION_STATE);
  const application = bindingOf(t).application;
  if (load<u8>(application) !== 0) putTag(t, Tag.APPLICATION_ID, application, APPLICATION_BYTES);
}

/** An application of this device is there already: the answer to it was lost. It is the newest one. */
function ifThere(t: Terminal): i32 {
  return exchangeOf(t).responseCode === CODE_94 ? Registration.ASKING_STATE : Registration.REFUSED;
}

/** The platform has the application: from here on it is known by its number. */
function ifTaken(t: Terminal): i32 {
  const isTaken = tagOf(exchangeOf(t), Tag.APPLICATION_ID).length === APPLICATION_BYTES && hasState(t);
  if (isTaken) return Registration.NOTING;
  stopBadReply(t);
  return Registration.REFUSED;
}

function hasState(t: Terminal): bool {
  const state = tagNumber(exchangeOf(t), Tag.REGISTRATION_STATE);
  return state >= RegistrationState.SUBMITTED && state <= RegistrationState.CONTRACTED;
}

function ifNews(t: Terminal): i32 {
  if (!hasState(t)) {
    stopBadReply(t);
    return Registration.UNKNOWN;
  }
  const isNews = tagNumber(exchangeOf(t), Tag.REGISTRATION_STATE) !== bindingOf(t).registration;
  return isNews ? Registration.NOTING_STATE : Registration.SHOWING;
}

/** The platform no longer knows the application: it may be made anew. */
function ifForgotten(t: Terminal): i32 {
  return exchangeOf(t).responseCode === CODE_25 ? Registration.FORGETTING : Registration.UNKNOWN;
}

function writeState(t: Terminal): void {
  const x = exchangeOf(t);
  const binding = changeBinding(t, Kind.REGISTRATION_NOTED);
  takeText(x, Tag.APPLICATION_ID, binding.application, APPLICATION_BYTES);
  binding.registration = <i32>tagNumber(x, Tag.REGISTRATION_STATE);
  binding.dueDate = tagDate(x, Tag.DUE_DATE);
  fillBytes(binding.reasonText, 0, REASON_BYTES);
  const reason = tagOf(x, Tag.REASON_TEXT);
  if (reason.length > 0) memory.copy(binding.reasonText, reason.value, wholeLetters(reason.value, reason.length));
  takeText(x, Tag.TERMINAL_NUMBER, binding.numbers, 8);
  takeText(x, Tag.MERCHANT_NUMBER, binding.numbers + 8, 15);
  const deposit = tagOf(x, Tag.DEPOSIT);
  binding.deposit = deposit.length === DEPOSIT_BYTES ? max<i64>(0, getBcd(deposit.value, DEPOSIT_BYTES)) : 0;
}

/** @returns bytes of a text of UTF-8 that REASON_BYTES hold, no letter cut in two */
function wholeLetters(at: usize, length: i32): i32 {
  let bytes = min(length, REASON_BYTES);
  if (bytes === length) return bytes;
  while (bytes > 0 && (load<u8>(at + bytes) & 0xc0) === 0x80) bytes--;
  return bytes;
}

function writeForgotten(t: Terminal): void {
  const binding = changeBinding(t, Kind.REGISTRATION_NOTED);
  binding.registration = RegistrationState.NONE;
  binding.dueDate = 0;
  binding.deposit = 0;
  fillBytes(binding.application, 0, APPLICATION_BYTES + REASON_BYTES + NUMBERS_BYTES);
}

function showState(t: Terminal): void {
  const binding = bindingOf(t);
  const state = binding.registration;
  beginDocument(Screen.REGISTRATION_STATE);
  putNumber(Field.REGISTRATION, state);
  putText(Field.APPLICATION, binding.application, textLength(binding.application, APPLICATION_BYTES));
  if (state <= RegistrationState.IN_REVIEW && binding.dueDate !== 0) putNumber(Field.DUE_DATE, binding.dueDate);
  const reason = textLength(binding.reasonText, REASON_BYTES);
  if (state === RegistrationState.REJECTED && reason > 0) putText(Field.REASON_TEXT, binding.reasonText, reason);
  if (load<u8>(binding.numbers) !== 0) {
    putText(Field.MERCHANT_NUMBER, binding.numbers + 8, textLength(binding.numbers + 8, 15));
    putText(Field.TERMINAL_NUMBER, binding.numbers, textLength(binding.numbers, 8));
  }
  if (state >= RegistrationState.APPROVED) putNumber(Field.DEPOSIT, binding.deposit);
  sendDocument(t, Command.SCREEN, 0);
}

function ifAgain(t: Terminal): i32 {
  return bindingOf(t).registration === RegistrationState.REJECTED ? Registration.PREPARING : Event.CANCELLED;
}
