/** Imports only point up the list of the house. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listFiles, readText } from "./files.ts";
import { importFaults, ringIn } from "./imports.ts";

const sources = listFiles().filter(
  (path) => /^(assembly|host)\/.*\.ts$/.test(path) && !path.startsWith("assembly/runtime/"),
);

describe("imports", () => {
  it("point to the own folder or to one above, in every source", () => {
    assert.ok(sources.length > 0);
    assert.deepEqual(
      sources.flatMap((path) => importFaults(path, readText(path))),
      [],
    );
  });

  it("run in no ring below the flows of the core", () => {
    const parts = sources.filter((path) => /^assembly\/(base|codec|machine|journal|emv|acquirer)\//.test(path));
    assert.ok(parts.length > 0);
    assert.equal(ringIn(new Map(parts.map((path) => [path, readText(path)]))), undefined);
  });

  it("are followed until they come back", () => {
    const [a, b, c] = ["emv/a.ts", "emv/b.ts", "emv/c.ts"];
    const ring = new Map([
      [a, 'import { b } from "./b";'],
      [b, 'import { c } from "./c";'],
      [c, 'import { b } from "./b";'],
    ]);
    assert.deepEqual(ringIn(ring), [b, c, b]);
  });

  const wrong: Array<[string, string]> = [
    ["assembly/codec/x.ts", 'import { a } from "../journal/y";'],
    ["assembly/emv/x.ts", 'import { a } from "../acquirer/y";'],
    ["assembly/machine/x.ts", 'export * from "../index";'],
    ["assembly/index.ts", 'import "./codec";'],
    ["assembly/base/x.ts", 'import { a } from "../../host/ports";'],
    ["assembly/stray/x.ts", 'import { a } from "../base/y";'],
    ["host/codec/x.ts", 'import { a } from "../secure/y.ts";'],
    ["host/codec/x.ts", 'const a = await import("../cli/y.ts");'],
    ["host/cli/x.ts", 'import type { A } from "../../assembly/base/status.ts";'],
    ["host/cli/x.ts", 'import { a } from "../../build/script.ts";'],
    ["host/ports.ts", 'import { a } from "./core.ts";'],
  ];
  for (const [path, text] of wrong) {
    it(`may not be: ${text} in ${path}`, () => {
      assert.equal(importFaults(path, text).length, 1);
    });
  }

  const right: Array<[string, string]> = [
    ["assembly/codec/iso8583/x.ts", 'import { a } from "../pan";\nimport { b } from "../../base/y";'],
    ["host/cli/x.ts", 'import { a } from "../acquirer/y.ts";\nimport { b } from "../../assembly/abi.ts";'],
    ["host/core.ts", 'import fs from "node:fs";\nimport { a } from "./ports.ts"; // not "./cli/y.ts"'],
  ];
  for (const [path, text] of right) {
    it(`may be: ${text.replaceAll("\n", " ")} in ${path}`, () => {
      assert.deepEqual(importFaults(path, text), []);
    });
  }
});
