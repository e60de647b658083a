/**
 * `tillcore emv run --explain`: one card in each language as a golden page, and what holds of all of them. `UPDATE=1` writes
 * the pages anew.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Rule } from "../../../assembly/abi_rules.ts";
import { widthOf } from "../../../host/cli/table.ts";
import { command, json } from "./support.ts";

const PAGES = new URL("../../transcripts/", import.meta.url);
/** The second has DDA and an offline PIN. */
const TOLD = [
  ["debit", "en"],
  ["debit", "zh-CN"],
  ["dda", "en"],
  ["dda", "zh-CN"],
] as const;
const COLUMNS = 100;
const PAN = "6216261000000000018";
const MISBEHAVING = [
  "no-pan",
  "aac-for-tc",
  "mute-ac2",
  "nested-85",
  "truncated-record",
  "cdol1-of-pan",
  "cid-advice-ac1",
];

/** In place of what differs wherever one bit of the card's does. */
const UNTOLD = { apdus: [], decisions: [] };

interface Explained {
  tvr: string | null;
  apdus: unknown[];
  decisions: Array<{ rule: string; value: number; text: string }>;
}

describe("emv run --explain", () => {
  for (const [card, lang] of TOLD) {
    it(`tells the whole sale with the ${card} card in ${lang}, as its page has it`, async () => {
      const { code, stdout } = await command(["emv", "run", card, "--explain", "--lang", lang]);
      assert.equal(code, 0);
      const page = new URL(`explained_${card}.${lang}.txt`, PAGES);
      if (process.env["UPDATE"] !== undefined) writeFileSync(page, stdout);
      assert.equal(stdout, readFileSync(page, "utf8"));
    });
  }

  it("has decisions with --json, and the same rest as without", async () => {
    const { decisions, ...rest } = (await json(["emv", "run", "debit", "--explain", "--json"])) as Explained;
    assert.deepEqual(rest, await json(["emv", "run", "debit", "--json"]));
    for (const { rule, value, text } of decisions) {
      assert.ok(rule in Rule && Number.isInteger(value), rule);
      assert.match(text, /\[EMV Book [1-4](, [0-9A-C.]+)+\]$/);
    }
  });

  it("names each bit that TVR and TSI end with", async () => {
    for (const card of ["debit", "credit", ...MISBEHAVING]) {
      const { decisions, tvr } = (await json(["emv", "run", card, "--explain", "--json"])) as Explained;
      if (tvr === null) continue;
      const bits = decisions.filter(({ rule }) => rule === "TVR_BIT").map(({ value }) => value);
      const told = new Uint8Array(5);
      for (const bit of bits) told[bit >> 8]! |= bit & 0xff;
      assert.equal(new Set(bits).size, bits.length, card);
      const untold = [...Buffer.from(tvr, "hex")].filter((byte, at) => (byte & ~told[at]!) !== 0);
      assert.deepEqual(untold, [], card);
    }
  });

  it("tells of an advice that the card wants, and does as without", async () => {
    const plain = (await json(["emv", "run", "debit", "--json"])) as Explained;
    for (const [card, cid] of [
      ["cid-advice-ac1", 0x88],
      ["cid-advice-ac2", 0x48],
    ] as const) {
      const told = (await json(["emv", "run", card, "--explain", "--json"])) as Explained;
      const advices = told.decisions.filter(({ rule }) => rule === "ADVICE_WANTED");
      assert.deepEqual(
        advices.map(({ value }) => value),
        [cid],
      );
      assert.match(advices[0]!.text, /none is made.*\[EMV Book 4, 6\.3\.7\]$/);
      assert.deepEqual({ ...told, ...UNTOLD }, { ...plain, card, ...UNTOLD });
    }
  });

  it("keeps to its columns and shows no card number, whatever the card does", async () => {
    for (const card of ["debit", ...MISBEHAVING]) {
      const { code, stdout } = await command(["emv", "run", card, "--explain", "--lang", "en"]);
      assert.equal(code, 0, card);
      assert.doesNotMatch(stdout, new RegExp(`${PAN.slice(0, 10)}|D3312`), card);
      const wide = stdout.split("\n").filter((line) => widthOf(line) > COLUMNS);
      assert.deepEqual(wide, [], card);
    }
  });
});
