import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkSpec } from "../../../../host/codec/iso8583/check.ts";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { FIELD_CLASSES, REFUSED_CLASSES, TAG_CLASSES } from "../../../../host/codec/iso8583/formats/jpos_classes.ts";
import { exportJpos } from "../../../../host/codec/iso8583/formats/jpos_export.ts";
import { importJpos } from "../../../../host/codec/iso8583/formats/jpos_import.ts";
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

/** The field that a packager of one field has. */
function imported(type: string, length: number, more = "", number = 3): Partial<FieldSpec> {
  const { spec } = importJpos(packager(...ASCII_HEAD, field(number, type, length, more)));
  const own: Partial<FieldSpec> = { ...spec.fields[number] };
  delete own.name;
  return own;
}

describe("classes of jPOS", () => {
  const ascii = (digits: number) => ({ digits, encoding: "ascii" as const });
  const bcd = (digits: number) => ({ digits, encoding: "bcd" as const });
  const rows: ReadonlyArray<readonly [type: string, length: number, more: string, spec: FieldSpec, number?: number]> = [
    ["IF_CHAR", 8, "", { content: "ans", encoding: "ascii", length: 8 }],
    ["IFA_NUMERIC", 6, "", { content: "n", encoding: "ascii", length: 6 }],
    ["IFA_AMOUNT", 9, "", { content: "x+n", encoding: "ascii", length: 9 }],
    ["IFA_BINARY", 8, "", { content: "b", encoding: "hex", length: 8 }],
    ["IFA_LLBINARY", 48, "", { content: "b", encoding: "binary", length: 48, prefix: ascii(2) }],
    ["IFA_LLABINARY", 48, "", { content: "b", encoding: "hex", length: 48, prefix: ascii(2) }],
    ["IFA_LLLLLLCHAR", 9999, "", { content: "ans", encoding: "ascii", length: 9999, prefix: ascii(6) }],
    ["IFA_LLNUM", 37, "", { content: "z", encoding: "ascii", length: 37, prefix: ascii(2) }, 35],
    ["IFA_LLBNUM", 19, "", { content: "n", encoding: "bcd", length: 19, prefix: ascii(2), align: "left" }],
    ["IFB_NUMERIC", 3, 'pad="true"', { content: "n", encoding: "bcd", length: 3 }],
    ["IFB_NUMERIC", 3, "", { content: "n", encoding: "bcd", length: 3, align: "left" }],
    ["IFB_NUMERIC", 4, "", { content: "n", encoding: "bcd", length: 4 }],
    ["IFB_FNUMERIC", 3, "", { content: "n", encoding: "bcd", length: 3, align: "left", pad: "F" }],
    ["IFB_HEX", 3, "", { content: "h", encoding: "bcd", length: 3, pad: "F" }],
    ["IFB_HEX", 3, 'pad="true"', { content: "h", encoding: "bcd", length: 3, align: "right" }],
    ["IFB_AMOUNT", 9, 'pad="true"', { content: "x+n", encoding: "bcd", length: 9 }],
    ["IFB_LLNUM", 19, 'pad="false"', { content: "n", encoding: "bcd", length: 19, prefix: bcd(2), align: "left" }],
    ["IFB_FLLNUM", 19, "", { content: "n", encoding: "bcd", length: 19, prefix: bcd(2), align: "left", pad: "F" }],
    ["IFB_LLNUM", 37, "", { content: "z", encoding: "bcd", length: 37, prefix: bcd(2) }, 35],
    [
      "IFB_LLHNUM",
      19,
      'pad="true"',
      { content: "n", encoding: "bcd", length: 19, prefix: { digits: 1, encoding: "binary" } },
    ],
    [
      "IFB_LLLHCHAR",
      999,
      "",
      { content: "ans", encoding: "ascii", length: 999, prefix: { digits: 2, encoding: "binary" } },
    ],
    ["IFB_LLHEX", 16, "", { content: "b", encoding: "binary", length: 16, prefix: { ...bcd(2), counts: "nibbles" } }],
    ["IFE_AMOUNT", 6, "", { content: "x+n", encoding: "ebcdic", length: 6 }],
    ["IFE_BINARY", 8, "", { content: "b", encoding: "ebcdic-hex", length: 8 }],
    [
      "IFE_LLLBINARY",
      90,
      "",
      { content: "b", encoding: "binary", length: 90, prefix: { digits: 3, encoding: "ebcdic" } },
    ],
    [
      "IFEA_LLCHAR",
      20,
      "",
      { content: "ans", encoding: "ascii", length: 20, prefix: { digits: 2, encoding: "ebcdic" } },
    ],
    [
      "IFEB_LLNUM",
      19,
      "",
      {
        content: "h",
        encoding: "bcd",
        length: 19,
        prefix: { digits: 2, encoding: "ebcdic", counts: "bytes" },
        pad: "F",
      },
    ],
  ];

  for (const [type, length, more, spec, number] of rows) {
    it(`${type} ${more} is ${spec.content} in ${spec.encoding}`, () => {
      assert.deepEqual(imported(type, length, more, number), spec);
    });
  }

  it("are all there, and each is written as it was read", () => {
    assert.equal(FIELD_CLASSES.size, 68);
    assert.equal(TAG_CLASSES.size, 16);
    for (const type of FIELD_CLASSES.keys()) {
      for (const more of ['pad="true"', 'pad="false"']) {
        const first = importJpos(packager(...ASCII_HEAD, field(3, type, 9, more))).spec;
        assert.deepEqual(importJpos(exportJpos(first).xml).spec, first, type);
      }
    }
  });

  it("with a packager of another company mean the same", () => {
    assert.equal(imported("IFA_NUMERIC", 6, "").length, 6);
    const other = packager(...ASCII_HEAD, field(3, "IFA_NUMERIC", 6)).replaceAll("org.jpos.iso.", "com.example.iso.");
    assert.equal(importJpos(other).spec.fields["3"]?.content, "n");
  });
});

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
      fields: Object.fromEntries([1, 2, 3].map((id) => [id, { name: `Field ${id}`, content: "n", length: 2 }])),
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
      // Two of the samples hold text in fields of numbers, and no sign in amounts.
      const message = dialect.unpack(fromHex(hex), { content: "accept" });
      assert.equal(message.mti, expect.mti);
      for (const [number, value] of Object.entries(expect.fields ?? {})) {
        if (typeof value === "string") assert.equal(message.text(number), value, `${id} ${number}`);
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
    ["a class with a length twice as long", "fields.3.class", packager(...ASCII_HEAD, field(3, "IFA_FLLCHAR", 3))],
    ["a value that ends at a mark", "fields.3.class", packager(...ASCII_HEAD, field(3, "IF_TCHAR", 3, 'token="1C"'))],
    ["more than its length can say", "fields.3.length", packager(...ASCII_HEAD, field(3, "IFA_LLCHAR", 100))],
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
      const again = importJpos(exportJpos(spec).xml, name).spec;
      assert.deepEqual(Object.keys(again.fields), Object.keys(spec.fields));
      for (const [number, own] of Object.entries(spec.fields)) {
        const { encoding, length, prefix } = again.fields[number]!;
        assert.deepEqual(
          { encoding, length, prefix },
          { encoding: own.encoding, length: own.length, prefix: own.prefix },
        );
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

  it("refuses no class that it can import", () => {
    for (const type of REFUSED_CLASSES.keys()) assert.ok(!FIELD_CLASSES.has(type));
  });
});
