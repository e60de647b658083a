/** What is written on a track in a way of its own: expiry dates, names, and the block that a terminal enciphers. */

export interface ExpiryDate {
  year: number;
  /** 1 to 12; a card is good to the end of it. */
  month: number;
}

/**
 * @param expiry YYMM; years 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999 (EMV Book 4, 6.7.3)
 * @returns undefined for what is no month, `0000` among it, which cards have that do not expire
 */
export function readExpiry(expiry: string): ExpiryDate | undefined {
  if (!/^[0-9]{2}(?:0[1-9]|1[0-2])$/.test(expiry)) return undefined;
  const year = Number(expiry.slice(0, 2));
  return { year: year + (year < 50 ? 2000 : 1900), month: Number(expiry.slice(2)) };
}

export interface CardholderName {
  surname: string;
  given: string;
  title: string;
}

/** The parts of a name on track 1 or in tag 5F20: `SURNAME/GIVEN NAMES.TITLE`, any of them empty. */
export function readName(name: string): CardholderName {
  const [, surname = "", given = "", title = ""] = /^([^/]*)(?:\/([^.]*)(?:\.(.*))?)?/s.exec(name) ?? [];
  return { surname: surname.trim(), given: given.trim(), title: title.trim() };
}

/** A block of 3DES. */
const BLOCK_BYTES = 8;

/**
 * Which bytes of a packed track 2 or 3 a UnionPay terminal replaces by their encipherment (F53, third digit 1): the 8
 * before the last.
 *
 * @param digits characters of the track, two to a byte
 * @returns undefined for a track that is too short to have them
 */
export function enciphermentRange(digits: number): { from: number; to: number } | undefined {
  const to = Math.ceil(digits / 2) - 1;
  return to < BLOCK_BYTES ? undefined : { from: to - BLOCK_BYTES, to };
}
