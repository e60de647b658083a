/** Data object lists and historical bytes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { dolFormat } from "../../../../host/codec/emv/dol_format.ts";
import { encodeHistorical, parseHistorical } from "../../../../host/codec/tlv/compact.ts";
import type { CompactObject } from "../../../../host/codec/tlv/compact.ts";
import { Dol } from "../../../../host/codec/tlv/dol.ts";
import type { DolFormat } from "../../../../host/codec/tlv/dol.ts";
import { fromHex, refusal, toHex } from "../support.ts";

const TAGS = [0x9f02, 0x9f03, 0x9f1a, 0x95, 0x5f2a, 0x9a, 0x9c, 0x9f37, 0xdf8129, 0x70];
/** CDOL1 of a common contact profile. */
const CDOL1 = "9F02069F03069F1A0295055F2A029A039C019F3704";

describe("DOL", () => {
  it("lists tags and lengths", () => {
    const dol = Dol.parse(fromHex(CDOL1));
    assert.deepEqual(dol.entries.map(({ length }) => length), [6, 6, 2, 5, 2, 3, 1, 4]); // prettier-ignore
    assert.deepEqual(dol.entries.map(({ tag }) => tag), TAGS.slice(0, 8)); // prettier-ignore
    assert.equal(dol.length, 29);
    assert.equal(toHex(dol.encode()), CDOL1);
    assert.deepEqual(Dol.parse(fromHex("9F4BFF")).entries, [{ tag: 0x9f4b, length: 255 }]);
    assert.deepEqual(Dol.parse(new Uint8Array(0)).entries, []);
  });

  it("refuses a list that is cut off or has a malformed tag, and entries that cannot be written", () => {
    const where = (hex: string): unknown[] => {
      const fault = refusal(() => Dol.parse(fromHex(hex)));
      return [fault?.code, fault?.offset];
    };
    assert.deepEqual(where("95059F"), ["TLV_TRUNCATED", 2]);
    assert.deepEqual(where("95059F02"), ["TLV_TRUNCATED", 2]);
    assert.deepEqual(where("9F02069F800104"), ["TLV_TAG", 3]);
    assert.equal(refusal(() => Dol.parse(new Uint8Array(5_000)))?.code, "TOO_LONG");
    assert.equal(refusal(() => new Dol([{ tag: 0x9f, length: 1 }]))?.code, "TLV_TAG");
    for (const length of [-1, 256, 1.5]) {
      const fault = refusal(() => new Dol([{ tag: 0x95, length: 5 }, { tag: 0x9a, length }])); // prettier-ignore
      assert.deepEqual([fault?.code, fault?.path, fault?.offset], ["TLV_LENGTH", "9A", 2]);
    }
  });

  // EMV Book 3, 5.4.
  const rules: Array<[format: DolFormat, wanted: number, value: string | undefined, answer: string]> = [
    ["n", 3, "123456", "123456"],
    ["n", 5, "123456", "0000123456"],
    ["n", 2, "123456", "3456"],
    ["cn", 5, "123456", "123456FFFF"],
    ["cn", 2, "123456", "1234"],
    ["other", 5, "123456", "1234560000"],
    ["other", 2, "123456", "1234"],
    ["n", 2, undefined, "0000"],
    ["cn", 2, undefined, "0000"],
    ["other", 0, "123456", ""],
  ];
  for (const [format, wanted, value, answer] of rules) {
    it(`answers ${wanted} bytes of ${value ?? "nothing"}, ${format}, with ${answer || "nothing"}`, () => {
      const values = new Map(value === undefined ? [] : [[0x9f7f, fromHex(value)]]);
      const built = new Dol([{ tag: 0x9f7f, length: wanted }]).build(values, () => format);
      assert.equal(toHex(built), answer);
    });
  }

  it("answers a constructed tag with zeros, and knows formats from the dictionary", () => {
    const values = new Map([0x70, 0x9f02, 0x5a, 0x95].map((tag) => [tag, fromHex("1234")]));
    const dol = Dol.parse(fromHex("7003" + "9F0203" + "5A03" + "9503" + "DF7F02"));
    assert.equal(toHex(dol.build(values, dolFormat)), "000000" + "001234" + "1234FF" + "123400" + "0000");
  });

  it("takes an answer apart, and refuses one of another length", () => {
    const dol = Dol.parse(fromHex("9F02029A039F0202"));
    assert.deepEqual(dol.split(fromHex("0102" + "261122" + "0304")), new Map([[0x9f02, fromHex("0304")], [0x9a, fromHex("261122")]])); // prettier-ignore
    const fault = refusal(() => dol.split(new Uint8Array(6)));
    assert.deepEqual([fault?.code, fault?.expected, fault?.actual], ["TLV_LENGTH", "7 bytes", "6"]);
  });

  it("reads back what it writes, and answers with exactly what is asked for", () => {
    const entries = fc.array(fc.record({ tag: fc.constantFrom(...TAGS), length: fc.nat({ max: 255 }) }), { maxLength: 20 }); // prettier-ignore
    const values = fc.dictionary(fc.constantFrom(...TAGS.map(String)), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(entries, values, fc.constantFrom<DolFormat>("n", "cn", "other"), (list, byName, format) => {
        const dol = new Dol(list);
        assert.deepEqual(Dol.parse(dol.encode()), dol);
        const given = new Map(Object.entries(byName).map(([tag, value]) => [Number(tag), value]));
        const built = dol.build(given, () => format);
        assert.equal(built.length, dol.length);
        for (const [tag, value] of dol.split(built)) {
          const same = Math.min(value.length, given.get(tag)?.length ?? 0);
          const own = given.get(tag)?.subarray(...(format === "n" ? [given.get(tag)!.length - same] : [0, same]));
          if (tag !== 0x70 && same > 0) assert.deepEqual(value.slice(...(format === "n" ? [value.length - same] : [0, same])), new Uint8Array(own!)); // prettier-ignore
        }
      }),
      { numRuns: 200, seed: 51 },
    );
  });

  it("throws nothing but CodecError for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const fault = refusal(() => assert.deepEqual(Dol.parse(bytes).encode(), bytes));
        assert.ok(fault === undefined || fault.offset < bytes.length);
      }),
      { numRuns: 1000, seed: 52 },
    );
  });
});

