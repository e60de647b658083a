/**
 * Card numbers inside bytes: what stands for a number, and every form in which one can hide.
 *
 * Bytes are looked at as hexadecimal text, where a form is found at any alignment: packed digits also across a half byte.
 */

const FIRST_KEPT = 6;
const LAST_KEPT = 4;
/** A run of this many digits says more than the digits that may be shown. */
const WINDOW_DIGITS = 10;
/** Runs with fewer different digits are found in any counter and any row of zeros. */
const WINDOW_VARIETY = 4;
/** Runs with fewer digits other than zero are found in any small number: a deadline of 4,134 ms is 26 10 00 00 00. */
const WINDOW_NONZERO = 6;

/** Packed, ASCII, one digit a byte, UTF-16 of either byte order: the same hexadecimal length for the same digits. */
const FORMS: ReadonlyArray<(digits: string) => string> = [
  (digits) => digits,
  (digits) => spread(digits, "3"),
  (digits) => spread(digits, "0"),
  (digits) => spread(digits, "003"),
];

function spread(digits: string, before: string): string {
  return Array.from(digits, (digit) => before + digit).join("");
}

/**
 * What stands for card numbers in a recording: the same first six, last four, length and check digit, all between
 * differs in every digit. The same number always gets the same one, and no two share one.
 */
export class Replacements {
  private readonly known = new Map<string, string>();

  /** @returns false when it is no number of 13 to 19 digits */
  add(pan: string): boolean {
    if (!/^[0-9]{13,19}$/.test(pan)) return false;
    if (!this.known.has(pan)) this.known.set(pan, this.newSubstitute(pan));
    return true;
  }

  private newSubstitute(pan: string): string {
    const taken = new Set([...this.known.keys(), ...this.known.values()]);
    for (let serial = 1; ; serial++) {
      const candidate = replacementFor(pan, serial);
      if (candidate !== undefined && !taken.has(candidate)) return candidate;
    }
  }

  get originals(): string[] {
    return [...this.known.keys()];
  }

  get substitutes(): string[] {
    return [...this.known.values()];
  }

  /** Replaces every form of every number. @param hex lower-case */
  apply(hex: string): string {
    let result = hex;
    for (const [pan, substitute] of this.known) {
      for (const form of FORMS) result = result.replaceAll(form(pan), form(substitute));
    }
    return result;
  }
}

/** The `serial`-th candidate, or undefined when one of its digits is that of the original. */
function replacementFor(pan: string, serial: number): string | undefined {
  const middle = pan.length - FIRST_KEPT - LAST_KEPT;
  // Any digits do, as long as they do not come from the number itself.
  const digits = ((BigInt(serial) * 7_654_321_987n) % 10n ** BigInt(middle)).toString().padStart(middle, "0");
  const fits = Array.from(
    "0123456789",
    (digit) => pan.slice(0, FIRST_KEPT) + digit + digits.slice(1) + pan.slice(-LAST_KEPT),
  ).find((candidate) => checksum(candidate) === checksum(pan));
  const differs =
    fits !== undefined && Array.from(fits.slice(FIRST_KEPT, -LAST_KEPT)).every((d, i) => d !== pan[FIRST_KEPT + i]);
  return differs ? fits : undefined;
}

/** Luhn sum modulo 10 (ISO/IEC 7812-1, Annex B); a number whose check digit was wrong stays as wrong. */
function checksum(pan: string): number {
  const sum = Array.from(pan)
    .reverse()
    .reduce((total, character, index) => {
      const weighted = Number(character) * (index % 2 === 0 ? 1 : 2);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return sum % 10;
}

/** True when the bytes hold a card number, or a telling part of one, in any form. @param hex lower-case */
export function holdsPan(hex: string, pan: string): boolean {
  return tellingParts(pan).some((digits) => FORMS.some((form) => hex.includes(form(digits))));
}

function tellingParts(pan: string): string[] {
  const parts = [pan, pan.slice(0, -1)];
  for (let at = 0; at + WINDOW_DIGITS <= pan.length; at++) {
    const part = pan.slice(at, at + WINDOW_DIGITS);
    if (new Set(part).size >= WINDOW_VARIETY && part.replaceAll("0", "").length >= WINDOW_NONZERO) parts.push(part);
  }
  return parts;
}
