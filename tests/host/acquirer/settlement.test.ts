/** Settlements: totals compared, the batch closed once, an answer that is repeated; and test payments, which book nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import type { FieldValue, Message } from "../../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { batchAfter } from "../../../host/acquirer/settlement.ts";
import { cardNamed, frameOf, HEADER, makeWorld, replyOf, TestTerminal } from "./test_terminal.ts";
import type { Change, World } from "./test_terminal.ts";
import { change as changeDevice } from "../../../host/acquirer/platform/devices.ts";
import { TEST_DEVICES } from "../../../host/acquirer/devices.ts";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { deviceMac } from "../../../host/secure/device_keys.ts";

const debit = cardNamed("debit");
const NO_FOREIGN = "0".repeat(31);

interface Sold extends World {
  terminal: TestTerminal;
}

function sold(...amounts: number[]): Sold {
  const world = makeWorld();
  const terminal = new TestTerminal();
  terminal.signOn(world.acquirer);
  for (const amount of amounts) terminal.ask(world.acquirer, terminal.sale(debit, amount));
  return { ...world, terminal };
}

function totals(amount: number, count: number, digit = "0", foreign = NO_FOREIGN): string {
  return String(amount).padStart(12, "0") + String(count).padStart(3, "0") + "0".repeat(15) + digit + foreign;
}

function settle(
  { acquirer, terminal }: Sold,
  f48: string,
  change: Record<number, FieldValue | undefined> = {},
): Message {
  return replyOf(acquirer.handle(terminal.sealed("0500", { ...fieldsOf(terminal, f48), ...change })));
}

function fieldsOf(terminal: TestTerminal, f48: string): Change {
  return {
    11: "000050",
    41: terminal.terminal,
    42: terminal.merchant,
    48: f48,
    49: "156",
    60: `00${terminal.batch}201`,
    63: "01 ",
  };
}

describe("a settlement", () => {
  it("with the totals that are booked is equal, closes the batch and has a MAC as its question", () => {
    const world = sold(1234, 500);
    const reply = settle(world, totals(1734, 2));
    assert.equal(reply.mti, "0510");
    assert.equal(reply.text(39), "00");
    assert.equal(reply.text(48), totals(1734, 2, "1", `${"0".repeat(30)}1`));
    assert.equal(reply.has(64), true);
    assert.equal(world.ledger.terminal(world.terminal.terminal)?.batch, "000002");
    const [row] = world.ledger.tables.list("settlement");
    assert.deepEqual([row?.result, row?.debitAmount, row?.hostAmount, row?.hostCount], [1, 1734, 1734, 2]);
  });

  it("with other totals is unequal, brings the host's, and closes the batch too", () => {
    const world = sold(1234, 500);
    assert.equal(settle(world, totals(1734, 3)).text(48), totals(1734, 2, "2", `${"0".repeat(30)}1`));
    assert.equal(world.ledger.terminal(world.terminal.terminal)?.batch, "000002");
    assert.equal(world.ledger.tables.list("settlement")[0]?.result, 2);
  });

  it("leaves out what was reversed", () => {
    const world = sold(1234);
    world.terminal.ask(world.acquirer, world.terminal.reversal(world.terminal.sale(debit, 500)));
    const sale = world.terminal.sale(debit, 600);
    world.terminal.ask(world.acquirer, sale);
    world.terminal.ask(world.acquirer, world.terminal.reversal(sale));
    assert.equal(settle(world, totals(1234, 1)).text(48).charAt(30), "1");
  });

  it("of an empty batch is equal", () => {
    assert.equal(settle(sold(), totals(0, 0)).text(48).charAt(30), "1");
  });

  it("that comes again gets the same answer, and closes nothing more", () => {
    const world = sold(1234);
    const first = settle(world, totals(1234, 1));
    assert.deepEqual([...settle(world, totals(1234, 1)).fields], [...first.fields]);
    assert.equal(world.ledger.terminal(world.terminal.terminal)?.batch, "000002");
    assert.equal(settle(world, totals(1234, 2)).text(39), "94");
  });

  it("of a batch that is not open cannot be compared, and changes nothing", () => {
    const world = sold(1234);
    const reply = settle(world, totals(1234, 1), { 60: "00000009201" });
    assert.deepEqual([reply.text(39), reply.text(48).charAt(30)], ["00", "3"]);
    assert.equal(world.ledger.terminal(world.terminal.terminal)?.batch, "000001");
    assert.deepEqual(world.ledger.tables.list("settlement"), []);
  });

  it("is refused when it is none", () => {
    const world = sold(1234);
    assert.equal(settle(world, "123").text(39), "30");
    assert.equal(settle(world, totals(1234, 1), { 63: undefined }).text(39), "30");
    assert.equal(settle(world, totals(1234, 1), { 60: "00000001202" }).text(39), "30");
    assert.equal(settle(world, totals(1234, 1), { 49: "840" }).text(39), "12");
    assert.equal(settle(world, totals(1234, 1, "1")).text(39), "30");
    assert.equal(world.ledger.terminal(world.terminal.terminal)?.batch, "000001");
  });

  it("bars the old batch: a payment in it has to sign on first", () => {
    const world = sold(1234);
    settle(world, totals(1234, 1));
    assert.equal(world.terminal.ask(world.acquirer, world.terminal.sale(debit, 100)).text(39), "77");
    world.terminal.signOn(world.acquirer);
    assert.equal(world.terminal.batch, "000002");
    assert.equal(world.terminal.ask(world.acquirer, world.terminal.sale(debit, 100)).text(39), "00");
  });

  it("goes from the last batch to the first, and never to none", () => {
    assert.deepEqual([batchAfter("000009"), batchAfter("999999")], ["000010", "000001"]);
  });
});

/** The reply says in its header that it is one to a test. */
function testReply({ acquirer }: World, frame: Frame): Message {
  const reply = acquirer.handle({ ...frame, header: TEST_HEADER });
  assert.equal(reply?.header[2], 0x10);
  return UNIONPAY.unpack(reply.body);
}

