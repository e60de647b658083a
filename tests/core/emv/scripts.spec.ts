import { Event } from "../../../assembly/abi";
import { Card, cardOf } from "../../../assembly/emv/region";
import {
  beginScriptsAfter,
  beginScriptsBefore,
  hasScripts,
  keepIssuerAnswer,
  Scripts,
  scripts,
} from "../../../assembly/emv/scripts";
import { Machine, RUN } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal } from "../machine/support";
import { element } from "./support";

const REPLY: usize = memory.data(300, 8);
const IDENTIFIED: string = "9F180454494C4C";
const FIRST: string = "841E000004A1A2A3A4";
const SECOND: string = "84240000";

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** A reply is believed whose F55 says this much. */
function reply(f55: string): void {
  t = freshTerminal();
  card = cardOf(t);
  keepIssuerAnswer(t, REPLY, hexAt(REPLY, f55));
}

function template(tag: string, content: string): string {
  return element(tag, content);
}

function command(apdu: string): string {
  return element("86", apdu);
}

/** Delivers what is to be delivered, the card answering each with the next of these. @returns the commands, one after another */
function deliver(statuses: i32[]): string {
  let given = "";
  let next = 0;
  beginStep();
  while (scripts(t, Scripts.SEEKING, Event.ENTER) === Scripts.DELIVERING) {
    given += (given === "" ? "" : " ") + hexOf(card.command, card.commandLength);
    expect(scripts(t, Scripts.DELIVERING, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
    card.status = next < statuses.length ? statuses[next] : 0x9000;
    next++;
    expect(scripts(t, Scripts.DELIVERING, Event.ANSWERED)).toBe(Scripts.SEEKING);
  }
  return given;
}

function before(statuses: i32[]): string {
  beginScriptsBefore(t);
  return deliver(statuses);
}

function after(statuses: i32[]): string {
  beginScriptsAfter(t);
  return deliver(statuses);
}

function results(): string {
  return hexOf(card.scriptResults, card.resultsLength);
}

function bits(): string {
  return hexOf(card.tvr + 4, 1) + hexOf(card.tsi, 1);
}

describe("SCRIPTS", () => {
  it("has nothing to do and nothing to tell without a script", () => {
    reply("9F36020001" + element("91", "0102030405060708"));
    expect(before([])).toBe("");
    expect(after([])).toBe("");
    expect(hasScripts(card)).toBe(false);
    expect(bits()).toBe("0000");
  });

  it("delivers the commands of 71 before and of 72 after, one after another (EMV Book 3, 10.10)", () => {
    reply(template("71", IDENTIFIED + command(FIRST) + command(SECOND)) + template("72", command(SECOND)));
    expect(results()).toBe("0054494C4C" + "0000000000");
    expect(before([])).toBe(FIRST + " " + SECOND);
    expect(results()).toBe("2054494C4C" + "0000000000");
    expect(after([])).toBe(SECOND);
    expect(results()).toBe("2054494C4C" + "2000000000");
    expect(bits()).toBe("0004");
  });

  it("goes on after 90, 62 and 63, whatever SW2 says, and after nothing else", () => {
    for (let sw1 = 0; sw1 < 256; sw1++) {
      reply(template("72", command(FIRST) + command(SECOND)));
      const goesOn = sw1 === 0x90 || sw1 === 0x62 || sw1 === 0x63;
      expect(after([(sw1 << 8) | 0xcf])).toBe(goesOn ? FIRST + " " + SECOND : FIRST);
      expect(results()).toBe(goesOn ? "2000000000" : "1100000000");
      expect(hexOf(card.tvr + 4, 1)).toBe(goesOn ? "00" : "10");
    }
  });

  it("delivers no template a second time, whatever became of it the first time", () => {
    reply(
      template("71", command(FIRST)) +
        template("71", command(FIRST) + command(SECOND)) +
        template("71", command(SECOND)),
    );
    beginScriptsBefore(t);
    expect(scripts(t, Scripts.SEEKING, Event.ENTER)).toBe(Scripts.DELIVERING);
    card.status = 0x9000;
    scripts(t, Scripts.DELIVERING, Event.ANSWERED);
    expect(scripts(t, Scripts.SEEKING, Event.ENTER)).toBe(Scripts.DELIVERING);
    scripts(t, Scripts.DELIVERING, Event.ANSWERED);
    expect(scripts(t, Scripts.SEEKING, Event.ENTER)).toBe(Scripts.DELIVERING);
    expect(scripts(t, Scripts.DELIVERING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
    expect(results()).toBe("2000000000" + "1200000000" + "0000000000");
    expect(before([])).toBe(SECOND);
    expect(results()).toBe("2000000000" + "1200000000" + "2000000000");
  });

  it("says which command failed, F for the 15th and any after it, and goes on with the next template", () => {
    reply(template("71", command(FIRST) + command(SECOND) + command(FIRST)) + template("71", command(SECOND)));
    expect(before([0x9000, 0x6a80])).toBe(FIRST + " " + SECOND + " " + SECOND);
    expect(results()).toBe("1200000000" + "2000000000");
    expect(bits()).toBe("2004");
    for (let failing = 1; failing <= 18; failing++) {
      let many = "";
      const statuses: i32[] = [];
      for (let i = 1; i <= 18; i++) {
        many += command(SECOND);
        statuses.push(i === failing ? 0x6985 : 0x9000);
      }
      reply(template("72", many));
      after(statuses);
      expect(hexOf(card.scriptResults, 1)).toBe("1" + "0123456789ABCDEF".charAt(min(failing, 15)));
    }
  });

  it("has told the truth when the card leaves in the middle, or stops answering", () => {
    reply(template("72", command(FIRST) + command(SECOND)) + template("72", IDENTIFIED + command(FIRST)));
    beginScriptsAfter(t);
    scripts(t, Scripts.SEEKING, Event.ENTER);
    card.status = 0x9000;
    scripts(t, Scripts.DELIVERING, Event.ANSWERED);
    scripts(t, Scripts.SEEKING, Event.ENTER);
    expect(results()).toBe("1200000000" + "0054494C4C");
    expect(bits()).toBe("0004");
    expect(scripts(t, Scripts.DELIVERING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
    expect(results()).toBe("1200000000" + "0054494C4C");
    expect(bits()).toBe("1004");
  });

  it("takes a malformed template for a failed one, and delivers nothing of it", () => {
    reply(template("71", command(FIRST) + "8609841E") + template("71", command(SECOND)));
    expect(before([])).toBe(SECOND);
    expect(results()).toBe("1000000000" + "2000000000");
    expect(bits()).toBe("2004");
    reply(template("72", command(SECOND) + command("841E00") + command(FIRST)));
    expect(after([])).toBe(SECOND);
    expect(results()).toBe("1200000000");
    expect(bits()).toBe("1004");
  });

  it("takes a template that F55 cuts off for a failed one, and what is no template for the end", () => {
    reply(template("72", IDENTIFIED + command(FIRST)) + "7210" + command(SECOND));
    expect(after([])).toBe(FIRST);
    expect(results()).toBe("2054494C4C" + "1000000000");
    reply(template("72", command(FIRST)) + "71");
    expect(before([])).toBe("");
    expect(after([])).toBe(FIRST);
    expect(results()).toBe("2000000000" + "1000000000");
    reply(template("72", command(FIRST)) + "9F10" + template("72", command(SECOND)));
    after([]);
    expect(card.resultsLength).toBe(5);
    reply("");
    expect(after([])).toBe("");
  });

  it("takes an identifier of another length for none, and a template without commands for a success", () => {
    reply(template("72", "9F180354494C" + command(FIRST)) + template("72", IDENTIFIED));
    expect(after([])).toBe(FIRST);
    expect(results()).toBe("2000000000" + "2054494C4C");
  });

  it("does four templates and no fifth: DF31 could not tell of it", () => {
    let five = "";
    for (let i = 0; i < 5; i++) five += template(i === 1 ? "71" : "72", command("8424000" + i.toString()));
    reply(five);
    expect(before([])).toBe("84240001");
    expect(after([])).toBe("84240000 84240002 84240003");
    expect(results()).toBe("20000000002000000000" + "20000000002000000000");
  });

  it("takes scripts longer than the 128 bytes that the Book asks for, as long as F55 is", () => {
    let data = "";
    for (let i = 0; i < 200; i++) data += "5A";
    const long = "04DA9F58C8" + data;
    reply("7281D0" + "8681CD" + long);
    expect(card.answerLength).toBe(211);
    expect(after([])).toBe(long);
    expect(results()).toBe("2000000000");
  });

  it("never trusts what it reads: any bytes come to an end", () => {
    let seed: u32 = 1;
    for (let round = 0; round < 3000; round++) {
      const length = <i32>(seed % 60);
      for (let i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        const random = seed >> 16;
        const likely = random & 7;
        const byte =
          likely === 0 ? 0x71 : likely === 1 ? 0x72 : likely === 2 ? 0x86 : likely < 6 ? random % 20 : random;
        store<u8>(REPLY + i, <u8>byte);
      }
      t = freshTerminal();
      card = cardOf(t);
      keepIssuerAnswer(t, REPLY, length);
      before([]);
      after([]);
      for (let at = 0; at < card.resultsLength; at += 5) {
        const result = load<u8>(card.scriptResults + at) >> 4;
        expect(result === 1 || result === 2).toBe(true);
      }
    }
  });
});
