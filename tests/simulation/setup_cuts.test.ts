/**
 * The power is cut at every command of a first start, before it and after it, and inside every program and erase: the machine
 * goes on with the step that was not done, and ends set up. No step that a person has seen done is asked for again.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field, Menu } from "../../assembly/abi_fields.ts";
import type { Core } from "../../host/core.ts";
import type { View } from "../../host/ports.ts";
import { builtCore } from "./core.ts";
import { guide } from "./guides_setup.ts";
import { Randomness } from "./random.ts";
import { CRAMPED } from "./stages.ts";
import { numberIn, PowerCut, screenOf, World } from "./world.ts";

const PRESS_MS = 20;
/** Whoever stands before the machine does what each screen asks for, not what a list says. */
const BYSTANDER = guide([Screen.OUT_OF_SERVICE, "nothing"]);
const SET_UP = 5;
const LIVES_MAX = 6;
const LIFE_MS = 60_000;

const core = builtCore();
let histories = 0;
let lives = 0;

/** How far a screen shows first start to be; undefined for those that do not tell. */
function stepOf(view: View): number | undefined {
  const menu = numberIn(view, Field.MENU) as Menu | undefined;
  if (menu === Menu.LANGUAGE) return 1;
  if (menu === Menu.NETWORK) return 2;
  // A machine that is set up offers what is next.
  if (screenOf(view) === Screen.MENU) return SET_UP;
  return new Map([
    [Screen.SERVER_LIST, 3],
    [Screen.TESTING_CONNECTION, 4],
    [Screen.FIRST_START_DONE, SET_UP],
  ]).get(screenOf(view));
}

class History {
  readonly wrong: string[] = [];
  readonly world: World;
  passed = 0;
  private cuts: number[];
  private furthest = 0;
  private isFirstOfLife = false;
  private isDone = false;

  constructor(newCore: () => Core, cuts: readonly number[]) {
    this.cuts = [...cuts];
    this.world = new World({ core: newCore, tasks: [BYSTANDER], geometry: CRAMPED, view: (view) => this.sees(view) });
    this.world.flash.wear = new Randomness(cuts[0] ?? 0);
    this.world.observers.push({ before: () => this.point(), after: () => this.point() });
    this.world.flash.step = () => this.point();
  }

  play(): this {
    histories++;
    for (let life = 0; life < LIVES_MAX && !this.isDone; life++) {
      lives++;
      this.isFirstOfLife = true;
      try {
        this.world.powerOn();
        this.world.run(LIFE_MS);
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        this.passed = 0;
      }
      this.world.powerOff();
      this.world.addTask(BYSTANDER);
    }
    if (!this.isDone) this.wrong.push("it never ends");
    if (this.world.traps.length > 0) this.wrong.push(this.world.traps[0]!.message);
    return this;
  }

  private point(): void {
    if (this.passed++ !== this.cuts[0]) return;
    this.cuts.shift();
    throw new PowerCut();
  }

  private sees(view: View): void {
    this.judges(view);
    const { clock } = this.world;
    if (stepOf(view) === SET_UP) this.isDone = true;
    const key = this.keyFor(view);
    if (key !== undefined) clock.after(PRESS_MS, () => this.world.board?.runtime.key(key));
    const text = new Map([
      [Screen.SERVER_HOST, "pay.example.cn"],
      [Screen.SERVER_PORT, "8443"],
    ]).get(screenOf(view));
    if (text !== undefined) clock.after(PRESS_MS, () => this.world.board?.text.type(text));
  }

  /** What was shown to be done stays done; and at most one step more is, whose screen the cut has eaten. */
  private judges(view: View): void {
    const step = stepOf(view);
    if (step === undefined) return;
    if (this.isFirstOfLife && (step < this.furthest || step > this.furthest + 1))
      this.wrong.push(`goes on at step ${step}, was at ${this.furthest}`);
    this.isFirstOfLife = false;
    this.furthest = Math.max(this.furthest, step);
  }

  private keyFor(view: View): { digit: number } | "enter" | undefined {
    const step = stepOf(view);
    if (step === 1) return { digit: 2 };
    if (step === 2) return { digit: 1 };
    if (step === 3) return view.fields.length > 1 ? "enter" : { digit: 1 };
    const confirmed = [Screen.CONNECTED, Screen.FIRST_START_DONE];
    if (screenOf(view) === Screen.UNBOUND && !this.isDone) return "enter";
    return confirmed.includes(screenOf(view)) ? "enter" : undefined;
  }
}

describe("a first start without power", () => {
  after(() => console.log(`counts: ${histories} histories of a first start, ${lives} lives`));

  it("goes on where it was, wherever the power is cut", () => {
    const points = new History(core, []).play().passed;
    assert.ok(points > 100, `${points} points`);
    const wrong = new Map<string, number>();
    for (let at = 0; at < points; at++)
      for (const what of new History(core, [at]).play().wrong) if (!wrong.has(what)) wrong.set(what, at);
    assert.deepEqual([...wrong], []);
  });

  it("goes on when it is cut again and again", () => {
    const random = new Randomness(5);
    const wrong = new Map<string, string>();
    for (let i = 0; i < 40; i++) {
      const cuts = Array.from({ length: 3 }, () => random.below(120));
      for (const what of new History(core, cuts).play().wrong) if (!wrong.has(what)) wrong.set(what, cuts.join());
    }
    assert.deepEqual([...wrong], []);
  });
});
