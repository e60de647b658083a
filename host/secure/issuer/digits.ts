/**
 * Decimal digits as ciphers take them: one a byte on the way in, packed two to a byte, and picked out of a result.
 *
 * Knows no card and no PIN. What it gives is memory of its own, which the caller wipes when it is secret.
 */
import { refusal } from "./refuse.ts";

/** One digit a byte, 0 to 9, which can be wiped; or text, for a PAN that its owner holds as text. */
export type Digits = Uint8Array | string;

const ZERO = 0x30;
const NINE = 9;

/**
 * A copy, one digit a byte.
 *
 * @param name of the parameter: a wrong `pan` is refused as PAN_LENGTH or PAN_DIGIT
 * @param zeros that follow the digits
 * @throws CodecError
 */
export function digitsOf(name: string, digits: Digits, least: number, most = least, zeros = 0): Uint8Array {
  const count = digits.length;
  if (count < least || count > most) {
    const expected = least === most ? `${least} digits` : `${least} to ${most} digits`;
    throw refusal(`${name.toUpperCase()}_LENGTH`, name, expected, `${count}`);
  }
  const copy = new Uint8Array(count + zeros);
  for (let i = 0; i < count; i++) {
    const digit = typeof digits === "string" ? digits.charCodeAt(i) - ZERO : digits[i]!;
    if (digit < 0 || digit > NINE) {
      copy.fill(0);
      throw refusal(`${name.toUpperCase()}_DIGIT`, name, "decimal digits");
    }
    copy[i] = digit;
  }
  return copy;
}

/** Two nibbles to a byte, the first one high. @param nibbles 0..15 each, an even count */
export function packNibbles(nibbles: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(nibbles.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (nibbles[2 * i]! << 4) | nibbles[2 * i + 1]!;
  return bytes;
}

export function nibblesOf(bytes: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, i) => {
    nibbles[2 * i] = byte >> 4;
    nibbles[2 * i + 1] = byte & 0x0f;
  });
  return nibbles;
}

/**
 * Decimalisation of Visa and of EMV's option B: the decimal digits among the nibbles, in order, and when there are too few
 * of them the letters, in order, as 0 to 5 (EMV Book 2, A1.4.2; PVV and CVV alike).
 *
 * @param bytes at least `count` nibbles
 * @returns `count` digits, one a byte
 */
export function firstDigits(bytes: Uint8Array, count: number): Uint8Array {
  const nibbles = nibblesOf(bytes);
  const digits = new Uint8Array(count);
  let found = 0;
  for (const nibble of nibbles) if (nibble <= NINE && found < count) digits[found++] = nibble;
  for (const nibble of nibbles) if (nibble > NINE && found < count) digits[found++] = nibble - 10;
  nibbles.fill(0);
  return digits;
}
