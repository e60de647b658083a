/** Odd parity of DES keys (FIPS 46-3): the lowest bit of every byte makes the count of its ones odd. */

/** A copy with odd parity; the key itself is the same for DES. */
export function withOddParity(key: Uint8Array): Uint8Array {
  const odd = new Uint8Array(key.length);
  for (let i = 0; i < odd.length; i++) odd[i] = key[i]! ^ (hasOddParity(key[i]!) ? 0 : 1);
  return odd;
}

export function isOddParity(key: Uint8Array): boolean {
  return key.every(hasOddParity);
}

/** True when both are the same key to DES. Not for comparing secrets that an outsider chose: the time tells. */
export function isEqualButParity(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => (byte | 1) === (b[i]! | 1));
}

function hasOddParity(byte: number): boolean {
  let folded = byte ^ (byte >> 4);
  folded ^= folded >> 2;
  folded ^= folded >> 1;
  return (folded & 1) === 1;
}
