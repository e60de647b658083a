/**
 * What surrounds a message on a stream: two bytes of big-endian length, TPDU, header (UnionPay terminals).
 *
 * Bytes arrive in any cut; a `Frame` remembers how far it has come. It holds no address, so it may lie inside a struct
 * that is copied; the buffer is given at each call. The length does not count itself; one of zero is no frame.
 */
import { copyBytes, store16 } from "../../base/bytes";
import { FRAME_LENGTH, FRAME_MORE, OK } from "../../base/status";

export const LENGTH_BYTES: i32 = 2;
export const TPDU_BYTES: i32 = 5;
export const HEADER_BYTES: i32 = 6;
/** Where the message begins in the buffer of a complete frame. */
export const BODY_OFFSET: i32 = TPDU_BYTES + HEADER_BYTES;
/** Length, TPDU and header. */
export const FRAME_HEAD_BYTES: i32 = LENGTH_BYTES + BODY_OFFSET;
/** No message is shorter than its type indicator of two bytes and its bitmap of eight. */
export const FRAME_BYTES_MIN: i32 = BODY_OFFSET + 2 + 8;

const IMPOSSIBLE: i32 = -1;

@unmanaged
export class Frame {
  /** Bytes taken so far, the two of the length included. */
  have: i32;
  /** Announced length; only its high byte while `have` is 1; -1 once it is impossible. */
  want: i32;
}

/** Gets ready for the first byte of the next frame. */
export function resetFrame(f: Frame): void {
  f.have = 0;
  f.want = 0;
}

/**
 * Takes bytes that belong to the current frame; a complete or impossible frame takes none.
 *
 * @param buffer address of `bytesMax` bytes for TPDU, header and message; the same at each call for one frame
 * @param from address of `length` bytes that have arrived
 * @returns how many of them were taken
 */
export function takeFrame(f: Frame, buffer: usize, bytesMax: i32, from: usize, length: i32): i32 {
  let taken: i32 = 0;
  while (f.have < LENGTH_BYTES && taken < length) {
    f.want = (f.want << 8) | load<u8>(from + taken++);
    // A length of zero keeps the line alive; the frame comes after it.
    f.have = f.have + 1 === LENGTH_BYTES && f.want === 0 ? 0 : f.have + 1;
  }
  if (f.have < LENGTH_BYTES || f.want === IMPOSSIBLE) return taken;
  if (f.want < FRAME_BYTES_MIN || f.want > bytesMax) {
    f.want = IMPOSSIBLE;
    return taken;
  }
  const have = f.have - LENGTH_BYTES;
  const count = min(f.want - have, length - taken);
  copyBytes(buffer + have, from + taken, count);
  f.have += count;
  return taken + count;
}

/**
 * @returns OK when the frame is complete (TPDU, header and message stand in the buffer), FRAME_MORE, or FRAME_LENGTH when
 *   the announced length is impossible: below FRAME_BYTES_MIN or above `bytesMax`
 */
export function frameState(f: Frame): i32 {
  if (f.have < LENGTH_BYTES) return FRAME_MORE;
  if (f.want === IMPOSSIBLE) return FRAME_LENGTH;
  return f.have - LENGTH_BYTES === f.want ? OK : FRAME_MORE;
}

/**
 * Writes length, TPDU and header for a message of `bodyLength` bytes that follows.
 *
 * @returns bytes written, always FRAME_HEAD_BYTES
 */
export function putFrameHead(out: usize, tpdu: usize, header: usize, bodyLength: i32): i32 {
  assert(bodyLength >= 0 && bodyLength <= 0xffff - BODY_OFFSET);
  store16(out, BODY_OFFSET + bodyLength);
  copyBytes(out + LENGTH_BYTES, tpdu, TPDU_BYTES);
  copyBytes(out + LENGTH_BYTES + TPDU_BYTES, header, HEADER_BYTES);
  return FRAME_HEAD_BYTES;
}
