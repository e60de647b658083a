/** Backup and restore in bad weather: what people, the medium, the platform and the flash do otherwise. */
import { Done, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { words } from "../../host/payloads.ts";
import { atScreen, backUp, damage, loseFlash, MEDIUM, PLATFORM, restoreFrom } from "./backup_guides.ts";
import type { Step } from "./care_guides.ts";
import { sale } from "./cuts.ts";
import type { Task } from "./person.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

const FAILED: Step = [Screen.BACKUP_FAILED, "enter"];
const NOT_RESTORED: Step[] = [
  [Screen.RESTORE_FAILED, "enter"],
  [Screen.MENU, "cancel"],
];

interface Trouble {
  /** From the first time that this is shown. */
  from: Screen;
  event: Event;
  /** How many such events are let through first. */
  skipped?: number;
  /** The event never comes; it says no when absent. */
  isLost?: true;
}

/** One event after a screen does not come, or says no. */
function disturb(world: World, { from, event: code, skipped = 0, isLost }: Trouble): void {
  let left = Infinity;
  atScreen(world, from, 1, () => (left = skipped));
  world.meddle = (event) => {
    if (event.code !== code || left-- !== 0) return [event];
    left = -1;
    return isLost ? [] : [{ ...event, payload: words(Done.REFUSED, 0, 0, 0) }];
  };
}

/** Whoever finds the machine out of service starts it anew. */
function startsAnew(world: World): void {
  for (let nth = 1; nth < 4; nth++) {
    atScreen(world, Screen.OUT_OF_SERVICE, nth, () => world.clock.after(1_000, () => world.restart()));
  }
}

/** Once a backup is done the machine gets a new flash. */
function losesFlash(world: World, nth = 1): void {
  atScreen(world, Screen.BACKUP_DONE, nth, () => {
    world.clock.after(0, () => {
      world.powerOff();
      loseFlash(world);
      world.powerOn();
    });
  });
}

function backup(name: string, target: number, trouble: Trouble | undefined, ...then: Step[]): Weather {
  const steps = then.length > 0 ? then : [FAILED];
  const prepare = (world: World): void => {
    if (trouble !== undefined) disturb(world, trouble);
    startsAnew(world);
  };
  return { name: `backup: ${name}`, tasks: [backUp(target, ...steps)], prepare };
}

/** A backup, a restore in which something goes wrong, and one in which nothing does. */
function restore(name: string, target: number, trouble: Trouble | undefined, ...then: Step[]): Weather {
  const again: Task[] = [restoreFrom(target), SIGN_ON];
  return {
    name: `restore: ${name}`,
    tasks: [backUp(target), restoreFrom(target, ...(then.length > 0 ? then : NOT_RESTORED)), ...again],
    prepare: (world) => {
      if (trouble !== undefined) disturb(world, trouble);
      losesFlash(world);
      startsAnew(world);
    },
  };
}

/** The flash has done what it was told, and does not say so: at the next start the machine is empty, or whole. */
function lateTrouble(skipped: number): Weather {
  return {
    name: `restore: the flash is silent at ${skipped}`,
    tasks: [backUp(MEDIUM), restoreFrom(MEDIUM), { ...restoreFrom(MEDIUM), mayEndEarly: true }, SIGN_ON],
    prepare: (world) => {
      disturb(world, { from: Screen.RESTORING, event: Event.FLASH_DONE, skipped, isLost: true });
      losesFlash(world);
      startsAnew(world);
    },
  };
}

/** A sign-on after a restore in which something goes wrong, and one in which nothing does. */
function resume(name: string, prepare: (world: World) => void): Weather {
  return {
    name: `after a restore: ${name}`,
    tasks: [backUp(MEDIUM), restoreFrom(MEDIUM), SIGN_ON, SIGN_ON],
    prepare: (world) => {
      losesFlash(world);
      startsAnew(world);
      prepare(world);
    },
  };
}

function lineDownAt(world: World, screen: Screen, nth: number, more_ms: number): void {
  atScreen(world, screen, nth, () => world.clock.after(more_ms, () => (world.network.up = false)));
}

/** Replies are lost from a screen on, for the time of one. */
function loseReplyAfter(world: World, screen: Screen, nth: number, skipped: number): void {
  let left = Infinity;
  atScreen(world, screen, nth, () => (left = skipped));
  world.network.reply = (bytes) => (left-- === 0 ? undefined : bytes);
}

const SHOWN = Screen.BACKING_UP;
const FLASH_FAILS: Step[] = [];

export const BACKUPS: readonly Weather[] = [
  backup("to a medium", MEDIUM, undefined, [Screen.BACKUP_DONE, "enter"]),
  backup("to the platform, nobody there at the end", PLATFORM, undefined, [Screen.BACKUP_DONE, "nothing"]),
  {
    name: "backup: nobody says where",
    tasks: [
      {
        kind: "guide",
        steps: [
          [Screen.IDLE, { digit: 7 }],
          [Screen.MENU, ["menu", { digit: 3 }]],
          [Screen.BACKUP_TARGET, "nothing"],
          [Screen.MENU, "cancel"],
        ],
      },
      {
        kind: "guide",
        steps: [
          [Screen.IDLE, { digit: 7 }],
          [Screen.MENU, ["menu", { digit: 3 }]],
          [Screen.BACKUP_TARGET, [{ digit: 5 }, "cancel"]],
          [Screen.MENU, "cancel"],
        ],
      },
    ],
  },
  { name: "backup: the journal is full", from: "full", tasks: [backUp(MEDIUM, FAILED)], trades: false },
  backup("the medium says nothing at first", MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE, isLost: true }),
  backup("the medium has gone at first", MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE }),
  backup("the medium does not begin", MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE, skipped: 1 }),
  backup("the medium never begins", MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE, skipped: 1, isLost: true }),
  backup("the medium takes no block", MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE, skipped: 2 }),
  backup("the medium is silent at a block", MEDIUM, {
    from: SHOWN,
    event: Event.MEDIUM_DONE,
    skipped: 2,
    isLost: true,
  }),
  ...Array.from({ length: 10 }, (_, at) =>
    backup(`the medium refuses answer ${at + 3}`, MEDIUM, { from: SHOWN, event: Event.MEDIUM_DONE, skipped: at + 3 }),
  ),
  ...Array.from({ length: 10 }, (_, at) =>
    backup(`the medium is silent at ${at + 3}`, MEDIUM, {
      from: SHOWN,
      event: Event.MEDIUM_DONE,
      skipped: at + 3,
      isLost: true,
    }),
  ),
  backup("the secure module protects nothing", MEDIUM, { from: SHOWN, event: Event.RECORD_DONE }),
  backup("the secure module is silent", MEDIUM, { from: SHOWN, event: Event.RECORD_DONE, isLost: true }),
  backup("no MAC for the platform", PLATFORM, { from: SHOWN, event: Event.MAC_DONE, isLost: true }),
  backup("the platform's MAC is wrong", PLATFORM, { from: SHOWN, event: Event.MAC_CHECKED }),
  {
    ...backup("the platform does not answer", PLATFORM, undefined),
    prepare: (world) => loseReplyAfter(world, SHOWN, 1, 0),
  },
  {
    ...backup("no line", PLATFORM, undefined, [Screen.BACKUP_FAILED, "nothing"]),
    prepare: (world) => {
      lineDownAt(world, SHOWN, 1, 0);
      atScreen(world, Screen.BACKUP_FAILED, 1, () => (world.network.up = true));
    },
  },
  {
    name: "backup: the flash does not write its number",
    tasks: [backUp(MEDIUM, ...FLASH_FAILS)],
    trades: false,
    prepare: (world) => {
      disturb(world, { from: SHOWN, event: Event.FLASH_DONE });
      startsAnew(world);
    },
  },
  {
    name: "backup: the flash cannot be read",
    tasks: [sale("debit", 100), { ...backUp(MEDIUM), mayEndEarly: true }],
    prepare: (world) => {
      disturb(world, { from: SHOWN, event: Event.FLASH_DATA, isLost: true });
      startsAnew(world);
    },
  },
  restore("nothing goes wrong at first", MEDIUM, { from: Screen.RESTORING, event: Event.MEDIUM_DONE }),
  restore("the medium is silent", MEDIUM, { from: Screen.RESTORING, event: Event.MEDIUM_DONE, isLost: true }),
  restore("the medium is silent at a block", MEDIUM, {
    from: Screen.RESTORING,
    event: Event.MEDIUM_DONE,
    skipped: 2,
    isLost: true,
  }),
  restore(
    "the secure module is silent, nobody there",
    MEDIUM,
    { from: Screen.RESTORING, event: Event.RECORD_DONE, isLost: true },
    [Screen.RESTORE_FAILED, "nothing"],
    [Screen.MENU, "cancel"],
  ),
  restore("the secure module opens nothing", MEDIUM, { from: Screen.RESTORING, event: Event.RECORD_DONE }),
  {
    name: "restore: the newest is damaged, and the older one is not wanted at first",
    tasks: [
      backUp(MEDIUM),
      backUp(MEDIUM),
      restoreFrom(MEDIUM, [Screen.OLDER_BACKUP, "cancel"], [Screen.MENU, "cancel"]),
      restoreFrom(MEDIUM, [Screen.OLDER_BACKUP, "enter"]),
      SIGN_ON,
    ],
    prepare: (world) => {
      atScreen(world, Screen.BACKUP_DONE, 2, () => damage(world, 2, 1));
      losesFlash(world, 2);
    },
  },
  ...[0, 4].flatMap((skipped) =>
    ([true, undefined] as const).map((isLost) =>
      restore(
        `the flash ${isLost ? "is silent" : "fails"} at ${skipped}`,
        MEDIUM,
        { from: Screen.RESTORING, event: Event.FLASH_DONE, skipped, ...(isLost && { isLost }) },
        ...FLASH_FAILS,
      ),
    ),
  ),
  ...[5, 6, 7].map((skipped) => lateTrouble(skipped)),
  {
    name: "restore: the board does not start anew",
    tasks: [backUp(MEDIUM), restoreFrom(MEDIUM), SIGN_ON],
    prepare: (world) => {
      losesFlash(world);
      const restart = world.restart.bind(world);
      world.restart = () => undefined;
      atScreen(world, Screen.OUT_OF_SERVICE, 1, () => world.clock.after(1_000, restart));
    },
  },
  {
    name: "backup: the journal is full, and the flash fails",
    from: "full",
    tasks: [{ ...backUp(MEDIUM), mayEndEarly: true }],
    trades: false,
    prepare: (world) => {
      disturb(world, { from: Screen.BACKUP_TARGET, event: Event.FLASH_DONE });
      startsAnew(world);
    },
  },
  ...[0, 1].map((skipped) =>
    resume(`no MAC at ${skipped}`, (world) =>
      disturb(world, { from: Screen.SIGNING_ON, event: Event.MAC_DONE, skipped, isLost: true }),
    ),
  ),
  resume("a wrong MAC", (world) => disturb(world, { from: Screen.SIGNING_ON, event: Event.MAC_CHECKED })),
  resume("no answer", (world) => loseReplyAfter(world, Screen.SIGNING_ON, 1, 0)),
  resume("no line", (world) => {
    lineDownAt(world, Screen.SIGNING_ON, 1, 0);
    atScreen(world, Screen.SIGN_ON_FAILED, 1, () => (world.network.up = true));
  }),
  resume("the flash fails", (world) => disturb(world, { from: Screen.SIGNING_ON, event: Event.FLASH_DONE })),
];
