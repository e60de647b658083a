/**
 * Frames on a stream: a length, perhaps a TPDU, perhaps a header, and the message, as a `FrameSpec` says.
 *
 * Bytes may arrive in any cut and give the same frames; never more than one frame is buffered, and a length that no frame
 * has is refused before anything is kept for it. The message inside is not looked at.
 */
import { freshBytes } from "../../fresh_bytes.ts";
import { CodecError } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import { BODY_BYTES_MIN, frameShape, putLength, TPDU_BYTES, withNextByte } from "./frame_shape.ts";
import type { FrameShape } from "./frame_shape.ts";
import type { FrameSpec } from "./spec.ts";

export interface Frame {
  /** 5 bytes: 60, destination, source; empty where the frame has none. */
  tpdu: Uint8Array;
  /** Empty where the frame has none. */
  header: Uint8Array;
  /** The ISO 8583 message. */
  body: Uint8Array;
}

/** UnionPay terminals: two bytes of big-endian length (itself not counted), TPDU, six bytes of header. */
export const UNIONPAY_FRAME: FrameSpec = { length: { encoding: "binary", digits: 2 }, tpdu: true, header: 6 };

/** A stream that is none; `code` is FRAME_LENGTH or FRAME_DIGIT, `offset` counts from the first byte of the stream. */
export class FrameError extends CodecError {
  /** Frames that the same bytes had completed before: cut otherwise, they would have been given already. */
  readonly frames: readonly Frame[];

  constructor(fault: CodecFault, frames: readonly Frame[]) {
    super(fault);
    this.frames = frames;
  }
}

const NONE = new Uint8Array(0);

/** @throws CodecError FRAME_LENGTH when a part has a length that the spec does not have; FRAME_SPEC */
export function encodeFrame({ tpdu, header, body }: Frame, spec: FrameSpec = UNIONPAY_FRAME): Uint8Array {
  const shape = frameShape(spec);
  const { lengthBytes, tpduBytes, headerBytes, most } = shape;
  requireLength("tpdu", tpdu.length, tpduBytes, tpduBytes);
  requireLength("header", header.length, headerBytes, headerBytes);
  requireLength("body", body.length, BODY_BYTES_MIN, most - tpduBytes - headerBytes);
  const bytes = freshBytes(lengthBytes + tpduBytes + headerBytes + body.length);
  putLength(bytes, shape, bytes.length - lengthBytes);
  for (let i = 0; i < tpduBytes; i++) bytes[lengthBytes + i] = tpdu[i]!;
  for (let i = 0; i < headerBytes; i++) bytes[lengthBytes + tpduBytes + i] = header[i]!;
  bytes.set(body, lengthBytes + tpduBytes + headerBytes);
  return bytes;
}

/** A length with nothing behind it. @throws CodecError FRAME_SPEC */
export function encodeKeepAlive(spec: FrameSpec = UNIONPAY_FRAME): Uint8Array {
  const shape = frameShape(spec);
  const bytes = new Uint8Array(shape.lengthBytes);
  putLength(bytes, shape, 0);
  return bytes;
}

/**
 * The frame of a reply: the TPDU goes back where the request came from, the header is the request's.
 *
 * @param body the reply; the request's own bytes when not given
 */
export function replyFrame(request: Frame, body: Uint8Array = request.body): Frame {
  const tpdu = request.tpdu.slice();
  if (tpdu.length === TPDU_BYTES) {
    for (let i = 1; i < TPDU_BYTES; i++) tpdu[i] = request.tpdu[i < 3 ? i + 2 : i - 2]!;
  }
  return { tpdu, header: request.header, body };
}

/** Cuts a stream into frames. After it has thrown, the stream has lost its place and must be closed. */
export class Framer {
  readonly #shape: FrameShape;
  /** Bytes of the length that have come, and the number that they are so far. */
  #lengthBytes = 0;
  #number = 0;
  /** What follows the length of the frame under way; its first `#have` bytes have come. */
  #buffer = NONE;
  #have = 0;
  /** Bytes of the stream that have been looked at. */
  #passed = 0;
  #frames = 0;
  #keepAlives = 0;
  #fault: CodecFault | undefined;

