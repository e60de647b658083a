/** How a register of DUKPT begins: loaded with an initial key, or restored from what it was; everything else is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AesDukptRegister } from "../../../host/secure/dukpt/aes_register.ts";
import { isHeld } from "../../../host/secure/dukpt/future_keys.ts";
import { TdesDukptRegister } from "../../../host/secure/dukpt/tdes_register.ts";
import { refusal } from "../codec/support.ts";
import { AES_SCHEME, checked, ksnAt, stateAt, TDES_SCHEME, walk } from "./dukpt_schemes.ts";

describe("a state", () => {
  for (const scheme of [TDES_SCHEME, AES_SCHEME]) {
    const good = stateAt(scheme, 0b110_0100);
    const code = (state: Uint8Array): string | undefined => refusal(() => scheme.restore(state))?.code;
    const changed = (at: number, value: number, from = good): Uint8Array => {
      const state = new Uint8Array(from);
      state[at] = value;
      return checked(state);
    };

    it(`of ${scheme.name} is refused when any part is missing, added or changed`, () => {
      assert.equal(code(good), undefined);
      for (let length = 0; length < good.length; length++) assert.equal(code(good.subarray(0, length)), "DUKPT_STATE");
      assert.equal(code(new Uint8Array([...good, 0])), "DUKPT_STATE");
      for (let at = 0; at < good.length; at++) {
        const state = new Uint8Array(good);
        state[at]! ^= 1 << (at % 8);
        assert.equal(code(state), "DUKPT_STATE", `byte ${at}`);
      }
    });

    it(`of ${scheme.name} is refused when it makes no sense, though its check value does`, () => {
      const size = scheme.initialKey.length;
      const noKey = new Uint8Array(good);
      noKey.fill(0, 16 + 2 * size, 16 + 3 * size);
      const wrong: Array<[string, Uint8Array]> = [
        ["version", changed(0, 2)],
        ["scheme", changed(1, 3 - scheme.number)],
        ["length of keys", changed(2, size === 16 ? 8 : 16)],
        ["reserved byte", changed(3, 1)],
        ["counter that leads elsewhere", changed(15, 0b110_0000)],
        ["counter with too many ones", changed(13, 0x1f, changed(14, 0xff, changed(15, 0xff)))],
        ["keys without a counter", changed(15, 0)],
        ["register that should be empty", changed(16, 1)],
        ["register that should hold a key", checked(noKey)],
      ];
      for (const [what, state] of wrong) assert.equal(code(state), "DUKPT_STATE", what);
    });

    it(`of ${scheme.name} is refused at a counter that no device reaches, though the keys go with it`, () => {
      const { counterBits, onesMax } = scheme.format;
      const beyond = counterBits < 32 ? [2 ** counterBits] : [];
      for (const counter of [2 ** (onesMax + 1) - 1, 2 ** counterBits - 1, ...beyond]) {
        const state = new Uint8Array(good);
        new DataView(state.buffer).setUint32(12, counter);
        const size = scheme.initialKey.length;
        for (let bit = 0; bit < counterBits; bit++) {
          state.fill(isHeld(counter, bit) ? 1 : 0, 16 + bit * size, 16 + (bit + 1) * size);
        }
        assert.equal(code(checked(state)), "DUKPT_STATE");
      }
    });

    it(`of ${scheme.name} is never made of noise`, () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => code(bytes) === "DUKPT_STATE"));
    });
  }

  it("of TDES is refused with the counter's bits in the identifier", () => {
    const state = stateAt(TDES_SCHEME, 1);
    state[11]! |= 1;
    assert.equal(refusal(() => TDES_SCHEME.restore(checked(state)))?.code, "DUKPT_STATE");
  });
});

describe("loading", () => {
  const KEY = TDES_SCHEME.initialKey;
  const ID = AES_SCHEME.initialKeyId;
  const REFUSED: Array<[string, string, () => unknown]> = [
    ["a short key", "KEY_LENGTH", () => TdesDukptRegister.load(KEY.subarray(8), ksnAt(TDES_SCHEME, 0))],
    ["a counter that has begun", "KSN_COUNTER", () => TdesDukptRegister.load(KEY, ksnAt(TDES_SCHEME, 1))],
    ["a KSN of AES", "KSN_LENGTH", () => TdesDukptRegister.load(KEY, ksnAt(AES_SCHEME, 0))],
    ["a key of another type", "KEY_LENGTH", () => AesDukptRegister.load(KEY, "aes256", ID)],
    ["a key of no type", "KEY_LENGTH", () => AesDukptRegister.load(KEY.subarray(1), "aes128", ID)],
    ["a whole KSN for an identifier", "KSN_ID", () => AesDukptRegister.load(KEY, "aes128", ksnAt(AES_SCHEME, 0))],
  ];
  for (const [what, code, run] of REFUSED) it(`refuses ${what}`, () => assert.equal(refusal(run)?.code, code));

  it("leaves the initial key to its owner", () => {
    const key = new Uint8Array(KEY);
    const register = TdesDukptRegister.load(key, ksnAt(TDES_SCHEME, 0));
    assert.deepEqual(key, KEY);
    key.fill(0);
    assert.equal(walk(TDES_SCHEME, register, 1, 20), 20);
  });
});
