import { Command, Event } from "../../../assembly/abi";
import { FirstAc, firstAc, isDenied } from "../../../assembly/emv/first_ac";
import { AAC, ARQC, TC } from "../../../assembly/emv/generate_ac";
import { Card, cardOf } from "../../../assembly/emv/region";
import { PAYLOAD } from "../../../assembly/machine/io";
import { RUN, WAIT } from "../../../assembly/machine/row";
import { durable } from "../../../assembly/journal/durable";
import { noteRecent } from "../../../assembly/journal/recent";
import { Machine } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf, textAt } from "../base/support";
import { beginStep, freshTerminal, giveBytes, giveStatus, hexByte, lastCommand, lastPayload } from "../machine/support";
import { configure } from "./aid_records";
import { element, giveData, setTerminalType } from "./support";

const LIMITS: string = "9F1401039F230105";
const ELECTRONIC_CASH: i32 = 3;
const DATA: usize = memory.data(32, 8);
/** "Z1", low byte first. */
const CODE_Z1: i32 = 0x315a;

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** A card that has given this much, at the last checks of a payment of 1.00. */
function begin(tlv: string, aidIndex: i32 = 0): void {
  t = freshTerminal();
  card = cardOf(t);
  card.amount = 100;
  configure(card, aidIndex);
  giveData(card, tlv);
}

function answers(state: FirstAc, answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return firstAc(t, state, Event.ANSWERED);
}

