import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { checkSpec } from "../../../../host/codec/iso8583/check.ts";
import { compile } from "../../../../host/codec/iso8583/compile.ts";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import type { DialectSpec, FieldSpec } from "../../../../host/codec/iso8583/spec.ts";
import { refusal } from "../support.ts";

const SPEC: DialectSpec = {
  name: "a-dialect",
  mti: { encoding: "ascii" },
  bitmap: { encoding: "hex", count: 1 },
  fields: { 3: { content: "n", encoding: "ascii", length: 6 } },
};
const TEXT: FieldSpec = { content: "ans", encoding: "ascii", length: 20 };
const BYTES: FieldSpec = { content: "b", encoding: "binary", length: 20, prefix: { digits: 2, encoding: "bcd" } };
const DIGITS: FieldSpec = { content: "n", encoding: "bcd", length: 11 };

type Bad = readonly [what: string, path: string, spec: unknown];

function withField(field: unknown): unknown {
  return { ...SPEC, fields: { 3: field } };
}

describe("a dialect that comes with the library", () => {
  for (const name of Dialect.names()) {
    it(`${name} keeps to the schema and makes sense`, () => {
      const { spec } = Dialect.builtIn(name);
      assert.equal(checkSpec(spec), spec);
      assert.equal(spec.name, name);
    });
  }

  it("is one of nine", () => assert.equal(Dialect.names().length, 9));
});

describe("the published schema", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../../host/codec/iso8583/dialect.schema.json", import.meta.url), "utf8"),
  ) as Record<string, unknown>;

  it("is one, of the draft that editors know", () => {
    assert.equal(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert.equal(new Ajv2020({ strict: false }).validateSchema(schema), true);
  });

  it("compiles under the strictest rules without a warning", () => {
    const said: unknown[] = [];
    const say = (...words: unknown[]): unknown => said.push(...words);
    const validate = new Ajv2020({ strict: true, logger: { log: say, warn: say, error: say } }).compile(schema);
    assert.deepEqual(said, []);
    for (const name of Dialect.names()) assert.equal(validate(Dialect.builtIn(name).spec), true, name);
  });

  it("names the most that a bitmap inside a field may have", () => {
    const bitmap = { encoding: "binary", bytes: 25 };
    const fault = refusal(() =>
      checkSpec(withField({ ...BYTES, subfields: { kind: "bitmap", bitmap, fields: { 1: BYTES } } })),
    );
    assert.deepEqual(
      [fault?.path, fault?.expected],
      ["fields.3.subfields.bitmap.bytes", "at most 24 bytes: 192 subfields"],
    );
    const count = refusal(() => checkSpec({ ...SPEC, bitmap: { encoding: "hex", count: 4 } }));
    assert.equal(count?.expected, "at most 3");
  });

  it("describes every property that a dialect may have", () => {
    const bare = propertiesOf(schema).filter(([, own]) => !("description" in own || "$ref" in own || "const" in own));
    const told = bare.filter(([path]) => !/\.(en|zh|encoding|tag|bitmap|length|kind)$/.test(path));
    assert.deepEqual(
      told.map(([path]) => path),
      [],
    );
  });
});

