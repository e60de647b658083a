/**
 * What a byte may be, one bit a class: the same table for what is read and for what is written.
 */
/** Two packed digits. */
export const DIGIT_PAIR = 1;
/** Two packed nibbles of track data: digits and D. */
export const TRACK_PAIR = 2;
export const NUMERIC = 4;
export const ALPHANUMERIC = 8;
export const TEXT = 16;
export const TRACK = 32;

/** Classes of each byte. */
export const CLASS_OF = Uint8Array.from({ length: 256 }, (_, byte) => classesOf(byte));
/** How many of a byte's two nibbles are the separator of track data. */
export const SEPARATORS_IN = Uint8Array.from(
  { length: 256 },
  (_, byte) => +(byte >> 4 === 0xd) + +((byte & 15) === 0xd),
);
/** What a character stands for as a digit; 255 for nothing. */
export const DIGIT_OF = Uint8Array.from({ length: 256 }, (_, byte) => nibbleOf(byte, /[0-9]/));
/** What a character stands for in track data, `=` for D. */
export const TRACK_NIBBLE_OF = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x3d ? 13 : nibbleOf(byte, /[0-9Dd]/),
);
/** What a character stands for in hexadecimal. */
export const HEX_NIBBLE_OF = Uint8Array.from({ length: 256 }, (_, byte) => nibbleOf(byte, /[0-9A-Fa-f]/));

function classesOf(byte: number): number {
  const character = String.fromCharCode(byte);
  const pair = [byte >> 4, byte & 15];
  return (
    (pair.every((nibble) => nibble <= 9) ? DIGIT_PAIR : 0) |
    (pair.every((nibble) => nibble <= 9 || nibble === 0xd) ? TRACK_PAIR : 0) |
    (/[0-9]/.test(character) ? NUMERIC : 0) |
    (/[0-9A-Za-z ]/.test(character) ? ALPHANUMERIC : 0) |
    (/[ -~]/.test(character) ? TEXT : 0) |
    (/[0-9=D]/.test(character) ? TRACK : 0)
  );
}

function nibbleOf(byte: number, known: RegExp): number {
  const character = String.fromCharCode(byte);
  return known.test(character) ? Number.parseInt(character, 16) : 255;
}
