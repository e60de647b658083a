/** Sales: every F39, the issuer's answer to the chip, repetitions, and what the ledger has afterwards. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ISSUER_KEYS, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";
import { parseTlv } from "../../../host/codec/tlv/parse.ts";
import { formatEvent } from "../../../host/acquirer/events.ts";
import { SqliteLedger } from "../../../host/acquirer/sqlite_ledger.ts";
import { makeArpc } from "../../../host/secure/issuer/card_cryptogram.ts";
import { PBOC_01 } from "../../../host/secure/issuer/cvn.ts";
import { TestTerminal, cardNamed, frameOf, hex, makeWorld, replyOf } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

function signedOn(world: World = makeWorld()): World & { terminal: TestTerminal } {
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  return { ...world, terminal };
}

const debit = cardNamed("debit");
const NO_PIN = { 22: "052", 26: undefined, 52: undefined, 53: "0600000000000000" };

describe("an approved sale", () => {
  it("is booked, and the reply has every field that UnionPay names", () => {
    const { acquirer, ledger, terminal, events } = signedOn();
    const before = ledger.account("debit")!.balance;
    const reply = terminal.ask(acquirer, terminal.sale(debit, 1234));
    const fields = [...reply.fields.keys()];
    assert.deepEqual(fields, [2, 3, 4, 11, 12, 13, 14, 15, 23, 25, 32, 37, 38, 39, 41, 42, 44, 49, 55, 60, 63, 64]);
    assert.deepEqual([reply.mti, reply.text(39), reply.text(4), reply.text(63)], ["0210", "00", "000000001234", "CUP"]);
    assert.equal(reply.text(60), "22000001000501");
    assert.match(reply.text(37), /^\d{12}$/);
    assert.match(reply.text(38), /^\d{6}$/);
    assert.equal(reply.text(44).length, 22);
    assert.equal(ledger.account("debit")!.balance, before - 1234);
    const [booking] = ledger.bookings();
    assert.deepEqual([booking?.amount, booking?.reference, booking?.reversed], [1234, reply.text(37), false]);
    assert.equal(
      formatEvent(events.at(-1)!),
      "0200 -> 00 · booked · terminal 10000001 · STAN 000002 · 12.34 CNY · card 621626*********0018",
    );
  });

  it("needs no PIN online where the card has found one right, and its cryptogram says so", () => {
    const { acquirer, terminal } = signedOn();
    for (const [said, response] of [
      ["A0", "55"],
      ["A2", "55"],
      ["A6", "55"],
      ["A4", "00"],
    ] as const) {
      terminal.issuerData = `07010103${said}A00000`;
      assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100, NO_PIN)).text(39), response, said);
    }
  });

  it("answers the chip with 9F36 and an ARPC over the response code in 91", () => {
    const { acquirer, terminal } = signedOn();
    for (const [amount, response] of [
      [1234, "00"],
      [4_999_999, "51"],
    ] as const) {
      const request = terminal.sale(debit, amount);
      const reply = terminal.ask(acquirer, request);
      const chip = reply.bytes(55);
      assert.deepEqual(
        parseTlv(chip).map((node) => node.tag),
        [0x9f36, 0x91],
      );
      assert.deepEqual(findTlv(chip, 0x9f36), Uint8Array.of(0, terminal.atc));
      const key = ISSUER_KEYS.get(debit.issuer)!.ac;
      const transaction = { pan: debit.pan, sequence: debit.sequence, atc: Uint8Array.of(0, terminal.atc) };
      const code = new Uint8Array(Buffer.from(response));
      const arqc = findTlv(requestChip(request), 0x9f26)!;
      assert.equal(reply.text(39), response);
      assert.deepEqual(
        findTlv(chip, 0x91),
        new Uint8Array([...makeArpc(PBOC_01, key, transaction, arqc, { code }), ...code]),
      );
    }
  });

  it("works for every test card that is in order, by insertion and by stripe", () => {
    const { acquirer, terminal } = signedOn();
    for (const card of loadCards()) {
      const expected = { lost: "41", expired: "54", "low-balance": "51" }[card.name] ?? "00";
      assert.equal(terminal.ask(acquirer, terminal.sale(card, 1000)).text(39), expected, card.name);
    }
    const reply = terminal.ask(acquirer, terminal.stripeSale(debit, 1000));
    assert.deepEqual([reply.text(39), reply.has(2), reply.has(55), reply.has(35)], ["00", false, false, false]);
  });
});

describe("F39 of a sale", () => {
  const wrong = { ...debit, pin: "999999" };
  const cases: Array<[name: string, response: string, make: (terminal: TestTerminal) => Frame]> = [
    ["03 wrong merchant", "03", (t) => t.sale(debit, 100, { 42: "104110548991009" })],
    ["12 currency", "12", (t) => t.sale(debit, 100, { 49: "840" })],
    ["13 amount zero", "13", (t) => t.sale(debit, 0)],
    ["14 card of nobody", "14", (t) => t.sale(debit, 100, { 2: "6200000000000005" })],
    ["41 lost", "41", (t) => t.sale(cardNamed("lost"), 100)],
    ["51 funds", "51", (t) => t.sale(cardNamed("low-balance"), 501)],
    ["51 credit used up", "51", (t) => t.sale(cardNamed("credit"), 2_000_001)],
    ["54 expired card", "54", (t) => t.sale(cardNamed("expired"), 100)],
    ["54 another expiry date", "54", (t) => t.sale(debit, 100, { 14: "3401" })],
    ["55 wrong PIN", "55", (t) => t.sale(debit, 100, {}, {}, wrong.pin)],
    ["55 PIN of another length", "55", (t) => t.sale(debit, 100, {}, {}, "1234")],
    ["55 no PIN on a debit card", "55", (t) => t.sale(debit, 100, NO_PIN)],
    [
      "63 the card's word on a PIN is forged",
      "63",
      (t) => t.sale(debit, 100, NO_PIN, { 0x9f10: hex("0701010303A4A000") }),
    ],
    ["61 sale limit", "61", (t) => t.sale(debit, 5_000_001)],
    ["63 another ARQC", "63", (t) => t.sale(debit, 100, {}, { 0x9f26: hex("0011223344556677") })],
    ["63 TVR changed on the way", "63", (t) => t.sale(debit, 100, {}, { 0x95: hex("0000000000") })],
    ["63 amount of F4 is not that of the chip", "63", (t) => t.sale(debit, 100, { 4: "000000000200" })],
    ["77 another batch", "77", (t) => t.sale(debit, 100, { 60: "22000002000501" })],
    ["99 PIN block of another PAN", "99", (t) => t.sale(debit, 100, { 52: t.pinBlock(debit.pin, "6250947000000014") })],
    ["A0 wrong MAC", "A0", (t) => damaged(t.sale(debit, 100))],
    ["A0 no MAC", "A0", (t) => frameOf("0200", { 3: "000000", 11: "000001", 41: t.terminal, 42: t.merchant })],
  ];
  for (const field of [3, 4, 11, 22, 25, 49, 60, 2, 26, 52, 53, 55])
    cases.push([`30 without F${field}`, "30", (t) => t.sale(debit, 100, { [field]: undefined })]);
  for (const tag of [0x9f26, 0x9f27, 0x9f36, 0x9f10, 0x9f37, 0x95, 0x9a, 0x9c, 0x9f02, 0x5f2a, 0x82, 0x9f1a, 0x9f03])
    cases.push([`30 without ${tag.toString(16)}`, "30", (t) => t.sale(debit, 100, {}, { [tag]: new Uint8Array(0) })]);
  cases.push(
    ["30 type is no sale", "30", (t) => t.sale(debit, 100, { 60: "23000001000501" })],
    ["30 F2 and F35 differ", "30", (t) => t.sale(debit, 100, { 35: "6250947000000014D3312" })],
    ["30 a cryptogram that is no ARQC", "30", (t) => t.sale(debit, 100, {}, { 0x9f27: hex("40") })],
    ["30 F55 is no TLV", "30", (t) => t.sale(debit, 100, { 55: hex("9F26FF00") })],
  );

  for (const [name, response, make] of cases) {
    it(`${name}: declined with a valid MAC, nothing booked`, () => {
      const { acquirer, ledger, terminal, events } = signedOn();
      const accounts = ledger.accounts().map(({ balance }) => balance);
      const reply = terminal.ask(acquirer, make(terminal));
      assert.equal(reply.text(39), response);
      assert.equal(reply.has(38), false);
      assert.deepEqual(ledger.bookings(), []);
      assert.deepEqual(
        ledger.accounts().map(({ balance }) => balance),
        accounts,
      );
      assert.doesNotMatch(JSON.stringify(events), new RegExp(debit.pan));
    });
  }

  it("97 for an unknown terminal and A0 before a sign-on, without a MAC", () => {
    const { acquirer } = makeWorld();
    const terminal = new TestTerminal();
    const stranger = replyOf(acquirer.handle(terminal.sale(debit, 100, { 41: "10000009" })));
    assert.deepEqual([stranger.text(39), stranger.has(64)], ["97", false]);
    const early = replyOf(acquirer.handle(terminal.sale(debit, 100)));
    assert.deepEqual([early.text(39), early.has(64)], ["A0", false]);
  });

  it("59 for an ATC that was used, even in a declined sale", () => {
    const { acquirer, terminal } = signedOn();
    assert.equal(terminal.ask(acquirer, terminal.sale(debit, 4_000_000)).text(39), "51");
    terminal.atc--;
    assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100)).text(39), "59");
    assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100)).text(39), "00");
  });

  it("75 from the third wrong PIN on, right ones included; a right one in time resets the count", () => {
    const { acquirer, terminal } = signedOn();
    const ask = (pin: string): string => terminal.ask(acquirer, terminal.sale(debit, 100, {}, {}, pin)).text(39);
    const answers = [wrong.pin, wrong.pin, debit.pin, wrong.pin, wrong.pin, wrong.pin, debit.pin].map(ask);
    assert.deepEqual(answers, ["55", "55", "00", "55", "55", "75", "75"]);
  });

  it("does not count a PIN try of a card that is not genuine", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const forged = terminal.sale(debit, 100, {}, { 0x9f26: hex("0011223344556677") }, wrong.pin);
    assert.equal(terminal.ask(acquirer, forged).text(39), "63");
    assert.equal(ledger.account("debit")!.wrongPins, 0);
  });

  it("61 before 51, and exactly the balance may be spent", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const card = cardNamed("low-balance");
    assert.equal(terminal.ask(acquirer, terminal.sale(card, 500)).text(39), "00");
    assert.equal(ledger.account(card.name)!.balance, 0);
    assert.equal(terminal.ask(acquirer, terminal.sale(card, 1)).text(39), "51");
  });

  it("a credit card may be used without a PIN", () => {
    const { acquirer, terminal } = signedOn();
    const noPin = { 22: "052", 26: undefined, 52: undefined, 53: undefined };
    assert.equal(terminal.ask(acquirer, terminal.sale(cardNamed("credit"), 100, noPin)).text(39), "00");
  });
});

describe("a repeated sale", () => {
  it("gets the same bytes again and is booked once, also after days", () => {
    const { acquirer, ledger, terminal, at, events } = signedOn();
    const request = terminal.sale(debit, 1234);
    const first = acquirer.handle(request);
    at.now = new Date("2026-11-25T00:00:00Z");
    assert.deepEqual(acquirer.handle(request), first);
    assert.equal(ledger.bookings().length, 1);
    assert.equal(ledger.account("debit")!.balance, debit.account.balance - 1234);
    assert.equal((events.at(-1) as { outcome: string }).outcome, "repeated");
  });

  it("does not count a wrong PIN twice", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const request = terminal.sale(debit, 100, {}, {}, "999999");
    assert.deepEqual(acquirer.handle(request), acquirer.handle(request));
    assert.equal(ledger.account("debit")!.wrongPins, 1);
  });

  it("gets the same answer under new keys when it was sealed again", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const sale = (): Frame => {
      [terminal.stan, terminal.atc] = [10, 10];
      return terminal.sale(debit, 1234);
    };
    const first = terminal.ask(acquirer, sale());
    terminal.signOn(acquirer);
    const second = terminal.ask(acquirer, sale());
    assert.deepEqual([...second.fields].slice(0, -1), [...first.fields].slice(0, -1));
    assert.notDeepEqual(second.bytes(64), first.bytes(64));
    assert.equal(ledger.bookings().length, 1);
  });

  it("is 94 when another amount or card comes under the same number", () => {
    const { acquirer, ledger, terminal } = signedOn();
    terminal.ask(acquirer, terminal.sale(debit, 1234));
    for (const [card, amount] of [
      [debit, 1235],
      [cardNamed("credit"), 1234],
    ] as Array<[CardData, number]>) {
      terminal.stan--;
      assert.equal(terminal.ask(acquirer, terminal.sale(card, amount)).text(39), "94");
    }
    assert.equal(ledger.bookings().length, 1);
  });
});

describe("ordered faults", () => {
  it("lose the request, the reply or the MAC of one message each", () => {
    const { acquirer, ledger, terminal } = signedOn();
    for (const [kind, booked] of [
      ["dropRequest", 0],
      ["dropReply", 2],
    ] as const) {
      acquirer.faults.next({ kind, mti: "0200" });
      const request = terminal.sale(debit, 100);
      assert.equal(acquirer.handle(request), undefined);
      assert.equal(ledger.bookings().length, booked);
      assert.equal(terminal.ask(acquirer, request).text(39), "00");
    }
    acquirer.faults.next({ kind: "corruptMac", mti: "0200" });
    const request = terminal.sale(debit, 100);
    assert.throws(() => terminal.ask(acquirer, request), /MAC of the reply/);
    assert.equal(terminal.ask(acquirer, request).text(39), "00");
    assert.equal(acquirer.faults.waiting, 0);
  });

  it("decline one sale with a given code, without a booking", () => {
    const { acquirer, ledger, terminal } = signedOn();
    acquirer.faults.next({ kind: "decline", response: "91" });
    assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100)).text(39), "91");
    assert.equal(ledger.bookings().length, 0);
    assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100)).text(39), "00");
  });
});

describe("a ledger that fails", () => {
  it("gives no answer and no booking, and the next message is served", () => {
    const world = makeWorld();
    const { acquirer, ledger, events, terminal } = signedOn(world);
    const putAnswer = ledger.putAnswer.bind(ledger);
    ledger.putAnswer = () => {
      throw new Error("disk full");
    };
    const request = terminal.sale(debit, 100);
    assert.equal(acquirer.handle(request), undefined);
    assert.deepEqual(events.at(-1), { kind: "failed", code: "Error" });
    assert.deepEqual([ledger.bookings().length, ledger.account("debit")!.balance], [0, debit.account.balance]);
    ledger.putAnswer = putAnswer;
    assert.equal(terminal.ask(acquirer, request).text(39), "00");
  });
});

describe("the acquirer over SQLite", () => {
  it("answers as over memory, byte for byte, and has no PAN in its files", () => {
    const folder = mkdtempSync(join(tmpdir(), "acquirer-"));
    const onDisk = signedOn(makeWorld(new SqliteLedger(folder)));
    const inMemory = signedOn();
    for (let i = 0; i < 20; i++) {
      const request = onDisk.terminal.sale(debit, 100 + i);
      assert.deepEqual(onDisk.acquirer.handle(request), inMemory.acquirer.handle(request));
      const reversal = onDisk.terminal.reversal(request);
      if (i % 3 === 0) assert.deepEqual(onDisk.acquirer.handle(reversal), inMemory.acquirer.handle(reversal));
    }
    assert.deepEqual(onDisk.ledger.bookings(), inMemory.ledger.bookings());
    assert.deepEqual(onDisk.ledger.accounts(), inMemory.ledger.accounts());
    for (const file of readdirSync(folder).filter((name) => !name.endsWith(".lock"))) {
      const content = readFileSync(join(folder, file)).toString("latin1");
      for (const { pan } of loadCards()) assert.equal(content.includes(pan), false, file);
    }
    onDisk.ledger.close();
    rmSync(folder, { recursive: true });
  });
});

function damaged(frame: Frame): Frame {
  const body = frame.body.slice();
  body[body.length - 1]! ^= 1;
  return { ...frame, body };
}

function requestChip(frame: Frame): Uint8Array {
  return UNIONPAY.unpack(frame.body).bytes(55);
}
