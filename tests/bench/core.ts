/**
 * How long an event takes: the events of one terminal's life (first start, binding, sign-on, a sale) through the core in
 * this JavaScript engine, with and without the board's copying, and through the core translated to C as the floor.
 *
 * `npm run bench`. Ratios of one run can be compared; nanoseconds of a shared machine cannot.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { do_not_optimize, measure } from "mitata";
import { buildAll } from "../../build/build.ts";
import { buildNative, MISSING_COMPILER, replayNative } from "../../build/firmware/native.ts";
import { fromCommandLine, OUT } from "../../build/script.ts";
import { packMessage, unpackMessage } from "../../host/codec/message.ts";
import { Framer } from "../../host/codec/frame.ts";
import { Core } from "../../host/core.ts";
import { bytesAt } from "../../host/payloads.ts";
import type { Step } from "../../host/recording/recorder.ts";
import { encodeTrace } from "../../host/recording/trace.ts";
import { Command } from "../../assembly/abi.ts";
import { record } from "../simulation/transcript_recording.ts";
import { SCENES } from "../simulation/transcript_scenes.ts";

const HELP = `usage: npm run bench -- [--help]

Times the events of one terminal's life in this JavaScript engine and in the core translated to C, and the codec.`;

const ROUNDS = 2_000;

function say(name: string, ns: number, floor_ns?: number): void {
  const ratio = floor_ns === undefined ? "" : `   ${(ns / floor_ns).toFixed(2)} of the floor`;
  console.log(`${name.padEnd(58)}${ns.toFixed(0).padStart(8)} ns${ratio}`);
}

async function medianOf(work: () => unknown): Promise<number> {
  const { p50 } = await measure(() => do_not_optimize(work()));
  return p50;
}

/** Nanoseconds an event in the second body, or undefined where there is no C compiler. */
function timeNative(steps: readonly Step[]): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-bench-"));
  try {
    const built = buildNative(join(OUT, "core.wasm"), folder, "-O2");
    if ("missing" in built) return undefined;
    const trace = join(folder, "trace");
    writeFileSync(trace, encodeTrace(steps));
    const { equal, says } = replayNative(built.path, trace, ROUNDS);
    if (!equal) throw new Error(says);
    return Number(/(\d+) ns an event/.exec(says)?.[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function benchCore(steps: readonly Step[], module: WebAssembly.Module): Promise<void> {
  const core = new Core(module);
  const life = await medianOf(() => {
    core.boot();
    for (const { event } of steps) core.step(event);
  });
  const floor = timeNative(steps);
  if (floor === undefined) console.log(`left out: the core in C, ${MISSING_COMPILER}`);
  else say("core in C (wasm2c, -O2), an event: the floor", floor);
  say("core in this engine, an event, board's copies included", life / steps.length, floor);
}

async function benchCodec(steps: readonly Step[]): Promise<void> {
  const sent = steps.flatMap(({ commands }) => commands).filter(({ code }) => code === Command.LINE_SEND);
  const sale = new Framer().push(bytesAt(sent.at(-1)!.payload))[0]!.body;
  const message = unpackMessage(sale);
  const fields = [...message.fields];
  say(`unpack a sale request of ${sale.length} bytes, all fields read`, await medianOf(() => readAll(sale)));
  say("pack it again", await medianOf(() => packMessage(message.mti, fields)));
}

function readAll(bytes: Uint8Array): number {
  return unpackMessage(bytes).fields.size;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await buildAll({ quiet: true });
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const scene = SCENES.find(({ name }) => name === "approved_sale")!;
  const [steps = []] = record(scene, () => new Core(module)).lives;
  console.log(`${steps.length} events, Node ${process.version}`);
  await benchCore(steps, module);
  await benchCodec(steps);
}

await fromCommandLine(main);
