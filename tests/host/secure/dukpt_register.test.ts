/** A device under DUKPT: it gives the keys that the acquirer finds, each once, whatever fails in between. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { aesUpdateKey } from "../../../host/secure/dukpt/aes.ts";
import { AesDukptRegister } from "../../../host/secure/dukpt/aes_register.ts";
import { isValidCounter, lastCounter, transactionCounter } from "../../../host/secure/dukpt/ksn.ts";
import type { DukptRegister } from "../../../host/secure/dukpt/register.ts";
import { fromHex, refusal, toHex } from "../codec/support.ts";
import { AES_SCHEME, durable, holds, ksnAt, SCHEMES, stateAt, walk } from "./dukpt_schemes.ts";
import type { Scheme } from "./dukpt_schemes.ts";

for (const scheme of SCHEMES) {
  describe(`a register of ${scheme.name}`, () => {
    it("gives the acquirer's keys, from the first counter on", () => {
      assert.equal(walk(scheme, scheme.load(), 1, 1000), 1000);
    });

    it("gives them around counters with many ones and with few", () => {
      const top = 2 ** (scheme.format.counterBits - 1);
      for (const counter of [0x7fe, 0x800, 0x1_f800, 0x2_0000, top - 2 ** 11, top, 0xff * (top >>> 7)]) {
        let valid = counter;
        while (!isValidCounter(scheme.format, valid)) valid++;
        assert.equal(walk(scheme, scheme.restore(stateAt(scheme, valid)), valid, 25), 25);
      }
    });

    it("comes to the states that the standard says", () => {
      const register = scheme.load();
      for (let counter = 1; counter <= 130; counter++) {
        assert.deepEqual(register.state(), stateAt(scheme, counter));
        register.next(durable);
      }
    });

    it("gives the last key and then no more, without asking the store", () => {
      const counters = lastCounters(scheme, 40);
      const register = scheme.restore(stateAt(scheme, counters[0]!));
      assert.equal(walk(scheme, register, counters[0]!, 1000), 40);
      assert.equal(register.nextKsn, undefined);
      assert.equal(
        register.next(() => assert.fail("nothing to keep")),
        undefined,
      );
      const state = register.state();
      assert.ok(state.subarray(12, -8).every((byte) => byte === 0));
      assert.equal(scheme.restore(state).next(durable), undefined);
    });

    it("keeps no key that was used, nor what led to it, when the store is asked and after", () => {
      const register = scheme.load();
      const used = [scheme.initialKey];
      for (let count = 0; count < 64; count++) {
        const { nextKsn } = register;
        used.push(scheme.transactionKey(nextKsn!));
        const check = (): void => {
          const state = register.state();
          for (const key of used) assert.ok(!holds(state, key));
          assert.ok(!holds(state, scheme.transaction(nextKsn!).key("pin")));
        };
        const transaction = register.next(check);
        assert.deepEqual(transaction?.ksn, nextKsn);
        check();
      }
    });

    it("continues from its state", () => {
      const register = scheme.load();
      for (let count = 0; count < 77; count++) register.next(durable);
      const state = register.state();
      const restored = scheme.restore(state);
      assert.deepEqual(restored.state(), state);
      state.fill(0);
      assert.equal(walk(scheme, restored, 78, 50), 50);
    });

    it("ends a transaction when it begins another", () => {
      const register = scheme.load();
      const first = register.next(durable)!;
      register.next(durable);
      assert.equal(refusal(() => first.key("pin"))?.code, "DUKPT_ENDED");
    });

    it("holds nothing once it is wiped, its transaction included", () => {
      const register = scheme.load();
      const transaction = register.next(durable)!;
      register.wipe();
      assert.equal(refusal(() => transaction.key("pin"))?.code, "DUKPT_ENDED");
      assert.ok(
        register
          .state()
          .subarray(12, -8)
          .every((byte) => byte === 0),
      );
      assert.equal(register.next(durable), undefined);
    });

    it("gives nothing when it is wiped while the store is at work", () => {
      const register = scheme.load();
      assert.equal(
        register.next(() => register.wipe()),
        undefined,
      );
    });

    it("shows no key to whoever prints it", () => {
      const register = scheme.load();
      const transaction = register.next(durable)!;
      const key = scheme.transactionKey(transaction.ksn);
      const text = [register, transaction].map(
        (it) => inspect(it, { showHidden: true, depth: 9 }) + JSON.stringify(it),
      );
      assert.doesNotMatch(text.join(""), new RegExp([...key.subarray(0, 4)].join("[^0-9]+")));
      assert.ok(!text.join("").includes("registers"));
    });
  });

  describe(`no key of ${scheme.name} is used twice`, () => {
    it("though the store fails at every position, before or after it has kept the state", () => {
      for (let position = 0; position < 20; position++) {
        for (const keeps of [false, true]) {
          const device = new Device(scheme);
          for (let count = 0; count < 20; count++) device.step(count !== position ? "ok" : keeps ? "late" : "early");
          assert.equal(device.given.length, 19);
          device.step("cut");
          device.step("ok");
        }
      }
    });

    it("whatever comes: transactions, failures of the store, and power cuts", () => {
      const steps = fc.array(fc.constantFrom<Step>("ok", "early", "late", "cut"), { maxLength: 40 });
      const starts = fc.constantFrom(...[stateAt(scheme, 1), stateAt(scheme, 0x7fe), ...nearTheEnd(scheme)]);
      fc.assert(
        fc.property(starts, steps, (state, list) => {
          const device = new Device(scheme, state);
          for (const step of list) device.step(step);
        }),
        { numRuns: 60 },
      );
    });
  });
}

type Step = "ok" | "early" | "late" | "cut";

/** A device with its store, and everything that was ever given out. */
class Device {
  readonly given: string[] = [];
  readonly #scheme: Scheme;
  #stored: Uint8Array;
  #register: DukptRegister;

