/**
 * Numbers with a check character: unified social credit code, citizen identity number, bank account.
 *
 * Pure; knows what a number must look like and not whom it belongs to.
 */
import { isDate } from "./calendar.ts";

/** GB 32100-2015, table 2: digits and capital letters but I, O, S, V and Z. */
const LICENCE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const LICENCE_LENGTH = 18;
const IDENTITY = /^\d{17}[\dX]$/;
/** GB 11643-1999 (ISO 7064, MOD 11-2): check characters by remainder. */
const IDENTITY_CHECKS = "10X98765432";
const ACCOUNT = /^\d{12,19}$/;

/** Unified social credit code: 17 characters and one that makes the weighted sum a multiple of 31 (GB 32100-2015, 4.5). */
export function isLicence(text: string): boolean {
  if (text.length !== LICENCE_LENGTH) return false;
  const values = Array.from(text).map((character) => LICENCE_CHARACTERS.indexOf(character));
  if (values.includes(-1) || !/^\d{6}$/.test(text.slice(2, 8))) return false;
  return licenceCheck(text.slice(0, LICENCE_LENGTH - 1)) === text.at(-1);
}

/** The 18th character of a unified social credit code. @param front 17 characters of its alphabet */
export function licenceCheck(front: string): string {
  const sum = Array.from(front).reduce(
    (all, character, at) => all + LICENCE_CHARACTERS.indexOf(character) * (3 ** at % 31),
    0,
  );
  return LICENCE_CHARACTERS[(31 - (sum % 31)) % 31]!;
}

/** Citizen identity number: region, a birthday that was, a sequence, the check character (GB 11643-1999). @param today YYYYMMDD */
export function isIdentity(text: string, today: string): boolean {
  if (!IDENTITY.test(text) || text.startsWith("0")) return false;
  const birthday = text.slice(6, 14);
  if (!isDate(birthday) || birthday < "18800101" || birthday > today) return false;
  return identityCheck(text.slice(0, 17)) === text[17];
}

/** The 18th character of an identity number. @param front 17 digits */
export function identityCheck(front: string): string {
  const sum = Array.from(front).reduce((all, digit, at) => all + Number(digit) * (2 ** (17 - at) % 11), 0);
  return IDENTITY_CHECKS[sum % 11]!;
}

/** A bank account: the number of a settlement card, whose last digit is that of Luhn (ISO/IEC 7812-1, annex B). */
export function isAccount(text: string): boolean {
  if (!ACCOUNT.test(text)) return false;
  return luhnSum(text) % 10 === 0;
}

/** The last digit of an account. @param front its other digits */
export function luhnCheck(front: string): string {
  return String((10 - (luhnSum(`${front}0`) % 10)) % 10);
}

function luhnSum(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, at) => {
      const value = Number(digit) * (1 + (at % 2));
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}
