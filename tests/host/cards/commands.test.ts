import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadCards } from "../../../host/cards/card_data.ts";
import { makeCard } from "../../../host/cards/card.ts";
import { newCardState } from "../../../host/cards/card_state.ts";
import { profile } from "../../../host/cards/profiles.ts";
import {
  GPO,
  SELECT_PSE,
  TRANSACTION,
  begin,
  cardData,
  generateAc,
  hex,
  poweredCard,
  selectAid,
  send,
  sw,
  upper,
} from "./support.ts";

test("commands out of order are 6985", () => {
  const early = [
    "00B2010C00",
    GPO,
    generateAc(0x80, TRANSACTION),
    "80CA9F3600",
    "0020008008241234FFFFFFFFFF",
    "0084000000",
  ];
  const card = poweredCard();
  for (const command of early) assert.equal(sw(card, command), "6985", command);
  assert.equal(sw(card, selectAid()), "9000");
  for (const command of ["00B2010C00", generateAc(0x80, TRANSACTION), "0020008008241234FFFFFFFFFF"]) {
    assert.equal(sw(card, command), "6985", command);
  }
  assert.equal(sw(card, GPO), "9000");
  assert.equal(sw(card, GPO), "6985", "once for each selection");
  assert.equal(card.state.atc, 1);
  assert.equal(sw(card, SELECT_PSE), "9000");
  assert.equal(sw(card, GPO), "6985", "the PSE has none");
});

const REFUSALS: Array<[command: string, sw: string, why: string]> = [
  ["", "6700", "nothing"],
  ["00A404", "6700", "half a header"],
  ["00A4040008A0000003330101", "6700", "less data than Lc"],
  ["00A4040005A0000003330101", "6700", "more data than Lc"],
  ["00A4040000", "6700", "no name"],
  ["00A4040004A0000003", "6700", "too short a name"],
  ["00A4000002 3F00", "6A86", "by file identifier"],
  ["00A4040308A000000333010101", "6A86", "previous"],
  ["00A4040208A000000333010101", "6A82", "no next application"],
  ["00A4040007A0000000031010", "6A82", "another application"],
  ["00A4040009A00000033301010199", "6A82", "longer than the AID"],
  ["80A4040007A0000003330101", "6E00", "class"],
  ["00A80000028300", "6E00", "class"],
  ["90B2010C00", "6E00", "class"],
  ["00FE000000", "6D00", "instruction"],
  ["0088000004112233440 0", "6D00", "INTERNAL AUTHENTICATE without a key"],
  ["00C0000000", "6D00", "GET RESPONSE over T=1"],
  ["80A80000028300", "6700", "PDOL data missing"],
  ["80A800000A8307015600000000123400", "6700", "inner length"],
  ["80A80000028500", "6A80", "not a command template"],
  ["80A80000", "6700", "no data"],
  ["80A801000A8308015600000000123400", "6A86", "P1"],
];

for (const [command, expected, why] of REFUSALS) {
  test(`after SELECT: ${expected} for ${why}`, () => {
    const card = poweredCard();
    sw(card, selectAid());
    assert.equal(sw(card, command.replaceAll(" ", "")), expected);
  });
}

const LATER_REFUSALS: Array<[command: string, sw: string, why: string]> = [
  ["00B2010D00", "6A86", "READ RECORD without SFI"],
  ["00B2000C00", "6A86", "the current record"],
  ["00B2020C00", "6A83", "no such record"],
  ["00B2011C00", "6A82", "no such file"],
  ["80CA9F5000", "6A88", "no such data object"],
  ["80AEC0001D" + TRANSACTION, "6A86", "no such cryptogram"],
  ["80AE90001D" + TRANSACTION, "6A86", "CDA"],
  ["80AE80001C" + TRANSACTION.slice(2), "6700", "CDOL1 data too short"],
  ["80AE8000", "6700", "no CDOL1 data"],
  ["0020008808" + "00".repeat(8), "6A81", "enciphered PIN"],
  ["0020008004241234FF", "6700", "no PIN block"],
  ["0084000100", "6A86", "GET CHALLENGE"],
  ["00B2010C01", "6C", "Le too small"],
];

