import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { readServiceCode, serviceCodeMeaning } from "../../../host/codec/track/service_code.ts";
import { Track, panOfTrack } from "../../../host/codec/track/track.ts";
import type { TrackContent, TrackNumber, TrackPart } from "../../../host/codec/track/track.ts";
import { enciphermentRange, readExpiry, readName } from "../../../host/codec/track/data.ts";
import { input } from "../../../host/codec/wasm.ts";
import { cases, fromHex, refusal, toHex } from "./support.ts";

interface TrackCase {
  id: string;
  form: "packed" | "text";
  track: TrackNumber;
  given: string;
  digits?: number;
  out?: Partial<Record<TrackPart, string>>;
  error?: { code: string; path: string; offset: number };
  pan?: string;
}

// Published test numbers only.
const TRACK_1 = "%B4111111111111111^TESTCARD/A.MR^25122011234567890?";
const TRACK_2 = ";4111111111111111=25122011234567890?";
const TRACK_3 = ";996250947000000014=1561560500040000001013949849214000049121=000000000006=0000007=112345600000089?";
const WHOLE = [TRACK_1, TRACK_2, TRACK_3];

function readCase({ form, track, given, digits }: TrackCase): Track {
  return form === "text" ? Track.parse(given, { track }) : Track.fromEquivalent(fromHex(given), track, digits);
}

