/**
 * Power cuts: the power goes at a point of a flow, the instance is thrown away, flash, secure module, ledger and cards stay,
 * the terminal starts again and goes on to rest; or the power goes again on the way.
 *
 * Points are counted as a flow goes on: before and after each command, before each program unit and each erase step and
 * after the last, when a request has arrived and when it has been booked.
 */
import { Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { ScriptOrder } from "../../host/acquirer/card_script.ts";
import type { Core } from "../../host/core.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { SETTLE } from "./guides_batch.ts";
import { debitChanged, pinOf, STRIPE_ONLY, testCards } from "./cards.ts";
import { violations } from "./invariants.ts";
import type { FlashGeometry } from "../../host/devices/file_flash.ts";
import type { SaleTask, Task } from "./person.ts";
import { Randomness } from "./random.ts";
import { distinct, survivorsOf } from "./survivors.ts";
import { Witness } from "./witness.ts";
import { numberIn, PowerCut, screenOf, World } from "./world.ts";
import type { WorldOptions } from "./world.ts";

export interface Flow {
  name: string;
  tasks: Task[];
  prepare?: (world: World) => void;
  /** How its world differs from the one that it goes on from. */
  changes?: Partial<WorldOptions>;
  /** Up to the card it is as another flow, so that mishaps before it are that one's. */
  isKnownUntilCard?: boolean;
}

/** Which points count: all, or those inside program and erase alone. */
export type Points = "all" | "flash";

/** How the histories of one sweep begin and what they are played with. */
export interface Stage {
  core: () => Core;
  /** A second core, for the start that changes nothing. */
  spare: () => Core;
  /** A signed-on terminal without power, with some payments behind it. */
  base: World;
  /** Sees every world before it gets power. */
  watch?: (world: World) => void;
}

export interface History {
  violations: string[];
  /** Points that were passed in each life. */
  points: number[];
  events: number;
  boots: number;
  /** Whether the flash was erased: a compaction ran. */
  erased: boolean;
  /** What would have survived a cut at each point, where the plan has that noted. */
  survivors: string[];
  /** As it is in the end. */
  world: World;
}

/** What a sweep has come to. */
export interface Tally {
  histories: number;
  boots: number;
  events: number;
  /** Texts of what was violated, with the plan that found it; the first of each kind. */
  failures: Map<string, string>;
}

/** A cut is one point in one life; Infinity lets the life go on to its end. */
export interface Plan {
  cuts: readonly number[];
  points: Points;
  /** Seed of what a cut leaves half done in the flash. */
  wear?: number;
  /** What survives at each point is to be noted. */
  isNoted?: boolean;
}

/** About as many points as there are from a start to the end of a recovery. */
const RECOVERY_POINTS = 120;
export const FRAME_HEAD_BYTES = 13;
/** What the last sale of every flow amounts to, and no other: it must be approved in the end. */
const LAST_AMOUNT = 777;
export const LOST_AMOUNT = 4321;
const SALES_MAX = 30;

export function sale(card: string, amount: number, changes: Partial<SaleTask> = {}): SaleTask {
  return { kind: "sale", amount, card, pin: pinOf(card), ...changes };
}

/** The sale that must be approved in the end. */
export const LAST = sale("credit", LAST_AMOUNT);

export const FLOWS: readonly Flow[] = [
  { name: "approved", tasks: [sale("debit", 1234), LAST] },
  { name: "declined", tasks: [sale("low-balance", 1234), LAST] },
  { name: "lost answer", tasks: [sale("debit", LOST_AMOUNT), LAST], prepare: loseAnswers },
  { name: "scripted", tasks: [sale("debit", 1234), LAST], prepare: orderScripts },
  { name: "sign-on", tasks: [{ kind: "sign-on" }, LAST] },
  { name: "settlement", tasks: [sale("debit", 1234), SETTLE, LAST] },
];

const HOUSE_CARDS = testCards("debit", "credit", "low-balance");
const SWIPED = { cards: debitChanged(STRIPE_ONLY, HOUSE_CARDS) };

/** Sales in which the debit card is swiped: read at the second try, unanswered, and because its chip falls silent. */
export const STRIPE_FLOWS: readonly Flow[] = [
  { name: "stripe", tasks: [sale("debit", 1234, { swipe: "at once", badSwipes: 1 }), LAST], changes: SWIPED },
  {
    name: "stripe, lost answer",
    tasks: [sale("debit", LOST_AMOUNT, { swipe: "at once" }), LAST],
    changes: SWIPED,
    prepare: loseAnswers,
  },
  {
    name: "fallback",
    tasks: [sale("debit", 1234, { swipe: "at once" }), LAST],
    changes: { cards: debitChanged({ muteAfter: 3 }, HOUSE_CARDS) },
  },
];
/** The answer to the first sale brings the card a script for before its last word and one for after it. */
export function orderScripts(world: World): void {
  const scripts: ScriptOrder[] = [{ command: "unblockPin", template: 71 }, { command: "unblockPin" }];
  world.acquirer.faults.next({ kind: "script", mti: "0200", scripts });
}

/** The answer to a sale of LOST_AMOUNT never comes. */
export function loseAnswers(world: World): void {
  world.network.reply = (bytes) => {
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    return message.mti === "0210" && Number(message.text(4)) === LOST_AMOUNT ? undefined : bytes;
  };
}

/** A terminal that was never switched on. */
export function newWorld(core: () => Core, geometry: FlashGeometry): World {
  return new World({ core, tasks: [], geometry, cards: testCards("debit", "credit", "low-balance") });
}

/** The fewest sales after which the flow compacts the journal in its first life. */
export function worldBeforeCompaction(stage: Omit<Stage, "base">, geometry: FlashGeometry, flow: Flow): World {
  for (let sales = 0; sales < SALES_MAX; sales++) {
    const base = preparedWorld(stage.core, geometry, sales);
    if (playCut({ ...stage, base }, flow, { cuts: [], points: "flash" }).erased) return base;
  }
  throw new Error("the journal is never compacted");
}

/** A terminal that has signed on and sold `sales` times, without power. */
export function preparedWorld(core: () => Core, geometry: FlashGeometry, sales: number): World {
  const tasks: Task[] = [{ kind: "sign-on" }, ...Array.from({ length: sales }, (_, i) => sale("debit", 100 + i))];
  const cards = testCards("debit", "credit", "low-balance");
  const world = new World({ core, tasks, geometry, cards, seed: 1 + sales });
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
  return world;
}

/** Cuts the power at one point of each life. */
export class Scissors {
  readonly passed: number[] = [];
  /** What would survive a cut at each point. */
  readonly survivors: string[] = [];
  erased = false;
  private count = 0;
  private changes = 0;
  private target = Infinity;
  private readonly world: World;
  private readonly plan: Plan;

  constructor(world: World, plan: Plan) {
    this.world = world;
    this.plan = plan;
    if (plan.points === "all") {
      world.observers.push({ before: () => this.point(), after: () => this.point() });
      world.network.step = () => this.pointOfItsOwn();
    }
    world.flash.step = (what, index, count) => {
      this.erased ||= what === "erase";
      // When the last unit is programmed the flash is that of the points behind; an erase has something to do then.
      if (what === "erase" || index < count) return this.pointOfItsOwn();
      this.changes++;
      this.point();
    };
  }

  /** Another life begins. */
  begin(): void {
    this.target = this.plan.cuts[this.passed.length] ?? Infinity;
    this.count = 0;
  }

  end(): void {
    this.passed.push(this.count);
  }

  /** A cut here damages, or something changes that `survivorsOf` does not look into. */
  private pointOfItsOwn(): void {
    this.changes++;
    this.point();
    this.changes++;
  }

  private point(): void {
    if (this.plan.isNoted === true) this.survivors.push(survivorsOf(this.world, this.changes));
    if (this.count++ === this.target) throw new PowerCut();
  }
}

/** Plays a flow from the stage's world on, with the power cut where the plan says, until it has come to rest. */
export function playCut(stage: Stage, flow: Flow, plan: Plan): History {
  const world = stage.base.fork({ core: stage.core, tasks: flow.tasks, ...flow.changes });
  if (plan.wear !== undefined) world.flash.wear = new Randomness(plan.wear);
  const witness = new Witness(world);
  const scissors = new Scissors(world, plan);
  flow.prepare?.(world);
  stage.watch?.(world);
  while (!lives(world, scissors, witness)) {
    world.powerOff();
    if (world.tasksLeft.length === 0) world.addTask(LAST);
  }
  const wrong = violations(world, witness, stage.spare);
  if (wrong.length === 0 && !isLastApproved(world)) wrong.push("the last sale was not approved");
  const { events, boots } = witness;
  const { passed: points, erased, survivors } = scissors;
  return { violations: wrong, points, events, boots, erased, survivors, world };
}

export function newTally(): Tally {
  return { histories: 0, boots: 0, events: 0, failures: new Map() };
}

/** Plays one history and counts it. */
export function count(tally: Tally, stage: Stage, flow: Flow, plan: Plan): History {
  const history = playCut(stage, flow, plan);
  tally.histories++;
  tally.boots += history.boots;
  tally.events += history.events;
  for (const violation of history.violations) {
    const what = `${flow.name}: ${violation}`;
    if (!tally.failures.has(what)) tally.failures.set(what, JSON.stringify(plan));
  }
  return history;
}

/** Cuts the power at every point of the flow's first life, those that come to the same but once; or at every `stride`th. */
export function sweep(tally: Tally, stage: Stage, flow: Flow, { points, stride = 1 }: Sweep): void {
  const { points: all, survivors } = count(tally, stage, flow, { cuts: [], points, isNoted: points === "all" });
  const ats = points === "all" ? distinct(survivors) : Array.from({ length: all[0]! }, (_, at) => at);
  for (const at of ats.filter((_, index) => index % stride === 0)) {
    count(tally, stage, flow, { cuts: [at], points, wear: at });
  }
}

export interface Sweep {
  points: Points;
  stride?: number;
}

/** Cuts the power in `lives` lives, one after the other, at points drawn from the seed. */
export function scatter(tally: Tally, stage: Stage, flow: Flow, options: { histories: number; lives: number }): void {
  const whole = count(tally, stage, flow, { cuts: [], points: "all" });
  const random = new Randomness(options.lives);
  for (let i = 0; i < options.histories; i++) {
    const cuts = [random.below(whole.points[0]!)];
    while (cuts.length < options.lives) cuts.push(random.below(RECOVERY_POINTS));
    count(tally, stage, flow, { cuts, points: "all", wear: i });
  }
}

/** One life of the machine. @returns false when it ended with a power cut */
function lives(world: World, scissors: Scissors, witness: Witness): boolean {
  scissors.begin();
  try {
    world.powerOn();
    world.run();
    return true;
  } catch (error) {
    if (error instanceof PowerCut) return false;
    witness.violated(error instanceof Error ? error.message : String(error));
    return true;
  } finally {
    scissors.end();
  }
}

export function isLastApproved(world: World): boolean {
  const view = world.shown.findLast((seen) => screenOf(seen) === Screen.IDLE);
  if (view === undefined) return false;
  return numberIn(view, Field.OUTCOME) === Outcome.APPROVED && numberIn(view, Field.AMOUNT) === LAST_AMOUNT;
}
