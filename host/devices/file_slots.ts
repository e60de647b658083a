/**
 * The two firmware slots of a board, each a folder with an image and its manifest, and the boot loader's state beside them.
 *
 * Holds always: a manifest is written after its image and removed before it, so that a slot with a manifest is whole; what
 * runs, or is trusted, is never written over; an image is judged anew whenever it is asked for, signature and all.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { KeyObject } from "node:crypto";
import { StageResult } from "../../assembly/abi_devices.ts";
import { judgeImage, judgeManifest, readManifest } from "../firmware/manifest.ts";
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";
import { FIRST_SLOTS } from "./boot_slots.ts";
import type { SlotState } from "./boot_slots.ts";
import type { FirmwareStore } from "./downloads.ts";
import { pieceOf, piecesOf } from "./file_stage.ts";

const SLOTS = ["a", "b"] as const;
type SlotName = (typeof SLOTS)[number];

export class FileSlots implements FirmwareStore {
  private readonly folder: string;
  private readonly signer: KeyObject;
  /** Whether this board can start an image that is genuine. */
  readonly fits: (image: Uint8Array) => StageResult;

  /**
   * @param signer whose firmware is believed
   * @param fits any image when absent
   */
  constructor(folder: string, signer: KeyObject, fits: (image: Uint8Array) => StageResult = () => StageResult.DONE) {
    this.folder = folder;
    this.signer = signer;
    this.fits = fits;
  }

  /** That of a new machine when there is none, or none that can be read. */
  load(): SlotState {
    const [words] = piecesOf(readWhole(join(this.folder, "state")) ?? new Uint8Array(0)).pieces;
    if (words?.length !== 16) return { ...FIRST_SLOTS };
    const view = new DataView(words.buffer, words.byteOffset);
    const [confirmed, trial, starts, oldest] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
    return { confirmed: confirmed!, trial: trial!, starts: starts!, oldest: oldest! };
  }

  save({ confirmed, trial, starts, oldest }: SlotState): void {
    const words = new Uint8Array(16);
    const view = new DataView(words.buffer);
    [confirmed, trial, starts, oldest].forEach((value, index) => view.setUint32(4 * index, value, true));
    replaceFile(join(this.folder, "state"), pieceOf(words));
  }

  has(version: number): boolean {
    return version === FIRST_SLOTS.confirmed || this.image(version) !== undefined;
  }

  /** The image of this version, when there is one that may be believed and that this board can start. */
  image(version: number): Uint8Array | undefined {
    return this.look(version).image;
  }

  /** What is wrong with the image of this version: DONE when it may start, REFUSED when there is none. */
  judge(version: number): StageResult {
    return this.look(version).result;
  }

  /** The versions in the slots, whatever their images are worth. */
  get versions(): number[] {
    return SLOTS.map((slot) => this.versionIn(slot)).filter((version) => version !== undefined);
  }

  private look(version: number): { result: StageResult; image?: Uint8Array } {
    let result = StageResult.REFUSED;
    for (const slot of SLOTS) {
      const manifest = readWhole(this.pathOf(slot, "manifest"));
      const said = manifest && readManifest(manifest);
      if (manifest === undefined || said?.version !== version) continue;
      const image = readWhole(this.pathOf(slot, "image")) ?? new Uint8Array(0);
      result = judgeManifest(manifest, this.signer, 0);
      if (result === StageResult.DONE) result = judgeImage(said, image);
      if (result === StageResult.DONE) result = this.fits(image);
      if (result === StageResult.DONE) return { result, image };
    }
    return { result };
  }

  keep(version: number, manifest: Uint8Array, image: Uint8Array): void {
    if (this.image(version) !== undefined) return;
    const { confirmed } = this.load();
    const slot = SLOTS.find((one) => this.versionIn(one) !== confirmed) ?? "b";
    rmSync(this.pathOf(slot, "manifest"), { force: true });
    replaceFile(this.pathOf(slot, "image"), image);
    replaceFile(this.pathOf(slot, "manifest"), manifest);
  }

  private versionIn(slot: SlotName): number | undefined {
    const manifest = readWhole(this.pathOf(slot, "manifest"));
    return manifest && readManifest(manifest)?.version;
  }

  private pathOf(slot: SlotName, what: "image" | "manifest"): string {
    return join(this.folder, slot, what);
  }
}
