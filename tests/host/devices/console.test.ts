/** The console: what each byte of the keyboard means, and that the terminal is given back as it was. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { ConsoleKeypad, pressesOf } from "../../../host/devices/console_keypad.ts";
import type { Press } from "../../../host/devices/console_keypad.ts";
import { ConsoleScreen } from "../../../host/devices/console_screen.ts";

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
