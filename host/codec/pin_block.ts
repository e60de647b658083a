/**
 * PIN blocks in the clear, for the secure module, the issuer and whoever tests them: formats from codec.wasm, no cipher
 * and no randomness.
 *
 * Digits are bytes 0 to 9; the caller wipes what it gave and what it got. What passes through codec.wasm is wiped there.
 * Errors name a rule and a number, never a digit, and never where in a block it is wrong.
 */
import { CodecError, statusName } from "./errors.ts";
import { calls, give, input, output, wipe } from "./wasm.ts";

/** Formats of ISO 9564-1:2017: 0 to 3 are blocks of 8 bytes; of 4 this is the plain-text PIN field, 16 bytes. */
export type PinFormat = 0 | 1 | 2 | 3 | 4;

export interface PinToEncode {
  format: PinFormat;
  /** 4 to 12 digits: bytes 0 to 9, which can be wiped, or text, which cannot. */
  pin: Uint8Array | string;
  /** Formats 0 and 3: the card number with its check digit, as text or ASCII bytes. Not looked at in the others. */
  pan?: Uint8Array | string;
  /**
   * Formats 1, 3 and 4: random fill, of which `PinBlock.fillNibbles` are taken from the front; more are not looked at.
   * Bytes, high nibble first, or hexadecimal digits, of which there may be an odd number. In format 3 each nibble that
   * is taken is A to F (`PinBlock.lettersOf` makes such ones).
   */
  fill?: Uint8Array | string;
  /** Formats 0 and 3: `accept` a PAN of 12 digits, of which the block holds 11 after a zero. Refused unless told. */
  shortPan?: "refuse" | "accept";
}

export interface PinToDecode {
  format: PinFormat;
  /** 8 bytes, in format 4 the 16 bytes of the PIN field after deciphering. */
  block: Uint8Array;
  /** As in `PinToEncode`. */
  pan?: Uint8Array | string;
  shortPan?: "refuse" | "accept";
}

const OK = 0;
const BLOCK_BYTES = 8;
const FIELD_4_BYTES = 16;
const PIN_DIGITS_MAX = 12;
const PIN_NIBBLES = 14;
const RANDOM_NIBBLES = 16;
/** Twelve digits and the check digit. */
const PAN_DIGITS_MIN = 13;
const SHORT_PAN_DIGITS = 12;
const PAN_DIGITS_MAX = 19;
const ASCII_ZERO = 0x30;
const NO_DIGIT = 0xff;
/** One more than is taken of anything, so that too long stays too long. */
const TAKEN_MAX = 20;
const FILL_NIBBLES_MAX = 32;
/** More than any call leaves in OUTPUT. */
const OUTPUT_BYTES = 16;
/** Six values, 42 times: a byte from 252 on would make four letters likelier than the other two. */
const LETTER_BYTES = 252;

