/** What is quick gives the same as what is thorough: plans, texts cut from one string, an index that is left in the core. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CodecError } from "../../../../host/codec/errors.ts";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { packJoined } from "../../../../host/codec/iso8583/join.ts";
import type { DialectSpec, PrefixSpec } from "../../../../host/codec/iso8583/spec.ts";
import { calls, give, memory } from "../../../../host/codec/wasm.ts";
import { toHex } from "../support.ts";
import { samples } from "./dialects.ts";
import type { Sample } from "./dialects.ts";

const RUNS = 200;
const STRICT = 0;
/** Words of an index before its entries: error, ends and bitmap. */
const HEAD_WORDS = 12;
/** On both sides of every bound: of digits, letters, specials, separators, pads. */
const VALUES = [
  0x00, 0x09, 0x0a, 0x0d, 0x0f, 0x10, 0x1f, 0x20, 0x2f, 0x30, 0x39, 0x3a, 0x3d, 0x40, 0x41, 0x43, 0x44, 0x46, 0x47,
  0x5a, 0x5b, 0x60, 0x61, 0x7a, 0x7b, 0x7e, 0x7f, 0x80, 0x90, 0x99, 0x9a, 0xa0, 0xa9, 0xc1, 0xd0, 0xd9, 0xdd, 0xf0,
  0xf9, 0xfa, 0xff,
];

const LL: PrefixSpec = { digits: 2, encoding: "bcd" };
const LLL: PrefixSpec = { digits: 3, encoding: "bcd" };
/** Every way in which a plan looks at a value: what stands side by side, what is alone, what it leaves to others. */
const EVERYTHING: DialectSpec = {
  name: "everything",
  mti: { encoding: "bcd" },
  bitmap: { encoding: "binary", count: 2 },
  fields: {
    2: { content: "n", encoding: "bcd", length: 19, prefix: LL, align: "left" },
    3: { content: "n", encoding: "bcd", length: 6 },
    4: { content: "n", encoding: "bcd", length: 11 },
    5: { content: "n", encoding: "bcd", length: 3, align: "left" },
    6: { content: "n", encoding: "bcd", length: 5, pad: "F", align: "left" },
    7: { content: "z", encoding: "bcd", length: 37, prefix: LL },
    8: { content: "z", encoding: "bcd", length: 21, prefix: LL, pad: "F" },
    9: { content: "h", encoding: "bcd", length: 7, prefix: LL, minimum: 2 },
    10: { content: "h", encoding: "bcd", length: 3 },
    11: { content: "z", encoding: "bcd", length: 9 },
    12: { content: "n", encoding: "ascii", length: 10 },
    13: { content: "an", encoding: "ascii", length: 12 },
    14: { content: "ans", encoding: "ascii", length: 15 },
    15: { content: "anb", encoding: "ascii", length: 9 },
    16: { content: "as", encoding: "ascii", length: 5 },
    17: { content: "n", encoding: "ascii", length: 19, prefix: { digits: 2, encoding: "ascii" } },
    18: { content: "ans", encoding: "ascii", length: 120, prefix: { digits: 3, encoding: "ascii" }, minimum: 3 },
    19: { content: "n", encoding: "ebcdic", length: 6 },
    20: { content: "x+n", encoding: "bcd", length: 9 },
    21: { content: "b", encoding: "hex", length: 4 },
    22: { content: "b", encoding: "binary", length: 255, prefix: LLL },
    23: { content: "b", encoding: "binary", length: 9, prefix: { digits: 1, encoding: "binary" } },
    24: { content: "an", encoding: "ascii", length: 3 },
    64: { content: "b", encoding: "binary", length: 8 },
    70: { content: "n", encoding: "bcd", length: 3 },
    128: { content: "b", encoding: "binary", length: 8 },
  },
};
const CONTENTS: Readonly<Record<string, string>> = {
  2: "6217850000000000804",
  3: "123456",
  4: "00000012345",
  5: "051",
  6: "12345",
  7: "6217850000000000804=23082201000082300",
  8: "12345678901234=678901",
  9: "A=C12",
  10: "F0=",
  11: "1234=6789",
  12: "0123456789",
  13: "112209 Abz23",
  14: "MERCHANT-000001",
  15: "\xe4b~ 0\xff-Z9",
  16: "A-b/ ",
  17: "12345678901",
  18: "anything ~ at all, up to a hundred and twenty",
  19: "012345",
  20: "C12345678",
  21: "00A1FF7E",
  22: "00112233445566778899AABBCCDDEEFF0123456789",
  23: "0A0B0C",
  24: "156",
  64: "A1A2A3A4A5A6A7A8",
  70: "301",
  128: "A1A2A3A4A5A6A7A8",
};

