/** Reversals: before, after and between everything; an original is never booked once its reversal is known. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestTerminal, cardNamed, makeWorld } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

const debit = cardNamed("debit");

function signedOn(): World & { terminal: TestTerminal; balance: () => number } {
  const world = makeWorld();
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  return { ...world, terminal, balance: () => world.ledger.account("debit")!.balance };
}

describe("a reversal", () => {
  it("takes a booking back once, however often it comes", () => {
    const { acquirer, ledger, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    const reversal = terminal.reversal(sale);
    const first = acquirer.handle(reversal);
    const reply = terminal.ask(acquirer, reversal);
    assert.deepEqual(
      [reply.mti, reply.text(39), reply.text(4), reply.text(11)],
      ["0410", "00", "000000001234", "000002"],
    );
    assert.deepEqual(acquirer.handle(reversal), first);
    assert.equal(balance(), debit.account.balance);
    assert.deepEqual(
      ledger.bookings().map((row) => row.reversed),
      [true],
    );
    assert.equal(ledger.reversals().length, 1);
  });

  it("counts once with another reason, too", () => {
    const { acquirer, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    for (const reason of ["98", "06", "A0", "96"])
      assert.equal(terminal.ask(acquirer, terminal.reversal(sale, { 39: reason })).text(39), "00");
    assert.equal(balance(), debit.account.balance);
  });

  it("is 25 without an original, which is refused when it comes late, again and again", () => {
    const { acquirer, ledger, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    for (let i = 0; i < 2; i++) {
      assert.equal(terminal.ask(acquirer, terminal.reversal(sale)).text(39), "25");
      assert.equal(terminal.ask(acquirer, sale).text(39), "12");
    }
    assert.deepEqual([ledger.bookings().length, balance()], [0, debit.account.balance]);
    assert.deepEqual(
      ledger.reversals().map((row) => row.found),
      [false],
    );
  });

  it("lets no copy of the original bring its approval back", () => {
    const { acquirer, ledger, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    assert.equal(terminal.ask(acquirer, sale).text(39), "00");
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale)).text(39), "00");
    assert.equal(terminal.ask(acquirer, sale).text(39), "12");
    assert.deepEqual([ledger.bookings().length, balance()], [1, debit.account.balance]);
  });

  it("of a declined sale is 00: nothing is outstanding", () => {
    const { acquirer, ledger, terminal } = signedOn();
    const sale = terminal.sale(debit, 4_000_000);
    assert.equal(terminal.ask(acquirer, sale).text(39), "51");
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale)).text(39), "00");
    assert.equal(ledger.bookings().length, 0);
  });

  it("does nothing with a wrong MAC", () => {
    const { acquirer, ledger, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    const reversal = terminal.reversal(sale);
    const body = reversal.body.slice();
    body[body.length - 1]! ^= 1;
    assert.equal(terminal.ask(acquirer, { ...reversal, body }).text(39), "A0");
    assert.deepEqual([ledger.reversals().length, balance()], [0, debit.account.balance - 1234]);
    assert.equal(terminal.ask(acquirer, reversal).text(39), "00");
  });

  it("is 64 with another amount and 30 without a reason, and nothing happens", () => {
    const { acquirer, ledger, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale, { 4: "000000001235" })).text(39), "64");
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale, { 39: undefined })).text(39), "30");
    assert.deepEqual([ledger.reversals().length, balance()], [0, debit.account.balance - 1234]);
    terminal.ask(acquirer, terminal.reversal(sale));
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale, { 4: "000000001235" })).text(39), "64");
    assert.equal(balance(), debit.account.balance);
  });

  it("of another batch, STAN or processing code finds nothing", () => {
    const { acquirer, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    for (const change of [{ 60: "22000002000501" }, { 11: "000777" }, { 3: "200000" }])
      assert.equal(terminal.ask(acquirer, terminal.reversal(sale, change)).text(39), "25");
    assert.equal(balance(), debit.account.balance - 1234);
  });

  it("works under the keys of a new sign-on, as after a power cut", () => {
    const { acquirer, terminal, balance } = signedOn();
    const sale = terminal.sale(debit, 1234);
    terminal.ask(acquirer, sale);
    terminal.signOn(acquirer);
    assert.equal(terminal.ask(acquirer, terminal.reversal(sale)).text(39), "00");
    assert.equal(balance(), debit.account.balance);
  });
});
