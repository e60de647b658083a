/**
 * A power cut at every command of a download of keys, of applications, and of a firmware's update: afterwards the machine has the
 * old or the new, whole, and in the end the new.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Download } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { builtCore } from "./core.ts";
import { FEW, NEW_VERSION, orderDownloads, release, takenBy } from "./download_orders.ts";
import { aidEntries, capkEntries } from "../../host/acquirer/downloads.ts";
import type { Task } from "./person.ts";
import { signedOn } from "./stages.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

const core = builtCore();
const SIGN_ON: Task = { kind: "sign-on", at: { [Screen.FIRMWARE_OFFERED]: "enter" } };
const LIVES_MAX = 6;
const hexOf = (entries: ReadonlyArray<{ bytes: Uint8Array }>): string =>
  entries.map(({ bytes }) => Buffer.from(bytes).toString("hex")).join(" ");

interface Flow {
  name: string;
  prepare: (world: World) => void;
  /** What the machine has; undefined for the old. */
  has: (world: World) => string | undefined;
  whole: string;
}

const FLOWS: readonly Flow[] = [
  {
    name: "keys",
    prepare: (world) => orderDownloads(world, ["capks"]),
    has: (world) => takenBy(world, Download.CAPKS),
    whole: hexOf(capkEntries(FEW)),
  },
  {
    name: "applications",
    prepare: (world) => orderDownloads(world, ["aids"]),
    has: (world) => takenBy(world, Download.AIDS),
    whole: hexOf(aidEntries(FEW)),
  },
  {
    name: "a firmware",
    prepare: (world) => release(world),
    has: ({ belongings }) => (belongings.slots.state.confirmed === NEW_VERSION ? "new" : undefined),
    whole: "new",
  },
];

/** Plays a flow with the power cut after command `at`, and on until it has come to rest. @returns commands of the first life */
function play(base: World, flow: Flow, at: number): number {
  const world = base.fork({ core, tasks: [SIGN_ON] });
  flow.prepare(world);
  let commands = 0;
  let isCut = false;
  world.observers.push({
    after: () => {
      if (!isCut && commands++ === at) {
        isCut = true;
        throw new PowerCut();
      }
    },
  });
  for (let life = 0; ; life++) {
    assert.ok(life < LIVES_MAX, `${flow.name}, cut ${at}: it never ends`);
    try {
      world.powerOn();
      assert.ok(world.run(), `${flow.name}, cut ${at}: no rest`);
      if (!isCut || flow.has(world) === flow.whole) break;
      assert.equal(flow.has(world), undefined, `${flow.name}, cut ${at}: neither old nor new`);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    world.powerOff();
    const has = flow.has(world);
    assert.ok(has === undefined || has === flow.whole, `${flow.name}, cut ${at}: neither old nor new`);
    world.addTask(SIGN_ON);
  }
  assert.deepEqual(world.traps, []);
  assert.equal(flow.has(world), flow.whole, `${flow.name}, cut ${at}`);
  return commands;
}

describe("power cuts during downloads", () => {
  const base = signedOn(core);
  let cuts = 0;
  after(() => console.log(`counts: ${cuts} power cuts during downloads and updates`));

  for (const flow of FLOWS) {
    it(`${flow.name}: old or new, whole, at every command`, () => {
      const all = play(base, flow, Infinity);
      assert.ok(all > 50);
      for (let at = 0; at < all; at++) {
        play(base, flow, at);
        cuts++;
      }
    });
  }
});
