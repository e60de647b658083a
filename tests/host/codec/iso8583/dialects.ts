/** Dialects for tests: any combination of the axes, with values that fit them. */
import fc from "fast-check";
import type { Content, DialectSpec, Encoding, FieldSpec, PrefixSpec } from "../../../../host/codec/iso8583/spec.ts";

const SPECIALS = "!\"#$%&'()*+,-./:;<=>?@_";
const LETTERS = "ABCXYZabcxyz";
const CHARACTERS: Readonly<Record<Content, string>> = {
  n: "0123456789",
  a: `${LETTERS} `,
  an: `0189${LETTERS} `,
  as: `${LETTERS}${SPECIALS} `,
  ns: `0189${SPECIALS} `,
  ans: `0189${LETTERS}${SPECIALS} `,
  anb: `0189${LETTERS}${SPECIALS} \xe4\xf6`,
  z: "0123456789",
  h: "0123456789ABCDEF",
  "x+n": "0123456789",
  b: "0123456789ABCDEF",
};
const COUNTS: Readonly<Record<Encoding, ReadonlyArray<PrefixSpec["counts"]>>> = {
  bcd: [undefined, "digits", "nibbles", "bytes"],
  ascii: [undefined, "characters", "bytes"],
  ebcdic: [undefined, "characters", "bytes"],
  binary: [undefined, "bytes", "nibbles"],
  hex: [undefined, "bytes", "characters", "nibbles"],
  "ebcdic-hex": [undefined, "bytes", "characters", "nibbles"],
};
const PACKED: readonly Content[] = ["n", "z", "h", "x+n"];
const TEXTS: readonly Content[] = ["n", "a", "an", "as", "ns", "ans", "anb", "z", "h", "x+n"];

const encodings = fc.constantFrom<Encoding>("bcd", "ascii", "ebcdic", "binary", "hex", "ebcdic-hex");

function contents(encoding: Encoding): readonly Content[] {
  if (encoding === "bcd") return PACKED;
  return encoding === "ascii" || encoding === "ebcdic" ? TEXTS : ["b"];
}

function prefixes(encoding: Encoding): fc.Arbitrary<PrefixSpec> {
  return fc
    .record({
      digits: fc.integer({ min: 2, max: 6 }),
      encoding: fc.constantFrom<PrefixSpec["encoding"]>("ascii", "bcd", "binary", "ebcdic", "hex"),
      counts: fc.constantFrom(...COUNTS[encoding]),
      inclusive: fc.boolean(),
    })
    .map(({ digits, counts, inclusive, ...rest }) => {
      const inclusiveToo =
        inclusive && counts !== "digits" && counts !== "nibbles" && !(encoding === "bcd" && counts === undefined);
      return {
        ...rest,
        digits: rest.encoding === "binary" ? 2 : Math.max(3, digits),
        ...(counts === undefined ? {} : { counts }),
        ...(inclusiveToo ? { inclusive: true } : {}),
      };
    });
}

/** One field: any content in any encoding that can hold it, fixed or with a length of any form. */
export const fields: fc.Arbitrary<FieldSpec> = encodings.chain((encoding) =>
  fc
    .record({
      content: fc.constantFrom(...contents(encoding)),
      length: fc.integer({ min: 2, max: 40 }),
      prefix: fc.option(prefixes(encoding), { nil: undefined }),
      align: fc.constantFrom<"left" | "right">("left", "right"),
      pad: fc.constantFrom("0", "F"),
      codePage: fc.constantFrom<FieldSpec["codePage"]>("cp037", "cp500", "cp1047"),
    })
    .map(({ content, length, prefix: anyPrefix, align, pad, codePage }): FieldSpec => {
      // A sign and digits are never counted in bytes.
      const isSigned = content === "x+n" && encoding === "bcd" && anyPrefix?.counts === "bytes";
      const prefix = isSigned ? { digits: anyPrefix.digits, encoding: anyPrefix.encoding } : anyPrefix;
      const pairs = prefix?.counts === "bytes" && encoding === "bcd";
      return {
        content,
        encoding,
        length: pairs ? length + (length & 1) : length,
        ...(prefix === undefined ? {} : { prefix }),
        ...(encoding === "bcd" ? { align, pad } : {}),
        ...(encoding === "ebcdic" && codePage !== undefined ? { codePage } : {}),
      };
    }),
);

/** A value of a field, as `text` gives it. */
export function values({ content, encoding, length, prefix }: FieldSpec): fc.Arbitrary<string> {
  const least = prefix === undefined ? length : content === "x+n" ? 2 : 0;
  // Nothing but whole bytes of packed digits can be counted in bytes; a sign has a byte of its own.
  const pairs = prefix?.counts === "bytes" && encoding === "bcd";
  return fc
    .integer({ min: least, max: length })
    .map((count) => (pairs ? count - (count & 1) : count))
    .chain((count) => textOf(content, encoding, count));
}

function textOf(content: Content, encoding: Encoding, count: number): fc.Arbitrary<string> {
  const characters = encoding !== "bcd" && content === "h" ? CHARACTERS.b : CHARACTERS[content];
  const text = (length: number): fc.Arbitrary<string> =>
    fc
      .array(fc.constantFrom(...Array.from(characters)), { minLength: length, maxLength: length })
      .map((parts) => parts.join(""));
  if (content === "b") return text(2 * count);
  if (content === "x+n" && count > 0)
    return fc.tuple(fc.constantFrom("C", "D"), text(count - 1)).map((parts) => parts.join(""));
  if (content === "z" && count > 2) {
    return fc.tuple(fc.constantFrom("", "="), text(count)).map(([mark, digits]) => (mark + digits).slice(0, count));
  }
  return text(count);
}

export interface Sample {
  spec: DialectSpec;
  mti: string;
  fields: Record<string, string>;
}

/** A dialect with some fields, and a message in it. */
export const samples: fc.Arbitrary<Sample> = fc
  .record({
    bitmap: fc.constantFrom<"binary" | "hex" | "ebcdic-hex">("binary", "hex", "ebcdic-hex"),
    more: fc.constantFrom<"binary" | "hex" | "ebcdic-hex" | undefined>(undefined, "binary", "hex"),
    mti: fc.constantFrom<"ascii" | "bcd" | "ebcdic">("ascii", "bcd", "ebcdic"),
    header: fc.constantFrom(0, 0, 3),
    numbers: fc.uniqueArray(fc.integer({ min: 2, max: 192 }), { minLength: 1, maxLength: 12 }),
    specs: fc.array(fields, { minLength: 12, maxLength: 12 }),
  })
  .chain(({ bitmap, more, mti, header, numbers, specs }) => {
    const table = Object.fromEntries(
      numbers.filter((number) => number !== 65).map((number, i) => [number, specs[i]!] as const),
    );
    const spec: DialectSpec = {
      name: "any",
      mti: { encoding: mti },
      ...(header === 0 ? {} : { header }),
      bitmap: { encoding: bitmap, count: 3, ...(more === undefined ? {} : { continuation: more }) },
      fields: table,
    };
    return fc
      .tuple(...Object.entries(table).map(([number, field]) => fc.tuple(fc.constant(number), fc.option(values(field)))))
      .map((pairs) => ({
        spec,
        mti: "0200",
        fields: Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== null)),
      }));
  });
