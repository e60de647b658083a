/** The console: what each byte of the keyboard means, and that the terminal is given back as it was. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { TextKind, TextResult } from "../../../assembly/abi_devices.ts";
import { ConsoleKeypad, pressesOf } from "../../../host/devices/console_keypad.ts";
import type { Press, Typing } from "../../../host/devices/console_keypad.ts";
import { ConsoleScreen } from "../../../host/devices/console_screen.ts";
import { ConsoleText } from "../../../host/devices/console_text.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

describe("the keypad at a console", () => {
  const cases: Array<[string, string, Press[]]> = [
    ["digits", "109", [{ digit: 1 }, { digit: 0 }, { digit: 9 }]],
    ["confirm", "\r\n", ["enter", "enter"]],
    ["cancel", "\x1bx", ["cancel", "cancel"]],
    ["clear", "\x7f\b", ["clear", "clear"]],
    ["menu, leave and Ctrl-C", "mq\x03", ["menu", "quit", "quit"]],
    ["cards that are put in, and with capitals swiped", "abF", [{ card: 0 }, { card: 1 }, { swipe: 5 }]],
    ["nothing for arrows, functions and unknown bytes", "\x1b[A\x1bOP\x1b[15~!\xe5", []],
    ["what comes behind a sequence", "\x1b[A5", [{ digit: 5 }]],
  ];
  for (const [what, typed, presses] of cases) {
    it(`knows ${what}`, () => assert.deepEqual(pressesOf(bytes(typed)), presses));
  }

  it("takes raw mode, gives it back, and leaves no digit in the bytes it read", () => {
    const modes: boolean[] = [];
    const calls = { setRawMode: (on: boolean) => modes.push(on), resume: () => {}, pause: () => {} };
    const input = Object.assign(new EventEmitter(), calls);
    const presses: Press[] = [];
    const keypad = new ConsoleKeypad(input, (press) => presses.push(press));
    keypad.open();
    const chunk = Buffer.from("12\r");
    input.emit("data", chunk);
    assert.deepEqual(presses, [{ digit: 1 }, { digit: 2 }, "enter"]);
    assert.deepEqual([...chunk], [0, 0, 0]);
    keypad.close();
    input.emit("data", Buffer.from("3"));
    assert.equal(presses.length, 3);
    assert.deepEqual(modes, [true, false]);
  });
});

describe("a keyboard while a text is typed", () => {
  function typed(typing: Typing, ...chunks: Buffer[]): Press[] {
    const calls = { setRawMode: () => {}, resume: () => {}, pause: () => {} };
    const input = Object.assign(new EventEmitter(), calls);
    const presses: Press[] = [];
    new ConsoleKeypad(
      input,
      (press) => presses.push(press),
      () => typing,
    ).open();
    for (const chunk of chunks) input.emit("data", chunk);
    return presses;
  }

  it("gives characters, Chinese ones whole however they come, and the keys that no character is", () => {
    const bytesOf = Buffer.from("店q");
    assert.deepEqual(typed("text", Buffer.from("ab 门\r")), [{ text: "ab 门" }, "enter"]);
    assert.deepEqual(typed("text", bytesOf.subarray(0, 1), bytesOf.subarray(1)), [{ text: "店q" }]);
    assert.deepEqual(typed("text", Buffer.from("m\x7fx\x1b")), [{ text: "m" }, "clear", { text: "x" }, "cancel"]);
    assert.deepEqual(typed("text", Buffer.from("a\x1b[Ab\t\x03")), [{ text: "a" }, { text: "b" }, "quit"]);
  });

  it("gives a secret with letters character by character, and wipes what it read", () => {
    const chunk = Buffer.from("aB1\b\r");
    const characters = [{ character: 0x61 }, { character: 0x42 }, { character: 0x31 }];
    assert.deepEqual(typed("secret", chunk), [...characters, "clear", "enter"]);
    assert.deepEqual([...chunk], [0, 0, 0, 0, 0]);
  });
});

describe("the text entry at a console", () => {
  function entry(
    kind: TextKind,
    text = "",
    timeout_ms = 60_000,
  ): { text: ConsoleText; shown: string[]; done: string[] } {
    const shown: string[] = [];
    const done: string[] = [];
    const entry = new ConsoleText((typed) => shown.push(typed ?? "-"));
    entry.enter({ kind, min: 2, max: 6, timeout_ms, text }, (result, typed) =>
      done.push(`${TextResult[result]} ${typed}`),
    );
    return { text: entry, shown, done };
  }

  it("takes what belongs into such a text, as long as it fits", () => {
    const cases: Array<[TextKind, string, string]> = [
      [TextKind.DIGITS, "1a2-3", "123"],
      [TextKind.CODE, "ab-1", "AB1"],
      [TextKind.HOST, "a.b:c d", "a.b:cd"],
      [TextKind.TEXT, "门店a\u0007", "门店"],
      [TextKind.ACCOUNT, "12x34567", "123456"],
      [TextKind.IDENTITY, "12ax", "12X"],
    ];
    for (const [kind, typed, taken] of cases) {
      const { text, done } = entry(kind);
      text.press({ text: typed });
      text.press("enter");
      assert.deepEqual(done, [`ENTERED ${taken}`]);
      assert.equal(text.isOpen, false);
    }
  });

  it("begins with what stands there, takes the last character back, and confirms nothing too short", () => {
    const { text, shown, done } = entry(TextKind.TEXT, "门");
    text.press("clear");
    text.press({ text: "a" });
    text.press("enter");
    assert.deepEqual(done, []);
    text.press({ text: "b" });
    text.press("enter");
    assert.deepEqual(done, ["ENTERED ab"]);
    assert.deepEqual(shown, ["门", "", "a", "a", "ab", "-"]);
    text.press({ text: "c" });
    assert.equal(done.length, 1);
  });

  it("ends when it is cancelled, or nobody types any more", async () => {
    const cancelled = entry(TextKind.TEXT);
    cancelled.text.press({ text: "ab" });
    cancelled.text.press("cancel");
    assert.deepEqual(cancelled.done, ["CANCELLED "]);
    const late = entry(TextKind.TEXT, "ab", 20);
    await pause(40);
    assert.deepEqual(late.done, ["TIMED_OUT "]);
  });
});

describe("the screen at a console", () => {
  const page = { title: "Ready", rows: [], notices: [], advice: "Press", code: "03" };
  function make(columns: number, rows = 30): { screen: ConsoleScreen; written: string[] } {
    const written: string[] = [];
    const screen = new ConsoleScreen({
      write: (text) => written.push(text),
      pageOf: () => page,
      panel: () => ["panel"],
      aside: () => ["slip line"],
      size: () => ({ columns, rows }),
    });
    return { screen, written };
  }

  it("draws nothing before it is opened, and gives the terminal back once", () => {
    const { screen, written } = make(100);
    screen.show({ id: 3, fields: [] });
    assert.equal(written.length, 0);
    screen.open();
    screen.close();
    screen.close();
    assert.equal(written.join("").split("\x1b[?1049l").length - 1, 1);
  });

  it("shows a typed secret as stars, and the slip beside the box or below it", () => {
    const wide = make(100);
    wide.screen.open();
    wide.screen.show({ id: 7, fields: [] });
    wide.screen.showEntry(3);
    assert.match(wide.written.at(-1) ?? "", /\[ \* \* \* \]/);
    assert.match(wide.written.at(-1) ?? "", /┐ +slip line/);
    const narrow = make(50);
    narrow.screen.open();
    narrow.screen.show({ id: 7, fields: [] });
    assert.match(narrow.written.at(-1) ?? "", /panel\x1b\[K\r\n\x1b\[K\r\nslip line/);
  });

  it("never draws more lines than the terminal has", () => {
    const { screen, written } = make(100, 6);
    screen.open();
    screen.show({ id: 3, fields: [] });
    assert.equal((written.at(-1) ?? "").split("\r\n").length - 1, 5);
  });
});
