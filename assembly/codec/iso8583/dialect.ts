/**
 * How fields lie on the wire, as flat tables that `unpack` and `pack` interpret.
 *
 * A *group* is a run of fields: a whole message, a field with a bitmap of its own, or subfields one after the other. Its
 * table is a head of 8 bytes and one descriptor of 8 bytes for each field from 0 to the last. Field 0 stands for the message
 * type indicator where the group has one.
 *
 *   head  bits  0..15  number of the last field
 *         bits 16..23  bytes of the first bitmap; 0: no bitmap, the fields stand one after the other
 *         bits 24..25  bitmaps of 8 bytes that there may be: the second when bit 1 is set, the third when bit 65 is
 *         bits 26..27  encoding of the first bitmap, bits 28..29 of the others: BITMAP_…
 *         bit  30      the group begins with a message type indicator
 *         bits 32..47  bytes of a header in front of all
 *         bits 48..63  bytes in front of the bitmap: header and message type indicator
 *
 * A descriptor of 0 is a field that the group does not have. Otherwise:
 *
 *   bits  0..15  maximum in units; the exact number where there is no prefix
 *   bits 16..18  bytes of the length in front of the value, 0 for a fixed length
 *   bits 19..21  encoding of that length: LENGTH_…
 *   bits 22..23  what it counts: COUNTS_…
 *   bit  24      it counts its own bytes too
 *   bits 25..26  width of a unit: half a byte (PACKED), one byte, two bytes (hexadecimal text)
 *   bit  27      LEFT: the value stands on the left and its pad on the right
 *   bits 28..31  nibble that fills the last byte of an odd number of packed units
 *   bits 32..39  class of characters that a value may have: `classes.ts`
 *   bits 40..42  how its content is checked: CHECK_…
 *   bit  43      EBCDIC
 *   bits 44..51  character that fills a text of fixed length
 *   bits 52..63  fewest units of a field with a prefix
 */

export const FIELD_MAX: i32 = 192;
export const HEAD_BYTES: usize = 8;

export const BITMAP_BYTES_SHIFT: u64 = 16;
export const BITMAPS_SHIFT: u64 = 24;
export const BITMAP_ENCODING_SHIFT: u64 = 26;
export const MORE_BITMAPS_ENCODING_SHIFT: u64 = 28;
export const BITMAP_BINARY: u32 = 0;
export const BITMAP_HEX: u32 = 1;
export const BITMAP_EBCDIC_HEX: u32 = 2;
export const TYPED: u64 = 1 << 30;
export const HEADER_SHIFT: u64 = 32;
export const FRONT_SHIFT: u64 = 48;

export const MAXIMUM_MASK: u64 = 0xffff;
export const PREFIX_SHIFT: u64 = 16;
export const LENGTH_SHIFT: u64 = 19;
export const LENGTH_BCD: u32 = 0;
export const LENGTH_ASCII: u32 = 1;
export const LENGTH_EBCDIC: u32 = 2;
export const LENGTH_BINARY: u32 = 3;
export const LENGTH_HEX: u32 = 4;
export const COUNTS_SHIFT: u64 = 22;
export const COUNTS_UNITS: u32 = 0;
/** Bytes, each of two packed units. */
export const COUNTS_PAIRS: u32 = 1;
/** Characters, two for a unit of hexadecimal text. */
export const COUNTS_HALVES: u32 = 2;
export const INCLUSIVE: u64 = 1 << 24;
export const WIDTH_SHIFT: u64 = 25;
export const WIDTH_MASK: u64 = 3 << 25;
export const PACKED: u64 = 0;
export const SINGLE: u64 = 1 << 25;
export const DOUBLE: u64 = 2 << 25;
export const LEFT: u64 = 1 << 27;
export const PAD_SHIFT: u64 = 28;
export const CLASS_SHIFT: u64 = 32;
export const CHECK_SHIFT: u64 = 40;
/** Anything. */
export const CHECK_NONE: u32 = 0;
/** Packed digits. */
export const CHECK_DIGITS: u32 = 1;
/** Packed digits and at most one D. */
export const CHECK_TRACK: u32 = 2;
/** Any packed nibbles. */
export const CHECK_NIBBLES: u32 = 3;
/** Characters of the class. */
export const CHECK_CHARACTERS: u32 = 4;
/** Hexadecimal text. */
export const CHECK_HEX: u32 = 5;
/** A sign C or D in a byte of its own, then packed digits. */
export const CHECK_SIGNED_PACKED: u32 = 6;
/** A sign C or D, then characters of the class. */
export const CHECK_SIGNED: u32 = 7;
export const EBCDIC: u64 = 1 << 43;
export const FILL_SHIFT: u64 = 44;
export const MINIMUM_SHIFT: u64 = 52;

/** The descriptor of a field, 0 for one that the group lacks. */
export function descriptorOf(group: usize, field: i32): u64 {
  return <u32>field > lastField(group) ? 0 : load<u64>(group + HEAD_BYTES + (field << 3));
}

export function lastField(group: usize): u32 {
  return load<u16>(group);
}

/** Bytes of header and message type indicator. */
export function frontBytes(head: u64): i32 {
  return <i32>(head >> FRONT_SHIFT);
}

export function maximumOf(descriptor: u64): i32 {
  return <i32>(descriptor & MAXIMUM_MASK);
}

export function minimumOf(descriptor: u64): i32 {
  return <i32>(descriptor >> MINIMUM_SHIFT);
}

/** Bytes of the length in front of the value, 0 to 6. */
export function prefixBytes(descriptor: u64): i32 {
  return (<i32>(descriptor >> PREFIX_SHIFT)) & 7;
}

export function isPacked(descriptor: u64): bool {
  return (descriptor & WIDTH_MASK) === PACKED;
}

export function checkOf(descriptor: u64): u32 {
  return (<u32>(descriptor >> CHECK_SHIFT)) & 7;
}

export function padOf(descriptor: u64): u32 {
  return (<u32>(descriptor >> PAD_SHIFT)) & 0xf;
}

/** Bytes that `units` take on the wire. */
export function valueBytes(descriptor: u64, units: i32): i32 {
  if (checkOf(descriptor) === CHECK_SIGNED_PACKED) return (units + 2) >> 1;
  const scale = <i32>((descriptor >> WIDTH_SHIFT) & 3);
  return ((units << scale) + 1) >> 1;
}
