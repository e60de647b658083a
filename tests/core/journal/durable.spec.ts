import { Outcome } from "../../../assembly/abi_shown";
import {
  apply,
  durable,
  Durable,
  DURABLE_USED,
  DURABLE_USED_BEFORE,
  DURABLE_USED_FIRST,
  isDurable,
  STAN_MAX,
} from "../../../assembly/journal/durable";
import { Notice, NOTICE_BYTES, Noticed } from "../../../assembly/journal/notices";
import {
  Approved,
  APPROVED_BYTES,
  Ended,
  Entry,
  Intent,
  INTENT_BYTES,
  Kind,
  ReversalReason,
  REVERSAL_BYTES,
  SignedOn,
} from "../../../assembly/journal/records";
import { freshTerminal } from "../machine/support";

const PAYLOAD: usize = memory.data(512, 8);
const BEFORE: usize = memory.data(1024, 8);

let d: Durable = durable(freshTerminal());

function intent(stan: i32, amount: u64): Intent {
  memory.fill(PAYLOAD, 0, INTENT_BYTES);
  const payload = changetype<Intent>(PAYLOAD);
  payload.stan = stan;
  payload.amount = amount;
  payload.panLength = 16;
  return payload;
}

function begin(amount: u64): bool {
  intent(d.nextStan, amount);
  return apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES);
}

function approve(stan: i32, amount: u64): bool {
  memory.fill(PAYLOAD, 0, APPROVED_BYTES);
  const payload = changetype<Approved>(PAYLOAD);
  payload.stan = stan;
  payload.amount = amount;
  return apply(d, Kind.APPROVED, PAYLOAD, APPROVED_BYTES);
}

function end(kind: Kind, stan: i32): bool {
  memory.fill(PAYLOAD, 0, 16);
  changetype<Ended>(PAYLOAD).stan = stan;
  return apply(d, kind, PAYLOAD, <i32>offsetof<Ended>());
}

function signOn(batch: i32): bool {
  changetype<SignedOn>(PAYLOAD).batch = batch;
  changetype<SignedOn>(PAYLOAD).keyGeneration = 0;
  return apply(d, Kind.SIGNED_ON, PAYLOAD, <i32>offsetof<SignedOn>());
}

