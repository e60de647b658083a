/** The words of moov-io/iso8583 specifications in JSON, and what they mean. Facts read in its `specs` package. */
import type { CodePage, Encoding, PrefixSpec } from "../spec.ts";
import type { Types } from "./fault.ts";

export interface MoovField {
  type?: string;
  length?: number;
  description?: string;
  enc?: string;
  prefix?: string;
  padding?: { type?: string; pad?: string };
  tag?: MoovTag;
  subfields?: Record<string, MoovField>;
  bitmap?: MoovField;
  disableautoexpand?: boolean;
}

export interface MoovTag {
  length?: number;
  enc?: string;
  padding?: { type?: string; pad?: string };
  sort?: string;
  skipUnknownTLVTags?: boolean;
  storeUnknownTLVTags?: boolean;
}

export interface MoovSpec {
  name?: string;
  fields?: Record<string, MoovField>;
}

export const FIELD_TYPES: Types = {
  ...{ type: "string", length: "number", description: "string", enc: "string", prefix: "string", padding: "object" },
  ...{ tag: "object", subfields: "object", bitmap: "object", disableautoexpand: "boolean" },
};
export const TAG_TYPES: Types = { length: "number", enc: "string", padding: "object", skipUnknownTLVTags: "boolean" };
export const PADDING_TYPES: Types = { type: "string", pad: "string" };

const FIXED = ["ASCII", "BCD", "Binary", "EBCDIC", "EBCDIC1047", "Hex", "None"];
const VARIABLE: ReadonlyArray<readonly [name: string, encoding: PrefixSpec["encoding"], most: number, digits: number]> =
  [
    ["ASCII", "ascii", 6, 1],
    ["BCD", "bcd", 6, 1],
    ["Binary", "binary", 6, 1],
    ["EBCDIC", "ebcdic", 6, 1],
    ["EBCDIC1047", "ebcdic", 6, 1],
    // Two characters for each L.
    ["Hex", "hex", 3, 2],
  ];

/** Digits of a length; of Binary the bytes. */
export const PREFIXES: ReadonlyMap<string, PrefixSpec | undefined> = new Map([
  ...FIXED.map((name) => [`${name}.Fixed`, undefined] as const),
  ...VARIABLE.flatMap(([name, encoding, most, digits]) =>
    Array.from(
      { length: most },
      (_, i) => [`${name}.${"L".repeat(i + 1)}`, { digits: digits * (i + 1), encoding }] as const,
    ),
  ),
]);

interface Encoded {
  encoding: Encoding;
  codePage?: CodePage;
  /** LBCD: an odd digit stands on the left. */
  left?: boolean;
}

export const ENCODINGS: ReadonlyMap<string, Encoded> = new Map<string, Encoded>([
  ["ASCII", { encoding: "ascii" }],
  ["BCD", { encoding: "bcd" }],
  ["LBCD", { encoding: "bcd", left: true }],
  ["EBCDIC", { encoding: "ebcdic", codePage: "cp037" }],
  ["EBCDIC1047", { encoding: "ebcdic", codePage: "cp1047" }],
  ["Binary", { encoding: "binary" }],
  ["HexToASCII", { encoding: "hex" }],
  // The name of HexToASCII in older specifications.
  ["Hex", { encoding: "hex" }],
  // Text of hexadecimal digits that goes as bytes: as a field of bytes reads.
  ["ASCIIToHex", { encoding: "binary" }],
]);

export const TYPES = ["String", "Numeric", "Binary", "Hex", "Bitmap", "Composite", "Track1", "Track2", "Track3"];
