/** The scenes of the golden transcripts about backup and restore, and how each of them fails. */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Core } from "../../host/core.ts";
import {
  after,
  atScreen,
  backUp,
  damage,
  loseFlash,
  MEDIUM,
  PLATFORM,
  REFUSED,
  RESTORE_OVER,
  restoreFrom,
} from "./backup_guides.ts";
import { guide } from "./care_guides.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { World } from "./world.ts";

const FAILED = backUp(PLATFORM, [Screen.BACKUP_FAILED, "enter"]);

function backedUp(target: number, times = 1): (core: () => Core) => World {
  return (core) => after(core, SIGN_ON, SALE, ...Array.from({ length: times }, () => backUp(target)));
}

/** Block 1 of the newest in place of block 2: each is genuine. */
function swapBlocks(world: World): void {
  const blocks = [...world.belongings.medium.blocks(1)!];
  [blocks[1], blocks[2]] = [blocks[2]!, blocks[1]!];
  world.belongings.medium.keep(1, blocks);
}

/** The backup ends before its last block. */
function cutShort(world: World): void {
  world.belongings.medium.keep(1, world.belongings.medium.blocks(1)!.slice(0, -1));
}

/** A block of the backup before stands in the newest. */
function mixBackups(world: World): void {
  const blocks = [...world.belongings.medium.blocks(2)!];
  blocks[1] = world.belongings.medium.blocks(1)![1]!;
  world.belongings.medium.keep(2, blocks);
}

function refused(name: string, title: string, spoil: (world: World) => void): Scene {
  return {
    name,
    title,
    base: backedUp(MEDIUM),
    tasks: [restoreFrom(MEDIUM, ...REFUSED)],
    prepare: (world) => {
      loseFlash(world);
      spoil(world);
    },
  };
}

export const BACKUP_SCENES: readonly Scene[] = [
  {
    name: "backup_medium",
    title: "Journal and settings go to a medium, and are read back",
    tasks: [SIGN_ON, SALE, backUp(MEDIUM)],
  },
  {
    name: "backup_platform",
    title: "Journal and settings go to the platform",
    tasks: [SIGN_ON, SALE, backUp(PLATFORM)],
  },
  {
    name: "backup_line_lost",
    title: "The line goes half-way through a backup to the platform: it is begun anew, under another number",
    tasks: [SIGN_ON, FAILED, backUp(PLATFORM)],
    prepare: (world) => {
      atScreen(world, Screen.BACKING_UP, 2, () => world.clock.after(500, () => (world.network.up = false)));
      atScreen(world, Screen.BACKUP_FAILED, 1, () => (world.network.up = true));
    },
  },
  {
    name: "backup_medium_missing",
    title: "There is no medium: nothing is written",
    tasks: [SIGN_ON, backUp(MEDIUM, [Screen.BACKUP_FAILED, "enter"])],
    prepare: (world) => (world.belongings.medium.isThere = false),
  },
  {
    name: "restore_medium",
    title: "A machine with a new flash is filled from the medium, signs on, sells, and settles nothing before",
    base: backedUp(MEDIUM),
    tasks: [
      restoreFrom(MEDIUM),
      guide([Screen.IDLE, { digit: 4 }], [Screen.SETTLEMENT_REFUSED, "enter"]),
      SIGN_ON,
      SMALL_SALE,
    ],
    prepare: loseFlash,
  },
  {
    name: "restore_platform",
    title:
      "A machine with a new flash is filled from the platform; payments since the backup do not give their STAN again",
    base: (core) => after(core, SIGN_ON, SALE, backUp(PLATFORM), SMALL_SALE),
    tasks: [restoreFrom(PLATFORM), SIGN_ON, SALE],
    prepare: loseFlash,
  },
  {
    name: "restore_over_journal",
    title: "A machine that has a journal is not filled",
    base: backedUp(MEDIUM),
    tasks: [RESTORE_OVER],
  },
  {
    name: "restore_older",
    title: "The newest backup is damaged: the one before it is taken, where a person agrees",
    base: backedUp(MEDIUM, 2),
    tasks: [restoreFrom(MEDIUM, [Screen.OLDER_BACKUP, "enter"]), SIGN_ON],
    prepare: (world) => {
      loseFlash(world);
      damage(world, 2, 3);
    },
  },
  {
    name: "restore_mixed",
    title: "A block of an older backup stands in the newest: it is not taken",
    base: backedUp(MEDIUM, 2),
    tasks: [restoreFrom(MEDIUM, [Screen.OLDER_BACKUP, "cancel"], [Screen.MENU, "cancel"])],
    prepare: (world) => {
      loseFlash(world);
      mixBackups(world);
    },
  },
  refused("restore_changed", "One bit of a block was changed: nothing is restored", (world) => damage(world, 1, 2)),
  refused("restore_swapped", "Two blocks have changed places: nothing is restored", swapBlocks),
  refused("restore_cut_short", "The last block is missing: nothing is restored", cutShort),
  refused("restore_foreign", "The backup is another machine's: nothing is restored", (world) => {
    const other = new World({ ...world.options, tasks: [SIGN_ON, backUp(MEDIUM)], seed: 77, observer: {} });
    other.powerOn();
    other.run();
    world.belongings.medium.keep(1, other.belongings.medium.blocks(1)!);
  }),
  {
    name: "restore_nothing",
    title: "The medium has no backup",
    base: (core) => after(core, SIGN_ON),
    tasks: [restoreFrom(MEDIUM, ...REFUSED)],
    prepare: loseFlash,
  },
];
