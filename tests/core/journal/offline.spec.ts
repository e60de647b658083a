import { Outcome } from "../../../assembly/abi_shown";
import { Batch, batchOf, Offline, uploadsLeft } from "../../../assembly/journal/batch";
import { apply, durable, Durable } from "../../../assembly/journal/durable";
import {
  Approved,
  APPROVED_BYTES,
  Ended,
  Entry,
  Intent,
  INTENT_BYTES,
  Kind,
  recordBytes,
  ReversalReason,
  REVERSAL_BYTES,
} from "../../../assembly/journal/records";
import { OFFLINE_BYTES, Uploaded, uploadOf, UPLOAD_CHIP_BYTES_MAX } from "../../../assembly/journal/offline";
import { isRoomOffline } from "../../../assembly/journal/room";
import { journal } from "../../../assembly/journal/region";
import { Act, actBytes, Zone } from "../../../assembly/journal/zones";
import { Terminal } from "../../../assembly/machine/terminal";
import { freshTerminal } from "../machine/support";

const PAYLOAD: usize = memory.data(1024, 8);
const CODE_Y1: i32 = 0x3159;

let t: Terminal = freshTerminal();
let d: Durable = durable(t);

function fresh(): void {
  t = freshTerminal();
  d = durable(t);
  d.bound = 1;
}

function intent(stan: i32, amount: u64, isOffline: bool): bool {
  memory.fill(PAYLOAD, 0, INTENT_BYTES);
  const payload = changetype<Intent>(PAYLOAD);
  payload.stan = stan;
  payload.amount = amount;
  payload.entry = Entry.CHIP;
  payload.isOffline = isOffline;
  return apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES);
}

/** @param length of the record: an offline approval has its upload behind it */
function approve(isOffline: bool, length: i32): bool {
  memory.fill(PAYLOAD, 0, OFFLINE_BYTES);
  const payload = changetype<Approved>(PAYLOAD);
  payload.stan = d.intent.stan;
  payload.amount = d.intent.amount;
  payload.isOffline = isOffline;
  if (isOffline) uploadOf(payload).responseCode = CODE_Y1;
  return apply(d, Kind.APPROVED, PAYLOAD, length);
}

function sellOffline(amount: u64): bool {
  return intent(d.nextStan, amount, true) && approve(true, OFFLINE_BYTES);
}

function upload(amount: u64, isRefused: bool): bool {
  memory.fill(PAYLOAD, 0, 64);
  const payload = changetype<Uploaded>(PAYLOAD);
  payload.amount = amount;
  payload.isRefused = isRefused ? 1 : 0;
  return apply(d, Kind.UPLOADED, PAYLOAD, <i32>offsetof<Uploaded>());
}

/** Begins or ends a settlement with these totals. */
function settle(kind: Kind, sales: i32, amount: u64): bool {
  memory.fill(PAYLOAD, 0, 512);
  const act = changetype<Act>(PAYLOAD);
  act.zone = Zone.BATCH;
  memory.copy(act.content, changetype<usize>(batchOf(t)), 128);
  const next = changetype<Batch>(act.content);
  next.batch = d.batch;
  next.sales = sales;
  next.amount = amount;
  next.stan = kind === Kind.SETTLING ? d.nextStan : 0;
  return apply(d, kind, PAYLOAD, actBytes(Zone.BATCH));
}

function offline(): Offline {
  return batchOf(t).offline;
}

