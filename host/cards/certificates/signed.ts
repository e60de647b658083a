/**
 * The frame of everything that is signed in EMV: `6A | what is signed | SHA-1 | BC`, as long as the signer's modulus
 * (EMV Book 2, A2.1). The hash covers what is signed and what is sent beside it.
 */
import { createHash } from "node:crypto";
import { freshBytes } from "../../fresh_bytes.ts";
import type { RsaKey } from "./rsa_key.ts";

const HEADER = 0x6a;
const TRAILER = 0xbc;
const PAD = 0xbb;
const HASH_BYTES = 20;
/** Header, hash and trailer. */
const FRAME_BYTES = 2 + HASH_BYTES;

/** What a signer has room for besides the frame. */
export function signedRoom(signer: RsaKey): number {
  return signer.modulus.length - FRAME_BYTES;
}

/**
 * @param signed filled up with BB to the room there is
 * @param beside what the hash covers after it
 * @throws RangeError when there is no room for it
 */
export function sign(signer: RsaKey, signed: Uint8Array, ...beside: Uint8Array[]): Uint8Array {
  const room = signedRoom(signer);
  if (signed.length > room) throw new RangeError(`${signed.length} bytes to sign, room for ${room}`);
  const data = freshBytes(signer.modulus.length).fill(PAD);
  data[0] = HEADER;
  data.set(signed, 1);
  const hash = createHash("sha1").update(data.subarray(1, 1 + room));
  for (const part of beside) hash.update(part);
  data.set(hash.digest(), 1 + room);
  data[data.length - 1] = TRAILER;
  // The first byte of every modulus here is 80 or more, so the frame is below it.
  return signer.apply(data)!;
}
