/** Guides, words of the sensors, and networks in the air, as people see them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LineFault, NetworkKind, Paper, Part } from "../../../assembly/abi_devices.ts";
import { GUIDE_PAGES, Screen } from "../../../assembly/abi_shown.ts";
import { Reason } from "../../../assembly/abi_reasons.ts";
import { Field, Item } from "../../../assembly/abi_fields.ts";
import { columnsOf, wrap } from "../../../host/devices/columns.ts";
import { PAGE_COLUMNS, PAGE_ROWS } from "../../../host/devices/page.ts";
import { FAULT_STEPS } from "../../../host/locale/device_words.ts";
import { GUIDES } from "../../../host/locale/guides.ts";
import { LANGUAGES, pick } from "../../../host/locale/language.ts";
import { pageOf } from "../../../host/locale/page_of.ts";

const TEXT_COLUMNS = PAGE_COLUMNS - 2;
/** What the menu of help offers, but for support (assembly/terminal/menu.ts). */
const HELP = [Item.FIRST_START, Item.OFFICE, Item.SIGN_ON, Item.CARD, Item.SETTLEMENT, Item.SERVICE, Item.FAULT_CHECK];

const number = (value: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a guide", () => {
  it("is there for every item of help, with all its pages, each of them whole on the display", () => {
    for (const item of HELP) {
      const pages = GUIDES[item];
      assert.equal(pages?.length, GUIDE_PAGES, Item[item]);
      for (const language of LANGUAGES) {
        for (const page of pages ?? []) {
          const lines = wrap(pick(page, language), TEXT_COLUMNS);
          // One row says which page it is.
          assert.ok(lines.length < PAGE_ROWS, `${Item[item]} has ${lines.length} lines`);
          assert.ok(lines.every((line) => columnsOf(line) <= TEXT_COLUMNS));
        }
      }
    }
  });

  it("shows the page that the core counts", () => {
    const fields = [
      { kind: Field.GUIDE, value: number(Item.CARD) },
      { kind: Field.PAGE, value: text("2/3") },
    ];
    const page = pageOf({ id: Screen.GUIDE, fields }, "en");
    assert.equal(page.title, "Card payment");
    assert.deepEqual(page.notices, [GUIDES[Item.CARD]![1]!.en]);
    fields[1]!.value = text("9/3");
    assert.deepEqual(pageOf({ id: Screen.GUIDE, fields }, "en").notices, []);
  });
});

describe("what the sensors say", () => {
  it("is words, and parts that failed by name", () => {
    const fields = [
      { kind: Field.BATTERY, value: number(19) },
      { kind: Field.PAPER, value: number(Paper.OUT) },
      { kind: Field.NETWORK, value: number(NetworkKind.WIFI) },
      { kind: Field.SELF_TEST, value: number((1 << Part.PRINTER) | (1 << Part.SECURE_MODULE)) },
      { kind: Field.REASON, value: number(Reason.BATTERY_LOW) },
    ];
    const page = pageOf({ id: Screen.READINESS, fields }, "en");
    assert.deepEqual(page.rows, [
      ["Battery", "19 %"],
      ["Paper", "out"],
      ["Network", "Wi-Fi"],
      ["Self-test", "printer, secure module"],
    ]);
    assert.deepEqual(page.notices, ["The battery is low: connect the adapter"]);
    assert.equal(page.code, "40-36");
  });

  it("is a number where there is no word for it", () => {
    const fields = [{ kind: Field.PAPER, value: number(9) }];
    assert.deepEqual(pageOf({ id: Screen.READINESS, fields }, "en").rows, [["Paper", "9"]]);
  });
});

describe("networks and servers", () => {
  it("are numbered, with lock and signal; the last choice may be to add one", () => {
    const wifi = (signal: number, secured: number, name: string): Uint8Array =>
      new Uint8Array([signal, secured, ...text(name)]);
    const networks = [
      { kind: Field.WIFI, value: wifi(100, 1, "商户") },
      { kind: Field.WIFI, value: wifi(30, 0, "a\x1b") },
      { kind: Field.WIFI, value: wifi(0, 0, "far") },
    ];
    assert.deepEqual(pageOf({ id: Screen.WIFI_LIST, fields: networks }, "en").rows, [
      ["1  商户 🔒▂▄▆█ 100%", ""],
      ["2  a? ▂▄ 30%", ""],
      ["3  far  0%", ""],
    ]);
    const servers = [
      { kind: Field.CHOICE, value: text("pay.example.cn:8443") },
      { kind: Field.CHOICE, value: text("") },
    ];
    assert.deepEqual(pageOf({ id: Screen.SERVER_LIST, fields: servers }, "zh-CN").rows, [
      ["1  pay.example.cn:8443", ""],
      ["2  添加", ""],
    ]);
  });

  it("that cannot be reached are told at idle, in plain words", () => {
    const fields = [{ kind: Field.LINE_FAULT, value: number(Reason.NAME_NOT_FOUND) }];
    const page = pageOf({ id: Screen.IDLE, fields }, "en");
    assert.deepEqual(page.notices, ["The server's name is not known: check it"]);
    assert.deepEqual(page.rows, []);
  });

  it("have a reason for each fault of the line, in one order", () => {
    const faults = [
      LineFault.NO_CARRIER,
      LineFault.NAME,
      LineFault.REFUSED,
      LineFault.TIMED_OUT,
      LineFault.TLS,
      LineFault.KEY,
    ];
    assert.deepEqual(
      faults.map((fault) => Reason[Reason.NO_CARRIER + fault - LineFault.NO_CARRIER]),
      ["NO_CARRIER", "NAME_NOT_FOUND", "LINE_REFUSED", "LINE_TIMED_OUT", "LINE_TLS", "NETWORK_KEY"],
    );
  });
});

describe("a fault check", () => {
  it("says what to do at each of its five steps", () => {
    assert.equal(FAULT_STEPS.length, 5);
    FAULT_STEPS.forEach((step, index) => {
      const fields = [{ kind: Field.STEP, value: number(index + 1) }];
      assert.deepEqual(pageOf({ id: Screen.FAULT_STEP, fields }, "zh-CN").notices, [step.zh]);
    });
  });
});
