/** Outcome of a core function: below 0 our misuse, 0 done, above 0 what the world (card, host, person) did. */
export const OK: i32 = 0;

// PIN blocks and PANs.
export const PIN_LENGTH: i32 = 1;
export const PIN_DIGIT: i32 = 2;
export const PAN_LENGTH: i32 = 3;
export const BLOCK_FORMAT: i32 = 4;
export const BLOCK_FILL: i32 = 5;
export const PAN_DIGIT: i32 = 6;

// BER-TLV and DOL.
export const TLV_END: i32 = 10;
export const TLV_ABSENT: i32 = 11;
export const TLV_TRUNCATED: i32 = 12;
export const TLV_TAG: i32 = 13;
export const TLV_LENGTH: i32 = 14;
export const TLV_DEPTH: i32 = 15;

// ISO 8583.
export const ISO_TRUNCATED: i32 = 20;
export const ISO_TRAILING: i32 = 21;
export const ISO_DIGIT: i32 = 22;
export const ISO_LENGTH: i32 = 23;
export const ISO_UNDEFINED: i32 = 24;
export const ISO_CHARACTER: i32 = 25;
export const ISO_NO_ROOM: i32 = 26;
export const ISO_ORDER: i32 = 27;

// Framing.
export const FRAME_MORE: i32 = 30;
export const FRAME_LENGTH: i32 = 31;

// Hexadecimal and BCD text.
export const HEX_DIGIT: i32 = 40;
export const BCD_DIGIT: i32 = 41;