/** ISO 9564-1 PIN blocks, formats 0 to 4, plain text. */
export const PinBlock = {
  /**
   * A block of format 0 to 3, 8 bytes, not enciphered; in format 4 the plain-text PIN field, 16 bytes. With an AES key
   * the block of format 4 is E(E(PIN field) XOR PAN field) (ISO 9564-1:2017, 9.4.2): see `panField`.
   *
   * @throws CodecError PIN_LENGTH, PIN_DIGIT, PAN_LENGTH, PAN_DIGIT, FILL_LENGTH (missing or short), BLOCK_FILL (format
   *   3: a nibble that is no letter) or BLOCK_FORMAT (no such format), the first that applies
   */
  encode({ format, pin, pan = "", fill = "", shortPan = "refuse" }: PinToEncode): Uint8Array {
    checkFormat(format);
    return encode(format, pin, pan, fill, shortPan);
  },

  /**
   * The digits in a block, one a byte; to be wiped by the caller.
   *
   * @throws CodecError PAN_LENGTH, PAN_DIGIT, BLOCK_LENGTH, BLOCK_FORMAT (no such format, or a block of another),
   *   PIN_LENGTH, PIN_DIGIT or BLOCK_FILL, the first that applies
   */
  decode({ format, block, pan = "", shortPan = "refuse" }: PinToDecode): Uint8Array {
    checkFormat(format);
    return decode(format, block, pan, shortPan);
  },

  /**
   * The plain-text PAN field of format 4: 16 bytes, added (XOR) between the two encipherments.
   *
   * @param pan 1 to 19 digits, check digit included, as text or ASCII bytes
   * @throws CodecError PAN_LENGTH, or PAN_DIGIT, also for a PAN without any
   */
  panField(pan: Uint8Array | string): Uint8Array {
    const digits = putDigits(pan, ASCII_ZERO, 0);
    return finish(calls().encodePanField(digits), digits, FIELD_4_BYTES);
  },

  /** Nibbles of fill that `encode` takes for a PIN of so many digits: none in formats 0 and 2. */
  fillNibbles(format: PinFormat, pinDigits: number): number {
    if (format === 4) return RANDOM_NIBBLES;
    return format === 1 || format === 3 ? Math.max(0, PIN_NIBBLES - pinDigits) : 0;
  },

  /**
   * Nibbles A to F for the fill of format 3, all equally likely, from random bytes: hexadecimal digits. Of 64 bytes some
   * 63 count; the others are left out.
   */
  lettersOf(random: Uint8Array): string {
    return Array.from(
      random.filter((byte) => byte < LETTER_BYTES),
      (byte) => "ABCDEF".charAt(byte % 6),
    ).join("");
  },
} as const;

/**
 * ISO 9564-1 format 0.
 *
 * @param pinDigits 4 to 12 digits, one a byte
 * @param pan 12 to 19 digits, check digit included
 * @returns 8 bytes, not enciphered
 * @throws CodecError PIN_LENGTH, PIN_DIGIT, PAN_LENGTH or PAN_DIGIT
 */
export function encodePinBlock0(pinDigits: Uint8Array, pan: Uint8Array | string): Uint8Array {
  return encode(0, pinDigits, pan, "", "accept");
}

