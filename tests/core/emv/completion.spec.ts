import { Command, Event, STAY } from "../../../assembly/abi";
import { beginCompletion, beginUnableToGoOnline, Completion, completion } from "../../../assembly/emv/completion";
import { AAC, TC } from "../../../assembly/emv/generate_ac";
import { Card, cardOf } from "../../../assembly/emv/region";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Machine, RUN } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, lastCommand } from "../machine/support";
import { element, giveData } from "./support";

const EXTERNAL: i32 = 0x0400;
const APPROVED: i32 = 0x3030;
const DATA: usize = memory.data(32, 8);

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function begin(aip: i32, authentication: string, wanted: i32 = TC): void {
  t = freshTerminal();
  card = cardOf(t);
  card.aip = aip;
  giveData(card, element("8D", "8A02950591089B02"));
  beginCompletion(t, wanted, APPROVED, DATA, hexAt(DATA, authentication));
  beginStep();
}

function enter(state: Completion): i32 {
  return completion(t, state, Event.ENTER);
}

function answers(state: Completion, reply: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, reply);
  card.status = status;
  return completion(t, state, Event.ANSWERED);
}

function command(): string {
  return hexOf(card.command, card.commandLength);
}

const TC_ANSWER: string = "800B40000136A49E2097CADB30";
const AAC_ANSWER: string = "800B00000136A49E2097CADB30";
const ARQC_ANSWER: string = "800B80000136A49E2097CADB30";
const RFU_ANSWER: string = "800BC0000136A49E2097CADB30";

