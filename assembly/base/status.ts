/** Outcome of a core function: below 0 our misuse, 0 done, above 0 what the world (card, host, person) did. */
export const OK: i32 = 0;

// PIN blocks and PANs.
export const PIN_LENGTH: i32 = 1;
export const PIN_DIGIT: i32 = 2;
export const PAN_LENGTH: i32 = 3;
export const BLOCK_FORMAT: i32 = 4;
export const BLOCK_FILL: i32 = 5;
export const PAN_DIGIT: i32 = 6;
export const FILL_LENGTH: i32 = 7;

// BER-TLV and DOL.
export const TLV_END: i32 = 10;
export const TLV_ABSENT: i32 = 11;
export const TLV_TRUNCATED: i32 = 12;
export const TLV_TAG: i32 = 13;
export const TLV_LENGTH: i32 = 14;
export const TLV_DEPTH: i32 = 15;
/** A length of 80: to the reader that was not asked for it, TLV_LENGTH. */
export const TLV_INDEFINITE: i32 = 16;
/** What a walk over objects waits for: room for more of them, or bytes beyond those in memory. */
export const TLV_MORE_ROWS: i32 = 70;
export const TLV_MORE_BYTES: i32 = 71;

// ISO 8583.
export const ISO_TRUNCATED: i32 = 20;
export const ISO_TRAILING: i32 = 21;
export const ISO_DIGIT: i32 = 22;
export const ISO_LENGTH: i32 = 23;
export const ISO_UNDEFINED: i32 = 24;
export const ISO_CHARACTER: i32 = 25;
export const ISO_NO_ROOM: i32 = 26;
export const ISO_ORDER: i32 = 27;
export const ISO_PAD: i32 = 28;
export const ISO_LENGTH_DIGIT: i32 = 29;

// Framing.
export const FRAME_MORE: i32 = 30;
export const FRAME_LENGTH: i32 = 31;

// Hexadecimal and BCD text.
export const HEX_DIGIT: i32 = 40;
export const BCD_DIGIT: i32 = 41;

// Payment QR codes.
export const QR_END: i32 = 60;
export const QR_TRUNCATED: i32 = 61;
export const QR_ID: i32 = 62;
export const QR_LENGTH: i32 = 63;
export const QR_NO_ROOM: i32 = 64;

// Tracks.
export const TRACK_TRUNCATED: i32 = 50;
export const TRACK_SENTINEL: i32 = 51;
export const TRACK_FORMAT: i32 = 52;
export const TRACK_PAN: i32 = 53;
export const TRACK_CHARACTER: i32 = 54;
export const TRACK_NAME: i32 = 55;
export const TRACK_EXPIRY: i32 = 56;
export const TRACK_SERVICE: i32 = 57;
export const TRACK_LENGTH: i32 = 58;
