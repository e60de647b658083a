/**
 * Frames on a stream: two bytes of big-endian length (itself not counted), TPDU, header, message.
 *
 * Bytes may arrive in any cut; never more than one frame is buffered. The message inside is not looked at.
 */
import { CodecError } from "./errors.ts";

export interface Frame {
  /** 5 bytes: 60, destination, source. */
  tpdu: Uint8Array;
  /** 6 bytes. */
  header: Uint8Array;
  /** The ISO 8583 message. */
  body: Uint8Array;
}

const LENGTH_BYTES = 2;
const TPDU_BYTES = 5;
const HEADER_BYTES = 6;
const BODY_OFFSET = TPDU_BYTES + HEADER_BYTES;
/** MTI and bitmap: no message is shorter. */
const BODY_BYTES_MIN = 10;
const FRAME_BYTES_MAX = 0xffff;
const FRAMER_BYTES_MAX = 2048;

/** @throws CodecError when a part has a wrong length */
export function encodeFrame(frame: Frame): Uint8Array {
  requireLength("tpdu", frame.tpdu.length, TPDU_BYTES, TPDU_BYTES);
  requireLength("header", frame.header.length, HEADER_BYTES, HEADER_BYTES);
  requireLength("body", frame.body.length, BODY_BYTES_MIN, FRAME_BYTES_MAX - BODY_OFFSET);
  const length = BODY_OFFSET + frame.body.length;
  const bytes = new Uint8Array(LENGTH_BYTES + length);
  bytes[0] = length >> 8;
  bytes[1] = length & 0xff;
  bytes.set(frame.tpdu, LENGTH_BYTES);
  bytes.set(frame.header, LENGTH_BYTES + TPDU_BYTES);
  bytes.set(frame.body, LENGTH_BYTES + BODY_OFFSET);
  return bytes;
}

function requireLength(path: string, length: number, least: number, most: number): void {
  if (length >= least && length <= most) return;
  const expected = least === most ? `${least} bytes` : `${least} to ${most} bytes`;
  throw new CodecError({ code: "FRAME_LENGTH", path, offset: 0, expected, actual: `${length}` });
}

/** Cuts a stream into frames. After it has thrown, the stream has lost its place and must be closed. */
export class Framer {
  readonly #buffer: Uint8Array;
  #have = 0;

  /** @param bytesMax longest frame that is accepted, its two length bytes not counted */
  constructor(bytesMax = FRAMER_BYTES_MAX) {
    this.#buffer = new Uint8Array(LENGTH_BYTES + bytesMax);
  }

  /** True while part of a frame has arrived. */
  get partial(): boolean {
    return this.#have > 0;
  }

  /**
   * @returns the frames that `chunk` completes
   * @throws CodecError FRAME_LENGTH when a length is announced that no frame has
   */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let taken = 0; taken < chunk.length;) {
      const missing = this.#wanted() - this.#have;
      const part = chunk.subarray(taken, taken + missing);
      this.#buffer.set(part, this.#have);
      this.#have += part.length;
      taken += part.length;
      if (this.#have >= LENGTH_BYTES && this.#have === this.#wanted()) frames.push(this.#take());
    }
    return frames;
  }

  /** Bytes of the frame under way, the length included; just the length while that is not complete. */
  #wanted(): number {
    if (this.#have < LENGTH_BYTES) return LENGTH_BYTES;
    const length = ((this.#buffer[0] ?? 0) << 8) | (this.#buffer[1] ?? 0);
    requireLength("length", length, BODY_OFFSET + BODY_BYTES_MIN, this.#buffer.length - LENGTH_BYTES);
    return LENGTH_BYTES + length;
  }

  #take(): Frame {
    const bytes = this.#buffer.slice(LENGTH_BYTES, this.#have);
    this.#have = 0;
    return {
      tpdu: bytes.slice(0, TPDU_BYTES),
      header: bytes.slice(TPDU_BYTES, BODY_OFFSET),
      body: bytes.slice(BODY_OFFSET),
    };
  }
}
