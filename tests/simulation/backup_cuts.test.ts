/**
 * A power cut at every command of a backup and of a restore. After a cut backup the machine goes on as if none had been begun,
 * and backs up anew; after a cut restore it is empty and can be filled again, or whole. Either way no sale is lost or doubled, and
 * no STAN comes to the platform twice.
 *
 * SWEEP=long in the environment cuts everywhere; a few places are enough otherwise.
 */
import assert from "node:assert/strict";
import { after as afterAll, describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { after, backUp, loseFlash, MEDIUM, PLATFORM, restoreFrom } from "./backup_guides.ts";
import { builtCore } from "./core.ts";
import { violations } from "./invariants.ts";
import type { Task } from "./person.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import { Witness } from "./witness.ts";
import { PowerCut, screenOf } from "./world.ts";
import type { World } from "./world.ts";

const core = builtCore();
const spare = builtCore();
const STRIDE = process.env["SWEEP"] === "long" ? 1 : 16;
const LAST: Task = { ...SMALL_SALE, amount: 777 };
const SOLD: Task[] = [SALE, SMALL_SALE];
/** So long what was on its way arrives. */
const SETTLES_MS = 60_000;
let cuts = 0;

/** Plays until the power goes after command `at`; then on, with `again` to do where the machine is unbound. @returns commands */
function play(base: World, { first, again }: { first: Task; again: (world: World) => Task[] }, at: number): number {
  const world = base.fork({ core, tasks: [first] });
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
  const witness = new Witness(next);
  next.powerOn();
  assert.ok(next.run(), `cut ${at}: no rest`);
  assert.deepEqual(next.traps, [], `cut ${at}`);
  assert.deepEqual(violations(next, witness, spare), [], `cut ${at}`);
  const stans = next.ledger.bookings().map(({ key }) => key.split("/")[3]);
  assert.equal(new Set(stans).size, stans.length, `cut ${at}: a STAN twice`);
  assert.equal(stans.length, SOLD.length + 1, `cut ${at}: ${stans.join(" ")}`);
  return commands;
}

function sweep(base: World, flow: Parameters<typeof play>[1]): void {
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

    it(`during a backup to ${to} leaves the journal as it was, and the next backup is whole`, () => {
      const base = after(core, SIGN_ON, ...SOLD);
      sweep(base, { first: backUp(target), again: () => [backUp(target), LAST] });
    });

    it(`during a restore from ${to} leaves an empty machine or a whole one`, () => {
      const base = after(core, SIGN_ON, ...SOLD, backUp(target));
      loseFlash(base);
      const again = (world: World): Task[] =>
        lastScreen(world) === Screen.UNBOUND ? [restoreFrom(target), SIGN_ON, LAST] : [SIGN_ON, LAST];
      sweep(base, { first: restoreFrom(target), again });
    });
  }
});
