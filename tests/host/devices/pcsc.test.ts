/** The card reader over a PC/SC service that is made up: cards that come and go, readers and services that do. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { Interface } from "../../../assembly/abi.ts";
import { PcscReader } from "../../../host/devices/pcsc/reader.ts";
import type { PcscCard, PcscContext, SlotState, Smartcard } from "../../../host/devices/pcsc/smartcard.ts";

const PRESENT = 0x20;
const EMPTY = 0x10;
const UNPOWER = 2;
const ATR = Uint8Array.of(0x3b, 0x00);

/** One reader; what happens to it is told by its fields. */
class Service {
  names = ["First Reader 00", "Second Reader 01"];
  isRunning = true;
  state = EMPTY;
  /** Thrown at the next connections. */
  faults: string[] = [];
  readonly asked: string[] = [];
  answer: (command: Uint8Array) => Promise<Uint8Array> = async (command) => Uint8Array.of(...command, 0x90, 0x00);
  private wake: () => void = () => {};

  /** A card comes or goes: the count in the upper half grows. */
  change(isIn: boolean): void {
    this.state = (((this.state >>> 16) + 1) << 16) | (isIn ? PRESENT : EMPTY);
    this.wake();
  }

  notice(): void {
    this.wake();
  }

  get smartcard(): Smartcard {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const service = this;
    class Context implements PcscContext {
      constructor() {
        if (!service.isRunning) throw new Error("PC/SC service not running");
      }
      listReaders() {
        if (!service.isRunning) throw new Error("PC/SC service not running");
        return service.names.map((name) => ({
          name,
          connect: (share: number, protocols: number) => service.connect(name, share, protocols),
        }));
      }
      async waitForChange([slot]: SlotState[]): Promise<SlotState[] | null> {
        if (service.isRunning && slot!.state === service.state)
          await new Promise<void>((resolve) => (service.wake = resolve));
        if (!service.isRunning) throw new Error("PC/SC service stopped");
        if (!service.names.includes(slot!.name)) throw new Error("Unknown reader");
        return [{ name: slot!.name, state: service.state | 2 }];
      }
      cancel() {
        service.wake();
      }
      close() {}
    }
    return {
      Context,
      SCARD_SHARE_EXCLUSIVE: 1,
      SCARD_PROTOCOL_T0: 1,
      SCARD_PROTOCOL_T1: 2,
      SCARD_UNPOWER_CARD: UNPOWER,
      SCARD_STATE_PRESENT: PRESENT,
      SCARD_STATE_CHANGED: 2,
      SCARD_STATE_UNKNOWN: 4,
      SCARD_STATE_UNAVAILABLE: 8,
    };
  }

  private async connect(name: string, share: number, protocols: number): Promise<PcscCard> {
    this.asked.push(`connect ${name} ${share} ${protocols}`);
    const fault = this.faults.shift();
    if (fault !== undefined) throw new Error(fault);
    return {
      atr: ATR,
      transmit: (command) => this.answer(command.slice()),
      disconnect: (disposition) => void this.asked.push(`disconnect ${disposition}`),
    };
  }
}

