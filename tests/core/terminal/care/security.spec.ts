import { Event } from "../../../../assembly/abi";
import { SecurityEvent } from "../../../../assembly/abi_platform";
import { Item } from "../../../../assembly/abi_fields";
import { Reason } from "../../../../assembly/abi_reasons";
import { Screen } from "../../../../assembly/abi_shown";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { apply, durable } from "../../../../assembly/journal/durable";
import { Kind } from "../../../../assembly/journal/records";
import { journal } from "../../../../assembly/journal/region";
import { Machine, RUN } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { watchOf } from "../../../../assembly/terminal/care/region";
import { Securing, securing } from "../../../../assembly/terminal/care/security";
import { Upkeep, upkeep } from "../../../../assembly/terminal/care/upkeep";
import { Latch, securityOf } from "../../../../assembly/terminal/care/zone";
import { freshTerminal } from "../../machine/support";

const OPENED_MS: u64 = 1795342830000;
const LATER_MS: u64 = OPENED_MS + 60_000;

let t: Terminal = freshTerminal();

/** Bound, and its tamper event is latched in the journal; UPKEEP is about to tell the platform. */
function begin(): void {
  t = freshTerminal();
  const d = durable(t);
  d.bound = 1;
  t.wall_ms = OPENED_MS;
  journal(t).half = 65_536;
  watchOf(t).tampered = 1;
  expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Upkeep.MAKING_ROOM);
  expect(upkeep(t, Upkeep.WRITING, Event.ENTER)).toBe(RUN | Machine.APPEND);
  stored();
  expect(upkeep(t, Upkeep.WRITING, Event.STORED)).toBe(Upkeep.CHOOSING);
  t.wall_ms = LATER_MS;
}

/** What APPEND does once the flash has answered. */
function stored(): void {
  const j = journal(t);
  expect(apply(durable(t), j.kind, j.record.payload, j.length)).toBe(true);
}

function told(event: Event): i32 {
  expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Upkeep.TELLING);
  expect(upkeep(t, Upkeep.TELLING, Event.ENTER)).toBe(RUN | Machine.ASK);
  return upkeep(t, Upkeep.TELLING, event);
}

/** The tamper event stands, when it was, and that the platform is yet to hear of it. */
function expectUntold(): void {
  const security = securityOf(t);
  expect(security.latch).toBe(Latch.TAMPERED);
  expect(security.report).toBe(SecurityEvent.TAMPER);
  expect(security.at_ms).toBe(OPENED_MS);
}

/** Where SECURITY begins with this item. */
function chosen(item: Item): i32 {
  deskOf(t).item = item;
  return securing(t, Securing.STARTING, Event.ENTER);
}

describe("the report of a tamper event", () => {
  beforeEach(begin);

  it("waits on while nobody has answered it, and is tried again after a minute", () => {
    for (let i = 0; i < 2; i++) {
      expect(told(i === 0 ? Event.FAILED : Event.REFUSED)).toBe(Event.SUCCEEDED);
      expectUntold();
      expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Event.SUCCEEDED);
      t.now_ms += 60_000;
    }
    expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Upkeep.TELLING);
  });

  it("is over once it was answered and the journal says so, not before", () => {
    expect(told(Event.REPLIED)).toBe(Upkeep.MAKING_ROOM);
    expectUntold();
    expect(upkeep(t, Upkeep.MAKING_ROOM, Event.FULL)).toBe(Event.SUCCEEDED);
    expectUntold();
    expect(upkeep(t, Upkeep.WRITING, Event.ENTER)).toBe(RUN | Machine.APPEND);
    expect(journal(t).kind).toBe(Kind.SECURITY_REPORTED);
    expect(upkeep(t, Upkeep.WRITING, Event.NOT_STORED)).toBe(Event.FAULTED);
    expectUntold();
    stored();
    expect(securityOf(t).report).toBe(0);
    expect(securityOf(t).latch).toBe(Latch.TAMPERED);
  });

  it("keeps the lock from being cleared, but that of a terminal which no platform knows", () => {
    expect(chosen(Item.CLEAR_LOCK)).toBe(Securing.TELLING);
    expect(watchOf(t).question).toBe(Screen.NOT_DONE);
    expect(watchOf(t).reason).toBe(Reason.REPORT_FIRST);
    durable(t).bound = 0;
    expect(chosen(Item.CLEAR_LOCK)).toBe(Securing.CONFIRMING);
    durable(t).bound = 1;
    told(Event.REPLIED);
    upkeep(t, Upkeep.WRITING, Event.ENTER);
    stored();
    expect(chosen(Item.CLEAR_LOCK)).toBe(Securing.CONFIRMING);
    expect(watchOf(t).question).toBe(Screen.CONFIRM_CLEAR);
  });

  it("gives way to no other: a stop for fraud is written beside it", () => {
    expect(chosen(Item.FRAUD_STOP)).toBe(Securing.CONFIRMING);
    securing(t, Securing.WRITING, Event.ENTER);
    expect(journal(t).kind).toBe(Kind.FRAUD_STOPPED);
    stored();
    expectUntold();
  });

  it("gives way to that of a stop for fraud once it is out, and the latch stays that of the tamper event", () => {
    told(Event.REPLIED);
    upkeep(t, Upkeep.WRITING, Event.ENTER);
    stored();
    chosen(Item.FRAUD_STOP);
    securing(t, Securing.WRITING, Event.ENTER);
    stored();
    expect(securityOf(t).latch).toBe(Latch.TAMPERED);
    expect(securityOf(t).report).toBe(SecurityEvent.FRAUD);
    expect(securityOf(t).at_ms).toBe(LATER_MS);
  });
});
