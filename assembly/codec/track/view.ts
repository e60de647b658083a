/**
 * The view of a track, and the ways in which a part is taken off its front. The first fault is kept and everything after
 * it ignored, so that a reader asks once, at the end. No byte outside what was given is looked at.
 */
import { nibbleAt } from "../../base/bcd";
import { fillBytes } from "../../base/bytes";
import { OK, TRACK_CHARACTER, TRACK_TRUNCATED } from "../../base/status";
import { DIGIT, END, SEPARATOR, START, classOf4, classOf6, classOfNibble } from "./characters";

/** Parts, by their place in the view. Tracks 1 and 2 have the first six, track 3 others too, and of those only some. */
export enum Part {
  FORMAT,
  PAN,
  NAME,
  EXPIRY,
  SERVICE_CODE,
  /** What follows the parts that the standards place: the additional data of track 3. */
  DISCRETIONARY,
  COUNTRY,
  CURRENCY,
  CURRENCY_EXPONENT,
  AMOUNT_AUTHORISED,
  AMOUNT_REMAINING,
  CYCLE_BEGIN,
  CYCLE_LENGTH,
  RETRY_COUNT,
  PIN_CONTROL,
  INTERCHANGE_CONTROL,
  PAN_RESTRICTION,
  SAN_1_RESTRICTION,
  SAN_2_RESTRICTION,
  CARD_SEQUENCE,
  CARD_SECURITY,
  SAN_1,
  SAN_2,
  RELAY_MARKER,
  CRYPTO_CHECK,
  COUNT,
}

/** An LRC was not there, was right, was wrong. */
export const LRC_ABSENT: i32 = 0;
export const LRC_RIGHT: i32 = 1;
export const LRC_WRONG: i32 = 2;

const COUNT_MAX: i32 = 0xffff;

/** A track as it was read. Parts are meaningful only after OK; places are characters from the first that was given. */
@unmanaged
export class Track {
  at: usize;
  count: i32;
  /** 1, 2 or 3. */
  number: i32;
  /** 1 when a byte holds two characters, the high nibble first. */
  packed: i32;
  /** 1 when it began with a start sentinel. */
  sentinels: i32;
  /** LRC_ABSENT, LRC_RIGHT or LRC_WRONG. */
  lrc: i32;
  /** Next character to be read. */
  cursor: i32;
  /** Where the end sentinel or the pad is, else `count`. */
  end: i32;
  fault: i32;
  /** Place and part of the fault. */
  faultAt: i32;
  faultPart: i32;
}

/** u32 for each part: place | length << 16; 0 for one that is absent. */
export const TRACK_PARTS: usize = offsetof<Track>();
export const TRACK_BYTES: usize = TRACK_PARTS + 4 * <usize>Part.COUNT;

/** Makes ready to read; see `readTrack` for what is given. */
export function begin(t: Track, number: i32, at: usize, count: i32, packed: bool): void {
  assert(number >= 1 && number <= 3 && count >= 0 && count <= COUNT_MAX && !(packed && number === 1));
  fillBytes(changetype<usize>(t), 0, <i32>TRACK_BYTES);
  t.at = at;
  t.count = count;
  t.number = number;
  t.packed = packed ? 1 : 0;
  if (count > 0 && classAt(t, 0) === START) t.sentinels = t.cursor = 1;
  t.end = t.cursor;
  while (t.end < count && classAt(t, t.end) !== END) t.end++;
}

export function takeAny(t: Track, part: Part): void {
  if (t.cursor >= t.end) return fail(t, TRACK_TRUNCATED, part, t.end);
  setPart(t, part, t.cursor++, 1);
}

export function takeDigits(t: Track, part: Part, width: i32, wrong: i32): void {
  if (t.fault !== OK) return;
  for (let i = 0; i < width; i++) {
    if (t.cursor + i >= t.end) return fail(t, TRACK_TRUNCATED, part, t.end);
    if (classAt(t, t.cursor + i) > DIGIT) return fail(t, wrong, part, t.cursor + i);
  }
  setPart(t, part, t.cursor, width);
  t.cursor += width;
}

/** A part that is not used has a separator in its place. */
export function takeDigitsOrSeparator(t: Track, part: Part, width: i32, wrong: i32): void {
  if (t.fault === OK && t.cursor < t.end && classAt(t, t.cursor) === SEPARATOR) t.cursor++;
  else takeDigits(t, part, width, wrong);
}

/** @param highest last class of character that the part may hold */
export function takeUntilSeparator(t: Track, part: Part, least: i32, most: i32, highest: u32, wrong: i32): void {
  if (t.fault !== OK) return;
  let length: i32 = 0;
  while (t.cursor + length < t.end && classAt(t, t.cursor + length) <= highest) {
    if (length++ === most) return fail(t, wrong, part, t.cursor + most);
  }
  const next = t.cursor + length;
  if (next >= t.end) return fail(t, TRACK_TRUNCATED, part, t.end);
  if (classAt(t, next) !== SEPARATOR) return fail(t, TRACK_CHARACTER, part, next);
  if (length < least) return fail(t, wrong, part, next);
  setPart(t, part, t.cursor, length);
  t.cursor = next + 1;
}

/** Everything up to the end. */
export function takeRest(t: Track): void {
  const from = t.cursor;
  for (; t.fault === OK && t.cursor < t.end; t.cursor++) {
    if (classAt(t, t.cursor) > SEPARATOR) fail(t, TRACK_CHARACTER, Part.DISCRETIONARY, t.cursor);
  }
  if (t.fault === OK) setPart(t, Part.DISCRETIONARY, from, t.cursor - from);
}

function setPart(t: Track, part: Part, place: i32, length: i32): void {
  if (length > 0) store<u32>(changetype<usize>(t) + TRACK_PARTS + 4 * <usize>part, place | (length << 16));
}

/** Keeps the first fault. */
export function fail(t: Track, fault: i32, part: Part, place: i32): void {
  if (t.fault !== OK) return;
  t.fault = fault;
  t.faultPart = part;
  t.faultAt = place;
}

/** Class of a character: see `characters.ts`. */
export function classAt(t: Track, index: i32): u32 {
  if (t.packed !== 0) return classOfNibble(nibbleAt(t.at, index));
  const character: u32 = load<u8>(t.at + index);
  return t.number === 1 ? classOf6(character) : classOf4(character);
}
