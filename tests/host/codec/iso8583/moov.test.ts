import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { exportMoov } from "../../../../host/codec/iso8583/formats/moov_export.ts";
import { importMoov } from "../../../../host/codec/iso8583/formats/moov_import.ts";
import { importPyiso8583 } from "../../../../host/codec/iso8583/formats/pyiso8583.ts";
import type { DialectSpec, FieldSpec } from "../../../../host/codec/iso8583/spec.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";
import type { VectorCase } from "./vector_specs.ts";

const HEAD = {
  0: { type: "String", length: 4, description: "Message Type Indicator", enc: "ASCII", prefix: "ASCII.Fixed" },
  1: { type: "Bitmap", length: 8, description: "Bitmap", enc: "HexToASCII", prefix: "Hex.Fixed" },
};
const ZERO = { padding: { type: "Left", pad: "0" } };
const PAIR = { type: "String", length: 2, enc: "ASCII", prefix: "ASCII.Fixed" };

/** In the manner of the specifications that come with moov: a few fields of each kind. */
const SPEC = {
  name: "ISO 8583 v1987 ASCII",
  fields: {
    ...HEAD,
    2: { type: "String", length: 19, description: "Primary Account Number", enc: "ASCII", prefix: "ASCII.LL" },
    3: {
      ...{
        type: "Composite",
        length: 6,
        description: "Processing Code",
        prefix: "ASCII.Fixed",
        tag: { sort: "StringsByInt" },
      },
      subfields: { 1: { ...PAIR, description: "Transaction Type" }, 2: PAIR, 3: PAIR },
    },
    4: { type: "Numeric", length: 12, description: "Amount", enc: "ASCII", prefix: "ASCII.Fixed", ...ZERO },
    19: { type: "Numeric", length: 3, description: "Country", enc: "BCD", prefix: "BCD.Fixed" },
    22: { type: "Numeric", length: 3, description: "Entry Mode", enc: "LBCD", prefix: "BCD.Fixed" },
    32: { type: "String", length: 11, description: "Acquirer", enc: "BCD", prefix: "Binary.L" },
    35: { type: "Track2", length: 37, description: "Track 2", enc: "ASCII", prefix: "ASCII.LL" },
    41: { type: "String", length: 8, description: "Terminal", enc: "EBCDIC1047", prefix: "EBCDIC1047.Fixed" },
    43: {
      type: "String",
      length: 40,
      description: "Name",
      enc: "ASCII",
      prefix: "ASCII.Fixed",
      padding: { type: "Left", pad: " " },
    },
    44: { type: "String", length: 25, description: "Additional", enc: "EBCDIC1047", prefix: "EBCDIC1047.LLL" },
    48: {
      ...{ type: "Composite", length: 999, description: "Private", prefix: "ASCII.LLL" },
      tag: {
        length: 2,
        enc: "ASCII",
        padding: { type: "Left", pad: "0" },
        sort: "StringsByInt",
        skipUnknownTLVTags: true,
      },
      subfields: {
        1: { type: "String", length: 20, description: "First", enc: "ASCII", prefix: "ASCII.LL" },
        12: { type: "Hex", length: 20, description: "Twelfth", enc: "Binary", prefix: "ASCII.LL" },
      },
    },
    52: { type: "Binary", length: 8, description: "PIN", enc: "Binary", prefix: "Binary.Fixed" },
    53: { type: "Hex", length: 8, description: "Security", enc: "HexToASCII", prefix: "Hex.Fixed" },
    55: {
      ...{ type: "Composite", length: 255, description: "ICC", prefix: "Hex.L" },
      tag: { enc: "BerTLVTag", sort: "StringsByHex" },
      subfields: { "9F26": { type: "Hex", length: 8, enc: "Binary", prefix: "BerTLV" } },
    },
    62: {
      ...{ type: "Composite", length: 255, description: "Bitmapped", prefix: "Binary.L" },
      bitmap: { type: "Bitmap", length: 8, enc: "Binary", prefix: "Binary.Fixed", disableautoexpand: true },
      subfields: {
        1: { type: "String", length: 1, enc: "ASCII", prefix: "ASCII.Fixed" },
        2: { type: "Numeric", length: 4, enc: "BCD", prefix: "BCD.Fixed" },
      },
    },
    120: { type: "String", length: 999, description: "Private", enc: "ASCII", prefix: "ASCII.LLL" },
  },
};

