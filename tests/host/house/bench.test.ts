/**
 * The benchmark runs, and all who are timed give the same results and refuse the same damage. Nothing here is about speed.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { run } from "../../../build/script.ts";
import { checkAgreement } from "../../bench/agreement.ts";
import { isInstalled } from "../../bench/peers.ts";
import { median, race } from "../../bench/rounds.ts";
import { aims, type Row, timesTable } from "../../bench/rows.ts";

const TIMED = [
  "iso8583 unpack floor",
  "iso8583 unpack strict core",
  "iso8583 unpack api 3 fields",
  "iso8583 unpack api object",
  "iso8583 unpack plain typescript",
  "iso8583 pack floor",
  "iso8583 pack core",
  "iso8583 pack api object",
  "iso8583 pack plain typescript",
  "tlv walk floor",
  "tlv walk core",
  "tlv walk plain typescript",
  "core event",
];
const PEERS = [
  "iso8583 unpack peer iso_8583",
  "tlv walk peer @tomkp/ber-tlv",
  "tlv walk peer node-emv",
  "tlv walk peer ber-tlv",
];

function bench(...args: string[]): Promise<{ code: number; stdout: string; output: string }> {
  return run(process.execPath, ["--import", "tsx", "tests/bench/main.ts", ...args]);
}

describe("the benchmark", () => {
  it("gives every row, its floor's ratio and what was counted, on a quick run", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tillcore-bench-test-"));
    try {
      const file = join(folder, "rows.json");
      const { code, output } = await bench("--quick", "--offline", "--json", file);
      assert.equal(code, 0, output);
      const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];
      const row = (name: string): Row => rows.find((candidate) => candidate.name === name)!;
      for (const { name, ns, ratioToFloor, bytes, steps, missing } of rows) {
        if (ns === null) assert.ok(bytes !== undefined || steps !== undefined || missing !== undefined, name);
        else assert.ok(ns > 0 && (ratioToFloor === null || ratioToFloor > 0), name);
      }
      const native = row("iso8583 unpack floor").ns !== null;
      for (const name of TIMED) if (native || !name.endsWith("floor")) assert.ok(row(name).ns !== null, name);
      for (const name of PEERS) assert.equal(row(name).ns !== null, isInstalled(), name);
      // Strings must lie somewhere: a count of 0 here would mean that nothing is counted.
      assert.ok(row("heap iso8583 api 3 fields").bytes! > 16);
      assert.ok(row("size codecs in core.wasm").bytes! > 1024);
      assert.ok(row("chip sale DDA 1152 core steps").steps! > row("chip sale core steps").steps!);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("explains itself, and refuses an option that it does not know", async () => {
    const [help, wrong] = await Promise.all([bench("--help"), bench("--wrong")]);
    assert.match(help.stdout, /^usage: /);
    assert.equal(wrong.code, 2);
  });

  it("would see a floor that checks less than we do", () => {
    const lax = { judge: (_: string, inputs: readonly Uint8Array[]): string[] => inputs.map(() => "ok ") };
    assert.throws(() => checkAgreement(lax, undefined), /the floor and we differ/);
  });
});

describe("a race", () => {
  it("takes ratios round by round, so that a slow round counts for all", () => {
    const speeds = [1, 5, 1, 5, 1];
    let [floor, other] = [0, 0];
    const timings = race(
      [
        { name: "floor", floor: "floor", measure: () => 10 * (speeds[floor++ - 1] ?? 1) },
        { name: "other", floor: "floor", measure: () => 30 * (speeds[other++ - 1] ?? 1) },
        { name: "alone", floor: "none", measure: () => 7 },
      ],
      { rounds: 5, slice_ms: 1, warmUp_ms: 1 },
    );
    assert.deepEqual(timings.get("other"), { ns: 30, ratioToFloor: 3 });
    assert.deepEqual(timings.get("alone"), { ns: 7, ratioToFloor: null });
  });

  it("takes the middle of what it measured", () => {
    assert.equal(median([9, 1, 5]), 5);
  });
});

describe("the tables", () => {
  const rows: Row[] = [
    { name: "iso8583 unpack strict core", ns: 60, ratioToFloor: 2.5 },
    { name: "tlv walk core", ns: 60, ratioToFloor: 1.25 },
    { name: "tlv walk peer node-emv", ns: null, ratioToFloor: null, missing: "not installed" },
  ];

  it("say of each aim whether it was met, and nothing where it was not measured", () => {
    const met = (what: string, aim: RegExp): boolean | undefined =>
      aims(rows).find((candidate) => candidate.what === what && aim.test(candidate.aim))?.met;
    assert.equal(met("unpack strict core", /floor/), false);
    assert.equal(met("tlv walk core", /floor/), true);
    assert.equal(met("tlv walk core", /node-emv/), undefined);
  });

  it("give the reason in place of a time", () => {
    assert.match(timesTable(rows), /\| tlv walk peer node-emv +\| not measured: not installed \|/);
  });
});
