/**
 * Virtual time: things happen in the order of their time, and no second is waited for.
 *
 * What happens at the machine ends with its power; what happens elsewhere (a request on its way, the acquirer) goes on.
 */
import type { ClockPort } from "../ports.ts";

/** 2026-11-22 10:20:30 on the wall. */
const WALL_AT_START_MS = Date.UTC(2026, 10, 22, 10, 20, 30);

interface Happening {
  at_ms: number;
  work: () => void;
  place: "machine" | "elsewhere";
}

export class VirtualClock {
  now_ms = 1_000;
  private happenings: Happening[] = [];

  after(delay_ms: number, work: () => void, place: Happening["place"] = "machine"): void {
    const at_ms = this.now_ms + delay_ms;
    let index = this.happenings.length;
    while (index > 0 && this.happenings[index - 1]!.at_ms > at_ms) index--;
    this.happenings.splice(index, 0, { at_ms, work, place });
  }

  /** The machine has lost its power: nothing that was going to happen there does. */
  clear(): void {
    this.happenings = this.happenings.filter(({ place }) => place === "elsewhere");
  }

  /** When each thing that is on its way arrives. */
  get elsewhere(): number[] {
    return this.happenings.filter(({ place }) => place === "elsewhere").map(({ at_ms }) => at_ms);
  }

  /** Nothing is on its way. */
  get isStill(): boolean {
    return this.elsewhere.length === 0;
  }

  /** Lets the next thing happen. @returns false when there is none before `until_ms`. */
  step(until_ms: number): boolean {
    const next = this.happenings[0];
    if (next === undefined || next.at_ms > until_ms) return false;
    this.happenings.shift();
    this.now_ms = Math.max(this.now_ms, next.at_ms);
    next.work();
    return true;
  }

  wall_ms(): number {
    return WALL_AT_START_MS + this.now_ms;
  }
}

/** How a terminal's clock has been set; outlives the power. */
export interface ClockSetting {
  /** How far it is ahead of the world. */
  fast_ms: number;
}

/** The clock of one power-on; its monotonic time begins anew. */
export class BoardClock implements ClockPort {
  private alarm = 0;
  private readonly clock: VirtualClock;
  private readonly startedAt_ms: number;
  private readonly setting: ClockSetting;

  constructor(clock: VirtualClock, setting: ClockSetting = { fast_ms: 0 }) {
    this.clock = clock;
    this.setting = setting;
    this.startedAt_ms = clock.now_ms - 1;
  }

  monotonic_ms(): number {
    return this.clock.now_ms - this.startedAt_ms;
  }

  wall_ms(): number {
    return this.clock.wall_ms() + this.setting.fast_ms;
  }

  setWall(wall_ms: number): void {
    this.setting.fast_ms = wall_ms - this.clock.wall_ms();
  }

  wakeAt(at_ms: number | undefined, ring: () => void): void {
    const alarm = ++this.alarm;
    if (at_ms === undefined) return;
    this.clock.after(Math.max(0, at_ms - this.monotonic_ms()), () => {
      if (alarm === this.alarm) ring();
    });
  }
}
