/** How a board obeys the commands for devices that a payment does not need, and what it answers where they are absent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, Done, Event, Purpose } from "../../../assembly/abi.ts";
import {
  Download,
  LineFault,
  MediumAction,
  NetworkAction,
  NetworkKind,
  Paper,
  Part,
  SlotAction,
  StageAction,
  StageResult,
  TextKind,
  TextResult,
} from "../../../assembly/abi_devices.ts";
import { Backups, MemoryBackups } from "../../../host/devices/backups.ts";
import { MemoryStage } from "../../../host/devices/memory_stage.ts";
import { Staging } from "../../../host/devices/staging.ts";
import { bytesAt, word } from "../../../host/payloads.ts";
import type { NetworkPort, TextRequest } from "../../../host/ports.ts";
import { emptyModule } from "../secure/support.ts";
import { request, ScriptedBoard, words } from "./support.ts";

const TAKES_ALL = {
  judgeManifest: () => StageResult.DONE,
  judge: () => StageResult.DONE,
  take: () => StageResult.DONE,
};

function statusOf(board: ScriptedBoard, code: Command, payload?: Uint8Array): number[] {
  const { payload: answer } = board.answer(code, payload);
  return Array.from({ length: answer.length / 4 }, (_, index) => word(answer, index));
}

describe("BOOT", () => {
  it("has the serial number, the version of the firmware and whether it is on trial", () => {
    const slots = { version: 3, onTrial: true, act: () => Done.DONE };
    const { boot } = new ScriptedBoard({ serial: "TC000001", slots });
    assert.equal(boot?.payload.length, 48);
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => word(boot.payload, index)),
      [7, 4096, 2048, 8],
    );
    assert.equal(Buffer.from(boot.payload.subarray(16, 24)).toString(), "TC000001");
    assert.deepEqual([word(boot.payload, 6), word(boot.payload, 7)], [3, 1]);
  });

  it("has zeros and version 1 on a board that has neither", () => {
    const { boot } = new ScriptedBoard();
    assert.deepEqual(boot?.payload.subarray(16), Uint8Array.from(words(0, 0, 1, 0, 0, 0, 0, 0)));
  });

  it("has the model, of which 8 characters are told", () => {
    const { boot } = new ScriptedBoard({ model: "TC-SIM-2000" });
    assert.equal(Buffer.from(boot!.payload.subarray(40)).toString(), "TC-SIM-2");
  });
});

describe("READINESS", () => {
  it("says that all is well where there are no sensors", () => {
    assert.deepEqual(statusOf(new ScriptedBoard(), Command.READINESS), [
      100,
      1,
      Paper.IN,
      NetworkKind.WIRED,
      1,
      0,
      1,
      0,
    ]);
  });

  it("says what the sensors say, and that a secure module without its secrets has failed", () => {
    const secure = emptyModule();
    const readiness = {
      batteryPercent: 9,
      onMains: false,
      paper: Paper.LOW,
      network: NetworkKind.WIFI,
      hasCarrier: false,
      signalPercent: 12,
      clockSet: false,
      failed: [Part.PRINTER],
    };
    const board = new ScriptedBoard({ sensors: { read: (done) => done(readiness) } }, secure);
    const told = [9, 0, Paper.LOW, NetworkKind.WIFI, 0, 12, 0];
    assert.deepEqual(statusOf(board, Command.READINESS), [...told, 1 << Part.PRINTER]);
    secure.tamper();
    assert.deepEqual(statusOf(board, Command.READINESS), [...told, (1 << Part.PRINTER) | (1 << Part.SECURE_MODULE)]);
  });
});

describe("ENTER_TEXT", () => {
  function entry(): {
    board: ScriptedBoard;
    asked: TextRequest[];
    types: (result: TextResult, text: string) => void;
    cancelled: () => number;
  } {
    const asked: TextRequest[] = [];
    let typed: (result: TextResult, text: string) => void = () => {};
    let cancelled = 0;
    const text = {
      enter: (one: TextRequest, done: (result: TextResult, text: string) => void): void => {
        asked.push(one);
        typed = done;
      },
      cancel: (): void => {
        cancelled++;
      },
    };
    const board = new ScriptedBoard({ text });
    return { board, asked, types: (result, entered) => typed(result, entered), cancelled: () => cancelled };
  }

  it("gives the text entry the keypad until it is done", () => {
    const { board, asked, types } = entry();
    const ticket = board.asks(Command.ENTER_TEXT, request("门店", TextKind.TEXT, 1, 40, 60_000));
    assert.deepEqual(asked, [{ kind: TextKind.TEXT, min: 1, max: 40, timeout_ms: 60_000, text: "门店" }]);
    board.runtime.key("enter");
    board.runtime.key("cancel");
    assert.equal(board.heard.length, 0, "no key goes to the core");
    types(TextResult.ENTERED, "门店 2");
    const [done] = board.heard.splice(0);
    assert.deepEqual([done?.code, done?.ticket, word(done!.payload, 0)], [Event.TEXT_DONE, ticket, TextResult.ENTERED]);
    assert.equal(Buffer.from(bytesAt(done!.payload, 8)).toString(), "门店 2");
    board.runtime.key("enter");
    assert.equal(board.heard[0]?.code, Event.KEY_ENTER, "the keypad is the core's again");
  });

  it("is given up with CANCEL, and a late answer does not arrive", () => {
    const { board, types, cancelled } = entry();
    const ticket = board.asks(Command.ENTER_TEXT, request("", TextKind.DIGITS, 1, 4, 60_000));
    cancels(board, ticket.number + 1);
    assert.equal(cancelled(), 0, "another ticket");
    cancels(board, ticket.number);
    assert.equal(cancelled(), 1);
    types(TextResult.ENTERED, "1234");
    assert.equal(board.heard.length, 0);
    board.runtime.key("menu");
    assert.equal(board.heard[0]?.code, Event.KEY_MENU);
  });

  it("answers REFUSED without a text entry, and for a text that is longer than was asked for", () => {
    assert.equal(statusOf(new ScriptedBoard(), Command.ENTER_TEXT, request("", 0, 1, 4, 1_000))[0], TextResult.REFUSED);
    const { board, types } = entry();
    board.asks(Command.ENTER_TEXT, request("", TextKind.DIGITS, 1, 4, 60_000));
    types(TextResult.ENTERED, "12345");
    const { payload } = board.heard[0]!;
    assert.deepEqual([word(payload, 0), bytesAt(payload, 8).length], [TextResult.REFUSED, 0]);
  });

  /** CANCEL comes with an event that no key is: the keypad is not the core's. */
  function cancels(board: ScriptedBoard, ticket: number): void {
    board.saysAt(() => board.runtime.provision(new Uint8Array(0)), Command.CANCEL, words(ticket));
    board.heard.length = 0;
  }
});