  /** @throws CodecError FRAME_SPEC */
  constructor(spec: FrameSpec = UNIONPAY_FRAME) {
    this.#shape = frameShape(spec);
  }

  /** True while part of a frame has arrived. */
  get partial(): boolean {
    return this.#lengthBytes > 0;
  }

  /** Frames and keep-alives that have arrived. */
  get completed(): number {
    return this.#frames + this.#keepAlives;
  }

  /** Lengths of zero that have arrived: they keep a line open and bring no frame. */
  get keepAlives(): number {
    return this.#keepAlives;
  }

  /**
   * @param chunk frames that lie whole in it are views of it: whoever uses its memory again copies them before
   * @returns the frames that `chunk` completes
   * @throws FrameError as soon as a length is announced that no frame has, and for every chunk after that
   */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at < chunk.length && this.#fault === undefined;) {
      const isLength = this.#lengthBytes < this.#shape.lengthBytes;
      const count = isLength ? this.#takeLength(chunk[at] ?? 0) : this.#takeContent(chunk, at, frames);
      at += count;
      this.#passed += count;
    }
    if (this.#fault !== undefined) throw new FrameError(this.#fault, frames);
    return frames;
  }

  #takeLength(byte: number): number {
    const { encoding, lengthBytes, least, most, own } = this.#shape;
    const number = withNextByte(this.#number, byte, this.#shape, this.#lengthBytes === 0);
    if (number === undefined) {
      this.#fault = { code: "FRAME_DIGIT", path: "length", offset: this.#passed, expected: `${encoding} digits` };
      return 1;
    }
    this.#number = number;
    if (++this.#lengthBytes < lengthBytes) return 1;
    if (number === 0 || number === own) {
      this.#keepAlives++;
      this.#begin();
    } else if (number - own < least || number - own > most) {
      this.#fault = lengthFault("length", this.#passed + 1 - lengthBytes, number - own, least, most);
    }
    return 1;
  }

  #takeContent(chunk: Uint8Array, at: number, frames: Frame[]): number {
    const length = this.#number - this.#shape.own;
    const count = Math.min(length - this.#have, chunk.length - at);
    // Never a Buffer, whose slice() shares memory where that of other byte arrays copies.
    const part = new Uint8Array(chunk.buffer, chunk.byteOffset + at, count);
    if (count === length) {
      frames.push(this.#end(part));
      return count;
    }
    if (this.#have === 0) this.#buffer = new Uint8Array(length);
    this.#buffer.set(part, this.#have);
    this.#have += count;
    if (this.#have === length) frames.push(this.#end(this.#buffer));
    return count;
  }

  #end(bytes: Uint8Array): Frame {
    const { tpduBytes, headerBytes } = this.#shape;
    this.#frames++;
    this.#begin();
    return {
      tpdu: tpduBytes === 0 ? NONE : bytes.subarray(0, tpduBytes),
      header: headerBytes === 0 ? NONE : bytes.subarray(tpduBytes, tpduBytes + headerBytes),
      body: bytes.subarray(tpduBytes + headerBytes),
    };
  }

  #begin(): void {
    this.#lengthBytes = 0;
    this.#number = 0;
    this.#buffer = NONE;
    this.#have = 0;
  }
}

function requireLength(path: string, length: number, least: number, most: number): void {
  if (length < least || length > most) throw new CodecError(lengthFault(path, 0, length, least, most));
}

function lengthFault(path: string, offset: number, actual: number, least: number, most: number): CodecFault {
  const expected = least === most ? `${least} bytes` : `${least} to ${most} bytes`;
  return { code: "FRAME_LENGTH", path, offset, expected, actual: `${actual}` };
}
