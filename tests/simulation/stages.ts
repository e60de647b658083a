/** How histories begin: terminals in every condition, each made once and forked for every history. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import {
  CDA,
  CONFIRMED,
  COUNTED,
  DDA_WITH_PIN_KEY,
  debitChanged,
  hashed,
  OFFLINE_PIN,
  pinOf,
  SDA,
  TDOL,
  testCards,
  TWO,
  TWO_UNLISTED,
} from "./cards.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { viewOf } from "../../host/payloads.ts";
import type { Core, CoreCommand, CoreEvent } from "../../host/core.ts";
import {
  FLOWS,
  loseAnswers,
  LOST_AMOUNT,
  newWorld,
  orderScripts,
  playCut,
  preparedWorld,
  sale,
  STRIPE_FLOWS,
  worldBeforeCompaction,
} from "./cuts.ts";
import type { Flow, Stage } from "./cuts.ts";
import { SET_UP } from "./care_guides.ts";
import { noLine, SET_ANYHOW, SET_UP_ANYHOW, WELL } from "./guides_setup.ts";
import { FETCH_LIMITS, SETTLE, wholeTest } from "./guides_batch.ts";
import { orderDownloads, release } from "./download_orders.ts";
import { violations } from "./invariants.ts";
import { Kind, readJournal, writeRecord } from "./journal.ts";
import type { FlashGeometry } from "../../host/devices/file_flash.ts";
import { playOut, sold } from "./mishaps.ts";
import type { SaleTask, Task } from "./person.ts";
import { replay } from "./replay.ts";
import { loseNotices } from "./troubles_batch.ts";
import type { Weather } from "./weather.ts";
import { Witness } from "./witness.ts";
import { numberIn, PowerCut, World } from "./world.ts";
import type { WorldOptions } from "./world.ts";

export type Cores = Omit<Stage, "base">;

export interface MishapStage {
  flow: Flow;
  stage: Stage;
}

export const CRAMPED: FlashGeometry = { bytes: 16_384, sectorBytes: 2_048, unitBytes: 32 };
const DURABLE_SALES_AT = 16;
/** More than a half has room for, with a payment. */
const STUCK_SALES = 20;
/** Payload of FLASH_APPEND: offset, length, then the record, whose kind is its third byte. */
const APPENDED_KIND_AT = 8 + 2;
/** SWEEP=long in the environment: nothing is left to another flow. */
const IS_LONG = process.env.SWEEP === "long";
/** Wrong once, then right. */
const PINS = ["111111", pinOf("debit")];
/** What differs is the debit card, and with it what it is asked. */
const CARD_FLOWS: ReadonlyArray<readonly [name: string, card: Partial<CardData>, task?: SaleTask]> = [
  ["SDA", SDA],
  ["DDA and a PIN key", DDA_WITH_PIN_KEY],
  ["CDA", CDA],
  ["counted card", COUNTED],
  ["two applications", TWO],
  ["two applications, no directory", TWO_UNLISTED],
  ["confirmation", CONFIRMED, sale("debit", 1)],
  ["offline PIN", OFFLINE_PIN, sale("debit", 100, { pin: PINS })],
  ["hashed card", hashed(TDOL)],
];
/** A bound terminal is set anew, without a line. */
const SET: Flow = { name: "set", tasks: [SET_ANYHOW], prepare: noLine };
const RECOVERY: Flow = { name: "recovery", tasks: [] };
/** Everything is due at the next sign-on, and a person agrees to the firmware. */
const DOWNLOADING: Flow = {
  name: "downloads",
  tasks: [{ kind: "sign-on", at: { [Screen.FIRMWARE_OFFERED]: "enter" } }],
  prepare: (world) => {
    orderDownloads(world, ["parameters", "capks", "aids"]);
    release(world);
  },
};
const SETTLES_MS = 60_000;
const SALES_MAX = 40;

/** A terminal that has signed on, with every card there is. */
export function signedOn(core: () => Core, changes: Partial<WorldOptions> = {}): World {
  const world = new World({ core, tasks: [{ kind: "sign-on" }], cards: testCards(), ...changes });
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
  return world;
}

/** One whose journal has no room for a payment more. */
export function fullWorld(core: () => Core): World {
  const tasks = Array.from({ length: SALES_MAX }, (_, i) => sale("debit", 1 + i));
  return played(signedOn(core, { geometry: CRAMPED }), tasks);
}

/** A world that has gone on from `base` until these things were done, without power. */
function played(base: World, tasks: Task[]): World {
  const world = base.fork({ tasks });
  world.powerOn();
  world.run();
  world.powerOff();
  return world;
}

/** One that lost its power with a payment unresolved; before that it also lost its working keys, when `isSignedOff`. */
export function pendingWorld(core: () => Core, base: World, { isSignedOff }: { isSignedOff: boolean }): World {
  const lost = sale("debit", LOST_AMOUNT);
  const world = base.fork({ core, tasks: isSignedOff ? [lost, { kind: "sign-on" }] : [lost] });
  loseAnswers(world);
  const lose = world.network.reply!;
  world.network.reply = (bytes) => {
    const carried = lose(bytes);
    world.network.up = carried !== undefined;
    return carried;
  };
  world.powerOn();
  world.run(SETTLES_MS);
  return settle(world);
}