for (const [command, expected, why] of LATER_REFUSALS) {
  test(`after GET PROCESSING OPTIONS: ${expected} for ${why}`, () => {
    const card = poweredCard();
    begin(card, cardData("debit"));
    assert.equal(sw(card, command).slice(0, expected.length), expected);
  });
}

test("part of an AID selects the application", () => {
  const card = poweredCard();
  for (const aid of ["A000000333", "A0000003330101", "A000000333010101"])
    assert.equal(sw(card, selectAid(aid)), "9000");
});

test("GET DATA gives the counters as data objects", () => {
  const card = poweredCard();
  begin(card, cardData("debit"));
  assert.deepEqual(
    ["9F36", "9F13", "9F17"].map((tag) => upper(send(card, `80CA${tag}00`).data)),
    ["9F36020001", "9F13020000", "9F170103"],
  );
  assert.equal(upper(send(card, "80CA9F4F00").data).slice(0, 4), "9F4F");
});

test("challenges differ, and repeat with the card's state", () => {
  const state = newCardState();
  const card = poweredCard("debit", {}, structuredClone(state));
  begin(card, cardData("debit"));
  const given = [1, 2].map(() => upper(send(card, "0084000000").data));
  assert.notEqual(given[0], given[1]);
  const again = poweredCard("debit", {}, state);
  begin(again, cardData("debit"));
  assert.equal(upper(send(again, "0084000000").data), given[0]);
});

test("VERIFY counts tries, which outlive the power, and blocks", () => {
  const data = cardData("debit");
  const state = newCardState();
  const right = "0020008008" + "26123456FFFFFFFF";
  const wrong = "0020008008" + "26123457FFFFFFFF";
  const malformed = "0020008008" + "16123456FFFFFFFF";
  const card = poweredCard("debit", {}, state);
  begin(card, data);
  assert.equal(sw(card, wrong), "63C2");
  assert.equal(sw(card, malformed), "63C1", "looks like a wrong PIN");
  assert.equal(sw(card, right), "9000");
  assert.equal(state.wrongPins, 0);
  assert.equal(sw(card, wrong), "63C2");
  assert.equal(sw(card, wrong), "63C1");
  const later = poweredCard("debit", {}, state);
  begin(later, data);
  assert.equal(sw(later, wrong), "63C0");
  assert.equal(sw(later, right), "6983");
  const asked = send(later, generateAc(0x80, TRANSACTION));
  assert.equal(upper(asked.data).slice(-16), "07010103A6500001", "PIN wrong, tries exceeded, new card");
});

test("the command's own bytes are left alone", () => {
  const card = poweredCard();
  begin(card, cardData("debit"));
  const command = Buffer.from("002000800826123456FFFFFFFF", "hex");
  const before = Buffer.from(command);
  card.transmit(command);
  assert.deepEqual(command, before);
});

test("a blocked application warns and does nothing", () => {
  const card = poweredCard("debit", {}, { ...newCardState(), applicationBlocks: { A000000333010101: true } });
  assert.equal(sw(card, selectAid()), "6283");
  assert.equal(sw(card, GPO), "6985");
});

test("a reset forgets the transaction", () => {
  const card = poweredCard();
  begin(card, cardData("debit"));
  card.powerOn();
  assert.equal(sw(card, generateAc(0x80, TRANSACTION)), "6985");
});

test("ATRs: T=1 with its check character, T=0", () => {
  const t1 = makeCard(cardData("debit")).powerOn();
  assert.equal(
    t1.subarray(1).reduce((sum, byte) => sum ^ byte, 0),
    0,
  );
  assert.equal(upper(makeCard(cardData("old-debit")).powerOn()), "3B600000");
});