function command(state: FirstAc): string {
  beginStep();
  if (card.weighed === 0) expect(firstAc(t, FirstAc.DECIDING, Event.ENTER)).toBe(FirstAc.ASKING);
  expect(firstAc(t, state, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
  return hexOf(card.command, card.commandLength);
}

/** A terminal that may approve offline, nothing against it. */
function beginOffline(): void {
  begin(element("8C", "8A029505"));
  setTerminalType(card, 0x22);
  card.mayApprove = 1;
}

/** HASH_DONE with so many bytes 01 02 03.. */
function giveHash(status: u32, length: i32): void {
  store<u64>(PAYLOAD, status);
  store<u64>(PAYLOAD, length, 8);
  for (let i = 0; i < length; i++) store<u8>(PAYLOAD + 16 + i, <u8>(i + 1));
}

describe("FIRST_AC", () => {
  it("draws a number for an amount below the floor limit, and asks for counters when the card has both limits", () => {
    begin("");
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.PREPARING);
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
    expect(firstAc(t, FirstAc.DRAWING, Event.RANDOM_DONE)).toBe(Event.NOT_SEALED);
    expect(firstAc(t, FirstAc.DRAWING, Event.TIME)).toBe(Event.NOT_SEALED);
  });

  it("asks for both counters with GET DATA (EMV Book 3, 6.5.7)", () => {
    begin(LIMITS);
    card.weighed = 1;
    expect(command(FirstAc.COUNTER)).toBe("80CA9F3600");
    expect(answers(FirstAc.COUNTER, "9F36020006")).toBe(FirstAc.LAST_ONLINE);
    expect(command(FirstAc.LAST_ONLINE)).toBe("80CA9F1300");
    expect(answers(FirstAc.LAST_ONLINE, "9F13020002")).toBe(FirstAc.PREPARING);
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

  it("asks whether the card is on the exception file, with its PAN, and notes the answer (EMV Book 4, 6.3.5)", () => {
    begin("5A0A6216261000000000018F");
    expect(firstAc(t, FirstAc.LOOKING_UP, Event.ENTER)).toBe(WAIT | 3_000);
    expect(lastCommand()).toBe(Command.CHECK_CARD);
    expect(hexOf(lastPayload(), 27)).toBe("1300000000000000" + "36323136323631303030303030303030303138");
    giveStatus(0);
    expect(firstAc(t, FirstAc.LOOKING_UP, Event.CARD_CHECKED)).toBe(FirstAc.WEIGHING);
    expect(hexOf(card.tvr, 5)).toBe("0000000000");
    giveStatus(1);
    expect(firstAc(t, FirstAc.LOOKING_UP, Event.CARD_CHECKED)).toBe(FirstAc.WEIGHING);
    expect(hexOf(card.tvr, 5)).toBe("1000000000");
    expect(firstAc(t, FirstAc.LOOKING_UP, Event.TIME)).toBe(Event.FAILED);
  });

  it("adds the most recent approval of the same card to the amount, and says that the merchant forces it online", () => {
    begin("5A0A6216261000000000018F", ELECTRONIC_CASH);
    const log = durable(t).recent;
    const pan = DATA;
    noteRecent(log, 99_900, pan, textAt(pan, "621626*********0018"));
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.PREPARING);
    expect(hexOf(card.tvr, 5)).toBe("0000008000");
    begin("5A0A6216261000000000018F", ELECTRONIC_CASH);
    noteRecent(log, 99_899, pan, textAt(pan, "621626*********0018"));
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.DRAWING);
    begin("5A0A6216261000000000018F", ELECTRONIC_CASH);
    noteRecent(log, 99_900, pan, textAt(pan, "621626*********0019"));
    card.forcedOnline = 1;
    expect(firstAc(t, FirstAc.WEIGHING, Event.ENTER)).toBe(FirstAc.DRAWING);
    expect(hexOf(card.tvr, 5)).toBe("0000000800");
  });

  it("has the TDOL's values hashed when CDOL1 asks for the TC hash value (EMV Book 3, 9.2.2)", () => {
    begin(element("8C", "8A029814") + element("97", "9F02069505"));
    expect(firstAc(t, FirstAc.PREPARING, Event.ENTER)).toBe(FirstAc.HASHING);
    expect(firstAc(t, FirstAc.HASHING, Event.ENTER)).toBe(WAIT | 3_000);
    expect(lastCommand()).toBe(Command.HASH);
    expect(hexOf(lastPayload(), 27)).toBe("0100000000000000" + "0B00000000000000" + "000000000100" + "0000000000");
    giveHash(0, 20);
    expect(firstAc(t, FirstAc.HASHING, Event.HASH_DONE)).toBe(FirstAc.DECIDING);
    expect(command(FirstAc.ASKING)).toBe("80AE800016" + "0000" + "0102030405060708090A0B0C0D0E0F1011121314" + "00");
    giveHash(0, 19);
    expect(firstAc(t, FirstAc.HASHING, Event.HASH_DONE)).toBe(Event.NOT_SEALED);
    giveHash(1, 20);
    expect(firstAc(t, FirstAc.HASHING, Event.HASH_DONE)).toBe(Event.NOT_SEALED);
    expect(firstAc(t, FirstAc.HASHING, Event.TIME)).toBe(Event.NOT_SEALED);
  });

  it("hashes the default TDOL for a card without one, and says so in the TVR; no list at all is a failing card", () => {
    begin(element("8C", "8A029814"));
    expect(firstAc(t, FirstAc.PREPARING, Event.ENTER)).toBe(FirstAc.HASHING);
    firstAc(t, FirstAc.HASHING, Event.ENTER);
    expect(hexOf(lastPayload(), 16)).toBe("0100000000000000" + "0000000000000000");
    expect(hexOf(card.tvr, 5)).toBe("0000000080");
    begin(element("8C", "8A029814") + element("97", "9F"));
    expect(firstAc(t, FirstAc.PREPARING, Event.ENTER)).toBe(Event.CARD_FAILED);
    begin(element("8C", "8A02"));
    expect(firstAc(t, FirstAc.PREPARING, Event.ENTER)).toBe(FirstAc.DECIDING);
  });

  it("takes advice and reason bits for the card's own affair, and reserved types for no cryptogram (C4)", () => {
    for (let cid = 0; cid < 256; cid++) {
      begin(element("8C", "8A029505"));
      command(FirstAc.ASKING);
      const type = cid >> 6;
      const expected = type === 2 ? Event.CRYPTOGRAM : type === 0 ? Event.CARD_DECLINED : Event.CARD_FAILED;
      expect(answers(FirstAc.ASKING, "800B" + hexByte(cid) + "000136A49E2097CADB30")).toBe(expected);
    }
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

  it("stops before it asks for a TC, and asks for it the second time, with Y1 (EMV Book 4, 6.3.6)", () => {
    beginOffline();
    expect(firstAc(t, FirstAc.BEGINNING, Event.ENTER)).toBe(FirstAc.LOOKING_UP);
    expect(firstAc(t, FirstAc.DECIDING, Event.ENTER)).toBe(Event.WEIGHED);
    expect(hexOf(card.tsi, 1)).toBe("08");
    expect(firstAc(t, FirstAc.BEGINNING, Event.ENTER)).toBe(FirstAc.ASKING);
    expect(command(FirstAc.ASKING)).toBe("80AE40000759310000000000" + "00");
    expect(card.wanted).toBe(TC);
  });

  it("takes a TC, an ARQC and an AAC for a TC (EMV Book 3, 9.3)", () => {
    beginOffline();
    firstAc(t, FirstAc.DECIDING, Event.ENTER);
    command(FirstAc.ASKING);
    expect(answers(FirstAc.ASKING, "800B40000136A49E2097CADB30")).toBe(Event.APPROVED);
    expect(answers(FirstAc.ASKING, "800B80000136A49E2097CADB30")).toBe(Event.CRYPTOGRAM);
    expect(answers(FirstAc.ASKING, "800BC0000136A49E2097CADB30")).toBe(Event.CARD_FAILED);
    expect(answers(FirstAc.ASKING, "800B00000136A49E2097CADB30")).toBe(Event.CARD_DECLINED);
    expect(card.responseCode).toBe(CODE_Z1);
    expect(isDenied(card)).toBe(false);
  });

  it("declines a TC whose signature is forged, and says nothing more to the card (EMV Book 2, 6.6.2)", () => {
    beginOffline();
    firstAc(t, FirstAc.DECIDING, Event.ENTER);
    card.cid = TC;
    expect(firstAc(t, FirstAc.CHECKING, Event.GENUINE)).toBe(Event.APPROVED);
    expect(firstAc(t, FirstAc.CHECKING, Event.FORGED)).toBe(Event.CARD_DECLINED);
    expect(card.responseCode).toBe(CODE_Z1);
    expect(isDenied(card)).toBe(true);
    card.cid = ARQC;
    expect(firstAc(t, FirstAc.CHECKING, Event.GENUINE)).toBe(Event.CRYPTOGRAM);
    expect(firstAc(t, FirstAc.CHECKING, Event.FORGED)).toBe(FirstAc.REFUSING);
  });
});
