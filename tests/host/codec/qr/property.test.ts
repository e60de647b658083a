/** What holds for any code: it is read back as written, no cut and no changed character passes, garbage only refuses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Qr } from "../../../../host/codec/qr/qr.ts";
import type { QrEntry } from "../../../../host/codec/qr/encode.ts";
import type { QrField } from "../../../../host/codec/qr/field.ts";
import { cases, randomNumbers, refusal } from "../support.ts";
import { MERCHANT, sealed } from "./support.ts";

const PUBLISHED = cases<{ payload?: string; crc_ok?: boolean }>("emv-qr");
const SOUND = [
  MERCHANT,
  ...PUBLISHED.flatMap(({ payload, crc_ok }) => (payload !== undefined && crc_ok ? [payload] : [])),
];

function plain(fields: readonly QrField[]): QrEntry[] {
  return fields.map(({ id, value, fields: inner }) =>
    inner === undefined ? { id, value } : { id, fields: plain(inner) },
  );
}

const PLAIN = { noNullPrototype: true };
const CHARACTERS = "abcXYZ 019*-北京最佳运输éü𠮷€";
const text = (max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...Array.from(CHARACTERS)), { minLength: 1, maxLength: max }).map((all) => all.join(""));
const id = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((number) => String(number).padStart(2, "0"));
const named = fc
  .uniqueArray(fc.record({ id: id(1, 99), value: text(15) }, PLAIN), { maxLength: 3, selector: (entry) => entry.id })
  .map((rest): QrEntry[] => [{ id: "00", value: "com.example" }, ...rest]);
const template = fc.record({ id: fc.oneof(id(26, 51), id(80, 99)), fields: named }, PLAIN);
const reserved = fc.record({ id: id(65, 79), value: text(99) }, PLAIN);
const network = fc.record({ id: id(2, 25), value: text(40) }, PLAIN);
const content = fc
  .uniqueArray(fc.oneof(template, reserved, network), { maxLength: 8, selector: (entry) => entry.id })
  .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }))
  .map((some): QrEntry[] => [
    { id: "00", value: "01" },
    { id: "52", value: "5411" },
    { id: "59", value: "x" },
    ...some,
    { id: "53", value: "156" },
    { id: "58", value: "CN" },
    { id: "60", value: "y" },
    { id: "54", value: "0.01" },
  ])
  .filter((all) => all.some((entry) => Number(entry.id) >= 2 && Number(entry.id) <= 51));

describe("any merchant-presented code", () => {
  it("is read back as it was written, and written as it was read", () => {
    fc.assert(
      fc.property(content, (entries) => {
        const code = Qr.encode(entries);
        const qr = Qr.decode(code);
        assert.deepEqual(plain(qr.fields.slice(0, -1)), entries);
        assert.ok(!qr.notes.some((note) => note.code === "LENGTHS_IN_BYTES"));
        assert.equal(Qr.encode(qr.fields), code);
        assert.equal(qr.crc?.given, qr.crc?.computed);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("is refused when it is cut, at or before the cut", () => {
    for (const code of SOUND) {
      for (let cut = 0; cut < code.length; cut++) {
        const part = code.slice(0, cut);
        const fault = refusal(() => Qr.decode(part, { content: "accept" }));
        assert.ok(fault !== undefined, part);
        assert.ok(fault.offset <= Buffer.byteLength(part), `${fault.message} of ${part}`);
      }
    }
  });

  it("is no code any more when one character changes, but for the case of a CRC digit", () => {
    const others = "015Aa北";
    for (const code of SOUND) {
      const right = Qr.decode(code, { content: "accept" });
      for (let at = 0; at < code.length; at++) {
        for (const other of others) {
          if (code[at] === other) continue;
          const changed = code.slice(0, at) + other + code.slice(at + 1);
          let read: Qr | undefined;
          refusal(() => (read = Qr.decode(changed, { content: "accept" })));
          if (read?.kind !== "emv-mpm") continue;
          assert.equal(changed.toUpperCase(), code.toUpperCase(), changed);
          assert.ok(at >= code.length - 4);
          assert.deepEqual(plain(read.fields).slice(0, -1), plain(right.fields).slice(0, -1));
        }
      }
    }
  });
});

describe("any text", () => {
  it("is decoded or refused with a CodecError, and masked in its own length", () => {
    const parts = [
      "000201",
      "5303156",
      "0112",
      "6304",
      "62",
      "26",
      "8",
      "0",
      "北京",
      "hQVDUFYwMW",
      "E",
      "=",
      "wxp://",
      "\ud800",
    ];
    const random = randomNumbers(3);
    let read = 0;
    for (let round = 0; round < 4000; round++) {
      let garbage = round % 3 === 0 ? "000201" : "";
      for (let count = random(12); count > 0; count--) {
        garbage += random(4) === 0 ? String.fromCharCode(random(0x300)) : (parts[random(parts.length)] ?? "");
      }
      for (const one of [garbage, sealed(garbage)]) {
        refusal(() => {
          const qr = Qr.decode(one, { content: "accept", crc: "accept", nesting: "accept" });
          read++;
          JSON.stringify(qr);
          qr.describe("zh-CN");
          assert.equal(Qr.mask(one).length, one.length);
        });
      }
    }
    assert.ok(read > 1000, `${read} read`);
  });

  it("with a PAN in any place of a code shows none of it when masked", () => {
    const pan = "6225881234567890";
    fc.assert(
      fc.property(content, fc.nat(), fc.boolean(), (entries, place, inside) => {
        const targets = entries.filter((entry) => (inside ? entry.fields !== undefined : Number(entry.id) >= 65));
        const target = targets[place % Math.max(1, targets.length)];
        if (target === undefined) return;
        const changed =
          target.fields === undefined
            ? { id: target.id, value: `no ${pan}` }
            : { id: target.id, fields: [...target.fields, { id: "98", value: pan }] };
        let text = "";
        refusal(() => (text = Qr.encode(entries.map((entry) => (entry === target ? changed : entry)))));
        if (text === "") return;
        const qr = Qr.decode(text);
        assert.ok(qr.text.includes(pan));
        for (const shown of [JSON.stringify(qr), qr.describe("en").join("\n"), Qr.mask(qr.text)])
          assert.ok(!shown.includes(pan));
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});
