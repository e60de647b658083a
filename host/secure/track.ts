/**
 * UnionPay's encipherment of track data (digit 3 of field 53 is 1): one block of the packed track, put back in its place.
 *
 * The block ends one byte before the end: 8 bytes under a TDES key, 16 under an SM4 key. What stands before it, the PAN and the
 * beginning of what follows, stays in clear. Copies of the track are wiped; what comes out is the caller's.
 */
import { CodecError } from "../codec/errors.ts";
import { copyBytes } from "./bytes.ts";
import type { BlockCipher } from "./cipher/block_cipher.ts";

/** The last byte takes no part. */
const TAIL_BYTES = 1;
const FILL = 0xff;
const FILL_NIBBLE = 0x0f;

/**
 * A track without room for the block and the last byte is filled with F up to that on its right, and comes out that much longer:
 * no track is ever sent in clear for being short. Under TDES none of a card is (ISO/IEC 7813: 20 characters at least); under SM4
 * those of less than 33 characters are.
 *
 * @param cipher TDES, or SM4 or AES with their blocks of 16 bytes
 * @param track packed as in field 35 or 36, two characters a byte, "=" as D, 1 byte or more
 * @param characters of the track, where the last half byte is fill; all halves unless given
 * @throws CodecError KEY_LENGTH or TRACK_LENGTH
 */
export function encipherTrack(
  cipher: BlockCipher,
  key: Uint8Array,
  track: Uint8Array,
  characters = 2 * track.length,
): Uint8Array {
  if (track.length === 0 || track.length !== Math.ceil(characters / 2)) throw trackLength("1 byte or more");
  const shortest = cipher.blockBytes + TAIL_BYTES;
  const result = new Uint8Array(Math.max(track.length, shortest));
  result.set(track);
  if (track.length < shortest) {
    result.fill(FILL, track.length);
    if (characters % 2 === 1) result[track.length - 1]! |= FILL_NIBBLE;
  }
  return replaceBlock(result, cipher, (block) => cipher.encrypt(key, block));
}

/**
 * The track again, as the acquirer's side needs it: what a short one was filled with is taken off, and half a byte of it is 0.
 *
 * @throws CodecError KEY_LENGTH or TRACK_LENGTH
 */
export function decipherTrack(cipher: BlockCipher, key: Uint8Array, track: Uint8Array): Uint8Array {
  const shortest = cipher.blockBytes + TAIL_BYTES;
  if (track.length < shortest) throw trackLength(`${shortest} bytes or more`);
  const clear = replaceBlock(copyBytes(track), cipher, (block) => cipher.decrypt(key, block));
  if (track.length !== shortest || clear[shortest - 1] !== FILL) return clear;
  let length = shortest;
  while (length > 0 && clear[length - 1] === FILL) length--;
  const short = copyBytes(clear, 0, length);
  clear.fill(0);
  if (length > 0 && (short[length - 1]! & FILL_NIBBLE) === FILL_NIBBLE) short[length - 1]! &= ~FILL_NIBBLE;
  return short;
}

/** In place; on an error the track is wiped. */
function replaceBlock(track: Uint8Array, cipher: BlockCipher, change: (block: Uint8Array) => Uint8Array): Uint8Array {
  const end = track.length - TAIL_BYTES;
  try {
    const block = change(track.subarray(end - cipher.blockBytes, end));
    track.set(block, end - cipher.blockBytes);
    block.fill(0);
    return track;
  } catch (error) {
    track.fill(0);
    throw error;
  }
}

function trackLength(expected: string): CodecError {
  return new CodecError({ code: "TRACK_LENGTH", path: "", offset: 0, expected });
}
