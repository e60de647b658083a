/** Many seeded starts over forged zones, each followed by a walk through the menus. */
import type { Core } from "../../host/core.ts";
import { SCENES } from "../simulation/transcript_scenes.ts";
import { Cell } from "./cell.ts";
import type { Guard } from "./cell.ts";
import { Dice } from "./dice.ts";
import { MenuBoard } from "./menu_board.ts";
import type { Origins } from "./origins.ts";
import { forgeZones } from "./zones.ts";

/** Enough of all histories, where nothing else needs the rest: journals with every zone, answers of every device. */
const SCENE_NAMES = [
  "first_start_wifi",
  "binding_by_numbers",
  "unbinding",
  "people_add_and_remove",
  "fault_dealt_with",
  "backup_medium",
  "firmware",
  "test_payment",
  "settled_balanced",
];
export const ZONE_SCENES = SCENES.filter(({ name }) => SCENE_NAMES.includes(name));
const VISITS = 10;
/** What lies around the terminal in the two runs of a case: it must not matter. */
const NEIGHBOURS = [0x00, 0xa7];

export interface ZoneTally {
  cases: number;
  events: number;
  screens: number;
  menus: number;
}

export class ZoneCampaign {
  private readonly origins: Origins;
  private readonly cells: Cell[];
  private readonly drawn = new Set<string>();

  /**
   * @param origins journals that are forged, and what devices answer
   * @param fuzzed makes the core that is tested, with room for so many terminals
   */
  constructor(origins: Origins, fuzzed: (terminals: number) => Core, guards: readonly Guard[] = []) {
    this.origins = origins;
    const bytes = fuzzed(1).terminalBytes;
    this.cells = NEIGHBOURS.map((byte) => new Cell(fuzzed, new Uint8Array(bytes).fill(byte), guards));
  }

  /** Cases `first` to `first + count - 1`; a case's number is its seed. @throws Error that names the seed */
  run(first: number, count: number): ZoneTally {
    const screens = new Set<number>();
    const menus = new Set<number>();
    let events = 0;
    for (let seed = first; seed < first + count; seed++) {
      try {
        const [board, other] = this.cells.map((cell) => this.play(cell, seed)) as [MenuBoard, MenuBoard];
        if (!agree(board, other)) throw new Error("it depends on what lies outside the terminal");
        events += board.events;
        board.screens.forEach((screen) => screens.add(screen));
        board.menus.forEach((menu) => menus.add(menu));
      } catch (error) {
        throw new Error(`case ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
    return { cases: count, events, screens: screens.size, menus: menus.size };
  }

  private play(cell: Cell, seed: number): MenuBoard {
    const dice = new Dice(seed);
    const image = dice.pick(this.origins.images).slice();
    forgeZones(dice, image);
    const board = new MenuBoard(cell, this.origins, dice, image, this.drawn);
    board.wander(VISITS);
    return board;
  }
}

function agree(one: MenuBoard, other: MenuBoard): boolean {
  return (
    one.told.length === other.told.length &&
    one.told.every(({ code, payload }, index) => {
      const same = other.told[index]!;
      return code === same.code && Buffer.compare(payload, same.payload) === 0;
    })
  );
}
