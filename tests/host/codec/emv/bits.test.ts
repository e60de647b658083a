import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as card from "../../../../host/codec/emv/bits/card.ts";
import * as contactless from "../../../../host/codec/emv/bits/contactless.ts";
import * as cvr from "../../../../host/codec/emv/bits/cvr.ts";
import { bitsOf, bytesOf, explainBits } from "../../../../host/codec/emv/bits/layout.ts";
import * as terminal from "../../../../host/codec/emv/bits/terminal.ts";
import { explain, explainLines, tagInfo } from "../../../../host/codec/emv/index.ts";
import type { BitRow, ValueRow } from "../../../../host/codec/emv/types.ts";
import { fromHex } from "../support.ts";

const TABLES: ReadonlyArray<readonly [name: string, rows: readonly BitRow[]]> = [
  card,
  contactless,
  cvr,
  terminal,
].flatMap((module) => Object.entries(module));

const LANGUAGES = ["zh-CN", "en"] as const;

describe("the tables of bits", () => {
  for (const [name, rows] of TABLES) {
    it(`explain every bit of ${name} exactly once, in both languages`, () => {
      const found: number[] = Array.from({ length: bytesOf(rows) }, () => 0);
      for (const [byte, mask, zh, en, values] of rows) {
        assert.ok(byte > 0 && mask > 0 && mask < 0x100);
        assert.equal((found[byte - 1] ?? 0) & mask, 0, `twice: byte ${byte}, mask ${mask.toString(16)}`);
        found[byte - 1] = (found[byte - 1] ?? 0) | mask;
        assert.equal(zh === "", en === "");
        if (values !== undefined && values !== "count") assertChoices(mask, values);
      }
      assert.deepEqual(
        found,
        found.map(() => 0xff),
      );
    });

    it(`never pass over a bit of ${name} that is set`, () => {
      for (let byte = 1; byte <= bytesOf(rows); byte++) {
        for (let bit = 1; bit <= 8; bit++) {
          const value = new Uint8Array(bytesOf(rows));
          value[byte - 1] = 1 << (bit - 1);
          const lines = explainBits(rows, value, 0, "en").filter((line) => line.byte === byte && holds(line.bits, bit));
          assert.equal(lines.length, 1, `${name} ${byte}.${bit}`);
          const row = rows.find(([at, mask]) => at === byte && (mask & (1 << (bit - 1))) !== 0);
          if (row?.[2] === "") assert.ok(lines[0]?.reserved === true && lines[0].text.includes("RFU"));
        }
      }
    });
  }

  it("list what is not set when all is asked for, and nothing reserved that is not set", () => {
    for (const [name, rows] of TABLES) {
      const lines = explainBits(rows, new Uint8Array(bytesOf(rows)), 0, "en", { all: true });
      assert.equal(lines.length, rows.filter(([, , zh]) => zh !== "").length, name);
    }
  });

  it("name bits from 8 down to 1", () => {
    assert.deepEqual([0x80, 0xc0, 0x01, 0x1f, 0xff, 0x37].map(bitsOf), ["8", "8-7", "1", "5-1", "8-1", "6-5,3-1"]);
  });
});

function assertChoices(mask: number, values: readonly ValueRow[]): void {
  assert.equal(new Set(values.map(([value]) => value)).size, values.length);
  for (const [value, zh, en] of values) assert.ok((value & ~mask) === 0 && zh !== "" && en !== "");
}

/** `6-5,3-1` holds 6, 5, 3, 2 and 1. */
function holds(bits: string | undefined, bit: number): boolean {
  return (bits ?? "").split(",").some((run) => {
    const [high = 0, low = high] = run.split("-").map(Number);
    return bit <= high && bit >= low;
  });
}

