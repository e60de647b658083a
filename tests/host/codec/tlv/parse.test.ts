/** Reading BER-TLV: the vectors, the faults, and what holds for any bytes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeTree } from "../../../../host/codec/tlv/encode.ts";
import { fromHex as hexBytes } from "../../../../host/codec/tlv/json.ts";
import { parseTlv } from "../../../../host/codec/tlv/parse.ts";
import type { TlvObject } from "../../../../host/codec/tlv/parse.ts";
import { visitTlv, walkTlv } from "../../../../host/codec/tlv/walk.ts";
import { cases, fromHex, refusal } from "../support.ts";
import { leafyTree, loosely, treeOf, trees } from "./support.ts";
import type { Tree } from "./support.ts";

interface TlvCase {
  id: string;
  hex: string;
  kind: "ok" | "error" | "policy";
  expect: { tree?: Tree };
}

/** What is refused for another reason than the end of the bytes, and policy cases that this reader refuses. */
const CODES: Readonly<Record<string, string>> = {
  "pad-FF2": "TLV_TAG",
  "len-85-91": "TLV_LENGTH",
  "len-FF": "TLV_LENGTH",
  "indef-noeoc": "TLV_LENGTH",
  "odd-hex": "HEX_DIGIT",
};

describe("TLV vectors", () => {
  for (const { id, hex, kind, expect } of cases<TlvCase>("ber-tlv")) {
    if (kind === "error" || id in CODES) {
      const code = CODES[id] ?? "TLV_TRUNCATED";
      it(`refuses ${id} with ${code}`, () => {
        const fault = refusal(() => parseTlv(hexBytes(hex)));
        assert.equal(fault?.code, code);
        assert.ok(fault.offset <= hex.length / 2);
      });
    } else {
      it(`reads ${id}`, () => assert.deepEqual(treeOf(parseTlv(hexBytes(hex))), expect.tree));
    }
  }
});

