import { Command, Event, Purpose, Secret, STAY } from "../../../../assembly/abi";
import { LineFault, NetworkAction, NetworkKind } from "../../../../assembly/abi_devices";
import { Reason } from "../../../../assembly/abi_reasons";
import { Item } from "../../../../assembly/abi_fields";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { exchangeOf } from "../../../../assembly/acquirer/region";
import { PAYLOAD } from "../../../../assembly/machine/io";
import { WAIT } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { Networking, networking } from "../../../../assembly/terminal/setup/networking";
import { draftServers } from "../../../../assembly/terminal/setup/setting";
import { NETWORKS_MAX } from "../../../../assembly/terminal/setup/wifi_list";
import { setupBehind, Step } from "../../../../assembly/terminal/setup/zone";
import { textAt } from "../../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../../machine/support";

let t: Terminal = freshTerminal();
let end: usize = 0;

function beginScan(): void {
  memory.fill(PAYLOAD, 0, 1024);
  end = PAYLOAD + 16;
}

function found(signal: u8, secured: u8, length: u8, name: string): void {
  store<u8>(end, signal);
  store<u8>(end, secured, 1);
  store<u8>(end, length, 2);
  textAt(end + 3, name);
  end += 3 + name.length;
  store<u32>(PAYLOAD, <u32>(end - PAYLOAD - 16), 8);
}

function scanned(): i32 {
  return networking(t, Networking.SCANNING, Event.NETWORK_DONE);
}

function digit(number: u32): i32 {
  store<u32>(PAYLOAD, number);
  return networking(t, Networking.LISTING, Event.KEY_DIGIT);
}

function done(state: i32, fault: u32): i32 {
  store<u64>(PAYLOAD, fault);
  return networking(t, state, Event.NETWORK_DONE);
}

