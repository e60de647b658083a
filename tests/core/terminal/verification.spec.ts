import { Command, Done, Event, Purpose, Secret } from "../../../assembly/abi";
import { Screen } from "../../../assembly/abi_shown";
import { Field } from "../../../assembly/abi_fields";
import { Exchange, exchangeOf } from "../../../assembly/acquirer/region";
import { PinKind } from "../../../assembly/emv/cvm";
import { Card, cardOf } from "../../../assembly/emv/region";
import { OUT, PAYLOAD } from "../../../assembly/machine/io";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Verification, verification } from "../../../assembly/terminal/verification";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../machine/support";
import { element, giveData } from "../emv/support";

const HANDLE: u32 = 0xc0ffee;

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);
let x: Exchange = exchangeOf(t);

/** A card with these rules. @returns where the machine goes at once */
function begin(rules: string, hasKey: i32 = 0): i32 {
  t = freshTerminal();
  card = cardOf(t);
  x = exchangeOf(t);
  x.amount = 100;
  x.entryMode = 52;
  card.aip = 0x1000;
  giveData(card, element("8E", "0000000000000000" + rules));
  card.pinKeyUsable = hasKey;
  return verification(t, Verification.BEGINNING, Event.ENTER);
}

/** The answer to GET DATA. */
function counts(answer: string, status: i32 = 0x9000): i32 {
  card.replyLength = hexAt(card.reply, answer);
  card.status = status;
  return verification(t, Verification.COUNTING, Event.ANSWERED);
}

/** Screen that is shown when the PIN is asked for. */
function screen(): u32 {
  beginStep();
  expect(verification(t, Verification.TYPING, Event.ENTER)).toBe(WAIT | 125_000);
  expect(lastCommand()).toBe(Command.ENTER_SECRET);
  return load<u32>(OUT + 16);
}

/** Value of a screen's field; 0 when it has none. */
function field(kind: Field): u64 {
  let at = OUT + 16 + 8;
  for (let left = load<u32>(OUT + 16, 4); left > 0; left--) {
    if (load<u16>(at) === <u16>kind) return load<u64>(at, 8);
    at += 8 + ((<usize>load<u16>(at, 2) + 7) & ~7);
  }
  return 0;
}

function types(status: Secret): i32 {
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, status === Secret.ENTERED ? HANDLE : 0, 4);
  return verification(t, Verification.TYPING, Event.SECRET_DONE);
}

function verified(status: Done, word: u32): i32 {
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, word, 4);
  return verification(t, Verification.CHECKING, Event.PIN_VERIFIED);
}

function tvr3(): i32 {
  return load<u8>(card.tvr, 2);
}

function results(): string {
  return hexOf(card.cvmResults, 3);
}

