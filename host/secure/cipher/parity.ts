/** Odd parity of DES keys (FIPS 46-3): the lowest bit of every byte makes the count of its ones odd. */

/** Gives the key odd parity, in place: to DES it is the same as before. @returns the key */
export function makeParityOdd(key: Uint8Array): Uint8Array {
  for (let i = 0; i < key.length; i++) key[i]! ^= hasOddParity(key[i]!) ? 0 : 1;
  return key;
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
