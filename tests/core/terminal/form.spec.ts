import { Command, Event, STAY } from "../../../assembly/abi";
import { TextKind, TextResult } from "../../../assembly/abi_devices";
import { Screen } from "../../../assembly/abi_shown";
import { Reason } from "../../../assembly/abi_reasons";
import { Field } from "../../../assembly/abi_fields";
import { deskOf } from "../../../assembly/acquirer/desk";
import { PAYLOAD } from "../../../assembly/machine/io";
import { REST, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Filling, form, openForm, setValue } from "../../../assembly/terminal/form";
import { BINDING_MERCHANT, Form, REGISTRATION_IDENTITY } from "../../../assembly/terminal/forms";
import { textAt, textOf } from "../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../machine/support";
import { firstPayload, numberIn, textIn } from "./views";

const SCRATCH: usize = memory.data(128, 8);
let t: Terminal = freshTerminal();

function open(which: Form): void {
  t = freshTerminal();
  t.wall_ms = 1_795_348_800_000;
  openForm(t, which);
}

function enter(state: Filling): i32 {
  beginStep();
  return form(t, state, Event.ENTER);
}

/** The board's answer to ENTER_TEXT. */
function answer(result: TextResult, text: string): i32 {
  store<u64>(PAYLOAD, result);
  store<u64>(PAYLOAD, text.length, 8);
  textAt(PAYLOAD + 16, text);
  return form(t, Filling.TYPING, Event.TEXT_DONE);
}

function type(text: string): i32 {
  return answer(TextResult.ENTERED, text);
}

function digit(value: u32): i32 {
  store<u32>(PAYLOAD, value);
  return form(t, Filling.REVIEWING, Event.KEY_DIGIT);
}

/** What stands in the text entry that the machine opens. */
function standing(): string {
  enter(Filling.TYPING);
  const input = lastPayload();
  return textOf(input + 24, load<u32>(input, 16));
}

function fillRegistration(): void {
  open(Form.REGISTRATION);
  type("Shop");
  type("5411");
  type("91350100M000100Y43");
  type("11010519491231002x");
  type("6228480402564890018");
  type("Li Lei");
  expect(type("13800138000")).toBe(Filling.REVIEWING);
}

