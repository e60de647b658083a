import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lengthsOf, TAG_TABLES } from "../../../../host/codec/emv/dictionary.ts";
import {
  explain,
  listedTags,
  secretOf,
  shownOf,
  tagInfo,
  tagInfos,
  tagNameOf,
} from "../../../../host/codec/emv/index.ts";
import type { Scheme, Secret, TagInfo } from "../../../../host/codec/emv/index.ts";
import { CONTACTLESS_PARAMETERS } from "../../../../host/codec/emv/tags/unionpay.ts";
import { isConstructed, isReadable, tagName } from "../../../../host/codec/tlv/tags.ts";
import { fromHex } from "../support.ts";

const ALL: readonly TagInfo[] = listedTags().flatMap(tagInfos);
const NULL = 0x05;
const AS_TEXT = new Set(CONTACTLESS_PARAMETERS.rows.map(([tag]) => tag));
const CHINESE = /[\u4e00-\u9fff]/;

function each(check: (info: TagInfo) => boolean): void {
  const faults = ALL.filter((info) => !check(info));
  assert.deepEqual(faults.map(({ tag, scheme }) => `${tagName(tag)} ${scheme}`), []); // prettier-ignore
}

describe("the dictionary of EMV data", () => {
  it("lists more than 380 tags with all that is known of them", () => {
    assert.ok(listedTags().length >= 380);
    assert.equal(
      ALL.length,
      TAG_TABLES.reduce((sum, { rows }) => sum + rows.length, 0),
    );
  });

  it("has one row for a tag of a scheme", () => {
    const rows = ALL.map(({ tag, scheme }) => `${tagName(tag)} ${scheme}`);
    assert.deepEqual(
      rows.filter((row, i) => rows.indexOf(row) !== i),
      [],
    );
  });

  it("has only tags that a reader of TLV can find, but for those that travel as text", () => {
    each(({ tag }) => isReadable(tag) !== AS_TEXT.has(tag));
  });

  it("names every tag in both languages", () => {
    each(({ en }) => en !== "" && en === en.trim() && !CHINESE.test(en));
    each(({ zh }) => zh !== "" && zh === zh.trim());
    const latin = ALL.filter(({ zh }) => !CHINESE.test(zh)).map(({ tag }) => tagName(tag));
    assert.deepEqual(latin, []);
  });

  it("claims no length that a message cannot carry", () => {
    each(({ min, max }) => min >= 0 && min <= max && max <= 65535);
    each(({ tag, max }) => max > 0 || tag === NULL);
    each(({ format, min, max }) => !/^(?:n|cn|a|an|ans|b) \d+$/.test(format) || min === max);
  });

  it("takes lengths from formats", () => {
    const lengths = ["n 6", "n 3", "cn ..19", "ans 2-26", "b 5-16", "b ..252", "n 6-11/6", "n 3-12/2-8", "b", "a 2"];
    const expected = [[3, 3], [2, 2], [0, 10], [2, 26], [5, 16], [0, 252], [6, 6], [2, 8], [0, 65535], [2, 2]]; // prettier-ignore
    assert.deepEqual(lengths.map(lengthsOf).map(({ min, max }) => [min, max]), expected); // prettier-ignore
    for (const format of ["x 3", "n 3 4", "n6", ""]) assert.throws(() => lengthsOf(format));
  });

  it("names templates that are listed, and constructed but for the reply and the group of EMV that are not", () => {
    const primitive = new Set([0x80, 0x9f31]);
    each(({ templates }) => templates.every((tag) => tagInfos(tag).length > 0));
    each(({ templates }) => templates.every((tag) => isConstructed(tag) || primitive.has(tag)));
    each(({ tag, meaning }) => !isConstructed(tag) || meaning === "" || AS_TEXT.has(tag));
  });

  it("gives a tag's values a form that can be explained at its shortest and its longest", () => {
    for (const { tag, min, max, scheme } of ALL) {
      for (const length of [min, Math.min(max, 260)]) {
        for (const fill of [0x00, 0x11, 0xff]) {
          const value = new Uint8Array(length).fill(fill);
          for (const language of ["zh-CN", "en"] as const) {
            const lines = explain(tag, value, language, { scheme, all: true, unmasked: true });
            assert.ok(lines.every(({ text }) => text !== "" && !text.includes("undefined") && !text.includes("NaN")));
          }
        }
      }
    }
  });

  it("knows what the books say", () => {
    const pan = tagInfo(0x5a);
    assert.deepEqual(pan, {
      tag: 0x5a,
      zh: "应用主账号",
      en: "Application PAN",
      format: "cn ..19",
      min: 0,
      max: 10,
      source: "card",
      templates: [0x70, 0x77],
      meaning: "pan",
      secret: "pan",
      scheme: "emv",
      document: "EMV 4.4 Book 3",
    });
    const forms: Array<[number, string]> = [
      [0x57, "b ..19"],
      [0x82, "b 2"],
      [0x94, "var ..252"],
      [0x95, "b 5"],
      [0x9a, "n 6"],
      [0x9f02, "n 12"],
      [0x9f1a, "n 3"],
      [0x9f1e, "an 8"],
      [0x9f26, "b 8"],
      [0x9f33, "b 3"],
      [0x9f40, "b 5"],
      [0x9f63, "b 16"],
    ];
    for (const [tag, format] of forms) assert.equal(tagInfo(tag)?.format, format);
    assert.equal(tagNameOf(0x9f66, "zh-CN"), "终端交易属性");
    assert.equal(tagNameOf(0x9f79, "en"), "Electronic cash balance");
    assert.equal(tagNameOf(0x9f7f7f, "en"), "");
  });
});

