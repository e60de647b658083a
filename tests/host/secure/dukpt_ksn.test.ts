/** Key serial numbers of DUKPT: which counters there are, in which order, and how a number is read. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  AES_KSN,
  initialKeyIdOf,
  isValidCounter,
  isValidKsn,
  ksnOf,
  lastCounter,
  nextCounter,
  TDES_KSN,
  transactionCounter,
  transactionsOf,
} from "../../../host/secure/dukpt/ksn.ts";
import { refusal } from "../codec/support.ts";

describe("counters", () => {
  it("of TDES are all that have 1 to 10 ones, in the order of numbers", () => {
    let expected = 0;
    let count = 0;
    for (let next = nextCounter(TDES_KSN, 0); next !== undefined; next = nextCounter(TDES_KSN, next)) {
      do expected++;
      while (!isValidCounter(TDES_KSN, expected));
      if (next !== expected) assert.fail(`${next} is not ${expected}`);
      count++;
    }
    assert.equal(count, 1_048_575);
    assert.equal(expected, lastCounter(TDES_KSN));
    for (expected++; expected < 2 ** 21; expected++) assert.ok(!isValidCounter(TDES_KSN, expected));
  });

  it("of AES are 2,448,023,842, and end with 16 ones from the top", () => {
    assert.equal(transactionsOf(AES_KSN), 2_448_023_842);
    assert.equal(lastCounter(AES_KSN), 0xffff_0000);
    assert.equal(nextCounter(AES_KSN, 0xffff_0000), undefined);
    assert.equal(nextCounter(AES_KSN, 0xfffe_8000), 0xffff_0000);
  });

  it("of AES leave out none with at most 16 ones", () => {
    const counter = fc.integer({ min: 1, max: 0xffff_0000 });
    fc.assert(
      fc.property(counter, fc.double({ min: 0, max: 1, noNaN: true }), (value, share) => {
        const ones = value.toString(2).replaceAll("0", "").length;
        assert.equal(isValidCounter(AES_KSN, value), ones <= 16);
        if (ones > 16) return;
        const next = nextCounter(AES_KSN, value) ?? 2 ** 32;
        assert.ok(next > value);
        if (next < 2 ** 32) assert.ok(isValidCounter(AES_KSN, next));
        const between = value + 1 + Math.floor(share * (next - value - 1));
        assert.ok(between === next || !isValidCounter(AES_KSN, between));
      }),
    );
  });

  it("and identifiers make the number that they were read from", () => {
    for (const format of [TDES_KSN, AES_KSN]) {
      const bytes = fc.uint8Array({ minLength: format.ksnBytes, maxLength: format.ksnBytes });
      fc.assert(
        fc.property(bytes, (ksn) => {
          const fault = refusal(() => {
            assert.deepEqual(ksnOf(format, initialKeyIdOf(format, ksn), transactionCounter(format, ksn)), ksn);
          });
          assert.equal(fault === undefined, isValidKsn(format, ksn));
        }),
      );
    }
  });
});
