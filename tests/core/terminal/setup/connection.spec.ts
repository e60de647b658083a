import { Command, Event, STAY } from "../../../../assembly/abi";
import { LineFault } from "../../../../assembly/abi_devices";
import { Reason } from "../../../../assembly/abi_reasons";
import { Field } from "../../../../assembly/abi_fields";
import { CODE_00 } from "../../../../assembly/acquirer/profile";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { exchangeOf } from "../../../../assembly/acquirer/region";
import { durable } from "../../../../assembly/journal/durable";
import { PAYLOAD } from "../../../../assembly/machine/io";
import { REST, WAIT } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { Connecting, connection } from "../../../../assembly/terminal/setup/connection";
import { Checking, faultCheck } from "../../../../assembly/terminal/setup/fault_check";
import { Help, help } from "../../../../assembly/terminal/setup/help";
import { setupOf, Step } from "../../../../assembly/terminal/setup/zone";
import { textsOf } from "../../../../assembly/terminal/download/zone";
import { textAt } from "../../base/support";
import { beginStep, freshTerminal, giveStatus, lastCommand, lastPayload } from "../../machine/support";

let t: Terminal = freshTerminal();

function digit(number: u32): i32 {
  store<u32>(PAYLOAD, number);
  return connection(t, Connecting.FAILED, Event.KEY_DIGIT);
}

function stopped(state: i32, event: i32): i32 {
  expect(connection(t, state, event)).toBe(Connecting.FAILED);
  return exchangeOf(t).stopped;
}

describe("CONNECTION", () => {
  beforeEach(() => {
    t = freshTerminal();
  });

  it("is an echo for a bound terminal, a line for one that is not", () => {
    durable(t).bound = 1;
    expect(connection(t, Connecting.BEGINNING, Event.ENTER)).toBe(Connecting.SEALING);
    durable(t).bound = 0;
    beginStep();
    expect(connection(t, Connecting.BEGINNING, Event.ENTER)).toBe(Connecting.OPENING);
  });

  it("opens a line and closes it, whatever becomes of it", () => {
    connection(t, Connecting.OPENING, Event.ENTER);
    expect(lastCommand()).toBe(Command.LINE_OPEN);
    expect(connection(t, Connecting.OPENING, Event.LINE_UP)).toBe(Connecting.CLOSING);
    beginStep();
    expect(connection(t, Connecting.CLOSING, Event.ENTER)).toBe(Connecting.CONNECTED);
    expect(lastCommand()).toBe(Command.LINE_CLOSE);
    giveStatus(LineFault.REFUSED);
    expect(connection(t, Connecting.OPENING, Event.LINE_DOWN)).toBe(Connecting.CLOSING);
    beginStep();
    expect(stopped(Connecting.CLOSING, Event.ENTER)).toBe(Reason.LINE_REFUSED);
    expect(connection(t, Connecting.OPENING, Event.TIME)).toBe(Connecting.CLOSING);
    beginStep();
    expect(stopped(Connecting.CLOSING, Event.ENTER)).toBe(Reason.LINE_TIMED_OUT);
    beginStep();
    expect(connection(t, Connecting.OPENING, Event.END)).toBe(REST);
    expect(lastCommand()).toBe(Command.LINE_CLOSE);
  });

  it("believes an echo that says 00, and tells what else came of it", () => {
    exchangeOf(t).responseCode = CODE_00;
    expect(connection(t, Connecting.ECHOING, Event.REPLIED)).toBe(Connecting.CONNECTED);
    exchangeOf(t).responseCode = 0x3639;
    expect(stopped(Connecting.ECHOING, Event.REPLIED)).toBe(Reason.HOST_DECLINED);
    expect(stopped(Connecting.ECHOING, Event.NO_REPLY)).toBe(Reason.NO_REPLY);
    expect(stopped(Connecting.ECHOING, Event.BAD_MAC)).toBe(Reason.BAD_MAC);
    expect(stopped(Connecting.SEALING, Event.NOT_SEALED)).toBe(Reason.SECURE_MODULE);
    t.lineFault = LineFault.NAME;
    expect(stopped(Connecting.ECHOING, Event.NOT_SENT)).toBe(Reason.NAME_NOT_FOUND);
  });

  it("is a step of the first start once", () => {
    expect(connection(t, Connecting.CONNECTED, Event.KEY_ENTER)).toBe(Connecting.RECORDING);
    setupOf(t).steps = <u8>Step.TESTED;
    expect(connection(t, Connecting.CONNECTED, Event.KEY_ENTER)).toBe(Event.SUCCEEDED);
    expect(connection(t, Connecting.CONNECTED, Event.TIME)).toBe(Event.SUCCEEDED);
  });

  it("offers what may be done next, by digit", () => {
    expect(digit(1)).toBe(Connecting.BEGINNING);
    expect(digit(2)).toBe(Connecting.NETWORK);
    expect(digit(3)).toBe(Connecting.SERVERS);
    expect(digit(4)).toBe(Connecting.CHECKING);
    expect(digit(5)).toBe(Connecting.RESTARTING);
    expect(digit(6)).toBe(Connecting.SUPPORT);
    expect(digit(7)).toBe(STAY);
    expect(digit(0)).toBe(STAY);
    expect(connection(t, Connecting.RESTARTING, Event.TIME)).toBe(Connecting.FAILED);
    beginStep();
    connection(t, Connecting.RESTARTING, Event.ENTER);
    expect(lastCommand()).toBe(Command.RESTART);
  });
});

