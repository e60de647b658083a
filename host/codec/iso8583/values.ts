/**
 * Values as text and as bytes, and back.
 *
 * Text of packed digits is their digits, with `=` for a nibble D of track data; of characters one character a byte (Latin-1),
 * so that GBK passes unharmed; of bytes upper-case hexadecimal. What text gives, packing takes back.
 */
import { CodecError } from "../errors.ts";
import type { Field } from "./compile.ts";

/** Strings longer than this are quicker made by the runtime than character by character. */
const SHORT = 24;
const DIGIT_ZERO = 0x30;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
const TRACK_PAIRS = PAIRS.map((pair) => pair.replaceAll("D", "="));
const FOURS = new Array<string | undefined>(0x10000);
const NO_NIBBLE = 0x100;
const NIBBLE_OF = new Uint16Array(0x100).fill(NO_NIBBLE);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  NIBBLE_OF[digit.charCodeAt(0)] = value;
  NIBBLE_OF[digit.toUpperCase().charCodeAt(0)] = value;
}
const NIBBLES = "0123456789ABC=EF";

/** A byte in upper-case hexadecimal. */
export function hexOf(byte: number): string {
  return PAIRS[byte] ?? "";
}

/** Bytes that a value of `units` takes on the wire. */
export function wireBytes({ form }: Field, units: number): number {
  switch (form) {
    case "packed":
      return (units + 1) >> 1;
    case "signed-packed":
      return (units + 2) >> 1;
    case "hex":
      return 2 * units;
    default:
      return units;
  }
}

/**
 * The usual values have functions of their own: as long as a card number, an amount, a terminal number.
 *
 * @param units digits of packed values, bytes of hexadecimal text, else characters or bytes
 */
export function textOf(field: Field, raw: Uint8Array, at: number, units: number): string {
  if (field.form === "text") return units === 8 ? eightCharacters(raw, at) : characters(raw, at, at + units);
  if (field.form !== "packed" || field.lettered) return otherText(field, raw, at, units);
  if (units === 12) return twelveDigits(raw, at);
  return units === 16 ? sixteenDigits(raw, at) : packedText(field.left, raw, at, units);
}

/**
 * Here and in the next one nothing is called that could stand here: the engine decides on what it has seen when it first
 * compiles, and messages without such values would leave three or four calls in each for good.
 */
function twelveDigits(raw: Uint8Array, at: number): string {
  const first = (raw[at]! << 8) | raw[at + 1]!;
  const second = (raw[at + 2]! << 8) | raw[at + 3]!;
  const third = (raw[at + 4]! << 8) | raw[at + 5]!;
  return (FOURS[first] ?? newFour(first)) + (FOURS[second] ?? newFour(second)) + (FOURS[third] ?? newFour(third));
}

function sixteenDigits(raw: Uint8Array, at: number): string {
  const first = (raw[at]! << 8) | raw[at + 1]!;
  const second = (raw[at + 2]! << 8) | raw[at + 3]!;
  const third = (raw[at + 4]! << 8) | raw[at + 5]!;
  const fourth = (raw[at + 6]! << 8) | raw[at + 7]!;
  return (
    (FOURS[first] ?? newFour(first)) +
    (FOURS[second] ?? newFour(second)) +
    ((FOURS[third] ?? newFour(third)) + (FOURS[fourth] ?? newFour(fourth)))
  );
}

function otherText(field: Field, raw: Uint8Array, at: number, units: number): string {
  switch (field.form) {
    case "packed":
      return packedText(field.left, raw, at, units).replaceAll("=", "D");
    case "signed-packed":
      return units === 0 ? "" : String.fromCharCode(raw[at] ?? 0) + packedText(field.left, raw, at + 1, units - 1);
    case "ebcdic":
      return translated(field, raw, at, at + units);
    case "hex":
      return hexCharacters(field, raw, at, at + 2 * units);
    default:
      return hex(raw, at, at + units);
  }
}

