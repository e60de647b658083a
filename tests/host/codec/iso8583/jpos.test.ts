import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkSpec } from "../../../../host/codec/iso8583/check.ts";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { exportJpos } from "../../../../host/codec/iso8583/formats/jpos_export.ts";
import { importJpos } from "../../../../host/codec/iso8583/formats/jpos_import.ts";
import { amountOf } from "../../../../host/codec/iso8583/formats/jpos_parts.ts";
import type { Message } from "../../../../host/codec/iso8583/message.ts";
import type { FieldSpec } from "../../../../host/codec/iso8583/spec.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";
import {
  ASCII_1987,
  ASCII_HEAD,
  BINARY_1987,
  BINARY_HEAD,
  field,
  nested,
  NESTED,
  packager,
  packagerOf,
  SUBFIELDS,
} from "./packagers.ts";
import type { VectorCase } from "./vector_specs.ts";

describe("a packager of jPOS", () => {
  it("becomes a dialect that passes every check", () => {
    const { spec, notes } = importJpos(ASCII_1987, "a-network");
    assert.equal(checkSpec(spec), spec);
    assert.equal(spec.name, "a-network");
    assert.deepEqual(spec.mti, { encoding: "ascii" });
    assert.deepEqual(spec.bitmap, { encoding: "hex", count: 2 });
    assert.deepEqual(Object.keys(spec.fields), ["2", "3", "28", "35", "41", "48", "52", "53", "128"]);
    assert.ok(notes.some((note) => note.startsWith("fields.65")));
  });

  it("keeps what lies inside its fields", () => {
    const { spec, notes } = importJpos(NESTED);
    assert.equal(spec.codePage, "cp1047");
    assert.equal(notes.filter((note) => note.includes("read as a whole")).length, 0);
    const kinds = Object.entries(spec.fields).map(([number, own]) => [number, own.subfields?.kind]);
    assert.deepEqual(Object.fromEntries(kinds), {
      ...{ 3: "positional", 44: "positional", 48: "positional", 55: "bitmap", 56: "ber-tlv", 57: "ber-tlv" },
      ...{ 60: "tagged", 61: "tagged", 62: "tagged", 127: "bitmap" },
    });
    // A class for text outside: ASCII inside is EBCDIC on the wire, and what is fixed is a slice.
    assert.deepEqual(spec.fields["3"]?.subfields, {
      kind: "positional",
      fields: Object.fromEntries([1, 2, 3].map((id) => [id, { name: `Field ${id}`, content: "ans", length: 2 }])),
    });
    const [first] = Object.values((spec.fields["44"]?.subfields as { fields: Record<string, FieldSpec> }).fields);
    assert.equal(first?.encoding, "ebcdic");
    assert.deepEqual(spec.fields["57"], {
      ...{ name: "Field 57", content: "b", encoding: "ebcdic-hex", length: 255 },
      ...{ prefix: { digits: 3, encoding: "ebcdic", counts: "characters" }, subfields: { kind: "ber-tlv" } },
    });
    assert.deepEqual(Object.keys((spec.fields["61"]?.subfields as { fields: object }).fields), ["007"]);
  });

  it("needs no more of a bitmap inside than its subfields do", () => {
    const form = nested(
      43,
      "IFB_LLLLBINARY",
      9999,
      `${SUBFIELDS} bitmapField="0"`,
      field(0, "IFB_BITMAP", 16),
      field(12, "IFB_LLCHAR", 9),
    );
    const { spec, notes } = importJpos(packager(...ASCII_HEAD, form));
    assert.deepEqual(spec.fields["43"]?.subfields, {
      kind: "bitmap",
      bitmap: { encoding: "binary", bytes: 8 },
      fields: {
        12: { name: "Field 12", content: "ans", encoding: "ascii", length: 9, prefix: { digits: 2, encoding: "bcd" } },
      },
    });
    assert.ok(notes.some((note) => note.startsWith("fields.43: a bitmap of 8 bytes")));
  });

  for (const [name, xml] of Object.entries({ ASCII_1987, BINARY_1987, NESTED })) {
    it(`${name} is the same after an export and an import`, () => {
      const { spec } = importJpos(xml);
      assert.deepEqual(importJpos(exportJpos(spec).xml).spec, spec);
    });
  }

  it("reads the messages that jPOS read with it", () => {
    const samples = cases<VectorCase>("iso8583-dialects").filter(
      ({ spec }) => spec.fields?.["0"]?.jposClass !== undefined,
    );
    assert.equal(samples.length, 5);
    for (const { id, hex, spec, expect } of samples) {
      const header = id.includes("ebcdic") ? 'headerLength="9"' : "";
      const dialect = Dialect.from(importJpos(packagerOf(spec.fields ?? {}, header)).spec);
      const message = dialect.unpack(fromHex(hex));
      assert.equal(message.mti, expect.mti);
      for (const [number, value] of Object.entries(expect.fields ?? {})) {
        if (typeof value === "string") assert.equal(wholeText(message, number), value, `${id} ${number}`);
        else if (typeof value["hex"] === "string") assert.equal(message.text(number), value["hex"], `${id} ${number}`);
        else {
          for (const [inner, own] of Object.entries(value)) {
            const text = typeof own === "string" ? own : own["hex"];
            assert.equal(message.text(`${number}.${inner}`), text, `${id} ${number}.${inner}`);
          }
        }
      }
      assert.equal(toHex(message.pack()), hex);
    }
  });

  for (const id of ["jpos-iso87-ascii", "jpos-iso87-binary", "jpos-iso93-ascii", "jpos-iso93-binary"]) {
    it(`is as loose as jPOS: ${id} is read strictly and packs again`, () => {
      const sample = cases<VectorCase>("iso8583-dialects").find((own) => own.id === id);
      const { spec, notes } = importJpos(packagerOf(sample?.spec.fields ?? {}));
      const dialect = Dialect.from(spec);
      const message = dialect.unpack(fromHex(sample?.hex ?? ""));
      const numbers = message.numbers();
      assert.equal(numbers.length, 64);
      assert.equal(toHex(message.pack()), sample?.hex);
      const fields = Object.fromEntries(numbers.map((number) => [number, message.text(number)]));
      const { mti, bitmap } = message;
      assert.equal(toHex(dialect.pack({ mti, bitmap, fields })), sample?.hex);
      assert.ok(notes.some((note) => note.startsWith("contents of text fields are as loose as jPOS's")));
    });
  }

  it("fills a short number of fixed size with zeros, as jPOS does", () => {
    const dialect = Dialect.from(importJpos(packager(...ASCII_HEAD, field(3, "IFA_NUMERIC", 6))).spec);
    const packed = Buffer.from(dialect.pack({ mti: "0200", fields: { 3: "12" } })).toString("latin1");
    assert.equal(packed.slice(-6), "000012");
  });

  it("with subfields in a class of parts is read as a whole there, with a note", () => {
    const form = nested(48, "IFA_FLLCHAR", 20, `${SUBFIELDS} emitBitmap="false"`, field(1, "IF_CHAR", 4));
    const { spec, notes } = importJpos(packager(...ASCII_HEAD, form));
    assert.equal(spec.fields["48"]?.length, 22);
    assert.ok(notes.includes("fields.48: its value is read as a whole, without its subfields"));
  });

  it("leaves out what it cannot say inside a field, and says so", () => {
    const forms = [
      nested(
        48,
        "IFA_LLLCHAR",
        999,
        'packager="org.jpos.iso.packager.EuroSubFieldPackager"',
        field(1, "IFEP_LLCHAR", 9),
      ),
      nested(48, "IFA_LLLCHAR", 999, `${SUBFIELDS} emitBitmap="false"`, field(1, "IFEP_LLCHAR", 9)),
      nested(48, "IFA_LLLCHAR", 999, `${SUBFIELDS} emitBitmap="false"`, field(1, "IFA_FLLCHAR", 9)),
      nested(
        48,
        "IFB_LLLNUM",
        99,
        `${SUBFIELDS} emitBitmap="false"`,
        field(1, "IFB_NUMERIC", 2),
        field(2, "IFA_LLNUM", 9),
      ),
      nested(48, "IFA_LLLABINARY", 99, `${SUBFIELDS} emitBitmap="false"`, field(1, "IFB_NUMERIC", 2)),
      nested(48, "IFA_LLLBINARY", 99, SUBFIELDS, field(0, "IFB_BITMAP", 24), field(100, "IFB_NUMERIC", 2)),
      nested(
        48,
        "IFA_LLLCHAR",
        99,
        `${SUBFIELDS} emitBitmap="false"`,
        field(1, "IFMC_LLCHAR", 2),
        field(2, "IFMC_LLLCHAR", 2),
      ),
    ];
    for (const form of forms) {
      const { spec, notes } = importJpos(packager(...ASCII_HEAD, form));
      assert.equal(spec.fields["48"]?.subfields, undefined);
      assert.ok(notes.some((note) => note.startsWith("fields.48: read as a whole")));
    }
  });

  const refused: ReadonlyArray<readonly [what: string, path: string, xml: string]> = [
    ["a class that nobody knows", "fields.3.class", packager(...ASCII_HEAD, field(3, "IFZ_CHAR", 3))],
    ["a signed amount without digits", "fields.3.length", packager(...ASCII_HEAD, field(3, "IFB_AMOUNT", 1))],
    ["a value that ends at a mark", "fields.3.class", packager(...ASCII_HEAD, field(3, "IF_TCHAR", 3, 'token="1C"'))],
    [
      "a length that is no number",
      "fields.3.length",
      packager(...ASCII_HEAD, field(3, "IF_CHAR", 3)).replace('length="3"', 'length="x"'),
    ],
    ["no type of message", "mti", packager(field(1, "IFB_BITMAP", 8))],
    ["a type of five digits", "mti", packager(field(0, "IFA_NUMERIC", 5), field(1, "IFB_BITMAP", 8))],
    ["no bitmap", "bitmap", packager(field(0, "IFA_NUMERIC", 4), field(2, "IF_CHAR", 8))],
    ["a bitmap of 12 bytes", "bitmap.length", packager(field(0, "IFA_NUMERIC", 4), field(1, "IFB_BITMAP", 12))],
    ["a number that no field has", "fields.id", packager(...ASCII_HEAD, field(1000, "IF_CHAR", 3))],
    [
      "messages without a bitmap",
      "emitBitmap",
      packager(...ASCII_HEAD).replace("<isopackager>", '<isopackager emitBitmap="false">'),
    ],
    ["another document", "", "<html/>"],
    ["an entity of its own", "", '<!DOCTYPE a [<!ENTITY b "c">]><isopackager>&b;</isopackager>'],
    [
      "an entity from a file",
      "",
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><isopackager>&b;</isopackager>',
    ],
    ["elements that are not closed", "", "<isopackager><isofield>"],
    ["no elements", "", "isopackager"],
    ["more than a megabyte", "", `<isopackager>${" ".repeat(1 << 20)}</isopackager>`],
    ["deeper elements than any has", "", "<isopackager>".repeat(20) + "</isopackager>".repeat(20)],
    ["more elements than any has", "", `<isopackager>${"<a/>".repeat(10_001)}</isopackager>`],
  ];

  for (const [what, path, xml] of refused) {
    it(`with ${what} is refused there`, () => {
      const fault = refusal(() => importJpos(xml));
      assert.equal(fault?.code, "DIALECT_IMPORT");
      assert.equal(fault.path, path);
    });
  }

  it("with any character changed is refused with a CodecError or imported", () => {
    fc.assert(
      fc.property(
        fc.nat(NESTED.length - 1),
        fc.constantFrom("", "0", "9", '"', "<", ">", "&", "A", " "),
        (at, other) => {
          refusal(() => importJpos(NESTED.slice(0, at) + other + NESTED.slice(at + 1)));
        },
      ),
      { numRuns: 150, seed: 1 },
    );
  });
});

