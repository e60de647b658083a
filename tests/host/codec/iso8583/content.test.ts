/** Contents that are packed: what is given is what is read again, or it is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import type { FieldContent } from "../../../../host/codec/iso8583/content.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";

const refused = (fields: Record<string, unknown>): [string | undefined, string | undefined] => {
  const fault = refusal(() => UNIONPAY.pack({ mti: "0200", fields: fields as Record<string, FieldContent> }));
  return [fault?.code, fault?.path];
};

describe("slices of a field", () => {
  it("are whole, in their order and known, or refused", () => {
    assert.deepEqual(refused({ 60: { 1: "0", 2: "000001", 3: "003" } }), ["ISO_LENGTH", "60.1"]);
    assert.deepEqual(refused({ 60: { 1: "22", 2: "1234567890" } }), ["ISO_LENGTH", "60.2"]);
    assert.deepEqual(refused({ 60: { 3: "003" } }), ["ISO_ORDER", "60.3"]);
    assert.deepEqual(refused({ 60: { 1: "22", 3: "003" } }), ["ISO_ORDER", "60.3"]);
    assert.deepEqual(refused({ 60: { 99: "1" } }), ["ISO_UNDEFINED", "60.99"]);
    assert.deepEqual(refused({ 3: { 2: "11" } }), ["ISO_ORDER", "3.2"]);
    assert.deepEqual(refused({ 60: [{ tag: "1", value: "22" }] }), ["ISO_CHARACTER", "60"]);
    const whole = UNIONPAY.pack({ mti: "0200", fields: { 60: { 1: "22", 2: "000001", 3: "003" } } });
    assert.equal(UNIONPAY.unpack(whole).text(60), "22000001003");
  });

  it("are nothing but text, and no field is a number", () => {
    assert.deepEqual(refused({ 3: 5 }), ["ISO_CHARACTER", "3"]);
    assert.deepEqual(refused({ 60: 123 }), ["ISO_CHARACTER", "60"]);
    assert.deepEqual(refused({ 60: { 1: 22 } }), ["ISO_CHARACTER", "60.1"]);
    assert.deepEqual(refused({ 41: null }), ["ISO_CHARACTER", "41"]);
  });
});

describe("data objects", () => {
  it("keep their order and their doubles when a message is expanded", () => {
    const value = "9F360200019C01009C010195050000000000820200008407A0000003330101" + "770482027C00";
    const packed = UNIONPAY.pack({ mti: "0200", fields: { 55: value } });
    const plain = UNIONPAY.unpack(packed).toJSON({ expand: true });
    assert.equal(toHex(UNIONPAY.pack(plain)), toHex(packed));
    assert.deepEqual((plain.fields[55] as unknown[])[1], { tag: "9C", value: "00" });
  });

  it("of every published message survive expansion", () => {
    for (const { id, hex, expected } of cases<{ id: string; hex: string; expected: { mti: string; bitmap: string } }>(
      "unionpay",
    )) {
      const body = fromHex(hex.slice(hex.indexOf(expected.mti + expected.bitmap)));
      const message = UNIONPAY.unpack(body);
      assert.equal(toHex(UNIONPAY.pack(message.toJSON({ expand: true }))), toHex(body), id);
    }
  });
});

describe("a dialect with everything", () => {
  const dialect = Dialect.from({
    name: "everything",
    header: 2,
    mti: { encoding: "bcd", content: "h" },
    bitmap: { encoding: "binary", count: 1 },
    fields: {
      2: { content: "b", encoding: "binary", length: 40_000, prefix: { digits: 5, encoding: "ascii" } },
      48: {
        content: "ans",
        encoding: "ascii",
        length: 99,
        prefix: { digits: 2, encoding: "ascii" },
        subfields: {
          kind: "tagged",
          tag: { encoding: "ascii", length: 2 },
          prefix: { digits: 3, encoding: "ascii" },
          encoding: "ascii",
        },
      },
      60: {
        content: "b",
        encoding: "binary",
        length: 99,
        prefix: { digits: 2, encoding: "ascii" },
        subfields: {
          kind: "bitmap",
          header: 1,
          bitmap: { encoding: "binary", bytes: 1 },
          fields: { 2: { content: "n", encoding: "ascii", length: 2 } },
        },
      },
      62: { content: "h", encoding: "bcd", length: 4 },
    },
  });
  const fields = {
    48: [
      { tag: "ZZ", value: "1" },
      { tag: "10", value: "2" },
      { tag: "ZZ", value: "3" },
    ],
    60: { header: "F1", 2: "42" },
    62: "DEAD",
  };

  it("comes back as it was, headers, doubles and letters", () => {
    const packed = dialect.pack({ mti: "ABCD", header: "A1B2", fields });
    const message = dialect.unpack(packed);
    assert.deepEqual([message.mti, message.text(62), message.subfield("60.header")], ["ABCD", "DEAD", "F1"]);
    assert.deepEqual(message.toJSON({ expand: true }).fields, fields);
    assert.deepEqual([message.toJSON().mti, message.toJSON().fields[62]], ["ABCD", "DEAD"]);
    for (const expand of [true, false]) assert.equal(toHex(dialect.pack(message.toJSON({ expand }))), toHex(packed));
    assert.deepEqual(refusal(() => dialect.pack({ mti: "ABCD", fields }))?.path, "header");
  });

  it("takes long bytes as text too", () => {
    const value = "A5".repeat(39_000);
    const packed = dialect.pack({ mti: "0200", header: "0000", fields: { 2: value } });
    assert.equal(dialect.unpack(packed).text(2), value);
    const fault = refusal(() =>
      dialect.pack({ mti: "0200", header: "0000", fields: { 2: `${value}${"00".repeat(2000)}` } }),
    );
    assert.deepEqual([fault?.code, fault?.actual], ["ISO_LENGTH", "41000"]);
  });

  it("names a tagged value by its tag", () => {
    const message = dialect.unpack(dialect.pack({ mti: "0200", header: "0000", fields: { 48: "ZZ0053" } }));
    assert.equal(refusal(() => message.parts(48))?.path, "48.ZZ");
  });
});

describe("a card number in a field that is made of slices", () => {
  const pan = "4761739001010119";
  for (const number of [44, 61, 63]) {
    it(`is not shown: field ${number}`, () => {
      const message = UNIONPAY.unpack(UNIONPAY.pack({ mti: "0200", fields: { [number]: pan } }));
      for (const text of [
        message.describe("en").join(),
        JSON.stringify(message),
        JSON.stringify(message.toJSON({ masked: true, expand: true })),
      ]) {
        assert.ok(!text.includes(pan.slice(6, 12)), text);
      }
    });
  }
});