/** One with a payment unresolved, and so little room that the journal is compacted before it is reversed. */
export function crowdedPendingWorld(cores: Cores): World {
  for (let records = 0; records < SALES_MAX; records++) {
    const tasks = Array.from({ length: records }, (): Task => ({ kind: "sign-on" }));
    const world = pendingWorld(cores.core, played(signedOn(cores.core, { geometry: CRAMPED }), tasks), {
      isSignedOff: false,
    });
    const { erased, points } = playCut({ ...cores, base: world }, RECOVERY, { cuts: [], points: "flash" });
    if (erased && points.length === 1) return world;
  }
  throw new Error("the journal is never compacted");
}

/** One whose power was cut between the seal of a new half and the closing mark of the old one. */
export function unclosedWorld(cores: Cores): World {
  const flow = FLOWS[0]!;
  const world = worldBeforeCompaction(cores, CRAMPED, flow).fork({ core: cores.core, tasks: flow.tasks });
  return cutAt(world, ({ code, payload }) => code === Command.FLASH_APPEND && payload[APPENDED_KIND_AT] === Kind.CLOSE);
}

/** One that has sold with a card that takes scripts, and lost its power before the acquirer was told of them. */
export function scriptedWorld(core: () => Core, card: Partial<CardData> = {}): World {
  const world = signedOn(core, { cards: debitChanged(card) }).fork({ core, tasks: [sale("debit", 100)] });
  orderScripts(world);
  return cutAt(world, ({ code, payload }) => code === Command.SCREEN && numberIn(viewOf(payload), Field.NOTICE) === 1);
}

/** A journal that no terminal would write: a payment is pending and there is no room to reverse it. */
export function stuckWorld(cores: Cores): World {
  const world = pendingWorld(cores.core, signedOn(cores.core, { geometry: CRAMPED }), { isSignedOff: false });
  const sold = played(signedOn(cores.core, { geometry: CRAMPED }), [sale("debit", 100)]);
  const { cells } = world.flash;
  const approved = readJournal(sold.flash.cells).find(({ kind }) => kind === Kind.APPROVED)!.payload;
  const state = Buffer.from(replay(cores.spare(), world.flash.copy()).durable);
  const half = cells.length / 2;
  state.writeInt32LE(STUCK_SALES, DURABLE_SALES_AT);
  const sequence = state.readUInt32LE(DURABLE_SALES_AT + 4);
  const kept = Array.from({ length: STUCK_SALES }, (_, i) => writeRecord(Kind.KEPT, 9, sequence + 1 + i, approved));
  const seal = writeRecord(Kind.SEAL, 9, sequence + 1 + STUCK_SALES, Buffer.alloc(0));
  cells.fill(0xff);
  cells.set(Buffer.concat([writeRecord(Kind.CHECKPOINT, 9, sequence, state), ...kept, seal]), half);
  return world;
}

/** Plays until a command is about to be given, and cuts the power there. */
function cutAt(world: World, isHere: (command: CoreCommand) => boolean): World {
  world.observers.push({
    before: (command) => {
      if (isHere(command)) throw new PowerCut();
    },
  });
  try {
    world.powerOn();
    world.run();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return settle(world);
  }
  throw new Error("it never came to that");
}

/** Cuts the power; what is on its way arrives. */
function settle(world: World): World {
  world.powerOff();
  world.wait(SETTLES_MS);
  return world;
}

