/** The build's own parts: what is stale, what is too large, what a test program's report says, and help everywhere. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type MemoryUse, memoryProblems } from "../../../build/memory_map.ts";
import { OUT, run } from "../../../build/script.ts";
import { refresh } from "../../../build/stale.ts";
import { readAspect, readTap } from "../../../build/tap.ts";

describe("an artefact", () => {
  const name = "house-probe";
  const output = join(OUT, name);
  const make = (inputs: string[], force = false): Promise<boolean> =>
    refresh(name, inputs, [name], force, async () => writeFileSync(output, "made"));
  after(() => {
    rmSync(output, { force: true });
    rmSync(join(OUT, "stamps", name), { force: true });
  });

  it("is made once, and again when an input changes, when it is gone or when told to", async () => {
    assert.equal(await make(["LICENSE"], true), true);
    assert.equal(await make(["LICENSE"]), false);
    assert.equal(await make(["LICENSE", "tests/host/house/fixtures"]), true);
    assert.equal(await make(["LICENSE", "tests/host/house/fixtures"]), false);
    rmSync(output);
    assert.equal(await make(["LICENSE", "tests/host/house/fixtures"]), true);
    assert.equal(await make(["LICENSE", "tests/host/house/fixtures"], true), true);
  });

  it("that could not be made stays stale", async () => {
    const failing = refresh(name, ["package.json"], [name], true, () => Promise.reject(new Error("no")));
    await assert.rejects(failing, /no/);
    assert.equal(await make(["package.json"]), true);
  });
});

describe("the memory map", () => {
  const sound: MemoryUse = {
    regions: [
      { name: "A", offset: 0, bytes: 16 },
      { name: "B", offset: 16, bytes: 8 },
    ],
    terminalBytes: 24,
    sharedBytes: 100,
    deviceBytes: 124,
  };

  it("may be gapless and small", () => {
    assert.deepEqual(memoryProblems(sound), []);
  });

  const wrong: Array<[string, Partial<MemoryUse>]> = [
    ["have a gap", { regions: [sound.regions[0]!, { name: "B", offset: 17, bytes: 7 }] }],
    ["end elsewhere than the terminal", { terminalBytes: 32 }],
    ["make a device too large", { deviceBytes: 48 * 1024 + 1 }],
  ];
  for (const [what, change] of wrong) {
    it(`may not ${what}`, () => {
      assert.equal(memoryProblems({ ...sound, ...change }).length, 1);
    });
  }

  it("may not make a terminal too large", () => {
    const bytes = 20 * 1024 + 1;
    assert.equal(
      memoryProblems({ ...sound, regions: [{ name: "A", offset: 0, bytes }], terminalBytes: bytes }).length,
      1,
    );
  });
});

describe("a report", () => {
  const tap = [
    "# Subtest: cuts",
    "    ok 1 - first",
    "    ok 2 - native # SKIP no C compiler",
    "    not ok 3 - third",
    "    # counts: 12 cuts, 3 planted bugs",
    "not ok 1 - cuts",
    "# tests 3",
    "# pass 1",
    "# fail 1",
    "# cancelled 0",
    "# skipped 1",
  ].join("\n");

  it("of node's runner is counted, what was left out and what it wants to say included", () => {
    assert.deepEqual(readTap(tap), {
      passed: 1,
      failed: 1,
      omitted: ["native: no C compiler"],
      figures: ["12 cuts, 3 planted bugs"],
    });
  });

  it("that breaks off is a failure", () => {
    assert.equal(readTap("# Subtest: cuts\n").failed, 1);
  });

  it("of as-pect is counted, and none is a failure", () => {
    assert.deepEqual(readAspect("    [Tests]: 7 / 9\n"), { passed: 7, failed: 2, omitted: [], figures: [] });
    assert.equal(readAspect("ERROR AS100").failed, 1);
  });
});

describe("every script", () => {
  const script = (name: string, option: string): Promise<{ code: number; stdout: string; output: string }> =>
    run(process.execPath, ["--import", "tsx", `build/${name}.ts`, option]);

  it("explains itself", async () => {
    const helps = await Promise.all(["build", "check", "test", "machines"].map((name) => script(name, "--help")));
    for (const { code, stdout } of helps) {
      assert.equal(code, 0);
      assert.match(stdout, /^usage: /);
    }
  });

  it("refuses an option that it does not know", async () => {
    const { code, output } = await script("check", "--wrong");
    assert.equal(code, 2);
    assert.match(output, /--wrong/);
  });
});
