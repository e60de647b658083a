/** Dates as cards have them: YYMMDD in three BCD bytes, the century by a window (EMV Book 4, 6.7.3: 50 and above is 19). */
import { digitsToBcdRight, getBcd } from "../base/bcd";
import { CIVIL_DIGITS, putCivil } from "../base/time";
import { Card } from "./region";

export const DATE_BYTES: i32 = 3;
const YEARS_OF_2000: i64 = 500_000;
const CENTURY: i64 = 1_000_000;
const CIVIL: usize = memory.data(CIVIL_DIGITS + 2, 8);

/** Three BCD bytes of the payment's local time: from digit 2 YYMMDD, from digit 8 hhmmss. */
export function putCivilBcd(card: Card, out: usize, digit: i32): void {
  putCivil(card.time_ms, CIVIL);
  digitsToBcdRight(CIVIL + digit, 2 * DATE_BYTES, out);
}

export function putToday(card: Card, out: usize): void {
  putCivilBcd(card, out, 2);
}

/** True when the bytes are digits and month and day are in their ranges (EMV Book 3, 7.5). */
export function isDate(at: usize): bool {
  const number = getBcd(at, DATE_BYTES);
  if (number < 0) return false;
  const month = (number / 100) % 100;
  const day = number % 100;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** @returns whether date `a` is later than date `b`; both are dates */
export function isAfter(a: usize, b: usize): bool {
  return ordinal(a) > ordinal(b);
}

function ordinal(at: usize): i64 {
  const number = getBcd(at, DATE_BYTES);
  return number < YEARS_OF_2000 ? number + CENTURY : number;
}
