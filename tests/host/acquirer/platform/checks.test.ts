/** Numbers with a check character, dates, and what a draft must have. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { draftFault } from "../../../../host/acquirer/platform/applications.ts";
import { addDays, addWorkingDays, addYear, isDate } from "../../../../host/acquirer/platform/calendar.ts";
import {
  identityCheck,
  isAccount,
  isIdentity,
  isLicence,
  licenceCheck,
  luhnCheck,
} from "../../../../host/acquirer/platform/check_characters.ts";
import { masked } from "../../../../host/acquirer/platform/views.ts";
import { DRAFT } from "./device.ts";

const TODAY = "20261122";
const LICENCE_SET = Array.from("0123456789ABCDEFGHJKLMNPQRTUWXY");
const DIGITS = Array.from("0123456789");
const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });

describe("check characters", () => {
  it("are those of the standards' examples", () => {
    assert.equal(isLicence("91350100M000100Y43"), true, "GB 32100-2015");
    assert.equal(isIdentity("11010519491231002X", TODAY), true, "GB 11643-1999");
    assert.equal(isIdentity("440524188001010014", TODAY), true, "GB 11643-1999");
    assert.equal(isAccount("4111111111111111"), true);
  });

  it("see every single wrong character", () => {
    const licence = fc
      .tuple(digits(8), fc.string({ unit: fc.constantFrom(...LICENCE_SET), minLength: 9, maxLength: 9 }))
      .map(([front, back]) => front + back)
      .map((front) => front + licenceCheck(front));
    const account = digits(18).map((front) => front + luhnCheck(front));
    const identity = digits(3)
      .map((sequence) => `11010519900307${sequence}`)
      .map((front) => front + identityCheck(front));
    const change = fc.tuple(fc.nat(17), fc.constantFrom(...LICENCE_SET));
    const replaced = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1);
    for (const [good, isRight] of [
      [licence, isLicence],
      [account, isAccount],
      [identity, (text: string): boolean => isIdentity(text, TODAY)],
    ] as const) {
      fc.assert(
        fc.property(good, change, (text, [at, by]) => {
          assert.equal(isRight(text), true, text);
          const other = replaced(text, at, by);
          if (other !== text) assert.equal(isRight(other), false, other);
        }),
      );
    }
  });

  it("do not make up for a day that there was not, or a length", () => {
    for (const front of ["11010519900230001", "11010520270101001", "11010518791231001", "01010519900307001"]) {
      assert.equal(isIdentity(front + identityCheck(front), TODAY), false, front);
    }
    for (const text of ["", "4111", `4111111111111111${"0".repeat(4)}`, "411111111111111a"]) {
      assert.equal(isAccount(text), false);
    }
    assert.equal(isLicence("91350100M000100Y4"), false);
    assert.equal(isLicence("91350100I000100Y43"), false);
  });
});

describe("dates", () => {
  it("are days that there are, and go on and back", () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.nat(4000), (first, days) => {
        const date = addDays("19800101", first);
        assert.ok(isDate(date));
        assert.equal(addDays(addDays(date, days), -days), date);
      }),
    );
    assert.deepEqual(
      [isDate("20260229"), isDate("20240229"), isDate("2024022"), isDate("20241301")],
      [false, true, false, false],
    );
    assert.deepEqual([addYear("20240229"), addYear("20261122")], ["20250228", "20271122"]);
  });

  it("leave weekends out of a review", () => {
    assert.deepEqual(
      ["20261120", "20261121", "20261122", "20261123"].map((day) => addWorkingDays(day, 5)),
      ["20261127", "20261127", "20261127", "20261130"],
    );
  });
});

describe("a draft", () => {
  it("is refused for its first wrong field, by name", () => {
    assert.equal(draftFault(DRAFT, TODAY), undefined);
    for (const [change, code] of [
      [{ name: "" }, "NAME"],
      [{ name: "店".repeat(14) }, "NAME"],
      [{ name: "a\u0000" }, "NAME"],
      [{ category: "0000" }, "CATEGORY"],
      [{ category: "toString" }, "CATEGORY"],
      [{ licence: "91350100M000100Y44" }, "LICENCE"],
      [{ identity: "11010519491231002x" }, "IDENTITY"],
      [{ account: "4111111111111112" }, "ACCOUNT"],
      [{ contact: " a" }, "CONTACT"],
      [{ phone: "12800138000" }, "PHONE"],
      [{ documents: 3 }, "DOCUMENTS"],
      [{ documents: 0xff }, "DOCUMENTS"],
    ] as const) {
      assert.equal(draftFault({ ...DRAFT, ...change }, TODAY), code);
    }
  });

  it("shows neither identity number nor account to those who do not review it", () => {
    const view = masked({ ...DRAFT, merchant: "", application: "", institution: "104", state: "active", openedAt: "" });
    assert.deepEqual([view.identity, view.account], ["110105********0017", "***************0128"]);
    assert.equal(view.phone, "138****8000");
  });
});
