/**
 * Compiles the core: core.wasm and core.debug.wasm from assembly/index.ts, codec.wasm from assembly/codec.ts.
 *
 * The options are those of asconfig.json, which the specs and the editor read too; what stands here is what only a
 * shipped module needs.
 */
import asc from "assemblyscript/asc";
import { join } from "node:path";
import { ROOT, writeWhole } from "./script.ts";

/** A failed assert of the core leaves its file, line and column behind for the board (only the command line sets this). */
const PLACED_ABORT = "abort=assembly/base/fail/fail";
/** A failed assert is a trap and nothing more: no `abort` is imported. */
const BARE_ABORT = "abort=";

export interface Compilation {
  /** Entry file, relative to the checkout. */
  entry: string;
  target: "release" | "debug";
  /** True for sources that include base/fail.ts, as the core's do. */
  placed?: boolean;
  /** Pages of 64 KiB that the module starts with; those of asconfig.json unless told. */
  pages?: number;
  /** True for a module that hosts alone load: all their engines have vector instructions, boards have not. */
  vectors?: boolean;
}

/** What the compiler says against a source; its message is the compiler's own text. */
export class CompileError extends Error {}

/** @returns the module's bytes. @throws CompileError */
export async function compile({
  entry,
  target,
  placed = false,
  pages,
  vectors = false,
}: Compilation): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const args = [
    entry,
    "--config",
    "asconfig.json",
    "--baseDir",
    ROOT,
    "--target",
    target,
    "--use",
    placed ? PLACED_ABORT : BARE_ABORT,
    // The terminal is bought small, the codecs fast: a third of the bytes for a few microseconds a sale.
    ...(placed && target === "release" ? ["--shrinkLevel", "1"] : []),
    ...(pages === undefined ? [] : ["--initialMemory", `${pages}`]),
    ...(vectors ? ["--enable", "simd"] : []),
  ];
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([...args, "--outFile", "module.wasm"], {
    stderr,
    writeFile(name: string, content: string | Uint8Array) {
      if (name.endsWith(".wasm") && typeof content !== "string") bytes = content;
    },
  });
  if (error !== null || bytes === undefined) throw new CompileError(`${stderr.toString()}${error?.message ?? ""}`);
  return bytes;
}

/** Compiles into build/out. @throws CompileError */
export async function compileTo(file: string, compilation: Compilation): Promise<void> {
  writeWhole(join(ROOT, "build/out", file), await compile(compilation));
}
