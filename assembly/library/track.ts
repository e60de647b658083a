/** Tracks, for hosts: over the characters in INPUT. The view holds places and no data; the caller wipes INPUT. */
import { TRACK_BYTES, Track, lrcOf, readTrack as readWhole, readTrackPan as readPan } from "../codec/track";
import { BUFFER_BYTES, INPUT } from "./buffers";

const VIEW: usize = memory.data(<i32>TRACK_BYTES, 8);

/** Address of the view that a reader fills: `Track` of `codec/track/view.ts`, then its parts. */
export function trackAt(): usize {
  return VIEW;
}

/** Reads `count` characters as track `number`, 1 to 3; `packed` is 1 when two share a byte, as in tag 57. */
export function readTrack(number: i32, count: i32, packed: i32): i32 {
  assert(count >= 0 && count <= BUFFER_BYTES - 1);
  return readWhole(number, INPUT, count, packed !== 0, changetype<Track>(VIEW));
}

/** As `readTrack`, no further than the PAN. */
export function readTrackPan(number: i32, count: i32, packed: i32): i32 {
  assert(count >= 0 && count <= BUFFER_BYTES - 1);
  return readPan(number, INPUT, count, packed !== 0, changetype<Track>(VIEW));
}

/** The LRC of `count` ASCII characters, both sentinels among them. */
export function lrcTrack(number: i32, count: i32): i32 {
  assert(count >= 0 && count <= BUFFER_BYTES);
  return lrcOf(number, INPUT, count);
}
