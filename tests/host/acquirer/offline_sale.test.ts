/** Offline sales: a payment that its card has approved is booked once, whatever is left on the account. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { TestTerminal, cardNamed, hex, makeWorld } from "./test_terminal.ts";
import type { Change, World } from "./test_terminal.ts";

const debit = cardNamed("debit");
const TC: Record<number, Uint8Array> = { 0x9f27: hex("40"), 0x8a: hex("5931") };
const BALANCE = 1_000_000;

function offlineWorld(): { world: World; terminal: TestTerminal } {
  const world = makeWorld();
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  return { world, terminal };
}

/** No PIN, no track, 60.1 = 36, and a TC with 8A. */
function offline(terminal: TestTerminal, amount: number, change: Change = {}, chip = TC): Frame {
  const none = { 26: undefined, 52: undefined, 53: undefined, 63: undefined };
  return terminal.sale(debit, amount, { ...none, 22: "052", 60: `36${terminal.batch}00050`, ...change }, chip);
}

function balance({ ledger }: World): number {
  return ledger.account("debit")!.balance;
}

describe("an offline sale", () => {
  it("is booked once, however often it comes, and has no authorisation code", () => {
    const { world, terminal } = offlineWorld();
    const request = offline(terminal, 1234);
    for (let i = 0; i < 3; i++) {
      const reply = terminal.ask(world.acquirer, request);
      assert.deepEqual([reply.mti, reply.text(39), reply.has(38)], ["0210", "00", false]);
    }
    assert.equal(world.ledger.bookings().length, 1);
    assert.equal(balance(world), BALANCE - 1234);
  });

  it("is booked whatever is left, and counts the card's ATC", () => {
    const { world, terminal } = offlineWorld();
    assert.equal(terminal.ask(world.acquirer, offline(terminal, BALANCE + 500)).text(39), "00");
    assert.equal(balance(world), -500);
    assert.equal(world.ledger.account("debit")!.lastAtc, 1);
  });

  it("is another one under the same STAN: refused, and not with 94, which says that it is there", () => {
    const { world, terminal } = offlineWorld();
    terminal.ask(world.acquirer, offline(terminal, 1234));
    terminal.stan--;
    assert.equal(terminal.ask(world.acquirer, offline(terminal, 9999)).text(39), "12");
    assert.equal(balance(world), BALANCE - 1234);
  });

  it("is refused when its TC was booked under another STAN", () => {
    const { world, terminal } = offlineWorld();
    terminal.ask(world.acquirer, offline(terminal, 1234));
    terminal.atc--;
    assert.equal(terminal.ask(world.acquirer, offline(terminal, 1234)).text(39), "59");
    assert.equal(world.ledger.bookings().length, 1);
  });

  it("is refused without the card's own TC, its number, or an approval in 8A", () => {
    const { world, terminal } = offlineWorld();
    const refusals: ReadonlyArray<readonly [string, Frame]> = [
      ["63", offline(terminal, 1234, {}, { ...TC, 0x9f26: hex("0102030405060708") })],
      ["30", offline(terminal, 1234, {}, { ...TC, 0x9f27: hex("80") })],
      ["30", offline(terminal, 1234, {}, { ...TC, 0x8a: hex("5A31") })],
      ["14", offline(terminal, 1234, { 2: undefined })],
      ["77", offline(terminal, 1234, { 60: "3600000900050" })],
      ["30", offline(terminal, 1234, { 55: undefined })],
      ["30", offline(terminal, 1234, { 22: "021" })],
    ];
    for (const [code, request] of refusals) assert.equal(terminal.ask(world.acquirer, request).text(39), code);
    assert.equal(world.ledger.bookings().length, 0);
    assert.equal(balance(world), BALANCE);
  });

  it("is refused after a reversal of its STAN", () => {
    const { world, terminal } = offlineWorld();
    const request = offline(terminal, 1234);
    terminal.ask(world.acquirer, terminal.reversal(request));
    assert.equal(terminal.ask(world.acquirer, request).text(39), "12");
    assert.equal(world.ledger.bookings().length, 0);
  });
});
