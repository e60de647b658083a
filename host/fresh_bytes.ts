/**
 * Arrays that live shortly: parts of larger pieces of memory.
 *
 * V8 keeps an array of up to 64 bytes in its heap, and moves it out as soon as there is a view of it or node:crypto reads it;
 * a longer one has memory of its own from the start. Either is allocated, tracked and swept for each array, which costs ten times
 * as much as a part of a piece that is there. A piece is used once: its parts are zeros, and it goes when the last of them goes.
 */
const PIECE_BYTES = 65_536;
/** A longer one would waste too much of a piece. */
const PART_BYTES_MAX = 4_096;

let piece = new ArrayBuffer(PIECE_BYTES);
let used = 0;

/** @returns so many zeros */
export function freshBytes(length: number): Uint8Array {
  if (length > PART_BYTES_MAX) return new Uint8Array(length);
  if (used + length > PIECE_BYTES) {
    piece = new ArrayBuffer(PIECE_BYTES);
    used = 0;
  }
  const part = new Uint8Array(piece, used, length);
  used = (used + length + 7) & ~7;
  return part;
}

/** A copy of its own memory. Not `slice`: on a Buffer that is a view. */
export function freshCopy(bytes: Uint8Array): Uint8Array {
  const copy = freshBytes(bytes.length);
  copy.set(bytes);
  return copy;
}
