/** Cards from their files: what is refused and where, what is made of the rest, and a published card made again. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { makeCard } from "../../../host/cards/card.ts";
import { CardFault } from "../../../host/cards/card_checks.ts";
import { checkCards, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { loadProfiles, profile } from "../../../host/cards/profiles.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";
import { Reading, exchange, ok } from "./terminal.ts";
import { SELECT_PSE, hex, selectAid, send, sw, upper } from "./support.ts";

const DEBIT = loadCards()[0]! as unknown as Record<string, unknown>;
const PAN = "6216261000000000018";

function refused(change: Record<string, unknown>, code: string, path: string): void {
  const file = JSON.parse(JSON.stringify({ cards: [{ ...DEBIT, ...change }] })) as unknown;
  const make = (): void => {
    checkCards(file).forEach((data) => makeCard(data));
  };
  assert.throws(make, (fault: unknown) => {
    assert.ok(fault instanceof CardFault, String(fault));
    assert.deepEqual([fault.code, fault.path], [code, path]);
    assert.ok(!fault.message.includes(PAN) && !fault.message.includes("123456"), "no value in it");
    return true;
  });
}

describe("a card's file", () => {
  const shape: Array<[change: Record<string, unknown>, code: string, path: string]> = [
    [{ pan: "6216261000000000019" }, "CARD_VALUE", "cards[0].pan"],
    [{ pan: 6216 }, "CARD_VALUE", "cards[0].pan"],
    [{ pan: null }, "CARD_VALUE", "cards[0].pan"],
    [{ pin: "12345A" }, "CARD_VALUE", "cards[0].pin"],
    [{ sequence: 100 }, "CARD_VALUE", "cards[0].sequence"],
    [{ expiry: "3313" }, "CARD_VALUE", "cards[0].expiry"],
    [{ issuer: "no-such-bank" }, "CARD_VALUE", "cards[0].issuer"],
    [{ aid: undefined }, "CARD_MISSING", "cards[0].aid"],
    [{ aid: "A0" }, "CARD_VALUE", "cards[0].aid"],
    [{ account: undefined }, "CARD_MISSING", "cards[0].account"],
    [{ account: { kind: "gold", balance: 0, lost: false } }, "CARD_VALUE", "cards[0].account.kind"],
    [{ muteAfter: -1 }, "CARD_VALUE", "cards[0].muteAfter"],
    [{ colour: "red" }, "CARD_FIELD", "cards[0].colour"],
    [{ atr: "3A00" }, "CARD_VALUE", "cards[0].atr"],
    [{ pinTries: 16 }, "CARD_VALUE", "cards[0].pinTries"],
    [{ pdol: [["9F1A"]] }, "CARD_VALUE", "cards[0].pdol[0]"],
    [{ records: [{ sfi: 31, tags: [] }] }, "CARD_VALUE", "cards[0].records[0].sfi"],
    [{ records: [{ sfi: 1, tags: ["5A", "x"] }] }, "CARD_VALUE", "cards[0].records[0].tags[1]"],
    [{ records: [{ sfi: 1 }] }, "CARD_MISSING", "cards[0].records[0].tags"],
    [{ records: [7] }, "CARD_VALUE", "cards[0].records[0]"],
    [{ cvm: { rules: ["42"] } }, "CARD_VALUE", "cards[0].cvm.rules[0]"],
    [{ data: { "9F07": "F" } }, "CARD_VALUE", "cards[0].data.9F07"],
    [{ data: { zz: "00" } }, "CARD_VALUE", "cards[0].data"],
    [{ cryptogram: "22" }, "CARD_VALUE", "cards[0].cryptogram"],
    [{ authentication: ["dda", "xda"] }, "CARD_VALUE", "cards[0].authentication[1]"],
    [{ keys: { authority: "ca-1408", issuer: "nobody" } }, "CARD_VALUE", "cards[0].keys.issuer"],
    [{ applications: [] }, "CARD_VALUE", "cards[0].applications"],
    [{ applications: [{ aid: "A0000003330101" }] }, "CARD_MISSING", "cards[0].applications[0].label"],
    [{ limits: { declineAbove: 0.5 } }, "CARD_VALUE", "cards[0].limits.declineAbove"],
    [{ preferredName: "" }, "CARD_VALUE", "cards[0].preferredName"],
    [{ preferredName: "Злотый".repeat(3) }, "CARD_VALUE", "cards[0].preferredName"],
    [{ codeTable: 11 }, "CARD_VALUE", "cards[0].codeTable"],
  ];
  for (const [change, code, path] of shape) {
    it(`is refused with ${code} in ${path}: ${JSON.stringify(change)}`, () => {
      refused(change, code, path);
    });
  }

  const keys = { authority: "ca-1408", issuer: "issuer-1152", icc: "icc-1024" };
  const parts: Array<[change: Record<string, unknown>, code: string, path: string]> = [
    [{ authentication: ["sda"] }, "CARD_KEYS", "keys"],
    [{ authentication: ["dda"], keys: { ...keys, icc: undefined } }, "CARD_KEYS", "keys.icc"],
    [{ authentication: ["dda"], keys: { ...keys, icc: "icc-1408" } }, "CARD_KEYS", "keys.icc"],
    [{ keys: { ...keys, pin: "icc-1408" } }, "CARD_KEYS", "keys.pin"],
    [{ keys: { ...keys, issuer: "issuer-1976" } }, "CARD_KEYS", "keys.issuer"],
    [{ keys: { ...keys, authority: "issuer-1152" } }, "CARD_KEYS", "keys.authority"],
    [
      { authentication: ["cda"], keys: { authority: "ca-1984", issuer: "issuer-1976", icc: "icc-1976" } },
      "CARD_KEYS",
      "keys.icc",
    ],
    [{ records: [{ sfi: 1, tags: ["5A", "9F6B"] }] }, "CARD_RECORD", "records[0].tags[1]"],
    [{ records: [{ sfi: 1, tags: ["5F20"] }], data: { "5F20": "41".repeat(252) } }, "CARD_RECORD", "records[0]"],
    [
      { keys, authentication: ["dda"], records: [{ sfi: 2, tags: ["9F46"], authenticated: true }] },
      "CARD_RECORD",
      "records[0]",
    ],
    [{ fci: ["50", "9F5D"] }, "CARD_RECORD", "fci[1]"],
    [{ preferredName: "Złoty" }, "CARD_NAME", "preferredName"],
    [{ preferredName: "Złoty", codeTable: 5 }, "CARD_NAME", "preferredName"],
    [{ preferredName: "A\u0085", codeTable: 2 }, "CARD_NAME", "preferredName"],
    [{ preferredName: "A\ufffd", codeTable: 7 }, "CARD_NAME", "preferredName"],
    [{ preferredName: "卡" }, "CARD_NAME", "preferredName"],
    [
      { codeTable: 7, applications: [{ aid: "A0000003330101", label: "A", preferredName: "Ł" }] },
      "CARD_NAME",
      "applications[0].preferredName",
    ],
    [{ cdol1: [["9F02", 6]] }, "CARD_LIST", "cdol1"],
    [{ cdol2: [["8A", 2]] }, "CARD_LIST", "cdol2"],
    [{ applications: [{ aid: "A0000003330101", label: "A", fci: ["9F5D"] }] }, "CARD_RECORD", "applications[0].fci[0]"],
  ];
  for (const [change, code, path] of parts) {
    it(`whose parts do not fit is refused with ${code} in ${path}: ${JSON.stringify(change)}`, () => {
      refused(change, code, path);
    });
  }

  it("holds one card or several, and nothing else", () => {
    assert.equal(checkCards(DEBIT).length, 1);
    for (const [file, path] of [
      [null, ""],
      [[], ""],
      [{ cards: {} }, "cards"],
      [{ cards: [1] }, "cards[0]"],
    ] as const)
      assert.throws(() => checkCards(file), { code: "CARD_SHAPE", path });
  });
});

describe("the profiles", () => {
  it("are named for their files, say where their PANs are from, and give a card each", () => {
    const profiles = loadProfiles();
    assert.equal(profiles.length, 13);
    for (const data of profiles) {
      const { about } = data as CardData & { about: string };
      assert.match(about, /^Published test values, not secret\..* PAN: .*test card/);
      assert.equal(makeCard(data).name, data.name);
    }
  });

  it("that are blocked say so at SELECT", () => {
    const select = selectAid("A000000333010101");
    const card = makeCard(profile("blocked-application"));
    card.powerOn();
    const { data, sw: status } = send(card, select);
    assert.deepEqual([status, upper(data.slice(0, 1))], ["6283", "6F"]);
    assert.equal(sw(card, "80A800000A8308015600000000123400"), "6985");
    const t0 = makeCard({ ...profile("blocked-application"), transport: "t0" });
    t0.powerOn();
    assert.equal(sw(t0, select), "6283");
    const length = sw(t0, "00C0000000");
    assert.equal(sw(t0, `00C00000${length.slice(2)}`), "9000", "the data follow the warning");
    const whole = makeCard(profile("blocked-card"));
    whole.powerOn();
    assert.deepEqual([sw(whole, SELECT_PSE), sw(whole, select)], ["6A81", "6A81"]);
    const pse = makeCard({ ...profile("sda"), pse: "blocked", transport: "t1" });
    pse.powerOn();
    assert.deepEqual([sw(pse, SELECT_PSE), sw(pse, "00B2010C00")], ["6283", "6985"]);
  });

  it("with two applications list both, select each, and the next occurrence of a part of the name", () => {
    const card = makeCard(profile("two-applications"));
    card.powerOn();
    assert.equal(sw(card, SELECT_PSE), "9000");
    const listed = [1, 2].map((record) => ok(card, `00B20${record}0C00`));
    assert.deepEqual(
      listed.map((record) => [upper(findTlv(record, 0x4f)!), upper(findTlv(record, 0x87)!)]),
      [
        ["A000000003101001", "82"],
        ["A000000003101002", "01"],
      ],
    );
    assert.equal(sw(card, "00B2030C00"), "6A83");
    const part = "A0000000031010";
    const name = (answer: Uint8Array): string => upper(findTlv(answer, 0x84)!);
    assert.equal(name(ok(card, selectAid(part))), "A000000003101001");
    const next = `00A4040207${part}00`;
    const second = ok(card, next);
    assert.equal(name(second), "A000000003101002");
    assert.equal(Buffer.from(findTlv(second, 0x9f12)!).toString("latin1"), "Débit privé");
    assert.equal(findTlv(second, 0x9f38), undefined, "no PDOL");
    assert.equal(upper(findTlv(second, 0x5f2d)!), "656E7A68");
    assert.equal(sw(card, next), "6A82");
    assert.equal(upper(ok(card, "80A80000028300").slice(0, 1)), "77");
    const data = profile("two-applications");
    assert.equal(Reading.of(data).first(0x80).issuerData, "06010A03A01000");
    const other = Reading.of({ ...data, aid: "A000000003101002" });
    assert.equal(other.first(0x80).issuerData, "06011203A01000");
  });

  it("write their names in the code table that they say", () => {
    const nameOf = (preferredName: string, codeTable: number): string => {
      const card = makeCard({ ...profile("sda"), preferredName, codeTable });
      card.powerOn();
      const fci = ok(card, selectAid("A000000333010101"));
      assert.deepEqual([...findTlv(fci, 0x9f11)!], [codeTable]);
      return upper(findTlv(fci, 0x9f12)!);
    };
    assert.equal(nameOf("Złoty kredyt", 2), "5AB36F7479206B7265647974");
    assert.equal(nameOf("Дебет №1", 5), "B4D5D1D5E220F031");
    assert.equal(nameOf("Πίστη ― €", 7), "D0DFF3F4E720AF20A4");
    assert.equal(nameOf("Kartım Şahsi", 9), "4B617274FD6D20DE61687369");
    assert.equal(nameOf("אשראי", 8), "E0F9F8E0E9");
    for (let part = 1; part <= 10; part++) {
      const decoder = new TextDecoder(`iso-8859-${part}`);
      for (let byte = 0xa0; byte <= 0xff; byte++) {
        const letter = decoder.decode(Uint8Array.of(byte));
        if (letter !== "\ufffd") assert.equal(nameOf(letter, part), byte.toString(16).toUpperCase(), `part ${part}`);
      }
    }
  });

  it("personalised by hand stand as they were written", () => {
    const data = profile("own-records");
    const reading = Reading.of(data);
    assert.equal(sw(reading.card, SELECT_PSE), "6A82");
    const again = Reading.of(data);
    const [sfi2, sfi11] = [send(again.card, "00B2011400"), send(again.card, "00B2015C00")];
    const third = send(again.card, "00B2031400").data;
    const inner = (bytes: Uint8Array): string => upper(bytes.slice(2));
    assert.equal(reading.staticData, `${inner(sfi2.data)}${inner(third)}${upper(sfi11.data)}7800`);
    assert.equal(upper(reading.value(0x5f55)), "434E");
    assert.equal(upper(reading.value(0x9f07)), "FF80");
    assert.deepEqual([sw(again.card, "80CA9F1700"), sw(again.card, "80CA9F1300")], ["9000", "6A88"]);
  });
});

describe("the published card of a test scheme, made from a file", () => {
  const { cases } = JSON.parse(
    readFileSync(new URL("../../vectors/emv-card-transactions.json", import.meta.url), "utf8"),
  ) as { cases: Array<{ id: string; apdus?: Array<{ c: string; r: string }> }> };
  const apdus = cases.find(({ id }) => id === "emvpt-online-approve")!.apdus!;
  const published = (command: string): string => apdus.find(({ c }) => c === command)!.r;
  const object = (record: string, tag: number): string => upper(findTlv(hex(record.slice(0, -4)), tag)!);
  const [signature, issuer, last] = [published("00B20114C1"), published("00B20214E3"), published("00B2021C40")];
  const card = checkCards({
    name: "published",
    about: "mrautio/emvpt, a test scheme: PAN and keys are published with it.",
    pan: "1234560012345608",
    sequence: 1,
    expiry: "1811",
    issuer: "harbour-bank",
    holder: "4573FI/VESALECTRONELOK316",
    pin: "1234",
    transport: "t0",
    aid: "AFFFFFFFFF1234",
    label: "VESA ELECTRON",
    preferredName: "VESA            ",
    languages: "en",
    format: 1,
    cryptogram: "10",
    fci: ["50", "5F2D", "87", "9F12", "9F11"],
    pdol: [],
    authentication: ["dda"],
    keys: { authority: "ca-1408", issuer: "issuer-1152", icc: "icc-1024" },
    cvm: { rules: ["0201", "4403", "4103", "1E03", "0203", "1F00"] },
    data: {
      "57": object(published("00B2020C4F"), 0x57),
      "5F20": object(published("00B2020C4F"), 0x5f20),
      "9F1F": object(published("00B2020C4F"), 0x9f1f),
      "8F": "92",
      "90": object(issuer, 0x90),
      "92": object(issuer, 0x92),
      "9F46": object(signature, 0x9f46),
      "9F07": "FF80",
      "9F0D": "B8483C9800",
      "9F0E": "0010800000",
      "9F0F": "B8483C9800",
      "5F28": "0246",
      "9F42": "0978",
      "9F44": "02",
      "9F08": object(last, 0x9f08),
    },
    records: [
      { sfi: 1, record: 2, tags: ["57", "5F20", "9F1F"] },
      { sfi: 2, tags: ["9F46", "9F47", "9F49"] },
      { sfi: 2, tags: ["8F", "9F32", "92", "90"] },
      {
        sfi: 3,
        tags: ["5F24", "5A", "5F34", "9F07", "8E", "9F0D", "9F0E", "9F0F", "5F28", "9F4A"],
        authenticated: true,
      },
      { sfi: 3, tags: ["9F42", "9F44", "9F08", "8C", "8D"] },
    ],
    account: { kind: "credit", balance: 0, lost: false },
  })[0]!;

  it("answers as it was published: selection, options, records, PIN, cryptogram's shape", () => {
    const virtual = makeCard(card, { ...makeCard(card).state, atc: 0xf2 });
    virtual.powerOn();
    const compared = [
      "00A4040007AFFFFFFFFF123400",
      "00C000003B",
      "80A80000028300",
      "00C0000010",
      "00B2020C4F",
      "00B2011400",
      "00B20114C1",
      "00B2021400",
      "00B20214E3",
      "00B2011C00",
      "00B2011C52",
      "00B2021C00",
      "00B2021C40",
      "0020008008241234FFFFFFFFFF",
    ];
    for (const command of compared) assert.equal(upper(virtual.transmit(hex(command))), published(command), command);
    assert.equal(sw(virtual, "00B2010C00"), "6A83");
    const asked = apdus.find(({ c }) => c.startsWith("80AE80"))!;
    const answered = upper(exchange(virtual, asked.c).data);
    // Type and ATC: 9F10 of the published card has another CVR, its cryptogram is made up.
    assert.equal(answered.slice(0, 10), published("00C0000014").slice(0, 10));
    assert.equal(answered.length + 4, published("00C0000014").length);
  });
});
