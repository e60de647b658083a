/** codec.wasm as a file. A board of a firmware image has it inside instead: build/host.ts puts another module in the place of this one. */
import { readFileSync } from "node:fs";

/** Beside the bundle, or where the build leaves it when the sources run. @throws Error when it is missing */
export function readModule(): Uint8Array<ArrayBuffer> {
  const places = ["./codec.wasm", "../../build/out/codec.wasm"].map((place) => new URL(place, import.meta.url));
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(place));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("codec.wasm is missing: run `npm run build`");
}
