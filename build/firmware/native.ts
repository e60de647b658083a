/**
 * The second body: translates a core to C and compiles it with the system's compiler, together with the small runtime of
 * this folder. The program replays a trace and proves that the core needs no JavaScript.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { OUT, ROOT } from "../script.ts";

const FIRMWARE = join(ROOT, "build/firmware");
const COMPILERS = ["cc", "gcc", "clang"];

/** What to install where there is no C compiler: a Debian package. */
export const MISSING_COMPILER = "no C compiler (Debian packages gcc and libc6-dev)";

/** True where the second body can be built. */
export function hasCompiler(): boolean {
  return COMPILERS.some(onPath);
}

/**
 * Builds the program that replays traces in `core`.
 *
 * @param core path of the module to translate
 * @param folder where the C and the program go
 * @param optimise level for the compiler: -O1 compiles soon, -O2 runs faster
 * @returns the program, or what is missing to make one. @throws when the translation or the compilation fails
 */
export function buildNative(
  core = join(OUT, "core.wasm"),
  folder = join(OUT, "native"),
  optimise: "-O1" | "-O2" = "-O1",
): { path: string } | { missing: string } {
  const compiler = COMPILERS.find(onPath);
  if (compiler === undefined) return { missing: MISSING_COMPILER };
  mkdirSync(folder, { recursive: true });
  const translation = join(folder, "core.c");
  finish(process.execPath, [join(ROOT, "node_modules/wabt/bin/wasm2c"), core, "-n", "core", "-o", translation]);
  const path = join(folder, "tillcore-native");
  const own = ["main.c", "wasm_rt.c"].map((name) => join(FIRMWARE, name));
  const flags = [
    "-std=gnu11",
    optimise,
    "-D_POSIX_C_SOURCE=199309L",
    "-I",
    FIRMWARE,
    "-I",
    folder,
    "-Wall",
    "-Wno-unused",
  ];
  finish(compiler, [...flags, "-o", path, ...own, translation, "-lm"]);
  return { path };
}

/**
 * Replays a trace (format in main.c).
 *
 * @param rounds how often it is fed once more for the time of an event; 0 for not at all
 * @returns what the program says, and whether every byte was equal
 */
export function replayNative(program: string, trace: string, rounds = 0): { equal: boolean; says: string } {
  const args = rounds === 0 ? [trace] : [trace, String(rounds)];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { equal: status === 0, says: `${stdout}${stderr}`.trim() };
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function finish(program: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${basename(program)} failed: ${error?.message ?? ""}${stdout}${stderr}`);
}
