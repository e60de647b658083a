/**
 * Which artefacts are out of date, by the content of what they are made from: a fresh clone, a touched file and a
 * switched branch all give the right answer, which modification times do not.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { OUT, ROOT, writeWhole } from "./script.ts";

/**
 * Runs `make` when an input has changed since it last succeeded, when an output is missing, or when told to.
 *
 * @param name of the artefact, also of its stamp
 * @param inputs files and folders, relative to the checkout
 * @param outputs file names in build/out
 * @returns true when it was made anew
 */
export async function refresh(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  force: boolean,
  make: () => Promise<void>,
): Promise<boolean> {
  const stamp = join(OUT, "stamps", name);
  const now = fingerprint(inputs);
  const fresh = existsSync(stamp) && readFileSync(stamp, "utf8") === now;
  if (!force && fresh && outputs.every((output) => existsSync(join(OUT, output)))) return false;
  await make();
  writeWhole(stamp, now);
  return true;
}

function fingerprint(inputs: readonly string[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for (const path of filesUnder(input)) {
      const content = readFileSync(join(ROOT, path));
      hash.update(`${path}\0${String(content.length)}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/** The file itself, or every file below a folder, in one order everywhere. An input that is absent counts as empty. */
function filesUnder(path: string): string[] {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}
