/**
 * Bundles the host side: the command line and the public library, for Node 20 and up, dependencies left outside.
 */
import { build } from "esbuild";
import type { BuildOptions, PluginBuild } from "esbuild";
import { join } from "node:path";
import { chmodSync, copyFileSync, renameSync, rmSync } from "node:fs";
import { ABI_VERSION } from "../assembly/abi.ts";
import { BOARD_INTERFACE, firstLine } from "../host/firmware/board_program.ts";
import { OUT, ROOT, run } from "./script.ts";

const ENTRIES = [
  { entry: "host/cli/main.ts", file: "tillcore.mjs", banner: "#!/usr/bin/env node" },
  { entry: "host/index.ts", file: "index.mjs", banner: "" },
];

export const HOST_OUTPUTS = ENTRIES.map(({ file }) => file);

export async function bundleHost(): Promise<void> {
  for (const { entry, file, banner } of ENTRIES) {
    const half = join(OUT, `${file}.half`);
    await bundle(entry, half, { banner: banner === "" ? {} : { js: banner } });
    chmodSync(half, 0o755);
    renameSync(half, join(OUT, file));
  }
}

/** The program of a board, as `tillcore firmware pack --board` puts it into an image. */
export const BOARD_OUTPUT = "board.cjs";

/**
 * One file with all that it needs in it, codec.wasm too: nothing beside it is read but what is built into node, and packages
 * that are there only where they are installed.
 */
export async function bundleBoard(): Promise<void> {
  const half = join(OUT, `${BOARD_OUTPUT}.half`);
  await bundle("host/cli/board.ts", half, {
    minify: true,
    format: "cjs",
    packages: "bundle",
    // Where the launcher is installed: given by it, since a program that was read from an image lies nowhere.
    define: { "import.meta.url": "boardUrl" },
    banner: { js: firstLine({ launcher: BOARD_INTERFACE, core: ABI_VERSION }) },
    loader: { ".wasm": "binary" },
    plugins: [{ name: "codec.wasm inside", setup: codecInside }],
  });
  renameSync(half, join(OUT, BOARD_OUTPUT));
}

function codecInside(built: PluginBuild): void {
  built.onLoad({ filter: /host\/codec\/wasm_file\.ts$/ }, () => ({
    contents: `import bytes from ${JSON.stringify(join(OUT, "codec.wasm"))};\nexport const readModule = () => bytes;`,
    resolveDir: OUT,
    loader: "ts",
  }));
}

/** One file for Node of a source and all that it imports of the checkout. @throws Error with what esbuild warns of */
export async function bundle(entry: string, outfile: string, more: BuildOptions = {}): Promise<void> {
  const { warnings } = await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // Without a target esbuild emits calls that Node 20 lacks.
    target: "node20",
    // Chinese texts stay as they are, instead of six characters each.
    charset: "utf8",
    packages: "external",
    logLevel: "silent",
    ...more,
  });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => `${entry}: ${text}`).join("\n"));
}

const PORTAL = "host/acquirer/portal/web";
export const PORTAL_OUTPUTS = ["portal.js", "portal.css", "portal.html", "portal.svg"];

/** The pages of the acquirer's portal, for browsers of the last years; what they are made of stands inside. */
export async function bundlePortal(): Promise<void> {
  const half = (file: string): string => join(OUT, `${file}.half`);
  for (const [entry, file] of [
    ["main.ts", "portal.js"],
    ["portal.css", "portal.css"],
  ] as const) {
    const { warnings } = await build({
      entryPoints: [join(ROOT, PORTAL, entry)],
      outfile: half(file),
      bundle: true,
      minify: true,
      platform: "browser",
      format: "iife",
      target: "es2022",
      charset: "utf8",
      logLevel: "silent",
    });
    if (warnings.length > 0) throw new Error(warnings.map(({ text }) => `${entry}: ${text}`).join("\n"));
  }
  for (const file of ["portal.html", "portal.svg"]) copyFileSync(join(ROOT, PORTAL, file), half(file));
  for (const file of PORTAL_OUTPUTS) renameSync(half(file), join(OUT, file));
}

/** Type declarations of the library, for the package alone: nobody needs them to run the terminal. */
export async function declareTypes(): Promise<void> {
  rmSync(join(OUT, "types"), { recursive: true, force: true });
  const { code, output } = await run(process.execPath, [
    "node_modules/typescript/bin/tsc",
    "-p",
    "build/tsconfig.package.json",
  ]);
  if (code !== 0) throw new Error(`the type declarations cannot be made:\n${output}`);
}