describe("NETWORK", () => {
  const NONE: NetworkPort = {
    scan: (done) => done(LineFault.NONE, []),
    join: (_name, _key, done) => done(LineFault.NONE),
    wire: (done) => done(LineFault.NONE),
    pair: (done) => done(LineFault.NONE, 271_828),
    confirmPairing: (done) => done(LineFault.KEY),
  };

  it("lists networks, the strongest first", () => {
    const networks = [
      { name: "Cafe", signalPercent: 41, secured: false },
      { name: "商户", signalPercent: 82, secured: true },
    ];
    const board = new ScriptedBoard({ network: { ...NONE, scan: (done) => done(LineFault.NONE, networks) } });
    const { code, payload } = board.answer(Command.NETWORK, request("", NetworkAction.SCAN, 0));
    assert.equal(code, Event.NETWORK_DONE);
    const expected = [82, 1, 6, ...Buffer.from("商户"), 41, 0, 4, ...Buffer.from("Cafe")];
    assert.deepEqual([...bytesAt(payload, 8)], expected);
  });

  it("gives the key that was typed to the radio, once", () => {
    const joined: string[] = [];
    const join: NetworkPort["join"] = (name, key, done) => {
      joined.push(`${name} ${Buffer.from(key).toString()}`);
      done(LineFault.NONE);
    };
    const board = new ScriptedBoard({ network: { ...NONE, join } });
    const handle = board.types(Purpose.WIFI_KEY, "12345678");
    assert.equal(statusOf(board, Command.NETWORK, request("Shop", NetworkAction.JOIN, handle))[0], LineFault.NONE);
    assert.equal(statusOf(board, Command.NETWORK, request("Shop", NetworkAction.JOIN, handle))[0], LineFault.KEY);
    assert.equal(statusOf(board, Command.NETWORK, request("Open", NetworkAction.JOIN, 0))[0], LineFault.NONE);
    assert.deepEqual(joined, ["Shop 12345678", "Open "]);
  });

  it("pairs with a code that both sides show", () => {
    const board = new ScriptedBoard({ network: NONE });
    assert.deepEqual(statusOf(board, Command.NETWORK, request("", NetworkAction.PAIR, 0)).slice(0, 2), [0, 271_828]);
    const confirmed = statusOf(board, Command.NETWORK, request("", NetworkAction.CONFIRM_PAIRING, 0));
    assert.equal(confirmed[0], LineFault.KEY);
  });

  it("is a cable and nothing else on a board without a radio", () => {
    const board = new ScriptedBoard();
    assert.equal(statusOf(board, Command.NETWORK, request("", NetworkAction.WIRE, 0))[0], LineFault.NONE);
    assert.equal(statusOf(board, Command.NETWORK, request("", NetworkAction.SCAN, 0))[0], LineFault.NO_CARRIER);
  });
});

