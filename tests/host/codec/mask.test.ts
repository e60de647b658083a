import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isLuhn, maskPan, maskText, maskTrack } from "../../../host/codec/mask.ts";
import { input, output } from "../../../host/codec/wasm.ts";

// Published test numbers only.
const PAN = "4111111111111111";

function hex(text: string): string {
  return Buffer.from(text, "latin1").toString("hex").toUpperCase();
}

const pans = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 13, maxLength: 19 })
  .map((digits) => digits.join(""));
/** Anything, and often what could lead a mask astray: digits, separators, sentinels, blanks. */
const garbage = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789=D^%;?B -.\n\u00a0x٣")), maxLength: 24 }),
);

/** Digits of the PAN beyond the first six and the last four that stand in `masked` where they stood before. */
function leaked(masked: string, places: readonly number[], pan: string): number {
  return places.filter((at, i) => i >= 6 && i < pan.length - 4 && masked[at] === pan[i]).length;
}

/** Where the digits of the PAN stand in `head + printed`. */
function placesOf(head: string, printed: string): number[] {
  return Array.from(printed).flatMap((character, i) => (/[0-9]/.test(character) ? [head.length + i] : []));
}

/** As a card shows it, or a person types it. */
function printed(pan: string, separator: string): string {
  if (pan.length === 15) return [pan.slice(0, 4), pan.slice(4, 10), pan.slice(10)].join(separator);
  if (pan.length === 19 && separator === " ") return [pan.slice(0, 6), pan.slice(6)].join(separator);
  return (pan.match(/.{1,4}/g) ?? []).join(separator);
}

describe("masks", () => {
  it("show the first six and the last four of a PAN, else stars", () => {
    assert.equal(maskPan("6217850000000000804"), "621785*********0804");
    assert.equal(maskPan("4222222222222"), "422222***2222");
    for (const other of [
      "",
      "411111111111",
      "4".repeat(20),
      "4111 1111 1111 1111",
      "411111111111111A",
      "4".repeat(100),
    ]) {
      assert.equal(maskPan(other), "*".repeat(other.length));
    }
  });

  it("hide all of a track that follows its PAN", () => {
    assert.equal(maskTrack(`${PAN}=2512`), "411111******1111D****");
    assert.equal(maskTrack(`${PAN}D25122011`), "411111******1111D********");
    assert.equal(maskTrack(`;${PAN}=2512201?1`), ";411111******1111D*********");
    assert.equal(maskTrack(`%B${PAN}^TEST/A^2512201?`), "%B411111******1111^***************");
    assert.equal(maskTrack(`99${PAN}=156156`), "994111********1111D******");
    assert.equal(maskTrack("996217850000000000804=156"), "996217***********0804D***");
  });

  it("keep the form of a track in hexadecimal digits of its characters", () => {
    assert.equal(maskTrack(hex(`;${PAN}=25?`)), hex(";411111******1111=***"));
    assert.equal(maskTrack(hex(`B${PAN}^TEST/A^25`)), hex("B411111******1111^*********"));
    assert.equal(maskTrack(hex("no track")), "*".repeat(16));
  });

  it("are all stars over what has no shape that is known", () => {
    for (const other of [
      "",
      "0123456789ABCDEF",
      PAN,
      `x ${PAN}=`,
      `${PAN} =2512`,
      `=${PAN}=2512`,
      "411111111111=2512",
    ]) {
      assert.equal(maskTrack(other), "*".repeat(other.length));
    }
    assert.equal(maskTrack(`${"4".repeat(22)}=2512`), "*".repeat(27));
  });

  it("find PANs in text, with what follows them on a track", () => {
    assert.equal(maskText(`a ${PAN} b ${"1".repeat(20)} c 123`), `a 411111******1111 b ${"*".repeat(20)} c 123`);
    assert.equal(maskText(`35 ${PAN}=25122011 next`), "35 411111******1111=******** next");
    assert.equal(maskText(`%B${PAN}^TEST A/B^2512?x`), "%B411111******1111^*************?x");
    assert.equal(maskText("4111 1111 1111 1111, 3782-822463-10005"), "**** **** **** ****, ****-******-*****");
    assert.equal(maskText("４１１１１１１１１１１１１１１１"), "*".repeat(16));
    const harmless = "2024-11-22 02:53:10 000000005588 41 10008060 95588 1.2.3";
    assert.equal(maskText(harmless), harmless);
  });

  it("never show more of a PAN, whatever stands around it, and keep the length", () => {
    const separators = fc.constantFrom("", " ", "-", ".", "\u00a0");
    fc.assert(
      fc.property(garbage, pans, garbage, separators, (head, pan, tail, separator) => {
        const text = printed(pan, separator);
        const given = head + text + tail;
        const places = placesOf(head, text);
        for (const mask of [maskText, maskTrack, maskPan]) {
          const masked = mask(given);
          assert.equal(masked.length, given.length);
          assert.equal(leaked(masked, places, pan), 0, `${mask.name} of ${JSON.stringify(given)}`);
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it("never show more of a PAN in tracks of any form", () => {
    const heads = fc.constantFrom("", ";", "%B", "B", "99", ";99", "%99", "D", "3B");
    const separators = fc.constantFrom("=", "D", "d", "^", "", " ");
    fc.assert(
      fc.property(heads, pans, separators, garbage, (head, pan, separator, tail) => {
        const given = `${head}${pan}${separator}${tail}${pan}`;
        const places = placesOf(head, pan);
        const again = placesOf(`${head}${pan}${separator}${tail}`, pan);
        const masked = maskTrack(given);
        assert.equal(leaked(masked, places, pan) + leaked(masked, again, pan), 0);
        const bytes = Buffer.from(given, "latin1").toString("latin1");
        const inHex = maskTrack(hex(bytes));
        assert.equal(inHex.length, 2 * bytes.length);
        assert.equal(
          leaked(
            inHex,
            places.map((at) => 2 * at + 1),
            pan,
          ),
          0,
        );
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("take no longer for long text than for short", () => {
    const from = performance.now();
    for (const text of ["1".repeat(200_000), "1 ".repeat(100_000), `${PAN}=`.repeat(10_000), "4111-".repeat(40_000)]) {
      assert.ok(!maskText(text).includes(PAN));
      assert.ok(!maskTrack(text).includes(PAN));
    }
    assert.ok(performance.now() - from < 2000);
  });

  it("leave nothing in codec.wasm", () => {
    input().fill(0);
    output().fill(0);
    maskPan(PAN);
    maskText(`a ${PAN} b`);
    assert.ok(isLuhn(PAN) && !isLuhn("4111111111111112") && !isLuhn("") && !isLuhn("4".repeat(1000)));
    assert.ok(!input().some(Boolean) && !output().some(Boolean));
  });
});
