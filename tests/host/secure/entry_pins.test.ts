/** PINs typed on the keypad: a new one twice, and how many in a time. Made-up digits. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Purpose, Secret } from "../../../assembly/abi.ts";
import { PIN_RATE, PIN_RATE_NONE, RateLimit } from "../../../host/secure/entry/rate.ts";
import { SECRET_BYTES_MAX } from "../../../host/secure/entry/rules.ts";
import { AGAIN, NEW_PIN, PIN, REFUSED, isZero, newEntry, typed } from "./entry_support.ts";

describe("a new PIN", () => {
  it("has its handle once it was typed twice, beside that of the current PIN", () => {
    const { entry, buffer } = newEntry();
    const current = typed(entry, PIN, "1111")!.handle;
    assert.deepEqual(typed(entry, NEW_PIN, "2222"), { status: Secret.ENTERED, handle: 0 });
    const next = typed(entry, AGAIN, "2222")!;
    assert.equal(next.status, Secret.ENTERED);
    const both = entry.spend(current, Purpose.ONLINE_PIN, (old) =>
      entry.spend(next.handle, Purpose.NEW_PIN, (fresh) => [old.join(""), fresh.join("")]),
    );
    assert.deepEqual(both, ["1111", "2222"]);
    assert.ok(isZero(buffer));
  });

  it("typed differently is gone, both times; the current PIN is not", () => {
    for (const [once, twice] of [
      ["2222", "2223"],
      ["2222", "3222"],
      ["2222", "22222"],
      ["22220", "2222"],
      ["00000", "0000"],
    ] as const) {
      const { entry, buffer } = newEntry();
      const current = typed(entry, PIN, "1111")!.handle;
      typed(entry, NEW_PIN, once);
      assert.deepEqual(typed(entry, AGAIN, twice), { status: Secret.DIFFERENT, handle: 0 });
      assert.ok(isZero(buffer.subarray(SECRET_BYTES_MAX)));
      assert.equal(
        entry.spend(current, Purpose.ONLINE_PIN, (digits) => digits.join("")),
        "1111",
      );
    }
  });

  it("is confirmed once, after it was typed, and not after a cancelled confirmation", () => {
    const { entry } = newEntry();
    assert.deepEqual(entry.begin(AGAIN, 0), REFUSED);
    typed(entry, NEW_PIN, "2222");
    typed(entry, AGAIN, "2222");
    assert.deepEqual(entry.begin(AGAIN, 0), REFUSED);
    typed(entry, NEW_PIN, "2222");
    entry.begin(AGAIN, 0);
    assert.equal(entry.key("cancel", 1)?.status, Secret.CANCELLED);
    assert.deepEqual(entry.begin(AGAIN, 0), REFUSED);
  });

  it("typed anew puts an end to the one before", () => {
    const { entry } = newEntry();
    typed(entry, NEW_PIN, "2222");
    const first = typed(entry, AGAIN, "2222")!.handle;
    typed(entry, NEW_PIN, "3333");
    assert.equal(
      entry.spend(first, Purpose.NEW_PIN, () => 1),
      undefined,
    );
    const second = typed(entry, AGAIN, "3333")!.handle;
    assert.equal(
      entry.spend(second, Purpose.NEW_PIN, (digits) => digits.join("")),
      "3333",
    );
  });
});

describe("the rate of PINs", () => {
  const RATE = { burst: 3, interval_ms: 30_000 };

  it("lets a burst pass, then one in an interval, and never saves up more than the burst", () => {
    const { entry } = newEntry(RATE);
    const passes = (now_ms: number): boolean => typed(entry, PIN, "1234", now_ms)?.status === Secret.ENTERED;
    assert.deepEqual([0, 0, 0, 0].map(passes), [true, true, true, false]);
    assert.deepEqual([29_999, 30_000, 30_000, 60_000].map(passes), [false, true, false, true]);
    assert.deepEqual(Array.from({ length: 5 }, () => 1e9).map(passes), [true, true, true, false, false]);
  });

  it("refuses at the beginning, and wipes", () => {
    const { entry, buffer } = newEntry({ ...RATE, burst: 1 });
    typed(entry, PIN, "1234");
    assert.deepEqual(entry.begin(PIN, 1), REFUSED);
    assert.ok(isZero(buffer));
    assert.equal(entry.entering, undefined);
  });

  it("counts PINs that were entered, not cancelled ones, nor what is no PIN", () => {
    const { entry } = newEntry({ ...RATE, burst: 2 });
    for (let i = 0; i < 5; i++) {
      entry.begin(PIN, 0);
      entry.key("cancel", 0);
      assert.equal(typed(entry, { ...PIN, purpose: Purpose.OPERATOR }, "1234")?.status, Secret.ENTERED);
    }
    assert.equal(typed(entry, { ...PIN, purpose: Purpose.OFFLINE_PIN }, "1234")?.status, Secret.ENTERED);
    assert.equal(typed(entry, NEW_PIN, "1234")?.status, Secret.ENTERED);
    assert.equal(typed(entry, AGAIN, "1234")?.status, Secret.ENTERED, "the same PIN, not another");
    assert.equal(typed(entry, PIN, "1234")?.status, Secret.REFUSED);
  });

  it("is that of PCI PTS unless told otherwise, and none for keys that serve once", () => {
    assert.equal(PIN_RATE.interval_ms, 30_000);
    const standard = newEntry(PIN_RATE).entry;
    let passed = 0;
    for (let now_ms = 0; now_ms <= 3_600_000; now_ms += 1000) {
      if (typed(standard, PIN, "1234", now_ms)?.status === Secret.ENTERED) passed++;
    }
    assert.equal(passed, 120 + PIN_RATE.burst);
    const unlimited = newEntry(PIN_RATE_NONE).entry;
    for (let i = 0; i < 100; i++) assert.equal(typed(unlimited, PIN, "1234")?.status, Secret.ENTERED);
  });

  it("never passes more than burst and time allow, whenever it is asked", () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        pauses,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (all, burst, interval_ms) => {
          const limit = new RateLimit({ burst, interval_ms });
          let [now_ms, taken] = [0, 0];
          for (const pause of all) {
            now_ms += pause;
            if (!limit.allows(now_ms)) continue;
            limit.take(now_ms);
            taken++;
            assert.ok(taken <= burst + Math.floor(now_ms / interval_ms));
          }
          assert.ok(limit.allows(now_ms + burst * interval_ms));
        },
      ),
    );
  });
});
