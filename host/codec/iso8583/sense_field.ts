/**
 * What one field must not say: content that its encoding cannot hold, a length that cannot count it, subfields that do not
 * fit into it.
 *
 * Every refusal names the place in the JSON and what would make sense there.
 */
import { CodecError } from "../errors.ts";
import type { BitmapSpec, Encoding, FieldSpec, PositionalSpec, PrefixSpec, SliceSpec, TaggedSpec } from "./spec.ts";

type Count = NonNullable<PrefixSpec["counts"]>;

/** Contents that two nibbles a byte can hold. */
const PACKED = ["n", "z", "h", "x+n"];
/** What a number in front of a value may count, the default first. */
const COUNTS: Readonly<Record<Encoding, readonly Count[]>> = {
  bcd: ["digits", "nibbles", "bytes"],
  ascii: ["characters", "bytes"],
  ebcdic: ["characters", "bytes"],
  binary: ["bytes", "nibbles"],
  hex: ["bytes", "characters", "nibbles"],
  "ebcdic-hex": ["bytes", "characters", "nibbles"],
};
const PLACES = { ascii: 10, ebcdic: 10, bcd: 10, binary: 256, hex: 16 };
/** Subfields of subfields of subfields. */
const LEVELS_MAX = 3;

export function nonsense(path: string, expected: string, actual?: string): never {
  const found = actual === undefined ? {} : { actual };
  throw new CodecError({ code: "DIALECT_SENSE", path, offset: 0, expected, ...found });
}

export function checkField(field: FieldSpec, path: string): void {
  const { content, encoding, length, minimum, prefix, codePage } = field;
  checkContent(content, encoding, `${path}.content`);
  if (content === "x+n" && length < 2) nonsense(`${path}.length`, "at least 2: a sign and a digit", `${length}`);
  if (minimum !== undefined && prefix === undefined) nonsense(`${path}.minimum`, "none without a prefix");
  if (minimum !== undefined && minimum > length) nonsense(`${path}.minimum`, `at most ${length}`, `${minimum}`);
  if (codePage !== undefined && encoding !== "ebcdic") nonsense(`${path}.codePage`, `none with ${encoding}`);
  checkPad(field, path);
  // Of an odd number of digits bytes count the pad too, and nothing tells it from a digit.
  if (encoding === "bcd" && prefix?.counts === "bytes" && (content === "x+n" || length % 2 === 1)) {
    nonsense(`${path}.prefix.counts`, "digits with x+n or an odd length: bytes count the pad too", "bytes");
  }
  if (prefix !== undefined) checkPrefix(prefix, encoding, length, valueBytes(field), `${path}.prefix`);
}

function checkContent(content: FieldSpec["content"], encoding: Encoding, path: string): void {
  if (encoding === "bcd") {
    if (!PACKED.includes(content)) nonsense(path, `${PACKED.join(", ")} with bcd`, content);
  } else if (isText(encoding)) {
    if (content === "b") nonsense(path, `text or numbers with ${encoding}`, content);
  } else if (content !== "b") {
    nonsense(path, `b with ${encoding}`, content);
  }
}

function checkPad({ content, encoding, prefix, align, pad }: FieldSpec, path: string): void {
  const takesPad = encoding === "bcd" || (isText(encoding) && prefix === undefined);
  if (!takesPad && align !== undefined) nonsense(`${path}.align`, "none: nothing is padded");
  if (!takesPad && pad !== undefined) nonsense(`${path}.pad`, "none: nothing is padded");
  if (pad === undefined) return;
  if (encoding === "bcd" && !/^[0-9A-F]$/.test(pad)) nonsense(`${path}.pad`, "0 to 9 or A to F with bcd");
  // A value that is padded so must be readable again.
  if (encoding !== "bcd" && !/^[ -~]$/.test(pad)) nonsense(`${path}.pad`, "a printable character");
  if (encoding !== "bcd" && ["n", "x+n"].includes(content) && !/^[0-9]$/.test(pad)) {
    nonsense(`${path}.pad`, `a digit with ${content}`);
  }
}

function checkPrefix(prefix: PrefixSpec, encoding: Encoding, length: number, bytes: number, path: string): void {
  const allowed = COUNTS[encoding];
  const counts = prefix.counts ?? allowed[0]!;
  if (!allowed.includes(counts)) nonsense(`${path}.counts`, `${allowed.join(" or ")} with ${encoding}`, counts);
  if (prefix.inclusive === true && (counts === "digits" || counts === "nibbles")) {
    nonsense(`${path}.inclusive`, "a number of bytes to count its own", counts);
  }
  const own = prefix.inclusive === true ? prefixBytes(prefix) : 0;
  const most = numberFor(counts, encoding, length, bytes) + own;
  const countable = PLACES[prefix.encoding] ** prefix.digits - 1;
  if (most > countable) nonsense(`${path}.digits`, `more, to count ${most} ${counts}`, `${prefix.digits}`);
}

/** What a prefix says in front of a value of `length` units that takes `bytes`. */
function numberFor(counts: Count, encoding: Encoding, length: number, bytes: number): number {
  if (encoding === "bcd") return counts === "bytes" ? bytes : length;
  return counts === "nibbles" || (counts === "characters" && !isText(encoding)) ? 2 * length : length;
}

