/**
 * What the fields of an ISO 8583 message look like, as a flat table that `unpack` and `pack` read.
 *
 * A dialect is the address of u32 entries, one for each field 0 to 64 in order; entry 0 stands for the MTI and is not
 * read. An entry of 0 is a field that the dialect does not have. Otherwise:
 *
 *   bits  0..15  maximum length in units; the exact length where the length is fixed
 *   bits 16..17  bytes of the length in front of the value, in BCD: 0 fixed, 1 LLVAR, 2 LLLVAR
 *   bit  20      PACKED: the unit is a digit, two to a byte; else the unit is a byte
 *   bit  21      LEFT: an odd number of digits is followed by a 0 nibble; else it is preceded by one
 *   bits 24..26  content: what units may be
 *
 * Other encodings (ASCII or binary lengths, ASCII digits, hexadecimal bitmaps, other pads) are further bits of the same
 * entry; fields 65 to 128 are further entries.
 */

export const MAXIMUM_MASK: u32 = 0xffff;
export const PREFIX_SHIFT: u32 = 16;
export const PREFIX_MASK: u32 = 3;
export const LL: u32 = 1 << 16;
export const LLL: u32 = 2 << 16;
export const PACKED: u32 = 1 << 20;
export const LEFT: u32 = 1 << 21;
export const CONTENT_MASK: u32 = 7 << 24;
/** Digits 0 to 9. */
export const NUMERIC: u32 = 1 << 24;
/** Letters, digits and the space that pads them. */
export const ALPHANUMERIC: u32 = 2 << 24;
/** Any byte but control characters; 80 to FF belong to texts in GBK. */
export const TEXT: u32 = 3 << 24;
/** Track data, any nibble: D separates, and enciphered tracks hold them all. */
export const TRACK: u32 = 4 << 24;
/** Any byte. */
export const BINARY: u32 = 5 << 24;

export const FIELD_MAX: i32 = 64;
/** MTI in BCD and a bitmap of 64 bits. */
export const MTI_BYTES: i32 = 2;
export const BITMAP_BYTES: i32 = 8;
export const HEAD_BYTES: i32 = MTI_BYTES + BITMAP_BYTES;

// The forms that UnionPay terminals use: digits fixed right aligned, digits variable left aligned, bytes.
const N: u32 = NUMERIC | PACKED;
const N_LEFT: u32 = NUMERIC | PACKED | LEFT;
const N_LL: u32 = NUMERIC | PACKED | LEFT | LL;
const N_LLL: u32 = NUMERIC | PACKED | LEFT | LLL;
const Z_LL: u32 = TRACK | PACKED | LEFT | LL;
const Z_LLL: u32 = TRACK | PACKED | LEFT | LLL;
const AN: u32 = ALPHANUMERIC;
const AN_LL: u32 = ALPHANUMERIC | LL;
const AN_LLL: u32 = ALPHANUMERIC | LLL;
const ANS: u32 = TEXT;
const ANS_LLL: u32 = TEXT | LLL;
const B: u32 = BINARY;
const B_LLL: u32 = BINARY | LLL;

/** UnionPay POS terminals (facts from the field lists that follow Q/CUP 009): 64 fields, no secondary bitmap. */
export const UNIONPAY: usize = memory.data<u32>([
  0, // MTI
  0, // 1: no secondary bitmap
  N_LL | 19, // 2 PAN
  N | 6, // 3 processing code
  N | 12, // 4 amount, minor units
  0,
  0,
  0,
  0,
  0,
  0,
  N | 6, // 11 STAN
  N | 6, // 12 local time, hhmmss
  N | 4, // 13 local date, MMDD
  N | 4, // 14 expiry, YYMM
  N | 4, // 15 settlement date, MMDD
  0,
  0,
  0,
  0,
  0,
  0,
  N_LEFT | 3, // 22 entry mode
  N | 3, // 23 PAN sequence number
  0,
  N | 2, // 25 condition code
  N | 2, // 26 longest PIN
  N | 1, // 27 debit or credit
  0,
  0,
  0,
  0,
  N_LL | 11, // 32 acquirer
  0,
  0,
  Z_LL | 37, // 35 track 2
  Z_LLL | 104, // 36 track 3
  AN | 12, // 37 retrieval reference number
  AN | 6, // 38 authorisation code
  AN | 2, // 39 response code, or reason of a reversal
  0,
  ANS | 8, // 41 terminal number
  ANS | 15, // 42 merchant number
  0,
  AN_LL | 25, // 44 issuer and acquirer
  0,
  0,
  0,
  N_LLL | 322, // 48 totals and details
  AN | 3, // 49 currency
  0,
  0,
  B | 8, // 52 PIN block
  N | 16, // 53 security control
  AN_LLL | 40, // 54 additional amounts
  B_LLL | 255, // 55 chip data
  0,
  ANS_LLL | 999, // 57 private: terminal serial number
  ANS_LLL | 100, // 58 private: electronic purse, order title
  ANS_LLL | 999, // 59 private: scanned code, initialisation
  N_LLL | 17, // 60 type, batch, network code
  N_LLL | 29, // 61 original transaction
  B_LLL | 512, // 62 private: keys, parameters
  ANS_LLL | 163, // 63 operator or card scheme, texts
  B | 8, // 64 MAC
]);

/** The entry of a field, 0 for one that the dialect lacks or that no message can have. */
export function entryOf(dialect: usize, field: i32): u32 {
  return field < 1 || field > FIELD_MAX ? 0 : load<u32>(dialect + (field << 2));
}

export function maximumOf(entry: u32): i32 {
  return entry & MAXIMUM_MASK;
}

/** Bytes of the length in front of the value: 0, 1 or 2. */
export function prefixBytes(entry: u32): i32 {
  return (entry >> PREFIX_SHIFT) & PREFIX_MASK;
}

/** Bytes that `units` take. */
export function valueBytes(entry: u32, units: i32): i32 {
  return (entry & PACKED) !== 0 ? (units + 1) >> 1 : units;
}
