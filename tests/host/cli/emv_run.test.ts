/** `tillcore emv cards` and `tillcore emv run`: the cards there are, and whole sales with them. Cards are published test cards. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { CATALOGUE } from "../../../host/cards/misbehaving/catalogue.ts";
import { command, json, rejection, scratch } from "./support.ts";

const file = scratch();
const TEST_CARDS = new URL("../../../host/cards/test_cards.json", import.meta.url);
const PAN = "6216261000000000018";

interface Apdu {
  command: string;
  response: string | null;
  sw: string | null;
  name: string | null;
  detail: string | null;
}

interface Sale {
  outcome: string;
  reason: string;
  responseCode: string | null;
  cryptogram: string | null;
  cryptogramType: string | null;
  tvr: string | null;
  tsi: string | null;
  cvmResults: string | null;
  apdus: Apdu[];
}

async function run(...args: string[]): Promise<Sale> {
  return (await json(["emv", "run", ...args])) as Sale;
}

function namesOf({ apdus }: Sale): Array<string | null> {
  return apdus.map(({ name }) => name).filter((name, index, all) => name !== all[index - 1]);
}

describe("emv cards", () => {
  it("lists good cards masked, and the whole catalogue with a line in either language", async () => {
    for (const lang of ["en", "zh-CN"]) {
      const { cards } = (await json(["emv", "cards", "--lang", lang])) as {
        cards: Array<{ kind: string; name: string; description: string; pan?: string }>;
      };
      const debit = cards.find(({ name }) => name === "debit");
      assert.deepEqual([debit?.kind, debit?.pan], ["good", "621626*********0018"]);
      const bad = cards.filter(({ kind }) => kind === "misbehaving");
      assert.equal(bad.length, CATALOGUE.length);
      assert.ok(bad.length >= 40 && bad.every(({ description }) => description !== ""));
      assert.equal(/[\u4e00-\u9fff]/.test(bad[0]?.description ?? ""), lang === "zh-CN");
    }
  });

  it("prints a line for each", async () => {
    const { code, stdout } = await command(["emv", "cards", "--lang", "en"]);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}mute-gpo +gives no answer, at GET PROCESSING OPTIONS$/m);
    assert.doesNotMatch(stdout, /[0-9]{13}/);
  });
});

describe("emv run", () => {
  it("plays a sale that is approved, from SELECT to the TC", async () => {
    const sale = await run("debit");
    assert.deepEqual([sale.outcome, sale.responseCode, sale.cryptogramType], ["approved", "00", "TC"]);
    assert.match(sale.cryptogram ?? "", /^[0-9A-F]{16}$/);
    assert.match(sale.tvr ?? "", /^[0-9A-F]{10}$/);
    assert.match(sale.tsi ?? "", /^[0-9A-F]{4}$/);
    assert.match(sale.cvmResults ?? "", /^42[0-9A-F]{4}$/);
    const names = namesOf(sale);
    assert.equal(names[0], "SELECT");
    assert.equal(names.at(-1), "GENERATE AC");
    for (const name of ["GET PROCESSING OPTIONS", "READ RECORD", "EXTERNAL AUTHENTICATE"])
      assert.ok(names.includes(name), name);
    assert.ok(sale.apdus.some(({ detail }) => detail === "1PAY.SYS.DDF01"));
    assert.ok(sale.apdus.every(({ sw }) => /^[0-9A-F]{4}$/.test(sw ?? "")));
  });

  it("has the cryptogram of an answer that is signed, too", async () => {
    const sale = await run("cda", "--amount", "12345", "--host", "approve");
    assert.deepEqual([sale.outcome, sale.cryptogramType], ["approved", "TC"]);
    assert.match(sale.cryptogram ?? "", /^[0-9A-F]{16}$/);
    const left = await run("cda", "--amount", "12345", "--host", "down");
    assert.equal(left.cryptogramType, "AAC");
  });

  it("gives the same bytes every time", async () => {
    assert.deepEqual(await run("debit"), await run("debit"));
  });

  it("has the amount in what the card is told", async () => {
    const sale = await run("debit", "--amount", "98765");
    const first = sale.apdus.find(({ name }) => name === "GENERATE AC");
    assert.match(first?.command ?? "", /^80AE80001D000000098765/);
  });

  it("is declined when the acquirer says so, and when it cannot be reached", async () => {
    const declined = await run("debit", "--host", "decline");
    assert.deepEqual([declined.outcome, declined.responseCode, declined.cryptogramType], ["declined", "05", "AAC"]);
    const down = await run("debit", "--host", "down");
    assert.deepEqual([down.outcome, down.reason, down.responseCode], ["declined", "NO_LINE", null]);
    assert.equal((await run("low-balance")).responseCode, "51");
  });

  it("shows how a sale with a card that misbehaves ends, and where", async () => {
    const mute = await run("mute-gpo");
    assert.deepEqual(
      [mute.outcome, mute.reason, mute.cryptogram, mute.tvr],
      ["terminated", "CARD_UNREADABLE", null, null],
    );
    const last = mute.apdus.at(-1);
    assert.deepEqual([last?.name, last?.response, last?.sw], ["GET PROCESSING OPTIONS", null, null]);
    const refused = await run("aac-for-tc");
    assert.deepEqual([refused.outcome, refused.responseCode, refused.cryptogramType], ["reversed", "00", "AAC"]);
    assert.equal((await run("aac-for-arqc")).outcome, "declined");
    assert.equal((await run("no-pan", "--card", "credit")).outcome, "terminated");
  });

  it("shows no card number and no track unless told to, in either form, however the card breaks its data", async () => {
    for (const name of [
      "debit",
      "cdol1-of-pan",
      "length-longer-record",
      "truncated-record",
      "nested-85",
      "old-debit",
    ]) {
      for (const form of [["--json"], []]) {
        const { code, stdout } = await command(["emv", "run", name, ...form]);
        assert.equal(code, 0, name);
        assert.doesNotMatch(
          stdout,
          new RegExp(`${PAN.slice(0, 10)}|6205500000|D3312|54455354`),
          `${name} ${form.join()}`,
        );
      }
    }
    const clear = await command(["emv", "run", "debit", "--json", "--unmasked"]);
    assert.match(clear.stdout, new RegExp(`${PAN}D3312`));
  });

  it("prints a table of APDUs with what they say, in either language", async () => {
    const { stdout } = await command(["emv", "run", "debit", "--lang", "en"]);
    assert.match(stdout, /^ 1 {2}SELECT {2}1PAY\.SYS\.DDF01\n {4}> 00A40400[0-9A-F]+\n {4}< 9000 normal processing/);
    assert.match(stdout, /^ {6}9F02 Amount authorised +000000001234$/m);
    assert.match(stdout, /^Outcome +approved$/m);
    assert.match(stdout, /^TVR [0-9A-F]{10}$/m);
    const chinese = await command(["emv", "run", "debit", "--lang", "zh-CN"]);
    assert.match(chinese.stdout, /^结果 +批准$/m);
  });

  it("shows no PIN that the card compares, whatever it is told", async () => {
    const { pathname } = new URL("../../../host/cards/profiles/dda.json", import.meta.url);
    for (const told of [[], ["--unmasked"]]) {
      const sale = await run(pathname, ...told);
      assert.deepEqual([sale.outcome, sale.cvmResults], ["approved", "410302"]);
      const verify = sale.apdus.find(({ name }) => name === "VERIFY");
      assert.deepEqual([verify?.command, verify?.sw], [`0020008008${"*".repeat(16)}`, "9000"]);
      const { stdout } = await command(["emv", "run", pathname, ...told]);
      assert.match(stdout, /VERIFY/);
      for (const text of [stdout, JSON.stringify(sale)]) assert.doesNotMatch(text, /543210/);
    }
  });

  const cards = file("cards.json", readFileSync(TEST_CARDS));
  it("takes a file of cards", async () => {
    assert.equal((await run(cards)).outcome, "approved");
    assert.equal((await run(cards, "--card", "low-balance")).outcome, "declined");
  });

  const wrong: string[][] = [
    ["no-such-card"],
    ["debit", "--card", "credit"],
    ["mute-gpo", "--card", "no-such-card"],
    ["debit", "--amount", "0"],
    ["debit", "--amount", "1e3"],
    ["debit", "--host", "maybe"],
    [cards, "--card", "no-such-card"],
  ];
  for (const args of wrong) {
    it(`refuses ${args.map((text) => text.split("/").at(-1)).join(" ")}`, async () => {
      const { code, stdout, stderr } = await command(["emv", "run", ...args]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^tillcore: [^\n]+\n$/);
    });
  }

  for (const card of ["visa-10", "visa-18"]) {
    it(`gives ${card} its PIN enciphered, under a key that its certificates bear out`, async () => {
      const { outcome, apdus, tvr } = await run(card);
      const names = apdus.map(({ name }) => name);
      assert.deepEqual(
        [outcome, names.filter((name) => /CHALLENGE|VERIFY/.test(name ?? ""))],
        ["approved", ["GET CHALLENGE", "VERIFY"]],
      );
      assert.equal(tvr?.slice(0, 2), "00");
    });
  }

  it("says where the names of cards are", async () => {
    const hintOf = async (...args: string[]): Promise<string> =>
      (await command(["emv", "run", ...args])).stderr.split(": ").at(-1) ?? "";
    const listed = "tillcore emv cards lists those that there are; see tillcore emv run --help\n";
    assert.equal(await hintOf("no-such-card"), listed);
    assert.equal(await hintOf("mute-gpo", "--card", "no-such-card"), listed);
    assert.equal(
      await hintOf(cards, "--card", "no-such-card"),
      listed.replace(/^.*;/, "look into the file for their names;"),
    );
  });

  it("rejects a file that holds no cards, by its place", async () => {
    const fault = await rejection(["emv", "run", file("not.json", "x")]);
    assert.deepEqual(fault, { code: "CARD_JSON", path: "", offset: 0, expected: "JSON", actual: null });
  });

  it("has a card number in no error", async () => {
    const { stderr } = await command(["emv", "run", PAN]);
    assert.doesNotMatch(stderr, /[0-9]{6}/);
  });
});