describe("a dialect that does not keep to the schema", () => {
  const bad: readonly Bad[] = [
    ["no object", "", 7],
    ["without a name", "name", { ...SPEC, name: undefined }],
    ["with a name in capitals", "name", { ...SPEC, name: "Visa" }],
    ["with a property that is none", "mits", { ...SPEC, mits: {} }],
    ["with an encoding that is none", "mti.encoding", { ...SPEC, mti: { encoding: "utf8" } }],
    ["with four bitmaps", "bitmap.count", { ...SPEC, bitmap: { encoding: "hex", count: 4 } }],
    ["with field 1", "fields.1", { ...SPEC, fields: { 1: TEXT } }],
    ["with field 65", "fields.65", { ...SPEC, fields: { 65: TEXT } }],
    ["with field 193", "fields.193", { ...SPEC, fields: { 193: TEXT } }],
    ["with a number written otherwise", "fields.03", { ...SPEC, fields: { "03": TEXT } }],
    ["with a field that has no length", "fields.3.length", withField({ content: "n", encoding: "ascii" })],
    ["with a length of 0", "fields.3.length", withField({ ...TEXT, length: 0 })],
    ["with a length that is text", "fields.3.length", withField({ ...TEXT, length: "6" })],
    ["with a content that is none", "fields.3.content", withField({ ...TEXT, content: "x" })],
    [
      "with a length of 7 digits",
      "fields.3.prefix.digits",
      withField({ ...TEXT, prefix: { digits: 7, encoding: "bcd" } }),
    ],
    ["with a pad of two characters", "fields.3.pad", withField({ ...TEXT, pad: "00" })],
    ["with names of no English", "fields.3.name.en", withField({ ...TEXT, name: { zh: "主账号" } })],
    [
      "with a kind of subfields that is none",
      "fields.3.subfields.kind",
      withField({ ...TEXT, subfields: { kind: "x" } }),
    ],
    [
      "with a slice that has no content",
      "fields.3.subfields.fields.1.content",
      withField({ ...TEXT, subfields: { kind: "positional", fields: { 1: { length: 2 } } } }),
    ],
    [
      "with a slice that has an alignment",
      "fields.3.subfields.fields.1.align",
      withField({
        ...TEXT,
        subfields: { kind: "positional", fields: { 1: { content: "n", length: 2, align: "left" } } },
      }),
    ],
    [
      "with subfield 0",
      "fields.3.subfields.fields.0",
      withField({ ...TEXT, subfields: { kind: "positional", fields: { 0: { content: "n", length: 2 } } } }),
    ],
    ["with a path that is none", "match.1", { ...SPEC, match: ["3", "3."] }],
    ["with a field for the MAC that no message has", "mac.0", { ...SPEC, mac: [1] }],
    [
      "with a frame of 9 digits",
      "frame.length.digits",
      { ...SPEC, frame: { length: { encoding: "ascii", digits: 9 } } },
    ],
  ];

  for (const [what, path, spec] of bad) {
    it(`${what} is refused there`, () => {
      const fault = refusal(() => checkSpec(spec));
      assert.equal(fault?.code, "DIALECT_SCHEMA");
      assert.equal(fault.path, path);
      assert.ok(fault.expected);
    });
  }

  it("with more levels than any has is refused before it is read", () => {
    let deep: unknown = { kind: "ber-tlv" };
    for (let i = 0; i < 5000; i++) deep = { kind: "positional", fields: { 1: { ...BYTES, subfields: deep } } };
    assert.equal(refusal(() => checkSpec(withField({ ...BYTES, subfields: deep })))?.code, "DIALECT_SCHEMA");
  });
});