/** Flows that are played with every mishap, each from where it is at its most eventful. */
export function mishapStages(cores: Cores): MishapStage[] {
  const stage = (base: World): Stage => ({ ...cores, base });
  const pending = (isSignedOff: boolean): World => pendingWorld(cores.core, signedOn(cores.core), { isSignedOff });
  return [
    ...FLOWS.map((flow) => ({ flow, stage: stage(worldBeforeCompaction(cores, CRAMPED, flow)) })),
    ...STRIPE_FLOWS.map((flow) => ({ flow, stage: stage(preparedWorld(cores.core, CRAMPED, 1)) })),
    { flow: { name: "first start", tasks: [{ kind: "sign-on" }] }, stage: stage(newWorld(cores.core, CRAMPED)) },
    { flow: { name: "first start by hand", tasks: [WELL] }, stage: stage(newWorld(cores.core, CRAMPED)) },
    { flow: { name: "set up", tasks: [SET_UP_ANYHOW], prepare: noLine }, stage: stage(newWorld(cores.core, CRAMPED)) },
    { flow: SET, stage: stage(worldBeforeCompaction(cores, CRAMPED, SET)) },
    { flow: { name: "older card", tasks: [sale("old-debit", 100)] }, stage: stage(signedOn(cores.core)) },
    ...CARD_FLOWS.map(([name, card, task]) => cardFlow(cores, name, card, task)),
    {
      flow: {
        name: "scripted decline",
        tasks: [sale("low-balance", 1234)],
        prepare: orderScripts,
        isKnownUntilCard: !IS_LONG,
      },
      stage: stage(signedOn(cores.core)),
    },
    { flow: DOWNLOADING, stage: stage(worldBeforeCompaction(cores, CRAMPED, DOWNLOADING)) },
    {
      flow: { name: "notice", tasks: [], prepare: (world) => loseNotices(world, 1) },
      stage: stage(scriptedWorld(cores.core)),
    },
    { flow: { name: "notice and settlement", tasks: [SETTLE] }, stage: stage(scriptedWorld(cores.core)) },
    { flow: { name: "limits", tasks: [FETCH_LIMITS] }, stage: stage(signedOn(cores.core)) },
    {
      flow: { name: "test payment", tasks: [wholeTest(pinOf("debit"))], isKnownUntilCard: !IS_LONG },
      stage: stage(signedOn(cores.core)),
    },
    {
      flow: {
        name: "lost answer and settlement",
        tasks: [sale("debit", LOST_AMOUNT), SETTLE],
        prepare: loseAnswers,
        isKnownUntilCard: !IS_LONG,
      },
      stage: stage(signedOn(cores.core)),
    },
    {
      flow: { name: "notice and recovery", tasks: [] },
      stage: stage(scriptedWorld(cores.core, { declineSecond: true })),
    },
    { flow: RECOVERY, stage: stage(pending(false)) },
    { flow: { ...RECOVERY, name: "recovery, signed off" }, stage: stage(pending(true)) },
    { flow: { ...RECOVERY, name: "recovery, little room" }, stage: stage(crowdedPendingWorld(cores)) },
    { flow: { ...RECOVERY, name: "unclosed half" }, stage: stage(unclosedWorld(cores)) },
  ];
}

function cardFlow(cores: Cores, name: string, card: Partial<CardData>, task = sale("debit", 100)): MishapStage {
  const base = signedOn(cores.core, { cards: debitChanged(card) });
  return { flow: { name, tasks: [task], isKnownUntilCard: !IS_LONG }, stage: { ...cores, base } };
}

/** Of each core, the worlds that weathers go on from. */
const BEGUN = new WeakMap<Cores["core"], Map<string, World>>();

const BEGINNINGS = {
  full: fullWorld,
  "signed on": (core: () => Core) => signedOn(core),
  // With a manager and a supervisor.
  staffed: (core: () => Core) => played(signedOn(core), [SET_UP]),
};

/** A world that has its own beginning is made anew. */
function begun({ core }: Cores, how: "full" | "signed on" | "staffed", changes: Partial<WorldOptions>): World {
  if (Object.keys(changes).length > 0) return signedOn(core, changes);
  const worlds = BEGUN.get(core) ?? new Map<string, World>();
  BEGUN.set(core, worlds);
  const world = worlds.get(how) ?? BEGINNINGS[how](core);
  worlds.set(how, world);
  return world;
}

/** What must be so from the very beginning. */
function pick({ newLedger }: Partial<WorldOptions>): Partial<WorldOptions> {
  return newLedger === undefined ? {} : { newLedger };
}

/** Plays one weather to its end. @returns what was violated */
export function playWeather(cores: Cores, weather: Weather, watch?: (world: World) => void): string[] {
  const { tasks, changes = {}, from } = weather;
  const world =
    from === "new"
      ? new World({ core: cores.core, tasks, cards: testCards(), ...changes })
      : begun(cores, from ?? "signed on", pick(changes)).fork({ tasks, ...changes });
  const witness = new Witness(world);
  weather.prepare?.(world);
  watch?.(world);
  const before = sold(world);
  if (weather.trades !== false) {
    const wrong = playOut(world, witness, cores, weather);
    const isAsExpected = weather.sells === undefined || sold(world) === before + weather.sells + 1;
    return wrong.length > 0 || isAsExpected ? wrong : [`${sold(world) - before - 1} sales, not ${weather.sells}`];
  }
  world.powerOn();
  const rests = world.run();
  return rests ? violations(world, witness, cores.spare) : witness.violations;
}

/** In a second life every answer is preceded by the one that had its ticket in the first. @returns what was violated */
export function playEarlierLife(cores: Cores): string[] {
  const world = signedOn(cores.core).fork({ tasks: [sale("debit", 100)] });
  const witness = new Witness(world);
  const earlier = new Map<number, CoreEvent>();
  world.meddle = (event) => {
    if (event.ticket.number !== 0) earlier.set(event.ticket.number, event);
    return [event];
  };
  world.powerOn();
  world.run();
  world.powerOff();
  world.addTask(sale("credit", 200));
  world.meddle = (event) => {
    const before = earlier.get(event.ticket.number);
    return before === undefined ? [event] : [before, event];
  };
  return playOut(world, witness, cores, {});
}