function prefixBytes({ encoding, digits }: PrefixSpec): number {
  return encoding === "bcd" ? (digits + 1) >> 1 : digits;
}

/** Bytes that the longest value of a field takes, its prefix not counted. */
function valueBytes({ content, encoding, length }: FieldSpec): number {
  if (encoding === "bcd") return content === "x+n" ? 1 + (length >> 1) : (length + 1) >> 1;
  return encoding === "hex" || encoding === "ebcdic-hex" ? 2 * length : length;
}

function isText(encoding: Encoding): boolean {
  return encoding === "ascii" || encoding === "ebcdic";
}

/** @param level 1 for subfields of a field */
export function checkSubfields(field: FieldSpec, fieldPath: string, level: number): void {
  const { subfields } = field;
  if (subfields === undefined) return;
  const path = `${fieldPath}.subfields`;
  if (level > LEVELS_MAX) nonsense(path, `at most ${LEVELS_MAX} levels`);
  const isHex = field.encoding === "hex" || field.encoding === "ebcdic-hex";
  if (isHex && subfields.kind !== "ber-tlv") nonsense(`${path}.kind`, "ber-tlv in hexadecimal text", subfields.kind);
  switch (subfields.kind) {
    case "positional":
      return checkPositional(subfields, field, path, level);
    case "bitmap":
      return checkBitmapped(subfields, field, path, level);
    case "tagged":
      return checkTagged(subfields, field, path);
    case "ber-tlv":
      if (field.content !== "b") nonsense(`${path}.kind`, "a parent of bytes for ber-tlv", field.content);
  }
}

function checkPositional({ fields }: PositionalSpec, parent: FieldSpec, path: string, level: number): void {
  const entries = Object.entries(fields);
  const encoded = entries.filter(([, inner]) => "encoding" in inner).length;
  if (encoded !== 0 && encoded !== entries.length) {
    nonsense(`${path}.fields`, "an encoding for all of them or for none");
  }
  if (encoded === 0 && parent.content === "b") nonsense(`${path}.fields`, "an encoding for each in a parent of bytes");
  let taken = 0;
  const room = encoded === 0 ? parent.length : valueBytes(parent);
  for (const [number, inner] of entries) {
    const at = `${path}.fields.${number}`;
    if ("encoding" in inner) {
      checkField(inner, at);
      checkSubfields(inner, at, level + 1);
      taken += inner.prefix === undefined ? valueBytes(inner) : prefixBytes(inner.prefix);
    } else {
      checkSlice(inner, parent, at);
      taken += inner.length;
    }
    if (taken > room) nonsense(`${at}.length`, `no more than the ${room} of the parent in all`, `${taken}`);
  }
}

function checkSlice({ content, length }: SliceSpec, parent: FieldSpec, path: string): void {
  if (content === "b") nonsense(`${path}.content`, "text or numbers in a slice", content);
  if (parent.encoding === "bcd" && !["n", "z", "h"].includes(content)) {
    nonsense(`${path}.content`, "n, z or h in a slice of bcd", content);
  }
  if (content === "x+n" && length < 2) nonsense(`${path}.length`, "at least 2: a sign and a digit", `${length}`);
}

function checkBitmapped(spec: BitmapSpec, parent: FieldSpec, path: string, level: number): void {
  const { header = 0, bitmap, fields } = spec;
  if (parent.content !== "b" && !(isText(parent.encoding) && bitmap.encoding !== "binary")) {
    nonsense(`${path}.bitmap.encoding`, "a parent of bytes, or text for text", parent.encoding);
  }
  const least = header + (bitmap.encoding === "binary" ? bitmap.bytes : 2 * bitmap.bytes);
  const room = valueBytes(parent);
  if (least > room) nonsense(`${path}.bitmap.bytes`, `no more than the ${room} bytes of the parent`, `${least}`);
  for (const [number, inner] of Object.entries(fields)) {
    const at = `${path}.fields.${number}`;
    if (Number(number) > 8 * bitmap.bytes) nonsense(at, `at most ${8 * bitmap.bytes}, as many as the bitmap has`);
    checkField(inner, at);
    checkSubfields(inner, at, level + 1);
  }
}

function checkTagged({ tag, prefix, encoding, fields = {} }: TaggedSpec, parent: FieldSpec, path: string): void {
  if (parent.encoding === "bcd") nonsense(`${path}.kind`, "a parent of bytes or text for tagged", parent.encoding);
  checkPrefix(prefix, encoding, 1, 1, `${path}.prefix`);
  const form = tagForm(tag);
  for (const [name, value] of Object.entries(fields)) {
    const at = `${path}.fields.${name}`;
    if (!form.test(name)) nonsense(at, `a tag of ${tag.length} in ${tag.encoding}`);
    if (value.content !== undefined) checkContent(value.content, value.encoding ?? encoding, `${at}.content`);
    if (value.encoding !== undefined) checkPrefix(prefix, value.encoding, 1, 1, `${path}.prefix`);
  }
}

function tagForm({ encoding, length }: TaggedSpec["tag"]): RegExp {
  if (encoding === "bcd") return new RegExp(`^[0-9]{${length}}$`);
  return encoding === "binary" ? new RegExp(`^[0-9A-F]{${2 * length}}$`) : new RegExp(`^[ -~]{${length}}$`);
}
