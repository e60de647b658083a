/**
 * The boot loader of the simulated terminal: which firmware starts from the slots of a data folder, and what of it.
 *
 * Holds always: an image is verified anew at every start, signature, hash and contracts, and what is read then is what starts;
 * nothing older than what was ever confirmed starts in the place of one that is damaged. Without an image the firmware that is
 * installed starts, as the maker's first version.
 */
import { StageResult } from "../../assembly/abi_devices.ts";
import { chooseSlot, FIRST_SLOTS, TRIAL_STARTS } from "../devices/boot_slots.ts";
import type { SlotState } from "../devices/boot_slots.ts";
import { FileSlots } from "../devices/file_slots.ts";
import { judgeProgram } from "../firmware/board_program.ts";
import { BOARD_PART, CORE_PART, readBundle } from "../firmware/bundle.ts";
import { testPublicKey, versionText } from "../firmware/manifest.ts";
import type { DataFolder } from "./data_folder.ts";

/** The slots of a data folder, with the signer that the simulated terminal believes. */
export function firmwareSlots({ firmware }: Pick<DataFolder, "firmware">): FileSlots {
  return new FileSlots(firmware, testPublicKey(), judgeProgram);
}

export interface Firmware {
  core: Uint8Array;
  /** Undefined where the image has none: the board that is installed runs this core. */
  program: Uint8Array | undefined;
}

export interface Chosen {
  version: number;
  onTrial: boolean;
  /** The firmware that is installed, not one from a slot. */
  isInstalled: boolean;
  /** What was not started, and why: a line each, for people. */
  refused: string[];
}

/** Chooses what starts now; a trial's start is counted, durably. @throws Error with what to do when nothing may start */
export function chooseFirmware(store: FileSlots): Chosen {
  const before = store.load();
  const { version, onTrial } = chooseSlot(store);
  const refused = before.trial === 0 || onTrial ? [] : [whyNot(store, before)];
  if (version === FIRST_SLOTS.confirmed) return { version, onTrial, isInstalled: true, refused };
  const judged = store.judge(version);
  if (judged === StageResult.DONE) return { version, onTrial, isInstalled: false, refused };
  refused.push(damaged(version, judged));
  const other = store.versions.find((one) => one !== version && one >= before.oldest && store.has(one));
  if (other === undefined)
    throw new Error(
      `${refused.join("; ")}; nothing as new is there to start: remove the folder terminal/firmware to begin anew`,
    );
  // The other slot's was never confirmed here, or it would be the one that is trusted.
  store.save({ ...store.load(), trial: other, starts: 1 });
  return { version: other, onTrial: true, isInstalled: false, refused };
}

/** What a slot holds of this version, verified as it is read. @throws Error when it may not start */
export function readFirmware(store: FileSlots, version: number): Firmware {
  const image = store.image(version);
  const parts = image && readBundle(image);
  const core = parts?.get(CORE_PART);
  if (core === undefined) throw new Error(damaged(version, store.judge(version)));
  return { core, program: parts?.get(BOARD_PART) };
}

/** Why the firmware on trial is not the one that starts. */
function whyNot(store: FileSlots, { trial, oldest }: SlotState): string {
  const judged = trial < oldest ? StageResult.OLDER : store.judge(trial);
  if (judged !== StageResult.DONE) return damaged(trial, judged);
  return `firmware ${versionText(trial)} was given up: ${TRIAL_STARTS} starts without a confirmation`;
}

function damaged(version: number, judged: StageResult): string {
  return `firmware ${versionText(version)} was refused: FIRMWARE_${StageResult[judged] ?? judged}`;
}