describe("historical bytes", () => {
  const of = (hex: string): unknown[] => {
    const { category, objects, status, other } = parseHistorical(fromHex(hex));
    const named = objects.map(({ tag, value }) => `${tag} ${toHex(value)}`);
    return [category, named, status, other && toHex(other)];
  };

  it("have compact objects, and the status last in category 00", () => {
    // The ATR of the first decoding test of openemv/emv-utils.
    const expected = [0, ["3 F5", "7 C78A40"], { lifeCycle: 0, statusWord: 0x9000 }, undefined];
    assert.deepEqual(of("0031F573C78A40009000"), expected);
  });

  it("may have the status as an object in category 80", () => {
    assert.deepEqual(of("8031F583079000"), [0x80, ["3 F5", "8 079000"], { lifeCycle: 7, statusWord: 0x9000 }, undefined]); // prettier-ignore
    assert.deepEqual(of("808105"), [0x80, ["8 05"], { lifeCycle: 5 }, undefined]);
    assert.deepEqual(of("80829000"), [0x80, ["8 9000"], { statusWord: 0x9000 }, undefined]);
    assert.deepEqual(of("80"), [0x80, [], undefined, undefined]);
  });

  it("refer to a file in category 10, and are their maker's in others", () => {
    assert.deepEqual(of("1082"), [0x10, [], undefined, "82"]);
    assert.deepEqual(of("4A434F50"), [0x4a, [], undefined, "434F50"]);
  });

  it("are refused when they are cut off, with the place of the object", () => {
    for (const [hex, offset] of [
      ["", 0],
      ["000590", 0],
      ["0031F573009000", 3],
      ["8031F573C7", 3],
      ["10", 0],
    ] as const) {
      // prettier-ignore
      const fault = refusal(() => parseHistorical(fromHex(hex)));
      assert.deepEqual([fault?.code, fault?.offset], ["TLV_TRUNCATED", offset], hex);
    }
  });

  it("are written as they were read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(0, 0x10, 0x80, 0x4a), (rest, category) => {
        const bytes = Uint8Array.of(category, ...rest.map((byte) => (byte & 1 ? byte & 0xf3 : byte)));
        const fault = refusal(() => assert.deepEqual(encodeHistorical(parseHistorical(bytes)), bytes));
        assert.ok(fault === undefined || fault.offset < bytes.length);
      }),
      { numRuns: 1000, seed: 53 },
    );
    const refused = (object: CompactObject): string | undefined =>
      refusal(() => encodeHistorical({ category: 0x80, objects: [object] }))?.code;
    assert.equal(refused({ tag: 16, value: new Uint8Array(0) }), "TLV_TAG");
    assert.equal(refused({ tag: 3, value: new Uint8Array(16) }), "TLV_LENGTH");
  });
});