describe("a tag that payment systems use for different things", () => {
  const meant = (tag: number, hex: string) => tagInfo(tag, { value: fromHex(hex) })?.scheme;

  it("is the one that its value fits", () => {
    const values: Array<[number, string, Scheme]> = [
      [0x9f6e, "20700000", "visa"],
      [0x9f6e, "D8E00003", "amex"],
      [0x9f6e, "08400000303000", "mastercard"],
      [0x9f69, "0111223344001800", "unionpay"],
      [0x9f69, "9F6A04", "mastercard"],
      [0x9f5d, "000000010000", "unionpay"],
      [0x9f5d, "200100", "mastercard"],
      [0x9f66, "26000080", "emv"],
      [0x9f66, "003C", "mastercard"],
      [0x9f6d, "000000010000", "unionpay"],
      [0x9f6d, "0001", "mastercard"],
      [0x9f6d, "C8", "amex"],
      [0x9f6b, "000000010000", "unionpay"],
      [0x9f6b, "4111111111111111D25122010000", "mastercard"], // published test PAN
      [0xdf60, "01", "unionpay"],
      [0xdf60, "0B0A", "visa"],
      [0xdf60, "0102030405060708", "mastercard"],
      [0x9f50, "000000010000", "mastercard"],
      [0x9f50, "20", "jcb"],
      [0x9f53, "A00000", "jcb"],
    ];
    for (const [tag, hex, scheme] of values) assert.equal(meant(tag, hex), scheme, `${tagName(tag)} ${hex}`);
  });

  it("is the one that is asked for, and else UnionPay's before the others", () => {
    assert.equal(tagInfo(0x9f6c)?.scheme, "unionpay");
    assert.equal(tagInfo(0x9f6c, { scheme: "mastercard" })?.meaning, "number");
    assert.equal(tagInfo(0x9f6c, { scheme: "jcb" })?.scheme, "unionpay");
    assert.match(tagNameOf(0x9f7c, "en", { scheme: "visa" }), /^Customer exclusive/);
    assert.match(tagNameOf(0x9f7c, "en", { scheme: "mastercard" }), /^Merchant custom/);
  });
});

describe("what may be shown of a value", () => {
  it("is nothing of what names the cardholder, and a masked card number", () => {
    const secrets: Array<[number, Secret]> = [
      [0x5a, "pan"],
      [0x57, "track"],
      [0x56, "discretionary"],
      [0x9f1f, "discretionary"],
      [0x9f20, "discretionary"],
      [0x5f20, "name"],
      [0x9f0b, "name"],
      [0x5f24, "expiry"],
      [0x99, "pin"],
      [0x93, "signed"],
      [0x9f2d, "signed"],
      [0x9f46, "signed"],
      [0x9f4b, "signed"],
      [0x9f61, "identity"],
      [0x9f62, "identity"],
      [0x9f24, "identity"],
      [0x5f53, "identity"],
      [0x86, "script"],
      [0x71, "script"],
      [0x72, "script"],
      [0xdf33, "key"],
      [0x9f05, "private"],
    ];
    for (const [tag, secret] of secrets) assert.equal(secretOf(tag), secret, tagName(tag));
    assert.equal(shownOf(0x5a), "pan");
    assert.equal(shownOf(0x57), "track");
    assert.equal(shownOf(0x5f20), "hidden");
    assert.equal(secretOf(0x9f6b, { scheme: "mastercard" }), "track");
  });

  it("is all of what holds no card data", () => {
    for (const tag of [0x82, 0x84, 0x95, 0x9f02, 0x9f10, 0x9f26, 0x9f33, 0x9f34, 0x9f36, 0x9f66, 0x5f34, 0x9f79]) {
      assert.equal(shownOf(tag), "all", tagName(tag));
    }
  });

  it("is nothing of a tag that is not listed, nor of a length that the tag does not have", () => {
    assert.equal(shownOf(0x9f7f7f), "hidden");
    assert.equal(secretOf(0xdf7f), "private");
    assert.equal(shownOf(0x95, { value: new Uint8Array(5) }), "all");
    assert.equal(shownOf(0x95, { value: new Uint8Array(6) }), "hidden");
  });

  it("is nothing when one of several meanings is card data", () => {
    assert.equal(shownOf(0x9f6b), "track");
    assert.equal(shownOf(0x9f6b, { value: fromHex("000000010000") }), "all");
    assert.equal(shownOf(0x9f61), "hidden");
  });

  it("is nothing of a text with a number as long as a card's, but the merchant's own", () => {
    const label = Buffer.from("4111111111111111"); // published test PAN
    assert.equal(shownOf(0x50, { value: label }), "hidden");
    assert.equal(shownOf(0x50, { value: Buffer.from("UnionPay Credit") }), "all");
    assert.equal(shownOf(0x9f16, { value: Buffer.from("898000000000001") }), "all");
  });
});
