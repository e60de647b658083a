/**
 * The self-test: known answers of every primitive at the start and every 24 hours, and what follows when one is wrong.
 *
 * Holds always: a failure latches until the module starts anew, whatever a later run would say; a module whose test is
 * due, or has failed, enters no PIN. Reads no clock: the monotonic time is given.
 */
import { KNOWN_ANSWERS } from "./known_answers.ts";
import type { KnownAnswer } from "./known_answers.ts";
import { PRIMITIVES } from "./primitives.ts";
import type { Primitives } from "./primitives.ts";

/** PCI PTS POI asks for one at least every 24 hours. */
export const SELF_TEST_PERIOD_MS = 24 * 60 * 60 * 1000;

export class SelfTest {
  private readonly primitives: Primitives;
  private readonly answers: readonly KnownAnswer[];
  private ranAt_ms: number | undefined;
  private failed: readonly string[] = [];

  /** Only a test passes other primitives, and a simulation that has had all the known answers before passes fewer. */
  constructor(primitives: Primitives = PRIMITIVES, answers: readonly KnownAnswer[] = KNOWN_ANSWERS) {
    this.primitives = primitives;
    this.answers = answers;
  }

  /** Runs the test, unless a failure has latched: a few milliseconds. True when every answer was right. */
  run(now_ms: number): boolean {
    if (this.hasFailed) return false;
    this.failed = wrongAnswers(this.primitives, this.answers);
    this.ranAt_ms = now_ms;
    return !this.hasFailed;
  }

  /** True before the first run, 24 hours after the last, and when time has gone backwards, which it never does. */
  isDue(now_ms: number): boolean {
    if (this.ranAt_ms === undefined) return true;
    return !(now_ms >= this.ranAt_ms && now_ms < this.ranAt_ms + SELF_TEST_PERIOD_MS);
  }

  /** Runs the test when it is due. True when secrets may be entered: it has been run in time and has not failed. */
  isPassed(now_ms: number): boolean {
    return this.isDue(now_ms) ? this.run(now_ms) : !this.hasFailed;
  }

  /** When the next run is due, monotonic ms; undefined before the first. */
  get nextDue_ms(): number | undefined {
    return this.ranAt_ms === undefined ? undefined : this.ranAt_ms + SELF_TEST_PERIOD_MS;
  }

  get hasFailed(): boolean {
    return this.failed.length > 0;
  }

  /** Names of the primitives that gave a wrong answer; empty unless the test has failed. */
  get failures(): readonly string[] {
    return this.failed;
  }
}

/** Names of the known answers that these primitives do not give. */
export function wrongAnswers(primitives: Primitives = PRIMITIVES, answers = KNOWN_ANSWERS): string[] {
  return answers.filter((known) => !isRight(known, primitives)).map(({ name }) => name);
}

/** One that throws has not given the answer either. */
function isRight({ compute, expected }: KnownAnswer, primitives: Primitives): boolean {
  try {
    const actual = compute(primitives);
    return actual.length === expected.length && actual.every((byte, at) => byte === expected[at]);
  } catch {
    return false;
  }
}
