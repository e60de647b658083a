import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { FIELD_CLASSES, REFUSED_CLASSES, TAG_CLASSES } from "../../../../host/codec/iso8583/formats/jpos_classes.ts";
import { exportJpos } from "../../../../host/codec/iso8583/formats/jpos_export.ts";
import { importJpos } from "../../../../host/codec/iso8583/formats/jpos_import.ts";
import { FILLED_CLASSES, LED_TAG_CLASSES } from "../../../../host/codec/iso8583/formats/jpos_parts.ts";
import type { FieldSpec } from "../../../../host/codec/iso8583/spec.ts";
import { fromHex, refusal, toHex } from "../support.ts";
import { ASCII_HEAD, field, nested, packager, SUBFIELDS } from "./packagers.ts";

/** The field that a packager of one field has. */
function imported(type: string, length: number, more = "", number = 3): Partial<FieldSpec> {
  const { spec } = importJpos(packager(...ASCII_HEAD, field(number, type, length, more)));
  const own: Partial<FieldSpec> = { ...spec.fields[number] };
  delete own.name;
  return own;
}

/** A sign and digits in bytes. */
function amount(length: number, digits: FieldSpec): FieldSpec {
  const sign: FieldSpec = { name: "Sign", content: "ans", encoding: "ascii", length: 1 };
  const fields = { 1: sign, 2: { name: "Digits", ...digits } };
  return { content: "b", encoding: "binary", length, subfields: { kind: "positional", fields } };
}

