/**
 * The floors: programs in C, compiled with the system's compiler, that do one thing straight and with the same checks.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { MISSING_COMPILER } from "../../build/firmware/native.ts";
import { ROOT } from "../../build/script.ts";
import { toHex } from "./reference.ts";

const SOURCES = join(ROOT, "tests/bench/floor");
const PROGRAMS = ["iso8583_unpack", "iso8583_pack", "tlv_walk"] as const;
const COMPILERS = ["cc", "gcc", "clang"];
const FLAGS = ["-std=c11", "-D_DEFAULT_SOURCE", "-O2"];

export type Program = (typeof PROGRAMS)[number];

/** Why there is no floor, where there is none. */
export const NO_FLOOR = MISSING_COMPILER;

export class Floors {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Compiles them, or gives undefined where there is no compiler. @throws Error with what the compiler says */
  static build(): Floors | undefined {
    const compiler = COMPILERS.find((name) =>
      (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, name))),
    );
    if (compiler === undefined) return undefined;
    const floors = new Floors(mkdtempSync(join(tmpdir(), "tillcore-floor-")));
    for (const name of PROGRAMS) {
      finish(compiler, [...FLAGS, "-o", join(floors.#folder, name), join(SOURCES, `${name}.c`)]);
    }
    return floors;
  }

  /** Nanoseconds of one operation on these bytes. */
  time(program: Program, bytes: Uint8Array, ms: number): number {
    return Number(finish(join(this.#folder, program), ["time", String(ms), toHex(bytes)]));
  }

  /** What the program says about each input: `ok …` or `refused …`. */
  judge(program: Program, inputs: readonly Uint8Array[]): string[] {
    const lines = inputs.map((bytes) => `${toHex(bytes)}\n`).join("");
    return finish(join(this.#folder, program), ["judge"], lines).trimEnd().split("\n");
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function finish(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? ""}${stderr}`);
  return stdout;
}