describe("COMPLETION", () => {
  it("authenticates the issuer by EXTERNAL AUTHENTICATE when the AIP says so and there is a cryptogram", () => {
    begin(EXTERNAL, "0102030405060708" + "3030");
    expect(enter(Completion.CHOOSING)).toBe(Completion.AUTHENTICATING);
    expect(enter(Completion.AUTHENTICATING)).toBe(RUN | Machine.TRANSMIT);
    expect(command()).toBe("008200000A" + "0102030405060708" + "3030");
    expect(answers(Completion.AUTHENTICATING, "")).toBe(Completion.PREPARING);
    expect(hexOf(card.tsi, 1)).toBe("10");
    expect(hexOf(card.tvr, 5)).toBe("0000000000");
    begin(0, "0102030405060708");
    expect(enter(Completion.CHOOSING)).toBe(Completion.PREPARING);
    begin(EXTERNAL, "");
    expect(enter(Completion.CHOOSING)).toBe(Completion.PREPARING);
  });

  it("says in the TVR when that failed, and the card decides what follows (EMV Book 3, 10.9)", () => {
    begin(EXTERNAL, "0102030405060708");
    expect(answers(Completion.AUTHENTICATING, "", 0x6300)).toBe(Completion.PREPARING);
    expect(hexOf(card.tvr, 5)).toBe("0000000040");
    expect(hexOf(card.tsi, 1)).toBe("10");
    expect(completion(t, Completion.AUTHENTICATING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
  });

  it("takes only 8 to 16 bytes for issuer authentication data (EMV Book 3, A1)", () => {
    let data = "";
    for (let length = 0; length <= 20; length++) {
      begin(EXTERNAL, data);
      const isFormed = length >= 8 && length <= 16;
      expect(card.authenticationLength).toBe(isFormed ? length : 0);
      expect(enter(Completion.CHOOSING)).toBe(isFormed ? Completion.AUTHENTICATING : Completion.PREPARING);
      data += "11";
    }
  });

  it("gives scripts 71 before the second GENERATE AC and 72 after it", () => {
    begin(0, "0102030405060708");
    expect(enter(Completion.PREPARING)).toBe(RUN | Machine.SCRIPTS);
    expect(card.scriptTag).toBe(0x71);
    expect(completion(t, Completion.PREPARING, Event.SCRIPTS_DONE)).toBe(Completion.CONCLUDING);
    expect(completion(t, Completion.PREPARING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
    expect(enter(Completion.UPDATING)).toBe(RUN | Machine.SCRIPTS);
    expect(card.scriptTag).toBe(0x72);
  });

  it("has the TC hash value made anew when CDOL2 asks for it", () => {
    begin(0, "");
    giveData(card, element("8D", "8A029814"));
    expect(completion(t, Completion.PREPARING, Event.SCRIPTS_DONE)).toBe(Completion.HASHING);
    enter(Completion.HASHING);
    expect(lastCommand()).toBe(Command.HASH);
    expect(hexOf(card.tvr, 5)).toBe("0000000080");
    store<u64>(PAYLOAD, 0);
    store<u64>(PAYLOAD, 20, 8);
    memory.fill(PAYLOAD + 16, 0x5a, 20);
    expect(completion(t, Completion.HASHING, Event.HASH_DONE)).toBe(Completion.CONCLUDING);
    enter(Completion.CONCLUDING);
    expect(command()).toBe("80AE400016" + "3030" + "5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A" + "00");
    store<u64>(PAYLOAD, 1);
    expect(completion(t, Completion.HASHING, Event.HASH_DONE)).toBe(Event.CARD_FAILED);
    expect(completion(t, Completion.HASHING, Event.TIME)).toBe(Event.CARD_FAILED);
    giveData(card, element("8D", "8A029814") + element("97", "9F"));
    expect(completion(t, Completion.PREPARING, Event.SCRIPTS_DONE)).toBe(Event.CARD_FAILED);
  });

  it("asks for an AAC without a hash where the secure module gives none: the card is told in any case", () => {
    begin(0, "", AAC);
    giveData(card, element("8D", "8A029814"));
    store<u64>(PAYLOAD, 1);
    expect(completion(t, Completion.HASHING, Event.HASH_DONE)).toBe(Completion.CONCLUDING);
    expect(completion(t, Completion.HASHING, Event.TIME)).toBe(Completion.CONCLUDING);
    enter(Completion.CONCLUDING);
    expect(command()).toBe("80AE000016" + "3030" + "0000000000000000000000000000000000000000" + "00");
  });

  it("asks for what the issuer has decided, with 8A, 91 and the results so far, once", () => {
    begin(0, "0102030405060708");
    store<u8>(card.tvr + 4, 0x20);
    store<u8>(card.tsi, 0x6c);
    expect(enter(Completion.CONCLUDING)).toBe(RUN | Machine.TRANSMIT);
    expect(command()).toBe("80AE400011" + "3030" + "0000000020" + "0102030405060708" + "6C00" + "00");
    expect(card.concluded).toBe(1);
    begin(0, "", AAC);
    enter(Completion.CONCLUDING);
    expect(command()).toBe("80AE000011" + "3030" + "0000000000" + "0000000000000000" + "0000" + "00");
    beginUnableToGoOnline(t, AAC);
    enter(Completion.CONCLUDING);
    expect(command()).toBe("80AE000011" + "5A33" + "0000000000" + "0000000000000000" + "0000" + "00");
  });

  it("takes a TC or an AAC for the card's word, whatever was asked for, and nothing else (EMV Book 3, 9.3)", () => {
    begin(0, "");
    expect(answers(Completion.CONCLUDING, ARQC_ANSWER)).toBe(Event.CARD_FAILED);
    expect(answers(Completion.CONCLUDING, RFU_ANSWER)).toBe(Event.CARD_FAILED);
    expect(answers(Completion.CONCLUDING, TC_ANSWER, 0x6985)).toBe(Event.CARD_FAILED);
    expect(completion(t, Completion.CONCLUDING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
    expect(answers(Completion.CONCLUDING, AAC_ANSWER)).toBe(Completion.UPDATING);
    expect(completion(t, Completion.UPDATING, Event.SCRIPTS_DONE)).toBe(Event.CARD_DECLINED);
  });

  it("keeps what the card has said, whatever becomes of it and of the scripts afterwards", () => {
    begin(0, "");
    expect(answers(Completion.CONCLUDING, TC_ANSWER)).toBe(Completion.UPDATING);
    expect(completion(t, Completion.UPDATING, Event.SCRIPTS_DONE)).toBe(Event.CRYPTOGRAM);
    expect(completion(t, Completion.UPDATING, Event.CARD_FAILED)).toBe(Event.CRYPTOGRAM);
    expect(completion(t, Completion.UPDATING, Event.CARD_OUT)).toBe(Event.CRYPTOGRAM);
    expect(completion(t, Completion.CHECKING, Event.CARD_OUT)).toBe(STAY);
  });

  it("is nothing that a card may hide behind: advice, reason and reserved bits of the CID are the card's own (C4)", () => {
    for (let bits = 0; bits < 64; bits++) {
      begin(0, "");
      expect(answers(Completion.CONCLUDING, "800B" + hexByteOf(0x40 | bits) + "000136A49E2097CADB30")).toBe(
        Completion.UPDATING,
      );
      expect(card.conclusion).toBe(Event.CRYPTOGRAM);
    }
  });
});

function hexByteOf(value: i32): string {
  return "0123456789ABCDEF".charAt(value >> 4) + "0123456789ABCDEF".charAt(value & 15);
}