const digitsOf = (least: number, most: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((digits) => digits.join(""));
const names = fc
  .array(fc.constantFrom(...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ /.-'0123456789")), { minLength: 2, maxLength: 26 })
  .map((letters) => letters.join(""));
const contents: fc.Arbitrary<TrackContent> = fc.record({
  track: fc.constantFrom(1, 2),
  pan: digitsOf(8, 19),
  name: names,
  expiry: fc.oneof(digitsOf(4, 4), fc.constant("")),
  serviceCode: fc.oneof(digitsOf(3, 3), fc.constant("")),
  discretionary: digitsOf(0, 10),
});

describe("tracks", () => {
  for (const vector of cases<TrackCase>("tracks")) {
    it(`agree with ${vector.id}`, () => {
      if (vector.error !== undefined) {
        const { code, path, offset } = refusal(() => readCase(vector)) ?? {};
        assert.deepEqual({ code, path, offset }, vector.error);
        assert.equal(panOfTrack(vector.given, { track: vector.track }), vector.pan);
        return;
      }
      const track = readCase(vector);
      for (const [part, value] of Object.entries(vector.out ?? {})) assert.equal(track.part(part as TrackPart), value);
      if (vector.form === "text") assert.equal(track.text({ sentinels: true }).slice(0, -1), vector.given);
    });
  }

  it("are told apart by their characters and their length", () => {
    for (const [i, track] of WHOLE.entries()) {
      assert.equal(Track.parse(track).number, i + 1);
      assert.equal(Track.parse(track.slice(1, -1)).number, i + 1);
      assert.equal(Track.parse(new Uint8Array(Buffer.from(track))).number, i + 1);
    }
  });

  it("are read as they were built, in every form", () => {
    fc.assert(
      fc.property(contents, (content) => {
        const track = Track.build(content);
        for (const sentinels of [true, false]) {
          for (const separator of ["=", "D"] as const) {
            const again = Track.parse(track.text({ sentinels, separator }), { track: content.track });
            assert.equal(again.lrc, sentinels ? true : undefined);
            for (const part of ["pan", "expiry", "serviceCode", "discretionary"] as const) {
              assert.equal(again.part(part), content[part]);
            }
            assert.equal(again.part("name"), content.track === 1 ? content.name : "");
          }
        }
        const equivalent = track.equivalent();
        assert.equal(Track.fromEquivalent(equivalent, content.track).text(), track.text());
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("have equivalent data that ends in F when the number of digits is odd (EMV Book 3, tag 57)", () => {
    const odd = Track.build({
      track: 2,
      pan: "4111111111111111",
      expiry: "2512",
      serviceCode: "201",
      discretionary: "1",
    });
    assert.equal(toHex(odd.equivalent()), "4111111111111111D25122011F");
    const even = Track.build({ track: 2, pan: "4111111111111111", expiry: "2512", serviceCode: "201" });
    assert.equal(toHex(even.equivalent()), "4111111111111111D2512201");
    assert.equal(Track.fromEquivalent(odd.equivalent()).discretionary, "1");
    const first = Track.parse(TRACK_1).equivalent();
    assert.equal(Buffer.from(first).toString("latin1"), TRACK_1.slice(1, -1));
    assert.equal(Track.fromEquivalent(first, 1).name, "TESTCARD/A.MR");
    const third = Track.parse(TRACK_3);
    assert.equal(Track.fromEquivalent(third.equivalent(), 3).text(), third.text());
  });

  it("are not built from parts that would be read as others", () => {
    const right = { track: 2, pan: "4111111111111111", expiry: "2512", serviceCode: "201" } as const;
    const wrong: Array<[Partial<TrackContent>, string]> = [
      [{ expiry: "251" }, "TRACK_EXPIRY"],
      [{ expiry: "25122", serviceCode: "01" }, "TRACK_EXPIRY"],
      [{ serviceCode: "2" }, "TRACK_SERVICE"],
      [{ serviceCode: "2011" }, "TRACK_SERVICE"],
      [{ pan: "41111111=2512201", expiry: "0000" }, "TRACK_PAN"],
      [{ pan: "4111111" }, "TRACK_PAN"],
      [{ discretionary: "?" }, "TRACK_SENTINEL"],
      [{ discretionary: "A" }, "TRACK_CHARACTER"],
      [{ track: 1, name: "A" }, "TRACK_NAME"],
      [{ track: 1, name: "A/B^C" }, "TRACK_NAME"],
    ];
    for (const [change, code] of wrong) assert.equal(refusal(() => Track.build({ ...right, ...change }))?.code, code);
  });

  it("whose LRC is wrong are refused unless told, by whichever bit it is", () => {
    for (const whole of WHOLE.map((track) => Track.parse(track).text({ sentinels: true }))) {
      const last = whole.length - 1;
      const bits = whole.startsWith("%") ? 6 : 4;
      const values = Array.from(whole, (character) => character.charCodeAt(0) - (bits === 6 ? 0x20 : 0x30));
      assert.equal(
        values.reduce((sum, value) => sum ^ value, 0),
        0,
        "every bit is even over the whole",
      );
      for (let bit = 0; bit < bits; bit++) {
        const wrong =
          whole.slice(0, last) + String.fromCharCode((values[last]! ^ (1 << bit)) + (bits === 6 ? 0x20 : 0x30));
        const fault = refusal(() => Track.parse(wrong));
        assert.deepEqual([fault?.code, fault?.offset], ["TRACK_LRC", last]);
        assert.equal(Track.parse(wrong, { lrc: "accept" }).lrc, false);
      }
    }
  });

  it("that are cut are refused at or before the cut", () => {
    for (const [i, whole] of WHOLE.entries()) {
      for (let cut = 0; cut < whole.length; cut++) {
        for (const options of [{}, { track: (i + 1) as TrackNumber }]) {
          const fault = refusal(() => Track.parse(whole.slice(0, cut), options));
          assert.ok(fault !== undefined && fault.offset <= cut, `track ${i + 1} cut at ${cut}`);
        }
      }
    }
    const packed = Track.parse(TRACK_3).equivalent();
    for (let cut = 0; cut < 42; cut++) {
      const fault = refusal(() => Track.fromEquivalent(packed.subarray(0, cut), 3));
      assert.ok(fault !== undefined && fault.offset <= cut);
    }
  });

  it("of any characters are read or refused, leave nothing behind and are named in no error", () => {
    const track = fc.constantFrom(1 as const, 2 as const, 3 as const);
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.constantFrom(...WHOLE), fc.nat(120), fc.integer({ min: 0x20, max: 0x7f })).map(([whole, at, by]) => {
        const bytes = new Uint8Array(Buffer.from(whole));
        bytes[at % bytes.length] = by;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(garbage, track, (bytes, number) => {
        input().fill(0, 0, 400);
        for (const run of [
          () => Track.parse(bytes),
          () => Track.parse(bytes, { track: number }),
          () => Track.fromEquivalent(bytes, number),
          () => panOfTrack(bytes, { track: number }),
        ]) {
          const fault = refusal(run);
          assert.equal(input().subarray(0, 400).some(Boolean), false);
          if (fault === undefined) continue;
          assert.equal(fault.offset <= bytes.length, true);
          assert.doesNotMatch(fault.message, /[0-9]{5}/);
        }
      }),
      { numRuns: 500, seed: 2 },
    );
    assert.equal(refusal(() => Track.parse("4".repeat(100_000)))?.code, "TRACK_LENGTH");
    assert.equal(refusal(() => Track.fromEquivalent(new Uint8Array(100_000)))?.code, "TRACK_LENGTH");
    assert.equal(panOfTrack("4".repeat(100_000)), undefined);
    assert.equal(refusal(() => Track.fromEquivalent(new Uint8Array(4), 2, 9))?.code, "TRACK_TRUNCATED");
    assert.equal(refusal(() => Track.parse(TRACK_2, { track: 4 as TrackNumber }))?.code, "TRACK_FORMAT");
  });

  it("give up their PAN when the rest is cut off or enciphered", () => {
    assert.equal(panOfTrack(";4111111111111111="), "4111111111111111");
    assert.equal(panOfTrack("4111111111111111D"), "4111111111111111");
    assert.equal(panOfTrack("%B4111111111111111^TEST"), "4111111111111111");
    assert.equal(panOfTrack("996250947000000014=ABC", { track: 3 }), "6250947000000014");
    for (const none of ["", "4111111111111111", "4111 1111 1111 1111=", "411111=", "%A4111111111111111^"]) {
      assert.equal(panOfTrack(none), undefined);
    }
  });

  it("show nothing of themselves unless asked, and nothing once wiped", () => {
    const track = Track.parse(TRACK_2);
    assert.ok(!/4111111|1234567/.test(inspect(track, { showHidden: true, depth: 9 })));
    assert.ok(!/4111111|1234567/.test(JSON.stringify({ track })));
    track.wipe();
    assert.equal(track.pan, "\0".repeat(16));
  });
});

describe("the record of a track", () => {
  it("has a stable shape, masked unless told", () => {
    const track = Track.parse(`${TRACK_2}<`, { lrc: "accept" });
    assert.deepEqual(track.toJSON(), {
      track: 2,
      pan: "411111******1111",
      expiry: "2512",
      serviceCode: "201",
      serviceCodeMeaning: ["International interchange, chip", "Normal authorisation", "No restrictions"],
      discretionary: "**********",
      luhn: true,
      lrc: track.lrc,
    });
    const clear = track.toJSON({ masked: false, language: "zh-CN" });
    assert.equal(clear.pan, "4111111111111111");
    assert.equal(clear.discretionary, "1234567890");
    assert.deepEqual(clear.serviceCodeMeaning, ["可国际通用，优先使用芯片", "按一般规则授权", "服务不限"]);
    assert.deepEqual(Object.keys(clear), Object.keys(track.toJSON()));
  });

  it("says null for what is absent", () => {
    const json = Track.parse(";4111111111111112===?").toJSON();
    assert.deepEqual(
      [json.expiry, json.serviceCode, json.serviceCodeMeaning, json.discretionary, json.luhn, json.lrc],
      [null, null, [], null, false, null],
    );
  });

  it("hides the name of track 1 and the accounts of track 3", () => {
    const first = Track.parse(TRACK_1);
    assert.equal(first.toJSON().name, "*".repeat(13));
    assert.equal(first.toJSON({ masked: false }).name, "TESTCARD/A.MR");
    const third = Track.parse(TRACK_3).toJSON();
    assert.equal(third.pan, "625094******0014");
    assert.deepEqual([third.fields?.currencyCode, third.fields?.san1], ["156", "*".repeat(12)]);
    assert.equal(third.serviceCode, undefined);
    assert.equal(Track.parse(TRACK_3).toJSON({ masked: false }).fields?.san1, "000000000006");
  });
});

describe("parts of a track", () => {
  it("service codes have a meaning for each digit (ISO/IEC 7813)", () => {
    assert.deepEqual(readServiceCode("620"), {
      chip: true,
      interchange: "national",
      authorisation: "issuer",
      services: "all",
      pin: "required",
    });
    assert.equal(readServiceCode("101")?.chip, false);
    assert.equal(readServiceCode("226")?.pin, "where feasible");
    assert.equal(readServiceCode("318")?.interchange, undefined);
    assert.deepEqual(serviceCodeMeaning("318", "en"), ["Reserved", "Reserved", "Reserved"]);
    for (const none of ["", "20", "2011", "20A", "２０１"]) {
      assert.equal(readServiceCode(none), undefined);
      assert.deepEqual(serviceCodeMeaning(none, "en"), []);
    }
    for (let code = 0; code < 1000; code++) {
      const text = String(code).padStart(3, "0");
      assert.equal(readServiceCode(text)?.chip, /^[26]/.test(text));
      for (const language of ["en", "zh-CN"] as const) assert.equal(serviceCodeMeaning(text, language).length, 3);
    }
  });

  it("expiry dates turn at 1950 (EMV Book 4, 6.7.3)", () => {
    assert.deepEqual(readExpiry("2512"), { year: 2025, month: 12 });
    assert.deepEqual(readExpiry("4901"), { year: 2049, month: 1 });
    assert.deepEqual(readExpiry("5001"), { year: 1950, month: 1 });
    assert.deepEqual(readExpiry("9912"), { year: 1999, month: 12 });
    for (const none of ["", "0000", "2513", "251", "25123", "2A12"]) assert.equal(readExpiry(none), undefined);
  });

  it("names have a surname, given names and a title", () => {
    assert.deepEqual(readName("TESTCARD/ONLY A.MR     "), { surname: "TESTCARD", given: "ONLY A", title: "MR" });
    assert.deepEqual(readName("TESTCARD"), { surname: "TESTCARD", given: "", title: "" });
    assert.deepEqual(readName(" /"), { surname: "", given: "", title: "" });
  });

  it("enciphered are the 8 bytes before the last, as in the example of the Chanjet specification", () => {
    const track = "1234567890123456789=0508201781999168302";
    const { from, to } = enciphermentRange(track.length) ?? { from: 0, to: 0 };
    assert.equal(track.slice(2 * from, 2 * to), "0820178199916830");
    assert.deepEqual(enciphermentRange(38), { from: 10, to: 18 });
    assert.equal(enciphermentRange(16), undefined);
    assert.deepEqual(enciphermentRange(17), { from: 0, to: 8 });
  });
});
