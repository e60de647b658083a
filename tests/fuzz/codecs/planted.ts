/** The codec library with a few words of its source changed: bundled beside a codec.wasm of its own, and loaded. */
import { build } from "esbuild";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { CODEC } from "../../../build/build.ts";
import { compile } from "../../../build/core.ts";
import { OUT, ROOT } from "../../../build/script.ts";
import type { Library } from "./targets.ts";

export interface Plant {
  /** From the root of the checkout. */
  file: string;
  /** What stands there; and what stands there instead. */
  text: string;
  instead: string;
}

/** @throws Error when a source does not read as the plant expects */
export async function plantedLibrary({ file, text, instead }: Plant): Promise<Library> {
  const folder = mkdtempSync(join(OUT, "planted-codec-"));
  try {
    for (const part of ["assembly", "host"]) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const source = readFileSync(join(folder, file), "utf8");
    if (!source.includes(text)) throw new Error(`${file} no longer reads "${text}"`);
    writeFileSync(join(folder, file), source.replace(text, instead));
    const entry = relative(ROOT, join(folder, "assembly/codec.ts"));
    writeFileSync(join(folder, "codec.wasm"), await compile({ ...CODEC, entry }));
    const outfile = join(folder, "index.mjs");
    const entryPoints = [join(folder, "host/index.ts")];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
    });
    const library = (await import(pathToFileURL(outfile).href)) as Library;
    // Loads its codec.wasm while that is there.
    library.isLuhn("0");
    return library;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
