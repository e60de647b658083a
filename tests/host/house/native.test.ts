/**
 * The second body on a core of a few lines: the translation runs, equal traces pass, and a byte that differs, a trap and
 * a broken trace are each told apart. The real core is replayed where recordings are made.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { compile } from "../../../build/core.ts";
import { buildNative, hasCompiler, MISSING_COMPILER, replayNative } from "../../../build/firmware/native.ts";
import { OUT } from "../../../build/script.ts";

/** Counts its events; the command is the count plus what the event brings. Event 9 is our bug. */
const CORE = `
const IN: usize = memory.data(64, 8);
const OUT: usize = memory.data(64, 8);
export function input(): usize { return IN; }
export function output(): usize { return OUT; }
export function terminals(): usize { return (__heap_base + 7) & ~7; }
export function boot(t: usize): void { store<u32>(t, 100); }
export function step(t: usize, event: i32, length: i32): i32 {
  assert(event !== 9);
  store<u32>(t, load<u32>(t) + 1);
  store<u32>(OUT, load<u32>(t) + load<u8>(IN + 24 + length - 1));
  return 4;
}`;

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
}

function event(code: number, payload: number[], output: number[]): Buffer {
  const input = Buffer.from([...new Array<number>(24).fill(0), ...payload]);
  return Buffer.concat([u32(code, input.length, output.length), input, Buffer.from(output)]);
}

describe("the second body", { skip: hasCompiler() ? false : MISSING_COMPILER }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-native-"));
  const planted = join(OUT, "planted-native");
  let program = "";

  before(async () => {
    mkdirSync(planted, { recursive: true });
    writeFileSync(join(planted, "core.ts"), CORE);
    writeFileSync(
      join(folder, "core.wasm"),
      await compile({ entry: "build/out/planted-native/core.ts", target: "release" }),
    );
    const built = buildNative(join(folder, "core.wasm"), folder);
    assert.ok("path" in built);
    program = built.path;
  });

  after(() => {
    rmSync(folder, { recursive: true });
    rmSync(planted, { recursive: true, force: true });
  });

  function replay(...events: Buffer[]): { equal: boolean; says: string } {
    const trace = join(folder, "trace");
    writeFileSync(trace, Buffer.concat(events));
    return replayNative(program, trace);
  }

  it("gives the same bytes and counts them", () => {
    const result = replay(event(1, [5], [106, 0, 0, 0]), event(2, [0, 7], [109, 0, 0, 0]));
    assert.deepEqual(result, { equal: true, says: "2 events, 8 command bytes, all equal" });
  });

  it("names the event and the byte that differ", () => {
    const { equal, says } = replay(event(1, [5], [106, 0, 0, 0]), event(2, [0], [102, 0, 1, 0]));
    assert.equal(equal, false);
    assert.match(says, /^event 1 \(code 2\) differs at byte 2/);
  });

  it("sees commands that are missing", () => {
    const { equal, says } = replay(event(1, [5], [106, 0, 0, 0, 0, 0, 0, 0]));
    assert.equal(equal, false);
    assert.match(says, /differs at byte 4: 8 bytes expected, 4 given/);
  });

  it("ends on a trap", () => {
    assert.deepEqual(replay(event(9, [0], [])), { equal: false, says: "trap 5" });
  });

  it("refuses a trace that ends inside an event", () => {
    assert.deepEqual(replay(event(1, [5], [106, 0, 0, 0]).subarray(0, 30)), {
      equal: false,
      says: "the trace ends inside an event",
    });
  });
});