/** Of other encodings, of characters beyond ASCII, or with a pad. */
const NOT_JOINED = ["9", "10", "15", "19", "20", "21"];

function packed({ spec, mti, fields }: Sample): { dialect: Dialect; bytes: Uint8Array } {
  const dialect = Dialect.from(spec);
  const header = Uint8Array.from({ length: spec.header ?? 0 }, (_, i) => 0xa0 + i);
  return { dialect, bytes: dialect.pack({ mti, fields, header }) };
}

/** Status and index that the core gives: all of an index when it accepts, else what it says about the error. */
function verdict({ group }: Dialect, bytes: Uint8Array): number[] {
  give(bytes);
  const status = calls().unpackFields(group.table.address(), 0, bytes.length, STRICT);
  const words = new Uint32Array(memory(), calls().indexAt(), HEAD_WORDS + group.last + 1);
  const head = [...words.subarray(0, HEAD_WORDS)];
  if (status !== 0) return [status, ...head];
  const has = (n: number): boolean => n === 0 || ((head[bitWord(n)]! >>> (31 - ((n - 1) & 31))) & 1) !== 0;
  return [status, ...head, ...[...words.subarray(HEAD_WORDS)].map((entry, n) => (has(n) ? entry : 0))];
}

/** Words of 64 bits, little-endian, behind six others. */
function bitWord(number: number): number {
  return 6 + (((number - 1) >> 5) ^ 1);
}

/** Replaced, cut off or longer by one byte. */
function damaged(bytes: Uint8Array, position: number, value: number): Uint8Array[] {
  const at = position % bytes.length;
  return [bytes.with(at, value), bytes.subarray(0, at), Uint8Array.of(...bytes, value)];
}

/** The bytes, or what is said against the contents. */
function outcome(pack: () => Uint8Array): { hex: string; bytes?: Uint8Array } {
  try {
    const bytes = pack();
    return { hex: toHex(bytes), bytes };
  } catch (error) {
    assert.ok(error instanceof CodecError, String(error));
    return { hex: error.message };
  }
}

/** By a plan, which the second message of a kind makes. */
function planned(dialect: Dialect, bytes: Uint8Array): void {
  for (let i = 0; i < 3; i++) assert.equal(verdict(dialect, bytes)[0], 0);
}