describe("a dialect that makes no sense", () => {
  const positional = (...fields: unknown[]): unknown => ({
    kind: "positional",
    fields: Object.fromEntries(fields.map((field, i) => [i + 1, field])),
  });
  const tagged = { kind: "tagged", tag: { encoding: "ascii", length: 2 }, prefix: { digits: 3, encoding: "ascii" } };
  const bad: readonly Bad[] = [
    ["text in packed digits", "fields.3.content", withField({ ...DIGITS, content: "ans" })],
    ["bytes in ASCII", "fields.3.content", withField({ ...TEXT, content: "b" })],
    ["numbers in bytes", "fields.3.content", withField({ ...BYTES, content: "n" })],
    ["text in hexadecimal text", "fields.3.content", withField({ content: "ans", encoding: "hex", length: 8 })],
    ["a sign alone", "fields.3.length", withField({ content: "x+n", encoding: "ascii", length: 1 })],
    ["a minimum without a length", "fields.3.minimum", withField({ ...TEXT, minimum: 2 })],
    ["a minimum above the maximum", "fields.3.minimum", withField({ ...BYTES, minimum: 21 })],
    ["a code page of ASCII", "fields.3.codePage", withField({ ...TEXT, codePage: "cp037" })],
    ["a pad of bytes", "fields.3.pad", withField({ ...BYTES, pad: "0" })],
    ["an alignment of bytes", "fields.3.align", withField({ content: "b", encoding: "hex", length: 8, align: "left" })],
    ["a pad of packed digits that is no nibble", "fields.3.pad", withField({ ...DIGITS, pad: "G" })],
    ["a number that spaces fill", "fields.3.pad", withField({ ...TEXT, content: "n", pad: " " })],
    ["a pad that is no character of text", "fields.3.pad", withField({ ...TEXT, pad: "\n" })],
    [
      "a pad of text that is never filled",
      "fields.3.pad",
      withField({ ...TEXT, pad: "0", prefix: { digits: 2, encoding: "ascii" } }),
    ],
    [
      "one digit for 20 bytes",
      "fields.3.prefix.digits",
      withField({ ...BYTES, prefix: { digits: 1, encoding: "ascii" } }),
    ],
    [
      "two digits for 99 bytes and themselves",
      "fields.3.prefix.digits",
      withField({ ...BYTES, length: 99, prefix: { digits: 2, encoding: "ascii", inclusive: true } }),
    ],
    [
      "a length that counts digits of text",
      "fields.3.prefix.counts",
      withField({ ...TEXT, prefix: { digits: 2, encoding: "ascii", counts: "digits" } }),
    ],
    [
      "a length that counts characters of packed digits",
      "fields.3.prefix.counts",
      withField({ ...DIGITS, prefix: { digits: 2, encoding: "bcd", counts: "characters" } }),
    ],
    [
      "bytes that count an odd number of packed digits",
      "fields.3.prefix.counts",
      withField({ ...DIGITS, prefix: { digits: 2, encoding: "bcd", counts: "bytes" } }),
    ],
    [
      "bytes that count a sign and packed digits",
      "fields.3.prefix.counts",
      withField({
        ...{ content: "x+n", encoding: "bcd", length: 8 },
        prefix: { digits: 2, encoding: "bcd", counts: "bytes" },
      }),
    ],
    [
      "a length of digits that counts its own bytes",
      "fields.3.prefix.inclusive",
      withField({ ...DIGITS, prefix: { digits: 2, encoding: "bcd", inclusive: true } }),
    ],
    ["field 70 with one bitmap", "fields.70", { ...SPEC, fields: { 70: TEXT } }],
    [
      "another encoding of a second bitmap that is not there",
      "bitmap.continuation",
      { ...SPEC, bitmap: { encoding: "hex", continuation: "binary", count: 1 } },
    ],
    ["a MAC in a field that is not there", "mac.0", { ...SPEC, mac: [64] }],
    ["a match with a field that is not there", "match.0", { ...SPEC, match: ["11"] }],
    ["a match with a subfield that is not there", "match.1", { ...SPEC, match: ["mti", "3.2"] }],
    [
      "five bytes for the length of a frame",
      "frame.length.digits",
      { ...SPEC, frame: { length: { encoding: "binary", digits: 5 } } },
    ],
    [
      "a frame longer than its length says",
      "frame.maximum",
      { ...SPEC, frame: { length: { encoding: "ascii", digits: 3 }, maximum: 1000 } },
    ],
    [
      "slices longer than their parent",
      "fields.3.subfields.fields.2.length",
      withField({ ...TEXT, subfields: positional({ content: "an", length: 10 }, { content: "an", length: 11 }) }),
    ],
    [
      "slices of bytes",
      "fields.3.subfields.fields",
      withField({ ...BYTES, subfields: positional({ content: "an", length: 10 }) }),
    ],
    [
      "slices and fields in one",
      "fields.3.subfields.fields",
      withField({ ...TEXT, subfields: positional({ content: "an", length: 10 }, { ...TEXT, length: 4 }) }),
    ],
    [
      "letters in a slice of packed digits",
      "fields.3.subfields.fields.1.content",
      withField({ ...DIGITS, subfields: positional({ content: "an", length: 10 }) }),
    ],
    [
      "a subfield that makes no sense",
      "fields.3.subfields.fields.1.content",
      withField({ ...BYTES, subfields: positional({ ...DIGITS, content: "ans" }) }),
    ],
    [
      "subfields of more bytes than their parent",
      "fields.3.subfields.fields.1.length",
      withField({ ...BYTES, subfields: positional({ ...TEXT, length: 21 }) }),
    ],
    [
      "a subfield that its bitmap has no bit for",
      "fields.3.subfields.fields.9",
      withField({
        ...BYTES,
        subfields: { kind: "bitmap", bitmap: { encoding: "binary", bytes: 1 }, fields: { 9: DIGITS } },
      }),
    ],
    [
      "a bitmap larger than its parent",
      "fields.3.subfields.bitmap.bytes",
      withField({
        ...BYTES,
        subfields: { kind: "bitmap", bitmap: { encoding: "hex", bytes: 11 }, fields: { 9: DIGITS } },
      }),
    ],
    [
      "a bitmap of bytes in text",
      "fields.3.subfields.bitmap.encoding",
      withField({
        ...TEXT,
        subfields: { kind: "bitmap", bitmap: { encoding: "binary", bytes: 1 }, fields: { 1: DIGITS } },
      }),
    ],
    ["EMV objects in text", "fields.3.subfields.kind", withField({ ...TEXT, subfields: { kind: "ber-tlv" } })],
    [
      "tags in packed digits",
      "fields.3.subfields.kind",
      withField({ ...DIGITS, subfields: { ...tagged, encoding: "ascii" } }),
    ],
    [
      "a tag of another length",
      "fields.3.subfields.fields.123",
      withField({ ...TEXT, subfields: { ...tagged, encoding: "ascii", fields: { 123: {} } } }),
    ],
    [
      "text in a tagged value of bytes",
      "fields.3.subfields.fields.01.content",
      withField({ ...TEXT, subfields: { ...tagged, encoding: "binary", fields: { "01": { content: "ans" } } } }),
    ],
  ];

  it("is no dialect at the very edge of what makes sense", () => {
    const prefixes = (...prefix: Array<[length: number, prefix: FieldSpec["prefix"]]>): unknown[] =>
      prefix.map(([length, own]) => withField({ ...BYTES, length, prefix: own }));
    const edges = [
      ...prefixes([99, { digits: 2, encoding: "ascii" }], [255, { digits: 1, encoding: "binary" }]),
      ...prefixes([255, { digits: 2, encoding: "hex" }], [49, { digits: 2, encoding: "bcd", counts: "nibbles" }]),
      ...prefixes([97, { digits: 2, encoding: "ascii", inclusive: true }]),
      withField({ ...BYTES, minimum: 20 }),
      withField({ ...TEXT, subfields: positional({ content: "an", length: 10 }, { content: "an", length: 10 }) }),
      withField({ content: "x+n", encoding: "bcd", length: 2 }),
      withField({ ...DIGITS, length: 12, prefix: { digits: 2, encoding: "bcd", counts: "bytes" } }),
      { ...SPEC, fields: { 64: TEXT }, mac: [64], match: ["mti", "64"] },
      { ...SPEC, frame: { length: { encoding: "ascii", digits: 3 }, maximum: 999 } },
    ];
    for (const spec of edges)
      assert.equal(
        refusal(() => checkSpec(spec)),
        undefined,
      );
    for (const spec of prefixes(
      [100, { digits: 2, encoding: "ascii" }],
      [98, { digits: 2, encoding: "ascii", inclusive: true }],
    )) {
      assert.equal(refusal(() => checkSpec(spec))?.path, "fields.3.prefix.digits");
    }
  });

  for (const [what, path, spec] of bad) {
    it(`${what}: refused there`, () => {
      const fault = refusal(() => checkSpec(spec));
      assert.equal(fault?.code, "DIALECT_SENSE");
      assert.equal(fault.path, path);
      assert.ok(fault.expected);
    });
  }
});