function withField(field: unknown): unknown {
  return { name: "x", fields: { ...HEAD, 3: field } };
}

describe("a specification of moov", () => {
  const { spec, notes } = importMoov(SPEC);
  const own = (number: number): Partial<FieldSpec> => {
    const field: Partial<FieldSpec> = { ...spec.fields[number] };
    delete field.name;
    return field;
  };

  it("becomes a dialect", () => {
    assert.equal(spec.name, "iso-8583-v1987-ascii");
    assert.equal(spec.title, SPEC.name);
    assert.equal(spec.codePage, "cp1047");
    assert.deepEqual(spec.bitmap, { encoding: "hex", count: 2 });
    assert.deepEqual(own(2), {
      content: "ans",
      encoding: "ascii",
      length: 19,
      prefix: { digits: 2, encoding: "ascii" },
    });
    assert.deepEqual(own(19), { content: "n", encoding: "bcd", length: 3 });
    assert.deepEqual(own(22), { content: "n", encoding: "bcd", length: 3, align: "left" });
    assert.deepEqual(own(32), { content: "n", encoding: "bcd", length: 11, prefix: { digits: 1, encoding: "binary" } });
    assert.deepEqual(own(43), { content: "ans", encoding: "ascii", length: 40, align: "right" });
    assert.deepEqual(own(53), { content: "b", encoding: "hex", length: 8 });
    assert.deepEqual(own(55).prefix, { digits: 2, encoding: "hex" });
    const kinds = [3, 48, 55, 62].map((number) => own(number).subfields?.kind);
    assert.deepEqual(kinds, ["positional", "tagged", "ber-tlv", "bitmap"]);
    assert.deepEqual(Object.keys((own(48).subfields as { fields: object }).fields).sort(), ["01", "12"]);
    assert.ok(notes.some((note) => note.startsWith("fields.55")));
  });

  it("reads and packs a message in it", () => {
    const dialect = Dialect.from(spec);
    const fields = {
      3: "001122",
      4: "000000000100",
      19: "156",
      22: "021",
      48: { "01": "A", 12: fromHex("CAFE") },
      62: { 2: "1234" },
    };
    const packed = dialect.pack({ mti: "0100", fields });
    const message = dialect.unpack(packed);
    assert.deepEqual([message.text("3.2"), message.text("48.12"), message.text("62.2")], ["11", "CAFE", "1234"]);
    assert.equal(toHex(message.pack()), toHex(packed));
  });

  it("is the same after an export and an import, but for what moov lists and a dialect does not", () => {
    const plain: DialectSpec = {
      ...spec,
      fields: Object.fromEntries(Object.entries(spec.fields).filter(([number]) => !["48", "55"].includes(number))),
    };
    const again = importMoov(exportMoov(plain).json);
    assert.deepEqual(again.spec, plain);
    assert.deepEqual(again.notes, []);
    const whole = exportMoov(spec);
    assert.equal(whole.notes.filter((note) => note.includes("left out")).length, 2);
  });

  it("with more than its length can count is clipped to that, with a note", () => {
    const result = importMoov(withField({ ...PAIR, length: 17, prefix: "ASCII.L" }));
    assert.equal(result.spec.fields["3"]?.length, 9);
    assert.deepEqual(result.notes, ["fields.3: at most 9, as its length can count no more"]);
  });

  it("with tagged values of a fixed length is read as a whole there", () => {
    const tag = { length: 2, enc: "ASCII" };
    const form = { type: "Composite", length: 99, prefix: "ASCII.LL", tag, subfields: { 1: PAIR } };
    const result = importMoov(withField(form));
    assert.equal(result.spec.fields["3"]?.subfields, undefined);
    assert.ok(result.notes.some((note) => note.includes("read as a whole")));
  });

  const refused: ReadonlyArray<readonly [what: string, path: string, json: unknown]> = [
    ["no object", "", 3],
    ["no type of message", "fields.0", { fields: {} }],
    ["no bitmap", "fields.1", { fields: { 0: HEAD[0] } }],
    ["a number that no field has", "fields", { fields: { ...HEAD, 200: PAIR } }],
    ["a field that is none", "fields.3", withField(null)],
    ["a type that is none", "fields.3.type", withField({ ...PAIR, type: "Money" })],
    ["an encoding that is none", "fields.3.enc", withField({ ...PAIR, enc: "UTF8" })],
    ["a prefix that is none", "fields.3.prefix", withField({ ...PAIR, prefix: "ASCII.LLLLLLL" })],
    ["a length of eight characters", "fields.3.prefix", withField({ ...PAIR, prefix: "Hex.LLLL" })],
    ["a length that is none", "fields.3.length", withField({ ...PAIR, length: 0 })],
    ["a length that is text", "fields.3.length", withField({ ...PAIR, length: "2" })],
    [
      "subfields of no number",
      "fields.3.subfields.A",
      withField({ ...PAIR, type: "Composite", subfields: { A: PAIR } }),
    ],
    ["no subfields", "fields.3.subfields", withField({ ...PAIR, type: "Composite" })],
    [
      "tags of no encoding",
      "fields.3.tag.enc",
      withField({ ...PAIR, type: "Composite", tag: { enc: "X" }, subfields: { A: PAIR } }),
    ],
  ];

  for (const [what, path, json] of refused) {
    it(`with ${what} is refused there`, () => {
      const fault = refusal(() => importMoov(json));
      assert.equal(fault?.code, "DIALECT_IMPORT");
      assert.equal(fault.path, path);
    });
  }

  it("that is any JSON is refused with a CodecError or imported", () => {
    const leaf = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("Composite", "String", "ASCII", "BCD.LL", "BerTLVTag", 0, 2, {}, null),
    );
    const paths = Object.values(SPEC.fields).flatMap((field) => Object.keys(field));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(SPEC.fields)),
        fc.constantFrom(...new Set(paths)),
        leaf,
        (number, key, value) => {
          const fields = { ...SPEC.fields, [number]: { ...SPEC.fields[number as unknown as 2], [key]: value } };
          refusal(() => importMoov({ name: "x", fields }));
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe("a dialect as a specification of moov", () => {
  for (const name of Dialect.names()) {
    it(`has all fields of ${name}, and a note for each that changes`, () => {
      const { spec } = Dialect.builtIn(name);
      const { json, notes } = exportMoov(spec);
      const again = importMoov(json).spec;
      assert.deepEqual(Object.keys(again.fields), Object.keys(spec.fields));
      for (const [number, { encoding, length, prefix, subfields }] of Object.entries(spec.fields)) {
        const own = again.fields[number]!;
        if (notes.some((note) => note.startsWith(`fields.${number}:`))) continue;
        // A composite of texts is text again, one of other things bytes of the same number.
        assert.deepEqual([own.length, own.prefix], [length, prefix], number);
        if (subfields === undefined) assert.equal(own.encoding, encoding, number);
        const isNoted = notes.some((note) => note.startsWith(`fields.${number}.subfields`));
        assert.equal(own.subfields === undefined, subfields === undefined || isNoted, number);
      }
    });
  }

  it("has nibbles that are no digits as bytes, and says what of it is not the same", () => {
    const base = importMoov(withField(PAIR)).spec;
    const forms: ReadonlyArray<readonly [FieldSpec, object, RegExp | undefined]> = [
      [
        { content: "h", encoding: "bcd", length: 37, prefix: { digits: 2, encoding: "bcd" } },
        { type: "Hex", length: 19, enc: "Binary", prefix: "BCD.LL" },
        /^fields.3: h in bcd is Binary in moov; its length counts nibbles: give it a custom encoding/,
      ],
      [
        { content: "h", encoding: "bcd", length: 38, prefix: { digits: 1, encoding: "binary", counts: "bytes" } },
        { type: "Hex", length: 19, enc: "Binary", prefix: "Binary.L" },
        /^fields.3: h in bcd is Binary in moov$/,
      ],
      [
        { content: "h", encoding: "bcd", length: 3, pad: "F" },
        { type: "Hex", length: 2, enc: "Binary", prefix: "Binary.Fixed" },
        /^fields.3: h in bcd is bytes in moov, two nibbles each, the odd one filled up with F on the right$/,
      ],
      [
        { content: "z", encoding: "bcd", length: 4 },
        { type: "Hex", length: 2, enc: "Binary", prefix: "Binary.Fixed" },
        /^fields.3: z in bcd is bytes in moov, two nibbles each$/,
      ],
    ];
    for (const [form, expected, note] of forms) {
      const { json, notes } = exportMoov({ ...base, fields: { 3: form } });
      assert.deepEqual(json.fields?.["3"], expected);
      assert.match(notes.join("\n"), note!);
    }
  });

  it("has amounts with a sign as a composite", () => {
    const amount = exportMoov(Dialect.builtIn("iso8583-1987-binary").spec).json.fields?.["28"];
    assert.deepEqual(
      [amount?.type, amount?.length, Object.keys(amount?.subfields ?? {})],
      ["Composite", 5, ["1", "2"]],
    );
  });

  const base = importMoov(withField(PAIR)).spec;
  const forms: ReadonlyArray<readonly [path: string, FieldSpec]> = [
    ["fields.3", { content: "b", encoding: "ebcdic-hex", length: 8 }],
    ["fields.3.pad", { content: "n", encoding: "bcd", length: 3, pad: "F" }],
    ["fields.3.codePage", { content: "ans", encoding: "ebcdic", length: 3, codePage: "cp500" }],
    [
      "fields.3.prefix.inclusive",
      { content: "ans", encoding: "ascii", length: 3, prefix: { digits: 2, encoding: "ascii", inclusive: true } },
    ],
    [
      "fields.3.prefix.counts",
      { content: "b", encoding: "binary", length: 3, prefix: { digits: 2, encoding: "bcd", counts: "nibbles" } },
    ],
    ["fields.3.prefix.digits", { content: "b", encoding: "binary", length: 3, prefix: { digits: 3, encoding: "hex" } }],
  ];
  for (const [path, form] of forms) {
    it(`is refused at ${path} when moov cannot say it`, () => {
      const fault = refusal(() => exportMoov({ ...base, fields: { 3: form } }));
      assert.deepEqual([fault?.code, fault?.path], ["DIALECT_EXPORT", path]);
    });
  }
});

describe("a specification of pyiso8583", () => {
  const ASCII = { data_enc: "ascii", len_enc: "ascii", len_type: 0, max_len: 4, desc: "" };
  const HEADS = { h: { ...ASCII, max_len: 6 }, t: ASCII, p: { ...ASCII, max_len: 16 }, 1: { ...ASCII, max_len: 16 } };
  const FIELDS = {
    2: { ...ASCII, len_type: 2, max_len: 19, desc: "PAN" },
    3: { ...ASCII, len_count: "nibbles", max_len: 12 },
    4: { ...ASCII, data_enc: "b", max_len: 6 },
    5: { ...ASCII, data_enc: "b", len_enc: "bcd", len_type: 1, len_count: "nibbles", left_pad: "0", max_len: 20 },
    6: { ...ASCII, data_enc: "b", len_count: "nibbles", right_pad: "f", max_len: 3 },
    7: { ...ASCII, len_enc: "b", len_type: 1, max_len: 16 },
    41: { ...ASCII, data_enc: "cp500", max_len: 8 },
    43: { ...ASCII, data_enc: "gbk", max_len: 40 },
    44: { ...ASCII, data_enc: "cp037", len_enc: "cp037", len_type: 3, max_len: 150 },
    65: { ...ASCII, data_enc: "b", max_len: 8 },
    128: { ...ASCII, data_enc: "b", max_len: 8 },
  };

  it("becomes a dialect", () => {
    const { spec, notes } = importPyiso8583({ ...HEADS, ...FIELDS });
    const { name, header, mti, bitmap, fields } = spec;
    assert.deepEqual(
      [name, header, mti, bitmap],
      ["pyiso8583", 6, { encoding: "ascii" }, { encoding: "hex", count: 2 }],
    );
    assert.deepEqual(fields, {
      2: { name: "PAN", content: "ans", encoding: "ascii", length: 19, prefix: { digits: 2, encoding: "ascii" } },
      3: { content: "ans", encoding: "ascii", length: 6 },
      4: { content: "b", encoding: "binary", length: 6 },
      5: { content: "h", encoding: "bcd", length: 20, align: "right", prefix: { digits: 2, encoding: "bcd" } },
      6: { content: "h", encoding: "bcd", length: 3, pad: "F" },
      7: { content: "ans", encoding: "ascii", length: 16, prefix: { digits: 1, encoding: "binary" } },
      41: { content: "ans", encoding: "ebcdic", length: 8, codePage: "cp500" },
      43: { content: "anb", encoding: "ascii", length: 40 },
      44: {
        content: "ans",
        encoding: "ebcdic",
        length: 150,
        codePage: "cp037",
        prefix: { digits: 3, encoding: "ebcdic" },
      },
      128: { content: "b", encoding: "binary", length: 8 },
    });
    assert.equal(notes.length, 2);
  });

  it("with more than its length can count is clipped to that, with a note", () => {
    // The specification of two published samples: 17 behind one digit.
    const { spec, notes } = importPyiso8583({ ...HEADS, 2: { ...ASCII, len_type: 1, max_len: 17 } });
    assert.equal(spec.fields["2"]?.length, 9);
    assert.deepEqual(notes, ["2: at most 9, as its length can count no more"]);
    const samples = cases<VectorCase>("iso8583-dialects").filter(({ id }) => /^py-neg-field-0[12]$/.test(id));
    assert.equal(samples.length, 2);
    const dialect = Dialect.from({ ...spec, header: 0, bitmap: { encoding: "hex", count: 1 } });
    for (const { hex } of samples) assert.equal(refusal(() => dialect.unpack(fromHex(hex)))?.code, "ISO_TRAILING");
  });

  const refused: ReadonlyArray<readonly [path: string, json: unknown]> = [
    ["", 1],
    ["2", { ...HEADS, 2: 3 }],
    ["t.data_enc", { ...HEADS, t: { ...ASCII, data_enc: "utf-16" } }],
    ["p.data_enc", { ...HEADS, p: { ...ASCII, data_enc: "utf-16" } }],
    ["bm", { ...HEADS, bm: ASCII }],
    ["2.data_enc", { ...HEADS, 2: { ...ASCII, data_enc: "constructor" } }],
    ["2.len_enc", { ...HEADS, 2: { ...ASCII, len_type: 2, len_enc: "utf-16" } }],
    ["2.len_type", { ...HEADS, 2: { ...ASCII, len_type: 5 } }],
    ["2.len_type", { ...HEADS, 2: { ...ASCII, len_type: 4, len_enc: "bcd" } }],
    ["2.max_len", { ...HEADS, 2: { ...ASCII, max_len: 0 } }],
    ["2.len_count", { ...HEADS, 2: { ...ASCII, len_type: 2, len_count: "nibbles" } }],
  ];
  for (const [path, json] of refused) {
    it(`is refused at ${path === "" ? "its root" : path} when it is wrong there`, () => {
      const fault = refusal(() => importPyiso8583(json));
      assert.deepEqual([fault?.code, fault?.path], ["DIALECT_IMPORT", path]);
    });
  }
});