describe("classes of jPOS", () => {
  const ascii = (digits: number) => ({ digits, encoding: "ascii" as const });
  const bcd = (digits: number) => ({ digits, encoding: "bcd" as const });
  const rows: ReadonlyArray<readonly [type: string, length: number, more: string, spec: FieldSpec, number?: number]> = [
    ["IF_CHAR", 8, "", { content: "ans", encoding: "ascii", length: 8 }],
    ["IFA_NUMERIC", 6, "", { content: "ans", encoding: "ascii", length: 6, align: "right", pad: "0" }],
    ["IFE_NUMERIC", 6, "", { content: "ans", encoding: "ebcdic", length: 6, align: "right", pad: "0" }],
    ["IFA_AMOUNT", 9, "", { content: "ans", encoding: "ascii", length: 9 }],
    ["IFA_LLNUM", 19, "", { content: "ans", encoding: "ascii", length: 19, prefix: ascii(2) }],
    ["IFA_BINARY", 8, "", { content: "b", encoding: "hex", length: 8 }],
    ["IFA_LLBINARY", 48, "", { content: "b", encoding: "binary", length: 48, prefix: ascii(2) }],
    ["IFA_LLABINARY", 48, "", { content: "b", encoding: "hex", length: 48, prefix: ascii(2) }],
    ["IFA_LLLLLLCHAR", 9999, "", { content: "ans", encoding: "ascii", length: 9999, prefix: ascii(6) }],
    ["IFA_LLNUM", 37, "", { content: "ans", encoding: "ascii", length: 37, prefix: ascii(2) }, 35],
    ["IFA_LLBNUM", 19, "", { content: "n", encoding: "bcd", length: 19, prefix: ascii(2), align: "left" }],
    ["IFB_NUMERIC", 3, 'pad="true"', { content: "n", encoding: "bcd", length: 3 }],
    ["IFB_NUMERIC", 3, "", { content: "n", encoding: "bcd", length: 3, align: "left" }],
    ["IFB_NUMERIC", 4, "", { content: "n", encoding: "bcd", length: 4 }],
    ["IFB_FNUMERIC", 3, "", { content: "n", encoding: "bcd", length: 3, align: "left", pad: "F" }],
    ["IFB_HEX", 3, "", { content: "h", encoding: "bcd", length: 3, pad: "F" }],
    ["IFB_HEX", 3, 'pad="true"', { content: "h", encoding: "bcd", length: 3, align: "right" }],
    ["IFB_AMOUNT", 9, 'pad="true"', amount(5, { content: "n", encoding: "bcd", length: 8 })],
    ["IFB_AMOUNT", 8, 'pad="true"', amount(5, { content: "n", encoding: "bcd", length: 7 })],
    ["IFB_AMOUNT", 8, "", amount(5, { content: "n", encoding: "bcd", length: 7, align: "left" })],
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
    ["IFE_AMOUNT", 6, "", { content: "ans", encoding: "ebcdic", length: 6 }],
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
        length: 20,
        prefix: { digits: 2, encoding: "ebcdic", counts: "bytes" },
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
    assert.equal(TAG_CLASSES.size, 17);
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
    assert.equal(importJpos(other).spec.fields["3"]?.content, "ans");
  });

  it("that keep their full size behind a length have it and the filled value as parts", () => {
    assert.deepEqual([...FILLED_CLASSES.keys()], ["IFA_FLLCHAR", "IFA_FLLNUM", "IFB_LLHFBINARY"]);
    const xml = packager(...ASCII_HEAD, field(3, "IFA_FLLCHAR", 8), field(4, "IFB_LLHFBINARY", 4));
    const { spec, notes } = importJpos(xml);
    const dialect = Dialect.from(spec);
    // As jPOS writes "HELLO" and CAFE: the length is that of the value, the size is that of the field.
    const hex = `${Buffer.from("02003000000000000000" + "05HELLO   ").toString("hex")}02cafe0000`.toUpperCase();
    const message = dialect.unpack(fromHex(hex));
    assert.deepEqual([message.text("3.1"), message.text("3.2")], ["05", "HELLO   "]);
    assert.deepEqual([message.text("4.1"), message.text("4.2")], ["02", "CAFE0000"]);
    const fields = { 3: { 1: "05", 2: "HELLO   " }, 4: { 1: "02", 2: "CAFE0000" } };
    assert.equal(toHex(dialect.pack({ mti: "0200", fields })), hex);
    assert.equal(notes.filter((note) => note.includes("subfields 1 and 2")).length, 2);
    const fault = refusal(() => importJpos(packager(...ASCII_HEAD, field(3, "IFA_FLLNUM", 100))));
    assert.deepEqual([fault?.path, fault?.expected], ["fields.3.length", "at most 99"]);
  });

  it("that count a tag have it in front of their value", () => {
    assert.deepEqual([...LED_TAG_CLASSES.keys()], ["IFEP_LLCHAR", "IFELPE_LLLCHAR"]);
    assert.deepEqual(imported("IFEP_LLCHAR", 20), {
      ...{ content: "ans", encoding: "ascii", length: 22, prefix: ascii(2) },
    });
    assert.equal(imported("IFEP_LLCHAR", 98).length, 99);
    assert.deepEqual(imported("IFELPE_LLLCHAR", 20), {
      ...{ content: "ans", encoding: "ebcdic", length: 22, prefix: { digits: 3, encoding: "ebcdic" } },
    });
    const { spec, notes } = importJpos(packager(...ASCII_HEAD, field(48, "IFEP_LLCHAR", 20)));
    const message = Dialect.from(spec).unpack(Buffer.from("0200000000000001000007" + "48HELLO"));
    assert.equal(message.text(48), "48HELLO");
    assert.ok(notes.includes("fields.48: the tag is part of the value, its first two characters"));
  });

  it("with a tag before their length are read inside a field and nowhere else", () => {
    for (const type of TAG_CLASSES.keys()) {
      const fault = refusal(() => importJpos(packager(...ASCII_HEAD, field(3, type, 20))));
      assert.deepEqual([fault?.code, fault?.path], ["DIALECT_IMPORT", "fields.3.class"]);
      assert.match(fault?.expected ?? "", /its length first: a tag before it is read only inside an isofieldpackager/);
    }
    const form = nested(48, "IFB_LLLBINARY", 99, `${SUBFIELDS} emitBitmap="false"`, field(1, "IFEPE_LLCHAR", 9));
    const { spec } = importJpos(packager(...ASCII_HEAD, form));
    const { subfields } = spec.fields["48"]!;
    assert.deepEqual(subfields?.kind === "tagged" ? subfields.tag : undefined, { encoding: "ebcdic", length: 2 });
    assert.deepEqual(importJpos(exportJpos(spec).xml).spec, spec);
  });

  it("that nobody knows are refused with what is known", () => {
    const fault = refusal(() => importJpos(packager(...ASCII_HEAD, field(3, "IFZ_CHAR", 3))));
    assert.match(fault?.expected ?? "", /IF_, IFA_, IFB_ or IFE_/);
    const mark = refusal(() => importJpos(packager(...ASCII_HEAD, field(3, "IF_TCHAR", 3))));
    assert.match(mark?.expected ?? "", /not with a mark at its end/);
  });

  it("are clipped to what their length can count", () => {
    for (const [type, most] of [
      ["IFA_LLNUM", 99],
      ["IFB_LLNUM", 99],
      ["IFB_LLHEX", 49],
      ["IFA_LLABINARY", 99],
    ] as const) {
      const { spec, notes } = importJpos(packager(...ASCII_HEAD, field(3, type, 199)));
      assert.equal(spec.fields["3"]?.length, most);
      assert.ok(notes.includes(`fields.3: at most ${most}, as its length can count no more`));
    }
  });

  it("are refused or known, never both", () => {
    const known = [FIELD_CLASSES, FILLED_CLASSES, LED_TAG_CLASSES];
    for (const type of REFUSED_CLASSES.keys()) assert.ok(!known.some((classes) => classes.has(type)), type);
  });
});
