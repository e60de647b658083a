import { Command, Event, IN_HEADER } from "../../../assembly/abi";
import { Exchanging } from "../../../assembly/acquirer/exchange";
import { exchangeOf, Request } from "../../../assembly/acquirer/region";
import { allBytes } from "../../../assembly/base/bytes";
import { resetFrame } from "../../../assembly/codec/iso8583/frame";
import { Append } from "../../../assembly/journal/append";
import { Kind } from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { allow, Bytes, IN, OUT, PAYLOAD, tellOn, used } from "../../../assembly/machine/io";
import { Machine } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Authorisation } from "../../../assembly/terminal/authorisation";
import { BAD_EVENT, boot, step } from "../../../assembly/terminal/engine";
import { Life } from "../../../assembly/terminal/lifecycle";
import { Sale } from "../../../assembly/terminal/sale";
import { freshTerminal, giveBytes, giveStatus, lastCommand, lastPayload } from "../machine/support";

const BYTE: usize = memory.data(8, 8);
const TICKET: u32 = 40;

let t: Terminal = freshTerminal();

/** One event at `now_ms`. @returns the deadline that ends the step, or -1 when it was no event */
function give(event: i32, now_ms: u64, length: i32 = 0, epoch: u32 = 0, ticket: u32 = 0): i64 {
  store<u64>(IN, now_ms);
  store<u64>(IN, 0, 8);
  store<u32>(IN, epoch, 16);
  store<u32>(IN, ticket, 20);
  if (step(t, event, length) === BAD_EVENT) return -1;
  expect(lastCommand()).toBe(Command.DEADLINE);
  return load<i64>(lastPayload());
}

function frame(level: i32, machine: Machine, state: i32): void {
  const entry = t.frame(level);
  entry.machine = machine;
  entry.state = state;
  t.depth = level + 1;
}

/** A sale whose request has left at 1000 ms and waits for its answer until 31000. */
function waiting(): void {
  t = freshTerminal();
  frame(0, Machine.LIFECYCLE, Life.SELLING);
  frame(1, Machine.SALE, Sale.AUTHORISING);
  frame(2, Machine.AUTHORISATION, Authorisation.ASKING);
  frame(3, Machine.EXCHANGE, Exchanging.WAITING);
  t.top.deadline_ms = 31000;
  t.top.ticket = TICKET;
  t.ticket = TICKET;
  journal(t).half = 4096;
  exchangeOf(t).request = Request.SALE;
  resetFrame(exchangeOf(t).frame);
}

/** A record is being written, until 6000 ms. */
function writing(): void {
  waiting();
  frame(2, Machine.AUTHORISATION, Authorisation.TURNING_DOWN);
  frame(3, Machine.APPEND, Append.WRITING);
  t.top.deadline_ms = 6000;
  t.top.holds = 1;
  const j = journal(t);
  j.kind = Kind.SEAL;
  j.length = 0;
}

describe("engine", () => {
  it("stays dark without a flash that it can use", () => {
    t = freshTerminal();
    boot(t);
    expect(give(Event.KEY_ENTER, 1)).toBe(0);
    expect(t.top.state).toBe(Life.OFF);
    store<u32>(PAYLOAD, 1);
    store<u32>(PAYLOAD, 100, 4);
    expect(give(Event.BOOT, 1, 16, 1)).toBe(0);
    expect(t.top.state).toBe(Life.OUT_OF_SERVICE);
  });

  it("changes nothing for what is no event", () => {
    waiting();
    expect(give(Event.ENTER, 2000)).toBe(-1);
    expect(give(200, 2000)).toBe(-1);
    expect(give(Event.LINE_DATA, 2000, 4)).toBe(-1);
    expect(t.depth).toBe(4);
  });

  it("keeps a deadline while bytes trickle in", () => {
    waiting();
    for (let i = 0; i < 20; i++) {
      giveBytes(BYTE, i === 1 ? 1 : 0);
      expect(give(Event.LINE_DATA, 2000 + 1000 * i, 9, 7, TICKET)).toBe(31000);
    }
    expect(t.depth).toBe(4);
  });

  it("lets the time come when it has come, and not before", () => {
    waiting();
    expect(give(Event.TIME, 30999)).toBe(31000);
    expect(t.depth).toBe(4);
    give(Event.TIME, 31000);
    expect(t.top.machine).toBe(Machine.APPEND);
  });

  it("drops and counts answers of another ticket, another start, or nobody's", () => {
    waiting();
    expect(give(Event.LINE_DOWN, 2000, 0, 7, TICKET - 1)).toBe(31000);
    expect(give(Event.LINE_DOWN, 2000, 0, 6, TICKET)).toBe(31000);
    expect(give(Event.LINE_DOWN, 2000, 0, 7, TICKET + 1)).toBe(31000);
    expect(t.stale).toBe(3);
    expect(t.depth).toBe(4);
    give(Event.LINE_DOWN, 2000, 0, 7, TICKET);
    expect(t.top.machine).toBe(Machine.APPEND);
    expect(t.stale).toBe(3);
  });

  it("takes the same answer once", () => {
    waiting();
    give(Event.LINE_DOWN, 2000, 0, 7, TICKET);
    const depth = t.depth;
    give(Event.LINE_DOWN, 2000, 0, 7, TICKET);
    expect(t.stale).toBe(1);
    expect(t.depth).toBe(depth);
  });

  it("lets no event pass a machine that holds, neither a key nor a card that is pulled out", () => {
    writing();
    expect(give(Event.CARD_OUT, 2000)).toBe(6000);
    expect(give(Event.KEY_CANCEL, 2000)).toBe(6000);
    expect(t.top.machine).toBe(Machine.APPEND);
    giveStatus(1);
    expect(give(Event.FLASH_DONE, 2000, 4, 7, TICKET)).toBe(0);
    expect(t.top.state).toBe(Life.OUT_OF_SERVICE);
  });

  it("offers an event to the machines below when the top one has no row for it", () => {
    waiting();
    give(Event.CARD_OUT, 2000);
    expect(t.depth).toBe(4);
    give(Event.KEY_MENU, 2000);
    expect(t.depth).toBe(4);
  });
});

describe("a diagnostics device", () => {
  it("is there from one event to another, and gone with the power; no machine hears of it", () => {
    waiting();
    const state = t.top.state;
    giveStatus(1);
    expect(give(Event.DIAGNOSE, 2000, 4)).toBe(31000);
    expect(t.diagnosed).toBe(1);
    expect(t.top.state).toBe(state);
    giveStatus(0);
    give(Event.DIAGNOSE, 2000, 4);
    expect(t.diagnosed).toBe(0);
    giveStatus(1);
    give(Event.DIAGNOSE, 2000, 4);
    boot(t);
    expect(t.diagnosed).toBe(0);
  });
});

describe("IN and OUT, which may hold card data", () => {
  it("leaves nothing of an event in IN, nor of an earlier step in OUT", () => {
    waiting();
    allow(1);
    tellOn<Bytes>(t, Command.LINE_SEND, TICKET, 400);
    memory.fill(OUT, 0x5a, used());
    memory.fill(PAYLOAD, 0x5a, 200);
    store<u32>(PAYLOAD, 4);
    give(Event.LINE_DATA, 2000, 200, t.epoch, TICKET);
    expect(allBytes(IN, IN_HEADER + 200, 0)).toBe(true);
    expect(allBytes(OUT + used(), 424 - used(), 0)).toBe(true);
  });
});
