/**
 * The computer's clock: monotonic time of this process, wall time in the zone of this machine, one alarm. The terminal may set
 * its own wall time; that of the computer stays, and the difference is kept over a restart (kept_clock.ts).
 */
import type { ClockPort } from "../ports.ts";
import { restored } from "./kept_clock.ts";
import type { TimeStore } from "./kept_clock.ts";

const MINUTE_MS = 60_000;
/** What a timer of node can hold. */
const TIMER_MS_MAX = 0x7fffffff;
/** How old the last time that was seen may be, of a terminal that loses its power. */
const KEPT_EVERY_MS = 600_000;

export interface SystemClockOptions {
  /** Nothing is kept when absent. */
  store?: TimeStore;
  /** Local time of the computer, for tests. */
  local_ms?: () => number;
}

export class SystemClock implements ClockPort {
  private timer: NodeJS.Timeout | undefined;
  /** How far the terminal's wall time is ahead of the computer's. */
  private fast_ms: number;
  /** Somebody has set it, now or in an earlier life: only then there is something to keep. */
  private isKept: boolean;
  private kept_ms = 0;
  private trusted: boolean;
  private readonly store: TimeStore | undefined;
  private readonly local_ms: () => number;

  constructor({ store, local_ms = localNow }: SystemClockOptions = {}) {
    this.store = store;
    this.local_ms = local_ms;
    const kept = store?.load();
    const { fast_ms, isSet } = restored(kept, local_ms());
    this.fast_ms = fast_ms;
    this.trusted = isSet;
    this.isKept = kept !== undefined;
  }

  /** False after a start at which the computer's clock could not be believed, until the time is set. */
  get isSet(): boolean {
    return this.trusted;
  }

  monotonic_ms(): number {
    return performance.now();
  }

  wall_ms(): number {
    return this.local_ms() + this.fast_ms;
  }

  setWall(wall_ms: number): void {
    this.fast_ms = Math.round(wall_ms - this.local_ms());
    this.trusted = true;
    this.isKept = true;
    this.keep();
  }

  wakeAt(at_ms: number | undefined, ring: () => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.monotonic_ms() - this.kept_ms > KEPT_EVERY_MS) this.keep();
    if (at_ms === undefined) return;
    const delay_ms = Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil(at_ms - this.monotonic_ms())));
    this.timer = setTimeout(ring, delay_ms);
  }

  /** The power goes. */
  stop(): void {
    this.wakeAt(undefined, () => undefined);
    this.keep();
  }

  /** A time that is not believed is kept too: what is seen next is not before it. */
  private keep(): void {
    this.kept_ms = this.monotonic_ms();
    if (this.isKept) this.store?.save({ fast_ms: this.fast_ms, seen_ms: Math.floor(this.wall_ms()) });
  }
}

function localNow(): number {
  const now = new Date();
  return now.getTime() - now.getTimezoneOffset() * MINUTE_MS;
}
