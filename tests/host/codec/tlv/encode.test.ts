/** Writing BER-TLV, tags as text, and data objects as JSON. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Tlv } from "../../../../host/index.ts";
import { encodeTlv, encodeTree, tlv } from "../../../../host/codec/tlv/encode.ts";
import { parseTlv } from "../../../../host/codec/tlv/parse.ts";
import { isConstructed, isReadable, tagName, tagOf } from "../../../../host/codec/tlv/tags.ts";
import { fromHex, refusal, toHex } from "../support.ts";
import { loosely, trees } from "./support.ts";

describe("TLV writer", () => {
  it("writes the shortest length", () => {
    const head = (bytes: number): string => {
      const all = encodeTlv(0x42, new Uint8Array(bytes));
      return toHex(all.subarray(0, all.length - bytes));
    };
    const heads = [0, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000].map(head);
    assert.deepEqual(heads, ["4200", "427F", "428180", "4281FF", "42820100", "4282FFFF", "4283010000"]);
  });

  it("writes values, lists and trees", () => {
    assert.deepEqual(encodeTlv(0x9f36, fromHex("001C")), fromHex("9F3602001C"));
    assert.deepEqual(tlv([[0x9a, fromHex("261122")], [0x9c, fromHex("00")]]), fromHex("9A032611229C0100")); // prettier-ignore
    const tree = [{ tag: 0x70, children: [{ tag: 0xbf0c, children: [] }, { tag: 0xff81e371, children: [{ tag: 0xdf81e271 }] }] }]; // prettier-ignore
    assert.equal(toHex(encodeTree(tree)), "700DBF0C00" + "FF81E37105" + "DF81E27100");
    assert.deepEqual(encodeTree([]), new Uint8Array(0));
  });

  it("refuses tags that could not be read back", () => {
    for (const tag of [0, -1, 1.5, 0x1f, 0x9f80, 0x9f8001, 0x5a01, 0x9f0203, 0x9f81, 0x1_0000_0000, Number.NaN]) {
      assert.equal(refusal(() => encodeTlv(tag, new Uint8Array(1)))?.code, "TLV_TAG", String(tag));
    }
  });

  it("refuses objects in a primitive one and more levels than are read, and says where", () => {
    const stray = refusal(() => encodeTree([{ tag: 0x70, children: [{ tag: 0x61 }, { tag: 0x9f02, children: [] }] }]));
    assert.deepEqual([stray?.code, stray?.path], ["TLV_TAG", "70.9F02"]);
    const wrong = refusal(() => encodeTree([{ tag: 0x70 }, { tag: 0x70, children: [{ tag: 0x1f }] }]));
    assert.deepEqual([wrong?.code, wrong?.path], ["TLV_TAG", "70[1]"]);
    let deep: Tlv.Input = { tag: 0x9c };
    for (let level = 0; level < 32; level++) deep = { tag: 0x70, children: [deep] };
    assert.equal(refusal(() => encodeTree([deep]))?.code, "TLV_DEPTH");
    const circular: { tag: number; children: Tlv.Input[] } = { tag: 0x70, children: [] };
    circular.children.push(circular);
    assert.equal(refusal(() => encodeTree([circular]))?.code, "TLV_DEPTH");
  });
});

describe("TLV tags", () => {
  it("are read from text in either case, and written in upper case", () => {
    assert.deepEqual([tagOf("9f36"), tagOf("5A"), tagOf("DF81E271")], [0x9f36, 0x5a, 0xdf81e271]);
    assert.deepEqual([0x9f36, 0x5a, 0x06, 0xff81e371].map(tagName), ["9F36", "5A", "06", "FF81E371"]);
    for (const text of ["", "5", "5A0", "9F", "1F", "5A01", "005A", "9F8001", "9F818181", "9F81818101", "0x5A", "00"]) {
      assert.equal(tagOf(text), undefined, text);
    }
  });

  it("are constructed by a bit of their first byte", () => {
    assert.deepEqual([0x70, 0xbf0c, 0xff8106, 0xff81e371].map(isConstructed), [true, true, true, true]);
    assert.deepEqual([0x5a, 0x9f20, 0xdf8129, 0xdf81e271].map(isConstructed), [false, false, false, false]);
  });

  it("are readable exactly when the reader finds them", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.nat({ max: 3 }), (number, bytes) => {
        const tag = number >>> (8 * bytes);
        let read: number[] = [];
        refusal(() => (read = parseTlv(Buffer.from(`${tagName(tag)}00`, "hex")).map((node) => node.tag)));
        assert.equal(isReadable(tag), read.length === 1 && read[0] === tag);
      }),
      { numRuns: 500, seed: 41, examples: [[0x9f80, 0], [0x1f00, 0], [0, 0]] }, // prettier-ignore
    );
  });
});

describe("TLV as JSON", () => {
  it("has tag, length and value or children, in upper case", () => {
    const nodes = Tlv.parse(fromHex("9F3303E0F8C870039C0101"));
    const json = [
      { tag: "9F33", length: 3, value: "E0F8C8" },
      { tag: "70", length: 3, children: [{ tag: "9C", length: 1, value: "01" }] },
    ];
    assert.deepEqual(Tlv.toJSON(nodes), { objects: json });
    assert.equal(JSON.stringify(nodes), JSON.stringify(json));
  });

  it("masks when JSON.stringify asks, at any depth, and only then", () => {
    // A published test PAN.
    const pan = "4761739001010119";
    const [record] = Tlv.parse(fromHex(`701B5A08${pan}570F${pan}D221220117589F`));
    assert.deepEqual(JSON.parse(JSON.stringify({ record })), {
      record: {
        ...{ tag: "70", length: 27 },
        children: [
          { tag: "5A", length: 8, value: "476173******0119" },
          { tag: "57", length: 15, value: "*".repeat(30) },
        ],
      },
    });
    assert.doesNotMatch(JSON.stringify(record), /476173900101/);
    assert.doesNotMatch(JSON.stringify(record?.children), /476173900101/);
    assert.match(JSON.stringify(record?.toJSON()), /4761739001010119/);
    assert.match(JSON.stringify(Tlv.toJSON([record!])), /4761739001010119/);
  });

  it("masks all of a card number that is none, and of tags that nobody knows", () => {
    for (const [hex, value] of [
      ["5A08A476173900101011", "*".repeat(16)],
      ["5A0A4761739001010119FFFF", "476173******0119FFFF"],
      ["5A0C476173900101011900000000", "*".repeat(24)],
      ["DF7A084761739001010119", "*".repeat(16)],
    ] as const) {
      const [shown] = JSON.parse(JSON.stringify(Tlv.parse(fromHex(hex)))) as Array<{ value: string }>;
      assert.equal(shown?.value, value);
    }
  });

  it("is written again as the bytes it came from, where lengths are the shortest", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const json: unknown = JSON.parse(JSON.stringify(Tlv.toJSON(Tlv.parse(loosely(tree)))));
        assert.deepEqual(Tlv.encode(Tlv.fromJSON(json)), encodeTree(tree));
      }),
      { numRuns: 100, seed: 42 },
    );
  });

  it("may leave lengths out, and give the value of a constructed object as one", () => {
    assert.equal(toHex(Tlv.encode(Tlv.fromJSON({ objects: [{ tag: "9c", value: "0a" }] }))), "9C010A");
    assert.equal(toHex(Tlv.encode(Tlv.fromJSON({ objects: [{ tag: "70", value: "9C0101" }] }))), "70039C0101");
  });

  const wrong: Array<[document: unknown, code: string, path: string]> = [
    [undefined, "TLV_JSON", "objects"],
    [[], "TLV_JSON", "objects"],
    [{ objects: {} }, "TLV_JSON", "objects"],
    [{ objects: [7] }, "TLV_JSON", "objects[0]"],
    [{ objects: [{ tag: "5A" }] }, "TLV_JSON", "objects[0].value"],
    [{ objects: [{ tag: "5A01", value: "" }] }, "TLV_TAG", "objects[0].tag"],
    [{ objects: [{ tag: 90, value: "" }] }, "TLV_TAG", "objects[0].tag"],
    [{ objects: [{ tag: "70", value: "", children: [] }] }, "TLV_JSON", "objects[0]"],
    [{ objects: [{ tag: "70", children: [{ tag: "9C", children: [] }] }] }, "TLV_TAG", "objects[0].children[0].tag"],
    [{ objects: [{ tag: "9C", value: "0" }] }, "HEX_DIGIT", "objects[0].value"],
    [{ objects: [{ tag: "9C", value: "0G" }] }, "HEX_DIGIT", "objects[0].value"],
    [{ objects: [{ tag: "9C", value: "00", length: 2 }] }, "TLV_LENGTH", "objects[0].length"],
  ];
  for (const [document, code, path] of wrong) {
    it(`refuses ${JSON.stringify(document) ?? "nothing"}`, () => {
      const fault = refusal(() => Tlv.fromJSON(document));
      assert.deepEqual([fault?.code, fault?.path], [code, path]);
    });
  }

  it("says where hexadecimal text is none", () => {
    assert.deepEqual(Tlv.fromHex("9f36Ff"), fromHex("9F36FF"));
    assert.equal(refusal(() => Tlv.fromHex("9F360G"))?.offset, 2);
    assert.equal(refusal(() => Tlv.fromHex("9F360"))?.offset, 2);
    assert.equal(refusal(() => Tlv.fromHex("9F 36"))?.offset, 1);
  });
});
