/**
 * The computer's clock: monotonic time of this process, wall time in the zone of this machine, one alarm. The terminal may set
 * its own wall time; that of the computer stays.
 */
import type { ClockPort } from "../ports.ts";

const MINUTE_MS = 60_000;
/** What a timer of node can hold. */
const TIMER_MS_MAX = 0x7fffffff;

export class SystemClock implements ClockPort {
  private timer: NodeJS.Timeout | undefined;
  /** How far the terminal's wall time is ahead of the computer's. */
  private fast_ms = 0;

  monotonic_ms(): number {
    return performance.now();
  }

  wall_ms(): number {
    return localNow() + this.fast_ms;
  }

  setWall(wall_ms: number): void {
    this.fast_ms = wall_ms - localNow();
  }

  wakeAt(at_ms: number | undefined, ring: () => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (at_ms === undefined) return;
    const delay_ms = Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil(at_ms - this.monotonic_ms())));
    this.timer = setTimeout(ring, delay_ms);
  }
}

function localNow(): number {
  const now = new Date();
  return now.getTime() - now.getTimezoneOffset() * MINUTE_MS;
}
