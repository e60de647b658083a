import { Event, STAY } from "../../../../assembly/abi";
import { TextResult } from "../../../../assembly/abi_devices";
import { Servers, serversOf } from "../../../../assembly/acquirer/servers";
import { PAYLOAD } from "../../../../assembly/machine/io";
import { Terminal } from "../../../../assembly/machine/terminal";
import { serverList, Serving } from "../../../../assembly/terminal/setup/server_list";
import { draftServers } from "../../../../assembly/terminal/setup/setting";
import { setupOf, Step } from "../../../../assembly/terminal/setup/zone";
import { textAt } from "../../base/support";
import { freshTerminal } from "../../machine/support";

let t: Terminal = freshTerminal();
let servers: Servers = serversOf(t);

function digit(number: u32): i32 {
  store<u32>(PAYLOAD, number);
  return serverList(t, Serving.LISTING, Event.KEY_DIGIT);
}

function typed(state: i32, text: string, result: TextResult = TextResult.ENTERED): i32 {
  store<u64>(PAYLOAD, result);
  store<u32>(PAYLOAD, textAt(PAYLOAD + 16, text), 8);
  return serverList(t, state, Event.TEXT_DONE);
}

function stored(count: u8): void {
  t = freshTerminal();
  servers = serversOf(t);
  servers.stored = count;
  textAt(servers.host(0), "one.example");
  textAt(servers.host(1), "two.example");
  textAt(servers.host(2), "three.example");
  for (let place = 0; place < 3; place++) servers.setPort(place, 7001 + place);
}

describe("SERVERS", () => {
  it("changes one that there is, or adds one behind them, up to three", () => {
    stored(0);
    expect(digit(1)).toBe(Serving.TYPING_HOST);
    expect(digit(2)).toBe(STAY);
    expect(digit(0)).toBe(STAY);
    stored(2);
    expect(digit(3)).toBe(Serving.TYPING_HOST);
    stored(3);
    expect(digit(3)).toBe(Serving.TYPING_HOST);
    expect(digit(4)).toBe(STAY);
    stored(255);
    expect(digit(4)).toBe(STAY);
  });

  it("takes an address and then a port, on the draft alone", () => {
    stored(1);
    digit(2);
    expect(typed(Serving.TYPING_HOST, "192.0.2.20")).toBe(Serving.TYPING_PORT);
    expect(typed(Serving.TYPING_PORT, "8443")).toBe(Serving.RECORDING);
    const draft = draftServers(t);
    expect(draft.count).toBe(2);
    expect(draft.port(1)).toBe(8443);
    expect(draft.hostLength(1)).toBe(10);
    expect(draft.port(0)).toBe(7001);
    expect(servers.count).toBe(1);
  });

  it("takes what is none neither for an address nor for a port", () => {
    stored(0);
    digit(1);
    expect(typed(Serving.TYPING_HOST, "a b")).toBe(Serving.WRONG);
    expect(typed(Serving.TYPING_HOST, "a".repeat(49))).toBe(Serving.WRONG);
    expect(typed(Serving.TYPING_PORT, "0")).toBe(Serving.WRONG);
    expect(serverList(t, Serving.WRONG, Event.KEY_ENTER)).toBe(Serving.TYPING_HOST);
    expect(serverList(t, Serving.WRONG, Event.KEY_CANCEL)).toBe(Serving.LISTING);
  });

  it("takes an address with tls: in front for one of a server that speaks TLS, and back again", () => {
    stored(0);
    digit(1);
    expect(typed(Serving.TYPING_HOST, "tls:pay.example.cn")).toBe(Serving.TYPING_PORT);
    const draft = draftServers(t);
    expect(draft.isTls(0)).toBe(true);
    expect(draft.hostLength(0)).toBe(14);
    expect(typed(Serving.TYPING_HOST, "tls:" + "a".repeat(48))).toBe(Serving.TYPING_PORT);
    expect(typed(Serving.TYPING_HOST, "tls:" + "a".repeat(49))).toBe(Serving.WRONG);
    expect(typed(Serving.TYPING_HOST, "tls:")).toBe(Serving.WRONG);
    expect(typed(Serving.TYPING_HOST, "tls:tls:a")).toBe(Serving.WRONG);
    expect(typed(Serving.TYPING_HOST, "tls")).toBe(Serving.TYPING_PORT);
    expect(draft.isTls(0)).toBe(false);
  });

  it("goes back to the list when nothing is typed", () => {
    stored(0);
    digit(1);
    expect(typed(Serving.TYPING_HOST, "", TextResult.CANCELLED)).toBe(Serving.LISTING);
    expect(typed(Serving.TYPING_HOST, "", TextResult.REFUSED)).toBe(Serving.LISTING);
    expect(typed(Serving.TYPING_PORT, "", TextResult.TIMED_OUT)).toBe(Serving.LISTING);
    expect(typed(Serving.TYPING_HOST, "")).toBe(Serving.LISTING);
  });

  it("removes the one whose address is left empty, and moves the others up", () => {
    stored(3);
    servers.first = 2;
    digit(2);
    expect(typed(Serving.TYPING_HOST, "")).toBe(Serving.RECORDING);
    const draft = draftServers(t);
    expect(draft.count).toBe(2);
    expect(draft.port(0)).toBe(7001);
    expect(draft.port(1)).toBe(7003);
    expect(draft.hostLength(1)).toBe(13);
    expect(draft.hostLength(2)).toBe(0);
    expect(<i32>draft.first).toBe(0);
  });

  it("lets the next one be the first, where there are several", () => {
    stored(1);
    expect(serverList(t, Serving.LISTING, Event.KEY_MENU)).toBe(STAY);
    stored(3);
    servers.first = 2;
    expect(serverList(t, Serving.LISTING, Event.KEY_MENU)).toBe(Serving.RECORDING);
    expect(<i32>draftServers(t).first).toBe(0);
  });

  it("is a step of the first start once", () => {
    stored(0);
    expect(serverList(t, Serving.LISTING, Event.KEY_ENTER)).toBe(Serving.FINISHING);
    setupOf(t).steps = <u8>Step.SERVERS;
    expect(serverList(t, Serving.LISTING, Event.KEY_ENTER)).toBe(Event.SUCCEEDED);
  });
});
