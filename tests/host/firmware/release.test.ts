/**
 * A release from end to end: packed and signed on the command line, taken by the platform, downloaded by a terminal of the
 * simulated world, started on trial and confirmed; and left again when it does not confirm itself.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Download, SlotAction } from "../../../assembly/abi_devices.ts";
import { Screen } from "../../../assembly/abi_shown.ts";
import { Refusal } from "../../../host/acquirer/platform/refusal.ts";
import { addRelease, rollOut } from "../../../host/acquirer/releases.ts";
import { BootSlots, FIRST_SLOTS, TRIAL_STARTS } from "../../../host/devices/boot_slots.ts";
import { FileSlots } from "../../../host/devices/file_slots.ts";
import { testPublicKey } from "../../../host/firmware/manifest.ts";
import { chooseFirmware, readFirmware } from "../../../host/simulator/firmware.ts";
import { builtCore } from "../../simulation/core.ts";
import type { Task } from "../../simulation/person.ts";
import { signedOn } from "../../simulation/stages.ts";
import type { World } from "../../simulation/world.ts";
import { command } from "../cli/support.ts";

const VERSION = 0x01_04_02;
const CORE_FILE = new URL("../../../build/out/core.wasm", import.meta.url).pathname;
const SIGN_ON: Task = { kind: "sign-on", at: { [Screen.FIRMWARE_OFFERED]: "enter" } };
const LIVES_MAX = 4;

describe("a release", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-release-"));
  const [image, manifest] = [join(folder, "image"), join(folder, "manifest")];
  const core = builtCore();
  let world: World;

  before(async () => {
    for (const args of [
      ["pack", CORE_FILE, "--out", image],
      ["sign", image, "--release", "1.4.2", "--out", manifest],
    ])
      assert.equal((await command(["firmware", ...args])).code, 0);
    world = signedOn(core).fork({ core, tasks: [SIGN_ON] });
    const { platform } = world.acquirer;
    const upload = { name: "1.4.2", image: bytesOf(image), manifest: bytesOf(manifest) };
    world.ledger.transaction(() => {
      assert.ok(!(addRelease(platform, upload, "test") instanceof Refusal));
      assert.ok(!(rollOut(platform, VERSION, 100, "test") instanceof Refusal));
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is downloaded block by block, started on trial and confirmed; the platform knows", () => {
    for (let life = 0; world.belongings.slots.state.confirmed !== VERSION; life++) {
      assert.ok(life < LIVES_MAX, "it is never confirmed");
      world.powerOn();
      assert.ok(world.run());
      world.powerOff();
    }
    assert.deepEqual(world.belongings.slots.state, { confirmed: VERSION, trial: 0, starts: 0, oldest: VERSION });
    const taken = world.belongings.taken.get(Download.FIRMWARE);
    assert.deepEqual(Buffer.concat(taken!.entries), readFileSync(image));
    const told = world.ledger.tables.list("audit").map(({ what }) => what);
    assert.ok(told.includes("firmware confirmed"), told.join());
  });

  it("starts as the core of the simulated terminal, and is left for the one before it when it does not confirm itself", () => {
    const taken = world.belongings.taken.get(Download.FIRMWARE)!;
    const slots = new FileSlots(join(folder, "slots"), testPublicKey());
    slots.keep(VERSION, taken.manifest, new Uint8Array(Buffer.concat(taken.entries)));
    new BootSlots(slots).act(SlotAction.TRY, VERSION);
    for (let start = 0; start < TRIAL_STARTS; start++) {
      const { version, onTrial, isInstalled } = chooseFirmware(slots);
      assert.deepEqual([version, onTrial, isInstalled], [VERSION, true, false]);
      assert.deepEqual(readFirmware(slots, version), { core: bytesOf(CORE_FILE), program: undefined });
    }
    const { refused, ...back } = chooseFirmware(slots);
    assert.deepEqual(back, { version: FIRST_SLOTS.confirmed, onTrial: false, isInstalled: true });
    assert.deepEqual(refused, ["firmware 1.4.2 was given up: 3 starts without a confirmation"]);
  });
});

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}
