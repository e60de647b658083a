/**
 * Magnetic stripe tracks 1, 2 and 3 and the equivalent data of chip cards: a view of where each part lies, no copies.
 *
 * Track 1 is format B of ISO/IEC 7813, track 2 that of ISO/IEC 7813, track 3 that of ISO/IEC 4909: as ASCII characters,
 * with sentinels or without (tag 56), or packed two to a byte (tag 57, F35, F36). Sentinels come both or not at all, an
 * LRC only after them. What a part means is not known here, nor whether a PAN has a right check digit or a month exists.
 */
import {
  OK,
  TRACK_CHARACTER,
  TRACK_EXPIRY,
  TRACK_FORMAT,
  TRACK_LENGTH,
  TRACK_NAME,
  TRACK_PAN,
  TRACK_SENTINEL,
  TRACK_SERVICE,
  TRACK_TRUNCATED,
} from "../base/status";
import { DIGIT, OTHER, isLrc, lrcOf } from "./track/characters";
import {
  LRC_RIGHT,
  LRC_WRONG,
  Part,
  Track,
  begin,
  classAt,
  fail,
  takeAny,
  takeDigits,
  takeDigitsOrSeparator,
  takeRest,
  takeUntilSeparator,
} from "./track/view";

export { lrcOf } from "./track/characters";
export { LRC_ABSENT, LRC_RIGHT, LRC_WRONG, Part, TRACK_BYTES, TRACK_PARTS, Track } from "./track/view";

/** IIN of 6, one digit of an account, check digit (ISO/IEC 7812-1). */
const PAN_MIN: i32 = 8;
const PAN_MAX: i32 = 19;
const NAME_MIN: i32 = 2;
const NAME_MAX: i32 = 26;
/** Characters between the sentinels. The shortest track 3 has one more than the longest track 2. */
const TRACK_1_MAX: i32 = 76;
const TRACK_2_MAX: i32 = 37;
const TRACK_3_MAX: i32 = 104;

const FORMAT_B: u32 = 0x42;
/** Format codes of track 3 whose layout is that of ISO/IEC 4909; cards of Chinese banks have 99. */
const LAYOUT_1: u32 = 1;
const LAYOUT_2: u32 = 2;
const LAYOUT_CHINA: u32 = 99;

/**
 * @param number 1, 2 or 3
 * @param count characters, not bytes; packed ones may end in one pad F that fills the last byte
 * @returns OK, TRACK_TRUNCATED, TRACK_SENTINEL (one of two, or something after the LRC), TRACK_FORMAT, TRACK_PAN (fewer
 *   than 8 or more than 19 digits), TRACK_NAME (2 to 26 characters), TRACK_EXPIRY or TRACK_SERVICE (no digits),
 *   TRACK_CHARACTER or TRACK_LENGTH; the place is in `faultAt`. A wrong LRC is told by `lrc` alone.
 */
export function readTrack(number: i32, at: usize, count: i32, packed: bool, t: Track): i32 {
  begin(t, number, at, count, packed);
  takeHead(t);
  if (number === 3) takeBody3(t);
  else takeBody(t);
  takeRest(t);
  takeTail(t);
  return t.fault;
}

/** Reads no more than the PAN, of a track whose rest may be enciphered or cut off. Results are those of `readTrack`. */
export function readTrackPan(number: i32, at: usize, count: i32, packed: bool, t: Track): i32 {
  begin(t, number, at, count, packed);
  takeHead(t);
  return t.fault;
}

function takeHead(t: Track): void {
  if (t.number === 1) {
    if (t.cursor < t.end && load<u8>(t.at + t.cursor) !== FORMAT_B) fail(t, TRACK_FORMAT, Part.FORMAT, t.cursor);
    else takeAny(t, Part.FORMAT);
  } else if (t.number === 3) {
    takeDigits(t, Part.FORMAT, 2, TRACK_FORMAT);
    if (t.fault === OK && !isLayout(t)) fail(t, TRACK_FORMAT, Part.FORMAT, t.cursor - 2);
  }
  // Track 3 may leave the PAN to track 2 (ISO/IEC 4909, 8.3).
  takeUntilSeparator(t, Part.PAN, t.number === 3 ? 0 : PAN_MIN, PAN_MAX, DIGIT, TRACK_PAN);
}

