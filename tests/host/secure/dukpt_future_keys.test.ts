/**
 * Future keys without a cipher: a key here is the counter that it is for, so that every derivation can be seen to start from
 * the right one, over all transactions that there are.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FutureKeys, isHeld } from "../../../host/secure/dukpt/future_keys.ts";
import { AES_KSN, lastCounter, nextCounter, TDES_KSN } from "../../../host/secure/dukpt/ksn.ts";
import type { KsnFormat } from "../../../host/secure/dukpt/ksn.ts";

const KEY_BYTES = 4;
const INITIAL_KEY = new Uint8Array(KEY_BYTES);

function keyOf(counter: number): Uint8Array {
  return new Uint8Array([counter >>> 24, counter >>> 16, counter >>> 8, counter]);
}

function counterOf(key: Uint8Array): number {
  return ((key[0]! << 24) | (key[1]! << 16) | (key[2]! << 8) | key[3]!) >>> 0;
}

/** Refuses a parent that is not the counter without its lowest one. */
function derive(parent: Uint8Array, counter: number): Uint8Array {
  if (counterOf(parent) !== (counter & (counter - 1)) >>> 0) throw new Error(`wrong parent of ${counter}`);
  return keyOf(counter);
}

/** Registers as they must be before the transaction of `counter`. */
function registersAt(format: KsnFormat, counter: number): Uint8Array {
  const registers = new Uint8Array(format.counterBits * KEY_BYTES);
  for (let bit = 0; bit < format.counterBits; bit++) {
    const own = (((counter >>> bit) | 1) << bit) >>> 0;
    if (isHeld(counter, bit)) registers.set(keyOf(own), bit * KEY_BYTES);
  }
  return registers;
}

describe("future keys", () => {
  it("of TDES give each of 1,048,575 keys once, and then none", () => {
    const keys = FutureKeys.load(TDES_KSN, INITIAL_KEY, derive);
    let due: number | undefined = nextCounter(TDES_KSN, 0);
    let count = 0;
    for (; due !== undefined; due = nextCounter(TDES_KSN, due)) {
      if (++count % 4096 === 0) assert.deepEqual(keys.registers(), registersAt(TDES_KSN, due));
      const taken = keys.take()!;
      if (taken.counter !== due || counterOf(taken.key) !== due) assert.fail(`${taken.counter} for ${due}`);
    }
    assert.equal(count, 1_048_575);
    assert.deepEqual([keys.counter, keys.take()], [0, undefined]);
    assert.ok(keys.registers().every((byte) => byte === 0));
  });

  it("of AES give the last 110,056 keys once, and then none", () => {
    let due: number | undefined = 0xffc0_0000;
    const keys = FutureKeys.restore(AES_KSN, registersAt(AES_KSN, due), due, derive)!;
    let count = 0;
    for (; due !== undefined; due = nextCounter(AES_KSN, due), count++) {
      const taken = keys.take()!;
      if (taken.counter !== due || counterOf(taken.key) !== due) assert.fail(`${taken.counter} for ${due}`);
    }
    assert.equal(count, 110_056);
    assert.equal(keys.take(), undefined);
  });

  for (const format of [TDES_KSN, AES_KSN]) {
    it(`of ${format.name} are as before when a derivation fails, wherever it does`, () => {
      const counter = 0x1000;
      const before = registersAt(format, counter);
      for (let fails = 0; fails < 12; fails++) {
        const made: Uint8Array[] = [];
        const failing = (parent: Uint8Array, at: number): Uint8Array => {
          if (made.length === fails) throw new Error("cipher");
          made.push(derive(parent, at));
          return made.at(-1)!;
        };
        const keys = FutureKeys.restore(format, before, counter, failing)!;
        assert.throws(() => keys.take(), /cipher/);
        assert.deepEqual([keys.counter, keys.registers()], [counter, before]);
        assert.ok(
          made.every((key) => counterOf(key) === 0),
          "what was made before is wiped",
        );
      }
      assert.equal(FutureKeys.restore(format, before, counter, derive)!.take()?.counter, counter);
    });

    it(`of ${format.name} always lead to the counter of all ones, up to the last`, () => {
      const last = lastCounter(format);
      const allOnes = 2 ** format.counterBits - 1;
      for (const due of [1, 2, 3, 0x400, 0x7fe, last - 2 ** format.onesMax, last]) {
        const keys = FutureKeys.restore(format, registersAt(format, due), due, derive)!;
        assert.equal(counterOf(keys.ofAllOnes()!), allOnes);
        assert.deepEqual(keys.registers(), registersAt(format, due));
      }
    });
  }
});
