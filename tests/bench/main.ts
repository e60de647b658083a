/**
 * The benchmark: what is timed is bundled as the product is, and runs in a process of its own, without the loader that runs sources.
 *
 * So the times are those of what users run: constants of the core's contract stand in the code, and no call names its closures.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { buildAll } from "../../build/build.ts";
import { bundle } from "../../build/host.ts";
import { fromCommandLine, OUT } from "../../build/script.ts";
import { readOptions } from "./options.ts";

const HELP = `usage: npm run bench -- [--json FILE] [--only TEXT] [--quick] [--offline]

Times the codecs and the core, with floors in C, plain TypeScript and other libraries beside them, and the secure module's
ciphers and MACs, and whole chip sales, beside bare node:crypto; counts what the codecs allocate and weigh. Prints the tables that stand in the
README and draws build/out/bench.svg.

  --json FILE  write all rows as data: name, ns, ratioToFloor
  --only TEXT  time only the rows whose name contains TEXT, and their floors
  --quick      show only that everything runs: the numbers mean nothing
  --offline    do not install the other libraries (the first run does, in tests/bench)
  --help       this text`;

/** No file of the package: it names this checkout. */
const BUNDLE = join(OUT, "bench/measure.mjs");

/** Every source finds its files from where it stands in the checkout. */
const OWN_PLACES: Plugin = {
  name: "own places",
  setup: (build) => {
    build.onLoad({ filter: /\.ts$/, namespace: "file" }, ({ path }) => {
      const place = JSON.stringify(pathToFileURL(path).href);
      return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", place), loader: "ts" };
    });
  },
};

async function main(): Promise<void> {
  if (readOptions().help) {
    console.log(HELP);
    return;
  }
  await buildAll({ quiet: true });
  await bundle("tests/bench/measure.ts", BUNDLE, { plugins: [OWN_PLACES] });
  const child = spawn(process.execPath, [BUNDLE, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

await fromCommandLine(main);
