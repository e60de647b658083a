/**
 * The characters of a magnetic stripe: 6-bit ones on track 1 (ASCII 20 to 5F), 4-bit ones on tracks 2 and 3 (ASCII 30 to
 * 3F), as ISO/IEC 7811-2 places them in ASCII.
 */

/** Classes: 0 to 9 are the digits themselves. */
export const DIGIT: u32 = 9;
/** A character of track 1 that has no class of its own. */
export const OTHER: u32 = 10;
export const SEPARATOR: u32 = 11;
export const START: u32 = 12;
export const END: u32 = 13;
export const INVALID: u32 = 14;

const ZERO: u32 = 0x30;
const SPACE: u32 = 0x20;

/** Of track 1: `%` begins, `^` separates, `?` ends. */
export function classOf6(character: u32): u32 {
  if (character - ZERO <= DIGIT) return character - ZERO;
  if (character === 0x5e) return SEPARATOR;
  if (character === 0x25) return START;
  if (character === 0x3f) return END;
  return character - SPACE < 0x40 ? OTHER : INVALID;
}

/** Of tracks 2 and 3: `;` begins, `=` separates, `?` ends; `D` is how `=` is written among hexadecimal digits. */
export function classOf4(character: u32): u32 {
  if (character - ZERO <= DIGIT) return character - ZERO;
  if (character === 0x3d || isD(character)) return SEPARATOR;
  if (character === 0x3b) return START;
  return character === 0x3f ? END : INVALID;
}

/** Of packed ones: D separates and F ends; sentinels are never packed, so that B begins nothing. */
export function classOfNibble(nibble: u32): u32 {
  if (nibble <= DIGIT) return nibble;
  if (nibble === 0xd) return SEPARATOR;
  return nibble === 0xf ? END : INVALID;
}

/** Whether a character of this track may be an LRC: every value may. */
export function isLrc(number: i32, character: u32): bool {
  return number === 1 ? character - SPACE < 0x40 : character - ZERO < 0x10;
}

/**
 * The longitudinal redundancy check of `count` ASCII characters, both sentinels among them: the character that makes each
 * bit of the whole even (ISO/IEC 7811-2).
 */
export function lrcOf(number: i32, at: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) sum ^= valueOf(number, load<u8>(at + i));
  return number === 1 ? SPACE + sum : ZERO + sum;
}

/** The bits that a character stands for on the stripe, parity apart. */
function valueOf(number: i32, character: u32): u32 {
  if (number === 1) return (character - SPACE) & 0x3f;
  return isD(character) ? 0xd : character & 0xf;
}

function isD(character: u32): bool {
  return (character | 0x20) === 0x64;
}
