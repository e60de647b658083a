import { Event } from "../../../../assembly/abi";
import { apply, durable } from "../../../../assembly/journal/durable";
import { journal } from "../../../../assembly/journal/region";
import { Machine, RUN } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { Upkeep, upkeep } from "../../../../assembly/terminal/care/upkeep";
import { watchResult } from "../../../../assembly/terminal/care/watch";
import { faultsOf } from "../../../../assembly/terminal/care/zone";
import { freshTerminal } from "../../machine/support";

const CUT_MS: u64 = 1795342830000;
const HOUR_MS: u64 = 3_600_000;

let t: Terminal = freshTerminal();

/** The journal has been replayed, with so many units that hold no record. */
function starts(torn: i32): void {
  journal(t).torn = torn;
  watchResult(t, Event.REPLAYED);
}

function writes(): void {
  expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Upkeep.MAKING_ROOM);
  expect(upkeep(t, Upkeep.WRITING, Event.ENTER)).toBe(RUN | Machine.APPEND);
  const j = journal(t);
  expect(apply(durable(t), j.kind, j.record.payload, j.length)).toBe(true);
  expect(upkeep(t, Upkeep.WRITING, Event.STORED)).toBe(Upkeep.CHOOSING);
  expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Event.SUCCEEDED);
}

describe("the fault of a power cut", () => {
  beforeEach(() => {
    t = freshTerminal();
    t.wall_ms = CUT_MS;
    journal(t).half = 65_536;
    journal(t).generation = 1;
    starts(3);
    writes();
  });

  it("is written once for the same torn records, however late the next start", () => {
    t.wall_ms = CUT_MS + 2 * HOUR_MS;
    starts(3);
    expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Event.SUCCEEDED);
    expect(faultsOf(t).latest).toBe(1);
  });

  it("counts another cut of the same hour at once, so that no later start takes it for a new one", () => {
    t.wall_ms = CUT_MS + HOUR_MS / 2;
    starts(5);
    writes();
    t.wall_ms = CUT_MS + 3 * HOUR_MS;
    starts(5);
    expect(upkeep(t, Upkeep.CHOOSING, Event.ENTER)).toBe(Event.SUCCEEDED);
    expect(faultsOf(t).latest).toBe(1);
  });

  it("is another one an hour later", () => {
    t.wall_ms = CUT_MS + HOUR_MS;
    starts(5);
    writes();
    expect(faultsOf(t).latest).toBe(2);
  });
});
