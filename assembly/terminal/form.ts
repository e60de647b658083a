/**
 * FORM: a form is filled in field by field, checked, and shown whole for the person to check it. Returns SUCCEEDED, with the
 * values on the desk, or CANCELLED.
 *
 * Input: `openForm`, and whatever is to stand there already (`setValue`). Which fields there are, forms.ts says; what a value must
 * be, form_checks.ts. A value is on the desk only once it has passed; numbers of persons and accounts are shown in full on the
 * review, as nobody else can check them, and nowhere else.
 */
import { Command, Event, STAY } from "../abi";
import { TextKind, TextResult } from "../abi_devices";
import { Screen } from "../abi_shown";
import { Reason } from "../abi_reasons";
import { Field } from "../abi_fields";
import { Desk, deskOf, FORM_BYTES } from "../acquirer/desk";
import { copyBytes, fillBytes } from "../base/bytes";
import { beginDocument, putNumber, putText, sendDocument, textLength } from "../machine/document";
import { askWith, Bytes, payload, PAYLOAD, putBytes, Status } from "../machine/io";
import { may2, may3, NO_ROW, REST, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { checkValue } from "./form_checks";
import { fieldCount, fieldOf, Form, FormField } from "./forms";
import { giveKeypadBack } from "./pin";

export enum Filling {
  OPENING,
  TYPING,
  REVIEWING,
}

export function form(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Filling.OPENING: switch (event) {
      case Event.ENTER: return may2(ifReviewed(t), Filling.TYPING, Filling.REVIEWING);
    } break;
    case Filling.TYPING: switch (event) {
      case Event.ENTER: askField(t); return wait(125_000);
      case Event.TEXT_DONE: return may3(ifTaken(t), Filling.TYPING, Filling.REVIEWING, Event.CANCELLED);
      case Event.TIME: return Event.CANCELLED;
      case Event.END: giveKeypadBack(t); return REST;
    } break;
    case Filling.REVIEWING: switch (event) {
      case Event.ENTER: showReview(t); return wait(120_000);
      case Event.KEY_ENTER: return may2(ifSeen(t), Filling.REVIEWING, Event.SUCCEEDED);
      case Event.KEY_DIGIT: return may2(ifField(t), Filling.TYPING, STAY);
      case Event.KEY_MENU: turnPage(t); return Filling.REVIEWING;
      case Event.KEY_CANCEL: goToLast(t); return Filling.TYPING;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const ENTRY_TIMEOUT_MS: i32 = 120_000;
/** Fields on a page of the review. */
export const REVIEW_FIELDS: i32 = 4;
const PAGE: usize = memory.data(8, 8);
const STROKE: u8 = 0x2f;
const LETTER_A: u32 = 0x61;

@unmanaged
class TextInput {
  kind: u32;
  min: u32;
  max: u32;
  timeout_ms: u32;
  get text(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<TextInput>());
  }
}

/** To be called before FORM runs: nothing stands in the fields. */
export function openForm(t: Terminal, form: Form): void {
  const desk = deskOf(t);
  fillBytes(desk.form, 0, FORM_BYTES);
  desk.formNumber = form;
  desk.isReviewed = 0;
  desk.reviewPage = 0;
  goTo(t, 0);
}

/** What is to stand in a field when it is opened. */
export function setValue(t: Terminal, at: i32, from: usize, length: i32): void {
  copyBytes(deskOf(t).form + at, from, length);
  goTo(t, 0);
}

/** What stands in all fields is only to be looked at; so it is when a form that has SUCCEEDED is run again. */
export function reviewForm(t: Terminal): void {
  const desk = deskOf(t);
  desk.isReviewed = 1;
  desk.reviewPage = 0;
}

/** Whatever page was looked at last, a review begins with the first. */
function ifReviewed(t: Terminal): i32 {
  deskOf(t).reviewPage = 0;
  return deskOf(t).isReviewed !== 0 ? Filling.REVIEWING : Filling.TYPING;
}

/** The field is opened with what stands there. */
function goTo(t: Terminal, index: i32): void {
  const desk = deskOf(t);
  const field = fieldOf(desk.formNumber, index);
  desk.formField = index;
  desk.formReason = Reason.NONE;
  desk.typedLength = valueLength(desk, field);
  copyBytes(desk.typed, desk.form + field.at, desk.typedLength);
}

function valueLength(desk: Desk, field: FormField): i32 {
  return textLength(desk.form + field.at, field.max);
}

/** The value itself stands in the text entry alone. */
function askField(t: Terminal): void {
  const desk = deskOf(t);
  const field = fieldOf(desk.formNumber, desk.formField);
  beginDocument(Screen.FORM_FIELD);
  putNumber(Field.LABEL_OF, field.field);
  putPage(desk.formField + 1, fieldCount(desk.formNumber));
  if (desk.formReason !== Reason.NONE) putNumber(Field.REASON, desk.formReason);
  sendDocument(t, Command.SCREEN, 0);
  const input = askWith<TextInput>(t, Command.ENTER_TEXT, <i32>offsetof<Bytes>() + desk.typedLength);
  input.kind = field.kind;
  input.min = field.min;
  input.max = field.max;
  input.timeout_ms = ENTRY_TIMEOUT_MS;
  putBytes(input.text, desk.typed, desk.typedLength);
}

/** A value that passes goes to its place; what does not stays in the text entry, to be corrected. */
function ifTaken(t: Terminal): i32 {
  const desk = deskOf(t);
  const status = payload<Status>().status;
  if (status === TextResult.CANCELLED) return ifBack(t);
  if (status !== TextResult.ENTERED) return Event.CANCELLED;
  const field = fieldOf(desk.formNumber, desk.formField);
  const text = changetype<Bytes>(PAYLOAD + offsetof<Status>());
  const length = <i32>text.length;
  desk.typedLength = min(length, field.max);
  copyBytes(desk.typed, text.start, desk.typedLength);
  if (field.kind === TextKind.CODE || field.kind === TextKind.IDENTITY) raise(desk.typed, desk.typedLength);
  desk.formReason = Reason.FORM_LENGTH;
  if (length < field.min || length > field.max) return Filling.TYPING;
  desk.formReason = checkValue(t, field.check, desk.typed, length);
  if (desk.formReason !== Reason.NONE) return Filling.TYPING;
  fillBytes(desk.form + field.at, 0, field.max);
  copyBytes(desk.form + field.at, desk.typed, length);
  return ifMore(t);
}

/** To the field before; a correction goes back to the review, with the value as it was. */
function ifBack(t: Terminal): i32 {
  const desk = deskOf(t);
  if (desk.isReviewed !== 0) return Filling.REVIEWING;
  if (desk.formField === 0) return Event.CANCELLED;
  goTo(t, desk.formField - 1);
  return Filling.TYPING;
}

function ifMore(t: Terminal): i32 {
  const desk = deskOf(t);
  if (desk.isReviewed !== 0 || desk.formField + 1 === fieldCount(desk.formNumber)) {
    desk.isReviewed = 1;
    return Filling.REVIEWING;
  }
  goTo(t, desk.formField + 1);
  return Filling.TYPING;
}

/** Small letters to capitals. */
function raise(at: usize, length: i32): void {
  for (let i = 0; i < length; i++) {
    const letter = <u32>load<u8>(at + i) - LETTER_A;
    if (letter < 26) store<u8>(at + i, <u8>(0x41 + letter));
  }
}

function pagesOf(desk: Desk): i32 {
  return (fieldCount(desk.formNumber) + REVIEW_FIELDS - 1) / REVIEW_FIELDS;
}

/** Its rows are numbered from 1: these are the digits that correct them. */
function showReview(t: Terminal): void {
  const desk = deskOf(t);
  const first = desk.reviewPage * REVIEW_FIELDS;
  beginDocument(Screen.FORM_REVIEW);
  for (let i = first; i < min(first + REVIEW_FIELDS, fieldCount(desk.formNumber)); i++) {
    const field = fieldOf(desk.formNumber, i);
    putText(field.field, desk.form + field.at, valueLength(desk, field));
  }
  putPage(desk.reviewPage + 1, pagesOf(desk));
  sendDocument(t, Command.SCREEN, 0);
}

/** Every page is to be seen before the last one confirms. */
function ifSeen(t: Terminal): i32 {
  const desk = deskOf(t);
  if (desk.reviewPage + 1 >= pagesOf(desk)) return Event.SUCCEEDED;
  desk.reviewPage += 1;
  return Filling.REVIEWING;
}

function turnPage(t: Terminal): void {
  const desk = deskOf(t);
  desk.reviewPage = (desk.reviewPage + 1) % pagesOf(desk);
}

function ifField(t: Terminal): i32 {
  const desk = deskOf(t);
  const place = load<i32>(PAYLOAD) - 1;
  const index = desk.reviewPage * REVIEW_FIELDS + place;
  if (place < 0 || place >= REVIEW_FIELDS || index >= fieldCount(desk.formNumber)) return STAY;
  goTo(t, index);
  return Filling.TYPING;
}

function goToLast(t: Terminal): void {
  const desk = deskOf(t);
  desk.isReviewed = 0;
  desk.reviewPage = 0;
  goTo(t, fieldCount(desk.formNumber) - 1);
}

/** Place and number, one digit each. */
function putPage(place: i32, count: i32): void {
  store<u8>(PAGE, <u8>(0x30 + place));
  store<u8>(PAGE, STROKE, 1);
  store<u8>(PAGE, <u8>(0x30 + count), 2);
  putText(Field.PAGE, PAGE, 3);
}
