/**
 * Sixteen bytes at once, by vector instructions, each against the kind of bytes that may stand in its place.
 *
 * A kind is made of *blocks*: some upper nibbles, each with the same lower ones. A block is one bit, and two tables tell for
 * a nibble, as the upper or the lower one of a byte, the blocks that have it. A byte is in the blocks that both its nibbles
 * name, so one look into each table judges it against every kind there is. For hosts alone: no board need have vectors.
 */

/** Bytes that a look takes. */
export const SIXTEEN: i32 = 16;

/** Nothing is asked of a byte. */
export const ANYTHING: u32 = 0;
/** 00 to 99 without a nibble above 9. */
export const PACKED_DIGITS: u32 = 1;
/** 30 to 39. */
export const CHARACTER_DIGITS: u32 = 2;
/** 41 to 4F and 61 to 6F, 50 to 5A and 70 to 7A. */
const LETTERS: u32 = 4 | 8;
const SPACE: u32 = 16;
export const LETTERS_DIGITS: u32 = CHARACTER_DIGITS | LETTERS | SPACE;
/** 20 to 6F, 70 to 7E. */
export const PRINTABLE: u32 = 32 | 64;
/** 80 to FF too. */
export const PRINTABLE_ANY: u32 = PRINTABLE | 128;

// prettier-ignore
const LOWER: usize = memory.data<u8>([
  0xfb, 0xef, 0xef, 0xef, 0xef, 0xef, 0xef, 0xef, 0xef, 0xef, 0xec, 0xe4, 0xe4, 0xe4, 0xe4, 0xa4,
]);
// prettier-ignore
const UPPER: usize = memory.data<u8>([
  0x01, 0x01, 0x31, 0x23, 0x25, 0x29, 0x25, 0x49, 0x81, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
]);
/** From so far before its middle on: so many bytes that count, and then none. */
// prettier-ignore
const TAIL: usize = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** No bit where each byte is in one of the blocks that its place allows, or where nothing is asked of it. */
export function notAllowed(sixteen: v128, allowed: v128): v128 {
  const nibbles = i8x16.splat(0xf);
  const lower = i8x16.swizzle(v128.load(LOWER), v128.and(sixteen, nibbles));
  const upper = i8x16.swizzle(v128.load(UPPER), v128.and(i16x8.shr_u(sixteen, 4), nibbles));
  const blocks = v128.and(v128.and(lower, upper), allowed);
  return v128.and(i8x16.eq(blocks, i8x16.splat(0)), allowed);
}

/** All bits of those of sixteen bytes that lie before `end`. */
export function before(at: usize, end: usize): v128 {
  return v128.load(TAIL + SIXTEEN - min<usize>(end - at, SIXTEEN));
}

/** Top bits of the nibbles above 9: those whose bit 3 stands together with bit 2 or bit 1. */
export function aboveNine(sixteen: v128): v128 {
  const doubled = v128.or(i64x2.shl(sixteen, 1), i64x2.shl(sixteen, 2));
  return v128.and(v128.and(sixteen, doubled), i8x16.splat(<i8>0x88));
}

/** Of the nibbles that `aboveNine` found, those that are no D. */
export function notSeparator(sixteen: v128, above: v128): v128 {
  const bit1 = i64x2.shl(sixteen, 2);
  const bits = v128.and(i64x2.shl(sixteen, 1), i64x2.shl(sixteen, 3));
  return v128.and(above, v128.or(bit1, v128.not(bits)));
}
