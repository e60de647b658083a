import assert from "node:assert/strict";
import { test } from "node:test";
import { Done, Purpose, Secret, Slot } from "../../../assembly/abi.ts";
import { SecretEntry } from "../../../host/secure/entry.ts";
import type { EntryRequest } from "../../../host/secure/entry.ts";
import { ENTRY, PAN, signedOnModule, type } from "./support.ts";

const PIN_REQUEST: EntryRequest = { ...ENTRY, purpose: Purpose.ONLINE_PIN };

/** An entry whose one buffer the test can see, since that is what must be zero. */
function visibleEntry(request: EntryRequest = PIN_REQUEST): { entry: SecretEntry; buffer: Uint8Array } {
  let handle = 100;
  const entry = new SecretEntry(() => ++handle);
  const buffer = (entry as unknown as { digits: Uint8Array }).digits;
  assert.equal(entry.begin(request, 0), undefined);
  return { entry, buffer };
}

function press(entry: SecretEntry, digits: string, now_ms = 1): void {
  for (const digit of digits) assert.equal(entry.key({ digit: Number(digit) }, now_ms), undefined);
}

test("digits are counted, never shown; clear begins anew", () => {
  const { entry, buffer } = visibleEntry();
  press(entry, "12345");
  assert.deepEqual(entry.entering, { count: 5, purpose: Purpose.ONLINE_PIN });
  entry.key("clear", 2);
  assert.deepEqual(entry.entering, { count: 0, purpose: Purpose.ONLINE_PIN });
  assert.deepEqual(buffer, new Uint8Array(12));
});

test("confirming below the least count is refused and the entry stays", () => {
  const { entry } = visibleEntry();
  press(entry, "123");
  assert.equal(entry.key("enter", 2), undefined);
  press(entry, "4");
  assert.deepEqual(entry.key("enter", 3), { status: Secret.ENTERED, handle: 101 });
  assert.equal(entry.entering, undefined);
});

test("digits beyond the most, and keys that are no digits, are not taken", () => {
  const { entry } = visibleEntry({ ...PIN_REQUEST, digitsMax: 6 });
  press(entry, "12345678");
  for (const digit of [-1, 10, 1.5, NaN]) entry.key({ digit }, 1);
  assert.equal(entry.entering?.count, 6);
});

test("a PIN may be left out only where the request says so, and then not halfway", () => {
  const { entry } = visibleEntry({ ...PIN_REQUEST, digitsMin: 0 });
  press(entry, "12");
  assert.equal(entry.key("enter", 2), undefined, "two digits are no PIN");
  entry.key("clear", 3);
  assert.deepEqual(entry.key("enter", 4), { status: Secret.BYPASSED, handle: 0 });
  const strict = visibleEntry();
  assert.equal(strict.entry.key("enter", 1), undefined);
});

test("bad requests are refused at once", () => {
  const wrong: Array<Partial<EntryRequest>> = [
    { digitsMin: -1 },
    { digitsMin: 13, digitsMax: 13 },
    { digitsMax: 13 },
    { digitsMin: 6, digitsMax: 5 },
    { digitsMax: 3, digitsMin: 0 },
    { digitsMin: NaN },
    { keyTimeoutMs: 0 },
    { totalTimeoutMs: 0 },
    { purpose: 77 as Purpose },
  ];
  for (const part of wrong) {
    const entry = new SecretEntry(() => 1);
    assert.deepEqual(entry.begin({ ...PIN_REQUEST, ...part }, 0), { status: Secret.REFUSED, handle: 0 });
    assert.equal(entry.entering, undefined);
  }
});

