/** Cards that misbehave: where they do, how, and that they are good cards everywhere else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeCard } from "../../../host/cards/card.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { ChipCard } from "../../../host/cards/chip_card.ts";
import { CATALOGUE } from "../../../host/cards/misbehaving/catalogue.ts";
import { afl, cryptogram, format1, format2 } from "../../../host/cards/misbehaving/emv_edits.ts";
import { misbehave } from "../../../host/cards/misbehaving/misbehaving_card.ts";
import { STEPS } from "../../../host/cards/misbehaving/steps.ts";
import type { Step } from "../../../host/cards/misbehaving/steps.ts";
import * as spoil from "../../../host/cards/misbehaving/tlv_edits.ts";
import { loadProfiles } from "../../../host/cards/profiles.ts";
import { randomSource } from "../../simulation/random.ts";

const GOOD = [...loadCards(), ...loadProfiles()];
const SELECT_PSE = "00A404000E315041592E5359532E444446303100";
/** As the PDOL of the ordinary card asks for it: terminal country, amount. */
const GPO = "80A800000A8308015600000000123400";
const AC = "80AE8000" + "1D" + "00".repeat(29) + "00";
const RECORD = "00B2010C00";
/** A reader of format 2: template 77 with AIP and AFL; of format 1. */
const OPTIONS_2 = "770E82021C0094080801010010010200";
const OPTIONS_1 = "800A1C000801010010010200";
const CRYPTOGRAM_2 = "77189F2701809F360200019F260811223344556677889F100101";
const CRYPTOGRAM_1 = "800C80000111223344556677" + "8801";

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

function selectOf(aid: string): string {
  return `00A40400${(aid.length / 2).toString(16).padStart(2, "0")}${aid}00`;
}

/** A dialogue as a terminal leads it, whatever the card says; each command with its step. */
function steps(aid: string): ReadonlyArray<readonly [Step, command: string]> {
  return [
    ["SELECT PSE", SELECT_PSE],
    ["READ RECORD (directory)", RECORD],
    ["SELECT AID", selectOf(aid)],
    ["GET PROCESSING OPTIONS", GPO],
    ["READ RECORD", RECORD],
    ["READ RECORD", "00B2011400"],
    ["GENERATE AC 1", AC],
    ["EXTERNAL AUTHENTICATE", `0082000008${"00".repeat(8)}`],
    ["GENERATE AC 2", AC],
  ];
}

function dialogue(aid: string): string[] {
  return steps(aid).map(([, command]) => command);
}

function answers(card: ChipCard, commands: readonly string[]): string[] {
  return [hexOf(card.powerOn()), ...commands.map((command) => hexOf(card.transmit(bytesOf(command))))];
}

function bad(name: string, over = "debit"): ChipCard {
  const row = CATALOGUE.find((candidate) => candidate.name === name);
  const good = GOOD.find((candidate) => candidate.name === over);
  assert.ok(row !== undefined && good !== undefined);
  return misbehave(row, makeCard(good));
}

describe("the catalogue", () => {
  it("gives every card a name that no other card has, and a line in each language", () => {
    const names = [...CATALOGUE, ...GOOD].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, zh, en } of CATALOGUE) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.match(zh, /[\u4e00-\u9fff]/, name);
      assert.match(en, /^[ -~]{8,100}$/, name);
    }
  });

  it("misbehaves at every step, and at the reset", () => {
    for (const step of STEPS)
      assert.ok(
        CATALOGUE.some(({ at }) => at[step] !== undefined),
        step,
      );
    assert.ok(CATALOGUE.every(({ at, atr }) => atr !== undefined || Object.keys(at).length > 0));
  });
});

