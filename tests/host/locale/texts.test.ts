/** Texts: every code of the core has one in both languages, and none is wider than its place. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Outcome, Screen } from "../../../assembly/abi_shown.ts";
import { Reason } from "../../../assembly/abi_reasons.ts";
import { Field } from "../../../assembly/abi_fields.ts";
import { columnsOf } from "../../../host/devices/columns.ts";
import { PAGE_COLUMNS } from "../../../host/devices/page.ts";
import { CONSOLE_TEXTS } from "../../../host/locale/console.ts";
import { FIELD_TEXTS, OUTCOME_TEXTS, REASON_TEXTS, REVERSAL_REASON_TEXTS } from "../../../host/locale/fields.ts";
import { LANGUAGES, languageOf, pick } from "../../../host/locale/language.ts";
import type { Text } from "../../../host/locale/language.ts";
import { pageOf } from "../../../host/locale/page_of.ts";
import { RESPONSE_TEXTS, responseText } from "../../../host/locale/response_codes.ts";
import { ITEM_TEXTS, MENU_TITLES } from "../../../host/locale/menus.ts";
import { SCREEN_TEXTS } from "../../../host/locale/screens.ts";

const TEXT_COLUMNS = PAGE_COLUMNS - 2;
/** Screen, reason and response code: 22-14-96 and a space. */
const CODE_COLUMNS = 9;

function members(codes: Readonly<Record<string, string | number>>): number[] {
  return Object.values(codes).filter((code) => typeof code === "number");
}

function requireWidth(texts: Iterable<Text>, columns: number): void {
  for (const text of texts) {
    for (const language of LANGUAGES) {
      assert.ok(columnsOf(pick(text, language)) <= columns, `${pick(text, language)} is wider than ${columns} columns`);
    }
  }
}

describe("texts", () => {
  it("exist for every code", () => {
    for (const code of members(Screen))
      assert.ok(SCREEN_TEXTS[code as Screen].title.zh && SCREEN_TEXTS[code as Screen].title.en);
    for (const code of members(Field))
      assert.ok(FIELD_TEXTS[code as Field].name.zh && FIELD_TEXTS[code as Field].name.en);
    for (const code of members(Outcome))
      assert.ok(OUTCOME_TEXTS[code as Outcome].zh && OUTCOME_TEXTS[code as Outcome].en);
    for (const code of members(Reason)) assert.equal(typeof REASON_TEXTS[code as Reason].en, "string");
  });

  it("fit their places", () => {
    const screens = Object.values(SCREEN_TEXTS);
    requireWidth(
      screens.map(({ title }) => title),
      TEXT_COLUMNS,
    );
    requireWidth(
      screens.map(({ advice }) => advice),
      TEXT_COLUMNS,
    );
    requireWidth(Object.values(ITEM_TEXTS), TEXT_COLUMNS - 3);
    requireWidth(Object.values(MENU_TITLES), TEXT_COLUMNS);
    requireWidth(Object.values(REASON_TEXTS), 2 * TEXT_COLUMNS);
    requireWidth(RESPONSE_TEXTS.values(), TEXT_COLUMNS - 3);
    requireWidth(REVERSAL_REASON_TEXTS.values(), 2 * TEXT_COLUMNS - 19);
    requireWidth(Object.values(CONSOLE_TEXTS), 79);
  });

  it("leave room for the code on every screen that carries one", () => {
    const told = [
      Screen.DECLINED,
      Screen.CARD_ERROR,
      Screen.TERMINAL_FAULT,
      Screen.CANCELLED,
      Screen.OUT_OF_SERVICE,
      Screen.SIGN_ON_FAILED,
    ];
    requireWidth(
      told.map((screen) => SCREEN_TEXTS[screen].advice),
      TEXT_COLUMNS - CODE_COLUMNS,
    );
  });

  it("call an unknown response a failure", () => {
    assert.equal(responseText("Z9").zh, "交易失败");
    assert.equal(responseText("51").zh, "余额不足，请查询");
  });

  it("follow the environment", () => {
    assert.equal(languageOf({ LANG: "zh_CN.UTF-8" }), "zh-CN");
    assert.equal(languageOf({ LANG: "zh_CN.UTF-8", LC_ALL: "C" }), "en");
    assert.equal(languageOf({ LC_ALL: "", LANG: "zh_TW" }), "zh-CN");
    assert.equal(languageOf({}), "en");
  });
});

function number(value: number): Uint8Array {
  return new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a page of a screen", () => {
  it("says what happened, what to do, and a code", () => {
    const fields = [
      { kind: Field.OUTCOME, value: number(Outcome.DECLINED) },
      { kind: Field.AMOUNT, value: number(1500) },
      { kind: Field.STAN, value: number(4) },
      { kind: Field.RESPONSE_CODE, value: text("51") },
      { kind: Field.REASON, value: number(Reason.HOST_DECLINED) },
    ];
    assert.deepEqual(pageOf({ id: Screen.DECLINED, fields }, "en"), {
      title: "Not approved",
      rows: [
        ["Last payment", "declined"],
        ["Amount", "RMB 15.00"],
        ["Voucher", "000004"],
      ],
      notices: ["51 Not enough funds"],
      advice: "Nothing was charged: take the card",
      code: "10-12-51",
    });
    assert.deepEqual(pageOf({ id: Screen.DECLINED, fields }, "zh-CN").notices, ["51 余额不足，请查询"]);
  });

  it("does not believe a response code when something else went wrong", () => {
    const fields = [
      { kind: Field.REASON, value: number(Reason.KCV_DIFFERS) },
      { kind: Field.RESPONSE_CODE, value: text("00") },
    ];
    const page = pageOf({ id: Screen.SIGN_ON_FAILED, fields }, "zh-CN");
    assert.deepEqual(page.notices, ["密钥校验值不符，请重新签到"]);
    assert.equal(page.code, "17-08-00");
  });

  it("tells why a payment is to be reversed", () => {
    const fields = [{ kind: Field.REVERSAL_REASON, value: text("98") }];
    assert.deepEqual(pageOf({ id: Screen.REVERSAL_PENDING, fields }, "en").notices, [
      "Reversal reason 98 no answer came",
    ]);
  });

  it("lets no control character of a card or a host through", () => {
    const fields = [{ kind: Field.LABEL, value: text("a\x1b[2Jb\u009b\u202e") }];
    assert.deepEqual(pageOf({ id: Screen.READING_CARD, fields }, "en").rows, [["Application", "a?[2Jb??"]]);
  });

  it("never throws for what it does not know", () => {
    const fields = [
      { kind: 99, value: new Uint8Array(3) },
      { kind: Field.OUTCOME, value: number(77) },
      { kind: Field.REASON, value: number(5000) },
    ];
    const page = pageOf({ id: 250, fields }, "en");
    assert.deepEqual(page.rows, [["Last payment", "77"]]);
    assert.equal(page.code, "250-5000");
  });
});
