/** Values by tag, against a map of what the parser gives. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseTlv } from "../../../../host/codec/tlv/parse.ts";
import { TlvValues } from "../../../../host/codec/tlv/values.ts";
import { fromHex, refusal } from "../support.ts";

describe("TLV values", () => {
  it("finds the values of the outermost objects, where they lie", () => {
    const bytes = fromHex("9F3602001C70049F2601AA820239009F2700");
    const values = new TlvValues(bytes.subarray(0));
    assert.deepEqual(values.get(0x9f36), fromHex("001C"));
    assert.deepEqual(values.get(0x9f27), new Uint8Array(0));
    assert.equal(values.get(0x9f26), undefined, "is in another");
    assert.equal(values.get(0x9f10), undefined);
    bytes[3] = 0x77;
    assert.deepEqual(values.get(0x9f36), fromHex("771C"));
  });

  it("gives of two of a tag the later one", () => {
    assert.deepEqual(new TlvValues(fromHex("5A0111820012005A0122")).get(0x5a), fromHex("22"));
  });

  it("refuses what the parser refuses, and gives what it gives", () => {
    const likely = fc.oneof(fc.constantFrom(0x70, 0x9f, 0x5a, 0x00, 0x01, 0x03), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 40 }), fc.nat({ max: 8 }), (list, from) => {
        const bytes = Uint8Array.from(list).subarray(Math.min(from, list.length));
        const fault = refusal(() => parseTlv(bytes));
        assert.equal(refusal(() => new TlvValues(bytes))?.code, fault?.code);
        if (fault !== undefined) return;
        const values = new TlvValues(bytes);
        const expected = new Map(parseTlv(bytes).map(({ tag, value }) => [tag, value]));
        for (const [tag, value] of expected) assert.deepEqual(values.get(tag), value);
      }),
    );
  });
});
