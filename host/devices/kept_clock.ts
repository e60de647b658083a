/**
 * What a clock keeps over a restart: how far the terminal's wall time is ahead of the computer's since the platform set it, and
 * the last time that was seen.
 *
 * Holds always: nothing before the last time that was seen is taken for now, so that a computer whose clock went back does not take
 * the terminal with it: its time goes on from there, and counts as not set until the platform sets it again. So does one that seems
 * to have been off for longer than a year. A computer's clock that was corrected by less moves the terminal's by as much, until
 * the platform sets it again: nobody here can tell.
 */
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";

export interface KeptTime {
  /** How far the terminal's wall time is ahead of the computer's. */
  fast_ms: number;
  /** The terminal's wall time when this was kept. */
  seen_ms: number;
}

export interface TimeStore {
  /** Undefined when nobody has ever set the clock, or what was kept cannot be read. */
  load(): KeptTime | undefined;
  save(kept: KeptTime): void;
}

/** A clock may go back by so much: adjustments of the computer's. */
const BACK_MS_MAX = 60_000;
const OFF_MS_MAX = 366 * 86_400_000;

export interface Restored {
  fast_ms: number;
  /** The time is what the platform has set, as far as can be told. */
  isSet: boolean;
}

/** @param local_ms the computer's local time now */
export function restored(kept: KeptTime | undefined, local_ms: number): Restored {
  if (kept === undefined) return { fast_ms: 0, isSet: true };
  const off_ms = local_ms + kept.fast_ms - kept.seen_ms;
  if (off_ms >= -BACK_MS_MAX && off_ms <= OFF_MS_MAX) return { fast_ms: kept.fast_ms, isSet: true };
  return { fast_ms: kept.seen_ms - local_ms, isSet: false };
}

/** In a file of its own; what cannot be written is lost at the next start, and no reason to stop. */
export class FileTime implements TimeStore {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  load(): KeptTime | undefined {
    try {
      const told: unknown = JSON.parse(Buffer.from(readWhole(this.path) ?? []).toString("utf8"));
      const { fast_ms, seen_ms } = (told ?? {}) as Partial<Record<keyof KeptTime, unknown>>;
      return isTime(fast_ms) && isTime(seen_ms) && seen_ms >= 0 ? { fast_ms, seen_ms } : undefined;
    } catch {
      return undefined;
    }
  }

  save({ fast_ms, seen_ms }: KeptTime): void {
    try {
      replaceFile(this.path, Buffer.from(`${JSON.stringify({ fast_ms, seen_ms })}\n`));
    } catch {
      // A full disk: the time of this run is right all the same.
    }
  }
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
