import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeFrame } from "../../../host/codec/frame.ts";
import { packMessage, unpackMessage } from "../../../host/codec/message.ts";
import type { FieldValue } from "../../../host/codec/message.ts";
import { fieldFormat } from "../../../host/codec/message.ts";
import { cases, fromHex, randomNumbers, refusal, toHex } from "./support.ts";

interface UnionPayCase {
  id: string;
  hex: string;
  expected: {
    tpdu: string;
    header: string;
    mti: string;
    bitmap: string;
    fields: Record<string, string>;
    /** The bytes that the MAC covers. */
    mab?: string;
    /** False where the published length is that of another message. */
    lengthMatches?: boolean;
  };
}
interface IsoCase {
  id: string;
  kind: "message" | "malformed";
  hex: string;
  expect: {
    mti: string;
    bitmap: string;
    fields: Record<string, string | { hex: string }>;
    field?: string;
    pos?: number;
  };
}

const SALE = "cup-0200-ic-sale-19digit-pan-odd-track2";

/** The message of a case, without the length, TPDU and header that may stand before it. */
function bodyOf(hex: string, mti: string, bitmap: string): Uint8Array {
  return fromHex(hex.slice(hex.indexOf(mti + bitmap)));
}

describe("messages of UnionPay terminals", () => {
  for (const { id, hex, expected } of cases<UnionPayCase>("unionpay")) {
    it(`unpacks and packs ${id} byte for byte`, () => {
      const body = bodyOf(hex, expected.mti, expected.bitmap);
      const message = unpackMessage(body);
      assert.equal(message.mti, expected.mti);
      assert.deepEqual([...message.fields.keys()].map(String), Object.keys(expected.fields));
      for (const [field, value] of Object.entries(expected.fields)) assert.equal(message.text(Number(field)), value);
      assert.equal(toHex(packMessage(message.mti, message.fields)), toHex(body));
      if (expected.mab !== undefined) {
        assert.equal(toHex(body.subarray(message.macStart, message.macEnd)), expected.mab);
      }
      const frame = encodeFrame({ tpdu: fromHex(expected.tpdu), header: fromHex(expected.header), body });
      if (expected.lengthMatches !== false) assert.ok(toHex(frame).endsWith(hex));
    });
  }

  for (const { id, hex, expect } of cases<IsoCase>("iso8583").filter((c) => c.kind === "message")) {
    it(`unpacks and packs ${id} byte for byte`, () => {
      const body = bodyOf(hex, expect.mti, expect.bitmap);
      const message = unpackMessage(body);
      assert.deepEqual([...message.fields.keys()].map(String), Object.keys(expect.fields));
      for (const [field, value] of Object.entries(expect.fields)) {
        assert.equal(message.text(Number(field)), typeof value === "string" ? value : value.hex);
      }
      assert.equal(toHex(packMessage(message.mti, [...message.fields].reverse())), toHex(body));
    });
  }

  for (const { id, hex, expect } of cases<IsoCase>("iso8583").filter((c) => c.kind === "malformed")) {
    it(`refuses ${id} and says where`, () => {
      const fault = refusal(() => unpackMessage(fromHex(hex)));
      assert.ok(fault);
      if (/^[0-9]+$/.test(expect.field ?? "")) assert.equal(fault.path, expect.field);
      if (expect.pos !== undefined) assert.equal(fault.offset, expect.pos);
    });
  }
});

