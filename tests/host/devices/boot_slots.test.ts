/** The boot loader: a firmware on trial has three starts, then the one before it runs; nothing older comes back. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Done } from "../../../assembly/abi.ts";
import { SlotAction } from "../../../assembly/abi_devices.ts";
import { BootSlots, FIRST_SLOTS, TRIAL_STARTS } from "../../../host/devices/boot_slots.ts";
import { FileSlots } from "../../../host/devices/file_slots.ts";
import { packBundle, readBundle } from "../../../host/firmware/bundle.ts";
import { manifestOf, signManifest, testPublicKey, testSigningKey } from "../../../host/firmware/manifest.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-slots-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

const FIRST = FIRST_SLOTS.confirmed;

function store(...versions: number[]): FileSlots {
  const slots = new FileSlots(join(root, String(folders++)), testPublicKey());
  for (const version of versions) put(slots, version);
  return slots;
}

function put(slots: FileSlots, version: number, image: Uint8Array = Uint8Array.of(version)): void {
  slots.keep(version, signManifest(manifestOf(image, version), testSigningKey()), image);
}

describe("the boot loader", () => {
  it("starts the built-in firmware on a new machine", () => {
    const slots = new BootSlots(store());
    assert.deepEqual([slots.version, slots.onTrial], [FIRST, false]);
    assert.equal(slots.act(SlotAction.TRY, 2), Done.REFUSED, "there is no such firmware");
    assert.equal(slots.act(SlotAction.CONFIRM, 0), Done.REFUSED);
    assert.equal(slots.act(SlotAction.ROLL_BACK, 0), Done.REFUSED);
  });

  it("tries a new one at the next starts, and goes back when nobody confirms it", () => {
    const file = store(2);
    assert.equal(new BootSlots(file).act(SlotAction.TRY, 2), Done.DONE);
    for (let start = 0; start < TRIAL_STARTS; start++) {
      const { version, onTrial } = new BootSlots(file);
      assert.deepEqual([version, onTrial], [2, true], `start ${start}`);
    }
    for (let start = 0; start < 2; start++) {
      const { version, onTrial } = new BootSlots(file);
      assert.deepEqual([version, onTrial], [FIRST, false]);
    }
  });

  it("stays with a confirmed one, and starts nothing older any more", () => {
    const file = store(2, 3);
    new BootSlots(file).act(SlotAction.TRY, 3);
    const trial = new BootSlots(file);
    assert.equal(trial.act(SlotAction.TRY, 2), Done.REFUSED, "one at a time");
    assert.equal(trial.act(SlotAction.CONFIRM, 0), Done.DONE);
    assert.equal(trial.onTrial, false);
    const next = new BootSlots(file);
    assert.deepEqual([next.version, next.onTrial], [3, false]);
    for (const older of [FIRST, 2, 3]) assert.equal(next.act(SlotAction.TRY, older), Done.REFUSED);
  });

  it("goes back at once when the firmware gives itself up", () => {
    const file = store(2);
    new BootSlots(file).act(SlotAction.TRY, 2);
    assert.equal(new BootSlots(file).act(SlotAction.ROLL_BACK, 0), Done.DONE);
    assert.equal(new BootSlots(file).version, FIRST);
  });

  it("starts no image that was changed, nor one that somebody else has signed", () => {
    const folder = join(root, String(folders++));
    const slots = new FileSlots(folder, testPublicKey());
    put(slots, 2);
    assert.equal(slots.has(2), true);
    new BootSlots(slots).act(SlotAction.TRY, 2);
    const image = join(folder, "a", "image");
    writeFileSync(image, Uint8Array.of(9));
    assert.equal(slots.has(2), false);
    assert.equal(new BootSlots(slots).version, FIRST);
    writeFileSync(image, Uint8Array.of(2));
    assert.equal(slots.has(2), true);
    const manifest = join(folder, "a", "manifest");
    const changed = new Uint8Array(readFileSync(manifest));
    changed[changed.length - 1]! ^= 1;
    writeFileSync(manifest, changed);
    assert.equal(slots.has(2), false);
  });

  it("never writes over the firmware that is trusted", () => {
    const file = store(2);
    new BootSlots(file).act(SlotAction.TRY, 2);
    new BootSlots(file).act(SlotAction.CONFIRM, 0);
    put(file, 3);
    put(file, 4);
    assert.deepEqual(
      [2, 3, 4].map((version) => file.has(version)),
      [true, false, true],
    );
  });
});

describe("an image", () => {
  it("is read as a whole or not at all", () => {
    const parts = new Map([
      ["core.wasm", Uint8Array.of(1, 2, 3)],
      ["board.cjs", new Uint8Array(0)],
    ]);
    const image = packBundle(parts);
    assert.deepEqual(readBundle(image), parts);
    for (let bytes = 0; bytes < image.length; bytes++) {
      const cut = readBundle(image.subarray(0, bytes));
      assert.ok(cut === undefined || cut.size < parts.size, `${bytes} bytes`);
    }
  });
});
