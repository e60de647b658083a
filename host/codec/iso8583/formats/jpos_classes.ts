/**
 * What the field packagers of jPOS (org.jpos.iso.IF*) mean, as one table from the name of a class to the axes of a field.
 *
 * The facts were read in jPOS 3.0 (its class names are its XML's vocabulary). A content is what the name of a class says: jPOS
 * checks none, and `jpos_field.ts` makes what is imported as loose. Classes that are parts here stand in `jpos_parts.ts`.
 */
import type { Content, Encoding, PrefixSpec } from "../spec.ts";

/**
 * What an odd digit does, by the attribute `pad`: with `zero`, pad="true" puts a zero in front of it and anything else one
 * behind it; with `F`, pad="true" puts a zero in front of it and anything else an F behind it.
 */
export type OddPad = "zero" | "F";

export interface FieldClass {
  content: Content;
  encoding: Encoding;
  prefix?: PrefixSpec;
  oddPad?: OddPad;
  /** What an import loses, in words. */
  note?: string;
}

/** Classes of subfields that carry their own tag in front of their length. */
export interface TagClass {
  /** Digits of the tag. */
  tag: number;
  tagEncoding: "ascii" | "ebcdic";
  prefix: PrefixSpec;
  content: Content;
  encoding: Encoding;
  /** The tag comes from the attribute `tagMapper` of the packager around it. */
  mapped: boolean;
}

type Row = readonly [name: string, content: Content, encoding: Encoding, prefix?: string, oddPad?: OddPad];