describe("durable state", () => {
  beforeEach(() => {
    d = durable(freshTerminal());
    d.bound = 1;
  });

  it("has one pending payment from its intent to its outcome", () => {
    expect(begin(1234)).toBe(true);
    expect(d.pending).toBe(Kind.INTENT);
    expect(d.lastOutcome).toBe(Outcome.PENDING);
    expect(begin(1)).toBe(false);
    expect(approve(1, 1234)).toBe(true);
    expect(d.pending).toBe(Kind.NONE);
    expect(d.lastOutcome).toBe(Outcome.APPROVED);
    expect(d.sales).toBe(1);
    expect(d.salesAmount).toBe(1234);
  });

  it("takes no outcome without a payment, nor one of another payment", () => {
    expect(approve(1, 1234)).toBe(false);
    expect(end(Kind.REVERSED, 1)).toBe(false);
    begin(1234);
    expect(approve(2, 1234)).toBe(false);
    expect(approve(1, 1235)).toBe(false);
    expect(end(Kind.DECLINED, 2)).toBe(false);
    expect(end(Kind.DECLINED, 1)).toBe(true);
    expect(d.sales).toBe(0);
  });

  it("stays pending when a reversal gets another reason", () => {
    begin(1234);
    memory.fill(PAYLOAD, 0, REVERSAL_BYTES);
    const reversal = changetype<ReversalReason>(PAYLOAD);
    reversal.stan = 1;
    reversal.reason = 0x3839;
    expect(apply(d, Kind.REVERSAL, PAYLOAD, REVERSAL_BYTES)).toBe(true);
    expect(d.pending).toBe(Kind.INTENT);
    expect(d.intent.reason).toBe(0x3839);
  });

  it("takes no payment before it is bound, nor a checkpoint that says so", () => {
    d.bound = 0;
    expect(begin(1234)).toBe(false);
    d.bound = 1;
    begin(1234);
    expect(isDurable(changetype<usize>(d), DURABLE_USED)).toBe(true);
    d.bound = 0;
    expect(isDurable(changetype<usize>(d), DURABLE_USED)).toBe(false);
  });

  it("keeps how the card's data came in, which a payment of before the stripe does not say", () => {
    begin(1234);
    expect(d.intent.entry).toBe(Entry.CHIP);
    end(Kind.REVERSED, 1);
    intent(2, 100);
    const sent = changetype<Intent>(PAYLOAD);
    sent.panLength = 19;
    memory.fill(sent.maskedPan, 0x2a, 19);
    sent.keyGeneration = 0x01020304;
    sent.entry = Entry.FALLBACK;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(true);
    expect(d.intent.entry).toBe(Entry.FALLBACK);
    expect(d.intent.keyGeneration).toBe(0x01020304);
    expect(load<u8>(d.intent.maskedPan, 18)).toBe(0x2a);
  });

  it("takes no payment whose data came in no way that there is", () => {
    intent(1, 100);
    changetype<Intent>(PAYLOAD).entry = Entry.FALLBACK + 1;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
  });

  it("repeats what the card said when it declined, once that is known", () => {
    begin(1234);
    memory.fill(PAYLOAD, 0, REVERSAL_BYTES);
    const reversal = changetype<ReversalReason>(PAYLOAD);
    reversal.stan = 1;
    reversal.chipLength = 2;
    store<u8>(reversal.chip, 0x95);
    expect(apply(d, Kind.REVERSAL, PAYLOAD, REVERSAL_BYTES)).toBe(true);
    expect(d.intent.chipLength).toBe(2);
    expect(load<u8>(d.intent.chip)).toBe(0x95);
    reversal.chipLength = 97;
    expect(apply(d, Kind.REVERSAL, PAYLOAD, REVERSAL_BYTES)).toBe(false);
  });

  it("uses each STAN once, in order, 999999 before 1", () => {
    intent(2, 100);
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
    d.nextStan = STAN_MAX;
    begin(100);
    expect(d.nextStan).toBe(1);
  });

  it("wipes what a reversal would have needed once there is an outcome", () => {
    begin(1234);
    end(Kind.REVERSED, 1);
    expect(d.intent.panLength).toBe(0);
    expect(d.intent.amount).toBe(0);
  });

  it("keeps its batch while it holds sales, whatever a sign-on says", () => {
    expect(signOn(4)).toBe(true);
    expect(d.batch).toBe(4);
    begin(100);
    approve(1, 100);
    signOn(5);
    expect(d.batch).toBe(4);
  });

  it("keeps the greatest generation of the key store that a sign-on or an intent has told of", () => {
    expect(d.keyGeneration).toBe(0);
    signOn(4);
    expect(d.keyGeneration).toBe(0);
    changetype<SignedOn>(PAYLOAD).keyGeneration = 0x80000001;
    expect(apply(d, Kind.SIGNED_ON, PAYLOAD, <i32>offsetof<SignedOn>())).toBe(true);
    expect(d.keyGeneration).toBe(0x80000001);
    intent(1, 100).keyGeneration = 5;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(true);
    expect(d.keyGeneration).toBe(0x80000001);
    end(Kind.DECLINED, 1);
    intent(2, 100).keyGeneration = 0x80000002;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(true);
    expect(d.keyGeneration).toBe(0x80000002);
    end(Kind.REVERSED, 2);
    expect(d.keyGeneration).toBe(0x80000002);
  });

  it("has the generation of an intent behind the longest masked PAN, and before what is protected", () => {
    const payload = intent(1, 100);
    memory.fill(payload.maskedPan, 0x2a, 19);
    memory.fill(payload.protectedPan, 0x55, 64);
    payload.keyGeneration = 0x01020304;
    expect(load<u8>(payload.maskedPan, 18)).toBe(0x2a);
    expect(load<u8>(payload.protectedPan)).toBe(0x55);
    expect(payload.keyGeneration).toBe(0x01020304);
  });

  it("takes no intent whose lengths leave its buffers, and changes nothing then", () => {
    memory.copy(BEFORE, changetype<usize>(d), DURABLE_USED);
    intent(1, 100).panLength = 20;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
    intent(1, 100).panLength = -1;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
    intent(1, 100).protectedLength = 65;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
    intent(1, 100).chipLength = 97;
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES)).toBe(false);
    intent(1, 100);
    expect(apply(d, Kind.INTENT, PAYLOAD, INTENT_BYTES - 1)).toBe(false);
    expect(apply(d, 99, PAYLOAD, 0)).toBe(false);
    expect(memory.compare(BEFORE, changetype<usize>(d), DURABLE_USED)).toBe(0);
  });

  it("is no checkpoint with a STAN out of range or lengths that leave its buffers", () => {
    const at = changetype<usize>(d);
    expect(isDurable(at, DURABLE_USED)).toBe(true);
    expect(isDurable(at, DURABLE_USED - 1)).toBe(false);
    expect(isDurable(at, DURABLE_USED_BEFORE)).toBe(true); // of an older terminal, without notice and recent approvals
    expect(isDurable(at, DURABLE_USED_FIRST)).toBe(true); // and without the generation
    expect(isDurable(at, DURABLE_USED_FIRST - 8)).toBe(false);
    expect(isDurable(at, DURABLE_USED + 8)).toBe(false);
    d.nextStan = 0;
    expect(isDurable(at, DURABLE_USED)).toBe(false);
    d.nextStan = STAN_MAX;
    d.intent.chipLength = 97;
    expect(isDurable(at, DURABLE_USED)).toBe(false);
    d.intent.chipLength = 0;
    d.notice.chipLength = 121;
    expect(isDurable(at, DURABLE_USED)).toBe(false);
    expect(isDurable(at, DURABLE_USED_BEFORE)).toBe(true);
    d.notice.chipLength = 0;
    d.notice.acquirerLength = 12;
    expect(isDurable(at, DURABLE_USED)).toBe(false);
  });

  it("takes a script notice for the last payment, pending or not, under the next STAN", () => {
    apply(d, Kind.INTENT, changetype<usize>(intent(1, 100)), INTENT_BYTES);
    expect(apply(d, Kind.NOTICE, changetype<usize>(noticeOf(1, 1)), NOTICE_BYTES)).toBe(false);
    expect(apply(d, Kind.NOTICE, changetype<usize>(noticeOf(2, 2)), NOTICE_BYTES)).toBe(false);
    expect(apply(d, Kind.NOTICE, changetype<usize>(noticeOf(1, 2)), NOTICE_BYTES - 8)).toBe(false);
    noticeOf(1, 2).protectedLength = 65;
    expect(apply(d, Kind.NOTICE, PAYLOAD, NOTICE_BYTES)).toBe(false);
    expect(apply(d, Kind.NOTICE, changetype<usize>(noticeOf(1, 2)), NOTICE_BYTES)).toBe(true);
    expect(d.nextStan).toBe(3);
    expect(d.pending).toBe(Kind.INTENT);
    expect(d.notice.ownStan).toBe(2);
    expect(apply(d, Kind.NOTICE, changetype<usize>(noticeOf(1, 3)), NOTICE_BYTES)).toBe(true); // a newer one takes its place
    expect(d.notice.ownStan).toBe(3);
  });

  it("forgets a notice once the acquirer has been told, and no other one", () => {
    expect(apply(d, Kind.NOTICED, changetype<usize>(noticedOf(0)), 8)).toBe(false);
    apply(d, Kind.INTENT, changetype<usize>(intent(1, 100)), INTENT_BYTES);
    apply(d, Kind.NOTICE, changetype<usize>(noticeOf(1, 2)), NOTICE_BYTES);
    expect(apply(d, Kind.NOTICED, changetype<usize>(noticedOf(1)), 8)).toBe(false);
    expect(apply(d, Kind.NOTICED, changetype<usize>(noticedOf(2)), 16)).toBe(false);
    expect(apply(d, Kind.NOTICED, changetype<usize>(noticedOf(2)), 8)).toBe(true);
    expect(d.notice.ownStan).toBe(0);
    expect(d.pending).toBe(Kind.INTENT);
  });
});

/** A notice of the payment `stan` under a STAN of its own. */
function noticeOf(stan: i32, ownStan: i32): Notice {
  memory.fill(PAYLOAD, 0, NOTICE_BYTES);
  const notice = changetype<Notice>(PAYLOAD);
  notice.stan = stan;
  notice.ownStan = ownStan;
  return notice;
}

function noticedOf(stan: i32): Noticed {
  memory.fill(PAYLOAD, 0, 16);
  const noticed = changetype<Noticed>(PAYLOAD);
  noticed.stan = stan;
  return noticed;
}
