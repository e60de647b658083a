/**
 * What a typed value must be, by its kind: lengths, characters, check digits. Nothing here knows a form or a screen.
 *
 * A value that passes is well formed; whether it is true only the platform can say.
 */
import { Reason } from "../abi_reasons";
import { digitAt, getDigits } from "../base/bcd";
import { civilDate } from "../base/time";
import { luhn } from "../codec/pan";
import { Terminal } from "../machine/terminal";

export enum Check {
  /** Any text. */
  NONE,
  DIGITS,
  /** Bank account or card number: digits; 16 or more end with a Luhn check digit (ISO/IEC 7812-1, Annex B). */
  ACCOUNT,
  /** Citizen identity number (GB 11643-1999). */
  IDENTITY,
  /** Unified social credit code (GB 32100-2015). */
  LICENCE,
  /** Merchant category code (ISO 18245). */
  CATEGORY,
  /** Mobile phone: 11 digits, the first of them 1. */
  PHONE,
  /** Host name (RFC 1123, 2.1) or IPv4 address. */
  HOST,
  /** 1 to 65535. */
  PORT,
}

const IDENTITY_LENGTH: i32 = 18;
const LICENCE_LENGTH: i32 = 18;
const CATEGORY_LENGTH: i32 = 4;
const PHONE_LENGTH: i32 = 11;
const LABEL_MAX: i32 = 63;
/** Accounts of passbooks and companies have no Luhn digit, and are shorter than a card's number. */
const LUHN_LENGTH_MIN: i32 = 16;
const YEAR_FIRST: u32 = 1900;
const NOT_FOUND: u32 = 0xff;
const CHARACTER_X: u32 = 0x58;
const CHARACTER_1: u32 = 0x31;
const HYPHEN: u32 = 0x2d;
const DOT: u32 = 0x2e;

