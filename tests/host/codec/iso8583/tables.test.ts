import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { calls, memory } from "../../../../host/codec/wasm.ts";

describe("the tables of dialects", () => {
  it("has the terminal's own dialect as the library has it as data", () => {
    const core = new Uint8Array(memory(), calls().unionpayAt(), 8 * 66);
    const own = new Uint8Array(memory(), UNIONPAY.group.table.address(), 8 * 66);
    assert.deepEqual(Buffer.from(own), Buffer.from(core));
  });

  it("come and go: more dialects than there is room for can be used in turn", () => {
    const specs = Array.from({ length: 300 }, (_, i) => ({
      name: `d${i}`,
      mti: { encoding: "ascii" as const },
      bitmap: { encoding: "binary" as const, count: 3 as const },
      fields: { [192 - (i % 60)]: { content: "n" as const, encoding: "ascii" as const, length: 2 + (i % 7) } },
    }));
    const dialects = specs.map((spec) => Dialect.from(spec));
    for (const round of [0, 1]) {
      dialects.forEach((dialect, i) => {
        const [number = ""] = Object.keys(specs[i]!.fields);
        const value = String(round).repeat(2 + (i % 7));
        assert.equal(dialect.unpack(dialect.pack({ mti: "0100", fields: { [number]: value } })).text(number), value);
      });
    }
  });
});
