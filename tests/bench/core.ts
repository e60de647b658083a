/**
 * How long an event takes: the events of one terminal's life (first start, binding, sign-on, a sale) through the core in
 * this JavaScript engine, the board's copying included, and through the core translated to C as the floor.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNative, MISSING_COMPILER, replayNative } from "../../build/firmware/native.ts";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import type { Step } from "../../host/recording/recorder.ts";
import { encodeTrace } from "../../host/recording/trace.ts";
import { record } from "../simulation/transcript_recording.ts";
import { SCENES } from "../simulation/transcript_scenes.ts";
import { type Contestant, looped } from "./rounds.ts";
import type { Entry } from "./contestants.ts";

const EVENT = "core event";
const FLOOR = `${EVENT} floor`;
/** What is timed here. */
export const EVENT_ROWS: readonly string[] = [FLOOR, EVENT];
/** The program times itself to the nanosecond: enough lives that this is fine enough, few enough for a short slice. */
const LIVES = 50;

/**
 * @param quick leaves the floor out, which takes long to compile
 * @returns the two rows, and what takes the compiled program away again
 */
export function coreEvents(quick: boolean): { entries: Entry[]; remove: () => void } {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const scene = SCENES.find(({ name }) => name === "approved_sale")!;
  const [steps = []] = record(scene, () => new Core(module)).lives;
  const native = quick ? undefined : buildFloor(steps);
  const missing = quick ? "left out of a quick run" : MISSING_COMPILER;
  const floor: Entry =
    native === undefined ? { name: FLOOR, missing } : { name: FLOOR, floor: FLOOR, measure: native.measure };
  return { entries: [floor, eventsHere(steps, module)], remove: () => native?.remove() };
}

function eventsHere(steps: readonly Step[], module: WebAssembly.Module): Contestant {
  const core = new Core(module);
  const measure = looped((times) => {
    for (let i = 0; i < times; i++) {
      core.boot();
      for (const { event } of steps) core.handle(event);
    }
    return times;
  });
  return { name: EVENT, floor: FLOOR, measure: (ms) => measure(ms) / steps.length };
}

/** The core in C, or undefined where there is no compiler. */
function buildFloor(steps: readonly Step[]): { measure: () => number; remove: () => void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-bench-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true });
  };
  const built = buildNative(join(OUT, "core.wasm"), folder, "-O2");
  if ("missing" in built) {
    remove();
    return undefined;
  }
  const trace = join(folder, "trace");
  writeFileSync(trace, encodeTrace(steps));
  const measure = (): number => {
    const { equal, says } = replayNative(built.path, trace, LIVES);
    if (!equal) throw new Error(says);
    return Number(/(\d+) ns an event/.exec(says)?.[1]);
  };
  return { measure, remove };
}