describe("TLV reader", () => {
  const faults: Array<[hex: string, code: string, path: string, offset: number, expected?: string, actual?: string]> = [
    ["6F0BA509BF0C0661049F110500", "TLV_TRUNCATED", "6F.A5.BF0C.61.9F11", 9, "5 bytes", "1"],
    ["9C0100FF", "TLV_TRUNCATED", "", 3, "more bytes"],
    ["9C01005A", "TLV_TRUNCATED", "5A", 3, "a length"],
    ["70055A01006161", "TLV_TRUNCATED", "70.61", 5, "97 bytes", "0"],
    ["61006F006103610061", "TLV_TRUNCATED", "61[1].61[1]", 8, "a length"],
    ["700977056103" + "5A0100" + "6161", "TLV_TRUNCATED", "70.61", 9, "97 bytes", "0"],
    ["70049F800100", "TLV_TAG", "70", 2],
    ["9F8181818100", "TLV_TAG", "", 0],
    ["70079C85000000000100", "TLV_LENGTH", "70.9C", 2, "a definite length in at most four bytes"],
  ];
  for (const [hex, code, path, offset, expected, actual] of faults) {
    it(`says of ${hex} that it is ${code} at ${path || "the top"}, byte ${offset}`, () => {
      const fault = refusal(() => parseTlv(fromHex(hex)));
      assert.deepEqual(
        [fault?.code, fault?.path, fault?.offset, fault?.expected, fault?.actual],
        [code, path, offset, expected, actual],
      );
    });
  }

  it("says nothing of a value that it refuses", () => {
    // Most of a published test PAN.
    const fault = refusal(() => parseTlv(fromHex("70085A08476173900101")));
    assert.equal(fault?.path, "70.5A");
    assert.doesNotMatch(`${fault.stack} ${JSON.stringify(fault)}`, /4761|6173|7390|9001|0101/);
  });

  it("tells where each object stands", () => {
    const [record] = parseTlv(fromHex("00708106009F36810101"));
    const [counter] = record?.children ?? [];
    assert.deepEqual([record?.start, record?.offset, record?.length], [1, 4, 6]);
    assert.deepEqual([counter?.start, counter?.offset, counter?.length], [5, 9, 1]);
  });

  it("gives values that do not change with the bytes they came from", () => {
    const bytes = Buffer.from("9F3602001C", "hex");
    const [node] = parseTlv(bytes);
    bytes.fill(0);
    assert.deepEqual(node?.value, fromHex("001C"));
  });

  it("gives objects that can be changed and written again", () => {
    const [record] = parseTlv(fromHex("70069F3602001C00"));
    record!.children![0]!.value = fromHex("FF");
    assert.deepEqual(encodeTree([record!]), fromHex("70049F3601FF"));
  });

  it("reads values that are longer than the buffers of the module", () => {
    const first = Buffer.concat([fromHex("5A8300FDE8"), Buffer.alloc(65_000, 7)]);
    const second = Buffer.concat([fromHex("7083011177DF812983011170"), Buffer.alloc(70_000, 0x70)]);
    const [a, b] = parseTlv(Buffer.concat([first, second, fromHex("0000")]));
    assert.equal(a?.length, 65_000);
    assert.deepEqual(b?.children?.[0]?.value, new Uint8Array(70_000).fill(0x70));
    const fault = refusal(() => parseTlv(Buffer.concat([first, second, fromHex("9F36020C")])));
    assert.deepEqual([fault?.code, fault?.path, fault?.offset], ["TLV_TRUNCATED", "9F36", 135_017]);
  });

  it("reads more objects than a table of the module holds", () => {
    const many = Buffer.from("9F27018070049F360101".repeat(9_000), "hex");
    const nodes = parseTlv(many);
    assert.equal(nodes.length, 18_000);
    assert.equal(nodes[17_999]?.children?.[0]?.start, many.length - 4);
    const fault = refusal(() => parseTlv(Buffer.concat([many, fromHex("70")])));
    assert.deepEqual([fault?.code, fault?.path, fault?.offset], ["TLV_TRUNCATED", "70[9000]", many.length]);
  });

  it("follows nesting 32 levels deep, and refuses what is deeper wherever it ends", () => {
    const pile = (levels: number): Uint8Array => {
      let inner = fromHex("9C0100");
      for (let level = 1; level < levels; level++) inner = encodeTree([{ tag: 0x30, value: inner }]);
      return inner;
    };
    assert.ok(parseTlv(pile(32)));
    assert.equal(refusal(() => parseTlv(pile(33)))?.code, "TLV_DEPTH");
    const open = Buffer.from("3080".repeat(100_000), "hex");
    assert.equal(refusal(() => parseTlv(open))?.code, "TLV_LENGTH");
    const fault = refusal(() => parseTlv(open, { indefinite: true }));
    assert.deepEqual([fault?.code, fault?.offset], ["TLV_DEPTH", 62]);
    assert.equal(fault?.path, Array(32).fill("30").join("."));
    assert.equal(parseTlv(open, { indefinite: true, faults: "pass" }).length, 1);
    assert.ok(refusal(() => parseTlv(Buffer.from("3081FF".repeat(60_000), "hex"))));
  });

  it("reads indefinite lengths on request", () => {
    const bytes = fromHex("30803080040101000004010200009C0100");
    const [outer, last] = parseTlv(bytes, { indefinite: true });
    assert.deepEqual(treeOf([outer!, last!]), [["30", [["30", [["04", "01"]]], ["04", "02"]]], ["9C", "00"]]); // prettier-ignore
    assert.deepEqual([outer?.offset, outer?.length, last?.start], [2, 12 - 2, 14]);
    assert.equal(refusal(() => parseTlv(bytes))?.code, "TLV_LENGTH");
    assert.deepEqual(encodeTree([outer!]), fromHex("3008" + "3003040101" + "040102"));
    for (const hex of ["70809C0100", "70809C010000", "7080009C01000000"]) {
      assert.ok(
        refusal(() => parseTlv(fromHex(hex), { indefinite: true })),
        hex,
      );
    }
    assert.equal(refusal(() => parseTlv(fromHex("9C8001000000"), { indefinite: true }))?.path, "9C");
  });

  it("passes over faults on request, with what is sound around them", () => {
    const nodes = parseTlv(fromHex("70089A01009F80010203" + "5A0101" + "9F"), { faults: "pass" });
    assert.deepEqual(treeOf(nodes), [["70", [["9A", "00"]]], ["5A", "01"]]); // prettier-ignore
  });
});