const ROWS: readonly Row[] = [
  // ASCII
  ["IF_CHAR", "ans", "ascii"],
  ["IFA_NUMERIC", "n", "ascii"],
  ["IFA_AMOUNT", "x+n", "ascii"],
  ["IFA_AMOUNT2003", "n", "ascii"],
  ["IFA_BINARY", "b", "hex"],
  ["IFA_LCHAR", "ans", "ascii", "ascii 1"],
  ["IFA_LLCHAR", "ans", "ascii", "ascii 2"],
  ["IFA_LLLCHAR", "ans", "ascii", "ascii 3"],
  ["IFA_LLLLCHAR", "ans", "ascii", "ascii 4"],
  ["IFA_LLLLLCHAR", "ans", "ascii", "ascii 5"],
  ["IFA_LLLLLLCHAR", "ans", "ascii", "ascii 6"],
  ["IFA_LLNUM", "n", "ascii", "ascii 2"],
  ["IFA_LLLNUM", "n", "ascii", "ascii 3"],
  ["IFA_LLBNUM", "n", "bcd", "ascii 2", "zero"],
  ["IFA_LBINARY", "b", "binary", "ascii 1"],
  ["IFA_LLBINARY", "b", "binary", "ascii 2"],
  ["IFA_LLLBINARY", "b", "binary", "ascii 3"],
  ["IFA_LLLLBINARY", "b", "binary", "ascii 4"],
  ["IFA_LLLLLBINARY", "b", "binary", "ascii 5"],
  ["IFA_LLLLLLBINARY", "b", "binary", "ascii 6"],
  ["IFA_LLABINARY", "b", "hex", "ascii 2"],
  ["IFA_LLLABINARY", "b", "hex", "ascii 3"],
  ["IFAE_LLCHAR", "ans", "ebcdic", "ascii 2"],
  // BCD and bytes; an H in the name is a length in binary
  ["IFB_NUMERIC", "n", "bcd", "", "zero"],
  ["IFB_FNUMERIC", "n", "bcd", "", "F"],
  ["IFB_HEX", "h", "bcd", "", "F"],
  ["IFB_AMOUNT", "x+n", "bcd", "", "zero"],
  ["IFB_AMOUNT2003", "n", "bcd", "", "zero"],
  ["IFB_BINARY", "b", "binary"],
  ["IFB_LLNUM", "n", "bcd", "bcd 2", "zero"],
  ["IFB_LLLNUM", "n", "bcd", "bcd 3", "zero"],
  ["IFB_LLHNUM", "n", "bcd", "binary 1", "zero"],
  ["IFB_LLLHNUM", "n", "bcd", "binary 2", "zero"],
  ["IFB_FLLNUM", "n", "bcd", "bcd 2", "F"],
  ["IFB_FLLLNUM", "n", "bcd", "bcd 3", "F"],
  ["IFB_LLCHAR", "ans", "ascii", "bcd 2"],
  ["IFB_LLLCHAR", "ans", "ascii", "bcd 3"],
  ["IFB_LLLLCHAR", "ans", "ascii", "bcd 4"],
  ["IFB_LLLLLLCHAR", "ans", "ascii", "bcd 6"],
  ["IFB_LLHCHAR", "ans", "ascii", "binary 1"],
  ["IFB_LLLHCHAR", "ans", "ascii", "binary 2"],
  ["IFB_LLHECHAR", "ans", "ebcdic", "binary 1"],
  ["IFB_LLLHECHAR", "ans", "ebcdic", "binary 2"],
  ["IFB_LLBINARY", "b", "binary", "bcd 2"],
  ["IFB_LLLBINARY", "b", "binary", "bcd 3"],
  ["IFB_LLLLBINARY", "b", "binary", "bcd 4"],
  ["IFB_LLHBINARY", "b", "binary", "binary 1"],
  ["IFB_LLLHBINARY", "b", "binary", "binary 2"],
  ["IFB_LLHEX", "b", "binary", "bcd 2 nibbles"],
  ["IFB_LLLHEX", "b", "binary", "bcd 3 nibbles"],
  // EBCDIC
  ["IFE_CHAR", "ans", "ebcdic"],
  ["IF_ECHAR", "ans", "ebcdic"],
  ["IFE_NUMERIC", "n", "ebcdic"],
  ["IFE_AMOUNT", "x+n", "ebcdic"],
  ["IFE_SIGNED_NUMERIC", "ans", "ebcdic"],
  ["IFE_BINARY", "b", "ebcdic-hex"],
  ["IFE_LLCHAR", "ans", "ebcdic", "ebcdic 2"],
  ["IFE_LLLCHAR", "ans", "ebcdic", "ebcdic 3"],
  ["IFE_LLLLCHAR", "ans", "ebcdic", "ebcdic 4"],
  ["IFE_LLNUM", "n", "ebcdic", "ebcdic 2"],
  ["IFE_LLLNUM", "n", "ebcdic", "ebcdic 3"],
  ["IFE_LBINARY", "b", "binary", "ebcdic 1"],
  ["IFE_LLBINARY", "b", "binary", "ebcdic 2"],
  ["IFE_LLLBINARY", "b", "binary", "ebcdic 3"],
  ["IFE_LLLEBINARY", "b", "binary", "ebcdic 3"],
  ["IFEA_LLCHAR", "ans", "ascii", "ebcdic 2"],
  ["IFEB_LLNUM", "h", "bcd", "ebcdic 2 bytes"],
  ["IFEB_LLLNUM", "h", "bcd", "ebcdic 3 bytes"],
];

const NOTES: Readonly<Record<string, string>> = {
  IFA_AMOUNT: "a short amount is not filled with zeros behind its sign",
  IFE_AMOUNT: "a short amount is not filled with zeros behind its sign",
  IFB_AMOUNT: "its sign and its digits are subfields 1 and 2, as jPOS takes any sign",
  IFA_LLBNUM: "jPOS counts the pad of an odd number of digits too; here it is not counted",
  IFE_SIGNED_NUMERIC: "the sign stays in the last character as it is on the wire",
  IFE_LLLEBINARY: "bytes stay EBCDIC as they are on the wire",
  IFEB_LLNUM: "an F behind an odd number of digits is part of the value",
  IFEB_LLLNUM: "an F behind an odd number of digits is part of the value",
};