/** GB 11643-1999, 6.1: weights of the first 17 digits, and the check characters by the sum modulo 11. */
const IDENTITY_WEIGHTS: usize = memory.data<u8>([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
const IDENTITY_CHECKS: usize = memory.data<u8>([0x31, 0x30, 0x58, 0x39, 0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32]);
/** GB 32100-2015, 5.2: 0-9 and A-Z without I, O, S, V, Z: 31 characters. */
const LICENCE_WEIGHTS: usize = memory.data<u8>([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]);
const LICENCE_BASE: u32 = 31;
/** ISO 18245: the ranges in which codes are given out, first and last. */
const CATEGORIES: usize = memory.data<u16>([
  742, 780, 1520, 1799, 2741, 2842, 3000, 3999, 4011, 4900, 5013, 5999, 6010, 6540, 7011, 7999, 8011, 8999, 9211, 9950,
]);
const CATEGORY_RANGES: i32 = 10;
const DAYS: usize = memory.data<u8>([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** @returns Reason.NONE, or why the value cannot be taken */
export function checkValue(t: Terminal, check: i32, at: usize, length: i32): Reason {
  switch (check) {
    case Check.DIGITS:
      return areDigits(at, length) ? Reason.NONE : Reason.FORM_CHARACTER;
    case Check.ACCOUNT:
      return checkAccount(at, length);
    case Check.IDENTITY:
      return checkIdentity(t, at, length);
    case Check.LICENCE:
      return checkLicence(at, length);
    case Check.CATEGORY:
      return checkCategory(at, length);
    case Check.PHONE:
      return checkPhone(at, length);
    case Check.HOST:
      return checkHost(at, length);
    case Check.PORT:
      return checkPort(at, length);
    default:
      return checkText(at, length);
  }
}

function areDigits(at: usize, length: i32): bool {
  for (let i = 0; i < length; i++) if (digitAt(at + i) > 9) return false;
  return true;
}

/** No control characters; the bytes of UTF-8 are the board's. */
function checkText(at: usize, length: i32): Reason {
  for (let i = 0; i < length; i++)
    if (load<u8>(at + i) < 0x20 || load<u8>(at + i) === 0x7f) return Reason.FORM_CHARACTER;
  return Reason.NONE;
}

function checkAccount(at: usize, length: i32): Reason {
  if (!areDigits(at, length)) return Reason.FORM_CHARACTER;
  return length < LUHN_LENGTH_MIN || luhn(at, length) ? Reason.NONE : Reason.FORM_CHECK_DIGIT;
}

/** Region 6, date of birth 8, sequence 3, check character: a digit or X. */
function checkIdentity(t: Terminal, at: usize, length: i32): Reason {
  if (length !== IDENTITY_LENGTH) return Reason.FORM_LENGTH;
  const isX = load<u8>(at, IDENTITY_LENGTH - 1) === CHARACTER_X;
  if (!areDigits(at, isX ? length - 1 : length)) return Reason.FORM_CHARACTER;
  if (!isBirthday(t, <u32>getDigits(at + 6, 8))) return Reason.FORM_DATE;
  let sum: u32 = 0;
  for (let i = 0; i < length - 1; i++) sum += digitAt(at + i) * load<u8>(IDENTITY_WEIGHTS + i);
  const check = load<u8>(IDENTITY_CHECKS + (sum % 11));
  return load<u8>(at + length - 1) === check ? Reason.NONE : Reason.FORM_CHECK_DIGIT;
}

/** A date since 1900 that is not still to come. */
function isBirthday(t: Terminal, date: u32): bool {
  const month = (date / 100) % 100;
  const day = date % 100;
  if (date / 10_000 < YEAR_FIRST || month < 1 || month > 12 || day < 1) return false;
  if (day > load<u8>(DAYS + month - 1) || (month === 2 && day === 29 && !isLeap(date / 10_000))) return false;
  return date <= civilDate(t.wall_ms);
}

function isLeap(year: u32): bool {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function checkLicence(at: usize, length: i32): Reason {
  if (length !== LICENCE_LENGTH) return Reason.FORM_LENGTH;
  let sum: u32 = 0;
  for (let i = 0; i < length; i++) {
    const value = licenceValue(load<u8>(at + i));
    if (value === NOT_FOUND) return Reason.FORM_CHARACTER;
    if (i < length - 1) sum += value * load<u8>(LICENCE_WEIGHTS + i);
  }
  const check = (LICENCE_BASE - (sum % LICENCE_BASE)) % LICENCE_BASE;
  return licenceValue(load<u8>(at + length - 1)) === check ? Reason.NONE : Reason.FORM_CHECK_DIGIT;
}

/** Value of a character of a credit code; I, O, S, V and Z are none. */
function licenceValue(character: u32): u32 {
  const digit = character - 0x30;
  if (digit <= 9) return digit;
  const letter = character - 0x41;
  if (letter > 24 || letter === 8 || letter === 14 || letter === 18 || letter === 21) return NOT_FOUND;
  return 10 + letter - (letter > 8 ? 1 : 0) - (letter > 14 ? 1 : 0) - (letter > 18 ? 1 : 0) - (letter > 21 ? 1 : 0);
}

function checkCategory(at: usize, length: i32): Reason {
  if (length !== CATEGORY_LENGTH) return Reason.FORM_LENGTH;
  if (!areDigits(at, length)) return Reason.FORM_CHARACTER;
  const code = <u32>getDigits(at, length);
  for (let i: usize = 0; i < <usize>CATEGORY_RANGES; i++) {
    if (code >= load<u16>(CATEGORIES + 4 * i) && code <= load<u16>(CATEGORIES + 4 * i, 2)) return Reason.NONE;
  }
  return Reason.FORM_RANGE;
}

function checkPhone(at: usize, length: i32): Reason {
  if (length !== PHONE_LENGTH) return Reason.FORM_LENGTH;
  if (!areDigits(at, length)) return Reason.FORM_CHARACTER;
  return load<u8>(at) === CHARACTER_1 ? Reason.NONE : Reason.FORM_RANGE;
}

function checkPort(at: usize, length: i32): Reason {
  if (length > 5) return Reason.FORM_LENGTH;
  if (!areDigits(at, length)) return Reason.FORM_CHARACTER;
  const port = getDigits(at, length);
  return port >= 1 && port <= 65_535 ? Reason.NONE : Reason.FORM_RANGE;
}

/**
 * Labels of letters, digits and hyphens between dots, each 1 to 63 characters, no hyphen at either end. What has a last label
 * of digits is an address, and has four numbers of at most 255.
 */
function checkHost(at: usize, length: i32): Reason {
  let labels = 0;
  let start = 0;
  let numbers = 0;
  let isLastNumber: bool = false;
  for (let i = 0; i <= length; i++) {
    const character: u32 = i < length ? load<u8>(at + i) : DOT;
    if (character !== DOT) {
      if (!isHostCharacter(character)) return Reason.FORM_CHARACTER;
      continue;
    }
    const bytes = i - start;
    if (bytes === 0 || bytes > LABEL_MAX) return Reason.FORM_LENGTH;
    if (load<u8>(at + start) === HYPHEN || load<u8>(at + i - 1) === HYPHEN) return Reason.FORM_CHARACTER;
    isLastNumber = areDigits(at + start, bytes);
    if (isLastNumber && bytes <= 3 && getDigits(at + start, bytes) <= 255) numbers++;
    labels++;
    start = i + 1;
  }
  return isLastNumber && (labels !== 4 || numbers !== 4) ? Reason.FORM_RANGE : Reason.NONE;
}

function isHostCharacter(character: u32): bool {
  const letter = (character | 0x20) - 0x61;
  return letter < 26 || character - 0x30 <= 9 || character === HYPHEN;
}
