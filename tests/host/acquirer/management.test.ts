/** Sign-on, echo, and what the acquirer does not offer. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestTerminal, cardNamed, frameOf, makeWorld, replyOf } from "./test_terminal.ts";

describe("sign-on", () => {
  it("brings working keys under the TMK, the time of China and the open batch", () => {
    const { acquirer, events } = makeWorld();
    const reply = new TestTerminal().signOn(acquirer);
    assert.equal(reply.text(12), "102030");
    assert.equal(reply.text(13), "1122");
    assert.equal(reply.text(32), "00990000");
    assert.match(reply.text(37), /^\d{12}$/);
    assert.equal(reply.text(60), "00000001003");
    assert.equal(reply.has(64), false);
    assert.deepEqual(events.at(-1), {
      kind: "message",
      mti: "0800",
      terminal: "10000001",
      stan: "000001",
      response: "00",
      outcome: "keys issued",
    });
  });

  it("brings other keys each time, and the old ones are of no use", () => {
    const { acquirer } = makeWorld();
    const terminal = new TestTerminal();
    terminal.signOn(acquirer);
    const before = Buffer.from(terminal.macKey).toString("hex");
    const request = terminal.sale(cardNamed("debit"), 100);
    terminal.signOn(acquirer);
    assert.notEqual(Buffer.from(terminal.macKey).toString("hex"), before);
    assert.equal(terminal.ask(acquirer, request).text(39), "A0");
  });

  it("keeps keys in the ledger only under the TMK", () => {
    const { acquirer, ledger } = makeWorld();
    const terminal = new TestTerminal();
    terminal.signOn(acquirer);
    const sealed = Buffer.from(ledger.terminal(terminal.terminal)!.sealedKeys).toString("hex");
    assert.equal(sealed.length, 48);
    for (const key of [terminal.pinKey.subarray(0, 8), terminal.macKey])
      assert.equal(sealed.includes(Buffer.from(key).toString("hex")), false);
  });

  it("can be ordered to have a wrong check value, once", () => {
    const { acquirer } = makeWorld();
    const terminal = new TestTerminal();
    acquirer.faults.next({ kind: "wrongKcv" });
    const reply = acquirer.handle(terminal.signOnRequest());
    assert.throws(() => terminal.takeKeys(reply), /deep-equal/);
    terminal.signOn(acquirer);
  });

  it("refuses an unknown terminal with 97 and a wrong merchant with 03, without keys", () => {
    const { acquirer } = makeWorld();
    const terminal = new TestTerminal();
    for (const [change, response] of [
      [{ 41: "10000009" }, "97"],
      [{ 42: "104110548991009" }, "03"],
      [{ 11: undefined }, "30"],
    ] as const) {
      const reply = replyOf(acquirer.handle(terminal.signOnRequest(change)));
      assert.equal(reply.text(39), response);
      assert.equal(reply.has(62), false);
    }
  });
});

describe("other messages", () => {
  it("answers the echo test with or without a STAN", () => {
    const { acquirer } = makeWorld();
    const { terminal, merchant } = new TestTerminal();
    const fields = { 41: terminal, 42: merchant, 60: "00000001301" };
    assert.equal(replyOf(acquirer.handle(frameOf("0820", fields))).text(39), "00");
    const reply = replyOf(acquirer.handle(frameOf("0820", { ...fields, 11: "000007" })));
    assert.deepEqual([reply.mti, reply.text(39), reply.text(11)], ["0830", "00", "000007"]);
  });

  it("answers 40 to messages and 12 to processing codes that it does not know", () => {
    const { acquirer } = makeWorld();
    const terminal = new TestTerminal();
    const identity = { 11: "000001", 41: terminal.terminal, 42: terminal.merchant };
    for (const [mti, network] of [
      ["0800", "001"],
      ["0800", "364"],
      ["0820", "005"],
      ["0820", "003"],
    ] as const) {
      const reply = replyOf(acquirer.handle(frameOf(mti, { ...identity, 60: `00000001${network}` })));
      assert.deepEqual([reply.text(39), reply.mti[2]], ["40", mti === "0800" ? "1" : "3"]);
    }
    terminal.signOn(acquirer);
    for (const mti of ["0100", "0220", "0320", "0620", "0420"])
      assert.equal(terminal.ask(acquirer, terminal.sealed(mti, identity)).text(39), "40", mti);
    const refund = terminal.sale(cardNamed("debit"), 100, { 3: "200000" });
    assert.equal(terminal.ask(acquirer, refund).text(39), "12");
  });

  it("drops what is no request", () => {
    const { acquirer, events } = makeWorld();
    const { terminal, merchant } = new TestTerminal();
    for (const mti of ["0810", "0210", "1200", "9999"])
      assert.equal(acquirer.handle(frameOf(mti, { 41: terminal, 42: merchant, 60: "00000001003" })), undefined);
    assert.deepEqual(events, Array(4).fill({ kind: "dropped", code: "NOT_A_REQUEST" }));
  });
});