describe("LINE_OPEN", () => {
  it("names the server that the terminal was told, and LINE_DOWN why the line is not there", () => {
    const board = new ScriptedBoard();
    board.asks(Command.LINE_OPEN, request("", 0, 0));
    const ticket = board.asks(Command.LINE_OPEN, request("pos.example", 9001, 0));
    board.asks(Command.LINE_OPEN, request("pos.example", 9002, 1));
    assert.deepEqual(
      board.opened.map(({ server }) => server),
      [undefined, { host: "pos.example", port: 9001, tls: false }, { host: "pos.example", port: 9002, tls: true }],
    );
    board.opened[1]!.events.down(LineFault.NAME);
    const [down] = board.heard;
    assert.deepEqual([down?.code, down?.ticket, word(down!.payload, 0)], [Event.LINE_DOWN, ticket, LineFault.NAME]);
    board.opened[0]!.events.down();
    assert.equal(word(board.heard[1]!.payload, 0), LineFault.CLOSED);
  });
});

describe("STAGE", () => {
  it("takes entries in their order and says how many there are", () => {
    const board = new ScriptedBoard({ stage: new Staging(new MemoryStage(), TAKES_ALL) });
    const stage = (action: StageAction, index = 0, mark = 0, bytes = ""): number[] =>
      statusOf(board, Command.STAGE, request(bytes, action, Download.AIDS, index, mark));
    assert.deepEqual(stage(StageAction.STATE), [StageResult.DONE, 0, 0, 0]);
    assert.deepEqual(stage(StageAction.OPEN, 0, 77), [StageResult.DONE, 0, 77, 0]);
    assert.deepEqual(stage(StageAction.PUT, 0, 0, "one"), [StageResult.DONE, 1, 77, 0]);
    assert.deepEqual(stage(StageAction.PUT, 2, 0, "three"), [StageResult.REFUSED, 1, 77, 0]);
    assert.deepEqual(stage(StageAction.COMMIT, 2), [StageResult.REFUSED, 1, 77, 0]);
    assert.deepEqual(stage(StageAction.COMMIT, 1), [StageResult.DONE, 0, 0, 0]);
    stage(StageAction.OPEN, 0, 78);
    assert.deepEqual(stage(StageAction.DROP), [StageResult.DONE, 0, 0, 0]);
    assert.deepEqual(statusOf(new ScriptedBoard(), Command.STAGE, request("", 1, 3, 0, 0))[0], StageResult.REFUSED);
  });
});

describe("SLOT, MEDIUM, RESTART and SET_CLOCK", () => {
  it("go to the slots, the medium, the machine and its clock", () => {
    const said: unknown[] = [];
    const board = new ScriptedBoard({
      slots: { version: 1, onTrial: false, act: (action, version) => (said.push([action, version]), Done.DONE) },
      medium: new Backups(new MemoryBackups()),
      restart: () => said.push("restart"),
      setClock: (wall_ms) => said.push(wall_ms),
    });
    assert.deepEqual(statusOf(board, Command.SLOT, words(SlotAction.TRY, 2)), [Done.DONE]);
    board.asks(Command.RESTART);
    board.asks(Command.SET_CLOCK, words(0x89abcdef, 0x1));
    assert.deepEqual(said, [[SlotAction.TRY, 2], "restart", 0x1_89ab_cdef]);
    const medium = (action: MediumAction, index = 0, bytes = ""): Uint8Array =>
      board.answer(Command.MEDIUM, request(bytes, action, 5, index, 0)).payload;
    assert.equal(word(medium(MediumAction.BEGIN), 0), Done.DONE);
    assert.equal(word(medium(MediumAction.WRITE, 0, "block"), 0), Done.DONE);
    assert.equal(word(medium(MediumAction.END), 0), Done.DONE);
    const state = medium(MediumAction.STATE);
    assert.deepEqual([word(state, 1), word(bytesAt(state, 8), 0)], [1, 5]);
    assert.equal(Buffer.from(bytesAt(medium(MediumAction.READ), 8)).toString(), "block");
    assert.equal(bytesAt(medium(MediumAction.READ, 1), 8).length, 0);
  });

  it("are refused, or do nothing, where there is no such device", () => {
    const board = new ScriptedBoard();
    assert.deepEqual(statusOf(board, Command.SLOT, words(SlotAction.CONFIRM, 0)), [Done.REFUSED]);
    assert.equal(statusOf(board, Command.MEDIUM, request("", MediumAction.STATE, 0, 0, 0))[0], Done.REFUSED);
    board.asks(Command.RESTART);
    board.asks(Command.SET_CLOCK, words(0, 0));
    assert.equal(board.heard.length, 0);
  });
});
