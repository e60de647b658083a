/**
 * A contestant in a thread of its own, which has its own heap and its own compiled code.
 *
 * What the engine has learnt from one row would otherwise make the code that another row runs through slower: a sale beside
 * replayed events and replayed ciphers took some 7 % longer than in a process that only sells, as a terminal's does. Only one
 * thread runs at a time: whoever asks waits for the answer.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import type { Contestant } from "./rounds.ts";

type Measure = Contestant["measure"];

interface Shared {
  row: string;
  /** One of the states below. */
  state: Int32Array;
  /** Milliseconds asked for, then nanoseconds an operation. */
  value: Float64Array;
  /** Why it failed, UTF-8, zeros after it. */
  reason: Uint8Array;
}

const [IDLE, ASKED, FAILED] = [0, 1, 2];
const REASON_BYTES = 2_048;
/** Longer than any warm-up, with the making of a shop. */
const PATIENCE_ms = 120_000;

/** @param row what `serveIsolate` of the new thread is given; the thread runs the same file as this one */
export function inIsolate(row: string): Measure {
  const shared: Shared = {
    row,
    state: new Int32Array(new SharedArrayBuffer(4)),
    value: new Float64Array(new SharedArrayBuffer(8)),
    reason: new Uint8Array(new SharedArrayBuffer(REASON_BYTES)),
  };
  let isStarted = false;
  return (ms) => {
    if (!isStarted) new Worker(process.argv[1]!, { workerData: shared }).unref();
    isStarted = true;
    return ask(shared, ms);
  };
}

function ask({ row, state, value, reason }: Shared, ms: number): number {
  value[0] = ms;
  Atomics.store(state, 0, ASKED);
  Atomics.notify(state, 0);
  if (Atomics.wait(state, 0, ASKED, PATIENCE_ms) === "timed-out") throw new Error(`${row}: its thread does not answer`);
  if (Atomics.load(state, 0) === IDLE) return value[0];
  throw new Error(`${row}: ${Buffer.from(reason).toString().replace(/\0+$/, "")}`);
}

/** In a thread that `inIsolate` has started: serves its row, and never comes back. Elsewhere: nothing. */
export function serveIsolate(measureOf: (row: string) => Measure): void {
  if (isMainThread) return;
  const { row, state, value, reason } = workerData as Shared;
  let measure: Measure | undefined;
  for (;;) {
    Atomics.wait(state, 0, IDLE);
    try {
      measure ??= measureOf(row);
      value[0] = measure(value[0]!);
      Atomics.store(state, 0, IDLE);
    } catch (error) {
      new TextEncoder().encodeInto(String(error), reason);
      Atomics.store(state, 0, FAILED);
    }
    Atomics.notify(state, 0);
    // Of the thread, not of the process.
    if (Atomics.load(state, 0) === FAILED) process.exit();
  }
}
