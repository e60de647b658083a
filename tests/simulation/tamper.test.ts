/**
 * A tamper at every point of a payment erases every secret and loses no money; and an older copy of the key store, put
 * back, is of no use.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Done, Slot } from "../../assembly/abi.ts";
import { debitChanged, OFFLINE_PIN } from "./cards.ts";
import { UNLOCK } from "./care_guides.ts";
import { lift } from "./care_office.ts";
import { builtCore } from "./core.ts";
import {
  FLOWS,
  isLastApproved,
  LAST,
  LOST_AMOUNT,
  loseAnswers,
  preparedWorld,
  sale,
  worldBeforeCompaction,
} from "./cuts.ts";
import type { Flow, Stage } from "./cuts.ts";
import { violations } from "./invariants.ts";
import { sold } from "./mishaps.ts";
import { CRAMPED } from "./stages.ts";
import { playTamper } from "./tamper.ts";
import { Witness } from "./witness.ts";
import { SMALL_FLASH } from "./world.ts";
import type { World } from "./world.ts";

const cores = { core: builtCore(), spare: builtCore() };
const base = preparedWorld(cores.core, SMALL_FLASH, 1);
const stage: Stage = { ...cores, base };
const SALE: Flow = { name: "sale", tasks: [sale("debit", 1234)] };
const OFFLINE: Flow = {
  name: "offline PIN",
  tasks: [sale("debit", 1234)],
  changes: { cards: debitChanged(OFFLINE_PIN) },
};
const LOST: Flow = { name: "lost answer", tasks: [sale("debit", LOST_AMOUNT)], prepare: loseAnswers };
let histories = 0;

/** Opens the switch at every point of the flow, or every `stride`th from `from` on. */
function sweep(flow: Flow, { cuts, stride = 1, from = 0 }: { cuts: boolean; stride?: number; from?: number }): void {
  const failures = new Map<string, number>();
  const { points } = playTamper(stage, flow, { at: Infinity, cuts });
  for (let at = from; at < points; at += stride) {
    histories++;
    for (const violation of playTamper(stage, flow, { at, cuts }).violations) {
      if (!failures.has(violation)) failures.set(violation, at);
    }
  }
  assert.deepEqual([...failures], []);
}

describe("a tamper", () => {
  after(() => console.log(`counts: ${histories} histories with a tamper`));

  it("at every point of a sale with PIN", () => sweep(SALE, { cuts: false }));
  it("at every point of a sale with a PIN for the card", () => sweep(OFFLINE, { cuts: false }));
  it("at points of a sale with PIN, and the power goes with it", () => sweep(SALE, { cuts: true, stride: 4 }));
  it("at points of a sale whose answer is lost, and of its reversal", () => sweep(LOST, { cuts: false, stride: 9 }));
  it("at points of a sign-on", () =>
    sweep({ name: "sign-on", tasks: [{ kind: "sign-on" }] }, { cuts: false, stride: 5 }));

  it("is not undone by the store of before it", () => {
    const world = base.fork({ tasks: [] });
    const before = world.store.load()!;
    world.powerOn();
    world.board!.runtime.tamper();
    assert.ok(world.run());
    world.powerOff();
    world.injectMasterKey();
    lift(world);
    play(world, [UNLOCK]);
    world.store.save(before);
    expectRefused(world);
  });
});

/** One life in which these things are done. */
function play(world: World, tasks: Flow["tasks"]): void {
  tasks.forEach((task) => world.addTask(task));
  world.powerOn();
  assert.ok(world.run());
  world.powerOff();
}

/** The keys in the store are refused; once a master key is put in and the terminal signs on, it trades again. */
function expectRefused(world: World): void {
  const witness = new Witness(world);
  const before = sold(world);
  world.addTask(sale("debit", 100));
  world.powerOn();
  world.run();
  const { secure } = world.board!;
  assert.equal(secure.mac(Slot.MAC, new Uint8Array(8)).status, Done.REFUSED);
  assert.equal(sold(world), before, "nothing was sold");
  world.injectMasterKey();
  world.board!.person.tasks.push({ kind: "sign-on" }, LAST);
  world.run();
  assert.deepEqual(violations(world, witness, cores.spare), []);
  assert.ok(isLastApproved(world));
}

describe("an older key store", () => {
  it("is refused after a sign-on that it does not know of", () => {
    const world = base.fork({ tasks: [] });
    const before = world.store.load()!;
    play(world, [{ kind: "sign-on" }]);
    world.store.save(before);
    expectRefused(world);
  });

  it("is refused after a payment that it does not know of", () => {
    const world = base.fork({ tasks: [] });
    const before = world.store.load()!;
    world.powerOn();
    world.injectMasterKey();
    world.board!.person.tasks.push(sale("debit", 300));
    world.run(70_000);
    world.powerOff();
    assert.equal(world.store.load()!.generation, before.generation + 1);
    world.store.save(before);
    expectRefused(world);
  });

  it("is refused after the journal was compacted, too", () => {
    const flow = FLOWS.find(({ name }) => name === "sign-on")!;
    const world = worldBeforeCompaction(cores, CRAMPED, flow).fork({ tasks: [] });
    const before = world.store.load()!;
    let erased = false;
    world.flash.step = (what) => (erased ||= what === "erase");
    play(world, [...flow.tasks]);
    assert.ok(erased);
    world.store.save(before);
    expectRefused(world);
  });

  it("is told from the same one, and from a newer one", () => {
    for (const newer of [false, true]) {
      const world = base.fork({ tasks: [] });
      if (newer) world.injectMasterKey();
      play(world, [LAST]);
      assert.ok(isLastApproved(world));
    }
  });
});
