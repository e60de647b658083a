/**
 * Damaged inputs, to see that all refuse the same: an implementation that checks less would be the faster one.
 */
/** Digits and pairs that are none, letters, specials, control characters, bytes above 7F. */
const VALUES = [0x00, 0x0a, 0xa0, 0x1f, 0x20, 0x39, 0x3d, 0x41, 0x7e, 0x7f, 0x80, 0x99, 0xd0, 0xdd, 0xff];

/** Each byte replaced by each of some values. */
export function replaced(bytes: Uint8Array, from = 0): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = from; at < bytes.length; at++) {
    for (const value of VALUES) if (value !== bytes[at]) all.push(bytes.with(at, value));
  }
  return all;
}

/** Cut off at every byte, and with one too many. */
export function resized(bytes: Uint8Array, from = 0): Uint8Array[] {
  const cut = Array.from({ length: bytes.length - from }, (_, i) => bytes.slice(0, from + i));
  return [...cut, Uint8Array.from([...bytes, 0x30])];
}
