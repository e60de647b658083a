/** Everything that a core must come through, the quick things first, until the first violation. */
import { FLOWS, newTally, playCut, scatter, worldBeforeCompaction } from "./cuts.ts";
import type { Flow, Points, Stage } from "./cuts.ts";
import { OFFLINE_FLOWS } from "./cuts_offline.ts";
import { CRAMPED, mishapStages, playEarlierLife, playWeather, signedOn } from "./stages.ts";
import type { Cores } from "./stages.ts";
import { MISHAPS, playMishap } from "./mishaps.ts";
import { WEATHERS } from "./weathers.ts";

/** @returns what was violated and where, or undefined when nothing was */
export function gauntlet(cores: Cores): string | undefined {
  for (const found of trials(cores)) if (found !== undefined) return found;
  return undefined;
}

function* trials(cores: Cores): Generator<string | undefined> {
  for (const weather of WEATHERS) {
    yield guarded(`weather "${weather.name}"`, () => playWeather(cores, weather)[0]);
  }
  yield guarded("answers of an earlier life", () => playEarlierLife(cores)[0]);
  const settled = guardedStage(() => ({ ...cores, base: signedOn(cores.core) }));
  if (typeof settled === "string") {
    yield settled;
    return;
  }
  for (const flow of [...FLOWS, ...OFFLINE_FLOWS]) yield* cuts(settled, flow, "all", 5);
  for (const flow of FLOWS) {
    const stage = guardedStage(() => ({ ...cores, base: worldBeforeCompaction(cores, CRAMPED, flow) }));
    if (typeof stage === "string") yield stage;
    else yield* cuts(stage, flow, "flash", 1);
  }
  yield* mishaps(cores);
  for (const flow of FLOWS) {
    const tally = newTally();
    scatter(tally, settled, flow, { histories: 100, lives: 2 });
    yield [...tally.failures.keys()][0];
  }
}

function* cuts(stage: Stage, flow: Flow, points: Points, stride: number): Generator<string | undefined> {
  const whole = playCut(stage, flow, { cuts: [], points });
  yield whole.violations[0];
  for (let at = 0; at < (whole.points[0] ?? 0); at += stride) {
    const { violations } = playCut(stage, flow, { cuts: [at], points, wear: at });
    yield violations[0] && `power cut, flow "${flow.name}": ${violations[0]}`;
  }
}

function* mishaps(cores: Cores): Generator<string | undefined> {
  for (const { flow, stage } of mishapStages(cores)) {
    for (const [name, mishap] of Object.entries(MISHAPS)) {
      const { ats } = playMishap(stage, flow, Infinity, mishap);
      for (const at of ats) {
        const { violations } = playMishap(stage, flow, at, mishap);
        yield violations[0] && `mishap "${name}", flow "${flow.name}": ${violations[0]}`;
      }
    }
  }
}

function guarded(where: string, play: () => string | undefined): string | undefined {
  try {
    const violation = play();
    return violation && `${where}: ${violation}`;
  } catch (error) {
    return `${where}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function guardedStage(make: () => Stage): Stage | string {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