/** The value itself: what hexadecimal text stands for, else its bytes on the wire, as a view of them. */
export function bytesOf(field: Field, raw: Uint8Array, at: number, units: number): Uint8Array {
  if (field.form !== "hex") return raw.subarray(at, at + wireBytes(field, units));
  return new Uint8Array(Buffer.from(hexCharacters(field, raw, at, at + 2 * units), "hex"));
}

function packedText(left: boolean, raw: Uint8Array, at: number, units: number): string {
  const odd = (units & 1) !== 0;
  let text = "";
  if (odd && !left) text = NIBBLES.charAt((raw[at++] ?? 0) & 0xf);
  const end = at + (units >> 1);
  for (; end - at >= 2; at += 2) text += fourAt(raw, at);
  if (at < end) text += TRACK_PAIRS[raw[at] ?? 0] ?? "";
  return odd && left ? text + NIBBLES.charAt((raw[end] ?? 0) >> 4) : text;
}

function fourAt(raw: Uint8Array, at: number): string {
  const pair = (raw[at]! << 8) | raw[at + 1]!;
  return FOURS[pair] ?? newFour(pair);
}

/** Four digits: made when first needed, for strings cost less put together than made. */
function newFour(pair: number): string {
  return (FOURS[pair] = `${TRACK_PAIRS[pair >> 8] ?? ""}${TRACK_PAIRS[pair & 0xff] ?? ""}`);
}

/** One string made of eight characters takes a third of what eight strings take. */
function eightCharacters(raw: Uint8Array, at: number): string {
  return String.fromCharCode(
    raw[at]!,
    raw[at + 1]!,
    raw[at + 2]!,
    raw[at + 3]!,
    raw[at + 4]!,
    raw[at + 5]!,
    raw[at + 6]!,
    raw[at + 7]!,
  );
}

function characters(raw: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT) return Buffer.from(raw.buffer, raw.byteOffset + from, to - from).toString("latin1");
  let text = "";
  let at = from;
  if (to - at >= 8) {
    text = eightCharacters(raw, at);
    at += 8;
  }
  // One string made of four characters takes half of what four strings take.
  for (; to - at >= 4; at += 4) {
    text += String.fromCharCode(raw[at] ?? 0, raw[at + 1] ?? 0, raw[at + 2] ?? 0, raw[at + 3] ?? 0);
  }
  for (; at < to; at++) text += String.fromCharCode(raw[at] ?? 0);
  return text;
}

function hex(raw: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT) {
    return Buffer.from(raw.buffer, raw.byteOffset + from, to - from)
      .toString("hex")
      .toUpperCase();
  }
  let text = "";
  for (let at = from; at < to; at++) text += PAIRS[raw[at] ?? 0] ?? "";
  return text;
}

function translated({ translation }: Field, raw: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(translation?.toLatin1[raw[at] ?? 0] ?? 0);
  return text;
}

/** Upper case; EBCDIC digits and letters have the low nibbles of their values, as ASCII's have. */
function hexCharacters({ spec }: Field, raw: Uint8Array, from: number, to: number): string {
  if (spec.encoding === "hex") return characters(raw, from, to).toUpperCase();
  let text = "";
  for (let at = from; at < to; at++) {
    const byte = raw[at] ?? 0;
    text += byte >= 0xf0 ? String.fromCharCode(byte - 0xf0 + DIGIT_ZERO) : String.fromCharCode((byte & 0xf) + 0x40);
  }
  return text;
}

/**
 * Writes a value the way `packFields` takes it: ASCII digits for packed fields, bytes for hexadecimal text, else as on the
 * wire.
 *
 * @param value text as `textOf` gives it, or the bytes
 * @param prefix path of the group with its dot, for errors
 * @returns how many bytes were written
 * @throws CodecError ISO_CHARACTER, ISO_LENGTH (more than the field can have) or TOO_LONG (no room)
 */
