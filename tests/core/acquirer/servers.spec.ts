import { Command, Event } from "../../../assembly/abi";
import { LineFault } from "../../../assembly/abi_devices";
import { Reason } from "../../../assembly/abi_reasons";
import { exchange, Exchanging } from "../../../assembly/acquirer/exchange";
import { exchangeOf } from "../../../assembly/acquirer/region";
import { HOST_BYTES, isLineReason, lineReason, reasonOf, Servers, serversOf } from "../../../assembly/acquirer/servers";
import { Terminal } from "../../../assembly/machine/terminal";
import { textAt } from "../base/support";
import { beginStep, freshTerminal, giveStatus, lastCommand, lastPayload } from "../machine/support";

let t: Terminal = freshTerminal();
let servers: Servers = serversOf(t);

function store3(count: u8, first: u8): void {
  t = freshTerminal();
  servers = serversOf(t);
  servers.stored = count;
  servers.first = first;
  textAt(servers.host(0), "one.example");
  textAt(servers.host(1), "two.example");
  textAt(servers.host(2), "192.0.2.3");
  for (let place = 0; place < 3; place++) servers.setPort(place, 7001 + place);
  exchange(t, Exchanging.BEGINNING, Event.ENTER);
}

/** Opens the line. @returns the port that is asked for */
function opened(): u32 {
  beginStep();
  exchange(t, Exchanging.OPENING, Event.ENTER);
  expect(lastCommand()).toBe(Command.LINE_OPEN);
  return load<u32>(lastPayload());
}

function down(fault: u32): i32 {
  giveStatus(fault);
  return exchange(t, Exchanging.OPENING, Event.LINE_DOWN);
}

describe("the servers", () => {
  it("are the board's own affair when none is stored: the payload is all zero", () => {
    store3(0, 0);
    expect(opened()).toBe(0);
    expect(load<u64>(lastPayload())).toBe(0);
    expect(load<u64>(lastPayload(), 8)).toBe(0);
    expect(down(LineFault.REFUSED)).toBe(Event.NOT_SENT);
  });

  it("are named to the board, host and port", () => {
    store3(3, 2);
    expect(opened()).toBe(7003);
    expect(load<u32>(lastPayload(), 8)).toBe(9);
    expect(load<u8>(lastPayload(), 16)).toBe(0x31);
  });

  it("give way to one another, each once", () => {
    store3(3, 1);
    expect(opened()).toBe(7002);
    expect(down(LineFault.REFUSED)).toBe(Exchanging.OPENING);
    expect(opened()).toBe(7003);
    expect(exchange(t, Exchanging.OPENING, Event.TIME)).toBe(Exchanging.OPENING);
    expect(opened()).toBe(7001);
    expect(down(LineFault.NAME)).toBe(Event.NOT_SENT);
    expect(lineReason(t)).toBe(Reason.NAME_NOT_FOUND);
  });

  it("begin with the one that was last reached", () => {
    store3(2, 0);
    opened();
    expect(down(LineFault.TLS)).toBe(Exchanging.OPENING);
    expect(opened()).toBe(7002);
    expect(exchange(t, Exchanging.OPENING, Event.LINE_UP)).toBe(Exchanging.WAITING);
    expect(t.lineFault).toBe(LineFault.NONE);
    exchange(t, Exchanging.BEGINNING, Event.ENTER);
    expect(opened()).toBe(7002);
    expect(down(0)).toBe(Exchanging.OPENING);
    expect(opened()).toBe(7001);
  });

  it("never see a request that has left for another", () => {
    store3(3, 0);
    opened();
    exchange(t, Exchanging.OPENING, Event.LINE_UP);
    expect(exchange(t, Exchanging.WAITING, Event.LINE_DOWN)).toBe(Event.NO_REPLY);
    expect(exchange(t, Exchanging.WAITING, Event.TIME)).toBe(Event.NO_REPLY);
  });

  it("take what a forged flash says", () => {
    store3(255, 255);
    memory.fill(servers.host(0), 0x61, 3 * (HOST_BYTES + 8));
    opened();
    expect(load<u32>(lastPayload(), 8)).toBe(HOST_BYTES);
    expect(down(77)).toBe(Exchanging.OPENING);
    expect(down(77)).toBe(Exchanging.OPENING);
    expect(down(77)).toBe(Event.NOT_SENT);
    expect(exchangeOf(t).unreached).toBe(3);
  });

  it("are opened over TLS where that is set", () => {
    store3(2, 0);
    opened();
    expect(load<u32>(lastPayload(), 4)).toBe(0);
    serversOf(t).setTls(0, true);
    expect(opened()).toBe(7001);
    expect(load<u32>(lastPayload(), 4)).toBe(1);
  });

  it("cannot be reached for a reason that is told", () => {
    expect(reasonOf(LineFault.NONE)).toBe(Reason.NO_LINE);
    expect(reasonOf(LineFault.CLOSED)).toBe(Reason.NO_LINE);
    expect(reasonOf(LineFault.NO_CARRIER)).toBe(Reason.NO_CARRIER);
    expect(reasonOf(LineFault.NAME)).toBe(Reason.NAME_NOT_FOUND);
    expect(reasonOf(LineFault.REFUSED)).toBe(Reason.LINE_REFUSED);
    expect(reasonOf(LineFault.TIMED_OUT)).toBe(Reason.LINE_TIMED_OUT);
    expect(reasonOf(LineFault.TLS)).toBe(Reason.LINE_TLS);
    expect(reasonOf(LineFault.KEY)).toBe(Reason.NETWORK_KEY);
    expect(reasonOf(LineFault.EXPIRED)).toBe(Reason.LINE_EXPIRED);
    expect(reasonOf(LineFault.FOREIGN)).toBe(Reason.LINE_FOREIGN);
    expect(reasonOf(LineFault.NO_TLS)).toBe(Reason.LINE_NO_TLS);
    expect(reasonOf(LineFault.NO_TLS + 1)).toBe(Reason.NO_LINE);
    expect(reasonOf(99)).toBe(Reason.NO_LINE);
    expect(isLineReason(Reason.LINE_EXPIRED)).toBe(true);
    expect(isLineReason(Reason.LINE_NO_TLS)).toBe(true);
    expect(isLineReason(Reason.DOWNLOAD_INTERFACE)).toBe(false);
    expect(isLineReason(Reason.LINE_TLS)).toBe(true);
    expect(isLineReason(Reason.BAD_MAC)).toBe(false);
  });
});
