import { Command, Event } from "../../../assembly/abi";
import { exchangeOf, Request } from "../../../assembly/acquirer/region";
import { durable } from "../../../assembly/journal/durable";
import { Kind } from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { Machine, RUN } from "../../../assembly/machine/row";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Terminal } from "../../../assembly/machine/terminal";
import { hasNotice, notice, Noticing } from "../../../assembly/terminal/notice";
import { textAt } from "../base/support";
import { beginStep, freshTerminal, lastCommand } from "../machine/support";

let t: Terminal = freshTerminal();

/** A notice of payment 7 waits, under STAN 8. */
function begin(): void {
  t = freshTerminal();
  const waiting = durable(t).notice;
  waiting.stan = 7;
  waiting.ownStan = 8;
  waiting.amount = 1234;
  waiting.panLength = 16;
  waiting.chipLength = 5;
}

/** The secure module answers UNPROTECT with 24 bytes, or refuses. */
function fetched(status: u32, length: u32 = 24): i32 {
  memory.fill(PAYLOAD, 0, 64);
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, length, 8);
  textAt(PAYLOAD + 16, "6250940000000014");
  return notice(t, Noticing.FETCHING, Event.RECORD_DONE);
}

describe("NOTICE", () => {
  it("waits only when there is one", () => {
    expect(hasNotice(freshTerminal())).toBe(false);
    begin();
    expect(hasNotice(t)).toBe(true);
  });

  it("asks for the card, and sends without it when the secure module has forgotten", () => {
    begin();
    beginStep();
    notice(t, Noticing.FETCHING, Event.ENTER);
    expect(lastCommand()).toBe(Command.UNPROTECT);
    expect(fetched(0)).toBe(Noticing.SEALING);
    const x = exchangeOf(t);
    expect(x.request).toBe(Request.NOTICE);
    expect(x.stan).toBe(8);
    expect(x.batch).toBe(durable(t).batch);
    expect(x.amount).toBe(1234);
    expect(x.panLength).toBe(16);
    expect(fetched(1, 0)).toBe(Noticing.SEALING);
    expect(x.panLength).toBe(0);
    expect(fetched(0, 23)).toBe(Event.UNRESOLVED);
    expect(notice(t, Noticing.FETCHING, Event.TIME)).toBe(Event.UNRESOLVED);
  });

  it("waits on after anything but a genuine reply", () => {
    begin();
    expect(notice(t, Noticing.SEALING, Event.ENTER)).toBe(RUN | Machine.SEAL);
    expect(notice(t, Noticing.SEALING, Event.SEALED)).toBe(Noticing.ASKING);
    expect(notice(t, Noticing.SEALING, Event.NOT_SEALED)).toBe(Event.UNRESOLVED);
    expect(notice(t, Noticing.ASKING, Event.ENTER)).toBe(RUN | Machine.EXCHANGE);
    expect(notice(t, Noticing.ASKING, Event.NOT_SENT)).toBe(Event.UNRESOLVED);
  });

  it("counts a try that has left, and not one that has not", () => {
    begin();
    expect(notice(t, Noticing.ASKING, Event.NO_REPLY)).toBe(Noticing.COUNTING);
    expect(notice(t, Noticing.ASKING, Event.BAD_MAC)).toBe(Noticing.COUNTING);
    expect(notice(t, Noticing.COUNTING, Event.ENTER)).toBe(RUN | Machine.APPEND);
    expect(journal(t).kind).toBe(Kind.NOTICE_TRIED);
    expect(load<i32>(journal(t).record.payload)).toBe(8);
    expect(notice(t, Noticing.COUNTING, Event.STORED)).toBe(Event.UNRESOLVED);
    expect(notice(t, Noticing.COUNTING, Event.NOT_STORED)).toBe(Event.FAULTED);
  });

  it("tells people when it is put aside, of which payment, and goes on", () => {
    begin();
    notice(t, Noticing.COUNTING, Event.ENTER);
    durable(t).notice.ownStan = 0;
    durable(t).notice.stan = 0;
    expect(notice(t, Noticing.COUNTING, Event.STORED)).toBe(Noticing.TELLING);
    beginStep();
    notice(t, Noticing.TELLING, Event.ENTER);
    expect(lastCommand()).toBe(Command.SCREEN);
    expect(exchangeOf(t).stan).toBe(7);
    expect(notice(t, Noticing.TELLING, Event.KEY_ENTER)).toBe(Event.NOTIFIED);
    expect(notice(t, Noticing.TELLING, Event.TIME)).toBe(Event.NOTIFIED);
  });

  it("is done with any response code but A0, by which the acquirer has not believed it", () => {
    begin();
    exchangeOf(t).responseCode = 0x3030;
    expect(notice(t, Noticing.ASKING, Event.REPLIED)).toBe(Noticing.CLOSING);
    exchangeOf(t).responseCode = 0x3532; // 25
    expect(notice(t, Noticing.ASKING, Event.REPLIED)).toBe(Noticing.CLOSING);
    exchangeOf(t).responseCode = 0x3041; // A0
    expect(notice(t, Noticing.ASKING, Event.REPLIED)).toBe(Noticing.COUNTING);
  });

  it("records that the acquirer has been told", () => {
    begin();
    exchangeOf(t).responseCode = 0x3030;
    expect(notice(t, Noticing.CLOSING, Event.ENTER)).toBe(RUN | Machine.APPEND);
    expect(journal(t).kind).toBe(Kind.NOTICED);
    expect(load<i32>(journal(t).record.payload)).toBe(8);
    expect(notice(t, Noticing.CLOSING, Event.STORED)).toBe(Event.NOTIFIED);
    expect(notice(t, Noticing.CLOSING, Event.NOT_STORED)).toBe(Event.FAULTED);
  });
});