describe("a reader at the PC/SC service", () => {
  let service = new Service();
  let reader: PcscReader | undefined;
  let told: string[] = [];
  afterEach(async () => {
    await reader?.close();
    reader = undefined;
  });

  function open(name?: string): PcscReader {
    told = [];
    reader = PcscReader.open({ name, smartcard: service.smartcard });
    reader.onRemoved = () => told.push("out");
    return reader;
  }

  function arm(one: PcscReader): void {
    one.arm(Interface.CONTACT | Interface.STRIPE, {
      inserted: (atr) => told.push(`in ${atr.length}`),
      mute: () => told.push("mute"),
      swiped: () => told.push("swiped"),
    });
  }

  async function until(what: string, has = (): boolean => told.includes(what)): Promise<void> {
    const end = performance.now() + 2_000;
    while (!has()) {
      if (performance.now() > end) throw new Error(`never ${what}; there was ${told.join(", ")}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  it("powers the card that is in or comes, alone and by either protocol, and answers its commands", async () => {
    service = new Service();
    const one = open();
    arm(one);
    service.change(true);
    await until("in 2");
    assert.deepEqual(service.asked, ["connect First Reader 00 1 3"]);
    const reply = await new Promise<Uint8Array | undefined>((resolve) =>
      one.transmit(Uint8Array.of(1, 2, 3, 4), resolve),
    );
    assert.deepEqual(reply, Uint8Array.of(1, 2, 3, 4, 0x90, 0x00));
    service.answer = async () => new Uint8Array(4_098);
    const long = await new Promise<Uint8Array | undefined>((resolve) => one.transmit(Uint8Array.of(1), resolve));
    assert.equal(long?.length, 4_098);
    one.release();
    await until("without power", () => service.asked.includes(`disconnect ${UNPOWER}`));
    arm(one);
    await until("in again", () => told.length === 2);
  });

  it("says when the card is pulled out, also after its release, and once", async () => {
    service = new Service();
    const one = open();
    arm(one);
    service.change(true);
    await until("in 2");
    one.release();
    service.change(false);
    await until("out");
    for (const isIn of [true, false]) {
      service.change(isIn);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(told, ["in 2", "out"]);
  });

  it("notices a card that was changed for another between two questions", async () => {
    service = new Service();
    const one = open();
    arm(one);
    service.change(true);
    await until("in 2");
    service.state = (((service.state >>> 16) + 2) << 16) | PRESENT;
    service.notice();
    await until("out");
    arm(one);
    await until("in again", () => told.filter((what) => what === "in 2").length === 2);
  });

  it("has no answer from a card that was pulled out in the middle, or that fails", async () => {
    service = new Service();
    const one = open();
    one.transmit(Uint8Array.of(0), (bytes) => told.push(`no card ${String(bytes)}`));
    assert.deepEqual(told, ["no card undefined"]);
    arm(one);
    service.change(true);
    await until("in 2");
    service.answer = async () => {
      throw new Error("Communication error");
    };
    one.transmit(Uint8Array.of(0), (bytes) => told.push(`failed ${String(bytes)}`));
    await until("failed undefined");
    service.answer = async () => {
      service.change(false);
      await until("out");
      return Uint8Array.of(0x90, 0x00);
    };
    one.transmit(Uint8Array.of(0), (bytes) => told.push(`late ${String(bytes)}`));
    await until("late undefined");
  });

  it("calls a card mute that gives no ATR by any protocol, and tries T=0 alone first", async () => {
    service = new Service();
    const one = open();
    service.faults = ["Card is unresponsive"];
    arm(one);
    service.change(true);
    await until("in 2");
    assert.deepEqual(service.asked, ["connect First Reader 00 1 3", "connect First Reader 00 1 1"]);
    one.release();
    service.faults = ["Card is unresponsive", "Card is unresponsive"];
    arm(one);
    await until("mute");
  });

  it("waits while another program has the card", async () => {
    service = new Service();
    const one = open();
    service.faults = ["Sharing violation"];
    arm(one);
    service.change(true);
    await until("in 2");
    assert.equal(service.asked.length, 2);
  });

  it("takes no card that was asked for in vain", async () => {
    service = new Service();
    const one = open();
    arm(one);
    service.change(true);
    one.release();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(told, []);
    assert.equal(service.asked.filter((what) => what.startsWith("connect")).length, service.asked.length / 2);
  });

  it("takes a reader that is unplugged, or a service that stops, for a card pulled out, and goes on when it is back", async () => {
    for (const [lose, restore] of [
      [() => (service.names = []), () => (service.names = ["First Reader 00"])],
      [() => (service.isRunning = false), () => (service.isRunning = true)],
    ] as const) {
      service = new Service();
      const one = open();
      arm(one);
      service.change(true);
      await until("in 2");
      lose();
      service.notice();
      await until("out");
      arm(one);
      restore();
      await until("in again", () => told.filter((what) => what === "in 2").length === 2);
      await one.close();
    }
  });

  it("is chosen by a part of its name, and says what is missing", () => {
    service = new Service();
    assert.equal(open("Second").name, "Second Reader 01");
    assert.throws(() => open("Third"), /no card reader "Third": name one of First Reader 00, Second Reader 01/);
    service.names = [];
    assert.throws(() => open(), /no card reader is connected: plug one in/);
    service.isRunning = false;
    assert.throws(() => open(), /no PC\/SC service: install pcscd and start it/);
  });

  it("names the package to install where it is not there", () => {
    assert.throws(
      () => PcscReader.open(),
      /needs the package smartcard: run npm install smartcard .*, and start pcscd$/,
    );
  });

  it("has no stripe to read: armed for one alone it powers nothing", async () => {
    service = new Service();
    const one = open();
    one.arm(Interface.STRIPE, {
      inserted: () => told.push("in"),
      mute: () => told.push("mute"),
      swiped: () => told.push("swiped"),
    });
    service.change(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([told, service.asked], [[], []]);
  });
});
