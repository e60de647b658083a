/** Keys from components under dual control. Made-up test components; the key pair of TDES is that of vector kcv-001 and -002. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AES, CIPHERS, SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { ComponentEntry } from "../../../host/secure/loading/components.ts";
import type { ComponentRequest } from "../../../host/secure/loading/components.ts";
import { hex, seeded, upper } from "./support.ts";

const A = hex("0123456789ABCDEFFEDCBA9876543210");
const B = hex("00112233445566778899AABBCCDDEEFF");
const C = hex("102030405060708090A0B0C0D0E0F001");
const REQUEST: ComponentRequest = {
  algorithm: "tdes",
  keyBytes: 16,
  holders: 2,
  componentTimeout_ms: 60_000,
  totalTimeout_ms: 150_000,
  isWellKnown: () => false,
};

function entry(part: Partial<ComponentRequest> = {}): ComponentEntry {
  return new ComponentEntry({ ...REQUEST, ...part }, 0);
}

function xor(...parts: Uint8Array[]): Uint8Array {
  return parts.reduce((a, b) => a.map((byte, i) => byte ^ b[i]!));
}

/** All bytes that an entry holds, wherever. */
function heldBy(open: ComponentEntry): Uint8Array[] {
  return (open as unknown as { parts: Uint8Array[] }).parts.slice();
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
const copyOf = (key: Uint8Array): Uint8Array => key.slice();

describe("an entry of components", () => {
  it("shows the check value of each, and of the key", () => {
    const open = entry();
    assert.deepEqual(open.add("ann", A, 1), { outcome: "TAKEN", kcv: hex("08D7B4") });
    assert.deepEqual(open.add("bob", B, 2), { outcome: "TAKEN", kcv: keyCheckValue(TDES, B) });
    const done = open.finish(3, copyOf);
    assert.deepEqual(done, { outcome: "DONE", kcv: keyCheckValue(TDES, xor(A, B)), value: xor(A, B) });
  });

  it("gives the same key in any order, for every cipher and count", () => {
    const algorithms = fc.constantFrom<CipherName>("tdes", "aes", "sm4");
    fc.assert(
      fc.property(algorithms, fc.integer({ min: 2, max: 9 }), fc.nat(), (algorithm, holders, seed) => {
        const keyBytes = CIPHERS[algorithm].keyBytes.at(-1)!;
        const bytes = seeded(`components ${seed}`);
        const parts = Array.from({ length: holders }, () => bytes(keyBytes));
        const keys = [parts, parts.toReversed()].map((order) => {
          const open = entry({ algorithm, keyBytes, holders });
          order.forEach((part, i) => assert.equal(open.add(`holder ${i}`, part, i).outcome, "TAKEN"));
          return upper(open.finish(holders, copyOf).value!);
        });
        assert.deepEqual(keys, [upper(xor(...parts)), upper(xor(...parts))]);
      }),
      { numRuns: 50 },
    );
  });

  it("has a check value by CMAC for AES, over zeros for others", () => {
    const kcvOf = (algorithm: CipherName): Uint8Array => entry({ algorithm }).add("ann", A, 0).kcv;
    assert.deepEqual(kcvOf("aes"), keyCheckValue(AES, A, "cmac", 5));
    assert.deepEqual(kcvOf("sm4"), keyCheckValue(SM4, A, "zeros", 3));
    assert.deepEqual(entry({ algorithm: "aes", kcvMethod: "zeros" }).add("ann", A, 0).kcv, keyCheckValue(AES, A));
  });

  it("refuses the same holder and the same component twice, also when only parity differs", () => {
    const open = entry({ holders: 2, holdersMax: 3 });
    open.add("ann", A, 0);
    assert.equal(open.add("ann", B, 0).outcome, "HOLDER_TWICE");
    assert.equal(open.add("bob", A, 0).outcome, "COMPONENT_TWICE");
    assert.equal(
      open.add(
        "bob",
        A.map((byte) => byte ^ 1),
        0,
      ).outcome,
      "COMPONENT_TWICE",
    );
    assert.deepEqual(open.add("bob", B, 0).outcome, "TAKEN");
    const aes = entry({ algorithm: "aes" });
    aes.add("ann", A, 0);
    assert.equal(
      aes.add(
        "bob",
        A.map((byte) => byte ^ 1),
        0,
      ).outcome,
      "TAKEN",
    );
  });

  it("refuses zeros, other lengths and more components than it takes", () => {
    const open = entry();
    assert.equal(open.add("ann", new Uint8Array(16), 0).outcome, "COMPONENT_ZERO");
    assert.equal(open.add("ann", new Uint8Array(16).fill(1), 0).outcome, "COMPONENT_ZERO");
    assert.equal(open.add("ann", A.subarray(1), 0).outcome, "COMPONENT_LENGTH");
    assert.equal(open.add("ann", new Uint8Array(24).fill(7), 0).outcome, "COMPONENT_LENGTH");
    open.add("ann", A, 0);
    open.add("bob", B, 0);
    assert.equal(open.add("eve", C, 0).outcome, "TOO_MANY");
  });

  it("refuses a component or a key whose check value is not as expected, and may be told again", () => {
    const open = entry();
    for (const kcv of ["08D7B5", "", "08", "08D7B40000000000000000"]) {
      assert.deepEqual(open.add("ann", A, 0, hex(kcv)), { outcome: "KCV_DIFFERS", kcv: new Uint8Array(0) });
    }
    assert.equal(open.add("ann", A, 0, hex("08D7")).outcome, "TAKEN");
    open.add("bob", B, 0);
    const used: unknown[] = [];
    assert.equal(open.finish(0, (key) => used.push(key), hex("000000")).outcome, "KCV_DIFFERS");
    assert.equal(used.length, 0);
    assert.equal(open.finish(0, copyOf, keyCheckValue(TDES, xor(A, B))).outcome, "DONE");
  });

  it("needs as many holders as it was told", () => {
    const open = entry({ holders: 3 });
    open.add("ann", A, 0);
    open.add("bob", B, 0);
    assert.deepEqual(open.finish(0, copyOf), { outcome: "TOO_FEW", kcv: new Uint8Array(0) });
    open.add("eve", C, 0);
    assert.deepEqual(open.finish(0, copyOf).value, xor(A, B, C));
    for (const wrong of [
      { holders: 1 },
      { holders: 10 },
      { holders: 3, holdersMax: 2 },
      { keyBytes: 15 },
      { totalTimeout_ms: 0 },
    ]) {
      assert.throws(() => entry(wrong), RangeError);
    }
  });

  it("gives no key that is zeros or that everybody knows", () => {
    const zeros = entry({ holders: 3 });
    [A, B, xor(A, B)].forEach((part, i) => zeros.add(`holder ${i}`, part, 0));
    assert.equal(zeros.finish(0, copyOf).outcome, "WEAK_KEY");
    const isWellKnown = (key: Uint8Array, algorithm: CipherName): boolean =>
      algorithm === "tdes" && upper(key) === upper(xor(A, B));
    const known = entry({ isWellKnown });
    assert.equal(known.add("zoe", xor(A, B), 0).outcome, "COMPONENT_WELL_KNOWN");
    known.add("ann", A, 0);
    known.add("bob", B, 0);
    assert.deepEqual(known.finish(0, copyOf), { outcome: "WEAK_KEY", kcv: new Uint8Array(0) });
    assert.equal(known.finish(0, copyOf).outcome, "OVER");
  });
});

describe("the time of an entry", () => {
  it("is short for each component and for all of them", () => {
    const open = entry({ holders: 2, holdersMax: 4 });
    assert.equal(open.nextDeadline_ms, 60_000);
    assert.equal(open.tick(59_999), undefined);
    assert.equal(open.add("ann", A, 59_999).outcome, "TAKEN");
    assert.equal(open.nextDeadline_ms, 119_999);
    assert.equal(open.add("bob", B, 119_000).outcome, "TAKEN");
    assert.equal(open.nextDeadline_ms, 150_000);
    assert.equal(open.finish(150_000, copyOf).outcome, "TIMED_OUT");
    assert.equal(open.nextDeadline_ms, undefined);
  });

  it("is not prolonged by what is refused", () => {
    const open = entry();
    open.add("ann", A.subarray(1), 50_000);
    assert.equal(open.nextDeadline_ms, 60_000);
    assert.equal(open.add("ann", A, 60_000).outcome, "TIMED_OUT");
    assert.equal(open.add("ann", A, 60_001).outcome, "OVER");
  });
});

describe("every way out of an entry", () => {
  const ways: Readonly<Record<string, (open: ComponentEntry) => void>> = {
    done: (open) => void open.finish(1, () => undefined),
    cancel: (open) => open.cancel(),
    "time-out": (open) => void open.tick(60_000),
    "a late component": (open) => void open.add("eve", C, 60_000),
    "a use that throws": (open) => {
      assert.throws(() =>
        open.finish(1, () => {
          throw new Error("no room");
        }),
      );
    },
  };

  for (const [name, leave] of Object.entries(ways)) {
    it(`leaves nothing behind: ${name}`, () => {
      const open = entry();
      open.add("ann", A, 0);
      open.add("bob", B, 0);
      const held = heldBy(open);
      assert.deepEqual(held, [A, B]);
      leave(open);
      assert.ok(held.every(isZero));
      assert.deepEqual([open.count, heldBy(open).length], [0, 0]);
      assert.equal(open.add("eve", C, 1).outcome, "OVER");
      assert.equal(open.finish(1, copyOf).outcome, "OVER");
    });
  }

  it("wipes the key after its use, and leaves the holder's own bytes alone", () => {
    const open = entry();
    const own = A.slice();
    open.add("ann", own, 0);
    open.add("bob", B, 0);
    let seen: Uint8Array | undefined;
    open.finish(1, (key) => void (seen = key));
    assert.ok(seen !== undefined && isZero(seen));
    assert.deepEqual(own, A);
  });
});