describe("an offline approval in the journal", () => {
  it("counts as any other, and waits for its upload", () => {
    fresh();
    expect(sellOffline(100)).toBe(true);
    expect(d.sales).toBe(1);
    expect(d.salesAmount).toBe(100);
    expect(d.lastOutcome).toBe(Outcome.APPROVED);
    expect(d.lastResponseCode).toBe(CODE_Y1);
    expect(uploadsLeft(t)).toBe(1);
    expect(upload(100, false)).toBe(true);
    expect(uploadsLeft(t)).toBe(0);
    expect(upload(100, false)).toBe(false);
  });

  it("has its upload behind it, and no other approval has; a test is never one", () => {
    fresh();
    intent(1, 100, true);
    expect(approve(true, APPROVED_BYTES)).toBe(false);
    expect(approve(false, OFFLINE_BYTES)).toBe(false);
    expect(approve(false, APPROVED_BYTES)).toBe(false); // nobody was asked
    d.intent.isTest = true;
    changetype<Approved>(PAYLOAD).isTest = true;
    expect(approve(true, OFFLINE_BYTES)).toBe(false);
    d.intent.isTest = false;
    expect(approve(true, OFFLINE_BYTES)).toBe(true);
    fresh();
    intent(1, 100, true);
    memory.fill(PAYLOAD, 0, OFFLINE_BYTES);
    const payload = changetype<Approved>(PAYLOAD);
    payload.stan = 1;
    payload.amount = 100;
    payload.isOffline = true;
    uploadOf(payload).chipLength = UPLOAD_CHIP_BYTES_MAX + 1;
    expect(apply(d, Kind.APPROVED, PAYLOAD, OFFLINE_BYTES)).toBe(false);
  });

  it("may follow an intent that was to go online and could not", () => {
    fresh();
    intent(1, 100, false);
    expect(approve(true, OFFLINE_BYTES)).toBe(true);
  });
});

describe("an offline intent", () => {
  it("takes the STAN, and goes online with it, once, for the same payment", () => {
    fresh();
    expect(intent(1, 100, true)).toBe(true);
    expect(d.nextStan).toBe(2);
    expect(intent(2, 100, false)).toBe(false);
    expect(intent(1, 101, false)).toBe(false);
    expect(intent(1, 100, true)).toBe(false);
    expect(intent(1, 100, false)).toBe(true);
    expect(d.nextStan).toBe(2);
    expect(d.intent.isOffline).toBe(false);
    expect(intent(1, 100, false)).toBe(false);
    expect(approve(false, APPROVED_BYTES)).toBe(true);
  });

  it("is never reversed, and may be given up", () => {
    fresh();
    intent(1, 100, true);
    memory.fill(PAYLOAD, 0, REVERSAL_BYTES);
    changetype<ReversalReason>(PAYLOAD).stan = 1;
    expect(apply(d, Kind.REVERSAL, PAYLOAD, REVERSAL_BYTES)).toBe(false);
    memory.fill(PAYLOAD, 0, 16);
    changetype<Ended>(PAYLOAD).stan = 1;
    expect(apply(d, Kind.ABANDONED, PAYLOAD, <i32>offsetof<Ended>())).toBe(true);
    expect(uploadsLeft(t)).toBe(0);
    expect(d.sales).toBe(0);
  });
});

describe("a settlement with offline approvals", () => {
  it("waits for all uploads, and has what was refused in no total", () => {
    fresh();
    sellOffline(100);
    sellOffline(250);
    expect(settle(Kind.SETTLING, 2, 350)).toBe(false);
    expect(upload(100, true)).toBe(true);
    expect(settle(Kind.SETTLING, 1, 250)).toBe(false);
    expect(upload(400, true)).toBe(false); // more than there is
    expect(upload(250, false)).toBe(true);
    expect(settle(Kind.SETTLING, 2, 350)).toBe(false);
    expect(settle(Kind.SETTLING, 1, 250)).toBe(true);
    expect(settle(Kind.SETTLED, 1, 250)).toBe(true);
    expect(d.sales).toBe(0);
    expect(offline().count).toBe(0);
    expect(offline().told).toBe(0);
    expect(offline().refused).toBe(0);
    expect(offline().refusedAmount).toBe(0);
    expect(offline().settledRefused).toBe(1);
    expect(offline().settledRefusedAmount).toBe(100);
  });

  it("is not misled by counts that nobody has written", () => {
    fresh();
    offline().told = 5;
    expect(uploadsLeft(t)).toBe(0);
    expect(upload(1, false)).toBe(false);
  });
});

describe("room for an offline approval", () => {
  it("is there for ten that wait, and while the journal has more than any payment takes", () => {
    fresh();
    const j = journal(t);
    j.half = 65_536;
    expect(isRoomOffline(t)).toBe(true);
    offline().count = 9;
    expect(isRoomOffline(t)).toBe(true);
    offline().count = 10;
    expect(isRoomOffline(t)).toBe(false);
    offline().count = 0;
    j.half = 8_192;
    expect(isRoomOffline(t)).toBe(true);
    j.half = 4_096;
    expect(isRoomOffline(t)).toBe(false);
    expect(recordBytes(OFFLINE_BYTES)).toBe(512);
  });
});
