/** Sales by stripe at the acquirer: what the issuer asks of a stripe, and that one is booked and reversed like any sale. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { stripeOf } from "../../../host/cards/stripe.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { MemoryLedger } from "../../../host/acquirer/memory_ledger.ts";
import { TestTerminal, cardNamed, makeWorld } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

const debit = cardNamed("debit");
const plain: CardData = { ...cardNamed("credit"), stripe: { serviceCode: "120" } };
const own: CardData = { ...cardNamed("old-debit"), stripe: { serviceCode: "120", discretionary: "7700123" } };
const CARDS = [debit, plain, own, cardNamed("lost"), cardNamed("expired"), cardNamed("low-balance")];

function signedOn(): World & { terminal: TestTerminal } {
  const world = makeWorld(new MemoryLedger(), CARDS);
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  return { ...world, terminal };
}

function trackOf(card: CardData): string {
  return Buffer.from(stripeOf(card)!.track2).toString();
}

/** F35 otherwise than the card has it, `from` the place behind the number. */
function altered(card: CardData, from: number, digits: string): Record<number, string> {
  const track = trackOf(card);
  const at = track.indexOf("=") + from;
  return { 35: track.slice(0, at) + digits + track.slice(at + digits.length) };
}

/** F60 of a terminal whose chip reader has not failed. */
const NO_FALLBACK = { 60: "2200000100051" };
const EXPIRY_AT = 1;
const SERVICE_AT = 5;
const VERIFICATION_AT = 8 + 5;

describe("a sale by stripe", () => {
  const cases: Array<[name: string, response: string, make: (terminal: TestTerminal) => Frame]> = [
    ["00 a chip card whose chip has failed", "00", (t) => t.stripeSale(debit, 100)],
    ["00 a card without a chip", "00", (t) => t.stripeSale(plain, 100, NO_FALLBACK)],
    ["00 the same after a failed read", "00", (t) => t.stripeSale(plain, 100)],
    ["00 discretionary data of the card's own", "00", (t) => t.stripeSale(own, 100, NO_FALLBACK)],
    ["57 a chip card whose chip has not failed", "57", (t) => t.stripeSale(debit, 100, NO_FALLBACK)],
    ["57 the same, and the terminal says nothing", "57", (t) => t.stripeSale(debit, 100, { 60: "22000001000" })],
    ["57 a reader without a chip slot is no fallback", "57", (t) => t.stripeSale(debit, 100, { 60: "2200000100022" })],
    ["54 another expiry date", "54", (t) => t.stripeSale(debit, 100, altered(debit, EXPIRY_AT, "3401"))],
    ["63 another service code", "63", (t) => t.stripeSale(debit, 100, altered(debit, SERVICE_AT, "120"))],
    [
      "63 another verification value",
      "63",
      (t) => t.stripeSale(debit, 100, altered(debit, VERIFICATION_AT, wrongValue())),
    ],
    ["63 a track cut off behind the service code", "63", (t) => t.stripeSale(debit, 100, { 35: cutOff(8) })],
    [
      "63 other discretionary data",
      "63",
      (t) => t.stripeSale(own, 100, { ...NO_FALLBACK, ...altered(own, 8, "7700124") }),
    ],
    ["30 a track cut off before it", "30", (t) => t.stripeSale(debit, 100, { 35: cutOff(6) })],
    ["30 no track", "30", (t) => t.stripeSale(debit, 100, { 2: debit.pan, 35: undefined })],
    ["30 chip data", "30", (t) => t.stripeSale(debit, 100, { 55: Uint8Array.of(0x82, 0x02, 0, 0) })],
    ["30 no F53", "30", (t) => t.stripeSale(debit, 100, { 53: undefined })],
    ["55 no PIN on a debit card", "55", (t) => t.stripeSale(debit, 100, withoutPin())],
    ["00 no PIN on a credit card", "00", (t) => t.stripeSale(plain, 100, { ...NO_FALLBACK, ...withoutPin() })],
    ["41 lost", "41", (t) => t.stripeSale(cardNamed("lost"), 100)],
    ["54 expired", "54", (t) => t.stripeSale(cardNamed("expired"), 100)],
    ["51 funds", "51", (t) => t.stripeSale(cardNamed("low-balance"), 501)],
    ["14 a card of nobody", "14", (t) => t.stripeSale({ ...debit, pan: "6200000000000005" }, 100)],
  ];
  for (const [name, response, make] of cases) {
    it(name, () => {
      const { acquirer, ledger, terminal, events } = signedOn();
      const reply = terminal.ask(acquirer, make(terminal));
      assert.equal(reply.text(39), response);
      assert.equal(ledger.bookings().length, response === "00" ? 1 : 0);
      for (const field of [35, 36, 55]) assert.equal(reply.has(field), false);
      assert.ok(!JSON.stringify(events).includes(trackOf(debit).slice(0, 19)), "no number in the log");
    });
  }

  it("is reversed without F2, F35 and F55, and booked once however often it comes", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const sale = terminal.stripeSale(debit, 1234);
    const first = acquirer.handle(sale);
    assert.deepEqual(acquirer.handle(sale), first);
    assert.equal(ledger.account("debit")!.balance, debit.account.balance - 1234);
    const reversal = terminal.ask(acquirer, terminal.reversal(sale));
    assert.deepEqual([reversal.text(39), reversal.has(2)], ["00", false]);
    assert.equal(ledger.account("debit")!.balance, debit.account.balance);
  });
});

function withoutPin(): Record<number, string | undefined> {
  return { 22: "022", 26: undefined, 52: undefined, 53: "0600000000000000" };
}

function cutOff(behindNumber: number): string {
  return trackOf(debit).slice(0, debit.pan.length + behindNumber);
}

function wrongValue(): string {
  const at = debit.pan.length + VERIFICATION_AT;
  return Array.from(trackOf(debit).slice(at, at + 3), (digit) => String((Number(digit) + 1) % 10)).join("");
}
