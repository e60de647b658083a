/**
 * Civil dates from milliseconds: integers only, proleptic Gregorian, no zones (the board has already added its own).
 */
import { getDigits, putDigits } from "./bcd";

const DAY_MS: u64 = 86_400_000;
/** Days from 0000-03-01, the start of a 400-year era whose years end with February, to 1970-01-01. */
const EPOCH_DAYS: u64 = 719_468;
const ERA_DAYS: u64 = 146_097;
export const CIVIL_DIGITS: i32 = 14;
const DATE: usize = memory.data(8, 8);

/**
 * Writes 14 ASCII digits YYYYMMDDhhmmss.
 *
 * @param wall_ms local civil time in ms since 1970-01-01 00:00; after the year 9999 the year loses its first digits
 */
export function putCivil(wall_ms: u64, out: usize): void {
  putDate(wall_ms / DAY_MS, out);
  const second = <u32>((wall_ms % DAY_MS) / 1000);
  putDigits(out + 8, 2, second / 3600);
  putDigits(out + 10, 2, (second / 60) % 60);
  putDigits(out + 12, 2, second % 60);
}

/** Years begin in March here, so that the leap day is the last of its year. */
function putDate(days: u64, out: usize): void {
  const shifted = days + EPOCH_DAYS;
  const era = shifted / ERA_DAYS;
  const dayOfEra = <u32>(shifted % ERA_DAYS);
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const monthFromMarch = (5 * dayOfYear + 2) / 153;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  putDigits(out, 4, year);
  putDigits(out + 4, 2, month);
  putDigits(out + 6, 2, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
}

/** @returns the date as the number YYYYMMDD */
export function civilDate(wall_ms: u64): u32 {
  putDate(wall_ms / DAY_MS, DATE);
  return <u32>getDigits(DATE, 8);
}

/** @returns the date `days` after that of `wall_ms`, YYYYMMDD */
export function dateInDays(wall_ms: u64, days: u32): u32 {
  return civilDate(wall_ms + <u64>days * DAY_MS);
}
