/** CVV, CVC3, PVV and IBM 3624 against published values, and what they refuse. Test keys and made-up PANs only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cardMasterKey } from "../../../host/secure/issuer/card_key.ts";
import { cvc3 } from "../../../host/secure/issuer/cvc3.ts";
import { cardVerificationValue, SERVICE_CODE_CVV2, SERVICE_CODE_ICVV } from "../../../host/secure/issuer/cvv.ts";
import { ibm3624NaturalPin, ibm3624Offset, ibm3624Pin } from "../../../host/secure/issuer/ibm3624.ts";
import type { ValidationData } from "../../../host/secure/issuer/ibm3624.ts";
import { pinVerificationValue } from "../../../host/secure/issuer/pvv.ts";
import { casesOf, digits, hex, PYEMV, text } from "./issuer_support.ts";

describe("CVV", () => {
  const cases = casesOf("cvv");
  it("has 3 published cases", () => assert.equal(cases.length, 3));
  for (const { id, in: given, out } of cases) {
    it(`comes out as ${id} says`, () => {
      const field = (name: string): string => text(given[name]);
      const value = cardVerificationValue(hex(field("cvk")), field("pan"), field("expiry"), field("serviceCode"));
      assert.equal(value.join(""), out["cvv"]);
    });
  }

  it("is another one for the chip and the print", () => {
    const value = (serviceCode: string): string =>
      cardVerificationValue(PYEMV.ac, "6216261000000000018", "3312", serviceCode).join("");
    assert.equal(new Set([value("201"), value(SERVICE_CODE_ICVV), value(SERVICE_CODE_CVV2)]).size, 3);
  });

  it("is refused to other lengths and to what is no digit", () => {
    const refused: Array<[code: string, key: number, pan: string, expiry: string, service: string]> = [
      ["KEY_LENGTH", 8, "123456789012", "3312", "201"],
      ["PAN_LENGTH", 16, "12345678901", "3312", "201"],
      ["EXPIRY_LENGTH", 16, "123456789012", "331", "201"],
      ["EXPIRY_DIGIT", 16, "123456789012", "33/2", "201"],
      ["SERVICECODE_LENGTH", 16, "123456789012", "3312", "20"],
    ];
    for (const [code, length, pan, expiry, service] of refused)
      assert.throws(() => cardVerificationValue(new Uint8Array(length), pan, expiry, service), { code });
  });
});

describe("CVC3", () => {
  const cases = casesOf("emv.cvc3");
  it("has 3 published cases", () => assert.equal(cases.length, 3));
  for (const { id, in: given, out } of cases) {
    it(`comes out as ${id} says, in its last digits`, () => {
      const card = cardMasterKey("A", hex(text(given["imk"])), text(given["pan"]), Number(given["psn"]));
      const value = cvc3(card, hex(text(given["track"])), hex(text(given["atc"])), hex(text(given["un"]))).join("");
      assert.equal(value.length, 5);
      assert.equal(value.slice(-out["cvc3"]!.length), out["cvc3"]);
    });
  }

  it("is refused to other lengths", () => {
    const make = (key: number, atc: number, un: number) => () =>
      cvc3(new Uint8Array(key), new Uint8Array(0), new Uint8Array(atc), new Uint8Array(un));
    assert.throws(make(8, 2, 4), { code: "KEY_LENGTH" });
    assert.throws(make(16, 1, 4), { code: "ATC_LENGTH" });
    assert.throws(make(16, 2, 8), { code: "UN_LENGTH" });
    assert.equal(make(16, 2, 4)().length, 5);
  });
});

describe("PVV", () => {
  const cases = casesOf("pvv");
  it("has 2 published cases", () => assert.equal(cases.length, 2));
  for (const { id, in: given, out } of cases) {
    it(`comes out as ${id} says`, () => {
      const pin = digits(text(given["pin"]));
      const value = pinVerificationValue(hex(text(given["pvk"])), text(given["pan"]), Number(given["pvki"]), pin);
      assert.equal(value.join(""), out["pvv"]);
      assert.deepEqual(pin, digits(text(given["pin"])), "the PIN is the caller's to wipe");
    });
  }

  it("looks at four digits of the PIN and not at the check digit", () => {
    const value = (pan: string, pin: string): string => pinVerificationValue(PYEMV.ac, pan, 1, digits(pin)).join("");
    assert.equal(value("1122334455667788", "1912"), value("1122334455667781", "191234"));
    assert.notEqual(value("1122334455667788", "1912"), value("1122334455667798", "1912"));
  });

  it("is refused to other lengths, indices and digits", () => {
    const make = (pan: string, index: number, pin: Uint8Array) => () => pinVerificationValue(PYEMV.ac, pan, index, pin);
    assert.throws(make("11223344556", 1, digits("1912")), { code: "PAN_LENGTH" });
    assert.throws(make("1122334455667788", 7, digits("1912")), { code: "PVKI_RANGE" });
    assert.throws(make("1122334455667788", 1, digits("191")), { code: "PIN_LENGTH" });
    assert.throws(make("1122334455667788", 1, Uint8Array.of(1, 9, 1, 11)), { code: "PIN_DIGIT" });
  });
});

describe("IBM 3624", () => {
  const cases = casesOf("ibm3624.pin");
  it("has 3 published cases", () => assert.equal(cases.length, 3));
  for (const { id, in: given, out } of cases) {
    const data: ValidationData = {
      key: hex(text(given["pvk"])),
      table: text(given["table"]),
      pan: text(given["pan"]),
      start: Number(given["start"]),
      length: Number(given["length"]),
      pad: parseInt(text(given["padChar"]), 16),
    };
    it(`comes out as ${id} says, and its offset goes back`, () => {
      assert.equal(ibm3624Pin(data, text(given["offset"])).join(""), out["pin"]);
      assert.equal(ibm3624Offset(data, digits(out["pin"]!)).join(""), given["offset"]);
    });
  }

  const VALIDATION: ValidationData = {
    key: PYEMV.ac,
    table: "0123456789012345",
    pan: "1122334455667788",
    start: 3,
    length: 10,
    pad: 0xf,
  };

  it("gives back every PIN that an offset was made for", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{4,12}$/), (pin) => {
        const offset = ibm3624Offset(VALIDATION, digits(pin));
        assert.equal(ibm3624Pin(VALIDATION, offset).join(""), pin);
      }),
    );
  });

  it("is refused to what does not fit", () => {
    const refused: Array<[code: string, Partial<ValidationData>]> = [
      ["KEY_LENGTH", { key: new Uint8Array(7) }],
      ["KEY_LENGTH", { key: new Uint8Array(17) }],
      ["TABLE_LENGTH", { table: "0123" }],
      ["TABLE_DIGIT", { table: "012345678901234A" }],
      ["PAN_LENGTH", { pan: "1" }],
      ["VALIDATION_RANGE", { start: 10, length: 7 }],
      ["VALIDATION_RANGE", { length: 0 }],
      ["VALIDATION_RANGE", { start: -1 }],
      ["PAD_RANGE", { pad: 16 }],
    ];
    for (const [code, change] of refused)
      assert.throws(() => ibm3624NaturalPin({ ...VALIDATION, ...change }, 4), { code });
    for (const count of [3, 13]) assert.throws(() => ibm3624NaturalPin(VALIDATION, count), { code: "PIN_LENGTH" });
    assert.throws(() => ibm3624Pin(VALIDATION, "12A4"), { code: "OFFSET_DIGIT" });
    assert.throws(() => ibm3624Offset(VALIDATION, Uint8Array.of(1, 2, 3)), { code: "PIN_LENGTH" });
  });
});
