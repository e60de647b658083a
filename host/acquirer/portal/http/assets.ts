/**
 * The files of the pages, read once: what may be asked for is this table and no folder.
 *
 * They lie beside the bundle, or where the build leaves them when the sources run.
 */
import { readFileSync } from "node:fs";

export interface Asset {
  type: string;
  content: Buffer;
}

const FILES = [
  { path: "/", file: "portal.html", type: "text/html; charset=utf-8" },
  { path: "/portal.js", file: "portal.js", type: "text/javascript; charset=utf-8" },
  { path: "/portal.svg", file: "portal.svg", type: "image/svg+xml" },
  { path: "/portal.css", file: "portal.css", type: "text/css; charset=utf-8" },
] as const;

/** Those that are there: without a build there are none, and the portal is its API alone. */
export function loadAssets(): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const { path, file, type } of FILES) {
    const content = readBuilt(file);
    if (content !== undefined) assets.set(path, { type, content });
  }
  return assets;
}

function readBuilt(file: string): Buffer | undefined {
  const places = [`./${file}`, `../../../../build/out/${file}`].map((place) => new URL(place, import.meta.url));
  for (const place of places) {
    try {
      return readFileSync(place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}
