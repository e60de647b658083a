/**
 * Values as text and as bytes, and back.
 *
 * Text of packed digits is their digits, with `=` for a nibble D where others than digits may be; of characters one character
 * a byte (Latin-1), so that GBK passes unharmed; of bytes upper-case hexadecimal. What text gives, packing takes back.
 */
import { CodecError } from "../errors.ts";
import type { Field } from "./compile.ts";

/** Strings longer than this are quicker made by the runtime than character by character. */
const SHORT = 24;
const DIGIT_ZERO = 0x30;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
const TRACK_PAIRS = PAIRS.map((pair) => pair.replaceAll("D", "="));
const NIBBLES = "0123456789ABC=EF";

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

/** @param units digits of packed values, bytes of hexadecimal text, else characters or bytes */
export function textOf(field: Field, raw: Uint8Array, at: number, units: number): string {
  switch (field.form) {
    case "packed":
      return packedText(field.left, raw, at, units);
    case "signed-packed":
      return units === 0 ? "" : String.fromCharCode(raw[at] ?? 0) + packedText(field.left, raw, at + 1, units - 1);
    case "text":
      return latin1(raw, at, at + units);
    case "ebcdic":
      return translated(field, raw, at, at + units);
    case "bytes":
      return hex(raw, at, at + units);
    case "hex":
      return hexCharacters(field, raw, at, at + 2 * units);
  }
}

/** The value itself: what hexadecimal text stands for, else its bytes on the wire, as a view of them. */
export function bytesOf(field: Field, raw: Uint8Array, at: number, units: number): Uint8Array {
  if (field.form !== "hex") return raw.subarray(at, at + wireBytes(field, units));
  return new Uint8Array(Buffer.from(hexCharacters(field, raw, at, at + 2 * units), "hex"));
}

function packedText(left: boolean, raw: Uint8Array, at: number, units: number): string {
  const odd = units & 1;
  let text = "";
  if (odd !== 0 && !left) text = NIBBLES.charAt((raw[at++] ?? 0) & 0xf);
  for (const end = at + (units >> 1); at < end; at++) text += TRACK_PAIRS[raw[at] ?? 0] ?? "";
  return odd !== 0 && left ? text + NIBBLES.charAt((raw[at] ?? 0) >> 4) : text;
}

function latin1(raw: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT) return Buffer.from(raw.buffer, raw.byteOffset + from, to - from).toString("latin1");
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(raw[at] ?? 0);
  return text;
}

function hex(raw: Uint8Array, from: number, to: number): string {
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
  if (spec.encoding === "hex") return latin1(raw, from, to).toUpperCase();
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
 * @returns how many bytes were written
 * @throws CodecError ISO_CHARACTER, ISO_LENGTH (more than the field can have) or TOO_LONG (no room)
 */
export function putValue(field: Field, value: string | Uint8Array, out: Uint8Array, at: number, path: string): number {
  requireRoom(field, value.length, out.length - at, path);
  if (typeof value !== "string") {
    if (field.form === "packed" || field.form === "signed-packed") throw characterFault(path, "text of digits");
    out.set(value, at);
    return value.length;
  }
  switch (field.form) {
    case "bytes":
    case "hex":
      return putHex(value, out, at, path);
    case "ebcdic":
      return putTranslated(field, value, out, at, path);
    case "packed":
      return putDigits(field, value, out, at, path);
    default:
      return putLatin1(value, out, at, path);
  }
}

/** No value has more characters than twice its maximum: hexadecimal text of bytes. */
function requireRoom({ spec }: Field, length: number, room: number, path: string): void {
  if (length <= 2 * spec.length && length <= room) return;
  throw new CodecError({
    code: length > room ? "TOO_LONG" : "ISO_LENGTH",
    path,
    offset: 0,
    expected: `at most ${spec.length}`,
    actual: `${length}`,
  });
}

/** Fixed fields of digits are filled up with zeros on the left. */
function putDigits({ spec }: Field, value: string, out: Uint8Array, at: number, path: string): number {
  const missing = spec.prefix === undefined && spec.content === "n" ? Math.max(0, spec.length - value.length) : 0;
  out.fill(DIGIT_ZERO, at, at + missing);
  return missing + putLatin1(value, out, at + missing, path);
}

function putLatin1(value: string, out: Uint8Array, at: number, path: string): number {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) throw characterFault(path, "one byte a character");
    out[at + i] = code;
  }
  return value.length;
}

function putTranslated({ translation }: Field, value: string, out: Uint8Array, at: number, path: string): number {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) throw characterFault(path, "a character of the code page");
    out[at + i] = translation?.fromLatin1[code] ?? 0;
  }
  return value.length;
}

function putHex(value: string, out: Uint8Array, at: number, path: string): number {
  const count = value.length >> 1;
  if ((value.length & 1) !== 0) throw characterFault(path, "an even number of hexadecimal digits");
  for (let i = 0; i < count; i++) {
    const byte = (nibble(value.charCodeAt(2 * i)) << 4) | nibble(value.charCodeAt(2 * i + 1));
    if (byte > 0xff) throw characterFault(path, "hexadecimal digits");
    out[at + i] = byte;
  }
  return count;
}

/** 256 for a character that is no hexadecimal digit: shifted or not it makes a byte too large. */
function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : 0x100;
}

function characterFault(path: string, expected: string): CodecError {
  return new CodecError({ code: "ISO_CHARACTER", path, offset: 0, expected });
}
