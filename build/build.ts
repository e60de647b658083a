/**
 * Makes every artefact in build/out that is out of date, and says what the core weighs.
 *
 * `buildAll` is what `npm start` and `npm test` call first; nothing else in the project compiles a module.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compileTo } from "./core.ts";
import {
  BOARD_OUTPUT,
  bundleBoard,
  bundleHost,
  bundlePortal,
  declareTypes,
  HOST_OUTPUTS,
  PORTAL_OUTPUTS,
} from "./host.ts";
import { drawMemory, measureMemory, memoryProblems, tooLarge } from "./memory_map.ts";
import { fromCommandLine, isMain, OUT } from "./script.ts";
import { refresh } from "./stale.ts";

const HELP = `usage: npm run build -- [--force] [--package]

Makes what is out of date in build/out: core.wasm, core.debug.wasm, codec.wasm, tillcore.mjs, index.mjs, board.cjs,
portal.*.

  --force    make everything anew
  --package  also the type declarations, which only the npm package needs
  --help     this text`;

const CORE_BYTES_LIMIT = 128 * 1024;
const CORE_BYTES_AIM = 48 * 1024;
const CORE = { entry: "assembly/index.ts", placed: true };
/** Its pages are those of assembly/library/buffers.ts. */
export const CODEC = { entry: "assembly/codec.ts", target: "release", pages: 8, vectors: true } as const;
/** What both sides compile. */
const CONTRACT = ["abi", "abi_devices", "abi_platform", "abi_rules", "abi_shown"].map((name) => `assembly/${name}.ts`);
const COMPILER = ["asconfig.json", "build/core.ts", "package-lock.json"];

/** Makes what is out of date. @throws when a source does not compile or the core breaks a limit */
export async function buildAll({ force = false, quiet = false } = {}): Promise<void> {
  const say = (text: string): void => {
    if (!quiet) console.log(text);
  };
  const core = ["assembly", ...COMPILER];
  await make("core.wasm", core, () => compileTo("core.wasm", { ...CORE, target: "release" }));
  await make("core.debug.wasm", core, () => compileTo("core.debug.wasm", { ...CORE, target: "debug" }));
  await make("codec.wasm", core, () => compileTo("codec.wasm", CODEC));
  const host = ["host", ...CONTRACT, "build/host.ts", "package-lock.json"];
  await make("host", host, bundleHost, HOST_OUTPUTS);
  await make("board", [...host, ...core], bundleBoard, [BOARD_OUTPUT]);
  const portal = ["host/acquirer/portal", "host/locale/language.ts", ...CONTRACT, "build/host.ts", "package-lock.json"];
  await make("portal", portal, bundlePortal, PORTAL_OUTPUTS);
  await weigh(say);

  async function make(name: string, inputs: string[], how: () => Promise<void>, outputs = [name]): Promise<void> {
    const began = performance.now();
    const made = await refresh(name, inputs, outputs, force, how);
    say(made ? `${name} made in ${((performance.now() - began) / 1000).toFixed(1)} s` : `${name} is up to date`);
  }
}

async function weigh(say: (text: string) => void): Promise<void> {
  const core = readFileSync(join(OUT, "core.wasm"));
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(core)).length;
  if (imports !== 0) throw new Error(`core.wasm has ${String(imports)} imports, it must have none`);
  const memory = await measureMemory(core);
  say(`core.wasm: ${String(core.length)} bytes, imports: ${String(imports)}`);
  if (core.length > CORE_BYTES_AIM) say(`note: core.wasm is larger than the ${String(CORE_BYTES_AIM)} bytes aimed at`);
  say(drawMemory(memory));
  const problems = memoryProblems(memory);
  if (core.length > CORE_BYTES_LIMIT) problems.push(tooLarge("core.wasm", core.length, CORE_BYTES_LIMIT));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { force: { type: "boolean" }, package: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await buildAll({ force: values.force ?? false });
  if (values.package) await declareTypes();
}

if (isMain(import.meta.url)) await fromCommandLine(main);