/** @returns the PIN digits, or undefined when the block is no format 0 block of this PAN */
export function decodePinBlock0(block: Uint8Array, pan: Uint8Array | string): Uint8Array | undefined {
  try {
    return decode(0, block, pan, "accept");
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function encode(
  format: PinFormat,
  pin: Uint8Array | string,
  pan: Uint8Array | string,
  fill: Uint8Array | string,
  shortPan: "refuse" | "accept",
): Uint8Array {
  const nibbles = fillNibblesOf(fill);
  const pinDigits = putDigits(pin, typeof pin === "string" ? ASCII_ZERO : 0, 0);
  const panDigits = isBound(format) ? putDigits(pan, ASCII_ZERO, pinDigits) : 0;
  const used = pinDigits + panDigits + putFill(fill, nibbles, pinDigits + panDigits);
  const status = calls().encodePinBlock(format, pinDigits, panDigits, nibbles);
  const block = finish(status, used, blockBytes(format));
  if (!isBound(format) || !isShort(panDigits, shortPan)) return block;
  block.fill(0);
  throw refusal("PAN_LENGTH");
}

function decode(
  format: PinFormat,
  block: Uint8Array,
  pan: Uint8Array | string,
  shortPan: "refuse" | "accept",
): Uint8Array {
  if (isBound(format) && isShort(pan.length, shortPan)) throw refusal("PAN_LENGTH");
  if (block.length !== blockBytes(format)) throw refusal("BLOCK_LENGTH", `${blockBytes(format)} bytes`);
  give(block);
  const panDigits = isBound(format) ? putDigits(pan, ASCII_ZERO, block.length) : 0;
  const status = calls().decodePinBlock(format, panDigits);
  // The digits come behind their count.
  const count = Math.min(output()[0]!, PIN_DIGITS_MAX);
  return finish(status, block.length + panDigits, count, 1);
}

/** Takes a result out of OUTPUT and leaves nothing behind there or in INPUT. @throws CodecError */
function finish(status: number, inputBytes: number, outputBytes: number, at = 0): Uint8Array {
  const from = output();
  const result = new Uint8Array(status === OK ? outputBytes : 0);
  for (let i = 0; i < result.length; i++) result[i] = from[at + i]!;
  wipe(inputBytes, OUTPUT_BYTES);
  if (status === OK) return result;
  throw refusal(statusName(status));
}

const EXPECTED: Readonly<Record<string, string>> = {
  PIN_LENGTH: `4 to ${PIN_DIGITS_MAX} digits`,
  PIN_DIGIT: "digits",
  PAN_LENGTH: `${PAN_DIGITS_MIN} to ${PAN_DIGITS_MAX} digits`,
  PAN_DIGIT: "digits",
  BLOCK_FORMAT: "the control nibble of the format",
  BLOCK_FILL: "the fill of the format",
  FILL_LENGTH: "random fill for the rest of the block",
};

function refusal(code: string, expected = EXPECTED[code]): CodecError {
  return new CodecError({ code, path: "", offset: 0, ...(expected === undefined ? {} : { expected }) });
}

function isShort(panDigits: number, shortPan: "refuse" | "accept"): boolean {
  return panDigits < (shortPan === "accept" ? SHORT_PAN_DIGITS : PAN_DIGITS_MIN);
}

/** For callers without types. */
function checkFormat(format: number): void {
  if (!(format >= 0 && format <= 4 && Number.isInteger(format))) throw refusal("BLOCK_FORMAT", "format 0 to 4");
}

function isBound(format: PinFormat): boolean {
  return format === 0 || format === 3;
}

function blockBytes(format: PinFormat): number {
  return format === 4 ? FIELD_4_BYTES : BLOCK_BYTES;
}

/**
 * Writes digits to INPUT, one a byte; anything else becomes 255, which is refused.
 *
 * @param zero what stands for the digit 0
 * @returns how many
 */
function putDigits(digits: Uint8Array | string, zero: number, at: number): number {
  const to = input();
  const count = Math.min(digits.length, TAKEN_MAX);
  for (let i = 0; i < count; i++) {
    const digit = (typeof digits === "string" ? digits.charCodeAt(i) : digits[i]!) - zero;
    to[at + i] = digit >= 0 && digit <= 9 ? digit : NO_DIGIT;
  }
  return count;
}

/** @throws CodecError FILL_LENGTH for text that is not hexadecimal, which is no fill */
function fillNibblesOf(fill: Uint8Array | string): number {
  const nibbles = Math.min(typeof fill === "string" ? fill.length : 2 * fill.length, FILL_NIBBLES_MAX);
  if (typeof fill !== "string" || nibbles === 0) return nibbles;
  for (let i = 0; i < nibbles; i++) if (hexNibble(fill, i) < 0) throw refusal("FILL_LENGTH", "hexadecimal digits");
  return nibbles;
}

/** Writes fill to INPUT, two nibbles a byte. @returns how many bytes */
function putFill(fill: Uint8Array | string, nibbles: number, at: number): number {
  const to = input();
  const bytes = (nibbles + 1) >> 1;
  for (let i = 0; i < bytes; i++) {
    to[at + i] =
      typeof fill === "string"
        ? (hexNibble(fill, 2 * i) << 4) | (2 * i + 1 < nibbles ? hexNibble(fill, 2 * i + 1) : 0)
        : fill[i]!;
  }
  return bytes;
}

/** Below 0 for a character that is no hexadecimal digit. */
function hexNibble(text: string, index: number): number {
  const code = text.charCodeAt(index);
  const letter = (code | 0x20) - 0x61;
  if (code >= ASCII_ZERO && code <= ASCII_ZERO + 9) return code - ASCII_ZERO;
  return letter >= 0 && letter < 6 ? 10 + letter : -1;
}
