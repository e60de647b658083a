import { Event } from "../../../../assembly/abi";
import { Download } from "../../../../assembly/abi_devices";
import { Service } from "../../../../assembly/abi_platform";
import { Reason } from "../../../../assembly/abi_reasons";
import { exchangeOf } from "../../../../assembly/acquirer/region";
import { batchOf, SALES_MAX } from "../../../../assembly/journal/batch";
import { durable } from "../../../../assembly/journal/durable";
import { beginDay, limitsOf } from "../../../../assembly/journal/limits";
import { Terminal } from "../../../../assembly/machine/terminal";
import { barredBy } from "../../../../assembly/terminal/batch/gate";
import { isAmountAllowed } from "../../../../assembly/terminal/batch/limit_rules";
import { Settling, settlement } from "../../../../assembly/terminal/batch/settlement";
import { bindingOf } from "../../../../assembly/terminal/binding/zone";
import { downloadsOf, fetchedOf, LIMITS_WANTED } from "../../../../assembly/terminal/download/zone";
import { freshTerminal } from "../../machine/support";

/** 2026-11-22 10:20:30. */
const NOON_MS: u64 = 1795342830000;

function bound(): Terminal {
  const t = freshTerminal();
  durable(t).bound = 1;
  t.wall_ms = NOON_MS;
  return t;
}

function served(service: Service): Reason {
  const t = bound();
  bindingOf(t).service = service;
  return barredBy(t);
}

describe("the gate before a payment", () => {
  it("is open for a terminal in service, and says why it is not for another", () => {
    expect(barredBy(freshTerminal())).toBe(Reason.NOT_BOUND);
    expect(barredBy(bound())).toBe(Reason.NONE);
    expect(served(Service.AWAITING_ACTIVATION)).toBe(Reason.NOT_ACTIVATED);
    expect(served(Service.SUSPENDED)).toBe(Reason.SUSPENDED);
    expect(served(Service.EXPIRED)).toBe(Reason.TERM_OVER);
    expect(served(Service.LOCKED)).toBe(Reason.LOCKED);
    expect(served(<Service>99)).toBe(Reason.LOCKED);
  });

  it("is shut where a platform has bound the terminal and it has no applications or keys yet", () => {
    const t = bound();
    bindingOf(t).boundOn = 20261122;
    expect(barredBy(t)).toBe(Reason.DOWNLOADS_MISSING);
    const downloads = downloadsOf(t);
    fetchedOf(downloads, Download.CAPKS).count = 1;
    expect(barredBy(t)).toBe(Reason.DOWNLOADS_MISSING);
    fetchedOf(downloads, Download.AIDS).count = 1;
    expect(barredBy(t)).toBe(Reason.NONE);
  });

  it("closes with the term of the binding, with a batch that is being settled, and with a full one", () => {
    let t = bound();
    bindingOf(t).boundUntil = 20261122;
    expect(barredBy(t)).toBe(Reason.NONE);
    bindingOf(t).boundUntil = 20261121;
    expect(barredBy(t)).toBe(Reason.TERM_OVER);
    t = bound();
    batchOf(t).stan = 5;
    expect(barredBy(t)).toBe(Reason.SETTLEMENT_UNFINISHED);
    t = bound();
    durable(t).sales = SALES_MAX;
    expect(barredBy(t)).toBe(Reason.JOURNAL_FULL);
  });

  it("lets through what is within the limits, and a test whatever they are", () => {
    const t = bound();
    const limits = limitsOf(t);
    const x = exchangeOf(t);
    limits.payment = 1000;
    x.amount = 1000;
    expect(isAmountAllowed(t)).toBe(true);
    x.amount = 1001;
    expect(isAmountAllowed(t)).toBe(false);
    expect(x.stopped).toBe(Reason.OVER_PAYMENT_LIMIT);
    x.isTest = 1;
    expect(isAmountAllowed(t)).toBe(true);
  });

  it("counts what was taken until the acquirer tells another date, and asks for it", () => {
    const t = bound();
    const limits = limitsOf(t);
    limits.day = 1000;
    limits.taken = 900;
    limits.today = 0x31323131; // 1121, while the terminal's clock says the 22nd
    exchangeOf(t).amount = 101;
    expect(isAmountAllowed(t)).toBe(false);
    expect(exchangeOf(t).stopped).toBe(Reason.OVER_DAY_LIMIT);
    expect(t.requests & LIMITS_WANTED).not.toBe(0);
    beginDay(limits, 0x31323131);
    expect(isAmountAllowed(t)).toBe(false);
    beginDay(limits, 0x32323131);
    expect(isAmountAllowed(t)).toBe(true);
  });
});

describe("SETTLEMENT", () => {
  it("stays open after anything but an answer that closes the batch", () => {
    const t = bound();
    expect(settlement(t, Settling.ASKING, Event.NO_REPLY)).toBe(Settling.FAILING);
    expect(settlement(t, Settling.ASKING, Event.BAD_MAC)).toBe(Settling.FAILING);
    expect(settlement(t, Settling.ASKING, Event.NOT_SENT)).toBe(Settling.FAILING);
    exchangeOf(t).responseCode = 0x3639;
    expect(settlement(t, Settling.ASKING, Event.REPLIED)).toBe(Settling.FAILING);
    expect(exchangeOf(t).stopped).toBe(Reason.HOST_DECLINED);
  });

  it("asks for nobody's consent to a settlement that has begun", () => {
    const t = bound();
    batchOf(t).stan = 5;
    expect(settlement(t, Settling.MAKING_ROOM, Event.ROOM)).toBe(Settling.SEALING);
    batchOf(t).stan = 0;
    expect(settlement(t, Settling.MAKING_ROOM, Event.ROOM)).toBe(Settling.SHOWING);
    durable(t).pending = 20;
    expect(settlement(t, Settling.MAKING_ROOM, Event.ROOM)).toBe(Settling.RECOVERING);
  });

  it("never waits for paper", () => {
    const t = bound();
    expect(settlement(t, Settling.PRINTING, Event.TIME)).toBe(Settling.PRINTER_PROBLEM);
    expect(settlement(t, Settling.PRINTER_PROBLEM, Event.TIME)).toBe(Settling.ENDING);
    expect(settlement(t, Settling.PRINTER_PROBLEM, Event.KEY_CANCEL)).toBe(Settling.ENDING);
  });
});