/** Single bits by the books' own numbering: one that is moved in a table fails here. */
const FACTS: ReadonlyArray<readonly [tag: number, byte: number, bit: number, text: RegExp]> = [
  [0x82, 1, 7, /SDA/],
  [0x82, 1, 6, /DDA/],
  [0x82, 1, 5, /Cardholder verification/],
  [0x82, 1, 4, /Terminal risk management/],
  [0x82, 1, 3, /Issuer authentication/],
  [0x82, 1, 2, /On-device cardholder verification/],
  [0x82, 1, 1, /CDA/],
  [0x82, 2, 8, /EMV mode/],
  [0x82, 2, 1, /Relay resistance/],
  [0x9f07, 1, 8, /domestic cash/],
  [0x9f07, 1, 7, /international cash/],
  [0x9f07, 1, 6, /domestic goods/],
  [0x9f07, 1, 5, /international goods/],
  [0x9f07, 1, 4, /domestic services/],
  [0x9f07, 1, 3, /international services/],
  [0x9f07, 1, 2, /at ATMs/],
  [0x9f07, 1, 1, /other than ATMs/],
  [0x9f07, 2, 8, /Domestic cashback/],
  [0x9f07, 2, 7, /International cashback/],
  [0x95, 1, 8, /Offline data authentication was not performed/],
  [0x95, 1, 7, /SDA failed/],
  [0x95, 1, 6, /ICC data missing/],
  [0x95, 1, 5, /exception file/],
  [0x95, 1, 4, /DDA failed/],
  [0x95, 1, 3, /CDA failed/],
  [0x95, 1, 2, /SDA selected/],
  [0x95, 2, 8, /different application versions/],
  [0x95, 2, 7, /Expired application/],
  [0x95, 2, 6, /not yet effective/],
  [0x95, 2, 5, /service not allowed/],
  [0x95, 2, 4, /New card/],
  [0x95, 3, 8, /verification was not successful/],
  [0x95, 3, 7, /Unrecognised CVM/],
  [0x95, 3, 6, /PIN try limit exceeded/],
  [0x95, 3, 5, /PIN pad not present/],
  [0x95, 3, 4, /PIN was not entered/],
  [0x95, 3, 3, /Online PIN/],
  [0x95, 4, 8, /floor limit/],
  [0x95, 4, 7, /Lower consecutive/],
  [0x95, 4, 6, /Upper consecutive/],
  [0x95, 4, 5, /selected randomly/],
  [0x95, 4, 4, /Merchant forced/],
  [0x95, 5, 8, /Default TDOL/],
  [0x95, 5, 7, /Issuer authentication failed/],
  [0x95, 5, 6, /before final/],
  [0x95, 5, 5, /after final/],
  [0x9b, 1, 8, /Offline data authentication/],
  [0x9b, 1, 7, /Cardholder verification/],
  [0x9b, 1, 6, /Card risk management/],
  [0x9b, 1, 5, /Issuer authentication/],
  [0x9b, 1, 4, /Terminal risk management/],
  [0x9b, 1, 3, /Script processing/],
  [0x9f33, 1, 8, /Manual key entry/],
  [0x9f33, 1, 7, /Magnetic stripe/],
  [0x9f33, 1, 6, /IC with contacts/],
  [0x9f33, 2, 8, /Plaintext PIN/],
  [0x9f33, 2, 7, /PIN for online/],
  [0x9f33, 2, 6, /Signature/],
  [0x9f33, 2, 5, /PIN for offline/],
  [0x9f33, 2, 4, /No CVM/],
  [0x9f33, 2, 1, /identity document/],
  [0x9f33, 3, 8, /SDA/],
  [0x9f33, 3, 7, /DDA/],
  [0x9f33, 3, 6, /Card capture/],
  [0x9f33, 3, 4, /CDA/],
  [0x9f40, 1, 8, /^Cash$/],
  [0x9f40, 1, 7, /Goods/],
  [0x9f40, 1, 6, /Services/],
  [0x9f40, 1, 5, /Cashback/],
  [0x9f40, 2, 8, /Cash deposit/],
  [0x9f40, 3, 8, /Numeric/],
  [0x9f40, 4, 8, /Print, attendant/],
  [0x9f40, 4, 7, /Print, cardholder/],
  [0x9f40, 4, 6, /Display, attendant/],
  [0x9f40, 4, 5, /Display, cardholder/],
  [0x9f40, 4, 2, /table 10/],
  [0x9f40, 5, 1, /table 1$/],
  [0x9f66, 1, 8, /Mag-stripe/],
  [0x9f66, 1, 7, /Full transaction flow/],
  [0x9f66, 1, 6, /EMV mode/],
  [0x9f66, 1, 5, /contact chip/],
  [0x9f66, 1, 4, /Offline-only/],
  [0x9f66, 1, 3, /Online PIN/],
  [0x9f66, 1, 2, /Signature/],
  [0x9f66, 1, 1, /online authorisations/],
  [0x9f66, 2, 8, /Online cryptogram required/],
  [0x9f66, 2, 7, /CVM required/],
  [0x9f66, 2, 6, /offline PIN/],
  [0x9f66, 3, 8, /Issuer update/],
  [0x9f66, 3, 7, /Consumer device CVM supported/],
  [0x9f66, 4, 8, /fDDA/],
  [0x9f6c, 1, 8, /Online PIN required/],
  [0x9f6c, 1, 7, /Signature required/],
  [0x9f6c, 1, 6, /Go online if offline data authentication fails/],
  [0x9f6c, 1, 5, /switch interface/],
  [0x9f6c, 1, 4, /application expired/],
  [0x9f6c, 2, 8, /Consumer device CVM performed/],
];

describe("a bit that is set", () => {
  it("has the meaning that the books give it", () => {
    for (const [tag, byte, bit, text] of FACTS) {
      const value = new Uint8Array(tagInfo(tag)?.max ?? 0);
      value[byte - 1] = 1 << (bit - 1);
      const lines = explain(tag, value, "en").filter((line) => line.set);
      const [line] = lines;
      assert.deepEqual(
        [lines.length, line?.byte, line?.bits],
        [1, byte, `${bit}`],
        `${tag.toString(16)} ${byte}.${bit}`,
      );
      assert.match(line?.text ?? "", text);
    }
  });

  it("is what an action code means too", () => {
    for (const tag of [0x9f0d, 0x9f0e, 0x9f0f, 0xdf11, 0xdf12, 0xdf13]) {
      const value = fromHex("D86004A800");
      assert.deepEqual(explain(tag, value, "zh-CN"), explain(0x95, value, "zh-CN"));
    }
  });

  it("is named when it is reserved, in either language", () => {
    assert.deepEqual(explainLines(0x9b, fromHex("0001"), "en"), ["byte 2 bits 8-1: reserved bits (RFU) are set: 0x01"]);
    assert.deepEqual(explainLines(0x9b, fromHex("0003"), "zh-CN"), ["字节2位8-1：保留位（RFU）被置位 0x03"]);
    assert.deepEqual(explainLines(0x82, fromHex("0004"), "en"), ["byte 2 bits 5-2: reserved bits (RFU) are set: 0x04"]);
  });

  it("is told to be none when none is", () => {
    for (const language of LANGUAGES) assert.equal(explain(0x95, new Uint8Array(5), language).length, 1);
    assert.deepEqual(explainLines(0x95, new Uint8Array(5), "en"), ["no bit is set"]);
  });
});
