/**
 * The head of a BER-TLV object: its tag and its length, as bytes (ISO/IEC 8825-1, 8.1.2 and 8.1.3).
 *
 * A tag is one number that holds all its bytes: 0x5A, 0x9F02, 0xDF8129. Values, nesting and what tags mean are not known
 * here.
 */

export const TAG_BYTES_MAX: i32 = 4;
/** A length byte above 80 says how many bytes of length follow; EMV needs two, four is what 32 bits hold. */
export const LENGTH_BYTES_MAX: u32 = 4;
/** Tag, length byte, length. */
export const HEADER_BYTES_MAX: i32 = 9;
/** A length byte that gives no length: the value ends with 00 00 (ISO/IEC 8825-1, 8.1.3.6). */
export const LENGTH_INDEFINITE: u32 = 0x80;
/** Bit of a tag's first byte: the value is itself made of objects. */
export const CONSTRUCTED: u32 = 0x20;

/** Bits of a tag's first byte: its number, or all set when the number is in the bytes that follow. */
export const TAG_NUMBER: u32 = 0x1f;

/** Bytes of the tag that begins at `at`: 1 to 4, 0 when `end` cuts it off, -1 when it is malformed. */
export function tagWidth(at: usize, end: usize): i32 {
  if (at >= end) return 0;
  if ((load<u8>(at) & 0x1f) !== 0x1f) return 1;
  for (let width = 2; width <= TAG_BYTES_MAX; width++) {
    if (<usize>width > end - at) return 0;
    const byte: u32 = load<u8>(at + width - 1);
    // A number does not begin with a zero group (ISO/IEC 8825-1, 8.1.2.4.2).
    if (width === 2 && byte === 0x80) return -1;
    if (byte < 0x80) return width;
  }
  return -1;
}

/** The tag of `width` bytes as a number. */
export function loadTag(at: usize, width: i32): u32 {
  let tag: u32 = 0;
  for (let i = 0; i < width; i++) tag = (tag << 8) | load<u8>(at + i);
  return tag;
}

/** Bytes of a tag given as a number, 1 to 4. */
export function tagBytes(tag: u32): i32 {
  return tag > 0xffffff ? 4 : tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
}

/** True when the value of the tag is made of objects. */
export function isConstructed(tag: u32): bool {
  return ((tag >> (8 * (tagBytes(tag) - 1))) & CONSTRUCTED) !== 0;
}

/** Writes the bytes of a tag and gives the address after it. */
export function putTag(at: usize, tag: u32): usize {
  for (let shift = 8 * (tagBytes(tag) - 1); shift >= 0; shift -= 8) store<u8>(at++, <u8>(tag >> shift));
  return at;
}

/** Bytes that `putLength` needs, 1 to 5. */
export function lengthBytes(length: i32): i32 {
  return length <= 0x7f ? 1 : 1 + tagBytes(length);
}

/** Writes a length in its shortest form and gives the address after it. */
export function putLength(at: usize, length: i32): usize {
  assert(length >= 0);
  if (length > 0x7f) store<u8>(at++, <u8>(0x80 | tagBytes(length)));
  return putTag(at, length);
}
