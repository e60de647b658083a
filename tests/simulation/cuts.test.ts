/**
 * No cut of the power loses or doubles money: at every point of every flow, and again during the recovery.
 *
 * SWEEP=long in the environment takes every program unit of the smallest units too, and many more second and third cuts.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { builtCore } from "./core.ts";
import {
  FLOWS,
  newTally,
  newWorld,
  playCut,
  preparedWorld,
  scatter,
  STRIPE_FLOWS,
  sweep,
  worldBeforeCompaction,
} from "./cuts.ts";
import type { Flow, Stage, Tally } from "./cuts.ts";
import { OFFLINE_FLOWS } from "./cuts_offline.ts";
import type { FlashGeometry } from "../../host/devices/file_flash.ts";

const IS_LONG = process.env.SWEEP === "long";
/** Of their many points a short run takes one in so many, and so most commands of the card and of the flash. */
const OFFLINE_STRIDE = 11;
const ROOMY: FlashGeometry = { bytes: 16_384, sectorBytes: 2_048, unitBytes: 8 };
/** Small halves, so that a few sales fill one. */
const CRAMPED: ReadonlyArray<FlashGeometry & { stride: number }> = [
  { bytes: 16_384, sectorBytes: 4_096, unitBytes: 32, stride: 1 },
  { bytes: 16_384, sectorBytes: 1_024, unitBytes: 8, stride: 4 },
  { bytes: 16_384, sectorBytes: 2_048, unitBytes: 1, stride: 41 },
];

const cores = { core: builtCore(), spare: builtCore() };
const began = performance.now();
const total = newTally();

/** Counts what `play` does, and fails with every kind of violation it met. */
function expectSound(play: (tally: Tally) => void): void {
  const tally = newTally();
  play(tally);
  total.histories += tally.histories;
  total.boots += tally.boots;
  total.events += tally.events;
  assert.deepEqual([...tally.failures], []);
}

describe("power cuts", () => {
  after(() => {
    const { histories, boots, events } = total;
    const rate = (histories / (performance.now() - began)) * 1000;
    console.log(`counts: ${histories} histories, ${boots} boots, ${events} events, ${rate.toFixed(0)} histories/s`);
  });

  const settled: Stage = { ...cores, base: preparedWorld(cores.core, ROOMY, 1) };
  for (const flow of FLOWS) {
    it(`${flow.name}: every first cut`, () => expectSound((tally) => sweep(tally, settled, flow, { points: "all" })));
    it(`${flow.name}: second and third cuts, during the recovery`, () =>
      expectSound((tally) => {
        scatter(tally, settled, flow, { histories: IS_LONG ? 5_000 : 120, lives: 2 });
        scatter(tally, settled, flow, { histories: IS_LONG ? 2_000 : 40, lives: 3 });
      }));
  }

  for (const flow of STRIPE_FLOWS) {
    it(`${flow.name}: every first cut`, () => expectSound((tally) => sweep(tally, settled, flow, { points: "all" })));
    it(`${flow.name}: second cuts, during the recovery`, () =>
      expectSound((tally) => scatter(tally, settled, flow, { histories: IS_LONG ? 2_000 : 40, lives: 2 })));
  }

  for (const flow of OFFLINE_FLOWS) {
    const stride = IS_LONG ? 1 : OFFLINE_STRIDE;
    it(`${flow.name}: first cuts`, () =>
      expectSound((tally) => sweep(tally, settled, flow, { points: "all", stride })));
    it(`${flow.name}: second cuts, during the recovery`, () =>
      expectSound((tally) => scatter(tally, settled, flow, { histories: IS_LONG ? 2_000 : 20, lives: 2 })));
  }

  it("points that are taken for one come to the same", () => {
    for (const flow of [FLOWS[0]!, STRIPE_FLOWS[0]!]) {
      const { survivors } = playCut(settled, flow, { cuts: [], points: "all", isNoted: true });
      const doubles = survivors.flatMap((text, at) => (text === survivors[at + 1] ? [at] : []));
      assert.ok(doubles.length > 100);
      for (const at of doubles.filter((_, index) => index % (IS_LONG ? 1 : 7) === 0)) {
        assert.deepEqual(endAt(flow, at), endAt(flow, at + 1), `${flow.name}, points ${at} and ${at + 1}`);
      }
    }
  });

  /** What people, paper, flash, acquirer and cards have seen in the end. */
  function endAt(flow: Flow, at: number): unknown {
    const { world, violations } = playCut(settled, flow, { cuts: [at], points: "all", wear: 1 });
    const { shown, printed, flash, ledger, clock, cards, randomness } = world;
    const states = [...cards.values()].map(({ state }) => state);
    const kept = { cells: Buffer.from(flash.cells).toString("hex"), bookings: ledger.bookings(), states };
    return { violations, shown, printed, ...kept, now_ms: clock.now_ms, position: randomness.position };
  }

  for (const geometry of CRAMPED) {
    const { unitBytes, sectorBytes } = geometry;
    const stride = IS_LONG ? 1 : geometry.stride;
    for (const flow of FLOWS) {
      it(`${flow.name}: every cut while the journal is compacted, units of ${unitBytes}, sectors of ${sectorBytes}`, () => {
        const stage = { ...cores, base: worldBeforeCompaction(cores, geometry, flow) };
        expectSound((tally) => sweep(tally, stage, flow, { points: "flash", stride }));
      });
    }
  }

  it("first start: every cut from the blank flash to the first sale", () => {
    const flow: Flow = { name: "first start", tasks: [{ kind: "sign-on" }, ...FLOWS[0]!.tasks.slice(-1)] };
    for (const geometry of IS_LONG ? [ROOMY, ...CRAMPED] : [CRAMPED[0]!]) {
      const stage = { ...cores, base: newWorld(cores.core, geometry) };
      expectSound((tally) => sweep(tally, stage, flow, { points: "all" }));
    }
  });
});