describe("FORM", () => {
  it("names the field, its place, and asks for a text of its kind", () => {
    open(Form.REGISTRATION);
    expect(enter(Filling.TYPING)).toBe(WAIT | 125_000);
    expect(load<u32>(firstPayload())).toBe(Screen.FORM_FIELD);
    expect(numberIn(Field.LABEL_OF)).toBe(Field.MERCHANT_NAME);
    expect(textIn(Field.PAGE)).toBe("1/7");
    expect(numberIn(Field.REASON)).toBe(-1);
    expect(lastCommand()).toBe(Command.ENTER_TEXT);
    expect(load<u32>(lastPayload())).toBe(TextKind.TEXT);
    expect(load<u32>(lastPayload(), 4)).toBe(2);
    expect(load<u32>(lastPayload(), 8)).toBe(40);
    expect(load<u32>(lastPayload(), 12)).toBe(120_000);
    type("Shop");
    type("5411");
    type("91350100M000100Y43");
    enter(Filling.TYPING);
    expect(load<u32>(lastPayload())).toBe(TextKind.IDENTITY);
  });

  it("goes on with a value that passes, and keeps the same field with one that does not", () => {
    open(Form.REGISTRATION);
    expect(type("Shop")).toBe(Filling.TYPING);
    expect(type("0001")).toBe(Filling.TYPING);
    expect(deskOf(t).formReason).toBe(Reason.FORM_RANGE);
    expect(standing()).toBe("0001");
    expect(numberIn(Field.REASON)).toBe(Reason.FORM_RANGE);
    expect(numberIn(Field.LABEL_OF)).toBe(Field.CATEGORY);
    expect(type("5411")).toBe(Filling.TYPING);
    enter(Filling.TYPING);
    expect(numberIn(Field.LABEL_OF)).toBe(Field.LICENCE);
    expect(numberIn(Field.REASON)).toBe(-1);
  });

  it("checks lengths by itself, whatever the board lets through", () => {
    open(Form.BINDING);
    expect(type("1")).toBe(Filling.TYPING);
    expect(deskOf(t).formReason).toBe(Reason.FORM_LENGTH);
    expect(type("1".repeat(120))).toBe(Filling.TYPING);
    expect(deskOf(t).formReason).toBe(Reason.FORM_LENGTH);
    expect(standing().length).toBe(15);
  });

  it("goes back with cancel, with what stands there, and leaves from the first field", () => {
    open(Form.BINDING);
    type("104110548991001");
    expect(answer(TextResult.CANCELLED, "")).toBe(Filling.TYPING);
    expect(standing()).toBe("104110548991001");
    expect(answer(TextResult.CANCELLED, "")).toBe(Event.CANCELLED);
  });

  it("ends when nobody types, or nothing can be typed", () => {
    open(Form.BINDING);
    expect(answer(TextResult.TIMED_OUT, "")).toBe(Event.CANCELLED);
    expect(answer(TextResult.REFUSED, "")).toBe(Event.CANCELLED);
    expect(form(t, Filling.TYPING, Event.TIME)).toBe(Event.CANCELLED);
    beginStep();
    expect(form(t, Filling.TYPING, Event.END)).toBe(REST);
    expect(lastCommand()).toBe(Command.CANCEL);
    expect(form(t, Filling.REVIEWING, Event.TIME)).toBe(Event.CANCELLED);
  });

  it("shows all values in full, page by page, before it succeeds", () => {
    fillRegistration();
    expect(enter(Filling.REVIEWING)).toBe(WAIT | 120_000);
    expect(load<u32>(firstPayload())).toBe(Screen.FORM_REVIEW);
    expect(textIn(Field.MERCHANT_NAME)).toBe("Shop");
    expect(textIn(Field.IDENTITY)).toBe("11010519491231002X");
    expect(textIn(Field.ACCOUNT)).toBe("?");
    expect(textIn(Field.PAGE)).toBe("1/2");
    expect(form(t, Filling.REVIEWING, Event.KEY_ENTER)).toBe(Filling.REVIEWING);
    enter(Filling.REVIEWING);
    expect(textIn(Field.ACCOUNT)).toBe("6228480402564890018");
    expect(textIn(Field.PHONE)).toBe("13800138000");
    expect(form(t, Filling.REVIEWING, Event.KEY_MENU)).toBe(Filling.REVIEWING);
    enter(Filling.REVIEWING);
    expect(textIn(Field.PAGE)).toBe("1/2");
    form(t, Filling.REVIEWING, Event.KEY_ENTER);
    expect(form(t, Filling.REVIEWING, Event.KEY_ENTER)).toBe(Event.SUCCEEDED);
  });

  it("corrects the field of a digit, and comes back to the review", () => {
    fillRegistration();
    expect(digit(4)).toBe(Filling.TYPING);
    expect(standing()).toBe("11010519491231002X");
    expect(type("110105199003075134")).toBe(Filling.TYPING);
    expect(answer(TextResult.CANCELLED, "")).toBe(Filling.REVIEWING);
    enter(Filling.REVIEWING);
    expect(textIn(Field.IDENTITY)).toBe("11010519491231002X");
    digit(4);
    expect(type("110105199003075133")).toBe(Filling.REVIEWING);
    expect(textOf(deskOf(t).form + REGISTRATION_IDENTITY, 18)).toBe("110105199003075133");
  });

  it("passes over digits that are no row, and cancel goes back to the last field", () => {
    fillRegistration();
    expect(digit(0)).toBe(STAY);
    expect(digit(5)).toBe(STAY);
    form(t, Filling.REVIEWING, Event.KEY_ENTER);
    expect(digit(4)).toBe(STAY);
    expect(form(t, Filling.REVIEWING, Event.KEY_CANCEL)).toBe(Filling.TYPING);
    expect(standing()).toBe("13800138000");
    expect(answer(TextResult.CANCELLED, "")).toBe(Filling.TYPING);
    expect(standing()).toBe("Li Lei");
  });

  it("opens with what it is given", () => {
    open(Form.BINDING);
    setValue(t, BINDING_MERCHANT, SCRATCH, textAt(SCRATCH, "104110548991001"));
    expect(standing()).toBe("104110548991001");
    open(Form.BINDING);
    expect(standing()).toBe("");
  });
});
