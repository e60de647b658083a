import { Command, Event } from "../../../../assembly/abi";
import { Paper, Part, READINESS_BYTES } from "../../../../assembly/abi_devices";
import { Reason } from "../../../../assembly/abi_reasons";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { PAYLOAD } from "../../../../assembly/machine/io";
import { WAIT } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import {
  Need,
  needReadiness,
  NEEDS_ALL,
  NEEDS_TO_AGREE,
  NEEDS_TO_UPDATE,
  readiness,
  Readying,
} from "../../../../assembly/terminal/setup/readiness";
import { beginStep, freshTerminal, lastCommand, lastTicket } from "../../machine/support";

let t: Terminal = freshTerminal();

/** All that a terminal could wish for. */
function sensors(battery: u32 = 100, mains: u32 = 0, paper: u32 = Paper.IN, failed: u32 = 0): void {
  memory.fill(PAYLOAD, 0, READINESS_BYTES);
  store<u32>(PAYLOAD, battery);
  store<u32>(PAYLOAD, mains, 4);
  store<u32>(PAYLOAD, paper, 8);
  store<u32>(PAYLOAD, 1, 12);
  store<u32>(PAYLOAD, 1, 16);
  store<u32>(PAYLOAD, 0, 20);
  store<u32>(PAYLOAD, 1, 24);
  store<u32>(PAYLOAD, failed, 28);
}

function answered(needs: i32): i32 {
  needReadiness(t, needs);
  return readiness(t, Readying.LOOKING, Event.READINESS_DONE);
}

/** What is missing, where something is. */
function missing(needs: i32): i32 {
  return answered(needs) === Readying.SHOWING ? deskOf(t).missing : Reason.NONE;
}

describe("READINESS", () => {
  beforeEach(() => {
    t = freshTerminal();
    sensors();
  });

  it("asks the sensors, and passes in silence what is met", () => {
    expect(readiness(t, Readying.LOOKING, Event.ENTER) & WAIT).not.toBe(0);
    expect(lastCommand()).toBe(Command.READINESS);
    expect(lastTicket()).not.toBe(0);
    expect(answered(NEEDS_ALL)).toBe(Event.SUCCEEDED);
    expect(answered(NEEDS_TO_UPDATE)).toBe(Event.SUCCEEDED);
  });

  it("wants a battery of a fifth, of a half for firmware, or mains", () => {
    sensors(20);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.NONE);
    expect(missing(NEEDS_TO_UPDATE)).toBe(Reason.BATTERY_LOW);
    sensors(19);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.BATTERY_LOW);
    sensors(50);
    expect(missing(NEEDS_TO_UPDATE)).toBe(Reason.NONE);
    sensors(49);
    expect(missing(NEEDS_TO_UPDATE)).toBe(Reason.BATTERY_LOW);
    sensors(0, 1);
    expect(missing(NEEDS_TO_UPDATE)).toBe(Reason.NONE);
  });

  it("names what is missing, and only of what is needed", () => {
    sensors(100, 0, Paper.OUT);
    expect(missing(NEEDS_ALL)).toBe(Reason.NO_PAPER);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.NONE);
    sensors(100, 0, Paper.LOW);
    expect(missing(NEEDS_ALL)).toBe(Reason.NONE);
    sensors();
    store<u32>(PAYLOAD, 0, 16);
    expect(missing(Need.CARRIER)).toBe(Reason.NO_CARRIER);
    expect(missing(Need.CLOCK)).toBe(Reason.NONE);
    sensors();
    store<u32>(PAYLOAD, 0, 24);
    expect(missing(Need.CLOCK)).toBe(Reason.CLOCK_NOT_SET);
  });

  it("stops for the secure module and the flash, not for a printer", () => {
    sensors(100, 0, Paper.IN, 1 << Part.SECURE_MODULE);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.SELF_TEST_FAILED);
    sensors(100, 0, Paper.IN, 1 << Part.FLASH);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.SELF_TEST_FAILED);
    sensors(100, 0, Paper.IN, 1 << Part.PRINTER);
    expect(missing(NEEDS_TO_AGREE)).toBe(Reason.NONE);
  });

  it("is shown where it is asked for, and never where it must be quiet", () => {
    expect(answered(Need.SHOWN | NEEDS_ALL)).toBe(Readying.SHOWING);
    sensors(0);
    expect(answered(Need.QUIETLY | NEEDS_ALL)).toBe(Event.FAILED);
  });

  it("takes sensors that do not answer for a part that has failed", () => {
    needReadiness(t, NEEDS_ALL);
    expect(readiness(t, Readying.LOOKING, Event.TIME)).toBe(Readying.SHOWING);
    expect(deskOf(t).missing).toBe(Reason.SELF_TEST_FAILED);
    needReadiness(t, Need.QUIETLY);
    expect(readiness(t, Readying.LOOKING, Event.TIME)).toBe(Event.FAILED);
  });

  it("takes numbers that no sensor should give", () => {
    memory.fill(PAYLOAD, 0xff, READINESS_BYTES);
    needReadiness(t, Need.SHOWN);
    expect(readiness(t, Readying.LOOKING, Event.READINESS_DONE)).toBe(Readying.SHOWING);
    expect(deskOf(t).battery).toBe(100);
    beginStep();
    expect(readiness(t, Readying.SHOWING, Event.ENTER) & WAIT).not.toBe(0);
    expect(lastCommand()).toBe(Command.SCREEN);
  });

  it("looks again at every confirmation, and fails when somebody leaves", () => {
    expect(readiness(t, Readying.SHOWING, Event.KEY_ENTER)).toBe(Readying.LOOKING);
    expect(readiness(t, Readying.SHOWING, Event.KEY_CANCEL)).toBe(Event.SUCCEEDED);
    sensors(0);
    answered(NEEDS_ALL);
    expect(readiness(t, Readying.SHOWING, Event.KEY_CANCEL)).toBe(Event.FAILED);
    expect(readiness(t, Readying.SHOWING, Event.TIME)).toBe(Event.FAILED);
  });
});
