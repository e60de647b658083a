import { Command, Done, Event, STAY } from "../../../assembly/abi";
import { exchange, Exchanging } from "../../../assembly/acquirer/exchange";
import { DIALECT } from "../../../assembly/acquirer/profile";
import { Exchange, exchangeOf, Request } from "../../../assembly/acquirer/region";
import { isAnswer, macRule, MacRule } from "../../../assembly/acquirer/replies";
import { FRAME_HEAD_BYTES, putFrameHead, resetFrame } from "../../../assembly/codec/iso8583/frame";
import { beginMessage, endMessage, packBytes, packNumber, Packer } from "../../../assembly/codec/iso8583/pack";
import { REST, WAIT } from "../../../assembly/machine/row";
import { durable } from "../../../assembly/journal/durable";
import { Terminal } from "../../../assembly/machine/terminal";
import { textAt } from "../base/support";
import { beginStep, freshTerminal, giveBytes, giveStatus, lastCommand, lastTicket } from "../machine/support";

const PACKER: Packer = changetype<Packer>(memory.data(64, 8));
const FRAME: usize = memory.data(512, 8);
const TEXT: usize = memory.data(32, 8);

let t: Terminal = freshTerminal();
let x: Exchange = exchangeOf(t);

/** A framed reply to the sale below. @returns its bytes in FRAME */
function reply(mti: u32, stan: i32, amount: u64, code: string, mac: bool): i32 {
  const p = PACKER;
  beginMessage(p, DIALECT, FRAME + FRAME_HEAD_BYTES, FRAME + 512, mti);
  if (mti !== 0x0810) packNumber(p, 3, 0);
  if (mti !== 0x0810) packNumber(p, 4, amount);
  packNumber(p, 11, stan);
  packBytes(p, 39, TEXT, textAt(TEXT, code));
  packBytes(p, 41, TEXT, textAt(TEXT, "10000001"));
  packBytes(p, 42, TEXT, textAt(TEXT, "104110548991001"));
  if (mac) packBytes(p, 64, TEXT, 8);
  const length = endMessage(p);
  return putFrameHead(FRAME, TEXT, TEXT, length) + length;
}

function waiting(request: Request): void {
  t = freshTerminal();
  durable(t).bound = 1;
  x = exchangeOf(t);
  x.request = request;
  x.stan = 5;
  x.amount = 1234;
  resetFrame(x.frame);
}

function data(from: usize, length: i32): i32 {
  giveBytes(from, length);
  return exchange(t, Exchanging.WAITING, Event.LINE_DATA);
}

describe("EXCHANGE", () => {
  beforeEach(() => {
    waiting(Request.SALE);
  });

  it("ends with NO_REPLY once the request has left, with NOT_SENT before", () => {
    expect(exchange(t, Exchanging.OPENING, Event.TIME)).toBe(Event.NOT_SENT);
    expect(exchange(t, Exchanging.OPENING, Event.LINE_DOWN)).toBe(Event.NOT_SENT);
    expect(exchange(t, Exchanging.WAITING, Event.TIME)).toBe(Event.NO_REPLY);
    expect(exchange(t, Exchanging.WAITING, Event.LINE_DOWN)).toBe(Event.NO_REPLY);
    expect(exchange(t, Exchanging.CHECKING, Event.TIME)).toBe(Event.NO_REPLY);
  });

  it("sends on the ticket of the line that it opened, and closes it when left", () => {
    exchange(t, Exchanging.OPENING, Event.ENTER);
    expect(lastCommand()).toBe(Command.LINE_OPEN);
    const line = lastTicket();
    beginStep();
    x.requestLength = 20;
    expect(exchange(t, Exchanging.WAITING, Event.ENTER) & WAIT).not.toBe(0);
    expect(lastCommand()).toBe(Command.LINE_SEND);
    expect(lastTicket()).toBe(line);
    expect(t.top.ticket).toBe(line);
    beginStep();
    expect(exchange(t, Exchanging.WAITING, Event.END)).toBe(REST);
    expect(lastCommand()).toBe(Command.LINE_CLOSE);
  });

  it("takes an answer in any cut and stays until it is whole", () => {
    const length = reply(0x0210, 5, 1234, "00", true);
    for (let i = 0; i < length - 1; i++) expect(data(FRAME + i, 1)).toBe(STAY);
    expect(data(FRAME + length - 1, 1)).toBe(Exchanging.CHECKING);
  });

  it("passes over frames that are not the answer, and takes the one behind them", () => {
    const stale = reply(0x0210, 4, 1234, "00", true);
    expect(data(FRAME, stale)).toBe(STAY);
    expect(data(FRAME, reply(0x0410, 5, 1234, "00", true))).toBe(STAY);
    expect(data(FRAME, reply(0x0210, 5, 1235, "00", true))).toBe(STAY);
    expect(x.passed).toBe(3);
    expect(data(FRAME, reply(0x0210, 5, 1234, "51", true))).toBe(Exchanging.CHECKING);
  });

  it("gives up on a length that no frame has", () => {
    store<u16>(FRAME, 0xffff);
    expect(data(FRAME, 2)).toBe(Event.NO_REPLY);
  });

  it("believes the secure module alone about a MAC", () => {
    giveStatus(Done.DONE);
    expect(exchange(t, Exchanging.CHECKING, Event.MAC_CHECKED)).toBe(Event.REPLIED);
    giveStatus(Done.REFUSED);
    expect(exchange(t, Exchanging.CHECKING, Event.MAC_CHECKED)).toBe(Event.BAD_MAC);
  });

  it("lets no answer to a payment pass without a MAC, approval or decline", () => {
    expect(data(FRAME, reply(0x0210, 5, 1234, "00", false))).toBe(Event.BAD_MAC);
    waiting(Request.SALE);
    expect(data(FRAME, reply(0x0210, 5, 1234, "51", false))).toBe(Event.BAD_MAC);
  });

  it("checks a MAC wherever there is one, a sign-on's too, and asks none of a sign-on", () => {
    waiting(Request.SIGN_ON);
    expect(data(FRAME, reply(0x0810, 5, 0, "00", false))).toBe(Event.REPLIED);
    waiting(Request.SIGN_ON);
    expect(data(FRAME, reply(0x0810, 5, 0, "00", true))).toBe(Exchanging.CHECKING);
  });
});

describe("macRule", () => {
  it("is CHECK for a reply with F64, MISSING or NOT_NEEDED for one without", () => {
    waiting(Request.REVERSAL);
    data(FRAME, reply(0x0410, 5, 1234, "00", true));
    expect(macRule(t)).toBe(MacRule.CHECK);
    waiting(Request.REVERSAL);
    data(FRAME, reply(0x0410, 5, 1234, "25", false));
    expect(isAnswer(t)).toBe(true);
    expect(macRule(t)).toBe(MacRule.MISSING);
    x.request = Request.SIGN_ON;
    expect(macRule(t)).toBe(MacRule.NOT_NEEDED);
  });
});