function takeBody(t: Track): void {
  if (t.number === 1) takeUntilSeparator(t, Part.NAME, NAME_MIN, NAME_MAX, OTHER, TRACK_NAME);
  takeDigitsOrSeparator(t, Part.EXPIRY, 4, TRACK_EXPIRY);
  takeDigitsOrSeparator(t, Part.SERVICE_CODE, 3, TRACK_SERVICE);
}

/** ISO/IEC 4909, 8.5 to 8.26. Country: a separator since 2006, three digits before and on Chinese cards. */
function takeBody3(t: Track): void {
  takeDigitsOrSeparator(t, Part.COUNTRY, 3, TRACK_CHARACTER);
  takeDigits(t, Part.CURRENCY, 3, TRACK_CHARACTER);
  takeDigits(t, Part.CURRENCY_EXPONENT, 1, TRACK_CHARACTER);
  takeDigits(t, Part.AMOUNT_AUTHORISED, 4, TRACK_CHARACTER);
  takeDigits(t, Part.AMOUNT_REMAINING, 4, TRACK_CHARACTER);
  takeDigits(t, Part.CYCLE_BEGIN, 4, TRACK_CHARACTER);
  takeDigits(t, Part.CYCLE_LENGTH, 2, TRACK_CHARACTER);
  takeDigits(t, Part.RETRY_COUNT, 1, TRACK_CHARACTER);
  takeDigitsOrSeparator(t, Part.PIN_CONTROL, 6, TRACK_CHARACTER);
  takeDigits(t, Part.INTERCHANGE_CONTROL, 1, TRACK_CHARACTER);
  takeDigits(t, Part.PAN_RESTRICTION, 2, TRACK_CHARACTER);
  takeDigits(t, Part.SAN_1_RESTRICTION, 2, TRACK_CHARACTER);
  takeDigits(t, Part.SAN_2_RESTRICTION, 2, TRACK_CHARACTER);
  takeDigitsOrSeparator(t, Part.EXPIRY, 4, TRACK_EXPIRY);
  takeDigits(t, Part.CARD_SEQUENCE, 1, TRACK_CHARACTER);
  takeDigitsOrSeparator(t, Part.CARD_SECURITY, 9, TRACK_CHARACTER);
  takeUntilSeparator(t, Part.SAN_1, 0, TRACK_3_MAX, DIGIT, TRACK_LENGTH);
  takeUntilSeparator(t, Part.SAN_2, 0, TRACK_3_MAX, DIGIT, TRACK_LENGTH);
  takeDigits(t, Part.RELAY_MARKER, 1, TRACK_CHARACTER);
  takeDigitsOrSeparator(t, Part.CRYPTO_CHECK, 6, TRACK_CHARACTER);
}

/** End sentinel, LRC or pad, and the length of it all. */
function takeTail(t: Track): void {
  if (t.fault !== OK) return;
  const most = t.number === 1 ? TRACK_1_MAX : t.number === 2 ? TRACK_2_MAX : TRACK_3_MAX;
  const after = t.count - t.end;
  if (t.end - t.sentinels > most) fail(t, TRACK_LENGTH, Part.COUNT, t.sentinels + most);
  else if (t.sentinels === 0) {
    const isPad = t.packed !== 0 && after === 1 && (t.count & 1) === 0;
    if (after > 0 && !isPad) fail(t, TRACK_SENTINEL, Part.COUNT, t.end);
  } else if (after === 0) fail(t, TRACK_TRUNCATED, Part.COUNT, t.count);
  else if (after > 2) fail(t, TRACK_SENTINEL, Part.COUNT, t.end + 2);
  else if (after === 2) checkLrc(t);
}

function checkLrc(t: Track): void {
  const at = t.end + 1;
  const given: u32 = load<u8>(t.at + at);
  if (!isLrc(t.number, given)) fail(t, TRACK_CHARACTER, Part.COUNT, at);
  else t.lrc = lrcOf(t.number, t.at, at) === given ? LRC_RIGHT : LRC_WRONG;
}

function isLayout(t: Track): bool {
  const code = 10 * classAt(t, t.cursor - 2) + classAt(t, t.cursor - 1);
  return code === LAYOUT_1 || code === LAYOUT_2 || code === LAYOUT_CHINA;
}
