/** The wall time that the platform has set outlives a restart; a computer's clock that cannot be believed does not move it back. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { FileTime, restored } from "../../../host/devices/kept_clock.ts";
import { SystemClock } from "../../../host/devices/system_clock.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-clock-"));
after(() => rmSync(root, { recursive: true }));
let files = 0;

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A computer whose clock shows `now`. */
class Computer {
  now = NOON;
  readonly path = join(root, String(files++));
  on(): SystemClock {
    return new SystemClock({ store: new FileTime(this.path), local_ms: () => this.now });
  }
}

describe("the terminal's wall time", () => {
  it("is the computer's until it is set, and then that far ahead of it, also after a restart", () => {
    const computer = new Computer();
    const first = computer.on();
    assert.deepEqual([first.wall_ms(), first.isSet], [NOON, true]);
    first.stop();
    assert.equal(new FileTime(computer.path).load(), undefined, "nobody has set it");
    const set = computer.on();
    set.setWall(NOON + HOUR_MS);
    computer.now += DAY_MS;
    const next = computer.on();
    assert.deepEqual([next.wall_ms(), next.isSet], [NOON + HOUR_MS + DAY_MS, true]);
  });

  it("goes on from where it was when the computer's clock went back, and is not set until somebody sets it", () => {
    const computer = new Computer();
    const clock = computer.on();
    clock.setWall(NOON + HOUR_MS);
    computer.now += 2 * HOUR_MS;
    clock.stop();
    computer.now = Date.UTC(2000, 0, 1);
    const back = computer.on();
    assert.deepEqual([back.wall_ms(), back.isSet], [NOON + 3 * HOUR_MS, false]);
    computer.now += HOUR_MS;
    back.stop();
    const again = computer.on();
    assert.equal(again.wall_ms(), NOON + 4 * HOUR_MS, "it has run on meanwhile");
    again.setWall(NOON + 30 * DAY_MS);
    assert.deepEqual([again.isSet, computer.on().isSet], [true, true]);
  });

  it("does not believe that the terminal was off for more than a year", () => {
    const kept = { fast_ms: HOUR_MS, seen_ms: NOON };
    assert.deepEqual(restored(kept, NOON + 366 * DAY_MS - HOUR_MS), { fast_ms: HOUR_MS, isSet: true });
    const late = NOON + 367 * DAY_MS;
    assert.deepEqual(restored(kept, late), { fast_ms: NOON - late, isSet: false });
  });

  it("lets the computer's clock be adjusted by less than a minute", () => {
    const kept = { fast_ms: -HOUR_MS, seen_ms: NOON };
    assert.equal(restored(kept, NOON + HOUR_MS - 59_000).isSet, true);
    assert.equal(restored(kept, NOON + HOUR_MS - 61_000).isSet, false);
  });

  it("is the computer's where what was kept cannot be read", () => {
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '{"fast_ms":1}',
      '{"fast_ms":"1","seen_ms":2}',
      '{"fast_ms":1,"seen_ms":-2}',
    ]) {
      const computer = new Computer();
      writeFileSync(computer.path, text);
      assert.deepEqual([computer.on().wall_ms(), computer.on().isSet], [NOON, true], text);
    }
  });
});
