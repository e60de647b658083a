import { Command, Event } from "../../../assembly/abi";
import { FirstAc, firstAc, isDenied } from "../../../assembly/emv/first_ac";
import { AAC, ARQC } from "../../../assembly/emv/generate_ac";
import { Card, cardOf } from "../../../assembly/emv/region";
import { RUN } from "../../../assembly/machine/row";
import { Machine } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, giveBytes, lastCommand } from "../machine/support";
import { configure } from "./aid_records";
import { element } from "./support";

const LIMITS: string = "9F1401039F230105";
const ELECTRONIC_CASH: i32 = 3;

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** A card that has given this much, at the last checks of a payment of 1.00. */
function begin(tlv: string, aidIndex: i32 = 0): void {
  t = freshTerminal();
  card = cardOf(t);
  card.amount = 100;
  configure(card, aidIndex);
  card.arenaUsed = hexAt(card.arena, tlv);
}

function answers(state: FirstAc, answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return firstAc(t, state, Event.ANSWERED);
}

function command(state: FirstAc): string {
  beginStep();
  expect(firstAc(t, state, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
  return hexOf(card.command, card.commandLength);
}

describe("FIRST_AC", () => {
  it("draws a number for an amount below the floor limit, and asks for counters when the card has both limits", () => {
    begin("");
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.ASKING);
    begin(LIMITS);
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.COUNTER);
    begin(LIMITS, ELECTRONIC_CASH);
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.DRAWING);
  });

  it("needs the number that it has asked for", () => {
    begin(LIMITS, ELECTRONIC_CASH);
    firstAc(t, FirstAc.DRAWING, Event.ENTER);
    expect(lastCommand()).toBe(Command.RANDOM);
    giveBytes(card.arena, 4);
    expect(firstAc(t, FirstAc.DRAWING, Event.RANDOM_DONE)).toBe(FirstAc.COUNTER);
    giveBytes(card.arena, 3);
    expect(firstAc(t, FirstAc.DRAWING, Event.RANDOM_DONE)).toBe(Event.CARD_FAILED);
    expect(firstAc(t, FirstAc.DRAWING, Event.TIME)).toBe(Event.CARD_FAILED);
  });

  it("asks for both counters with GET DATA (EMV Book 3, 6.5.7)", () => {
    begin(LIMITS);
    expect(command(FirstAc.COUNTER)).toBe("80CA9F3600");
    expect(answers(FirstAc.COUNTER, "9F36020006")).toBe(FirstAc.LAST_ONLINE);
    expect(command(FirstAc.LAST_ONLINE)).toBe("80CA9F1300");
    expect(answers(FirstAc.LAST_ONLINE, "9F13020002")).toBe(FirstAc.ASKING);
    expect(hexOf(card.tvr, 5)).toBe("0000004000");
  });

  it("takes any other answer for none", () => {
    begin(LIMITS);
    answers(FirstAc.COUNTER, "", 0x6a88);
    answers(FirstAc.LAST_ONLINE, "9F13020001");
    expect(hexOf(card.tvr, 5)).toBe("2000006000");
    begin(LIMITS);
    answers(FirstAc.COUNTER, "9F3601");
    expect(card.counter).toBe(-1);
    answers(FirstAc.COUNTER, "9F13020001");
    expect(card.counter).toBe(-1);
    answers(FirstAc.COUNTER, "9F360101");
    expect(card.counter).toBe(-1);
  });

  it("asks for an ARQC, and takes an ARQC or an AAC", () => {
    begin(element("8C", "8A029505"));
    expect(command(FirstAc.ASKING)).toBe("80AE80000700000000000000" + "00");
    expect(hexOf(card.tsi, 1)).toBe("08");
    expect(card.wanted).toBe(ARQC);
    expect(answers(FirstAc.ASKING, "800B80000136A49E2097CADB30")).toBe(Event.CRYPTOGRAM);
    expect(hexOf(card.tsi, 1)).toBe("28");
    expect(answers(FirstAc.ASKING, "800B00000136A49E2097CADB30")).toBe(Event.CARD_DECLINED);
    expect(isDenied(card)).toBe(false);
    expect(answers(FirstAc.ASKING, "800B40000136A49E2097CADB30")).toBe(Event.CARD_FAILED);
    expect(answers(FirstAc.ASKING, "", 0x6985)).toBe(Event.CARD_FAILED);
  });

  it("asks for an AAC with Z1 when an action code rejects, and takes nothing else (EMV Book 4, 6.3.6)", () => {
    begin(element("8C", "8A029505"));
    store<u8>(card.tvr, 0x10, 1);
    expect(command(FirstAc.ASKING)).toBe("80AE0000075A310010000000" + "00");
    expect(card.wanted).toBe(AAC);
    expect(isDenied(card)).toBe(true);
    expect(answers(FirstAc.ASKING, "800B00000136A49E2097CADB30")).toBe(Event.CARD_DECLINED);
    expect(answers(FirstAc.ASKING, "800B80000136A49E2097CADB30")).toBe(Event.CARD_FAILED);
    expect(answers(FirstAc.ASKING, "800B40000136A49E2097CADB30")).toBe(Event.CARD_FAILED);
  });
});
