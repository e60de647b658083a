/**
 * The boot loader of the simulated terminal: only an image that is genuine, whole and made for this launcher starts; what was
 * refused is said with a code; nothing older takes its place. A power cut at any write of a switch leaves the old or the new.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Done } from "../../../assembly/abi.ts";
import { Download, SlotAction, StageResult } from "../../../assembly/abi_devices.ts";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { BootSlots } from "../../../host/devices/boot_slots.ts";
import { Downloads, MemoryDownloads } from "../../../host/devices/downloads.ts";
import type { FileSlots } from "../../../host/devices/file_slots.ts";
import { firstLine, judgeProgram } from "../../../host/firmware/board_program.ts";
import { BOARD_PART, CORE_PART, packBundle } from "../../../host/firmware/bundle.ts";
import { manifestOf, signManifest, testPublicKey, testSigningKey } from "../../../host/firmware/manifest.ts";
import { readCore } from "../../../host/simulator/core_module.ts";
import { chooseFirmware, firmwareSlots, readFirmware } from "../../../host/simulator/firmware.ts";
import { emptyModule } from "../secure/support.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-firmware-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const CORE = readCore();
/** A core of some contract: memory, step, and abiVersion unless it is 0. */
const PROGRAM = new TextEncoder().encode(
  `${firstLine({ launcher: 1, core: 1 })}\nexports.start = async () => "left";\n`,
);

function imageOf(program: Uint8Array | undefined, core: Uint8Array = CORE): Uint8Array {
  return packBundle(new Map([[CORE_PART, core], ...(program ? [[BOARD_PART, program] as const] : [])]));
}

function keep(slots: FileSlots, version: number, image = imageOf(PROGRAM)): void {
  slots.keep(version, signManifest(manifestOf(image, version), testSigningKey()), image);
}

/** Version 2 is confirmed, version 3 is on trial. */
function updated(): { slots: FileSlots; folder: string } {
  const folder = join(root, String(folders++));
  const slots = firmwareSlots({ firmware: folder });
  keep(slots, 2);
  slots.save({ confirmed: 2, trial: 0, starts: 0, oldest: 2 });
  keep(slots, 3);
  assert.equal(new BootSlots(slots).act(SlotAction.TRY, 3), Done.DONE);
  return { slots, folder };
}

function damage(folder: string, slot: "a" | "b", at = 5_000): void {
  const path = join(folder, slot, "image");
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

describe("what starts", () => {
  it("is the program of the image with its core, as they were signed", () => {
    const { slots } = updated();
    assert.deepEqual(chooseFirmware(slots), { version: 3, onTrial: true, isInstalled: false, refused: [] });
    assert.deepEqual(readFirmware(slots, 3), { core: CORE, program: PROGRAM });
  });

  it("is the one before where a byte of the one on trial was changed, and that is said", () => {
    const { slots, folder } = updated();
    damage(folder, "b");
    const { version, onTrial, refused } = chooseFirmware(slots);
    assert.deepEqual([version, onTrial, refused], [2, false, ["firmware 0.0.3 was refused: FIRMWARE_HASH"]]);
    assert.throws(() => readFirmware(slots, 3), /FIRMWARE_HASH/);
  });

  it("is the other slot's where the one that is trusted was changed, if that is newer, and nothing older ever", () => {
    const { slots, folder } = updated();
    slots.save({ confirmed: 2, trial: 0, starts: 0, oldest: 2 });
    damage(folder, "a");
    const { version, onTrial, refused } = chooseFirmware(slots);
    assert.deepEqual([version, onTrial, refused], [3, true, ["firmware 0.0.2 was refused: FIRMWARE_HASH"]]);
    slots.save({ confirmed: 3, trial: 0, starts: 0, oldest: 3 });
    damage(folder, "a");
    damage(folder, "b");
    assert.throws(() => chooseFirmware(slots), /0\.0\.3 was refused: FIRMWARE_HASH; nothing as new is there/);
  });
});

describe("an image for other machines", () => {
  const other = (contracts: { launcher: number; core: number }): Uint8Array =>
    new TextEncoder().encode(`${firstLine(contracts)}\n`);
  /** memory and step, no abiVersion. */
  const mute = new Uint8Array(
    Buffer.from(
      "0061736d01000000010401600000030201000503010001" +
        "0711" +
        "02" +
        "066d656d6f7279" +
        "0200" +
        "0473746570" +
        "0000" +
        "0a040102000b",
      "hex",
    ),
  );

  it("is one whose program is for another launcher, or whose core for another board", () => {
    for (const [image, judged] of [
      [imageOf(PROGRAM), StageResult.DONE],
      [imageOf(undefined), StageResult.DONE],
      [imageOf(other({ launcher: 2, core: 1 })), StageResult.INTERFACE],
      [imageOf(other({ launcher: 1, core: 2 })), StageResult.INTERFACE],
      [imageOf(undefined, mute), StageResult.INTERFACE],
      [imageOf(PROGRAM.subarray(1)), StageResult.FORMAT],
      [imageOf(PROGRAM, Uint8Array.of(1)), StageResult.FORMAT],
      [Uint8Array.of(1), StageResult.FORMAT],
    ] as const)
      assert.equal(judgeProgram(image), judged);
  });

  it("is refused with a code before it goes into a slot", () => {
    const folder = join(root, String(folders++));
    const firmware = firmwareSlots({ firmware: folder });
    const [store, secure, signer] = [new MemoryDownloads(), emptyModule(), testPublicKey()];
    const downloads = new Downloads({ own: STANDARD, store, secure, firmware, signer });
    const image = imageOf(other({ launcher: 2, core: 1 }));
    const manifest = signManifest(manifestOf(image, 2), testSigningKey());
    assert.equal(downloads.take({ download: Download.FIRMWARE, manifest, entries: [image] }), StageResult.INTERFACE);
    assert.deepEqual(firmware.versions, []);
  });
});

describe("a cut at any write of a switch", () => {
  it("leaves the old firmware or the new one, whole", () => {
    const { slots, folder } = updated();
    slots.save({ confirmed: 3, trial: 0, starts: 0, oldest: 3 });
    const before = `${folder}.before`;
    cpSync(folder, before, { recursive: true });
    keep(slots, 4);
    new BootSlots(slots).act(SlotAction.TRY, 4);
    const file = (from: string, name: string): Buffer => readFileSync(join(from, name));
    const image = file(folder, "a/image");
    const writes: Array<(at: string) => void> = [
      (at) => rmSync(join(at, "a/manifest")),
      (at) => writeFileSync(join(at, "a/image.new"), image.subarray(0, 70_000)),
      (at) => writeFileSync(join(at, "a/image"), image),
      (at) => writeFileSync(join(at, "a/manifest.new"), file(folder, "a/manifest").subarray(0, 50)),
      (at) => writeFileSync(join(at, "a/manifest"), file(folder, "a/manifest")),
      (at) => writeFileSync(join(at, "state.new"), file(folder, "state").subarray(0, 9)),
      (at) => writeFileSync(join(at, "state"), file(folder, "state")),
    ];
    const started = writes.map((_, cut) => {
      const at = `${folder}.${cut}`;
      cpSync(before, at, { recursive: true });
      writes.slice(0, cut + 1).forEach((write) => write(at));
      const cutSlots = firmwareSlots({ firmware: at });
      const { version } = chooseFirmware(cutSlots);
      assert.deepEqual(readFirmware(cutSlots, version).program, PROGRAM);
      return version;
    });
    assert.deepEqual(started, [3, 3, 3, 3, 3, 3, 4]);
  });
});
