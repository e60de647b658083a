/**
 * The shipped module disassembled: nothing in it that some engine or board lacks, and no PIN formatter in the terminal's
 * core. Small planted sources show that each fault would be seen.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { compile } from "../../../build/core.ts";
import { OUT } from "../../../build/script.ts";
import { assemble, functionNames, moduleFaults } from "./module.ts";

const PLANTED = join(OUT, "planted");
const PIN_FORMATTER = "assembly/codec/pin_block/";

/** A fault, and the AssemblyScript that compiles to it in the release build's own settings. */
const FAULTS: Array<[string, string]> = [
  ["import", "declare function now(): i32;\nexport function f(): i32 { return now(); }"],
  [
    "table",
    "function a(): i32 { return 1; }\nfunction b(): i32 { return 2; }\nconst LIST: StaticArray<() => i32> = [a, b];\nexport function f(i: i32): i32 { return LIST[i](); }",
  ],
  ["mutable global", "let count: i32 = 0;\nexport function f(): i32 { return ++count; }"],
  ["mutable global", 'export function f(i: i32): bool { const a = i > 1 ? "yes" : "no"; return a == "yes"; }'],
  [
    "start function",
    "const AT: usize = memory.data(4);\nexport function g(): i32 { return load<i32>(AT); }\nstore<i32>(AT, g() + 1);",
  ],
  ["memory growth", "export function f(): i32 { return memory.grow(1); }"],
  ["float instruction", "export function f(i: i32): i32 { return <i32>Math.sqrt(<f64>i); }"],
  ["float type", "export function f(a: f64): f64 { return a; }"],
];

/** What the compiler's settings rule out; the check must see it all the same, should they change. */
const ASSEMBLED: Array<[string, string]> = [
  ["maximum memory", "(memory 1 16)"],
  ["element segment", "(table 1 funcref) (func $f) (elem (i32.const 0) $f)"],
  ["bulk-memory instruction", "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))"],
  ["sign-extension instruction", "(func (param i32) (result i32) (i32.extend8_s (local.get 0)))"],
  ["saturating conversion", "(func (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0)))"],
  ["vector instruction", "(func (result i32) (i8x16.all_true (v128.const i32x4 0 0 0 0)))"],
];

async function plant(source: string, target: "release" | "debug" = "release"): Promise<Uint8Array> {
  mkdirSync(PLANTED, { recursive: true });
  writeFileSync(join(PLANTED, "planted.ts"), source);
  return compile({ entry: "build/out/planted/planted.ts", target });
}

describe("the release modules", () => {
  after(() => rmSync(PLANTED, { recursive: true, force: true }));

  it("core.wasm holds nothing that an engine or a board may lack", () => {
    assert.deepEqual(moduleFaults(readFileSync(join(OUT, "core.wasm"))), []);
  });

  it("codec.wasm, which no board loads, holds vector instructions besides, and nothing else", () => {
    assert.deepEqual(moduleFaults(readFileSync(join(OUT, "codec.wasm"))), ["vector instruction"]);
  });

  it("a small sound module passes", async () => {
    assert.deepEqual(moduleFaults(await plant("export function f(i: i32): i32 { return i + 1; }")), []);
  });

  for (const [fault, source] of FAULTS) {
    it(`${fault} would be seen: ${source.split("\n").at(-1) ?? ""}`, async () => {
      assert.ok(moduleFaults(await plant(source)).includes(fault));
    });
  }

  for (const [fault, text] of ASSEMBLED) {
    it(`${fault} would be seen: ${text}`, () => {
      assert.ok(moduleFaults(assemble(`(module ${text})`)).includes(fault));
    });
  }
});

describe("the PIN formatter", () => {
  after(() => rmSync(PLANTED, { recursive: true, force: true }));

  it("stands nowhere in the terminal's core", () => {
    const names = functionNames(readFileSync(join(OUT, "core.debug.wasm")));
    assert.ok(
      names.some((name) => name.startsWith("assembly/terminal/")),
      "a debug module names its functions",
    );
    assert.deepEqual(
      names.filter((name) => name.startsWith(PIN_FORMATTER)),
      [],
    );
  });

  it("would be seen", async () => {
    const names = functionNames(
      await plant('export { encodeFormat0 } from "../../../assembly/codec/pin_block";', "debug"),
    );
    assert.ok(names.some((name) => name.startsWith(PIN_FORMATTER)));
  });
});
