/**
 * Every planted bug is caught: by the table check, by a trap, or by an invariant. That the core itself
 * is caught by none of them is what the other tests of this folder say.
 *
 * Every twelfth one in a short run, each with SWEEP=long in the environment; MUTANT=text plays those whose name has the text.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { builtCore, coreOf } from "./core.ts";
import { gauntlet } from "./gauntlet.ts";
import { compileMutant, complaintsOf, FORGETFUL_LEDGERS, MUTANTS } from "./mutants.ts";
import type { Mutant } from "./mutant.ts";
import { playWeather } from "./stages.ts";
import { WEATHERS } from "./weathers.ts";

const wanted = process.env.MUTANT ?? "";
let planted = 0;
let found = 0;

function note(caught: string | undefined): void {
  planted++;
  if (caught !== undefined) found++;
}

/** A complaint of the table check, or what the gauntlet finds. */
async function catcher(mutant: Mutant): Promise<string | undefined> {
  const isRow = mutant.edits.some(([from]) => from.includes("case Event."));
  const complaint = isRow ? complaintsOf(mutant)[0] : undefined;
  if (complaint !== undefined) return `table check: ${complaint}`;
  const bytes = await compileMutant(mutant);
  return gauntlet({ core: coreOf(bytes), spare: coreOf(bytes) });
}

function isPlayed(name: string, index: number): boolean {
  if (wanted !== "") return name.includes(wanted);
  return process.env.SWEEP === "long" || index % 12 === 0;
}

describe("planted bugs", () => {
  after(() => console.log(`counts: ${found} of ${planted} planted bugs caught`));

  for (const mutant of MUTANTS.filter(({ name }, index) => isPlayed(name, index))) {
    it(mutant.name, async (t) => {
      const caught = await catcher(mutant);
      note(caught);
      t.diagnostic(`caught by ${caught ?? "nothing"}`);
      assert.notEqual(caught, undefined, "nothing caught it");
    });
  }

  for (const { name, newLedger } of FORGETFUL_LEDGERS.filter((bug) => bug.name.includes(wanted))) {
    it(`acquirer: ${name}`, (t) => {
      const cores = { core: builtCore(), spare: builtCore() };
      const weathers = WEATHERS.map((weather) => ({ ...weather, changes: { ...weather.changes, newLedger } }));
      const caught = weathers.find((weather) => playWeather(cores, weather).length > 0)?.name;
      note(caught);
      t.diagnostic(`caught by ${caught === undefined ? "nothing" : `weather "${caught}"`}`);
      assert.notEqual(caught, undefined, "nothing caught it");
    });
  }
});
