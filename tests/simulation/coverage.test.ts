/**
 * Every row of every machine is taken, by mishaps and by weathers, and the promises hold in all of them.
 *
 * SWEEP=long in the environment plays mishaps before the card for every flow, those that differ in the card alone too.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { builtCore } from "./core.ts";
import { Coverage } from "./coverage.ts";
import { newTally } from "./cuts.ts";
import { MISHAPS, playMishap } from "./mishaps.ts";
import { mishapStages, playWeather, stuckWorld } from "./stages.ts";
import { WEATHERS } from "./weathers.ts";

const cores = { core: builtCore(), spare: builtCore() };
const coverage = new Coverage();
const tally = newTally();

describe("mishaps", () => {
  for (const { flow, stage } of mishapStages(cores)) {
    for (const [name, mishap] of Object.entries(MISHAPS)) {
      it(`${flow.name}: ${name}, at every answer`, () => {
        const watched = { ...stage, watch: coverage.watch };
        const { ats } = playMishap(watched, flow, Infinity, mishap);
        const failures = new Map<string, number>();
        for (const at of ats) {
          const { violations, events, boots } = playMishap(watched, flow, at, mishap);
          tally.histories++;
          tally.events += events;
          tally.boots += boots;
          for (const violation of violations) if (!failures.has(violation)) failures.set(violation, at);
        }
        assert.deepEqual([...failures], []);
      });
    }
  }
});

describe("weathers", () => {
  for (const weather of WEATHERS) {
    it(weather.name, () => assert.deepEqual(playWeather(cores, weather, coverage.watch), []));
  }

  it("a journal with a payment pending and no room", () => {
    const world = stuckWorld(cores);
    coverage.watch(world);
    world.powerOn();
    world.run(600_000);
    assert.equal(world.board?.isPending, true);
    assert.deepEqual(world.traps, []);
  });
});

describe("coverage", () => {
  after(() => {
    const { rows, targets } = coverage.counts;
    const { rowsMissing, targetsMissing } = coverage;
    const taken = `${rows - rowsMissing.length} of ${rows} rows, ${targets - targetsMissing.length} of ${targets} moves`;
    const played = `${tally.histories} histories with a mishap, ${WEATHERS.length} weathers`;
    console.log(`counts: ${taken}; ${played}`);
  });

  it("every row of every machine was taken", () => assert.deepEqual(coverage.rowsMissing, []));
});
