import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import type { DialectSpec, FieldSpec, Name, SliceSpec } from "../../../../host/codec/iso8583/spec.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";
import { specOf } from "./vector_specs.ts";
import type { VectorCase } from "./vector_specs.ts";

/** The samples of jPOS in the dialects of the standards that they are of. */
const SAMPLES: Readonly<Record<string, string>> = {
  "jpos-iso87-ascii": "iso8583-1987-ascii",
  "jpos-iso87-binary": "iso8583-1987-binary",
  "jpos-iso93-ascii": "iso8583-1993-ascii",
  "jpos-iso93-binary": "iso8583-1993-binary",
};

/** What of a field stands on the wire. */
function wireForm({ content, encoding, length, prefix, align, pad }: FieldSpec): unknown {
  const isOdd = encoding === "bcd" && content !== "x+n" && (prefix !== undefined || length % 2 === 1);
  const left = isOdd && (align ?? (content === "n" ? "right" : "left")) === "left";
  return { encoding, length, prefix, left, pad: pad ?? "0" };
}

describe("dialects of the standards", () => {
  const samples = cases<VectorCase>("iso8583-dialects");

  for (const [id, name] of Object.entries(SAMPLES)) {
    const sample = samples.find((own) => own.id === id);
    assert.ok(sample);
    const { hex, expect } = sample;

    it(`${name} has its fields on the wire as ${id} has them`, () => {
      const { fields } = Dialect.builtIn(name).spec;
      const theirs = specOf(sample).fields;
      assert.equal(Object.keys(theirs).length, 64);
      for (const [number, own] of Object.entries(theirs)) {
        assert.deepEqual(wireForm(fields[number]!), wireForm({ ...own, ...signed(own) }), `field ${number}`);
      }
    });

    it(`${name} reads ${id}`, () => {
      // The sample holds text in fields of numbers and of tracks, and amounts without a sign: jPOS checks no content, and
      // to the standard these are errors of content, which a dialect of the standard refuses unless it is told to accept.
      assert.equal(refusal(() => Dialect.builtIn(name).unpack(fromHex(hex)))?.code, "ISO_CHARACTER");
      const message = Dialect.builtIn(name).unpack(fromHex(hex), { content: "accept" });
      for (const [number, value] of Object.entries(expect.fields ?? {})) {
        assert.equal(message.text(number), typeof value === "string" ? value : value["hex"], `field ${number}`);
      }
      assert.equal(toHex(message.pack()), hex);
    });
  }

  it("differ between ASCII, packed digits and EBCDIC in nothing but that", () => {
    const meaning = (spec: DialectSpec): unknown =>
      Object.entries(spec.fields).map(([number, { name, content, length, secret }]) => [
        number,
        name,
        content,
        length,
        secret,
      ]);
    const year = (name: string): DialectSpec => Dialect.builtIn(name).spec;
    assert.deepEqual(meaning(year("iso8583-1987-ebcdic")), meaning(year("iso8583-1987-ascii")));
    assert.deepEqual(meaning(year("iso8583-1993-binary")), meaning(year("iso8583-1993-ascii")));
    // Field 55 of the binary form of 1987 holds bytes; field 21 of 2003 has packed digits inside.
    assert.deepEqual(differing(year("iso8583-1987-binary"), year("iso8583-1987-ascii")), ["55"]);
    assert.deepEqual(differing(year("iso8583-2003-binary"), year("iso8583-2003-ascii")), ["21"]);
  });

  it("carry EBCDIC and back", () => {
    const dialect = Dialect.builtIn("iso8583-1987-ebcdic");
    const packed = dialect.pack({ mti: "0800", fields: { 11: "000001", 41: "TERM0001", 48: "A B" } });
    assert.equal(toHex(packed.subarray(0, 4)), "F0F8F0F0");
    const message = dialect.unpack(packed);
    assert.deepEqual([message.text(41), message.text(48)], ["TERM0001", "A B"]);
  });
});

describe("a dialect that comes with the library", () => {
  for (const name of Dialect.names()) {
    const { spec } = Dialect.builtIn(name);

    it(`${name} names every field in both languages`, () => {
      for (const [number, field] of Object.entries(spec.fields)) requireNames(field, `${name} ${number}`);
    });

    it(`${name} hides what nobody may see`, () => {
      assert.equal(spec.fields["2"]?.secret, "pan");
      assert.equal(spec.fields["35"]?.secret, "track");
      for (const number of ["14", "36", "45", "52"]) {
        if (spec.fields[number] !== undefined) assert.equal(spec.fields[number].secret, "all", number);
      }
    });
  }
});

describe("messages between institutions", () => {
  it("carry a header of 46 bytes, two bitmaps, GBK and chip data", () => {
    const dialect = Dialect.builtIn("unionpay-interbank-ascii");
    const header = new Uint8Array(46).fill(0x30);
    header.set([0x2e, 0x02]);
    const gbk = new Uint8Array(40).fill(0x20);
    gbk.set([0xd2, 0xf8, 0xc1, 0xaa]);
    const fields = {
      2: "6200000000000000000",
      11: "000123",
      43: gbk,
      55: { "9F36": "0001" },
      90: "0".repeat(42),
      100: "00010000",
    };
    const packed = dialect.pack({ mti: "0420", header, fields });
    const message = dialect.unpack(packed);
    assert.equal(toHex(message.header), toHex(header));
    assert.equal(Buffer.from(packed.subarray(46, 50)).toString("latin1"), "0420");
    assert.equal(message.text("55.9F36"), "0001");
    assert.equal(message.text("90.1"), "0000");
    assert.deepEqual(new Uint8Array(message.bytes(43)), gbk);
    assert.equal(message.bitmap.length, 32);
  });
});

/** The samples' amounts have a digit for the sign, so that the notation calls them text. */
function signed(own: FieldSpec): Partial<FieldSpec> {
  return own.content === "ans" && own.encoding === "ascii" && own.length === 9 ? { content: "x+n" } : {};
}

function differing(a: DialectSpec, b: DialectSpec): string[] {
  return Object.keys(a.fields).filter((number) => {
    const [left, right] = [a.fields[number]!, b.fields[number]!];
    return left.content !== right.content || left.length !== right.length || left.secret !== right.secret;
  });
}

function requireNames(field: FieldSpec | SliceSpec, place: string): void {
  const { name } = field;
  assert.ok(isNamed(name), place);
  const subfields = "subfields" in field ? field.subfields : undefined;
  if (subfields?.kind !== "positional") return;
  for (const [number, own] of Object.entries(subfields.fields)) requireNames(own, `${place}.${number}`);
}

function isNamed(name: Name | undefined): boolean {
  return typeof name === "object" && name.en !== "" && name.zh !== undefined && /[一-鿿]|ISO|MAC|PIN/.test(name.zh);
}