export function putValue(
  field: Field,
  value: string | Uint8Array,
  out: Uint8Array,
  at: number,
  prefix: string,
): number {
  const isHex = typeof value === "string" && (field.form === "bytes" || field.form === "hex");
  const units = isHex ? (value.length + 1) >> 1 : value.length;
  if (units > field.spec.length || units > out.length - at) {
    throw lengthFault(field, prefix, units, out.length - at);
  }
  if (field.paired && (units & 1) !== 0) throw characterFault(field, prefix, "an even number of digits");
  if (typeof value !== "string") {
    if (field.form === "packed" || field.form === "signed-packed")
      throw characterFault(field, prefix, "text of digits");
    out.set(value, at);
    return value.length;
  }
  switch (field.form) {
    case "bytes":
    case "hex":
      return putHex(field, value, out, at, prefix);
    case "ebcdic":
      return putTranslated(field, value, out, at, prefix);
    case "packed":
      return putDigits(field, value, out, at, prefix);
    default:
      return putLatin1(field, value, out, at, prefix);
  }
}

/** Fixed fields of digits are filled up with zeros on the left. */
function putDigits(field: Field, value: string, out: Uint8Array, at: number, prefix: string): number {
  const missing = field.spec.length - value.length;
  if (missing <= 0 || !field.filled) return putLatin1(field, value, out, at, prefix);
  out.fill(DIGIT_ZERO, at, at + missing);
  return missing + putLatin1(field, value, out, at + missing, prefix);
}

function putLatin1(field: Field, value: string, out: Uint8Array, at: number, prefix: string): number {
  let seen = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    seen |= code;
    out[at + i] = code;
  }
  if (seen > 0xff) throw characterFault(field, prefix, "one byte a character");
  return value.length;
}

function putTranslated(field: Field, value: string, out: Uint8Array, at: number, prefix: string): number {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) throw characterFault(field, prefix, "a character of the code page");
    out[at + i] = field.translation?.fromLatin1[code] ?? 0;
  }
  return value.length;
}

function putHex(field: Field, value: string, out: Uint8Array, at: number, prefix: string): number {
  const count = value.length >> 1;
  if ((value.length & 1) !== 0) throw characterFault(field, prefix, "an even number of hexadecimal digits");
  let seen = 0;
  if (count > SHORT) {
    // Stops at the first character that is no digit.
    seen = bufferOver(out).write(value, at, "hex") < count ? NO_NIBBLE : 0;
  } else {
    for (let i = 0; i < count; i++) {
      const byte = (nibble(value.charCodeAt(2 * i)) << 4) | nibble(value.charCodeAt(2 * i + 1));
      seen |= byte;
      out[at + i] = byte;
    }
  }
  if (seen > 0xff) throw characterFault(field, prefix, "hexadecimal digits");
  return count;
}

let over: Buffer = Buffer.alloc(0);

/** The same bytes as a Buffer; made once for as long as they are the same. */
function bufferOver(bytes: Uint8Array): Buffer {
  if (over.buffer !== bytes.buffer) over = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return over;
}

/** NO_NIBBLE for a character that is no hexadecimal digit: shifted or not it makes a byte too large. */
function nibble(code: number): number {
  return NIBBLE_OF[code] ?? NO_NIBBLE;
}

function pathOf({ number }: Field, prefix: string): string {
  return number === 0 ? "mti" : `${prefix}${number}`;
}

function characterFault(field: Field, prefix: string, expected: string): CodecError {
  return new CodecError({ code: "ISO_CHARACTER", path: pathOf(field, prefix), offset: 0, expected });
}

function lengthFault(field: Field, prefix: string, length: number, room: number): CodecError {
  return new CodecError({
    code: length > room ? "TOO_LONG" : "ISO_LENGTH",
    path: pathOf(field, prefix),
    offset: 0,
    expected: `at most ${field.spec.length}`,
    actual: `${length}`,
  });
}
