/** Ways through backup and restore, and what befalls a machine between them. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { Core } from "../../host/core.ts";
import { word } from "../../host/payloads.ts";
import { guide } from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import type { GuideTask, Task } from "./person.ts";
import { World } from "./world.ts";

export const MEDIUM = 1;
export const PLATFORM = 2;
/** Digits on the second page of the service menu. */
const BACKUP = 3;
const RESTORE = 4;

/** From idle, or from the screen of an unbound terminal, to the question where. */
function way(item: number, target: number, from: Screen): Step[] {
  return [
    [from, "menu"],
    [Screen.MENU, { digit: 7 }],
    [Screen.MENU, ["menu", { digit: item }]],
    [Screen.BACKUP_TARGET, { digit: target }],
  ];
}

export function backUp(target: number, ...then: Step[]): GuideTask {
  const after: Step[] = then.length > 0 ? then : [[Screen.BACKUP_DONE, "enter"]];
  return guide(...way(BACKUP, target, Screen.IDLE), ...after, [Screen.MENU, "cancel"]);
}

export function restoreFrom(target: number, ...then: Step[]): GuideTask {
  return guide(...way(RESTORE, target, Screen.UNBOUND), ...then);
}

/** Of a machine that has a journal. */
export const RESTORE_OVER = guide(
  ...way(RESTORE, MEDIUM, Screen.IDLE),
  [Screen.RESTORE_FAILED, "enter"],
  [Screen.MENU, "cancel"],
);

export const REFUSED: Step[] = [
  [Screen.RESTORE_FAILED, "enter"],
  [Screen.MENU, "cancel"],
];

/** A machine without power that has done all this. */
export function after(core: () => Core, ...tasks: Task[]): World {
  const world = new World({ core, tasks });
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
  return world;
}

/** The flash has been replaced: the secure module is the same. */
export function loseFlash(world: World): void {
  world.flash.cells.fill(0xff);
}

/** Does something when a screen is shown for the nth time. */
export function atScreen(world: World, screen: Screen, nth: number, work: () => void): void {
  let left = nth;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && word(payload, 0) === (screen as number) && --left === 0) work();
    },
  });
}

/** One bit of a block of a backup on the medium is another. */
export function damage(world: World, generation: number, index: number): void {
  const blocks = world.belongings.medium.blocks(generation)!.map((block) => block.slice());
  blocks[index]![20]! ^= 1;
  world.belongings.medium.keep(generation, blocks);
}
