/**
 * The boot loader of the simulated terminal: chooses the firmware that starts, and loads its core.
 *
 * The core alone is taken out of an image: the program around it is the one that runs this file. Without an image in a slot
 * the built-in core runs, as the maker's first version.
 */
import { createHash } from "node:crypto";
import { Core } from "../core.ts";
import { BootSlots, FIRST_SLOTS } from "../devices/boot_slots.ts";
import type { FileSlots } from "../devices/file_slots.ts";
import { CORE_PART, readBundle } from "../firmware/bundle.ts";
import { versionText } from "../firmware/manifest.ts";
import type { CoreModule } from "./core_module.ts";

export interface Booted {
  core: CoreModule;
  slots: BootSlots;
}

/** @throws Error when what should start is damaged: an older one must not */
export function bootFirmware(store: FileSlots, builtIn: CoreModule): Booted {
  const slots = new BootSlots(store);
  if (slots.version === FIRST_SLOTS.confirmed) return { core: builtIn, slots };
  const image = store.image(slots.version);
  const bytes = image && readBundle(image)?.get(CORE_PART);
  const core = bytes && coreIn(bytes);
  if (core !== undefined) return { core, slots };
  throw new Error(`firmware ${versionText(slots.version)} is damaged: remove the folder firmware to begin anew`);
}

/** Undefined when it is no core. */
function coreIn(bytes: Uint8Array): CoreModule | undefined {
  try {
    const module = new WebAssembly.Module(new Uint8Array(bytes));
    return { hash: createHash("sha256").update(bytes).digest("hex"), newCore: () => new Core(module) };
  } catch {
    return undefined;
  }
}
