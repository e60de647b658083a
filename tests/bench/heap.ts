/**
 * Bytes that a message leaves on the heap, counted and not timed.
 *
 * A process of its own reads the size of the heap before and after a batch, short enough that the young generation holds
 * all of it, and takes the median of many batches: the few that a collection falls into do not count.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isMain } from "../../build/script.ts";
import { Ours } from "./ours.ts";
import { DIALECT, REFERENCE } from "./reference.ts";
import { median } from "./rounds.ts";

const ENGINE = ["--expose-gc", "--max-semi-space-size=64", "--min-semi-space-size=64"];
const USUAL_MESSAGES = 1_000_000;
const QUICK_MESSAGES = 100_000;
const BATCH = 10_000;

export interface HeapUse {
  /** Bytes a message, nothing decoded. */
  view: number;
  /** Bytes a message, three fields read as text: strings must lie somewhere, so this shows that the method counts. */
  threeFields: number;
}

export function measureHeap(quick: boolean): HeapUse {
  const child = [...ENGINE, "--import", "tsx", fileURLToPath(import.meta.url)];
  const messages = quick ? QUICK_MESSAGES : USUAL_MESSAGES;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...child, String(messages)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the heap could not be measured: ${stderr}`);
  return JSON.parse(stdout) as HeapUse;
}

function bytesPerMessage(repeat: (times: number) => number, messages: number): number {
  // The engine's own compiling allocates too: it is done before.
  for (let done = 0; done < messages / 2; done += BATCH) repeat(BATCH);
  globalThis.gc?.();
  const batches: number[] = [];
  for (let done = 0; done < messages; done += BATCH) {
    const before = process.memoryUsage().heapUsed;
    repeat(BATCH);
    batches.push((process.memoryUsage().heapUsed - before) / BATCH);
  }
  return median(batches);
}

if (isMain(import.meta.url)) {
  const messages = Number(process.argv[2]);
  const ours = new Ours(DIALECT);
  const message = ours.pack(REFERENCE)!;
  const use: HeapUse = {
    view: bytesPerMessage(ours.view(message), messages),
    threeFields: bytesPerMessage(ours.threeFields(message), messages),
  };
  console.log(JSON.stringify(use));
}
