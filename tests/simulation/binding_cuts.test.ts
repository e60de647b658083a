/**
 * No cut of the power leaves a terminal half-bound: at every point of registration, binding, activation, unbinding and re-binding
 * the next start is in the old state or in the new one and says which, a new try succeeds, and then both sides agree.
 *
 * Points are those of cuts.ts. SWEEP=long in the environment takes every one of them; else some of those at which something differs, evenly.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Slot } from "../../assembly/abi.ts";
import { Service } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { assignDevice } from "../../host/acquirer/platform/assignment.ts";
import { latestOf } from "../../host/acquirer/platform/applications.ts";
import type { View } from "../../host/ports.ts";
import {
  activationCode,
  activationTask,
  assign,
  bindingTask,
  deviceOf,
  guide,
  inOffice,
  numbersTyped,
  office,
  OFFICER,
  platformOf,
  REBINDING,
  registering,
  REGISTRATION,
  serviceThere,
  unbindingTask,
} from "./account.ts";
import type { Assignment } from "./account.ts";
import { builtCore } from "./core.ts";
import { Scissors } from "./cuts.ts";
import { readJournal } from "./journal.ts";
import type { Task } from "./person.ts";
import { Randomness } from "./random.ts";
import { distinct } from "./survivors.ts";
import { DEVICE } from "../../host/simulator/binding.ts";
import { PowerCut, screenOf, World } from "./world.ts";

const IS_LONG = process.env.SWEEP === "long";
/** Of each flow. */
const CUTS_MAX = 48;
const core = builtCore();
const REGISTRATION_NOTED = 45;
const ACTIVATED = 50;

interface AccountFlow {
  name: string;
  base: World;
  /** What the person does; once more, after the cut, where the terminal is in the old state. */
  task: (world: World) => Task;
  again?: (world: World) => Task;
  /** What the terminal says it is, before and after; also in between, where the way has two steps. */
  states: readonly string[];
  /** Looks at both sides when all is done. */
  agree: (world: World) => void;
}

/** Screen and terminal number at rest, and what the journal says beyond. */
function stateOf(world: World): string {
  const view = world.shown.findLast((seen) => [Screen.IDLE, Screen.UNBOUND].includes(screenOf(seen)))!;
  const kinds = readJournal(world.flash.cells).map(({ kind }) => kind as number);
  const said = screenOf(view) === Screen.IDLE ? `bound as ${numberOn(view)}` : "unbound";
  if (kinds.includes(ACTIVATED)) return `${said}, active`;
  return kinds.includes(REGISTRATION_NOTED) ? `${said}, applied` : said;
}

function numberOn({ fields }: View): string {
  return Buffer.from(fields.find(({ kind }) => (kind as Field) === Field.TERMINAL_NUMBER)?.value ?? []).toString();
}

function newWorld(prepare: (world: World) => readonly Task[]): World {
  const world = new World({ core, tasks: [], fresh: true });
  for (const task of prepare(world)) world.addTask(task);
  play(world);
  return world;
}

/** Until it rests; without power then. An unbound terminal has no keys of an acquirer. */
function play(world: World): void {
  const board = world.powerOn();
  assert.ok(world.run(), "it does not come to rest");
  assert.deepEqual(world.traps, []);
  const hasKeys = board.secure.keys.infoOf(Slot.TMK) !== undefined;
  assert.equal(hasKeys, stateOf(world).startsWith("bound"), "keys of an unbound terminal, or none of a bound one");
  world.powerOff();
}

/** Plays the flow with one cut. @returns points passed, what survived at each, how many lives it took */
function playCut(flow: AccountFlow, at: number): { points: number; survivors: string[] } {
  const world = flow.base.fork({});
  world.flash.wear = new Randomness(1 + (at % 1000));
  const scissors = new Scissors(world, { cuts: [at], points: "all", isNoted: at === Infinity });
  world.addTask(flow.task(world));
  scissors.begin();
  try {
    play(world);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    world.powerOff();
  }
  scissors.end();
  scissors.begin();
  if (at !== Infinity) play(world);
  const state = stateOf(world);
  assert.ok(flow.states.includes(state), `half done: ${state}`);
  if (state !== flow.states.at(-1)) {
    world.addTask((state === flow.states[0] ? flow.task : flow.again!)(world));
    play(world);
    assert.equal(stateOf(world), flow.states.at(-1), "a new try does not succeed");
  }
  flow.agree(world);
  return { points: scissors.passed[0]!, survivors: scissors.survivors };
}

function agreeOn(service: Service | undefined): (world: World) => void {
  return (world) => assert.equal(serviceThere(world), service);
}

const totals: string[] = [];