const TEST_HEADER = Uint8Array.from(HEADER, (byte, index) => (index === 2 ? 0x15 : byte));

describe("a test payment", () => {
  it("is approved as a sale is, marked in F63, and books nothing", () => {
    const world = sold();
    const before = world.ledger.account("debit")?.balance;
    const reply = testReply(world, world.terminal.sale(debit, 1));
    assert.deepEqual([reply.text(39), reply.text(63)], ["00", "TST"]);
    assert.deepEqual(world.ledger.bookings(), []);
    assert.equal(world.ledger.account("debit")?.balance, before);
    assert.equal(settle(world, totals(0, 0)).text(48).charAt(30), "1");
  });

  it("is another request than the sale under its STAN", () => {
    const world = sold();
    const frame = world.terminal.sale(debit, 1);
    assert.equal(testReply(world, frame).text(39), "00");
    assert.equal(replyOf(world.acquirer.handle(frame)).text(39), "94");
    assert.deepEqual(world.ledger.bookings(), []);
  });

  it("is reversed without a booking", () => {
    const world = sold();
    const before = world.ledger.account("debit")?.balance;
    const frame = world.terminal.sale(debit, 1);
    testReply(world, frame);
    assert.equal(testReply(world, world.terminal.reversal(frame)).text(39), "00");
    assert.equal(world.ledger.account("debit")?.balance, before);
  });
});

describe("a settlement that nobody has proved", () => {
  const isClosed = ({ ledger, terminal }: Sold): boolean => ledger.terminal(terminal.terminal)?.batch !== "000001";

  it("closes no batch: without F64, or with a wrong one", () => {
    const world = sold(1234);
    const { acquirer, terminal } = world;
    const fields = fieldsOf(terminal, totals(0, 0));
    const bare = replyOf(acquirer.handle(frameOf("0500", fields)));
    assert.equal(bare.text(39), "A0");
    assert.equal(replyOf(acquirer.handle(frameOf("0500", { ...fields, 64: new Uint8Array(8) }))).text(39), "A0");
    assert.equal(isClosed(world), false);
  });

  it("is taken under the device's own key, and so answered, where the terminal has no working keys", () => {
    const world = sold(1234);
    const { acquirer, terminal } = world;
    const key = new Uint8Array(Buffer.from(TEST_DEVICES[0]!.secretKey, "hex"));
    const frame = frameOf("0500", { ...fieldsOf(terminal, totals(1234, 1)), 64: new Uint8Array(8) });
    const body = frame.body.slice();
    body.set(deviceMac(TDES, key, body.subarray(0, -8)), body.length - 8);
    const answer = acquirer.handle({ ...frame, body })!;
    assert.deepEqual(answer.body.slice(-8), deviceMac(TDES, key, answer.body.subarray(0, -8)));
    assert.equal(isClosed(world), true);
  });

  it("is taken of a machine whose keys are erased, as the platform knows", () => {
    const world = sold(1234);
    const { acquirer, ledger, terminal } = world;
    const device = ledger.tables.get("device", terminal.terminal)!;
    ledger.transaction(() => changeDevice(acquirer.platform, device, { state: "locked" }, "service", "locked"));
    const bare = replyOf(acquirer.handle(frameOf("0500", fieldsOf(terminal, totals(1234, 1)))));
    assert.deepEqual([bare.text(39), bare.has(64)], ["00", false]);
    assert.equal(isClosed(world), true);
  });
});