describe("a dialect with something changed", () => {
  it("is refused with a CodecError or compiles", () => {
    const specs = Dialect.names().map((name) => JSON.stringify(Dialect.builtIn(name).spec));
    const value = fc.oneof(
      fc.constantFrom(0, 1, 65, 99999, "", "b", "n", "bcd", "hex", "binary", null, {}),
      fc.jsonValue(),
    );
    let compiled = 0;
    const property = fc.property(
      fc.constantFrom(...specs),
      fc.array(fc.nat(), { minLength: 3, maxLength: 7 }),
      value,
      (text, path, other) => {
        const spec = JSON.parse(text) as Record<string, unknown>;
        change(spec, path, other);
        refusal(() => {
          compile(checkSpec(spec));
          compiled++;
        });
      },
    );
    fc.assert(property, { numRuns: 400, seed: 1 });
    assert.ok(compiled > 10, `${compiled} compiled`);
  });
});

/** Walks into an object by numbers and puts another value where it ends. */
function change(object: Record<string, unknown>, path: readonly number[], other: unknown): void {
  const [step = 0, ...rest] = path;
  const keys = Object.keys(object);
  const key = keys[step % keys.length] ?? "other";
  const inner = object[key];
  if (rest.length > 0 && typeof inner === "object" && inner !== null)
    change(inner as Record<string, unknown>, rest, other);
  else object[key] = other;
}

/** Every property of a schema with its own schema. */
function propertiesOf(schema: unknown, path = ""): Array<[path: string, own: Record<string, unknown>]> {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]): Array<[string, Record<string, unknown>]> => {
    if (key !== "properties" || path.endsWith(".if")) return propertiesOf(value, `${path}.${key}`);
    const own = Object.entries(value as Record<string, Record<string, unknown>>);
    return own.flatMap(([name, inner]) => [[`${path}.${name}`, inner], ...propertiesOf(inner, `${path}.${name}`)]);
  });
}
