/** The STAN goes round: 999999 is followed by 000001, and money is counted, reversed and settled over it as ever. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtCore } from "./core.ts";
import { loseAnswers, LOST_AMOUNT, sale } from "./cuts.ts";
import { SETTLE } from "./guides_batch.ts";
import { violations } from "./invariants.ts";
import { Kind, readJournal, stanOf, writeRecord } from "./journal.ts";
import type { Task } from "./person.ts";
import { replay } from "./replay.ts";
import { signedOn } from "./stages.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

const core = builtCore();
const spare = builtCore();
const NEXT_STAN_AT = 24;
const SEQUENCE_AT = 20;
const GENERATION = 9;
const STAN_MAX = 999_999;

/** Signed on, its journal one checkpoint in which the next STAN is this. */
function about(stan: number, tasks: Task[]): World {
  const world = signedOn(core).fork({ tasks });
  const state = Buffer.from(replay(core(), world.flash.copy()).durable);
  state.writeInt32LE(stan, NEXT_STAN_AT);
  const sequence = state.readUInt32LE(SEQUENCE_AT);
  const checkpoint = writeRecord(Kind.CHECKPOINT, GENERATION, sequence, state);
  const seal = writeRecord(Kind.SEAL, GENERATION, sequence + 1, Buffer.alloc(0));
  const { cells, sectorBytes } = world.flash;
  for (let at = 0; at < cells.length; at += sectorBytes) world.flash.erase(at);
  world.flash.append(0, Buffer.concat([checkpoint, seal]));
  return world;
}

function play(world: World): void {
  const witness = new Witness(world);
  world.powerOn();
  assert.ok(world.run());
  assert.deepEqual(violations(world, witness, spare), []);
}

function stansOf(world: World, kind: Kind): number[] {
  return readJournal(world.flash.cells)
    .filter((record) => record.kind === kind)
    .map((record) => stanOf(record));
}

describe("a STAN after the last one", () => {
  it("is the first: sales on both sides of it are booked, and settled together", () => {
    const world = about(STAN_MAX - 1, [sale("debit", 100), sale("credit", 200), sale("debit", 300)]);
    play(world);
    assert.deepEqual(stansOf(world, Kind.APPROVED), [STAN_MAX - 1, STAN_MAX, 1]);
    world.powerOff();
    const settled = world.fork({ tasks: [SETTLE] });
    play(settled);
    const [row] = settled.ledger.tables.list("settlement");
    assert.equal(row?.debitCount, 3);
    assert.equal(row.debitAmount, 600);
  });

  it("is taken while the payment before it is still to be reversed", () => {
    const world = about(STAN_MAX, [sale("debit", LOST_AMOUNT), sale("debit", 100)]);
    loseAnswers(world);
    play(world);
    assert.deepEqual(stansOf(world, Kind.INTENT), [STAN_MAX, 1]);
    assert.deepEqual(stansOf(world, Kind.REVERSED), [STAN_MAX]);
  });
});
