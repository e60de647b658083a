/**
 * The launcher with real processes: the board of an image really runs; one that throws, ends, fails later or hangs is left for the
 * one before it; kill -9 of the launcher takes the board with it, and counts.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { SlotAction } from "../../assembly/abi_devices.ts";
import { BoardCrash, runWatched } from "../../host/cli/launch/watched.ts";
import type { Patience } from "../../host/cli/launch/watched.ts";
import { BootSlots } from "../../host/devices/boot_slots.ts";
import type { FileSlots } from "../../host/devices/file_slots.ts";
import { BOARD_INTERFACE, firstLine } from "../../host/firmware/board_program.ts";
import type { BoardEnd } from "../../host/firmware/board_program.ts";
import { BOARD_PART, CORE_PART, packBundle } from "../../host/firmware/bundle.ts";
import { manifestOf, signManifest, testSigningKey } from "../../host/firmware/manifest.ts";
import { firmwareSlots } from "../../host/simulator/firmware.ts";
import { ended, onLine, prepare, start, TILLCORE, tillcore } from "./command.ts";

const BUILT = new URL("../../build/out/", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "tillcore-launcher-"));
after(() => rmSync(root, { recursive: true }));
before(prepare);

const FIRST_LINE = firstLine({ launcher: BOARD_INTERFACE, core: 1 });
/** Says which it is, and leaves at once. */
const says = (what: string): string => `${FIRST_LINE}
exports.start = async (launch) => { launch.up(); console.log(${JSON.stringify(what)}); return "left"; };`;

function keep(slots: FileSlots, version: number, program: string): void {
  const [core, board] = [new Uint8Array(readFileSync(join(BUILT, "core.wasm"))), new TextEncoder().encode(program)];
  const image = packBundle(
    new Map([
      [CORE_PART, core],
      [BOARD_PART, board],
    ]),
  );
  slots.keep(version, signManifest(manifestOf(image, version), testSigningKey()), image);
}

/** A folder where version 2 is confirmed and version 3 is on trial. */
function updated(name: string, trial: string, confirmed = says("the old board")): { data: string; slots: FileSlots } {
  const data = join(root, name);
  const slots = firmwareSlots({ firmware: join(data, "terminal", "firmware") });
  keep(slots, 2, confirmed);
  slots.save({ confirmed: 2, trial: 0, starts: 0, oldest: 2 });
  keep(slots, 3, trial);
  new BootSlots(slots).act(SlotAction.TRY, 3);
  return { data, slots };
}

const simulate = (data: string): string[] => [
  "simulate",
  "--demo",
  "--bound",
  "--acquirer",
  "127.0.0.1:9",
  "--data",
  data,
];

describe("the launcher", () => {
  it("runs the board that an image holds, which confirms itself, sells and is told by its version", async () => {
    const data = join(root, "real");
    const slots = firmwareSlots({ firmware: join(data, "terminal", "firmware") });
    const board = readFileSync(join(BUILT, "board.cjs"), "utf8");
    keep(slots, 0x01_04_02, board.replace("\n", '\nconsole.log(JSON.stringify({ marker: "of the image" }));\n'));
    new BootSlots(slots).act(SlotAction.TRY, 0x01_04_02);
    const { code, stdout, stderr } = await tillcore("simulate", "--demo", "--bound", "--json", "--data", data);
    assert.deepEqual([code, stderr], [0, ""], stdout.slice(-400));
    const [marker, ...told] = stdout.trimEnd().split("\n");
    assert.equal(marker, '{"marker":"of the image"}');
    assert.ok(told.some((line) => line.includes('"FIRMWARE_ON_TRIAL"') && line.includes('"VERSION":66562')));
    assert.ok(told.some((line) => line.includes('"document":"SALE_SLIP"')));
    assert.deepEqual(slots.load(), { confirmed: 0x01_04_02, trial: 0, starts: 0, oldest: 0x01_04_02 });
  });

  it("leaves one that throws, ends by itself or fails later for the one before it, after three starts", async () => {
    const { data, slots } = updated(
      "failing",
      `${FIRST_LINE}
exports.start = async (launch) => {
  if (launch.turn === 0) throw new Error("planted");
  if (launch.turn === 1) process.exit(0);
  launch.up();
  await new Promise(() => setImmediate(() => { throw new Error("planted later"); }));
};`,
    );
    const { code, stdout, stderr } = await tillcore(...simulate(data));
    assert.deepEqual([code, stdout], [0, "the old board\n"]);
    const told = stderr.split("\n").filter((line) => line.startsWith("tillcore: "));
    assert.deepEqual(told, [
      "tillcore: firmware 0.0.3 failed: planted: the terminal starts anew",
      "tillcore: firmware 0.0.3 ended by itself (0): the terminal starts anew",
      "tillcore: firmware 0.0.3 ended by itself (1): the terminal starts anew",
      "tillcore: firmware 0.0.3 was given up: 3 starts without a confirmation; 0.0.2 starts",
    ]);
    assert.deepEqual(slots.load(), { confirmed: 2, trial: 0, starts: 0, oldest: 2 });
  });

  it("is not outlived by its board when it is killed at each start of a trial; then the old one starts", async () => {
    const { data, slots } = updated(
      "killed",
      `${FIRST_LINE}
exports.start = (launch) => { launch.up(); console.log("up"); return new Promise(() => setInterval(() => {}, 1000)); };`,
    );
    for (let starts = 1; starts <= 3; starts++) {
      const launcher = start(simulate(data));
      const over = ended(launcher);
      onLine(launcher, () => launcher.kill("SIGKILL"));
      // Their output has an end: neither of them writes to it any more.
      await over;
      assert.deepEqual(slots.load(), { confirmed: 2, trial: 3, starts, oldest: 2 });
    }
    const { code, stdout, stderr } = await tillcore(...simulate(data));
    assert.deepEqual([code, stdout], [0, "the old board\n"], stderr);
  });
});

describe("a board that is watched", () => {
  const WAITS = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`;
  const run = (name: string, program: string, patience: Partial<Patience>): Promise<BoardEnd> => {
    const { data } = updated(name, program);
    const options = { demo: true };
    const launch = { data, core: new Uint8Array(0), version: 3, onTrial: true, turn: 0, options };
    return runWatched(
      { ...launch, acquirer: { host: "127.0.0.1", port: 9 } },
      {
        command: [process.execPath, TILLCORE, "board"],
        near: import.meta.url,
        isUnproven: () => true,
        patience: { tick_ms: 20, start: 1_000, silence: 1_000, ...patience },
      },
    );
  };
  for (const [what, program, patience, why] of [
    ["hangs while it is loaded", `${FIRST_LINE}\n${WAITS};`, { silence: 30 }, /^hung$/],
    [
      "never comes up",
      `${FIRST_LINE}\nexports.start = () => new Promise(() => {});`,
      { start: 40 },
      /^did not come up$/,
    ],
    [
      "is never confirmed",
      `${FIRST_LINE}\nexports.start = (launch) => { launch.up(); return new Promise(() => {}); };`,
      { trial: 40 },
      /^was not confirmed in time$/,
    ],
  ] as const)
    it(`is ended when it ${what}`, async () => {
      await assert.rejects(
        run(what, program, patience),
        (error) => error instanceof BoardCrash && why.test(error.message),
      );
    });
});
