/**
 * What only the manager may do is done by nobody else: whoever does not log on finds the terminal as it was.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Screen } from "../../assembly/abi_shown.ts";
import { office, REBINDING, UNBINDING } from "./account.ts";
import { guide, logsOn, MANAGER, SET_UP, SUPERVISOR } from "./care_guides.ts";
import { builtCore } from "./core.ts";
import type { Task } from "./person.ts";
import { SIGN_ON } from "./transcript_scene.ts";
import { World } from "./world.ts";

const core = builtCore();

/** A terminal with manager and supervisor, signed on, without power. */
function staffed(): World {
  const world = new World({ core, tasks: [SIGN_ON, SET_UP] });
  world.powerOn();
  assert.ok(world.run());
  world.powerOff();
  return world;
}

const base = staffed();

function play(...tasks: Task[]): Screen[] {
  const world = base.fork({ tasks });
  world.powerOn();
  world.run(120_000);
  assert.deepEqual(world.traps, []);
  return world.shown.map(({ id }) => id as Screen);
}

describe("a binding", () => {
  for (const item of [REBINDING, UNBINDING]) {
    it(`is not ended by whoever has no password (${item})`, () => {
      const shown = play(guide(...office(Screen.IDLE, item), [Screen.UNBIND_WARNING, "enter"]));
      assert.ok(shown.includes(Screen.ENTER_OPERATOR));
      assert.ok(!shown.includes(Screen.UNBIND_WARNING));
    });

    it(`is not ended by the supervisor (${item})`, () => {
      const steps = [...office(Screen.IDLE, item), ...logsOn(SUPERVISOR), [Screen.NOT_ALLOWED, "enter"]] as const;
      const shown = play(guide(...steps));
      assert.ok(shown.includes(Screen.NOT_ALLOWED));
      assert.ok(!shown.includes(Screen.UNBIND_WARNING));
    });

    it(`is ended by the manager (${item})`, () => {
      const shown = play(guide(...office(Screen.IDLE, item), ...logsOn(MANAGER), [Screen.UNBIND_WARNING, "enter"]));
      assert.ok(shown.includes(Screen.UNBINDING_DONE));
    });
  }
});
