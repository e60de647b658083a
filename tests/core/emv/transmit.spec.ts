import { Command, Event } from "../../../assembly/abi";
import { Card, cardOf } from "../../../assembly/emv/region";
import { prepareCommand, transmit, Transmit } from "../../../assembly/emv/transmit";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../machine/support";

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function begin(): void {
  t = freshTerminal();
  card = cardOf(t);
  prepareCommand(t, 0x00b20114, 0, 0, 0);
}

function reply(answer: string): i32 {
  const length = hexAt(PAYLOAD + 8, answer);
  store<u64>(PAYLOAD, length);
  return transmit(t, Transmit.SENDING, Event.CARD_REPLY);
}

function sent(state: Transmit): string {
  beginStep();
  transmit(t, state, Event.ENTER);
  expect(lastCommand()).toBe(Command.CARD_APDU);
  return hexOf(lastPayload() + 8, load<u32>(lastPayload()));
}

describe("TRANSMIT", () => {
  it("gives the answer and its status word", () => {
    begin();
    expect(sent(Transmit.SENDING)).toBe("00B2011400");
    expect(reply("70009000")).toBe(Event.ANSWERED);
    expect(hexOf(card.reply, card.replyLength)).toBe("7000");
    expect(card.status).toBe(0x9000);
  });

  it("fetches with 61 xx, and repeats with 6C xx", () => {
    begin();
    expect(reply("6102")).toBe(Transmit.FETCHING);
    expect(sent(Transmit.FETCHING)).toBe("00C0000002");
    expect(reply("70009000")).toBe(Event.ANSWERED);
    begin();
    expect(reply("6C02")).toBe(Transmit.REPEATING);
    expect(sent(Transmit.REPEATING)).toBe("00B2011402");
  });

  it("puts data that come with 61 xx before what is fetched (ISO/IEC 7816-4, 5.3.4)", () => {
    begin();
    expect(reply("70036102")).toBe(Transmit.FETCHING);
    expect(reply("5A6101")).toBe(Transmit.FETCHING);
    expect(reply("01129000")).toBe(Event.ANSWERED);
    expect(hexOf(card.reply, card.replyLength)).toBe("70035A0112");
  });

  it("takes no data with 6C xx (5.6)", () => {
    begin();
    expect(reply("70006C02")).toBe(Event.CARD_FAILED);
  });

  it("ends with a card that asks for ever, or says more than one answer holds", () => {
    begin();
    for (let i = 0; i < 3; i++) expect(reply("6110")).toBe(Transmit.FETCHING);
    expect(reply("6110")).toBe(Event.CARD_FAILED);
    begin();
    expect(reply("AA".repeat(200) + "6110")).toBe(Transmit.FETCHING);
    expect(reply("AA".repeat(200) + "9000")).toBe(Event.CARD_FAILED);
    begin();
    expect(reply("90")).toBe(Event.CARD_FAILED);
  });

  it("fails when the card does not answer", () => {
    for (let state: i32 = Transmit.SENDING; state <= Transmit.REPEATING; state++) {
      expect(transmit(t, state, Event.CARD_MUTE)).toBe(Event.CARD_FAILED);
      expect(transmit(t, state, Event.TIME)).toBe(Event.CARD_FAILED);
    }
  });
});
