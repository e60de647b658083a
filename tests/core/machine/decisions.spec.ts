import { Command, COMMAND_HEADER, OUT_BYTES } from "../../../assembly/abi";
import { DECISIONS_MAX, Rule } from "../../../assembly/abi_rules";
import { setTsi, setTvr, TSI_TERMINAL_RISK, TVR_EXPIRED } from "../../../assembly/emv/tvr";
import { cardOf } from "../../../assembly/emv/region";
import { beginDecisions, decide, tellDecisions } from "../../../assembly/machine/decisions";
import { Bytes, tellOn, used } from "../../../assembly/machine/io";
import { Terminal } from "../../../assembly/machine/terminal";
import { freshTerminal, lastCommand, lastPayload } from "./support";

let t: Terminal = freshTerminal();

function begin(diagnosed: u64): void {
  t = freshTerminal();
  t.diagnosed = diagnosed;
  beginDecisions(t);
}

function count(): i32 {
  return load<i32>(lastPayload());
}

function dropped(): i32 {
  return load<i32>(lastPayload(), 4);
}

function rule(index: i32): i32 {
  return load<i32>(lastPayload() + 8 + 8 * index);
}

function value(index: i32): i32 {
  return load<i32>(lastPayload() + 12 + 8 * index);
}

describe("the decision log", () => {
  it("tells what a step decided, in order", () => {
    begin(1);
    decide(Rule.CHOSEN, 3);
    decide(Rule.PROFILE, 0x1c00);
    tellDecisions(t);
    expect(lastCommand()).toBe(Command.DECISIONS);
    expect(count()).toBe(2);
    expect(dropped()).toBe(0);
    expect(rule(0)).toBe(Rule.CHOSEN);
    expect(value(0)).toBe(3);
    expect(rule(1)).toBe(Rule.PROFILE);
    expect(value(1)).toBe(0x1c00);
  });

  it("says nothing while no device is there, nor when nothing was decided", () => {
    begin(0);
    decide(Rule.CHOSEN, 3);
    tellDecisions(t);
    expect(used()).toBe(0);
    begin(1);
    tellDecisions(t);
    expect(used()).toBe(0);
  });

  it("forgets what the step before noted", () => {
    begin(1);
    decide(Rule.CHOSEN, 3);
    beginDecisions(t);
    tellDecisions(t);
    expect(used()).toBe(0);
  });

  it("counts what finds no room", () => {
    begin(1);
    for (let i = 0; i < DECISIONS_MAX + 5; i++) decide(Rule.CVM_RULE, i);
    tellDecisions(t);
    expect(count()).toBe(DECISIONS_MAX);
    expect(dropped()).toBe(5);
    expect(value(DECISIONS_MAX - 1)).toBe(DECISIONS_MAX - 1);
  });

  it("leaves room for the deadline in an OUT that is nearly full", () => {
    for (let free = 0; free < 80; free += 8) {
      begin(1);
      for (let i = 0; i < 4; i++) decide(Rule.CVM_RULE, i);
      const filled = OUT_BYTES - 2 * COMMAND_HEADER - 8 - free;
      tellOn<Bytes>(t, Command.LINE_SEND, 0, filled - <i32>offsetof<Bytes>());
      tellDecisions(t);
      expect(used()).toBeLessThanOrEqual(OUT_BYTES - COMMAND_HEADER - 8);
      const told = lastCommand() === Command.DECISIONS;
      expect(told).toBe(free >= COMMAND_HEADER + 16);
      if (told) expect(count() + dropped()).toBe(4);
    }
  });

  it("has a bit of TVR and TSI once, when it is set", () => {
    begin(1);
    setTvr(cardOf(t), TVR_EXPIRED);
    setTvr(cardOf(t), TVR_EXPIRED);
    setTsi(cardOf(t), TSI_TERMINAL_RISK);
    setTsi(cardOf(t), TSI_TERMINAL_RISK);
    tellDecisions(t);
    expect(count()).toBe(2);
    expect(rule(0)).toBe(Rule.TVR_BIT);
    expect(value(0)).toBe(TVR_EXPIRED);
    expect(rule(1)).toBe(Rule.TSI_BIT);
    expect(value(1)).toBe(TSI_TERMINAL_RISK);
  });
});