describe("a card that misbehaves", () => {
  it("is the good card in whole answers until the step comes, whatever the good card is", () => {
    const plain = GOOD.map((data) =>
      answers(misbehave({ name: "good", zh: "", en: "", at: {} }, makeCard(data)), dialogue(data.aid)),
    );
    CATALOGUE.forEach((row, index) => {
      if (row.atr !== undefined) return;
      const data = GOOD[index % GOOD.length]!;
      const first = steps(data.aid).findIndex(([step]) => row.at[step] !== undefined);
      const given = answers(misbehave(row, makeCard(data)), dialogue(data.aid).slice(0, first));
      assert.equal(given.length, 1 + first);
      assert.deepEqual(given, plain[index % GOOD.length]!.slice(0, 1 + first), `${row.name} over ${data.name}`);
    });
  });

  it("never throws, whatever it is told", () => {
    const random = randomSource(7);
    for (const row of CATALOGUE) {
      const data = GOOD[random(1)[0]! % GOOD.length]!;
      const card = misbehave(row, makeCard(data));
      answers(card, dialogue(data.aid));
      for (let i = 0; i < 20; i++) card.transmit(random(random(1)[0]! % 20));
      answers(card, [...dialogue(data.aid), "00C0000010", "00C0000010", selectOf(data.aid), GPO]);
    }
  });

  it("is new after each reset", () => {
    const card = bad("second-record-mute");
    const commands = dialogue("A000000333010101").slice(0, 6);
    assert.equal(answers(card, commands).at(-1), "");
    assert.equal(answers(card, commands).at(-1), "");
    assert.notEqual(answers(card, commands).at(-2), "");
  });

  it("says how its answer comes: late, or never since it is gone", () => {
    for (const [name, manner] of [
      ["late-pse", { late_ms: 60_000 }],
      ["pulled-out-pse", { leaves: "for good" }],
      ["out-and-in-pse", { leaves: "for a moment" }],
    ] as const) {
      const card = bad(name);
      answers(card, [SELECT_PSE]);
      assert.deepEqual(card.manner, manner);
      answers(card, [RECORD]);
      assert.equal(card.manner, undefined);
    }
  });

  it("hands out by 61 xx what it has, in one part or two", () => {
    const good = answers(bad("mute-ac2"), dialogue("A000000333010101").slice(0, 5)).at(-1)!;
    const whole = bad("61-fetched-record");
    assert.match(answers(whole, dialogue("A000000333010101").slice(0, 5)).at(-1)!, /^61..$/);
    assert.equal(hexOf(whole.transmit(bytesOf("00C0000000"))), good);
    const parts = bad("61-in-parts");
    answers(parts, dialogue("A000000333010101").slice(0, 5));
    const first = hexOf(parts.transmit(bytesOf("00C0000000")));
    assert.match(first, /61..$/);
    assert.equal(first.slice(0, -4) + hexOf(parts.transmit(bytesOf("00C0000000"))), good);
  });
});

describe("spoiled TLV", () => {
  const edits: Array<[what: string, edit: (data: Uint8Array) => Uint8Array, from: string, to: string]> = [
    ["longer", spoil.lying(2), "70025A00", "70045A00"],
    ["shorter", spoil.lying(-1), "70025A00", "70015A00"],
    ["longer than a byte tells", spoil.lying(0x80), "70025A00", "7081825A00"],
    ["indefinite", spoil.indefinite, "70025A00", "70805A000000"],
    ["with a wide length", spoil.wideLength, "70025A00", "708500000000025A00"],
    ["with another tag", spoil.retagged(0x71), "70025A00", "71025A00"],
    ["nested", spoil.nested(2), "70025A00", "7006700470025A00"],
    ["halved", spoil.truncated, "70025A00", "7002"],
    ["padded", spoil.padded(6), "70025A00", "70025A000000"],
    ["without an object", spoil.without(0x5a), "70055A01129A00", "70029A00"],
    ["without one that is not there", spoil.without(0x57), "70025A00", "70025A00"],
    ["with another value", spoil.replaced(0x5a, () => bytesOf("AABB")), "70035A0112", "70045A02AABB"],
    ["with an object twice", spoil.twice(0x5a, () => bytesOf("BB")), "70035A0112", "70065A01125A01BB"],
  ];
  for (const [what, edit, from, to] of edits) {
    it(`is ${what}`, () => assert.equal(hexOf(edit(bytesOf(from))), to));
  }

  it("is nested 200 deep with right lengths", () => {
    let data = spoil.nested(200)(bytesOf("70025A00"));
    for (let level = 0; level < 200; level++) {
      assert.equal(data[0], 0x70);
      const wide = data[1] === 0x82 ? 2 : data[1] === 0x81 ? 1 : 0;
      data = data.subarray(2 + wide);
    }
    assert.equal(hexOf(data), "70025A00");
  });
});

describe("spoiled EMV data", () => {
  const edits: Array<[what: string, edit: (data: Uint8Array) => Uint8Array, from: string, to: string]> = [
    ["AFL in format 1", afl((list) => list.slice(0, 4)), OPTIONS_1, "80061C0008010100"],
    ["AFL in format 2", afl((list) => list.slice(0, 4)), OPTIONS_2, "770A82021C00940408010100"],
    ["format 1 of format 2", format1((aip, list) => new Uint8Array([...aip, ...list])), OPTIONS_2, OPTIONS_1],
    ["format 2 of format 1", format2((aip, list) => [[0x82, aip], [0x94, list]]), OPTIONS_1, OPTIONS_2], // prettier-ignore
    ["kind in format 1", cryptogram(() => ({ cid: 0x40 })), CRYPTOGRAM_1, CRYPTOGRAM_1.replace("800C80", "800C40")],
    ["kind in format 2", cryptogram(() => ({ cid: 0x40 })), CRYPTOGRAM_2, CRYPTOGRAM_2.replace("270180", "270140")],
  ];
  for (const [what, edit, from, to] of edits) {
    it(`is another ${what}`, () => assert.equal(hexOf(edit(bytesOf(from))), to));
  }
});
