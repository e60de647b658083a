/**
 * Bytes in linear memory: copying, filling, comparing and the big-endian words of the wire.
 *
 * Owns no memory and keeps nothing. Addresses are trusted: a caller checks its bounds before it comes here.
 */

/** Copies `length` bytes upwards; the areas may overlap only where `to` lies below `from`. */
export function copyBytes(to: usize, from: usize, length: i32): void {
  let i: i32 = 0;
  for (; i + 8 <= length; i += 8) store<u64>(to + i, load<u64>(from + i));
  for (; i < length; i++) store<u8>(to + i, load<u8>(from + i));
}

export function fillBytes(at: usize, value: u8, length: i32): void {
  const word: u64 = <u64>value * 0x0101010101010101;
  let i: i32 = 0;
  for (; i + 8 <= length; i += 8) store<u64>(at + i, word);
  for (; i < length; i++) store<u8>(at + i, value);
}

/** Zeros over a region: a sale leaves some 30 KB behind that may have held card data. @param length a multiple of 8 */
export function clearBytes(at: usize, length: i32): void {
  assert((length & 7) === 0);
  let i: i32 = 0;
  for (; i + 32 <= length; i += 32) {
    store<u64>(at + i, 0);
    store<u64>(at + i, 0, 8);
    store<u64>(at + i, 0, 16);
    store<u64>(at + i, 0, 24);
  }
  for (; i < length; i += 8) store<u64>(at + i, 0);
}

/** True when both areas hold the same bytes. Not for secrets: the time taken tells where they differ. */
export function equalBytes(a: usize, b: usize, length: i32): bool {
  for (let i = 0; i < length; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false;
  return true;
}

export function allBytes(at: usize, length: i32, value: u8): bool {
  for (let i = 0; i < length; i++) if (load<u8>(at + i) !== value) return false;
  return true;
}

/** Big-endian 16-bit word. */
export function load16(at: usize): u32 {
  return ((<u32>load<u8>(at)) << 8) | load<u8>(at, 1);
}

/** Big-endian 32-bit word. */
export function load32(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}

/** Big-endian, the low 16 bits of `value`. */
export function store16(at: usize, value: u32): void {
  store<u8>(at, <u8>(value >> 8));
  store<u8>(at, <u8>value, 1);
}

/** Big-endian. */
export function store32(at: usize, value: u32): void {
  store<u32>(at, bswap<u32>(value));
}
