import { putTlv } from "../../../assembly/codec/ber_tlv";
import { apply, durable, Durable } from "../../../assembly/journal/durable";
import { Act, actBytes, Zone } from "../../../assembly/journal/zones";
import { NOTICE_TRIES_MAX, Notice, NOTICE_BYTES, Noticed } from "../../../assembly/journal/notices";
import { Ended, Intent, INTENT_BYTES, Kind, ReversalReason, REVERSAL_BYTES } from "../../../assembly/journal/records";
import { freshTerminal } from "../machine/support";

const PAYLOAD: usize = memory.data(1024, 8);
const ATC: u32 = 0x9f36;
const RESULTS: u32 = 0xdf31;

let d: Durable = durable(freshTerminal());

function begin(): void {
  d = durable(freshTerminal());
  d.bound = 1;
}

/** A payment with the F55 that a reversal repeats. */
function pay(): void {
  memory.fill(PAYLOAD, 0, INTENT_BYTES);
  const intent = changetype<Intent>(PAYLOAD);
  intent.stan = d.nextStan;
  intent.chipLength = <i32>(putTlv(intent.chip, intent.chip + 96, ATC, changetype<usize>(intent), 2) - intent.chip);
  expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(true);
}

function decline(): void {
  memory.fill(PAYLOAD, 0, 16);
  changetype<Ended>(PAYLOAD).stan = d.intent.stan;
  expect(apply(d, Kind.DECLINED, PAYLOAD, <i32>offsetof<Ended>())).toBe(true);
}

/** What became of one script of the payment before. */
function notice(result: u8): void {
  memory.fill(PAYLOAD, 0, NOTICE_BYTES);
  const next = changetype<Notice>(PAYLOAD);
  next.stan = d.lastStan;
  next.ownStan = d.nextStan;
  next.tries = 3;
  const results = PAYLOAD + 512;
  memory.fill(results, 0, 5);
  store<u8>(results, result);
  next.chipLength = <i32>(putTlv(next.chip, next.chip + 96, RESULTS, results, 5) - next.chip);
  expect(apply(d, Kind.NOTICE, PAYLOAD, NOTICE_BYTES)).toBe(true);
}

function say(kind: Kind, stan: i32): bool {
  memory.fill(PAYLOAD, 0, 16);
  changetype<Noticed>(PAYLOAD).stan = stan;
  return apply(d, kind, PAYLOAD, <i32>offsetof<Noticed>());
}

function noteFaults(): void {
  memory.fill(PAYLOAD, 0, 1024);
  const act = changetype<Act>(PAYLOAD);
  act.zone = Zone.FAULTS;
  expect(apply(d, Kind.FAULTS_NOTED, PAYLOAD, actBytes(Zone.FAULTS))).toBe(true);
}

describe("a script notice", () => {
  beforeEach(() => {
    begin();
    pay();
  });

  it("waits through all its tries but the last, which puts it aside", () => {
    decline();
    notice(0x20);
    expect<i32>(d.notice.tries).toBe(0);
    const own = d.notice.ownStan;
    for (let i = 1; i < NOTICE_TRIES_MAX; i++) {
      expect(say(Kind.NOTICE_TRIED, own)).toBe(true);
      expect<i32>(d.notice.tries).toBe(i);
      expect(d.notice.ownStan).toBe(own);
    }
    expect(say(Kind.NOTICE_TRIED, own)).toBe(true);
    expect(d.notice.ownStan).toBe(0);
    expect<i32>(d.notice.aside).toBe(1);
    expect(say(Kind.NOTICE_TRIED, own)).toBe(false);
  });

  it("is tried under its own STAN alone", () => {
    decline();
    notice(0x20);
    expect(say(Kind.NOTICE_TRIED, d.notice.ownStan + 1)).toBe(false);
    expect<i32>(d.notice.tries).toBe(0);
  });

  it("is put aside when another one needs its place, and not when it has been told", () => {
    decline();
    notice(0x20);
    expect(say(Kind.NOTICED, d.notice.ownStan)).toBe(true);
    expect<i32>(d.notice.aside).toBe(0);
    pay();
    decline();
    notice(0x20);
    pay();
    decline();
    notice(0x20);
    expect<i32>(d.notice.aside).toBe(1);
    expect(d.notice.stan).toBe(d.lastStan);
    expect(say(Kind.NOTICED, d.notice.ownStan)).toBe(true);
    expect<i32>(d.notice.aside).toBe(1);
  });

  it("is counted until the list of faults tells of it", () => {
    decline();
    notice(0x20);
    for (let i = 0; i < NOTICE_TRIES_MAX; i++) say(Kind.NOTICE_TRIED, d.notice.ownStan);
    pay();
    expect<i32>(d.notice.aside).toBe(1);
    noteFaults();
    expect<i32>(d.notice.aside).toBe(0);
  });
});

describe("a reversal after a script notice", () => {
  beforeEach(() => {
    begin();
    pay();
  });

  it("tells the results of the scripts too", () => {
    expect(d.intent.chipLength).toBe(5);
    notice(0x20);
    expect(d.intent.chipLength).toBe(5 + 8);
    expect(load<u16>(d.intent.chip + 5)).toBe(0x31df);
    expect(load<u8>(d.intent.chip + 8)).toBe(0x20);
  });

  it("tells what the scripts have come to last", () => {
    memory.fill(PAYLOAD, 0, REVERSAL_BYTES);
    const reversal = changetype<ReversalReason>(PAYLOAD);
    reversal.stan = d.intent.stan;
    const results = PAYLOAD + 512;
    memory.fill(results, 0, 5);
    reversal.chipLength = <i32>(putTlv(reversal.chip, reversal.chip + 96, RESULTS, results, 5) - reversal.chip);
    expect(apply(d, Kind.REVERSAL, PAYLOAD, REVERSAL_BYTES)).toBe(true);
    expect(load<u8>(d.intent.chip + 3)).toBe(0);
    notice(0x12);
    expect(d.intent.chipLength).toBe(8);
    expect(load<u8>(d.intent.chip + 3)).toBe(0x12);
  });

  it("stays as it is where F55 has no room, or the payment is another", () => {
    d.intent.chipLength = 90;
    memory.fill(d.intent.chip, 0, 90);
    notice(0x20);
    expect(d.intent.chipLength).toBe(90);
  });
});