test("a card without power, and a mute one, give nothing", () => {
  assert.equal(makeCard(cardData("debit")).transmit(hex(SELECT_PSE)).length, 0);
  assert.equal(makeCard(cardData("debit", { muteAfter: 0 })).powerOn().length, 0);
  const card = poweredCard("debit", { muteAfter: 2 });
  assert.deepEqual(
    [1, 2, 3].map(() => card.transmit(hex(SELECT_PSE)).length > 0),
    [true, true, false],
  );
  assert.ok(card.powerOn().length > 0, "until the next reset");
});

test("20,000 random commands: never a throw, never less than a status word", () => {
  const random = generator(20_250_101);
  const signing = ["cda", "visa-10", "visa-18"].map((name) => makeCard(profile(name)));
  for (const card of signing) card.powerOn();
  const cards = [poweredCard("debit"), poweredCard("credit"), poweredCard("old-debit"), ...signing];
  const statuses = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const card = cards[i % cards.length]!;
    const answer = card.transmit(randomCommand(random));
    assert.ok(answer.length >= 2 && answer.length <= 258);
    statuses.add(upper(answer.subarray(answer.length - 2)));
  }
  // The commands were near enough to real ones to reach beyond the first check.
  for (const expected of ["9000", "6700", "6985", "6A82", "6A86", "6D00", "6E00"])
    assert.ok(statuses.has(expected), expected);
});

/** Half noise, half real commands with a few bytes changed, cut or added. */
function randomCommand(random: (below: number) => number): Uint8Array {
  if (random(4) === 0) return Uint8Array.from({ length: random(270) }, () => random(256));
  const real = [SELECT_PSE, selectAid(), GPO, "00B2010C00", generateAc(0x80, TRANSACTION), "80CA9F1700", "00C0000010"];
  const more = ["0020008008241234FFFFFFFFFF", "008200000A00112233445566773030", generateAc(0x40, `3030${TRANSACTION}`)];
  const visa = [selectAid("A0000000031010"), "00880000041122334400", generateAc(0x90, TRANSACTION)];
  const scripts = ["841E000008", "8424000210", "04DA9F1409", "8416000008"].map((head) => head + "00".repeat(8));
  const all = [...real, ...more, ...visa, ...scripts];
  const bytes = [...hex(all[random(all.length)]!)];
  for (let changes = random(3); changes > 0; changes--) bytes[random(bytes.length)] = random(256);
  if (random(6) === 0) bytes.length = random(bytes.length);
  if (random(6) === 0) bytes.push(random(256));
  return Uint8Array.from(bytes);
}

/** A linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("the test cards: different PANs of both lengths, every issuer known, one of each kind of trouble", () => {
  const cards = loadCards();
  assert.equal(new Set(cards.map((card) => card.pan)).size, cards.length);
  assert.deepEqual([...new Set(cards.map((card) => card.pan.length))].sort(), [16, 19]);
  assert.ok(cards.some((card) => card.account.lost) && cards.some((card) => card.account.balance < 1000));
  assert.ok(cards.some((card) => card.expiry < "2401"));
});

test("a card file is read from disk, and refused without the value", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-cards-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "cards.json");
  writeFileSync(path, JSON.stringify({ cards: [{ ...cardData("debit"), pan: "6216261000000000019" }] }));
  assert.throws(() => loadCards(path), {
    message: "CARD_VALUE in cards[0].pan: expected 12 to 19 digits with their check digit",
  });
  writeFileSync(path, JSON.stringify(cardData("credit")));
  assert.deepEqual(loadCards(path), [cardData("credit")]);
  writeFileSync(path, '{ "cards": [ { "pan": 6216261000000000018 "');
  assert.throws(() => loadCards(path), { message: "CARD_JSON in the card file: expected JSON" });
  assert.throws(() => makeCard(cardData("debit", { issuer: "no-such-bank" })), {
    message: "CARD_ISSUER in issuer: expected an issuer of issuer_keys.json",
  });
});
