/** One message with the frame around it, taken apart and put together. */
import { CodecError } from "../../codec/errors.ts";
import type { CodecFault } from "../../codec/errors.ts";
import { frameShape, TPDU_BYTES, withNextByte } from "../../codec/iso8583/frame_shape.ts";
import type { FrameShape } from "../../codec/iso8583/frame_shape.ts";
import type { FrameSpec } from "../../codec/iso8583/spec.ts";
import { hexOfBytes } from "../hex.ts";

/** As JSON has it: hexadecimal, empty where the frame has none. */
export interface FrameJson {
  /** The number in front. */
  length: number;
  tpdu: string;
  header: string;
}

export interface Unframed {
  frame: FrameJson;
  /** What there is of the message. */
  body: Uint8Array;
  /** Offset of the message. */
  at: number;
  /** The frame is cut short, or bytes follow it. */
  fault?: CodecFault;
}

/** Of dialects that say nothing about it. */
export const FRAME_DEFAULT: FrameSpec = { length: { encoding: "binary", digits: 2 } };

/** @throws CodecError FRAME_DIGIT, FRAME_LENGTH, FRAME_TRUNCATED (within length, TPDU or header) */
export function unframe(bytes: Uint8Array, spec: FrameSpec = FRAME_DEFAULT): Unframed {
  const shape = frameShape(spec);
  const { lengthBytes, own, least, most, tpduBytes, headerBytes } = shape;
  const number = lengthIn(bytes, shape);
  if (number - own < least || number - own > most) {
    const expected = `${least + own} to ${most + own}`;
    throw new CodecError({ code: "FRAME_LENGTH", path: "frame.length", offset: 0, expected, actual: `${number}` });
  }
  const end = lengthBytes + number - own;
  const at = lengthBytes + tpduBytes + headerBytes;
  requireBytes(bytes, lengthBytes, tpduBytes, "frame.tpdu");
  requireBytes(bytes, lengthBytes + tpduBytes, headerBytes, "frame.header");
  const fault = faultAtEnd(bytes.length, end);
  const tpdu = hexOfBytes(bytes.subarray(lengthBytes, lengthBytes + tpduBytes));
  const header = hexOfBytes(bytes.subarray(lengthBytes + tpduBytes, at));
  return {
    frame: { length: number, tpdu, header },
    body: bytes.subarray(at, end),
    at,
    ...(fault === undefined ? {} : { fault }),
  };
}

/** @throws CodecError FRAME_TRUNCATED or FRAME_DIGIT */
export function lengthIn(bytes: Uint8Array, shape: FrameShape): number {
  requireBytes(bytes, 0, shape.lengthBytes, "frame.length");
  let number = 0;
  for (let at = 0; at < shape.lengthBytes; at++) {
    const next = withNextByte(number, bytes[at] ?? 0, shape, at === 0);
    if (next === undefined) {
      const expected = `${shape.encoding} digits`;
      throw new CodecError({ code: "FRAME_DIGIT", path: "frame.length", offset: at, expected });
    }
    number = next;
  }
  return number;
}

function requireBytes(bytes: Uint8Array, at: number, count: number, path: string): void {
  if (bytes.length - at >= count) return;
  const [expected, actual] = [`${count} bytes`, `${Math.max(0, bytes.length - at)}`];
  throw new CodecError({ code: "FRAME_TRUNCATED", path, offset: Math.min(at, bytes.length), expected, actual });
}

function faultAtEnd(length: number, end: number): CodecFault | undefined {
  if (length === end) return undefined;
  if (length < end) {
    return { code: "FRAME_TRUNCATED", path: "frame", offset: length, expected: `${end} bytes`, actual: `${length}` };
  }
  const actual = `${length - end} bytes left`;
  return { code: "FRAME_TRAILING", path: "frame", offset: end, expected: "the end of the frame", actual };
}

/** How long TPDU and header of a frame are. */
export function partsOfFrame({ tpdu, header = 0 }: FrameSpec = FRAME_DEFAULT): { tpdu: number; header: number } {
  return { tpdu: tpdu === true ? TPDU_BYTES : 0, header };
}