describe("FAULT_CHECK", () => {
  it("goes from power to cables, tests after each step, and ends with support", () => {
    t = freshTerminal();
    expect(faultCheck(t, Checking.BEGINNING, Event.ENTER)).toBe(Checking.TESTING_POWER);
    expect(faultCheck(t, Checking.TESTING_POWER, Event.FAILED)).toBe(Checking.ADVISING_POWER);
    expect(deskOf(t).page).toBe(1);
    expect(faultCheck(t, Checking.ADVISING_POWER, Event.KEY_ENTER)).toBe(Checking.TESTING_POWER);
    expect(faultCheck(t, Checking.TESTING_POWER, Event.FAILED)).toBe(Checking.ADVISING_POWER);
    expect(faultCheck(t, Checking.TESTING_POWER, Event.FAILED)).toBe(Checking.SUPPORT);
    faultCheck(t, Checking.BEGINNING, Event.ENTER);
    expect(faultCheck(t, Checking.TESTING_POWER, Event.SUCCEEDED)).toBe(Checking.TESTING_CABLES);
    for (let step = 3; step <= 5; step++) {
      expect(faultCheck(t, Checking.TESTING_CABLES, Event.FAILED)).toBe(Checking.ADVISING_CABLES);
      expect(deskOf(t).page).toBe(step);
    }
    expect(faultCheck(t, Checking.TESTING_CABLES, Event.FAILED)).toBe(Checking.SUPPORT);
    expect(faultCheck(t, Checking.TESTING_CABLES, Event.SUCCEEDED)).toBe(Checking.SOLVED);
    expect(faultCheck(t, Checking.SOLVED, Event.KEY_ENTER)).toBe(Event.SUCCEEDED);
    expect(faultCheck(t, Checking.SUPPORT, Event.KEY_ENTER)).toBe(Event.FAILED);
  });
});

describe("the support screen", () => {
  it("has what the platform has said, and the serial number", () => {
    t = freshTerminal();
    expect(connection(t, Connecting.SUPPORT, Event.ENTER) & WAIT).not.toBe(0);
    expect(load<u32>(lastPayload(), 4)).toBe(0);
    textAt(textsOf(t).phone, "95516");
    t.serial = 0x31;
    beginStep();
    connection(t, Connecting.SUPPORT, Event.ENTER);
    expect(load<u32>(lastPayload(), 4)).toBe(2);
    expect(load<u16>(lastPayload(), 8)).toBe(<u16>Field.SUPPORT_PHONE);
    expect(load<u16>(lastPayload(), 10)).toBe(5);
  });
});

describe("HELP", () => {
  it("turns the pages of a guide, and goes back to the list behind the last", () => {
    t = freshTerminal();
    expect(help(t, Help.READING, Event.KEY_ENTER)).toBe(Help.READING);
    expect(help(t, Help.READING, Event.KEY_MENU)).toBe(Help.READING);
    expect(help(t, Help.READING, Event.KEY_ENTER)).toBe(Help.CHOOSING);
    expect(help(t, Help.READING, Event.KEY_CANCEL)).toBe(Help.CHOOSING);
    expect(help(t, Help.READING, Event.TIME)).toBe(Event.CANCELLED);
  });
});
