/** Secrets typed on the keypad: rules, time-outs, and that nothing is left of them. Made-up digits. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Purpose, Secret } from "../../../assembly/abi.ts";
import { ENTRY_RULES, SECRET_BYTES_MAX } from "../../../host/secure/entry/rules.ts";
import { SecretEntry } from "../../../host/secure/entry/secret_entry.ts";
import type { EntryKey, EntryRequest, EntryResult } from "../../../host/secure/entry/secret_entry.ts";
import {
  AGAIN,
  NEW_PIN,
  PIN,
  PURPOSES,
  REFUSED,
  begun,
  isZero,
  newEntry,
  press,
  typed,
  widest,
} from "./entry_support.ts";

describe("an entry", () => {
  it("shows how much was typed, never what; clear begins anew", () => {
    const { entry, buffer } = begun();
    press(entry, "12345");
    assert.deepEqual(entry.entering, { count: 5, purpose: Purpose.ONLINE_PIN });
    entry.key("clear", 2);
    assert.deepEqual(entry.entering, { count: 0, purpose: Purpose.ONLINE_PIN });
    assert.ok(isZero(buffer));
  });

  it("is not confirmed below the least count, and stays", () => {
    const { entry } = begun();
    press(entry, "123");
    assert.equal(entry.key("enter", 2), undefined);
    press(entry, "4");
    assert.deepEqual(entry.key("enter", 3), { status: Secret.ENTERED, handle: 101 });
    assert.equal(entry.entering, undefined);
  });

  it("takes no digit beyond the most, and no key that is none", () => {
    const { entry } = begun({ ...PIN, digitsMax: 6 });
    for (const digit of [-1, 10, 1.5, NaN]) entry.key({ digit }, 1);
    for (const character of [0x31, 0x41, 0x20]) entry.key({ character }, 1);
    assert.equal(entry.entering?.count, 0);
    press(entry, "12345678");
    assert.equal(entry.entering.count, 6);
  });

  it("may be left out only where the request and the purpose say so, and then not halfway", () => {
    for (const purpose of PURPOSES) {
      const { entry } = newEntry();
      if (purpose === Purpose.NEW_PIN_AGAIN) typed(entry, NEW_PIN, "1234");
      const result = entry.begin({ ...widest(purpose), digitsMin: 0 }, 0);
      const isPin = purpose === Purpose.ONLINE_PIN || purpose === Purpose.OFFLINE_PIN;
      assert.deepEqual(result, isPin ? undefined : REFUSED, Purpose[purpose]);
      if (!isPin) continue;
      press(entry, "12");
      assert.equal(entry.key("enter", 2), undefined, "two digits are no PIN");
      entry.key("clear", 3);
      assert.deepEqual(entry.key("enter", 4), { status: Secret.BYPASSED, handle: 0 });
    }
    assert.equal(begun().entry.key("enter", 1), undefined);
  });

  it("has no place without a beginning", () => {
    const { entry } = newEntry();
    assert.equal(entry.key({ digit: 1 }, 0), undefined);
    assert.equal(entry.key("enter", 0), undefined);
    assert.equal(entry.tick(1e9), undefined);
    assert.equal(entry.nextDeadline_ms, undefined);
    assert.equal(entry.entering, undefined);
  });
});

describe("a request", () => {
  const table: Array<[Purpose, min: number, max: number]> = [
    [Purpose.ONLINE_PIN, 4, 12],
    [Purpose.OFFLINE_PIN, 4, 12],
    [Purpose.NEW_PIN, 4, 12],
    [Purpose.NEW_PIN_AGAIN, 4, 12],
    [Purpose.OPERATOR, 4, 12],
    [Purpose.SUPERVISOR, 6, 12],
    [Purpose.PAYMENT_PASSWORD, 6, 12],
    [Purpose.ACTIVATION_CODE, 6, 32],
    [Purpose.WIFI_KEY, 8, 64],
    [Purpose.NEW_PASSWORD, 4, 12],
    [Purpose.NEW_PASSWORD_AGAIN, 4, 12],
  ];
  for (const [purpose, min, max] of table) {
    it(`of ${Purpose[purpose]} keeps to ${min} to ${max} and to its time-outs`, () => {
      const widestRequest = widest(purpose);
      const begin = (change: Partial<EntryRequest>): EntryResult | undefined => {
        const { entry } = newEntry();
        if (purpose === Purpose.NEW_PIN_AGAIN) typed(entry, NEW_PIN, "1234");
        if (purpose === Purpose.NEW_PASSWORD_AGAIN) typed(entry, { ...NEW_PIN, purpose: Purpose.NEW_PASSWORD }, "1234");
        return entry.begin({ ...widestRequest, ...change }, 0);
      };
      assert.equal(begin({ digitsMin: min, digitsMax: max }), undefined);
      assert.equal(begin({ digitsMin: max, digitsMax: max }), undefined);
      const wrong: Array<Partial<EntryRequest>> = [
        { digitsMin: min - 1 },
        { digitsMin: -1 },
        { digitsMin: NaN },
        { digitsMin: min + 0.5 },
        { digitsMax: max + 1 },
        { digitsMax: min - 1 },
        { digitsMin: min + 2, digitsMax: min + 1 },
        { digitsMax: Infinity },
        { keyTimeoutMs: 0 },
        { keyTimeoutMs: NaN },
        { keyTimeoutMs: widestRequest.keyTimeoutMs + 1 },
        { totalTimeoutMs: 0 },
        { totalTimeoutMs: widestRequest.totalTimeoutMs + 1 },
      ];
      for (const change of wrong) assert.deepEqual(begin(change), REFUSED, JSON.stringify(change));
    });
  }

  it("of every purpose has a rule, and no other has one", () => {
    assert.deepEqual(PURPOSES.toSorted(), table.map(([purpose]) => purpose).toSorted());
    for (const purpose of [0, 12, 77, -1]) assert.deepEqual(newEntry().entry.begin({ ...PIN, purpose }, 0), REFUSED);
    for (const { max } of Object.values(ENTRY_RULES)) assert.ok(max <= SECRET_BYTES_MAX);
  });
});

describe("text", () => {
  it("is taken as bytes, digits among them, and nothing that cannot be printed", () => {
    const { entry } = begun(widest(Purpose.WIFI_KEY));
    const keys: EntryKey[] = Array.from("correct ~", (letter) => ({ character: letter.charCodeAt(0) }));
    for (const key of [...keys, { digit: 7 }]) entry.key(key, 1);
    for (const character of [0, 0x1f, 0x7f, 0x80, 256, 65.5, NaN, -1]) entry.key({ character }, 1);
    assert.deepEqual(entry.entering, { count: 10, purpose: Purpose.WIFI_KEY });
    const handle = entry.key("enter", 2)!.handle;
    const secret = entry.spend(handle, Purpose.WIFI_KEY, (bytes) => Buffer.from(bytes).toString("latin1"));
    assert.equal(secret, "correct ~7");
  });

  it("fills its cell and no more", () => {
    const { entry, buffer } = begun(widest(Purpose.WIFI_KEY));
    for (let i = 0; i < 100; i++) entry.key({ character: 0x41 }, 1);
    assert.equal(entry.entering?.count, 64);
    assert.ok(isZero(buffer.subarray(SECRET_BYTES_MAX)));
  });
});

describe("time", () => {
  it("runs out with the pause between keys or the whole, whichever is first", () => {
    const { entry } = begun({ ...PIN, keyTimeoutMs: 100, totalTimeoutMs: 250 });
    assert.equal(entry.nextDeadline_ms, 100);
    press(entry, "1", 90);
    assert.equal(entry.nextDeadline_ms, 190);
    press(entry, "2", 180);
    assert.equal(entry.nextDeadline_ms, 250, "keys never prolong the whole");
    assert.equal(entry.tick(249), undefined);
    assert.deepEqual(entry.tick(250), { status: Secret.TIMED_OUT, handle: 0 });
    assert.equal(entry.nextDeadline_ms, undefined);
  });

  it("makes a key that comes after it too late", () => {
    const { entry } = begun();
    press(entry, "1234");
    assert.deepEqual(entry.key("enter", 20_000), { status: Secret.TIMED_OUT, handle: 0 });
  });
});

describe("nothing is left in the buffer after", () => {
  const enter = (entry: SecretEntry): number => entry.key("enter", 2)?.handle ?? 0;
  const ways: Array<[string, (entry: SecretEntry) => unknown]> = [
    ["cancel", (entry) => entry.key("cancel", 2)],
    ["clear", (entry) => entry.key("clear", 2)],
    ["a time-out", (entry) => entry.tick(10_001)],
    ["a late key", (entry) => entry.key({ digit: 1 }, 10_001)],
    ["a wipe", (entry) => entry.wipe()],
    ["another entry", (entry) => entry.begin(PIN, 5)],
    ["the entry of a new PIN in its midst", (entry) => entry.begin(NEW_PIN, 5)],
    ["a refused entry", (entry) => entry.begin({ ...PIN, digitsMax: 99 }, 5)],
    [
      "enter, then a wipe",
      (entry) => {
        enter(entry);
        entry.wipe();
      },
    ],
    ["enter, then another entry", (entry) => (enter(entry), entry.begin(PIN, 5))],
    ["enter, then a confirmation of nothing", (entry) => (enter(entry), entry.begin(AGAIN, 5))],
    ["enter, then use", (entry) => entry.spend(enter(entry), Purpose.ONLINE_PIN, () => 1)],
    ["enter, then use for another purpose", (entry) => entry.spend(enter(entry), Purpose.OPERATOR, () => 1)],
    [
      "enter, then a use that fails",
      (entry) => {
        const handle = enter(entry);
        assert.throws(() => entry.spend(handle, Purpose.ONLINE_PIN, () => assert.fail("no")));
      },
    ],
  ];
  for (const [name, leave] of ways) {
    it(name, () => {
      const { entry, buffer } = begun();
      press(entry, "987654");
      assert.ok(!isZero(buffer));
      leave(entry);
      assert.ok(isZero(buffer));
    });
  }

  it("a handle that cannot be made", () => {
    const entry = new SecretEntry(() => assert.fail("no generator"));
    entry.begin(PIN, 0);
    press(entry, "1234");
    assert.throws(() => entry.key("enter", 1), /no generator/);
    assert.ok(isZero((entry as unknown as { buffer: Uint8Array }).buffer));
  });

  it("any keys whatever, once the entry is over and its handles are spent", () => {
    const digits = fc.record({ digit: fc.integer({ min: -1, max: 10 }) });
    const characters = fc.record({ character: fc.integer({ min: 0, max: 300 }) });
    const keys = fc.array(fc.oneof(digits, characters, fc.constantFrom<EntryKey>("clear", "enter", "cancel")));
    const steps = fc.array(fc.tuple(fc.constantFrom(...PURPOSES), keys), { maxLength: 6 });
    fc.assert(
      fc.property(steps, (all) => {
        const { entry, buffer } = newEntry();
        const handles: number[] = [];
        for (const [purpose, presses] of all) {
          entry.begin(widest(purpose), 0);
          for (const key of presses) handles.push(entry.key(key, 1)?.handle ?? 0);
        }
        entry.key("cancel", 1);
        for (const handle of handles) entry.spend(handle, Purpose.OPERATOR, () => 1);
        entry.begin(PIN, 2);
        entry.key("cancel", 3);
        assert.ok(isZero(buffer));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a handle", () => {
  it("is good for one use, for its purpose, while it is live", () => {
    const { entry } = newEntry();
    const use = (handle: number, purpose = Purpose.ONLINE_PIN): string | undefined =>
      entry.spend(handle, purpose, (digits) => digits.join(""));
    const first = typed(entry, PIN, "123456")!.handle;
    assert.equal(use(first), "123456");
    assert.equal(use(first), undefined, "second use");
    const second = typed(entry, PIN, "1234")!.handle;
    const third = typed(entry, PIN, "4321")!.handle;
    assert.equal(use(second), undefined, "superseded");
    assert.equal(use(0), undefined);
    assert.equal(use(third), "4321");
    const old = typed(entry, PIN, "1234")!.handle;
    entry.wipe();
    assert.equal(use(old), undefined, "the next transaction");
    const offline = typed(entry, { ...PIN, purpose: Purpose.OFFLINE_PIN }, "1234")!.handle;
    assert.equal(use(offline), undefined, "typed for the card, not for the host");
    assert.equal(use(offline, Purpose.OFFLINE_PIN), undefined, "and spent by the attempt");
  });
});
