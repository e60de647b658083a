/**
 * The second body: what a terminal did in the simulated world is replayed in the core that was translated to C, and every
 * byte of its commands is equal. It proves that the core needs no JavaScript.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Event } from "../../../assembly/abi.ts";
import { buildNative, hasCompiler, MISSING_COMPILER, replayNative } from "../../../build/firmware/native.ts";
import { OUT } from "../../../build/script.ts";
import { Core } from "../../../host/core.ts";
import type { Step } from "../../../host/recording/recorder.ts";
import { encodeOutput, encodeTrace } from "../../../host/recording/trace.ts";
import { record } from "../../simulation/transcript_recording.ts";
import { SCENES } from "../../simulation/transcript_scenes.ts";

describe("the second body replays the terminal", { skip: hasCompiler() ? false : MISSING_COMPILER }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-second-body-"));
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  let program = "";

  before(() => {
    const built = buildNative(join(OUT, "core.wasm"), folder);
    assert.ok("path" in built);
    program = built.path;
  });

  after(() => rmSync(folder, { recursive: true }));

  function livesOf(name: string): Step[][] {
    const scene = SCENES.find((known) => known.name === name);
    assert.ok(scene !== undefined, `no scene ${name}`);
    return record(scene, () => new Core(module)).lives;
  }

  function replay(trace: Uint8Array): { equal: boolean; says: string } {
    const file = join(folder, "trace");
    writeFileSync(file, trace);
    return replayNative(program, file);
  }

  for (const { name, lives } of [
    { name: "approved_sale", lives: 1 },
    { name: "answer_with_wrong_mac", lives: 1 },
    { name: "power_cut_after_sending", lives: 2 },
  ]) {
    it(`${name}: every command byte is equal`, () => {
      const recorded = livesOf(name);
      assert.equal(recorded.length, lives);
      for (const steps of recorded) {
        const { equal, says } = replay(encodeTrace(steps));
        assert.ok(equal, says);
        const bytes = steps.reduce((sum, { commands }) => sum + encodeOutput(commands).length, 0);
        assert.equal(says, `${steps.length} events, ${bytes} command bytes, all equal`);
      }
    });
  }

  it("notices one changed byte of a command, and names its event", () => {
    const [steps = []] = livesOf("approved_sale");
    const last = steps.length - 1;
    const trace = encodeTrace(steps);
    trace[trace.length - 1]! ^= 1;
    const { equal, says } = replay(trace);
    assert.equal(equal, false);
    assert.match(says, new RegExp(`^event ${last} `));
  });

  it("notices one changed byte of an event", () => {
    const [steps = []] = livesOf("approved_sale");
    const typed = steps.findIndex(({ event }) => event.code === Event.KEY_DIGIT && event.payload[0] === 3);
    const changed = steps.map((step, index) =>
      index === typed ? { ...step, event: { ...step.event, payload: Uint8Array.of(4, 0, 0, 0) } } : step,
    );
    assert.equal(replay(encodeTrace(changed)).equal, false);
  });
});
