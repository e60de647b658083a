import { apply, durable, Durable } from "../../../assembly/journal/durable";
import { Batch, batchAfter, batchOf } from "../../../assembly/journal/batch";
import { limitsOf } from "../../../assembly/journal/limits";
import { Approved, APPROVED_BYTES, Intent, INTENT_BYTES, Kind } from "../../../assembly/journal/records";
import { Act, actBytes, Zone } from "../../../assembly/journal/zones";
import { Terminal } from "../../../assembly/machine/terminal";
import { textAt } from "../base/support";
import { freshTerminal } from "../machine/support";

const PAYLOAD: usize = memory.data(512, 8);

let t: Terminal = freshTerminal();
let d: Durable = durable(t);

/** The record that begins or ends a settlement, with the totals that stand. */
function settlement(): Batch {
  memory.fill(PAYLOAD, 0, 512);
  changetype<Act>(PAYLOAD).zone = Zone.BATCH;
  const batch = changetype<Batch>(changetype<Act>(PAYLOAD).content);
  batch.batch = d.batch;
  batch.sales = d.sales;
  batch.amount = d.salesAmount;
  return batch;
}

function write(kind: Kind): bool {
  return apply(d, kind, PAYLOAD, actBytes(Zone.BATCH));
}

function begin(): bool {
  settlement().stan = d.nextStan;
  return write(Kind.SETTLING);
}

function sell(amount: u64, isTest: bool = false): bool {
  memory.fill(PAYLOAD, 0, 512);
  const intent = changetype<Intent>(PAYLOAD);
  intent.stan = d.nextStan;
  intent.amount = amount;
  intent.isTest = isTest;
  if (!apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)) return false;
  memory.fill(PAYLOAD, 0, 512);
  const approved = changetype<Approved>(PAYLOAD);
  approved.stan = d.intent.stan;
  approved.amount = amount;
  approved.isTest = isTest;
  textAt(approved.dateTime, "1122102030");
  return apply(d, Kind.APPROVED, PAYLOAD, APPROVED_BYTES);
}

function fresh(): void {
  t = freshTerminal();
  d = durable(t);
  d.bound = 1;
}

describe("a settlement in the journal", () => {
  it("takes a STAN, bars payments, and closes the batch with one record", () => {
    fresh();
    sell(1234);
    const stan = d.nextStan;
    expect(begin()).toBe(true);
    expect(d.nextStan).toBe(stan + 1);
    expect(d.sales).toBe(1);
    expect(sell(100)).toBe(false);
    settlement().result = 1;
    expect(write(Kind.SETTLED)).toBe(true);
    expect(d.sales).toBe(0);
    expect(d.salesAmount).toBe(0);
    expect(d.batch).toBe(2);
    expect(batchOf(t).amount).toBe(1234);
    expect(batchOf(t).closedAt).toBe(d.sequence);
    expect(sell(100)).toBe(true);
  });

  it("begins only with the totals that stand and its own STAN, and ends only once begun", () => {
    fresh();
    sell(1234);
    settlement().stan = d.nextStan + 1;
    expect(write(Kind.SETTLING)).toBe(false);
    const other = settlement();
    other.stan = d.nextStan;
    other.amount = 1;
    expect(write(Kind.SETTLING)).toBe(false);
    settlement();
    expect(write(Kind.SETTLED)).toBe(false);
    expect(begin()).toBe(true);
    expect(begin()).toBe(false);
  });

  it("goes from the last batch to the first, never to none", () => {
    expect(batchAfter(999_999)).toBe(1);
    expect(batchAfter(7)).toBe(8);
    expect(batchAfter(-5)).toBe(1);
  });

  it("counts a payment on the acquirer's day, and a test nowhere", () => {
    fresh();
    sell(1234);
    sell(1, true);
    expect(d.sales).toBe(1);
    expect(d.salesAmount).toBe(1234);
    expect(limitsOf(t).taken).toBe(1234);
    sell(66);
    expect(limitsOf(t).taken).toBe(1300);
  });
});