describe("NETWORKING", () => {
  beforeEach(() => {
    t = freshTerminal();
    beginScan();
  });

  it("goes the way that was chosen", () => {
    const items: i32[] = [Item.WIRED, Item.WIFI, Item.BLUETOOTH];
    const states: i32[] = [Networking.WIRING, Networking.SCANNING, Networking.PAIRING];
    for (let i = 0; i < 3; i++) {
      deskOf(t).item = items[i];
      expect(networking(t, Networking.CHOOSING, Event.CHOSEN)).toBe(states[i]);
      expect(networking(t, states[i], Event.TIME)).toBe(Networking.FAILED);
      expect(exchangeOf(t).stopped).toBe(Reason.LINE_TIMED_OUT);
    }
  });

  it("asks for the key of a network that has one, and joins the others", () => {
    found(80, 1, 4, "shop");
    found(40, 0, 4, "cafe");
    expect(scanned()).toBe(Networking.LISTING);
    expect(digit(1)).toBe(Networking.TYPING_KEY);
    expect(networking(t, Networking.TYPING_KEY, Event.ENTER) & WAIT).not.toBe(0);
    expect(lastCommand()).toBe(Command.ENTER_SECRET);
    expect(load<u32>(lastPayload())).toBe(Purpose.WIFI_KEY);
    store<u32>(PAYLOAD, Secret.ENTERED);
    store<u32>(PAYLOAD, 31, 4);
    expect(networking(t, Networking.TYPING_KEY, Event.SECRET_DONE)).toBe(Networking.JOINING);
    beginStep();
    networking(t, Networking.JOINING, Event.ENTER);
    expect(lastCommand()).toBe(Command.NETWORK);
    expect(load<u32>(lastPayload())).toBe(NetworkAction.JOIN);
    expect(load<u32>(lastPayload(), 4)).toBe(31);
    expect(load<u32>(lastPayload(), 8)).toBe(4);
    expect(load<u8>(lastPayload(), 16)).toBe(0x73);
    expect(digit(2)).toBe(Networking.JOINING);
    beginStep();
    networking(t, Networking.JOINING, Event.ENTER);
    expect(load<u32>(lastPayload(), 4)).toBe(0);
    expect(digit(3)).toBe(STAY);
    expect(digit(0)).toBe(STAY);
  });

  it("goes back to the list when no key comes", () => {
    found(80, 1, 4, "shop");
    scanned();
    digit(1);
    store<u64>(PAYLOAD, Secret.CANCELLED);
    expect(networking(t, Networking.TYPING_KEY, Event.SECRET_DONE)).toBe(Networking.LISTING);
    store<u64>(PAYLOAD, Secret.REFUSED);
    expect(networking(t, Networking.TYPING_KEY, Event.SECRET_DONE)).toBe(Networking.LISTING);
  });

  it("leaves out names that are none, and all behind a cut one", () => {
    found(80, 1, 0, "");
    found(80, 1, 33, "123456789012345678901234567890123");
    found(70, 0, 2, "ok");
    found(60, 0, 200, "cut");
    expect(scanned()).toBe(Networking.LISTING);
    expect(digit(1)).toBe(Networking.JOINING);
    expect(digit(2)).toBe(STAY);
  });

  it("keeps no more networks than there is room for, and shows them by pages", () => {
    for (let i = 0; i < 60; i++) found(80, 0, 1, "n");
    expect(scanned()).toBe(Networking.LISTING);
    for (let page = 0; page < NETWORKS_MAX / 6; page++) {
      beginStep();
      networking(t, Networking.LISTING, Event.ENTER);
      expect(digit(6)).toBe(Networking.JOINING);
      networking(t, Networking.LISTING, Event.KEY_MENU);
    }
    expect(deskOf(t).page).toBe(0);
  });

  it("says that nothing is in the air, or why not", () => {
    store<u32>(PAYLOAD, 0, 8);
    expect(scanned()).toBe(Networking.FAILED);
    expect(exchangeOf(t).stopped).toBe(Reason.NO_CARRIER);
    expect(done(Networking.JOINING, LineFault.KEY)).toBe(Networking.FAILED);
    expect(exchangeOf(t).stopped).toBe(Reason.NETWORK_KEY);
    expect(done(Networking.WIRING, LineFault.NO_CARRIER)).toBe(Networking.FAILED);
    expect(done(Networking.WIRING, LineFault.NONE)).toBe(Networking.RECORDING);
  });

  it("pairs only when a person has found both codes alike", () => {
    store<u32>(PAYLOAD, LineFault.NONE);
    store<u32>(PAYLOAD, 271828, 4);
    expect(networking(t, Networking.PAIRING, Event.NETWORK_DONE)).toBe(Networking.COMPARING);
    expect(networking(t, Networking.COMPARING, Event.KEY_CANCEL)).toBe(Networking.FAILED);
    expect(exchangeOf(t).stopped).toBe(Reason.NETWORK_KEY);
    expect(networking(t, Networking.COMPARING, Event.TIME)).toBe(Event.CANCELLED);
    expect(networking(t, Networking.COMPARING, Event.KEY_ENTER)).toBe(Networking.CONFIRMING);
    expect(done(Networking.CONFIRMING, LineFault.KEY)).toBe(Networking.FAILED);
    expect(done(Networking.CONFIRMING, LineFault.NONE)).toBe(Networking.RECORDING);
  });

  it("drafts the kind, and the name of Wi-Fi alone", () => {
    found(80, 0, 4, "cafe");
    deskOf(t).item = Item.WIFI;
    scanned();
    digit(1);
    beginStep();
    networking(t, Networking.RECORDING, Event.ENTER);
    const setup = setupBehind(draftServers(t));
    expect(<i32>setup.network).toBe(NetworkKind.WIFI);
    expect(<i32>setup.steps).toBe(Step.NETWORK);
    expect(load<u32>(setup.wifi)).toBe(0x65666163);
    deskOf(t).item = Item.BLUETOOTH;
    networking(t, Networking.RECORDING, Event.ENTER);
    expect(<i32>setup.network).toBe(NetworkKind.BLUETOOTH);
    expect(load<u32>(setup.wifi)).toBe(0);
  });
});
