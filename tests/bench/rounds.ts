/**
 * Times many things against each other on a machine that is not quiet: a short slice of each in turn, round after round.
 *
 * What disturbs a round disturbs all in it alike, so a row's ratio is taken round by round, to the floor that the same
 * round measured, and the median of the ratios is what is said. A slice in which the system gave the processor to someone
 * else is measured again. Knows nothing of what is timed.
 */

/** One row that is timed. */
export interface Contestant {
  name: string;
  /** Name of the row that its ratio is to; a floor names itself. */
  floor: string;
  /** Runs for about so many milliseconds and gives nanoseconds an operation. */
  measure: (ms: number) => number;
  /** Of a contestant with so much code that the engine takes longer over it: so many times the usual warm-up. */
  warmUps?: number;
  /** Its slices are so many times as long; 1 unless told. */
  slices?: number;
}

export interface Timing {
  /** Median of the rounds, nanoseconds an operation. */
  ns: number;
  /** Median of the rounds' ratios; null where the floor was not measured. */
  ratioToFloor: number | null;
}

export interface Pace {
  rounds: number;
  slice_ms: number;
  /** Each runs so long before the first round, so that the engine has compiled it. */
  warmUp_ms: number;
}

export const USUAL: Pace = { rounds: 101, slice_ms: 2, warmUp_ms: 250 };
/** Shows that everything runs; its numbers say nothing. */
export const QUICK: Pace = { rounds: 1, slice_ms: 0.2, warmUp_ms: 0.2 };

/** A batch of a loop takes at least so long, so that looking at the clock costs nothing. */
const BATCH_ms = 0.2;
/** How often a slice is measured before the least disturbed one has to do; floor.h has the same number. */
const TRIES = 5;

/** What loops leave, so that none of their work can be left out. */
let left = 0;

/**
 * Times a loop in this engine. The loop stands in the contestant's own function: a shared one that called it through a
 * variable would charge every contestant for that call.
 *
 * @param repeat runs the operation so many times; what it returns must depend on each
 */
export function looped(repeat: (times: number) => number): (ms: number) => number {
  let batch = 1;
  const slice = (ms: number): number => {
    const began = performance.now();
    let done = 0;
    let spent = 0;
    do {
      left += repeat(batch);
      done += batch;
      const now = performance.now() - began;
      if (now - spent < BATCH_ms) batch *= 2;
      spent = now;
    } while (spent < ms);
    if (Number.isNaN(left)) throw new Error("a loop has left no number");
    return (spent * 1e6) / done;
  };
  return (ms) => {
    // What was timed before has filled the caches with its own; floor.h begins in the same way.
    slice(ms / 2);
    return undisturbed(() => slice(ms));
  };
}

/**
 * Times `work` apart from what has to be done before each, one by one: looking at the clock twice adds some tens of nanoseconds.
 * Both together run for the milliseconds that are given.
 */
export function apart<T>(prepare: () => T, work: (prepared: T) => number): (ms: number) => number {
  const slice = (ms: number): number => {
    const began = performance.now();
    let [done, spent, now] = [0, 0, began];
    do {
      const prepared = prepare();
      const start = performance.now();
      left += work(prepared);
      now = performance.now();
      spent += now - start;
      done++;
    } while (now - began < ms);
    return (spent * 1e6) / done;
  };
  return (ms) => {
    slice(ms / 2);
    return undisturbed(() => slice(ms));
  };
}

function undisturbed(slice: () => number): number {
  let least = Infinity;
  for (let tries = 0; tries < TRIES; tries++) {
    const before = process.resourceUsage().involuntaryContextSwitches;
    const ns = slice();
    if (process.resourceUsage().involuntaryContextSwitches === before) return ns;
    least = Math.min(least, ns);
  }
  return least;
}

/** Timings by name. */
export function race(contestants: readonly Contestant[], { rounds, slice_ms, warmUp_ms }: Pace): Map<string, Timing> {
  for (const { measure, warmUps = 1 } of contestants) for (let i = 0; i < warmUps; i++) measure(warmUp_ms);
  const taken = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure, slices = 1 } of contestants) taken.get(name)!.push(measure(slices * slice_ms));
  }
  return new Map(
    contestants.map(({ name, floor }) => {
      const own = taken.get(name)!;
      const lowest = taken.get(floor);
      const ratios = lowest === undefined ? [] : own.map((ns, round) => ns / lowest[round]!);
      return [name, { ns: median(own), ratioToFloor: ratios.length === 0 ? null : median(ratios) }];
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
