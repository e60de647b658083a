/**
 * Bundles the test files, all at once and with what they share in common pieces: a test that is run from its sources
 * loads hundreds of files through a loader of TypeScript, which takes longer than most tests do.
 *
 * What a file finds beside itself it still finds beside its source. Knows no suites.
 */
import { build, type Plugin } from "esbuild";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { OUT, ROOT } from "./script.ts";

const FOLDER = join(OUT, "tests");
/** What a source finds in place of `import.meta.url`. */
const OWN_ADDRESS = "ownAddressOfSource";

/** Every source keeps its own address, wherever its code ends up; on its first line, so that its lines keep their numbers. */
const ownAddress: Plugin = {
  name: "own address",
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const address = `const ${OWN_ADDRESS} = ${JSON.stringify(pathToFileURL(path).href)};`;
      return { contents: `${address} ${readFileSync(path, "utf8")}`, loader: "ts" };
    });
  },
};

/** @param files test files, relative to the checkout, below tests */
export async function bundleTests(files: readonly string[]): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  await build({
    entryPoints: files.map((file) => join(ROOT, file)),
    outdir: FOLDER,
    outbase: join(ROOT, "tests"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    charset: "utf8",
    packages: "external",
    // Node finds the lines of a failure by it.
    sourcemap: true,
    sourcesContent: false,
    define: { "import.meta.url": OWN_ADDRESS },
    plugins: [ownAddress],
    logLevel: "silent",
  });
}

/** Where the bundle of such a file is. */
export function bundleOf(file: string): string {
  return join(FOLDER, file.replace(/^tests\//, "").replace(/\.ts$/, ".mjs"));
}
