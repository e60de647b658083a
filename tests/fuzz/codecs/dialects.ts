/** Dialects that have what no built-in one has: every kind of subfields, every encoding of bitmaps, lengths and values. */
import type { DialectSpec, FieldSpec, PrefixSpec } from "../../../host/codec/iso8583/spec.ts";

const prefix = (encoding: PrefixSpec["encoding"], digits: number): PrefixSpec => ({ encoding, digits });
const bytes = (length: number): FieldSpec => ({ content: "b", encoding: "binary", length, prefix: prefix("bcd", 4) });

export const NESTED: DialectSpec = {
  name: "nested",
  mti: { encoding: "ascii" },
  bitmap: { encoding: "binary", count: 2 },
  fields: {
    2: { content: "n", encoding: "ascii", length: 19, prefix: prefix("ascii", 2) },
    48: {
      ...{ content: "ans", encoding: "ascii", length: 99, prefix: prefix("ascii", 2) },
      subfields: {
        kind: "tagged",
        tag: { encoding: "ascii", length: 2 },
        prefix: prefix("ascii", 2),
        encoding: "ascii",
      },
    },
    55: { ...bytes(255), subfields: { kind: "ber-tlv" } },
    60: {
      ...bytes(99),
      subfields: {
        kind: "positional",
        fields: {
          1: { content: "n", encoding: "bcd", length: 3 },
          2: { content: "ans", encoding: "ebcdic", length: 9, prefix: prefix("binary", 1) },
          3: { content: "b", encoding: "hex", length: 2 },
        },
      },
    },
    127: {
      ...bytes(999),
      subfields: {
        kind: "bitmap",
        bitmap: { encoding: "hex", bytes: 3 },
        fields: { 2: { content: "an", encoding: "ascii", length: 20, prefix: prefix("ascii", 2) }, 20: bytes(9) },
      },
    },
  },
};

export const BITMAPS: DialectSpec = {
  name: "bitmaps",
  header: 4,
  mti: { encoding: "ebcdic" },
  bitmap: { encoding: "ebcdic-hex", count: 3, continuation: "hex" },
  fields: {
    2: { content: "n", encoding: "bcd", length: 19, prefix: prefix("hex", 2), align: "left", pad: "F" },
    3: { content: "x+n", encoding: "bcd", length: 9 },
    35: { content: "z", encoding: "bcd", length: 37, prefix: prefix("binary", 1), pad: "F" },
    41: { content: "ans", encoding: "ebcdic", length: 8, codePage: "cp1047" },
    70: { content: "n", encoding: "ebcdic", length: 3 },
    100: { content: "n", encoding: "ascii", length: 11, prefix: { ...prefix("ascii", 3), inclusive: true } },
    130: { content: "b", encoding: "ebcdic-hex", length: 8 },
    192: { content: "b", encoding: "hex", length: 16, prefix: { ...prefix("ebcdic", 2), counts: "characters" } },
  },
};
