/**
 * The files of the project as the house rules see them: what git has or would take, so that artefacts and a person's own
 * scratch files do not count.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../build/script.ts";

/** Paths in the checkout, sorted. Without git (an unpacked archive) everything that is not made or installed. */
export function listFiles(): string[] {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const files = git.status === 0 ? git.stdout.split("\0") : walk("");
  return [...new Set(files)].filter((path) => path !== "" && existsSync(join(ROOT, path))).sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (["node_modules", ".git", "build/out"].includes(path)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}
