/** The clock rings once at its time; the printer prints to its file and says when it cannot. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Done } from "../../../assembly/abi.ts";
import { SystemClock } from "../../../host/devices/system_clock.ts";
import { TextPrinter } from "../../../host/devices/text_printer.ts";

describe("the system clock", () => {
  it("rings at the last alarm that was set, once, and not when it was cancelled", async () => {
    const clock = new SystemClock();
    const rung: string[] = [];
    clock.wakeAt(clock.monotonic_ms() + 5, () => rung.push("replaced"));
    clock.wakeAt(clock.monotonic_ms() + 10, () => rung.push("kept"));
    await pause(40);
    clock.wakeAt(clock.monotonic_ms() + 5, () => rung.push("cancelled"));
    clock.wakeAt(undefined, () => {});
    await pause(20);
    assert.deepEqual(rung, ["kept"]);
  });

  it("has the civil time of its zone", () => {
    const now = new Date();
    const wall = new Date(new SystemClock().wall_ms());
    assert.equal(wall.getUTCHours(), now.getHours());
    assert.equal(wall.getUTCDate(), now.getDate());
  });
});

describe("the text printer", () => {
  const slip = { id: 1, fields: [] };

  it("adds each document to its file and shows it", () => {
    const folder = mkdtempSync(join(tmpdir(), "tillcore-printer-"));
    const file = join(folder, "slips.txt");
    const seen: string[] = [];
    const printer = new TextPrinter({ layout: () => ["one", "two"], file, onPrinted: (lines) => seen.push(...lines) });
    const results: Done[] = [];
    printer.print(slip, (result) => results.push(result));
    printer.print(slip, (result) => results.push(result));
    assert.equal(readFileSync(file, "utf8"), "one\ntwo\n\none\ntwo\n\n");
    assert.deepEqual(results, [Done.DONE, Done.DONE]);
    assert.deepEqual(seen, ["one", "two", "one", "two"]);
    rmSync(folder, { recursive: true });
  });

  it("says REFUSED when it cannot write", () => {
    const results: Done[] = [];
    const file = join(tmpdir(), "no-such-folder", "slips.txt");
    new TextPrinter({ layout: () => ["one"], file }).print(slip, (result) => results.push(result));
    assert.deepEqual(results, [Done.REFUSED]);
  });
});
