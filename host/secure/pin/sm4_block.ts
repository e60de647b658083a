/**
 * PIN blocks of 16 bytes for SM4, in the clear: format 0 as UnionPay lays it out, and format 3 after its model.
 *
 * A profile's assumption: no standard and no published vector says so. PIN field: control and length in one byte as in
 * format 0 or 3, the digits, then F (format 3: random A to F) to 16 bytes. PAN field: zeros, then the 12 digits left of
 * the check digit. The block is one XOR the other; the caller enciphers it, and wipes it.
 */
import { CodecError } from "../../codec/errors.ts";

export type Sm4Format = 0 | 3;

export const SM4_BLOCK_BYTES = 16;
const NIBBLES = 2 * SM4_BLOCK_BYTES;
const PIN_AT = 2;
const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;
const PAN_DIGITS = 12;
const PAN_DIGITS_MIN = 12;
const PAN_DIGITS_MAX = 19;
const ZERO = 0x30;
const FILL = 0xf;
const LETTER_MIN = 0xa;

/** Nibbles of fill for a PIN of so many digits in format 3. */
export function sm4FillNibbles(pinDigits: number): number {
  return NIBBLES - PIN_AT - pinDigits;
}

/**
 * @param digits 4 to 12, bytes 0 to 9
 * @param pan 12 to 19 ASCII digits, check digit included
 * @param fill format 3: nibbles A to F, one a byte, at least `sm4FillNibbles`
 * @throws CodecError PIN_LENGTH, PIN_DIGIT, PAN_LENGTH, PAN_DIGIT, FILL_LENGTH or BLOCK_FILL, the first that applies
 */
export function encodeSm4Block(format: Sm4Format, digits: Uint8Array, pan: Uint8Array, fill: Uint8Array): Uint8Array {
  if (digits.length < PIN_DIGITS_MIN || digits.length > PIN_DIGITS_MAX) throw refused("PIN_LENGTH");
  for (const digit of digits) if (digit > 9) throw refused("PIN_DIGIT");
  checkPan(pan);
  if (format === 3) checkFill(fill.subarray(0, sm4FillNibbles(digits.length)), sm4FillNibbles(digits.length));
  const block = new Uint8Array(SM4_BLOCK_BYTES);
  for (let i = 0; i < NIBBLES; i++) {
    const nibble = pinNibble(format, digits, fill, i) ^ panNibble(pan, i);
    block[i >> 1]! |= i % 2 === 0 ? nibble << 4 : nibble;
  }
  return block;
}

/**
 * The digits of a block; to be wiped by the caller. Every nibble is looked at, whatever the others are.
 *
 * @throws CodecError PAN_LENGTH, PAN_DIGIT, BLOCK_LENGTH, BLOCK_FORMAT, PIN_LENGTH, PIN_DIGIT or BLOCK_FILL, the first
 *   that applies
 */
export function decodeSm4Block(format: Sm4Format, block: Uint8Array, pan: Uint8Array): Uint8Array {
  checkPan(pan);
  if (block.length !== SM4_BLOCK_BYTES) throw refused("BLOCK_LENGTH");
  const field = new Uint8Array(NIBBLES);
  for (let i = 0; i < NIBBLES; i++) {
    const byte = block[i >> 1]!;
    field[i] = (i % 2 === 0 ? byte >> 4 : byte & 0xf) ^ panNibble(pan, i);
  }
  try {
    return digitsOf(format, field);
  } finally {
    field.fill(0);
  }
}

function digitsOf(format: Sm4Format, field: Uint8Array): Uint8Array {
  const length = field[1]!;
  let [wrongDigits, wrongFill] = [0, 0];
  for (let i = PIN_AT; i < NIBBLES; i++) {
    const nibble = field[i]!;
    const isDigit = i < PIN_AT + length;
    wrongDigits += Number(isDigit && nibble > 9);
    wrongFill += Number(!isDigit && (format === 0 ? nibble !== FILL : nibble < LETTER_MIN));
  }
  if (field[0] !== format) throw refused("BLOCK_FORMAT");
  if (length < PIN_DIGITS_MIN || length > PIN_DIGITS_MAX) throw refused("PIN_LENGTH");
  if (wrongDigits > 0) throw refused("PIN_DIGIT");
  if (wrongFill > 0) throw refused("BLOCK_FILL");
  return field.slice(PIN_AT, PIN_AT + length);
}

function pinNibble(format: Sm4Format, digits: Uint8Array, fill: Uint8Array, index: number): number {
  if (index === 0) return format;
  if (index === 1) return digits.length;
  const at = index - PIN_AT;
  if (at < digits.length) return digits[at]!;
  return format === 0 ? FILL : fill[at - digits.length]!;
}

/** Zeros, then 12 digits ending before the check digit, a zero for one that a card number of 12 lacks. */
function panNibble(pan: Uint8Array, index: number): number {
  const position = pan.length - 1 - PAN_DIGITS + (index - (NIBBLES - PAN_DIGITS));
  return index < NIBBLES - PAN_DIGITS || position < 0 ? 0 : pan[position]! - ZERO;
}

function checkPan(pan: Uint8Array): void {
  if (pan.length < PAN_DIGITS_MIN || pan.length > PAN_DIGITS_MAX) throw refused("PAN_LENGTH");
  for (const digit of pan) if (digit < ZERO || digit > ZERO + 9) throw refused("PAN_DIGIT");
}

function checkFill(fill: Uint8Array, nibbles: number): void {
  if (fill.length < nibbles) throw refused("FILL_LENGTH");
  if (fill.some((nibble) => nibble < LETTER_MIN || nibble > FILL)) throw refused("BLOCK_FILL");
}

const EXPECTED: Readonly<Record<string, string>> = {
  PIN_LENGTH: `${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} digits`,
  PIN_DIGIT: "digits",
  PAN_LENGTH: `${PAN_DIGITS_MIN} to ${PAN_DIGITS_MAX} digits`,
  PAN_DIGIT: "digits",
  BLOCK_LENGTH: `${SM4_BLOCK_BYTES} bytes`,
  BLOCK_FORMAT: "the control nibble of the format",
  BLOCK_FILL: "the fill of the format",
  FILL_LENGTH: "random fill for the rest of the block",
};

function refused(code: string): CodecError {
  return new CodecError({ code, path: "", offset: 0, expected: EXPECTED[code]! });
}
