/** core.wasm as a file: beside the bundle, or where the build leaves it when the sources run. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Core } from "../core.ts";

export interface CoreModule {
  /** SHA-256 of the file, hexadecimal. */
  hash: string;
  /** A core that has not been started. */
  newCore: () => Core;
}

/** @throws Error when the module is missing */
export function loadCore(): CoreModule {
  return coreOf(readCore());
}

/** @throws Error when these are no module */
export function coreOf(bytes: Uint8Array): CoreModule {
  const module = new WebAssembly.Module(new Uint8Array(bytes));
  return { hash: createHash("sha256").update(bytes).digest("hex"), newCore: () => new Core(module) };
}

/** @throws Error when the module is missing */
export function readCore(): Uint8Array<ArrayBuffer> {
  const places = ["./core.wasm", "../../build/out/core.wasm"].map((place) => new URL(place, import.meta.url));
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("core.wasm is missing: run `npm run build`");
}
