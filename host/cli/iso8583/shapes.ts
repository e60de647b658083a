/** What may stand before a message whose frame is not known: a length in any usual form, a TPDU, a header. */
import { CodecError } from "../../codec/errors.ts";
import type { CodecFault } from "../../codec/errors.ts";
import { BODY_BYTES_MIN, frameShape, TPDU_BYTES } from "../../codec/iso8583/frame_shape.ts";
import type { FrameSpec } from "../../codec/iso8583/spec.ts";
import { lengthIn } from "./framed.ts";

export interface Shape {
  length: FrameSpec["length"] | null;
  tpdu: boolean;
  /** Bytes between TPDU and message. */
  header: number;
  /** Where the message begins. */
  at: number;
  /** Bytes of the frame after its length; to the end of the input where that is nearer. */
  end: number;
  /** The length is not that of the bytes. */
  fault?: CodecFault;
}

const LENGTHS: ReadonlyArray<FrameSpec["length"]> = [
  { encoding: "binary", digits: 2 },
  { encoding: "bcd", digits: 4 },
  { encoding: "ascii", digits: 4 },
  { encoding: "hex", digits: 4 },
  { encoding: "binary", digits: 4 },
].flatMap((length) => [length, { ...length, inclusive: true }] as Array<FrameSpec["length"]>);
/** First bytes of a TPDU (ISO 8583 over X.25 as terminals keep it): its identifier. */
const TPDU_IDS = [0x60, 0x68];
const HEADER_MAX = 32;
const FRAME_MAX = 4096;

/** Every shape that the bytes could have. */
export function shapesOf(bytes: Uint8Array): Shape[] {
  return [null, ...LENGTHS].flatMap((length) => {
    const place = length === null ? { from: 0, end: bytes.length } : placeAfter(bytes, length);
    return place === undefined ? [] : inner(bytes, length, place);
  });
}

/** How unlikely: headers of any length are tried, but few are used; lengths that are none fit any bytes. */
export function oddness({ header, fault }: Shape): number {
  return (header === 0 ? 0 : 1) + (fault === undefined ? 0 : 2);
}

interface Place {
  from: number;
  end: number;
  fault?: CodecFault;
}

function placeAfter(bytes: Uint8Array, length: FrameSpec["length"]): Place | undefined {
  const shape = frameShape({ length });
  try {
    const content = lengthIn(bytes, shape) - shape.own;
    if (content < BODY_BYTES_MIN || content > FRAME_MAX) return undefined;
    const from = shape.lengthBytes;
    const end = from + content;
    if (end === bytes.length) return { from, end };
    const fault = { path: "frame", expected: `${end} bytes`, actual: `${bytes.length}` };
    if (end < bytes.length) return { from, end, fault: { code: "FRAME_TRAILING", offset: end, ...fault } };
    return { from, end: bytes.length, fault: { code: "FRAME_TRUNCATED", offset: bytes.length, ...fault } };
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function inner(bytes: Uint8Array, length: Shape["length"], { from, end, fault }: Place): Shape[] {
  const isTpdu = TPDU_IDS.includes(bytes[from] ?? 0);
  return (isTpdu ? [false, true] : [false]).flatMap((tpdu) => {
    const before = from + (tpdu ? TPDU_BYTES : 0);
    const headers = Array.from({ length: HEADER_MAX + 1 }, (_, header) => header);
    return headers
      .map((header) => ({ length, tpdu, header, at: before + header, end, ...(fault === undefined ? {} : { fault }) }))
      .filter(({ at }) => end - at >= BODY_BYTES_MIN);
  });
}
