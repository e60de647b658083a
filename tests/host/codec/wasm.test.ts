import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import wabt from "wabt";
import { statusName } from "../../../host/codec/errors.ts";

const root = new URL("../../../", import.meta.url);
const bytes = readFileSync(new URL("build/out/codec.wasm", root));

describe("codec.wasm", () => {
  it("has no import, table, mutable global, start function, memory.grow or float instruction", async () => {
    const module = (await wabt()).readWasm(bytes, {});
    const text = module.toText({ foldExprs: false, inlineExport: false });
    module.destroy();
    for (const forbidden of ["(import", "(table", "(mut ", "(start", "memory.grow", "f32.", "f64.", "call_indirect"]) {
      assert.ok(!text.includes(forbidden), forbidden);
    }
    assert.ok(text.includes("(memory"));
  });

  it("has eight pages and the version that the host expects", () => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const memory = instance.exports["memory"] as WebAssembly.Memory;
    assert.equal(memory.buffer.byteLength, 8 * 65_536);
    assert.equal((instance.exports["abiVersion"] as () => number)(), 3);
  });

  it("has status codes by the names that the host gives them", () => {
    const source = readFileSync(new URL("assembly/base/status.ts", root), "utf8");
    const constants = [...source.matchAll(/^export const ([A-Z_0-9]+): i32 = (\d+);/gm)];
    assert.ok(constants.length > 20);
    for (const [, name = "", value = ""] of constants) {
      const known = statusName(Number(value));
      if (!known.startsWith("STATUS_")) assert.equal(known, name);
    }
  });
});
