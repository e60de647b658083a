import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeTlv, findTlv, parseTlv, tagName, tlv } from "../../../host/codec/tlv.ts";
import type { TlvNode } from "../../../host/codec/tlv.ts";
import { cases, fromHex, randomNumbers, refusal, toHex } from "./support.ts";

type Tree = Array<[tag: string, value: string | Tree]>;
interface TlvCase {
  id: string;
  hex: string;
  kind: "ok" | "error" | "policy";
  expect?: { tree?: Tree };
}

/** Cases that this decoder refuses on purpose: FF as padding, a length of 17 bytes, nesting deeper than 8. */
const REFUSED = new Map([
  ["pad-FF2", "TLV_TAG"],
  ["len-85-91", "TLV_LENGTH"],
  ["deep-16", "TLV_DEPTH"],
]);

function treeOf(nodes: TlvNode[]): Tree {
  return nodes.map(({ tag, value, children }) => [tagName(tag), children ? treeOf(children) : toHex(value)]);
}

describe("TLV", () => {
  for (const { id, hex, kind, expect } of cases<TlvCase>("ber-tlv")) {
    // An odd hexadecimal digit is a fault of the text, not of bytes.
    if (hex.length % 2 === 1) continue;
    const code = REFUSED.get(id);
    if (code !== undefined) {
      it(`refuses ${id} with ${code}`, () => assert.equal(refusal(() => parseTlv(fromHex(hex)))?.code, code));
    } else if (kind === "error") {
      it(`refuses ${id}`, () => assert.ok(refusal(() => parseTlv(fromHex(hex)))));
    } else {
      it(`reads ${id}`, () => assert.deepEqual(treeOf(parseTlv(fromHex(hex))), expect?.tree));
    }
  }

  it("names path and offset of what is wrong", () => {
    const fault = refusal(() => parseTlv(fromHex("6F0BA509BF0C0661049F110500")));
    assert.equal(fault?.code, "TLV_TRUNCATED");
    assert.equal(fault.path, "6F.A5.BF0C.61");
    assert.equal(fault.offset, 9);
  });

  it("finds depth first; a fault before the tag is an absence", () => {
    const bytes = fromHex("70079F3602001C570102");
    assert.equal(toHex(findTlv(bytes, 0x9f36) ?? new Uint8Array(0)), "001C");
    assert.equal(findTlv(bytes, 0x5a), undefined);
    assert.equal(findTlv(fromHex("9F80015A0100"), 0x5a), undefined);
  });

  it("gives values that do not change with the bytes they came from", () => {
    const bytes = Buffer.from("9F3602001C", "hex");
    const [node] = parseTlv(bytes);
    const found = findTlv(bytes, 0x9f36);
    bytes.fill(0);
    assert.deepEqual(node?.value, fromHex("001C"));
    assert.deepEqual(found, fromHex("001C"));
  });

  it("refuses to write tags that could not be read back, and values too long", () => {
    for (const tag of [0, -1, 1.5, 0x1f, 0x9f80, 0x9f8001, 0x5a01, 0x9f0203, 0x1_0000_0000, Number.NaN]) {
      assert.equal(refusal(() => encodeTlv(tag, new Uint8Array(1)))?.code, "TLV_TAG", String(tag));
    }
    assert.equal(refusal(() => encodeTlv(0x5a, new Uint8Array(4097)))?.code, "TLV_LENGTH");
  });

  it("reads back what it wrote", () => {
    const tag = fc.constantFrom(0x5a, 0x57, 0x82, 0x95, 0x9a, 0x9f02, 0x9f26, 0x5f2a, 0xdf31, 0xdf8129);
    const entries = fc.array(fc.tuple(tag, fc.uint8Array({ maxLength: 300 })), { maxLength: 12 });
    fc.assert(
      fc.property(entries, (all) => {
        const read = parseTlv(tlv(all));
        assert.deepEqual(
          read.map((node) => [node.tag, node.value]),
          all,
        );
        const nested = parseTlv(encodeTlv(0x70, tlv(all.slice(0, 3))));
        assert.equal(nested[0]?.children?.length, Math.min(3, all.length));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("throws nothing but CodecError for 20,000 random blobs", () => {
    const random = randomNumbers(88675123);
    const likely = [0x70, 0x9f, 0x81, 0x82, 0x00, 0x01, 0x03, 0xff];
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const length = random(40);
      const bytes = Uint8Array.from({ length }, () => (random(2) === 0 ? random(256) : (likely[random(8)] ?? 0)));
      refusal(() => {
        parseTlv(bytes);
        read++;
      });
      findTlv(bytes, 0x9f02);
    }
    assert.ok(read > 500, `${read} read`);
  });

  it("refuses more bytes than it has room for", () => {
    assert.equal(refusal(() => parseTlv(new Uint8Array(100_000)))?.code, "TOO_LONG");
  });
});
