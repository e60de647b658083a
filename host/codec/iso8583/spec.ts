/**
 * What a dialect of ISO 8583 is, as data: the JSON form, as the published schema (`dialect.schema.json`) has it.
 *
 * Content, encoding of the value, form of the length, alignment and pad are independent of each other; `compile.ts` refuses
 * the few combinations that mean nothing. Numbers of fields are keys of objects, so that a dialect reads as a table.
 */

/**
 * What a value may hold (ISO 8583:1987, 4.4): n digits; a letters; an letters and digits; as letters and specials; ns
 * digits and specials; ans all three (a, an, as and ans take the space too); anb any byte that is no control character, 80
 * to FF included (texts in GBK, UTF-8); z track data, digits and one of `=` or D; h any nibble (track data that may be
 * enciphered); x+n a sign C or D and digits, the sign counted in the length and, with bcd, a byte of its own; b bytes.
 */
export type Content = "n" | "a" | "an" | "as" | "ns" | "ans" | "anb" | "z" | "h" | "x+n" | "b";

/**
 * How a value stands on the wire: bcd two digits or nibbles a byte; ascii and ebcdic one character a byte; binary the bytes
 * themselves; hex and ebcdic-hex each byte as two characters.
 */
export type Encoding = "bcd" | "ascii" | "ebcdic" | "binary" | "hex" | "ebcdic-hex";

export type CodePage = "cp037" | "cp500" | "cp1047";

/** A length in front of a value. */
export interface PrefixSpec {
  /** Of the number, 1 to 6; with `binary` the bytes of a big-endian number, with `hex` its characters. */
  digits: number;
  encoding: "ascii" | "bcd" | "binary" | "ebcdic" | "hex";
  /**
   * What the number counts. digits, nibbles and characters: units of the value as it reads (digits of bcd, characters of
   * ascii and of hex text); bytes: bytes of the value on the wire, or those that hex text stands for. The default is
   * digits for bcd, characters for ascii and ebcdic, bytes otherwise.
   */
  counts?: "digits" | "nibbles" | "bytes" | "characters";
  /** The number counts its own bytes too. */
  inclusive?: boolean;
}

/** Names by language, or one for all. */
export type Name = string | { en: string; zh?: string };

export interface FieldSpec {
  name?: Name;
  content: Content;
  encoding: Encoding;
  /** Exact length without a prefix, else the maximum: digits, nibbles or characters; bytes for binary and hex. */
  length: number;
  /** Fewest units of a field with a prefix; 0 unless given. */
  minimum?: number;
  prefix?: PrefixSpec;
  /**
   * Where an odd digit of bcd, or a short fixed text, stands. The default is right for n, left for all others. A value that
   * is given too short is padded to its fixed length; what is read is never trimmed.
   */
  align?: "left" | "right";
  /** A nibble 0 to F for bcd, a character for text; 0 for n and for bcd, the space for other texts unless given. */
  pad?: string;
  /** Code page of ebcdic, instead of the dialect's. */
  codePage?: CodePage;
  subfields?: SubfieldsSpec;
  /** Shown masked: a card number, track data, anything that `describe` and `toJSON({ masked })` must hide. */
  secret?: "pan" | "track" | "all";
}

/** Fields inside a value. */
export type SubfieldsSpec = PositionalSpec | BitmapSpec | TaggedSpec | BerTlvSpec;

/**
 * One after the other, in the order of their numbers. Where the parent is text or bcd and a subfield gives no `encoding`, it
 * is a slice of the parent's digits or characters; with one, of its bytes. Trailing subfields may be absent.
 */
export interface PositionalSpec {
  kind: "positional";
  fields: Readonly<Record<string, SliceSpec | FieldSpec>>;
}

/** A slice of the parent's digits or characters. */
export interface SliceSpec {
  name?: Name;
  content: Content;
  length: number;
  secret?: "pan" | "track" | "all";
}

/** Behind a bitmap of its own, of 1 to 24 bytes. */
export interface BitmapSpec {
  kind: "bitmap";
  /** Bytes before the bitmap, kept as they are; 0 unless given. */
  header?: number;
  bitmap: { encoding: "binary" | "hex" | "ebcdic-hex"; bytes: number };
  fields: Readonly<Record<string, FieldSpec>>;
}

/** Tag, length and value; a tag that is not listed is kept. */
export interface TaggedSpec {
  kind: "tagged";
  tag: { encoding: "ascii" | "bcd" | "binary" | "ebcdic"; /** Characters, digits or bytes. */ length: number };
  prefix: PrefixSpec;
  /** Values of tags that are not listed, and of those without an encoding. */
  encoding: Encoding;
  fields?: Readonly<
    Record<string, { name?: Name; content?: Content; encoding?: Encoding; secret?: "pan" | "track" | "all" }>
  >;
}

/** Data objects of EMV; names come from the dictionary of tags. */
export interface BerTlvSpec {
  kind: "ber-tlv";
}

export interface BitmapForm {
  encoding: "binary" | "hex" | "ebcdic-hex";
  /** Of the second and the third, where it is another one. */
  continuation?: "binary" | "hex" | "ebcdic-hex";
  /** Bitmaps of 64 bits that a message may have; the second only when bit 1 is set, the third only when bit 65 is. */
  count: 1 | 2 | 3;
}

/** What surrounds a message on a stream. */
export interface FrameSpec {
  length: {
    encoding: "binary" | "bcd" | "ascii" | "hex";
    /** Bytes of binary, digits of the others. */
    digits: number;
    /** The number counts its own bytes too. */
    inclusive?: boolean;
  };
  /** A TPDU of 5 bytes follows the length. */
  tpdu?: boolean;
  /** Bytes of a header between TPDU and message; 0 unless given. */
  header?: number;
  /** Longest frame without its length; 4096 unless given. */
  maximum?: number;
}

export interface DialectSpec {
  $schema?: string;
  /** Lower case, digits and hyphens: `unionpay-pos`. */
  name: string;
  title?: Name;
  /** Where the facts come from. */
  source?: string;
  frame?: FrameSpec;
  /** Bytes before the message type indicator that belong to the message and are kept as they are; 0 unless given. */
  header?: number;
  /** Message type indicator: four digits, or any four nibbles with content h. */
  mti: { encoding: "ascii" | "bcd" | "ebcdic"; content?: "n" | "h" };
  bitmap: BitmapForm;
  /** Of every ebcdic value that names none; cp037 unless given. */
  codePage?: CodePage;
  /** By number, 2 to 192 (1 and 65 belong to the bitmaps). */
  fields: Readonly<Record<string, FieldSpec>>;
  /** Fields that hold a MAC over everything before them; 64 and 128 unless given. */
  mac?: readonly number[];
  /** What a reply repeats of its request, as paths: `["41", "11", "60.2"]`. */
  match?: readonly string[];
}
