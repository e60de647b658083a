/**
 * A power cut at every command of a change of password, of a stop for fraud and of a tamper event: restarted, the terminal is in
 * the old state or in the new one, and says which. Before a DEADLINE nothing is other than before the command that follows.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  CHANGE_PASSWORD,
  DONE,
  FRAUD_STOP,
  guide,
  logsOn,
  newPassword,
  service,
  SET_UP,
  SUPERVISOR,
} from "./care_guides.ts";
import { builtCore } from "./core.ts";
import type { Task } from "./person.ts";
import { SIGN_ON } from "./transcript_scene.ts";
import { PowerCut, World } from "./world.ts";

/** So long what was on its way arrives. */
const SETTLES_MS = 60_000;
const NEXT = "445566";
const core = builtCore();
let cuts = 0;

/** A terminal with manager and supervisor, signed on, without power. */
function staffed(): World {
  const world = new World({ core, tasks: [SIGN_ON, SET_UP] });
  world.powerOn();
  assert.ok(world.run());
  world.powerOff();
  return world;
}

const base = staffed();

/** Plays until the power goes before the command of this number. @returns undefined when it never came to that */
function cutAt(tasks: Task[], at: number): World | undefined {
  const world = base.fork({ tasks });
  let count = 0;
  world.observers.push({
    before: ({ code }) => {
      if (code !== Command.DEADLINE && count++ === at) throw new PowerCut();
    },
  });
  try {
    world.powerOn();
    world.run();
    return undefined;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    cuts++;
    world.observers.pop();
    world.powerOff();
    world.wait(SETTLES_MS);
    return world;
  }
}

/** Goes on from the world without power with nothing left to do but this. @returns the screens that were shown */
function goOn(world: World, tasks: Task[]): Screen[] {
  const next = world.fork({ tasks });
  next.powerOn();
  next.run(120_000);
  assert.deepEqual(next.traps, []);
  return next.shown.map(({ id }) => id as Screen);
}

/** Whether the supervisor may log on with this password. */
function opens(world: World, password: string): boolean {
  const screens = goOn(world, [guide(...service(CHANGE_PASSWORD), ...logsOn({ ...SUPERVISOR, password }))]);
  return screens.includes(Screen.OLD_PASSWORD);
}

describe("a power cut", () => {
  after(() => console.log(`counts: ${cuts} cuts while people and locks change`));

  it("at every command of a change of password leaves the old password or the new one, and no other state", () => {
    const change = guide(
      ...service(CHANGE_PASSWORD),
      ...logsOn(SUPERVISOR),
      [Screen.OLD_PASSWORD, { secret: SUPERVISOR.password }],
      ...newPassword(NEXT),
      ...DONE,
    );
    let isNew = false;
    let last: boolean | undefined;
    for (let at = 0; ; at++) {
      const world = cutAt([change], at);
      if (world === undefined) break;
      // What was told to a person as done is done.
      const isTold = world.shown.some(({ id }) => (id as Screen) === Screen.DONE);
      isNew = opens(world, NEXT);
      assert.equal(opens(world, SUPERVISOR.password), !isNew, `cut at command ${at}`);
      if (isTold) assert.ok(isNew, `told as done, cut at command ${at}`);
      if (last === true) assert.ok(isNew, `old again, cut at command ${at}`);
      last = isNew;
    }
    assert.ok(last);
  });

  it("at every command of a stop for fraud leaves it trading or locked", () => {
    const stop = guide(...service(FRAUD_STOP), [Screen.CONFIRM_FRAUD, "enter"], [Screen.DONE, "enter"]);
    let last = false;
    for (let at = 0; ; at++) {
      const world = cutAt([stop], at);
      if (world === undefined) break;
      const isTold = world.shown.some(({ id }) => (id as Screen) === Screen.DONE);
      const isLocked = goOn(world, []).includes(Screen.LOCKED);
      if (isTold || last) assert.ok(isLocked, `cut at command ${at}`);
      last = isLocked;
    }
    assert.ok(last);
  });

  it("at every command after a tamper event leaves it locked", () => {
    let number = 0;
    for (let at = 0; ; at++) {
      const world = tampered(at);
      if (world === undefined) break;
      number++;
      const screens = goOn(world, []);
      const told = `cut at command ${at}: ${screens.map((id) => Screen[id]).join(" ")}`;
      assert.equal(screens.at(-1), Screen.LOCKED, told);
    }
    assert.ok(number >= 3, `${number} cuts`);
  });
});

/** The power goes before the nth command after the case was opened. */
function tampered(at: number): World | undefined {
  const world = base.fork({ tasks: [] });
  let count = 0;
  let isOpen = false;
  world.observers.push({
    before: ({ code }) => {
      if (isOpen && code !== Command.DEADLINE && count++ === at) throw new PowerCut();
    },
  });
  world.powerOn();
  world.run();
  try {
    isOpen = true;
    world.board!.runtime.tamper();
    world.run(40_000);
    return undefined;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    cuts++;
    world.observers.pop();
    world.powerOff();
    world.wait(SETTLES_MS);
    return world;
  }
}