describe("a dialect as a packager of jPOS", () => {
  for (const name of Dialect.names()) {
    it(`has all fields of ${name}`, () => {
      const { spec } = Dialect.builtIn(name);
      const { xml, notes } = exportJpos(spec);
      const again = importJpos(xml, name).spec;
      assert.deepEqual(Object.keys(again.fields), Object.keys(spec.fields));
      for (const [number, own] of Object.entries(spec.fields)) {
        // A signed amount has parts when it is read again, and stands on the wire as before.
        const theirs = again.fields[number]!;
        assert.deepEqual(wireForm(amountOf(theirs) ?? theirs), wireForm(own), number);
        const isNoted = notes.some((note) => note.startsWith(`fields.${number}.`));
        assert.ok(own.content !== "h" || isNoted, number);
        assert.equal(theirs.subfields === undefined && own.subfields !== undefined && !isNoted, false, number);
      }
    });
  }

  it("writes names so that XML holds them", () => {
    const { spec } = importJpos(packager(...ASCII_HEAD, field(3, "IF_CHAR", 3)));
    const name = `<A> & "B" \u0007`;
    const xml = exportJpos({ ...spec, fields: { 3: { ...spec.fields["3"]!, name } } }).xml;
    assert.equal(importJpos(xml).spec.fields["3"]?.name, `<A> & "B"  `);
  });

  it("is refused where jPOS has no class", () => {
    const { spec } = importJpos(packager(...BINARY_HEAD, field(3, "IF_CHAR", 3)));
    const forms: FieldSpec[] = [
      { content: "ans", encoding: "ascii", length: 9, prefix: { digits: 2, encoding: "hex" } },
      { content: "ans", encoding: "ascii", length: 9, prefix: { digits: 2, encoding: "ascii", inclusive: true } },
      { content: "n", encoding: "bcd", length: 9, pad: "A" },
      { content: "b", encoding: "binary", length: 9, prefix: { digits: 3, encoding: "binary" } },
    ];
    for (const form of forms) {
      const fault = refusal(() => exportJpos({ ...spec, fields: { 3: form } }));
      assert.equal(fault?.code, "DIALECT_EXPORT");
      assert.equal(fault.path, "fields.3");
    }
    const fault = refusal(() => exportJpos({ ...spec, bitmap: { ...spec.bitmap, continuation: "hex" } }));
    assert.equal(fault?.path, "bitmap.continuation");
  });

  it("has a signed amount of packed digits in one class again", () => {
    for (const more of ['pad="true"', 'pad="false"']) {
      const { spec } = importJpos(packager(...BINARY_HEAD, field(28, "IFB_AMOUNT", 8, more)));
      const { xml } = exportJpos(spec);
      assert.match(xml, new RegExp(`length="8" name="Field 28" ${more} class="org.jpos.iso.IFB_AMOUNT"`));
      assert.deepEqual(importJpos(xml).spec, spec);
    }
  });
});

/** What of a field stands on the wire. */
function wireForm({ content, encoding, length, prefix, align, pad }: FieldSpec): unknown {
  const isOdd = encoding === "bcd" && (prefix !== undefined || (content === "x+n" ? length - 1 : length) % 2 === 1);
  const left = isOdd && (align ?? (content === "n" ? "right" : "left")) === "left";
  return { encoding, length, prefix, left, pad: isOdd ? (pad ?? "0") : undefined };
}

/** A signed amount of packed digits as jPOS reads it: its two parts as one. */
function wholeText(message: Message, number: string): string {
  const spec = message.dialect.spec.fields[number];
  const isAmount = spec !== undefined && amountOf(spec) !== undefined;
  return isAmount ? message.text(`${number}.1`) + message.text(`${number}.2`) : message.text(number);
}
