/**
 * `npm run fuzz`: the codecs and the terminal's core under seeded cases, for as long as one likes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../../build/build.ts";
import { OUT } from "../../build/script.ts";
import { Core } from "../../host/core.ts";
import { Campaign } from "./campaign.ts";
import { fuzz } from "./codecs/fuzzer.ts";
import { builtLibrary, targetsOf } from "./codecs/targets.ts";
import { KernelCampaign, prepare } from "./kernel/campaign.ts";
import { cardKinds } from "./kernel/cards.ts";
import { collectOrigins } from "./origins.ts";
import { ZONE_SCENES, ZoneCampaign } from "./zone_campaign.ts";

const HELP = `Usage: npm run fuzz -- [--seconds N | --transactions N] [--seed S] [--only TEXT]

Runs seeded hostile cases against every codec and against the terminal's core until the time is over or a promise is
broken, and tells the case that broke it. The same seed makes the same cases on every machine.

  --seconds N   how long, shared among the targets (60)
  --transactions N   so many cases of each target instead, however long it takes
  --seed S      number of the first case (1)
  --only TEXT   targets whose name holds this text
  --list        their names
`;
const BATCH = 200;
const CORE = "core";
/** Starts over zones that no terminal wrote. */
const ZONES = "zones";
/** Whole chip sales with cards that lie. */
const KERNEL = "kernel";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      transactions: { type: "string" },
      seed: { type: "string", default: "1" },
      only: { type: "string", default: "" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const seconds = Number(values.seconds);
  const seed = Number(values.seed);
  const cases = values.transactions === undefined ? Infinity : Number(values.transactions);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (cases !== Infinity && !(Number.isSafeInteger(cases) && cases > 0)) {
    process.stderr.write("fuzz: --transactions takes a whole number above 0; see --help\n");
    return 2;
  }
  if (!(seconds > 0) || !Number.isSafeInteger(seed) || seed < 0) {
    process.stderr.write("fuzz: --seconds takes a number above 0, --seed a whole number; see --help\n");
    return 2;
  }
  await buildAll({ quiet: true });
  const runs = (await runners()).filter(({ name }) => name.includes(values.only));
  if (values.list) process.stdout.write(runs.map(({ name }) => `${name}\n`).join(""));
  if (runs.length === 0) {
    process.stderr.write(`fuzz: no target has "${values.only}" in its name; see --list\n`);
    return 2;
  }
  return values.list
    ? 0
    : runAll(runs, seed, { cases, share_ms: cases === Infinity ? (seconds * 1000) / runs.length : Infinity });
}

interface Runner {
  name: string;
  run: (first: number, count: number) => void;
}

async function runners(): Promise<Runner[]> {
  const codecs = targetsOf(await builtLibrary()).map((target) => ({
    name: target.name,
    run: (first: number, count: number) => void fuzz(target, first, count),
  }));
  return [
    ...codecs,
    { name: CORE, run: coreRunner() },
    { name: ZONES, run: zoneRunner() },
    { name: KERNEL, run: kernelRunner() },
  ];
}

function coreRunner(): Runner["run"] {
  let campaign: Campaign | undefined;
  return (first, count) => {
    const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
    campaign ??= new Campaign(
      () => new Core(module),
      (terminals) => new Core(module, terminals),
    );
    campaign.run(first, count);
  };
}

function zoneRunner(): Runner["run"] {
  let campaign: ZoneCampaign | undefined;
  return (first, count) => {
    const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
    campaign ??= new ZoneCampaign(
      collectOrigins(() => new Core(module), ZONE_SCENES),
      (terminals) => new Core(module, terminals),
    );
    campaign.run(first, count);
  };
}

function kernelRunner(): Runner["run"] {
  let campaign: KernelCampaign | undefined;
  return (first, count) => {
    campaign ??= kernelCampaign();
    campaign.run(first, count);
  };
}

function kernelCampaign(): KernelCampaign {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const core = (terminals = 1): Core => new Core(module, terminals);
  return new KernelCampaign(prepare(core, cardKinds()), core);
}

/** Where a run ends: after so many cases, or when its time is over. */
interface Limit {
  cases: number;
  share_ms: number;
}

function runAll(runs: readonly Runner[], seed: number, limit: Limit): number {
  let broken = 0;
  for (const { name, run } of runs) {
    const begin = performance.now();
    let cases = 0;
    try {
      while (cases < limit.cases && performance.now() - begin < limit.share_ms) {
        const count = Math.min(BATCH, limit.cases - cases);
        run(seed + cases, count);
        cases += count;
      }
      const rate = Math.round((1000 * cases) / (performance.now() - begin));
      console.log(`${name}: ${cases} cases from ${seed} on, ${rate} a second, no promise broken`);
    } catch (error) {
      broken++;
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
  return broken === 0 ? 0 : 1;
}

process.exitCode = await main();