test("the deadline is the pause between keys or the whole, whichever is first", () => {
  const { entry } = visibleEntry({ ...PIN_REQUEST, keyTimeoutMs: 100, totalTimeoutMs: 250 });
  assert.equal(entry.nextDeadline_ms, 100);
  press(entry, "1", 90);
  assert.equal(entry.nextDeadline_ms, 190);
  press(entry, "2", 180);
  assert.equal(entry.nextDeadline_ms, 250, "keys never prolong the whole");
  assert.equal(entry.tick(249), undefined);
  assert.deepEqual(entry.tick(250), { status: Secret.TIMED_OUT, handle: 0 });
  assert.equal(entry.nextDeadline_ms, undefined);
});

test("a key that comes after the deadline is too late", () => {
  const { entry } = visibleEntry();
  press(entry, "1234");
  assert.deepEqual(entry.key("enter", 20_000), { status: Secret.TIMED_OUT, handle: 0 });
});

const WAYS_OUT: Array<[string, (entry: SecretEntry) => void]> = [
  ["cancel", (entry) => entry.key("cancel", 2)],
  ["clear", (entry) => entry.key("clear", 2)],
  ["time-out", (entry) => entry.tick(10_001)],
  ["late key", (entry) => entry.key({ digit: 1 }, 10_001)],
  ["wipe", (entry) => entry.wipe()],
  ["another entry", (entry) => entry.begin(PIN_REQUEST, 5)],
  ["a refused entry", (entry) => entry.begin({ ...PIN_REQUEST, digitsMax: 99 }, 5)],
  [
    "enter, then wipe",
    (entry) => {
      entry.key("enter", 2);
      entry.wipe();
    },
  ],
  [
    "enter, then another entry",
    (entry) => {
      entry.key("enter", 2);
      entry.begin(PIN_REQUEST, 5);
    },
  ],
  ["enter, then use", (entry) => entry.spend(entry.key("enter", 2)?.handle ?? 0, Purpose.ONLINE_PIN, () => 1)],
  [
    "enter, then use for another purpose",
    (entry) => entry.spend(entry.key("enter", 2)?.handle ?? 0, Purpose.OPERATOR, () => 1),
  ],
  [
    "enter, then a use that fails",
    (entry) => {
      const handle = entry.key("enter", 2)?.handle ?? 0;
      assert.throws(() => entry.spend(handle, Purpose.ONLINE_PIN, () => assert.fail("no")));
    },
  ],
];

for (const [name, leave] of WAYS_OUT) {
  test(`nothing is left of the digits after: ${name}`, () => {
    const { entry, buffer } = visibleEntry();
    press(entry, "987654");
    assert.notDeepEqual(buffer, new Uint8Array(12));
    leave(entry);
    assert.deepEqual(buffer, new Uint8Array(12));
  });
}

test("a handle is good for one use, within its transaction, for its purpose", () => {
  const module = signedOnModule();
  const handle = type(module, "123456");
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).status, Done.DONE);
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).status, Done.REFUSED, "second use");

  const old = type(module, "123456");
  module.wipe();
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle: old, pan: PAN }).status, Done.REFUSED, "next transaction");

  const first = type(module, "123456");
  const second = type(module, "123456");
  assert.notEqual(first, second);
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle: first, pan: PAN }).status, Done.REFUSED, "superseded");
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle: second, pan: PAN }).status, Done.DONE, "the live one");

  const password = type(module, "123456", Purpose.OPERATOR);
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle: password, pan: PAN }).status, Done.REFUSED, "purpose");
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle: 0, pan: PAN }).status, Done.REFUSED);
});

test("a handle is spent even when its use is refused", () => {
  const module = signedOnModule();
  const handle = type(module, "123456");
  assert.equal(module.encipherPin({ slot: Slot.MAC, handle, pan: PAN }).status, Done.REFUSED);
  assert.equal(module.encipherPin({ slot: Slot.PIN, handle, pan: PAN }).status, Done.REFUSED);
});

test("keys without an entry do nothing", () => {
  const module = signedOnModule();
  assert.equal(module.key({ digit: 1 }, 0), undefined);
  assert.equal(module.key("enter", 0), undefined);
  assert.equal(module.tick(1e9), undefined);
  assert.equal(module.nextDeadline_ms, undefined);
});