describe("TLV walk", () => {
  const blob = fromHex("6F0B8401AAA506BF0C03870101009C0102");

  it("goes through all objects, in depth and in order", () => {
    const seen = Array.from(walkTlv(blob), ({ tag, depth, start, offset, length, end }) => [tag, depth, start, offset, length, end]); // prettier-ignore
    assert.deepEqual(seen, [
      [0x6f, 0, 0, 2, 11, 13],
      [0x84, 1, 2, 4, 1, 5],
      [0xa5, 1, 5, 7, 6, 13],
      [0xbf0c, 2, 7, 10, 3, 13],
      [0x87, 3, 10, 12, 1, 13],
      [0x9c, 0, 14, 16, 1, 17],
    ]);
  });

  it("may be used in itself, and be left early", () => {
    const other = fromHex("5A00".repeat(8));
    const tags: number[] = [];
    for (const { tag } of walkTlv(blob)) {
      tags.push(tag);
      assert.equal([...walkTlv(other)].length, 8);
      if (tag === 0xbf0c) break;
    }
    visitTlv(blob, (place) => {
      tags.push(place.tag);
      visitTlv(other, ({ tag }) => {
        tags.push(tag);
        return false;
      });
      return place.tag !== 0x84;
    });
    assert.deepEqual(tags, [0x6f, 0x84, 0xa5, 0xbf0c, 0x6f, 0x5a, 0x84, 0x5a]);
  });

  it("gives what stands before a fault, then throws", () => {
    const seen: number[] = [];
    const broken = fromHex("70079F3602001C570102");
    const read = (): void => {
      for (const { tag } of walkTlv(broken)) seen.push(tag);
    };
    assert.equal(refusal(read)?.path, "70.57");
    assert.equal(refusal(() => visitTlv(broken, ({ tag }) => seen.push(tag)))?.offset, 7);
    assert.deepEqual(seen, [0x70, 0x9f36, 0x70, 0x9f36]);
  });
});

describe("TLV reader, for any bytes", () => {
  const likely = fc.oneof(fc.constantFrom(0x70, 0x9f, 0x5f, 0x81, 0x82, 0x80, 0x00, 0x01, 0x03, 0xff), fc.nat({ max: 255 })); // prettier-ignore
  const blobs = fc.array(likely, { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes));

  it("throws nothing but CodecError, at a place inside, and reads nothing outside", () => {
    fc.assert(
      fc.property(blobs, fc.boolean(), fc.constantFrom("refuse", "pass"), (bytes, indefinite, faults) => {
        const fault = refusal(() => {
          inside(parseTlv(bytes, { indefinite, faults }), 0, bytes.length);
        });
        assert.ok(fault === undefined || (fault.offset >= 0 && fault.offset <= bytes.length));
        assert.ok(fault === undefined || faults === "refuse");
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  it("reads back any tree, and writes the same bytes where lengths are the shortest", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const bytes = encodeTree(tree);
        const nodes = parseTlv(bytes);
        assert.deepEqual(treeOf(nodes), leafyTree(tree));
        assert.deepEqual(encodeTree(nodes), bytes);
        assert.deepEqual(treeOf(parseTlv(loosely(tree))), leafyTree(tree));
      }),
      { numRuns: 300, seed: 12 },
    );
  });

  it("refuses every truncation, at or before the cut, but one that ends an object at the top", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const bytes = encodeTree(tree);
        const ends = new Set([0, ...parseTlv(bytes).map(({ offset, length }) => offset + length)]);
        for (let cut = 0; cut < bytes.length; cut++) {
          const fault = refusal(() => parseTlv(bytes.subarray(0, cut)));
          assert.equal(fault === undefined, ends.has(cut));
          if (fault !== undefined) assert.ok(fault.code === "TLV_TRUNCATED" && fault.offset <= cut);
        }
      }),
      { numRuns: 60, seed: 13 },
    );
  });

  function inside(nodes: readonly TlvObject[], from: number, to: number): void {
    for (const { start, offset, length, children } of nodes) {
      assert.ok(from <= start && start < offset && offset + length <= to);
      if (children !== undefined) inside(children, offset, offset + length);
      from = offset + length;
    }
  }
});
