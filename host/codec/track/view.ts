/**
 * The view of a track that codec.wasm makes: where each part lies (assembly/codec/track/view.ts).
 *
 * What is read is wiped from codec.wasm before anything else is said. Errors name the rule, the part and the place.
 */
import { CodecError, statusName } from "../errors.ts";
import { calls, give, memory, wipe } from "../wasm.ts";

/** In the order of the view's entries. */
export const PARTS = [
  "formatCode",
  "pan",
  "name",
  "expiry",
  "serviceCode",
  "discretionary",
  "countryCode",
  "currencyCode",
  "currencyExponent",
  "amountAuthorised",
  "amountRemaining",
  "cycleBegin",
  "cycleLength",
  "retryCount",
  "pinControl",
  "interchangeControl",
  "panRestriction",
  "san1Restriction",
  "san2Restriction",
  "cardSequence",
  "cardSecurity",
  "san1",
  "san2",
  "relayMarker",
  "cryptoCheck",
] as const;

/** A part by name; `discretionary` is all that follows the other parts. */
export type TrackPart = (typeof PARTS)[number];
export type TrackNumber = 1 | 2 | 3;

/** A track as it was read: places are characters from the first that was given. */
export interface TrackView {
  /** Place | length << 16 of each of PARTS; 0 for one that is absent. */
  places: Uint32Array;
  /** Where the body begins, after the start sentinel, and where it ends. */
  from: number;
  to: number;
  /** Whether the LRC is right; undefined when there was none. */
  lrc: boolean | undefined;
}

const OK = 0;
const LRC_ABSENT = 0;
const LRC_RIGHT = 1;
/** u32 in the view before its parts, and which of them are read. */
const VIEW_WORDS = 11;
const SENTINELS = 4;
const LRC = 5;
const END = 7;
const FAULT_AT = 9;
const FAULT_PART = 10;
/** More than any track has. */
const GIVEN_MAX = 256;
/** The longest track 2. */
const TRACK_2_MAX = 37;

const EXPECTED: Readonly<Record<string, string>> = {
  TRACK_TRUNCATED: "more characters",
  TRACK_SENTINEL: "both sentinels and at most an LRC, or none",
  TRACK_FORMAT: "format B on track 1, 01, 02 or 99 on track 3",
  TRACK_PAN: "8 to 19 digits",
  TRACK_CHARACTER: "a character that may stand here",
  TRACK_NAME: "2 to 26 characters",
  TRACK_EXPIRY: "4 digits",
  TRACK_SERVICE: "3 digits",
  TRACK_LENGTH: "76, 37 and 104 characters on tracks 1, 2 and 3 at most",
  TRACK_LRC: "the right LRC",
};

/** @param count characters: twice the bytes when packed. @throws CodecError */
export function readTrack(number: TrackNumber, bytes: Uint8Array, count: number, packed: boolean): TrackView {
  if (![1, 2, 3].includes(number)) throw trackFault("TRACK_FORMAT", 0, "");
  if (bytes.length > GIVEN_MAX) throw trackFault("TRACK_LENGTH", GIVEN_MAX, "");
  give(bytes);
  const status = calls().readTrack(number, count, packed ? 1 : 0);
  wipe(bytes.length, 0);
  const words = viewWords();
  if (status === OK) {
    const [from = 0, lrc = 0, to = 0] = [words[SENTINELS], words[LRC], words[END]];
    return { places: words.slice(VIEW_WORDS), from, to, lrc: lrc === LRC_ABSENT ? undefined : lrc === LRC_RIGHT };
  }
  const at = words[FAULT_AT] ?? 0;
  throw trackFault(statusName(status), packed ? at >> 1 : at, PARTS[words[FAULT_PART] ?? 0] ?? "");
}

/**
 * The PAN of a track of which nothing else need be well formed, as when the rest is enciphered or cut off.
 *
 * @returns undefined when no PAN of 8 to 19 digits and no separator are where they belong
 */
export function panOfTrack(track: Uint8Array | string, options: { track?: TrackNumber } = {}): string | undefined {
  const all = bytesOf(track);
  const bytes = all.subarray(0, GIVEN_MAX);
  const number = options.track ?? recognise(bytes);
  give(bytes);
  const status = calls().readTrackPan(number, bytes.length, 0);
  const entry = viewWords()[VIEW_WORDS + PARTS.indexOf("pan")] ?? 0;
  const from = entry & 0xffff;
  const pan = textOf(bytes.subarray(from, from + (entry >>> 16)));
  all.fill(0);
  wipe(bytes.length, 0);
  return status === OK && pan !== "" ? pan : undefined;
}

/** The LRC that follows a track with both its sentinels. */
export function lrcOf(number: TrackNumber, whole: Uint8Array): number {
  give(whole);
  const lrc = calls().lrcTrack(number, whole.length);
  wipe(whole.length, 0);
  return lrc;
}

function viewWords(): Uint32Array {
  return new Uint32Array(memory(), calls().trackAt(), VIEW_WORDS + PARTS.length).slice();
}

export function trackFault(code: string, offset: number, path: string): CodecError {
  const expected = EXPECTED[code];
  return new CodecError({ code, path, offset, ...(expected === undefined ? {} : { expected }) });
}

/** Track 1 has letters or `^`; the shortest track 3 (ISO/IEC 4909) is longer than the longest track 2. */
export function recognise(bytes: Uint8Array): TrackNumber {
  const text = textOf(bytes.subarray(0, GIVEN_MAX));
  if (/^(?:%|[A-Z])|\^/.test(text)) return 1;
  return text.replace(/^;/, "").replace(/\?.*$/s, "").length > TRACK_2_MAX ? 3 : 2;
}

/** A character outside ASCII becomes 255, which no track has. */
export function bytesOf(track: Uint8Array | string): Uint8Array {
  if (typeof track !== "string") return track.slice();
  return Uint8Array.from({ length: track.length }, (_, i) => (track.charCodeAt(i) < 0x80 ? track.charCodeAt(i) : 255));
}

export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