function sweep(flow: AccountFlow): void {
  const whole = playCut(flow, Infinity);
  const all = Array.from({ length: whole.points }, (_, at) => at);
  const ats = IS_LONG ? all : some(distinct(whole.survivors).filter((at) => at < whole.points));
  const failures = new Map<string, number>();
  for (const at of ats) {
    try {
      playCut(flow, at);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!failures.has(text)) failures.set(text, at);
    }
  }
  totals.push(`${flow.name} ${ats.length}`);
  assert.deepEqual([...failures], []);
}

function some(ats: readonly number[]): number[] {
  const stride = Math.max(1, Math.ceil(ats.length / CUTS_MAX));
  return ats.filter((_, index) => index % stride === 0);
}

/** The password and the code are in the outbox, which a fork of the world has not. */
function boundWorld(isActive: boolean): { world: World; assignment: Assignment } {
  let assignment: Assignment | undefined;
  const world = newWorld((begun) => {
    assignment = assign(begun);
    return [bindingTask(assignment)];
  });
  if (isActive) {
    world.addTask(activationTask(activationCode(world)));
    play(world);
  }
  return { world, assignment: assignment! };
}

describe("power cuts in the life of an account", () => {
  after(() => console.log(`counts: cuts of ${totals.join(", ")}; none left a terminal half-bound`));

  it("registration", () => {
    const base = newWorld(() => []);
    const task = (): Task =>
      guide(
        ...office(Screen.UNBOUND, REGISTRATION),
        ...registering(),
        [Screen.REGISTRATION_STATE, "enter"],
        [Screen.MENU, "cancel"],
      );
    const agree = (world: World): void => {
      const applications = world.ledger.tables.list("application", { serial: DEVICE.serial });
      assert.equal(applications.length, 1, "an application was made twice");
      assert.equal(latestOf(platformOf(world), DEVICE.serial)?.state, 1);
    };
    sweep({ name: "registration", base, task, states: ["unbound", "unbound, applied"], agree });
  });

  it("binding", () => {
    let assignment: Assignment | undefined;
    const base = newWorld((begun) => {
      assignment = assign(begun);
      return [];
    });
    const states = ["unbound", `bound as ${assignment!.terminal}`];
    const task = (): Task => bindingTask(assignment!);
    sweep({ name: "binding", base, task, states, agree: agreeOn(Service.AWAITING_ACTIVATION) });
  });

  it("activation", () => {
    const { world: base, assignment } = boundWorld(false);
    const code = activationCode(base);
    const bound = `bound as ${assignment.terminal}`;
    const task = (): Task => activationTask(code);
    sweep({ name: "activation", base, task, states: [bound, `${bound}, active`], agree: agreeOn(Service.ACTIVE) });
  });

  it("unbinding", () => {
    const { world: base, assignment } = boundWorld(false);
    const states = [`bound as ${assignment.terminal}`, "unbound"];
    sweep({ name: "unbinding", base, task: unbindingTask, states, agree: agreeOn(undefined) });
  });

  it("re-binding", () => {
    const { world: base, assignment } = boundWorld(false);
    const next = (world: World): Assignment => nextAssignment(world, assignment.merchant);
    const states = [`bound as ${assignment.terminal}`, "unbound", "bound as 20000002"];
    const task = (world: World): Task =>
      guide(
        ...office(Screen.IDLE, REBINDING),
        [Screen.UNBIND_WARNING, "enter"],
        [Screen.UNBINDING_DONE, "enter"],
        ...lateNumbers(() => next(world)),
        [Screen.BOUND, "enter"],
      );
    const again = (world: World): Task => bindingTask(next(world));
    sweep({ name: "re-binding", base, task, again, states, agree: agreeOn(Service.AWAITING_ACTIVATION) });
  });
});

/** The platform gives the device another terminal number as soon as it has given the old one up. */
function nextAssignment(world: World, merchant: string): Assignment {
  if (deviceOf(world).state === "unbound")
    inOffice(world, (context) => assignDevice(context, DEVICE.serial, merchant, OFFICER));
  const { terminal } = deviceOf(world);
  return { terminal, merchant, password: platformOf(world).outbox.last("binding", DEVICE.serial)!.code };
}

/** Numbers and password that there are only when they are typed. */
function lateNumbers(assignment: () => Assignment): ReturnType<typeof numbersTyped> {
  return [
    [Screen.BINDING_WAY, { digit: 1 }],
    [Screen.FORM_FIELD, new LateText(() => assignment().merchant)],
    [Screen.FORM_FIELD, new LateText(() => assignment().terminal)],
    [Screen.FORM_REVIEW, "enter"],
    [Screen.ENTER_PAYMENT_PASSWORD, new LateSecret(() => assignment().password)],
  ];
}

class LateText {
  readonly #say: () => string;

  constructor(say: () => string) {
    this.#say = say;
  }

  get text(): string {
    return this.#say();
  }
}

class LateSecret {
  readonly #say: () => string;

  constructor(say: () => string) {
    this.#say = say;
  }

  get secret(): string {
    return this.#say();
  }
}
