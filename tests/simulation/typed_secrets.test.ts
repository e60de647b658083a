/**
 * Passwords and codes that people type are nowhere but in the secure module and, enciphered, on the line: not in an event or a
 * command, on a screen or on paper, in the flash or in the core's memory, in no form and in no part of six digits.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { activationCode, activationTask, assign, bindingTask, guide, office, UNBINDING } from "./account.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { logsOn, MANAGER, SUPERVISOR } from "./care_guides.ts";
import { builtCore } from "./core.ts";
import type { Task } from "./person.ts";
import { Secrets } from "./secrets.ts";
import { World } from "./world.ts";

const PART_DIGITS = 6;
const WRONG = "314159";

/** Of each part its digits as text, one a byte, and packed at either nibble. */
function markersOf(typed: readonly string[]): Secrets {
  const parts = typed.flatMap((digits) =>
    Array.from({ length: digits.length - PART_DIGITS + 1 }, (_, at) => digits.slice(at, at + PART_DIGITS)),
  );
  const forms = parts.flatMap((digits) => [
    Buffer.from(digits),
    Buffer.from(Array.from(digits, Number)),
    Buffer.from(digits, "hex"),
  ]);
  return new Secrets(forms.map((bytes) => ({ kind: "PIN", bytes })));
}

describe("a typed password or code", () => {
  it("is nowhere: first passwords, payment password, activation code, a login, a wrong one", () => {
    const world = new World({ core: builtCore(), tasks: [], fresh: true });
    const seen: Array<readonly [place: string, bytes: Uint8Array]> = [];
    world.observers.push({
      event: ({ code, payload }) => void seen.push([`event ${code}`, payload.slice()]),
      before: ({ code, payload }) => void seen.push([`command ${code}`, payload.slice()]),
    });
    const play = (...tasks: Task[]): void => {
      for (const task of tasks) world.addTask(task);
      const board = world.powerOn();
      assert.ok(world.run());
      seen.push(["the core's memory", board.runtime.terminal.snapshot()]);
      world.powerOff();
    };
    const assignment = assign(world);
    play(bindingTask(assignment));
    const code = activationCode(world);
    play(activationTask(code));
    play(
      guide(
        ...office(Screen.IDLE, UNBINDING),
        ...logsOn({ ...MANAGER, password: WRONG }),
        [Screen.NOT_ALLOWED, "cancel"],
        [Screen.MENU, "cancel"],
      ),
    );
    seen.push(["the flash", world.flash.cells]);
    for (const { fields } of [...world.shown, ...world.printed])
      for (const { value } of fields) seen.push(["what is shown or printed", value]);

    const typed = [MANAGER.password, SUPERVISOR.password, assignment.password, code, WRONG];
    const markers = markersOf(typed);
    const found = seen.filter(([, bytes]) => [...markers.in(bytes)].length > 0).map(([place]) => place);
    assert.deepEqual([...new Set(found)], []);
    assert.ok(world.shown.some(({ id }) => (id as Screen) === Screen.ACTIVATED));
    assert.ok([...markers.in(Buffer.from(`a password ${code} in a text`))].length > 0, "the markers find nothing");
  });
});
