/** A track as the record that the command line prints. Masked unless told: what is not to be seen is as many stars. */
import type { Language } from "../lines.ts";
import { isLuhn, maskPan } from "../mask.ts";
import { serviceCodeMeaning } from "./service_code.ts";
import type { TrackNumber, TrackPart } from "./view.ts";

/** What is read of a track. */
interface ReadTrack {
  readonly number: TrackNumber;
  readonly pan: string;
  readonly name: string;
  readonly expiry: string;
  readonly serviceCode: string;
  readonly discretionary: string;
  readonly lrc: boolean | undefined;
  part(name: TrackPart): string;
  parts(): TrackPart[];
}

export interface TrackJsonOptions {
  /** True unless told: PAN masked, name, discretionary data and, of track 3, every account and check number hidden. */
  masked?: boolean;
  /** Of the meanings; English unless told. */
  language?: Language;
}

/** Keys are always the same ones for a track; null stands for what the track does not have. */
export interface TrackJson {
  track: 1 | 2 | 3;
  pan: string | null;
  /** YYMM. */
  expiry: string | null;
  /** Not of track 3. */
  serviceCode?: string | null;
  /** What each digit means; empty without a service code. */
  serviceCodeMeaning?: string[];
  discretionary: string | null;
  /** Whether the last digit of the PAN is its check digit; null without a PAN. */
  luhn: boolean | null;
  /** Whether the LRC is right; null when there was none. */
  lrc: boolean | null;
  /** Tracks 1 and 3. */
  formatCode?: string;
  /** Track 1. */
  name?: string | null;
  /** Track 3: the other fields of ISO/IEC 4909 that are there, by name. */
  fields?: Partial<Record<TrackPart, string>>;
}

/** Fields of track 3 that tell nothing of an account and verify nothing. */
const OPEN_FIELDS: ReadonlySet<TrackPart> = new Set([
  "countryCode",
  "currencyCode",
  "currencyExponent",
  "cycleBegin",
  "cycleLength",
  "interchangeControl",
  "panRestriction",
  "san1Restriction",
  "san2Restriction",
  "cardSequence",
  "relayMarker",
]);
const NAMED: ReadonlySet<TrackPart> = new Set(["formatCode", "pan", "expiry", "discretionary"]);

export function trackJson(track: ReadTrack, { masked = true, language = "en" }: TrackJsonOptions = {}): TrackJson {
  const hidden = (text: string): string => (masked ? "*".repeat(text.length) : text);
  const { pan } = track;
  const service = {
    serviceCode: track.serviceCode || null,
    serviceCodeMeaning: serviceCodeMeaning(track.serviceCode, language),
  };
  return {
    track: track.number,
    ...(track.number === 2 ? {} : { formatCode: track.part("formatCode") }),
    pan: pan === "" ? null : masked ? maskPan(pan) : pan,
    ...(track.number === 1 ? { name: hidden(track.name) } : {}),
    expiry: track.expiry || null,
    ...(track.number === 3 ? {} : service),
    ...(track.number === 3 ? { fields: fieldsOf(track, hidden) } : {}),
    discretionary: hidden(track.discretionary) || null,
    luhn: pan === "" ? null : isLuhn(pan),
    lrc: track.lrc ?? null,
  };
}

function fieldsOf(track: ReadTrack, hidden: (text: string) => string): Partial<Record<TrackPart, string>> {
  const fields = track.parts().filter((part) => !NAMED.has(part));
  return Object.fromEntries(
    fields.map((part) => [part, OPEN_FIELDS.has(part) ? track.part(part) : hidden(track.part(part))]),
  );
}
