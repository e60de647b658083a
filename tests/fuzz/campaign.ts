/** Many seeded cases against one core: a case is a walk from a moment of a history, every eighth a start with a bad flash. */
import type { Core } from "../../host/core.ts";
import { Cell } from "./cell.ts";
import type { Guard } from "./cell.ts";
import { Dice } from "./dice.ts";
import { HostileBoard } from "./hostile.ts";
import { collectOrigins } from "./origins.ts";
import type { Scene } from "../simulation/transcript_scene.ts";
import type { Origins } from "./origins.ts";

/** Every so many cases one begins at power-on, and one has a card that does not stop talking. */
const STARTS_EVERY = 8;
const TALKS_EVERY = 100;

export interface Tally {
  cases: number;
  events: number;
  /** Different stacks of machines and states at which walks began. */
  places: number;
  /** Different rows of machines taken. */
  rows: number;
}

export class Campaign {
  private readonly cell: Cell;
  private readonly origins: Origins;

  /**
   * @param sound makes cores that play the histories
   * @param fuzzed makes the core that is tested, with room for so many terminals
   * @param scenes histories to begin in; all that there are when absent
   * @param origins their moments, where they have been collected already
   * @param guards ranges within a terminal that nothing may write to
   */
  constructor(
    sound: () => Core,
    fuzzed: (terminals: number) => Core,
    {
      guards = [],
      scenes,
      origins = collectOrigins(sound, scenes),
    }: { guards?: readonly Guard[]; scenes?: readonly Scene[]; origins?: Origins } = {},
  ) {
    this.origins = origins;
    const busiest = this.origins.places.flat().at(-1)!;
    this.cell = new Cell(fuzzed, busiest.terminal, guards);
  }

  /** Cases `first` to `first + count - 1`; a case's number is its seed. @throws Error that names the seed */
  run(first: number, count: number): Tally {
    const rows = new Set<number>();
    let events = 0;
    for (let seed = first; seed < first + count; seed++) {
      const board = new HostileBoard(this.cell, this.origins, new Dice(seed));
      try {
        if (seed % TALKS_EVERY === 0) board.talk();
        else if (seed % STARTS_EVERY === 0) board.start();
        else board.walk(seed - Math.ceil(seed / STARTS_EVERY));
      } catch (error) {
        throw new Error(`case ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
      events += board.events;
      for (const row of board.rows) rows.add(row);
    }
    return { cases: count, events, places: this.origins.places.length, rows: rows.size };
  }
}