  constructor(scheme: Scheme, state = scheme.load().state()) {
    this.#scheme = scheme;
    this.#stored = state;
    this.#register = scheme.restore(state);
  }

  step(step: Step): void {
    if (step === "cut") this.#register = this.#scheme.restore(this.#stored);
    else if (step === "ok") this.#take(step);
    else this.#fail(step);
  }

  #fail(step: "early" | "late"): void {
    const before = this.#register.nextKsn;
    if (before === undefined) return;
    assert.throws(() => this.#take(step), /store/);
    assert.notDeepEqual(this.#register.nextKsn, before);
  }

  #take(step: "ok" | "early" | "late"): void {
    const transaction = this.#register.next(() => {
      if (step === "early") throw new Error("store");
      this.#stored = this.#register.state();
      if (step === "late") throw new Error("store");
    });
    if (transaction === undefined) return;
    const key = toHex(transaction.key("mac-request"));
    assert.equal(key, toHex(this.#scheme.transaction(transaction.ksn).key("mac-request")));
    assert.ok(!this.given.includes(key), "a key came twice");
    this.given.push(key);
  }
}

/** The last `count` counters, in their order. */
function lastCounters({ format }: Scheme, count: number): number[] {
  const counters: number[] = [];
  for (let value = lastCounter(format); counters.length < count; value--) {
    const ones = value.toString(2).replaceAll("0", "").length;
    if (ones <= format.onesMax) counters.unshift(value);
  }
  return counters;
}

function nearTheEnd(scheme: Scheme): Uint8Array[] {
  return lastCounters(scheme, 9)
    .filter((_, index) => index % 4 === 0)
    .map((counter) => stateAt(scheme, counter));
}

describe("the key for a new initial key", () => {
  const { initialKey, initialKeyId, format } = AES_SCHEME;
  const restored = (counter: number): AesDukptRegister => AesDukptRegister.restore(stateAt(AES_SCHEME, counter));

  it("is the acquirer's at every counter, and takes no transaction", () => {
    const expected = aesUpdateKey(initialKey, initialKeyId);
    for (const counter of [1, 2, 0x7fff, 0x8000_0000, 0x8000_0001, 0xc000_0000, 0xfffe_8000, 0xffff_0000]) {
      const register = restored(counter);
      const before = register.state();
      assert.deepEqual(register.updateKey(), expected, String(counter));
      assert.deepEqual(register.state(), before);
    }
    assert.equal(transactionCounter(format, ksnAt(AES_SCHEME, 0xffff_0000)), lastCounter(format));
  });

  it("is of the type that is asked for, and gone with the last transaction", () => {
    const register = restored(0xffff_0000);
    assert.deepEqual(register.updateKey("2tdea"), fromHex("4744A5ECBC62B5C4BB76FBEAE1E244A3"));
    assert.equal(refusal(() => register.updateKey("aes256"))?.code, "DUKPT_KEY_TYPE");
    register.next(durable);
    assert.equal(register.updateKey(), undefined);
  });
});