describe("VERIFICATION", () => {
  it("asks for what the card's list wants first, or for nothing", () => {
    expect(begin("1F00")).toBe(Event.VERIFIED);
    expect(begin("4203")).toBe(Verification.ONLINE);
    expect(begin("4103")).toBe(Verification.COUNTING);
    expect(begin("4403", 1)).toBe(Verification.COUNTING);
    expect(begin("44031F00")).toBe(Event.VERIFIED);
    expect(results()).toBe("1F0002");
  });

  it("fetches the try counter with GET DATA (EMV Book 4, 6.3.4.1)", () => {
    begin("4103");
    beginStep();
    expect(verification(t, Verification.COUNTING, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
    expect(hexOf(card.command, card.commandLength)).toBe("80CA9F1700");
    expect(verification(t, Verification.COUNTING, Event.CARD_FAILED)).toBe(Event.CARD_FAILED);
  });

  it("asks for the PIN while tries are left, and when the card does not say", () => {
    begin("4103");
    expect(counts("9F170103")).toBe(Verification.TYPING);
    expect(screen()).toBe(Screen.ENTER_PIN);
    expect(field(Field.PIN_TRIES)).toBe(3);
    expect(load<u32>(lastPayload())).toBe(Purpose.OFFLINE_PIN);
    for (let i = 0; i < 4; i++) {
      begin("4103");
      if (i === 0) expect(counts("", 0x6a88)).toBe(Verification.TYPING);
      if (i === 1) expect(counts("9F17020000")).toBe(Verification.TYPING);
      if (i === 2) expect(counts("9F360100")).toBe(Verification.TYPING);
      if (i === 3) expect(counts("9F1701")).toBe(Verification.TYPING);
      expect(screen()).toBe(Screen.ENTER_PIN);
      expect(field(Field.PIN_TRIES)).toBe(0);
      expect(field(Field.AMOUNT)).toBe(100);
    }
  });

  it("asks for none when no try is left: the next rule applies", () => {
    begin("41031F03");
    expect(counts("9F170100")).toBe(Event.VERIFIED);
    expect(results()).toBe("1F0302");
    expect(tvr3()).toBe(0x20);
    begin("41034203");
    expect(counts("9F170100")).toBe(Verification.ONLINE);
    begin("01034203");
    expect(counts("9F170100")).toBe(Event.VERIFIED);
    expect(results()).toBe("010301");
    expect(tvr3()).toBe(0xa0);
  });

  it("warns of the last try, and of a wrong PIN before it", () => {
    begin("4103");
    counts("9F170101");
    expect(screen()).toBe(Screen.LAST_PIN_TRY);
    expect(field(Field.PIN_TRIES)).toBe(1);
    expect(verified(Done.DONE, 0x63c2)).toBe(Verification.TYPING);
    expect(screen()).toBe(Screen.WRONG_PIN);
    expect(field(Field.PIN_TRIES)).toBe(2);
    expect(verified(Done.DONE, 0x63c1)).toBe(Verification.TYPING);
    expect(screen()).toBe(Screen.WRONG_PIN_LAST_TRY);
  });

  it("says which PIN the module is to show to the card, and how", () => {
    for (let hasKey = 0; hasKey < 2; hasKey++) {
      begin(hasKey === 0 ? "4103" : "4403", hasKey);
      counts("9F170103");
      expect(types(Secret.ENTERED)).toBe(Verification.CHECKING);
      beginStep();
      expect(verification(t, Verification.CHECKING, Event.ENTER)).toBe(WAIT | 30_000);
      expect(lastCommand()).toBe(Command.VERIFY_PIN);
      expect(load<u32>(lastPayload())).toBe(HANDLE);
      expect(load<u32>(lastPayload(), 4)).toBe(hasKey);
    }
  });

  it("takes 9000 for success and nothing else (10.5.1)", () => {
    begin("4103");
    expect(verified(Done.DONE, 0x9000)).toBe(Event.VERIFIED);
    expect(results()).toBe("410302");
    expect(x.entryMode).toBe(52);
    expect(x.hasPin).toBe(0);
    expect(tvr3()).toBe(0);
  });

  it("takes 63C0, 6983 and 6984 for a PIN that is blocked", () => {
    for (let word: u32 = 0x6982; word < 0x6986; word++) {
      begin("41034203");
      const blocked = word === 0x6983 || word === 0x6984;
      expect(verified(Done.DONE, word)).toBe(blocked ? Verification.ONLINE : Event.CARD_FAILED);
      expect(tvr3()).toBe(blocked ? 0x20 : 0);
    }
    begin("41034203");
    expect(verified(Done.DONE, 0x63c0)).toBe(Verification.ONLINE);
    expect(tvr3()).toBe(0x20);
    begin("4103");
    expect(verified(Done.DONE, 0x63c0)).toBe(Event.VERIFIED);
    expect(results()).toBe("410301");
  });

  it("ends the payment at any word that VERIFY may not give, and when the card is mute (figure 11)", () => {
    for (let word: u32 = 0; word < 0x10000; word += 0x0101) {
      begin("4103");
      if (word !== 0x9000 && word >> 4 !== 0x63c) expect(verified(Done.DONE, word)).toBe(Event.CARD_FAILED);
    }
    begin("4103");
    expect(verified(Done.DONE, 0x63d1)).toBe(Event.CARD_FAILED);
    expect(verified(Done.DONE, 0x9001)).toBe(Event.CARD_FAILED);
    expect(verification(t, Verification.CHECKING, Event.CARD_MUTE)).toBe(Event.CARD_FAILED);
    expect(verification(t, Verification.CHECKING, Event.TIME)).toBe(Event.NOT_SEALED);
  });

  it("goes on with the next rule when the PIN could not be enciphered", () => {
    begin("44034203", 1);
    expect(verified(Done.NOT_SHOWN, 0)).toBe(Verification.ONLINE);
    begin("44034103", 1);
    expect(verified(Done.NOT_SHOWN, 0)).toBe(Verification.COUNTING);
    expect(card.pinWanted).toBe(PinKind.PLAIN);
    begin("44034403", 1);
    expect(verified(Done.NOT_SHOWN, 0)).toBe(Event.VERIFIED);
    expect(results()).toBe("440301");
    expect(tvr3()).toBe(0x80);
  });

  it("takes a module that refuses for a PIN pad that has failed", () => {
    begin("41034203");
    expect(types(Secret.REFUSED)).toBe(Event.VERIFIED);
    expect(tvr3()).toBe(0x90);
    begin("41034203");
    expect(verified(Done.REFUSED, 0)).toBe(Event.VERIFIED);
    expect(tvr3()).toBe(0x90);
    begin("42031F03");
    expect(verification(t, Verification.ONLINE, Event.NOT_SEALED)).toBe(Event.VERIFIED);
    expect(results()).toBe("1F0302");
    expect(tvr3()).toBe(0x10);
  });

  it("lets a PIN be bypassed before or after wrong ones, and then asks for none (EMV Book 4, 6.3.4.3)", () => {
    begin("41034203");
    expect(types(Secret.BYPASSED)).toBe(Event.VERIFIED);
    expect(results()).toBe("420301");
    expect(tvr3()).toBe(0x88);
    begin("41031F03");
    verified(Done.DONE, 0x63c1);
    expect(types(Secret.BYPASSED)).toBe(Event.VERIFIED);
    expect(results()).toBe("1F0302");
    expect(tvr3()).toBe(0x08);
    expect(card.signature).toBe(1);
  });

  it("ends with the person who cancels or goes away", () => {
    begin("4103");
    expect(types(Secret.CANCELLED)).toBe(Event.CANCELLED);
    expect(types(Secret.TIMED_OUT)).toBe(Event.CANCELLED);
    expect(verification(t, Verification.TYPING, Event.TIME)).toBe(Event.CANCELLED);
    expect(verification(t, Verification.ONLINE, Event.CANCELLED)).toBe(Event.CANCELLED);
  });

  it("says in F22 that an online PIN is in the message", () => {
    begin("4203");
    expect(verification(t, Verification.ONLINE, Event.ENTER)).toBe(RUN | Machine.PIN);
    expect(verification(t, Verification.ONLINE, Event.PIN_READY)).toBe(Event.VERIFIED);
    expect(x.entryMode).toBe(51);
    expect(tvr3()).toBe(0x04);
    begin("4203");
    expect(verification(t, Verification.ONLINE, Event.NO_PIN)).toBe(Event.VERIFIED);
    expect(x.entryMode).toBe(52);
    expect(tvr3()).toBe(0x88);
  });
});
