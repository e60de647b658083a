/**
 * A power cut at every command of a backup and of a restore. After a cut backup the machine goes on as if none had been begun,
 * and backs up anew; after a cut restore it is empty and can be filled again, or whole, and then nothing is restored over it.
 * Either way no sale is lost or doubled, no STAN names two messages, whatever was sent between backup and restore, and the batch
 * is the platform's.
 *
 * SWEEP=long in the environment cuts everywhere; a few places are enough otherwise.
 */
import assert from "node:assert/strict";
import { after as afterAll, describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { SET_UP_UNBOUND } from "./account.ts";
import { backUp, loseFlash, MEDIUM, PLATFORM, RESTORE_OVER, restoreFrom } from "./backup_guides.ts";
import { builtCore } from "./core.ts";
import { loseAnswers, LOST_AMOUNT, sale } from "./cuts.ts";
import { settle } from "./guides_batch.ts";
import { violations } from "./invariants.ts";
import { Kind, readJournal } from "./journal.ts";
import type { Task } from "./person.ts";
import { StanWatch } from "./stan_watch.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import { Witness } from "./witness.ts";
import { PowerCut, screenOf, World } from "./world.ts";

const core = builtCore();
const spare = builtCore();
const STRIDE = process.env["SWEEP"] === "long" ? 1 : 16;
const LAST: Task = { ...SMALL_SALE, amount: 777 };
const SOLD: Task[] = [SALE, SMALL_SALE];
/** So long what was on its way arrives. */
const SETTLES_MS = 60_000;
let cuts = 0;

interface Base {
  world: World;
  stans: StanWatch;
  /** How many sales are booked, and in which batch the next one belongs. */
  sales: number;
  batch: number;
}

/** A machine without power that has done all this. */
function lived(sales: number, batch: number, ...tasks: Task[]): Base {
  const world = new World({ core, tasks });
  const stans = new StanWatch().watch(world);
  world.powerOn();
  assert.ok(world.run(), "no rest");
  world.powerOff();
  return { world, stans, sales, batch };
}

interface Flow {
  first: Task;
  again: (world: World) => Task[];
}

/** Plays until the power goes after command `at`; then on, with `again` to do where the machine is unbound. @returns commands */
function play(base: Base, { first, again }: Flow, at: number): number {
  const world = base.world.fork({ core, tasks: [first] });
  const stans = new StanWatch(base.stans).watch(world);
  let commands = 0;
  let isCut = false;
  world.observers.push({
    after: () => {
      if (!isCut && commands++ === at) {
        isCut = true;
        throw new PowerCut();
      }
    },
  });
  try {
    world.powerOn();
    world.run();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    cuts++;
    world.powerOff();
    world.powerOn();
    world.run(120_000);
  }
  world.powerOff();
  world.wait(SETTLES_MS);
  const next = world.fork({ core, tasks: again(world) });
  const later = new StanWatch(stans).watch(next);
  const witness = new Witness(next);
  next.powerOn();
  assert.ok(next.run(), `cut ${at}: no rest`);
  assert.deepEqual(next.traps, [], `cut ${at}`);
  assert.deepEqual(violations(next, witness, spare), [], `cut ${at}`);
  assert.deepEqual([...stans.doubled, ...later.doubled], [], `cut ${at}: a STAN twice`);
  const booked = next.ledger.bookings().map(({ key }) => key.split("/")[3]);
  assert.equal(new Set(booked).size, booked.length, `cut ${at}: a STAN booked twice`);
  assert.equal(booked.length, base.sales + 1, `cut ${at}: ${booked.join(" ")}`);
  assert.equal(later.lastSale?.batch, base.batch, `cut ${at}: another batch`);
  assert.ok(later.lastSale.stan > base.stans.lastSale!.stan, `cut ${at}: the STAN went back`);
  return commands;
}

function sweep(base: Base, flow: Flow): void {
  for (let at = 0; play(base, flow, at) > at; at += STRIDE);
}

/** Where the machine has come to rest. */
function lastScreen(world: World): Screen | undefined {
  return world.shown.map(screenOf).findLast((screen) => screen === Screen.UNBOUND || screen === Screen.IDLE);
}

describe("a power cut", () => {
  afterAll(() => console.log(`counts: ${cuts} power cuts during backup and restore`));

  for (const target of [MEDIUM, PLATFORM]) {
    const to = target === MEDIUM ? "a medium" : "the platform";

    const refill = (world: World): Task[] =>
      lastScreen(world) === Screen.UNBOUND
        ? [restoreFrom(target), SIGN_ON, LAST]
        : [SIGN_ON, ...(target === MEDIUM ? [RESTORE_OVER] : []), LAST];

    it(`during a backup to ${to} leaves the journal as it was, and the next backup is whole`, () => {
      const base = lived(2, 1, SIGN_ON, ...SOLD);
      sweep(base, { first: backUp(target), again: () => [backUp(target), LAST] });
    });

    it(`during a restore from ${to} leaves an empty machine or a whole one`, () => {
      const base = lived(2, 1, SIGN_ON, ...SOLD, backUp(target));
      loseFlash(base.world);
      sweep(base, { first: restoreFrom(target), again: refill });
    });

    it(`during a restore from ${to} of what was settled since leaves the platform's batch and STAN`, () => {
      const base = lived(2, 2, SIGN_ON, SALE, backUp(target), SMALL_SALE, settle(), SIGN_ON);
      loseFlash(base.world);
      sweep(base, { first: restoreFrom(target), again: refill });
    });
  }
});

describe("a restore", () => {
  it("never takes the place of a payment that is to be reversed", () => {
    const { world: base } = lived(1, 1, SIGN_ON, SALE, backUp(MEDIUM));
    const world = base.fork({ core, tasks: [sale("debit", LOST_AMOUNT), RESTORE_OVER] });
    loseAnswers(world);
    world.powerOn();
    world.run(600_000);
    world.powerOff();
    const kinds = readJournal(world.flash.cells).map(({ kind }) => kind);
    assert.ok(kinds.includes(Kind.INTENT), "the payment is gone");
    assert.ok(world.shown.some((view) => screenOf(view) === Screen.RESTORE_FAILED));
    const next = world.fork({ core, tasks: [SIGN_ON, LAST] });
    const witness = new Witness(next);
    next.powerOn();
    assert.ok(next.run());
    assert.deepEqual(violations(next, witness, spare), []);
    assert.equal(next.ledger.bookings().filter(({ reversed }) => !reversed).length, 2);
  });

  it("fills a machine at which people were set up, and their passwords are the machine's", () => {
    const base = lived(1, 1, SIGN_ON, SALE, backUp(MEDIUM));
    loseFlash(base.world);
    const restoring = { ...restoreFrom(MEDIUM), isManager: true } as const;
    const world = base.world.fork({ core, tasks: [SET_UP_UNBOUND, restoring, SIGN_ON, LAST] });
    const witness = new Witness(world);
    world.powerOn();
    assert.ok(world.run());
    assert.deepEqual(violations(world, witness, spare), []);
    assert.equal(world.ledger.bookings().length, 2);
  });
});
