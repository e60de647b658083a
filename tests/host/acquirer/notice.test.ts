/** Script notices: taken once, kept with their sale, refused when they are none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FieldValue } from "../../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { tlv } from "../../../host/codec/tlv/encode.ts";
import { TestTerminal, cardNamed, hex, makeWorld } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

const debit = cardNamed("debit");
const CHIP: ReadonlyArray<[number, string]> = [
  [0x9f33, "E0F8C8"],
  [0x95, "0000048000"],
  [0x9f37, "1234ABCD"],
  [0x9f10, "0701010360A000"],
  [0x9f26, "0102030405060708"],
  [0x9f36, "0001"],
  [0x82, "7C00"],
  [0xdf31, "2054494C4C"],
  [0x9f1a, "0156"],
  [0x9a, "261122"],
];

interface Sold extends World {
  terminal: TestTerminal;
  sale: Frame;
}

function sold(): Sold {
  const world = makeWorld();
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  const sale = terminal.sale(debit, 1234);
  terminal.ask(world.acquirer, sale);
  return { ...world, terminal, sale };
}

function chip(change: Record<number, string | undefined> = {}): Uint8Array {
  const kept = CHIP.map(([tag, value]): [number, string | undefined] => [tag, tag in change ? change[tag] : value]);
  return tlv(kept.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, hex(value)] as [number, Uint8Array]])));
}

function notice({ terminal, sale }: Sold, change: Record<number, FieldValue | undefined> = {}): Frame {
  const original = UNIONPAY.unpack(sale.body);
  const kept = [2, 3, 4, 22, 23, 25, 41, 42, 49].map((field) => [field, original.fields.get(field)]);
  return terminal.sealed("0620", {
    ...(Object.fromEntries(kept) as Record<number, FieldValue | undefined>),
    11: "000077",
    32: "00990000",
    55: chip(),
    60: "0000000195150",
    61: `000001${original.text(11)}1122`,
    ...change,
  });
}

describe("a script notice", () => {
  it("is kept with its sale, once, however often it comes", () => {
    const world = sold();
    for (let i = 0; i < 3; i++) {
      const reply = world.terminal.ask(world.acquirer, notice(world));
      assert.deepEqual([reply.mti, reply.text(39), reply.text(11)], ["0630", "00", "000077"]);
    }
    assert.deepEqual(
      world.ledger.notices().map(({ results }) => results),
      ["2054494C4C"],
    );
    assert.match(world.ledger.notices()[0]!.key, /\/000001\/000002\/0200\/000000$/);
    assert.equal(world.ledger.bookings().length, 1);
  });

  it("is not taken under a STAN that told something else", () => {
    const world = sold();
    world.terminal.ask(world.acquirer, notice(world));
    const other = notice(world, { 55: chip({ 0xdf31: "1154494C4C" }) });
    assert.equal(world.terminal.ask(world.acquirer, other).text(39), "94");
    assert.equal(world.ledger.notices()[0]!.results, "2054494C4C");
  });

  it("is 25 for a sale that was never answered, and A0 with a wrong MAC", () => {
    const world = sold();
    assert.equal(world.terminal.ask(world.acquirer, notice(world, { 61: "0000010009991122" })).text(39), "25");
    const spoiled = notice(world);
    spoiled.body[spoiled.body.length - 1]! ^= 1;
    assert.equal(UNIONPAY.unpack(world.acquirer.handle(spoiled)!.body).text(39), "A0");
    assert.deepEqual(world.ledger.notices(), []);
  });

  it("is 30 without a field or a tag that it must have", () => {
    const world = sold();
    for (const field of [3, 11, 22, 25, 32, 49, 55, 60, 61]) {
      const reply = world.terminal.ask(world.acquirer, notice(world, { [field]: undefined }));
      assert.equal(reply.text(39), field === 60 ? "40" : "30", `F${field}`);
    }
    for (const tag of [0x95, 0x9f10, 0x9f26, 0x9f36, 0x82, 0xdf31, 0x9f1a, 0x9a]) {
      const reply = world.terminal.ask(world.acquirer, notice(world, { 55: chip({ [tag]: undefined }) }));
      assert.equal(reply.text(39), "30", tag.toString(16));
    }
    for (const results of ["20", "2054494C4C20", "20000000002000000000200000000020000000002000000000"]) {
      const reply = world.terminal.ask(world.acquirer, notice(world, { 55: chip({ 0xdf31: results }) }));
      assert.equal(reply.text(39), "30", results);
    }
    for (const change of [{ 60: "2200000195150" }, { 60: "0000000195105" }, { 55: hex("9F10") }]) {
      assert.equal(world.terminal.ask(world.acquirer, notice(world, change)).text(39), "30");
    }
    assert.equal(world.terminal.ask(world.acquirer, notice(world, { 60: "0000000100050" })).text(39), "40");
    assert.deepEqual(world.ledger.notices(), []);
  });
});
