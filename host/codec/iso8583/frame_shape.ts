/**
 * What a `FrameSpec` comes to in bytes, and the number in front of a frame: read byte by byte, and written.
 *
 * A spec that no message could pass is refused here, once, so that whoever has a shape need not ask again.
 */
import { CodecError } from "../errors.ts";
import type { FrameSpec } from "./spec.ts";

export interface FrameShape {
  encoding: FrameSpec["length"]["encoding"];
  /** Digits of the number, or bytes of a binary one. */
  digits: number;
  lengthBytes: number;
  /** Bytes that the number counts besides TPDU, header and message. */
  own: number;
  tpduBytes: number;
  headerBytes: number;
  /** Of TPDU, header and message together. */
  least: number;
  most: number;
}

export const TPDU_BYTES = 5;
/** MTI in two bytes and a bitmap of eight: no message is shorter. */
export const BODY_BYTES_MIN = 10;
const FRAME_BYTES_DEFAULT = 4096;
/** What fits the buffers of codec.wasm. */
const FRAME_BYTES_MAX = 0xffff;
const HEADER_BYTES_MAX = 255;
const BINARY_BYTES_MAX = 4;
const DIGITS_MAX = 8;
/** Values of one place of the number, and of one byte of it. */
const PLACE = { binary: 256, bcd: 10, ascii: 10, hex: 16 };
const BYTE = { binary: 256, bcd: 100, ascii: 10, hex: 16 };
const DIGITS = "0123456789ABCDEF";

const shapes = new WeakMap<FrameSpec, FrameShape>();

/**
 * @param spec must not change afterwards
 * @throws CodecError FRAME_SPEC with the place in the spec, when no frame can be like that
 */
export function frameShape(spec: FrameSpec): FrameShape {
  const known = shapes.get(spec);
  if (known !== undefined) return known;
  const shape = shapeOf(spec);
  shapes.set(spec, shape);
  return shape;
}

function shapeOf({ length, tpdu = false, header = 0, maximum = FRAME_BYTES_DEFAULT }: FrameSpec): FrameShape {
  const { encoding, digits, inclusive = false } = length;
  requireSpec("length.digits", digits, 1, encoding === "binary" ? BINARY_BYTES_MAX : DIGITS_MAX);
  requireSpec("header", header, 0, HEADER_BYTES_MAX);
  const lengthBytes = encoding === "bcd" ? (digits + 1) >> 1 : digits;
  const own = inclusive ? lengthBytes : 0;
  const tpduBytes = tpdu ? TPDU_BYTES : 0;
  const least = tpduBytes + header + BODY_BYTES_MIN;
  requireSpec("maximum", maximum, least, FRAME_BYTES_MAX);
  const countable = PLACE[encoding] ** digits - 1 - own;
  if (countable < least) refuse("length.digits", `more, to count ${least} bytes`, digits);
  return {
    ...{ encoding, digits, lengthBytes, own, tpduBytes, headerBytes: header, least },
    most: Math.min(maximum, countable),
  };
}

/** @returns the number so far with one more byte of it, or undefined when that byte is no digit */
export function withNextByte(
  number: number,
  byte: number,
  { encoding, digits }: FrameShape,
  isFirst: boolean,
): number | undefined {
  const value = encoding === "binary" ? byte : encoding === "bcd" ? fromBcd(byte) : fromCharacter(byte, encoding);
  if (value === undefined) return undefined;
  // An odd number of BCD digits has a zero in front.
  if (encoding === "bcd" && isFirst && digits % 2 === 1 && value > 9) return undefined;
  return number * BYTE[encoding] + value;
}

function fromBcd(byte: number): number | undefined {
  const [high, low] = [byte >> 4, byte & 15];
  return high > 9 || low > 9 ? undefined : high * 10 + low;
}

function fromCharacter(byte: number, encoding: "ascii" | "hex"): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte & ~0x20; // a to f as A to F
  return encoding === "hex" && letter >= 0x41 && letter <= 0x46 ? letter - 0x41 + 10 : undefined;
}

/** Writes the length of `content` bytes to the first `lengthBytes` of `bytes`. */
export function putLength(bytes: Uint8Array, { encoding, lengthBytes, own }: FrameShape, content: number): void {
  let rest = content + own;
  for (let at = lengthBytes - 1; at >= 0; at--) {
    const value = rest % BYTE[encoding];
    rest = Math.floor(rest / BYTE[encoding]);
    if (encoding === "binary") bytes[at] = value;
    else if (encoding === "bcd") bytes[at] = (Math.floor(value / 10) << 4) | (value % 10);
    else bytes[at] = DIGITS.charCodeAt(value);
  }
}

function requireSpec(path: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) refuse(path, `${least} to ${most}`, value);
}

function refuse(path: string, expected: string, actual: number): never {
  throw new CodecError({ code: "FRAME_SPEC", path: `frame.${path}`, offset: 0, expected, actual: `${actual}` });
}