/** By name without the package. The first of two that mean the same is the one to write. */
export const FIELD_CLASSES: ReadonlyMap<string, FieldClass> = new Map(
  ROWS.map(([name, content, encoding, prefix = "", oddPad]) => {
    const note = NOTES[name];
    const length = prefix === "" ? {} : { prefix: prefixOf(prefix) };
    const pad = oddPad === undefined ? {} : { oddPad };
    return [name, { content, encoding, ...length, ...pad, ...(note === undefined ? {} : { note }) }];
  }),
);

const TAG_ROWS: ReadonlyArray<
  readonly [name: string, tag: number, prefix: string, Content, Encoding, more?: "mapped" | "ebcdic tag"]
> = [
  ["IFMC_LLCHAR", 2, "ascii 2", "ans", "ascii"],
  ["IFMC_LLLCHAR", 2, "ascii 3", "ans", "ascii"],
  ["IFMC_LLBINARY", 2, "ascii 2", "b", "binary"],
  ["IFMC_LLLBINARY", 2, "ascii 3", "b", "binary"],
  ["IFEMC_LLCHAR", 2, "ebcdic 2", "ans", "ebcdic"],
  ["IFEMC_LLLCHAR", 2, "ebcdic 3", "ans", "ebcdic"],
  ["IFEPE_LLCHAR", 2, "ebcdic 2", "ans", "ebcdic", "ebcdic tag"],
  ["IFIPM_LLLCHAR", 4, "ascii 3", "ans", "ascii"],
  ["IFA_TTLCHAR", 2, "ascii 1", "ans", "ascii", "mapped"],
  ["IFA_TTLLCHAR", 2, "ascii 2", "ans", "ascii", "mapped"],
  ["IFA_TTLLLCHAR", 2, "ascii 3", "ans", "ascii", "mapped"],
  ["IFA_TTLLLLCHAR", 2, "ascii 4", "ans", "ascii", "mapped"],
  ["IFA_TTTLLLCHAR", 3, "ascii 3", "ans", "ascii", "mapped"],
  ["IFA_TTLBINARY", 2, "ascii 1", "b", "binary", "mapped"],
  ["IFA_TTLLBINARY", 2, "ascii 2", "b", "binary", "mapped"],
  ["IFA_TTLLLBINARY", 2, "ascii 3", "b", "binary", "mapped"],
  ["IFA_TTLLLLBINARY", 2, "ascii 4", "b", "binary", "mapped"],
];

export const TAG_CLASSES: ReadonlyMap<string, TagClass> = new Map(
  TAG_ROWS.map(([name, tag, prefix, content, encoding, more]) => {
    const tagEncoding = more === "ebcdic tag" ? "ebcdic" : "ascii";
    return [name, { tag, tagEncoding, prefix: prefixOf(prefix), content, encoding, mapped: more === "mapped" }];
  }),
);

/** Bitmaps; their length is in bytes. */
export const BITMAP_CLASSES: ReadonlyMap<string, "binary" | "hex" | "ebcdic-hex"> = new Map([
  ["IFB_BITMAP", "binary"],
  ["IFA_BITMAP", "hex"],
  ["IFE_BITMAP", "ebcdic-hex"],
]);

/** Fields that are not there, and take no bytes. */
export const ABSENT_CLASSES: ReadonlySet<string> = new Set(["IF_NOP", "IF_UNUSED"]);

const TAG_REASON = "a class with its length first: a tag before it is read only inside an isofieldpackager";

/** What no field of a message can be here, and why. */
export const REFUSED_CLASSES: ReadonlyMap<string, string> = new Map([
  ["IF_TCHAR", "a class with a fixed size or a length in front, not with a mark at its end"],
  ...[...TAG_CLASSES.keys()].map((name) => [name, TAG_REASON] as const),
]);

/** `ascii 2`, `bcd 3 nibbles`. */
function prefixOf(text: string): PrefixSpec {
  const [encoding, digits, counts] = text.split(" ") as [PrefixSpec["encoding"], string, PrefixSpec["counts"]?];
  return { digits: Number(digits), encoding, ...(counts === undefined ? {} : { counts }) };
}
