/**
 * The PIN rate limit: how many PINs the module takes in a time, so that nobody finds one by having many enciphered and
 * comparing the blocks.
 *
 * PCI PTS POI asks for one PIN in 30 seconds on average where the PIN key is not unique per transaction. A token bucket,
 * counted in memory alone: it is full after a restart and never fuller, so a restart is worth `burst` PINs and no more.
 * Making the count durable would cost a write of the flash per PIN. What a fast restart gives away, the host's own limit
 * per card (F39 75) takes back.
 */

export interface PinRate {
  /** PINs that may follow each other at once after a long pause, 1 or more. */
  burst: number;
  /** After every so many ms one more, 0 for no limit. */
  interval_ms: number;
}

/** A queue of customers passes; a machine that types without end gets 120 an hour. */
export const PIN_RATE: PinRate = { burst: 10, interval_ms: 30_000 };

/** For keys that are unique per transaction, where blocks of the same PIN do not compare. */
export const PIN_RATE_NONE: PinRate = { burst: 1, interval_ms: 0 };

export class RateLimit {
  private readonly rate: PinRate;
  /** When the bucket is full again; in the past, it is. */
  private full_ms = -Infinity;

  constructor(rate: PinRate) {
    this.rate = { ...rate };
  }

  /** True when one may be taken at this monotonic time. */
  allows(now_ms: number): boolean {
    return this.full_ms - now_ms <= (this.rate.burst - 1) * this.rate.interval_ms;
  }

  take(now_ms: number): void {
    this.full_ms = Math.max(this.full_ms, now_ms) + this.rate.interval_ms;
  }
}
