/**
 * What memory a terminal takes, buffer by buffer: the constants of assembly/base/map.ts beside what the module reports.
 *
 * Two limits are promises to small boards and fail the build: one terminal, and a device with one terminal.
 */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./script.ts";

const KIB = 1024;
export const TERMINAL_BYTES_LIMIT = 20 * KIB;
export const DEVICE_BYTES_LIMIT = 48 * KIB;

export interface Region {
  name: string;
  offset: number;
  bytes: number;
}

export interface MemoryUse {
  regions: Region[];
  terminalBytes: number;
  /** Constants, scratch areas, IN and OUT: what all terminals of an instance share. */
  sharedBytes: number;
  deviceBytes: number;
}

/** @param core bytes of core.wasm; it imports nothing, so that it can be asked here. */
export async function measureMemory(core: Uint8Array): Promise<MemoryUse> {
  const { instance } = await WebAssembly.instantiate(core as Uint8Array<ArrayBuffer>, {});
  const terminalBytes = ask(instance, "terminalBytes");
  const sharedBytes = ask(instance, "terminals") - memoryBase();
  const regions = await readRegions();
  return { regions, terminalBytes, sharedBytes, deviceBytes: sharedBytes + terminalBytes };
}

/** Below it lies the null guard, which a device need not back with memory. */
function memoryBase(): number {
  const config = JSON.parse(readFileSync(join(ROOT, "asconfig.json"), "utf8")) as { options: { memoryBase: number } };
  return config.options.memoryBase;
}

function ask(instance: WebAssembly.Instance, name: string): number {
  const entry = instance.exports[name];
  if (typeof entry !== "function") throw new Error(`core.wasm does not export ${name}()`);
  return (entry as () => number)();
}

/** MAP_<REGION> is an offset into the terminal, <REGION>_BYTES its length; the file holds plain constants only. */
async function readRegions(): Promise<Region[]> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "assembly/base/map.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const map = (await import(`data:text/javascript;base64,${source}`)) as Record<string, number>;
  return Object.keys(map)
    .filter((key) => key.startsWith("MAP_"))
    .map((key) => key.slice("MAP_".length))
    .map((name) => ({ name, offset: map[`MAP_${name}`] ?? NaN, bytes: map[`${name}_BYTES`] ?? NaN }))
    .sort((a, b) => a.offset - b.offset);
}

/** What is wrong with it, if anything: gaps, overlaps, limits exceeded. */
export function memoryProblems(use: MemoryUse): string[] {
  const problems: string[] = [];
  let end = 0;
  for (const { name, offset, bytes } of use.regions) {
    if (offset !== end)
      problems.push(`region ${name} begins at ${String(offset)}, the one before it ends at ${String(end)}`);
    end = offset + bytes;
  }
  if (end !== use.terminalBytes) {
    problems.push(`the regions end at ${String(end)}, terminalBytes() is ${String(use.terminalBytes)}`);
  }
  if (use.terminalBytes > TERMINAL_BYTES_LIMIT)
    problems.push(tooLarge("a terminal", use.terminalBytes, TERMINAL_BYTES_LIMIT));
  if (use.deviceBytes > DEVICE_BYTES_LIMIT) problems.push(tooLarge("a device", use.deviceBytes, DEVICE_BYTES_LIMIT));
  return problems;
}

export function tooLarge(what: string, bytes: number, limit: number): string {
  return `${what} takes ${String(bytes)} bytes, the limit is ${String(limit)}`;
}

export function drawMemory(use: MemoryUse): string {
  const row = (name: string, bytes: number, limit?: number): string =>
    `  ${name.padEnd(22)}${String(bytes).padStart(7)}${limit === undefined ? "" : ` of at most ${String(limit)}`}`;
  return [
    "memory, bytes:",
    ...use.regions.map(({ name, bytes }) => row(`  ${name.toLowerCase()}`, bytes)),
    row("one terminal", use.terminalBytes, TERMINAL_BYTES_LIMIT),
    row("shared, IN and OUT", use.sharedBytes),
    row("a device", use.deviceBytes, DEVICE_BYTES_LIMIT),
  ].join("\n");
}