describe("a message", () => {
  const sale = cases<IsoCase>("iso8583").find((c) => c.id === SALE);
  assert.ok(sale);
  const bytes = fromHex(sale.hex);

  it("gives text, bytes and nothing for what is absent", () => {
    const message = unpackMessage(bytes);
    assert.equal(message.text(22), "071");
    assert.equal(toHex(message.bytes(22)), "0710");
    assert.equal(message.text(64), "4433374345464536");
    assert.equal(message.has(38), false);
    assert.equal(message.has(0), false);
    assert.equal(message.text(38), "");
    assert.deepEqual(message.bytes(38), new Uint8Array(0));
    assert.equal(message.text(16), "");
    assert.equal(message.macEnd, bytes.length - 8);
  });

  it("does not change with the bytes it came from", () => {
    const given = Buffer.from(bytes);
    const message = unpackMessage(given);
    given.fill(0);
    assert.equal(message.text(11), "000105");
    message.bytes(55).fill(0);
    assert.equal(toHex(message.bytes(55)).slice(0, 4), "9F26");
  });

  it("is refused at every cut, at or before the cut, and with a surplus byte", () => {
    for (let cut = 0; cut < bytes.length; cut++) {
      const fault = refusal(() => unpackMessage(bytes.subarray(0, cut)));
      assert.equal(fault?.code, "ISO_TRUNCATED");
      assert.ok(fault.offset <= cut);
    }
    assert.equal(refusal(() => unpackMessage(Buffer.concat([bytes, Buffer.alloc(1)])))?.code, "ISO_TRAILING");
  });

  it("never tells its values in an error", () => {
    const pan = "6217850000000000804";
    const faults = [
      refusal(() => packMessage("0200", [[2, `${pan}99`]])),
      refusal(() => packMessage("0200", [[2, `${pan.slice(0, -1)}X`]])),
      refusal(() => packMessage("0200", [[41, pan]])),
      refusal(() => packMessage("0200", [[52, pan]])),
      refusal(() => unpackMessage(Buffer.concat([bytes, Buffer.from(pan)]))),
    ];
    for (const fault of faults) {
      assert.ok(fault);
      const told = [fault.code, fault.path, fault.expected, fault.actual, fault.message, fault.stack].join();
      assert.ok(!told.includes(pan.slice(0, 12)));
    }
  });

  it("is refused before it is packed when a field is wrong", () => {
    const code = (...fields: Array<[number, FieldValue]>) => refusal(() => packMessage("0200", fields))?.code;
    assert.equal(refusal(() => packMessage("02A0", []))?.path, "mti");
    assert.equal(code([11, "000001"], [11, "000002"]), "ISO_ORDER");
    assert.equal(code([16, "0"]), "ISO_UNDEFINED");
    assert.equal(code([1.5, "0"]), "ISO_UNDEFINED");
    assert.equal(code([65, "0"]), "ISO_UNDEFINED");
    assert.equal(code([11, "1"]), "ISO_LENGTH");
    assert.equal(code([11, "00000A"]), "ISO_DIGIT");
    assert.equal(code([11, new Uint8Array(3)]), "ISO_CHARACTER");
    assert.equal(code([52, "12345678"]), "ISO_CHARACTER");
    assert.equal(code([52, new Uint8Array(7)]), "ISO_LENGTH");
    assert.equal(code([63, "银联"]), "ISO_CHARACTER");
    assert.equal(code([63, "a\n"]), "ISO_CHARACTER");
    assert.equal(code([39, "0!"]), "ISO_CHARACTER");
    assert.equal(code([62, new Uint8Array(513)]), "ISO_LENGTH");
  });

  it("pads fixed texts, takes = in tracks and GBK as bytes", () => {
    const gbk = new Uint8Array([0xd2, 0xf8, 0xc1, 0xaa]);
    const packed = packMessage("0200", [
      [63, gbk],
      [41, "T1"],
      [35, "4111111111111111=2512"],
    ]);
    const message = unpackMessage(packed);
    assert.equal(message.text(35), "4111111111111111D2512");
    assert.equal(message.text(41), "T1      ");
    assert.deepEqual(message.bytes(63), gbk);
    assert.equal(Buffer.from(message.text(63), "latin1").compare(gbk), 0);
  });
});

describe("any message", () => {
  it("unpacks to what was packed", () => {
    fc.assert(
      fc.property(messageFields(), (fields) => {
        const bytes = packMessage("0200", fields);
        const message = unpackMessage(bytes);
        assert.deepEqual(new Map(message.fields), new Map(fields.sort(([a], [b]) => a - b)));
        assert.deepEqual(packMessage(message.mti, message.fields), bytes);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it("of 20,000 random or damaged ones is refused with a CodecError or packs to the same bytes", () => {
    const random = randomNumbers(2463534242);
    const seeds = cases<UnionPayCase>("unionpay").map((c) => bodyOf(c.hex, c.expected.mti, c.expected.bitmap));
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = round % 2 === 0 ? noise(random) : damaged(seeds[round % seeds.length] ?? new Uint8Array(0), random);
      refusal(() => {
        const message = unpackMessage(bytes);
        assert.equal(toHex(packMessage(message.mti, message.fields)), toHex(bytes));
        accepted++;
      });
    }
    assert.ok(accepted > 1000, `${accepted} accepted`);
  });
});

function noise(random: (below: number) => number): Uint8Array {
  return Uint8Array.from({ length: random(120) }, () => random(256));
}

function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes.subarray(0, random(5) === 0 ? random(bytes.length) : bytes.length));
  for (let i = random(3); i > 0 && copy.length > 0; i--) copy[random(copy.length)] = random(256);
  return copy;
}

/** Fields of the dialect, each with any value it may have. */
function messageFields(): fc.Arbitrary<Array<[number, FieldValue]>> {
  const fields = Array.from({ length: 63 }, (_, i) => i + 2).filter((field) => fieldFormat(field) !== undefined);
  return fc
    .subarray(fields)
    .chain((chosen) => fc.tuple(...chosen.map((field) => fc.tuple(fc.constant(field), fieldValue(field)))));
}

function fieldValue(field: number): fc.Arbitrary<FieldValue> {
  const format = fieldFormat(field);
  assert.ok(format);
  const maxLength = format.maximum;
  const minLength = format.variable ? 0 : maxLength;
  if (format.content === "binary") return fc.uint8Array({ minLength, maxLength });
  const alphabets = {
    digits: "0123456789",
    track: "0123456789ABCDEF",
    alphanumeric: "09azAZ ",
    text: " 09azAZ~!\x80\xff",
  };
  return fc.string({ unit: fc.constantFrom(...Array.from(alphabets[format.content])), minLength, maxLength });
}
