import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { explain, explainAtr, explainLines, lineOf, listedTags, outline, tagInfos } from "../../../../host/codec/emv/index.ts"; // prettier-ignore
import type { Language } from "../../../../host/codec/lines.ts";
import { tlv } from "../../../../host/codec/tlv/encode.ts";
import { isConstructed, isReadable } from "../../../../host/codec/tlv/tags.ts";
import { fromHex, toHex } from "../support.ts";

/** A published test PAN. */
const PAN = "4111111111111111";
const TRACK_2 = `${PAN}D25122010000012300`;
const NAME = "DOE/JOHN";
const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

const anyTag = fc.constantFrom(...listedTags());
const anyLanguage = fc.constantFrom(...LANGUAGES);

describe("explaining", () => {
  it("a value never throws, whatever the bytes", () => {
    const options = fc.record({
      unmasked: fc.boolean(),
      all: fc.boolean(),
      exponent: fc.integer({ min: -5, max: 40 }),
    });
    fc.assert(
      fc.property(anyTag, fc.uint8Array({ maxLength: 70 }), anyLanguage, options, (tag, value, language, given) => {
        for (const line of explain(tag, value, language, given)) {
          assert.equal(typeof line.text, "string");
          assert.ok(lineOf(line, language).length >= line.text.length);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("a value never throws for a length that the tag has", () => {
    for (const { tag, min, max, scheme } of listedTags().flatMap(tagInfos)) {
      for (const length of new Set([min, min + 1, Math.min(max, 64)])) {
        for (const fill of [0x00, 0x39, 0xd1, 0xff]) explain(tag, new Uint8Array(length).fill(fill), "en", { scheme });
      }
    }
  });

  it("a message never throws, and stays inside its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), anyLanguage, (bytes, language) => {
        const items = outline(bytes, language);
        for (const { offset, length } of items) assert.ok(offset + length <= bytes.length);
      }),
      { numRuns: 500 },
    );
    const deep = Array.from({ length: 40 }, (_, i) => [0xe1, 2 * (39 - i)]).flat();
    assert.ok(outline(Uint8Array.from(deep), "en").every(({ depth }) => depth <= 16));
  });

  it("an answer to reset never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), anyLanguage, (bytes, language) => {
        assert.ok(explainAtr(bytes, language).length > 0);
        explainAtr(Uint8Array.of(0x3b, ...bytes), language);
      }),
      { numRuns: 500 },
    );
  });
});

/** Everything that is said of a value, alone and in a message. */
function said(tag: number, value: Uint8Array, options = {}): string {
  return LANGUAGES.flatMap((language) => [
    ...explainLines(tag, value, language, options),
    ...outline(isReadable(tag) ? tlv([[tag, value]]) : value, language, options).flatMap((item) => [
      item.shown,
      ...item.explanations.map((line) => lineOf(line, language)),
    ]),
  ]).join("\n");
}

describe("card data", () => {
  const tracked: Array<[number, string]> = [
    [0x5a, PAN],
    [0x57, TRACK_2],
    [0x9f6b, TRACK_2],
  ];

  it("are masked", () => {
    for (const [tag, hex] of tracked) {
      const text = said(tag, fromHex(hex));
      assert.ok(!text.includes(PAN) && text.includes("411111******1111"), toHex(fromHex(hex.slice(0, 2))));
      assert.ok(!text.includes("2512"));
    }
  });

  it("are hidden, not masked, where they are text", () => {
    for (const tag of [0x5f20, 0x9f0b]) {
      const value = Buffer.from(NAME.padEnd(tag === 0x9f0b ? 27 : 8));
      assert.ok(!said(tag, value).includes("DOE") && !said(tag, value).includes(toHex(Buffer.from("DOE"))));
    }
    const track1 = Buffer.from(`B${PAN}^${NAME}^25122010000`);
    for (const tag of [0x56, 0x9f1f, 0x50, 0x9f12, 0x9f4e, 0x5f50]) {
      const text = said(tag, track1);
      assert.ok(!text.includes(PAN) && !text.includes("DOE") && !text.includes(toHex(Buffer.from(PAN))));
    }
  });

  it("are hidden in what they can be recovered from: PIN blocks, scripts, keys, certificates", () => {
    const value = fromHex("04DC0114041122334455667788");
    for (const tag of [0x99, 0x86, 0xdf33, 0x9f4b, 0x9f46, 0x93, 0x9f05]) {
      assert.ok(!said(tag, value).includes("1122334455667788"), tag.toString(16));
    }
  });

  it("are hidden under a tag that is not listed, and under one that has another length", () => {
    assert.ok(!said(0xdf7e, fromHex(PAN)).includes(PAN));
    assert.ok(!said(0x95, fromHex(PAN)).includes(PAN));
    assert.ok(!said(0x9f6b, fromHex(`${TRACK_2}00`)).includes(PAN));
  });

  it("are shown when clear text is asked for", () => {
    for (const [tag, hex] of tracked) assert.ok(said(tag, fromHex(hex), { unmasked: true }).includes(PAN));
    assert.ok(said(0x5f20, Buffer.from(NAME), { unmasked: true }).includes(NAME));
  });

  it("stay hidden in a message that breaks off", () => {
    const whole = tlv([
      [0x5a, fromHex(PAN)],
      [0x57, fromHex(TRACK_2)],
    ]);
    for (let end = 0; end <= whole.length; end++) {
      const items = outline(whole.subarray(0, end), "en");
      assert.ok(items.every(({ shown }) => !shown.includes(PAN)));
    }
  });

  it("are never shown by any listed tag that holds a PAN in digits", () => {
    const pan = fromHex(PAN);
    for (const tag of listedTags()) {
      if (isConstructed(tag) || isPublic(tag, pan.length)) continue;
      assert.ok(!said(tag, pan).includes(PAN), tag.toString(16));
    }
  });
});

/** Eight bytes that by their tag are a cryptogram, a random number or the like. */
function isPublic(tag: number, length: number): boolean {
  return tagInfos(tag).some(({ min, max, secret }) => secret === "none" && length >= min && length <= max);
}
