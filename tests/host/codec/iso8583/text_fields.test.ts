/** Texts of fields, against the same contents as an object. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TextFields } from "../../../../host/codec/iso8583/text_fields.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { refusal } from "../support.ts";

const MTI = "0210";
const TEXTS = [
  [64, "00".repeat(8)],
  [3, "000000"],
  [4, "1234"],
  [39, "00"],
  [41, "10000001"],
  [55, "9f3602001c"],
] as const;

function fieldsOf(texts: ReadonlyArray<readonly [number, string]>, last = 64): TextFields {
  const fields = new TextFields(last);
  for (const [number, text] of texts) fields.set(number, text);
  return fields;
}

describe("texts of fields", () => {
  it("are packed as the same texts in an object are", () => {
    const expected = UNIONPAY.pack({ mti: MTI, fields: Object.fromEntries(TEXTS) });
    assert.deepEqual(UNIONPAY.pack({ mti: MTI, fields: fieldsOf(TEXTS) }), expected);
    assert.deepEqual(UNIONPAY.pack({ mti: MTI, fields: fieldsOf(TEXTS, 4) }), expected, "more than were thought of");
  });

  it("keep the last text of a number", () => {
    const fields = fieldsOf([[39, "05"], ...TEXTS]);
    assert.equal(fields.count, TEXTS.length);
    assert.equal(UNIONPAY.unpack(UNIONPAY.pack({ mti: MTI, fields })).text(39), "00");
  });

  it("are refused as they are in an object", () => {
    const wrong = [
      [70, "301"],
      [0, "0210"],
      [39, "\u4e2d"],
      [4, "12345678901234"],
      [64, "0"],
    ] as const;
    for (const [number, text] of wrong) {
      const texts = [...TEXTS, [number, text] as const];
      const expected = refusal(() => UNIONPAY.pack({ mti: MTI, fields: new Map(texts) }));
      assert.notEqual(expected, undefined, `${number}`);
      const fault = refusal(() => UNIONPAY.pack({ mti: MTI, fields: fieldsOf(texts) }));
      assert.deepEqual([fault?.code, fault?.path], [expected?.code, expected?.path], `${number}`);
    }
  });
});
