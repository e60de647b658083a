/**
 * The way from an initial key to the key of a transaction, which both schemes share: one derivation for every one in the
 * counter, from the highest to the lowest (X9.24-1:2009, A.3; X9.24-3:2017, 6.4). Keys on the way are wiped.
 */

/**
 * The key below `parent`.
 *
 * @param counter that of `parent` and one more one, lower than all others
 * @returns of its own memory
 */
export type DeriveKey = (parent: Uint8Array, counter: number) => Uint8Array;

/**
 * @param key of `from`; its owner wipes it
 * @param from the highest ones of `to`, 0 for the initial key
 * @param to at most 32 bits, not 0; every one that `from` lacks is lower than those it has
 */
export function deriveAlong(key: Uint8Array, from: number, to: number, derive: DeriveKey): Uint8Array {
  let at = from;
  let current: Uint8Array = new Uint8Array(key);
  for (let rest = (to ^ from) >>> 0; rest !== 0; rest = (to ^ at) >>> 0) {
    at = (at | (0x8000_0000 >>> Math.clz32(rest))) >>> 0;
    const parent = current;
    try {
      current = derive(parent, at);
    } finally {
      parent.fill(0);
    }
  }
  return current;
}
