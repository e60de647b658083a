/** The screens of a payment speak as its card asks for, the others as the house does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Screen } from "../../../assembly/abi_shown.ts";
import { Field } from "../../../assembly/abi_fields.ts";
import { pageOf } from "../../../host/locale/page_of.ts";
import { SpokenLanguage } from "../../../host/locale/spoken_language.ts";
import type { View } from "../../../host/ports.ts";

function view(id: Screen, letters?: string, kind = Field.LANGUAGE): View {
  const fields = letters === undefined ? [] : [{ kind, value: Buffer.from(letters) }];
  return { id, fields };
}

describe("the language of the screens", () => {
  it("is the card's from the first screen that names one until idle", () => {
    const spoken = new SpokenLanguage("zh-CN");
    assert.equal(spoken.of(view(Screen.READING_CARD)), "zh-CN");
    assert.equal(spoken.of(view(Screen.ENTER_PIN, "en")), "en");
    assert.equal(spoken.of(view(Screen.APPROVED)), "en");
    assert.equal(spoken.of(view(Screen.IDLE)), "zh-CN");
    assert.equal(spoken.of(view(Screen.AMOUNT)), "zh-CN");
  });

  it("is the merchant's from the screen that says so, and again after a card's", () => {
    const spoken = new SpokenLanguage("en");
    assert.equal(spoken.of(view(Screen.MENU, "zh", Field.HOUSE_LANGUAGE)), "zh-CN");
    assert.equal(spoken.of(view(Screen.ENTER_PIN, "en")), "en");
    assert.equal(spoken.of(view(Screen.IDLE)), "zh-CN");
    assert.equal(spoken.of(view(Screen.IDLE, "xx", Field.HOUSE_LANGUAGE)), "zh-CN");
  });

  it("stays as it is for letters that are no language of the terminal", () => {
    const spoken = new SpokenLanguage("en");
    for (const letters of ["fr", "", "z\x1b"]) assert.equal(spoken.of(view(Screen.ENTER_PIN, letters)), "en");
    assert.equal(spoken.of(view(Screen.ENTER_PIN, "zh")), "zh-CN");
  });
});

describe("a page of names to choose from", () => {
  it("numbers them, and says nothing of the language", () => {
    const names = ["Débit", "a\x1b[2J"].map((name) => ({ kind: Field.CHOICE, value: Buffer.from(name) }));
    const fields = [
      { kind: Field.LANGUAGE, value: Buffer.from("en") },
      ...names,
      { kind: Field.PAGE, value: Buffer.from("1/2") },
    ];
    const page = pageOf({ id: Screen.CHOOSE_APPLICATION, fields }, "en");
    assert.equal(page.title, "Choose an application");
    assert.deepEqual(page.rows, [
      ["1  Débit", ""],
      ["2  a?[2J", ""],
      ["Page", "1/2"],
    ]);
    assert.equal(page.code, "26");
  });
});