describe("what is quick", () => {
  it("judges every damage to every byte by a plan as without one", () => {
    const dialect = Dialect.from(EVERYTHING);
    const numbers = Object.keys(CONTENTS);
    for (const left of [[], ["7", "8"], ["3", "12", "22"], ["70", "128"], numbers.filter((n) => Number(n) % 3 === 0)]) {
      const fields = Object.fromEntries(Object.entries(CONTENTS).filter(([number]) => !left.includes(number)));
      const bytes = dialect.pack({ mti: "0200", fields });
      const replaced = [...bytes.keys()].flatMap((at) => VALUES.map((value) => bytes.with(at, value)));
      const cut = [...bytes.keys()].map((at) => bytes.subarray(0, at));
      const messages = [bytes, ...replaced, ...cut, Uint8Array.of(...bytes, 0x30)];
      const thorough = messages.map((message) => {
        calls().forgetPlans();
        return verdict(dialect, message).join();
      });
      planned(dialect, bytes);
      messages.forEach((message, i) => {
        assert.equal(verdict(dialect, message).join(), thorough[i], toHex(message));
      });
    }
  });

  it("gives the same places by a plan as without one where bitmaps meet, and at the last field", () => {
    const numbers = [2, 3, 7, 61, 62, 63, 64, 66, 67, 127, 128, 130, 189, 190, 192];
    const variable = { content: "n", encoding: "bcd", length: 12, prefix: LL } as const;
    for (const count of [1, 2, 3]) {
      const known = numbers.filter((n) => n <= 64 * count);
      const spec = (n: number): DialectSpec["fields"][number] =>
        n % 5 === 1 ? variable : { content: "n", encoding: "bcd", length: 4 };
      const fields = Object.fromEntries(known.map((n) => [n, spec(n)]));
      const dialect = Dialect.from({ ...EVERYTHING, bitmap: { encoding: "binary", count }, fields });
      for (let left = 0; left < known.length; left++) {
        const given = known.filter((_, i) => i < left || (i + left) % 3 !== 0);
        const bytes = dialect.pack({ mti: "0200", fields: Object.fromEntries(given.map((n) => [n, "1234"])) });
        calls().forgetPlans();
        const thorough = verdict(dialect, bytes);
        planned(dialect, bytes);
        assert.deepEqual(verdict(dialect, bytes), thorough);
      }
    }
  });

  it("refuses a message of 65,536 bytes by a plan as without one", () => {
    const prefix: PrefixSpec = { digits: 5, encoding: "ascii" };
    const fields = { 2: { content: "b", encoding: "binary", length: 65_535, prefix } };
    const dialect = Dialect.from({ ...EVERYTHING, fields });
    const of = (bytes: number): Uint8Array => {
      const message = new Uint8Array(bytes);
      message.set(dialect.pack({ mti: "0200", fields: { 2: "00" } }).subarray(0, 10));
      message.set(Buffer.from(String(bytes - 15).padStart(5, "0")), 10);
      return message;
    };
    planned(dialect, of(65_535));
    assert.notEqual(verdict(dialect, of(65_536))[0], 0);
  });

  it("tells dialects apart that share a bitmap and a length, also where one table has replaced another", () => {
    let replaced = 0;
    for (let i = 0; i < 600; i++) {
      const length = 2 + 2 * (i % 5);
      const fields = {
        3: { content: "n", encoding: "bcd", length },
        4: { content: "n", encoding: "bcd", length: 12 - length },
        128: { content: "n", encoding: "bcd", length: 2 },
      };
      const dialect = Dialect.from({ ...EVERYTHING, fields });
      const first = dialect.group.table.address() === calls().tablesAt();
      if (first) replaced++;
      // Few are read, so that the plan of the table before is still there.
      if (!first && i > 20) continue;
      const contents = { 3: "1".repeat(length), 4: "2".repeat(12 - length), 128: "33" };
      const bytes = dialect.pack({ mti: "0200", fields: contents });
      planned(dialect, bytes);
      assert.deepEqual(dialect.unpack(bytes).toJSON().fields, contents);
    }
    assert.ok(replaced > 1);
  });

  it("judges a message by its plan as without one", () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.constantFrom(...VALUES), (sample, position, value) => {
        const { dialect, bytes } = packed(sample);
        for (const message of [bytes, ...damaged(bytes, position, value)]) {
          calls().forgetPlans();
          const thorough = verdict(dialect, message);
          planned(dialect, bytes);
          assert.deepEqual(verdict(dialect, message), thorough, toHex(message));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("keeps plans apart: other dialects and other bitmaps in turn", () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: 2, maxLength: 12 }), (several) => {
        const all = several.map((sample) => ({ sample, ...packed(sample) }));
        for (let round = 0; round < 4; round++) {
          for (const { sample, dialect, bytes } of all) {
            assert.deepEqual(dialect.unpack(bytes).toJSON().fields, sample.fields);
          }
        }
      }),
      { numRuns: RUNS / 10 },
    );
  });

  it("spells all values at once as it does one by one", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { dialect, bytes } = packed(sample);
        const message = dialect.unpack(bytes);
        const { mti, bitmap, fields } = message.toJSON();
        const numbers = message.numbers();
        assert.deepEqual([mti, bitmap], [message.mti, message.bitmap]);
        assert.deepEqual(Object.keys(fields), numbers.map(String));
        for (const number of numbers) assert.equal(fields[number], message.text(number));
        const decoded = dialect.decode(bytes);
        assert.deepEqual(decoded, message.toJSON());
        assert.throws(() => dialect.decode(bytes.subarray(0, -1)), CodecError);
        assert.deepEqual(dialect.decode(bytes), decoded);
      }),
      { numRuns: RUNS },
    );
  });

  it("leaves a message readable when others are read, and spells it then", () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: 2, maxLength: 8 }), (several) => {
        const all = several.map((sample) => ({ sample, ...packed(sample) }));
        const messages = all.map(({ dialect, bytes }) => dialect.unpack(bytes));
        const readers = all.map(({ dialect }) => dialect.reader());
        const views = readers.map((reader, i) => reader.read(all[i]!.bytes));
        for (const [i, message] of [...messages, ...views].entries()) {
          const { fields } = several[i % several.length]!;
          assert.deepEqual(message.numbers(), Object.keys(fields).map(Number));
          for (const number of message.numbers()) assert.equal(message.text(number), fields[number]);
          assert.deepEqual(message.toJSON().fields, fields);
        }
      }),
      { numRuns: RUNS / 10 },
    );
  });

  it("packs joined contents, right or damaged, as it does one by one, and leaves each in memory of its own", () => {
    let joined = 0;
    const before: Array<{ bytes: Uint8Array; hex: string }> = [];
    const joinable = Object.fromEntries(Object.entries(CONTENTS).filter(([number]) => !NOT_JOINED.includes(number)));
    const subset = fc.subarray(Object.entries(joinable)).map((entries) => Object.fromEntries(entries));
    const plain = subset.map((fields) => ({ spec: EVERYTHING, mti: "0200", fields }));
    const samplesOfAll = fc.oneof(samples, plain, plain);
    const spoils = fc.constantFrom("", "0", "A", "=", "D", "g", "\x7f", "\xe4", "\u0130", "x".repeat(300));
    fc.assert(
      fc.property(samplesOfAll, fc.nat(), fc.nat(), spoils, fc.boolean(), (sample, which, at, spoil, lower) => {
        const dialect = Dialect.from(sample.spec);
        const { mti } = sample;
        const header = Uint8Array.from({ length: sample.spec.header ?? 0 }, (_, i) => 0xa0 + i);
        const numbers = Object.keys(sample.fields);
        const number = numbers[which % Math.max(1, numbers.length)];
        const value = number === undefined ? "" : sample.fields[number]!;
        const spoilt = `${value.slice(0, at % (value.length + 1))}${spoil}${value.slice((at % (value.length + 1)) + 1)}`;
        const changes = [{}, number === undefined ? {} : { [number]: lower ? spoilt.toLowerCase() : spoilt }];
        for (const fields of changes.map((change) => ({ ...sample.fields, ...change }))) {
          if (packJoined(dialect.group, mti, fields, 1) > 0) joined++;
          const entries = Object.entries(fields).map(([key, content]) => [Number(key), content] as const);
          const thorough = outcome(() => dialect.pack({ mti, fields: entries, header }));
          assert.equal(outcome(() => dialect.pack({ mti, fields: new Map(entries), header })).hex, thorough.hex);
          const { hex, bytes } = outcome(() => dialect.pack({ mti, fields, header }));
          assert.equal(hex, thorough.hex);
          if (bytes !== undefined) before.push({ bytes, hex });
        }
      }),
      { numRuns: RUNS },
    );
    assert.ok(joined > RUNS / 4, `${joined} were joined`);
    for (const { bytes, hex } of before) assert.equal(toHex(bytes), hex);
  });

  it("refuses a key that is no field of the dialect", () => {
    const dialect = Dialect.builtIn("unionpay-pos");
    for (const key of ["011", "x", "1.5", "-3", "200"]) {
      const fields = { 11: "000001", [key]: "00" };
      assert.equal(packJoined(dialect.group, "0800", fields, 1), 0);
      assert.throws(() => dialect.pack({ mti: "0800", fields }), CodecError, key);
    }
  });

  it("shows nothing of the message before one that ends at once", () => {
    const dialect = Dialect.builtIn("unionpay-pos");
    const reader = dialect.reader({ truncated: "accept" });
    assert.equal(reader.read(dialect.pack({ mti: "0800", fields: { 11: "000001" } })).mti, "0800");
    assert.equal(reader.read(Uint8Array.of(0x02)).mti, "");
  });
});
