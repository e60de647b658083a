/**
 * The stripes that were swiped in a run: what a recording may keep of one.
 *
 * The terminal treats every stripe that it cannot read alike, so one of those is recorded as unreadable, without its
 * characters; of a readable one the card number is replaced elsewhere, and everything behind the service code becomes zeros.
 */
import { Event } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { Track } from "../codec/track/track.ts";
import { stripeOfPayload, stripePayload } from "../payloads.ts";
import type { Step } from "./recorder.ts";

/** Number, separator, expiry date or none, service code or none: a terminal acts by them. */
const TRACK_2_KEPT = /^;?(\d{13,19})[=D](?:\d{4}|[=D])(?:\d{3}|[=D])/;
/** Format code, number, separator. */
const TRACK_3_KEPT = /^;?\d\d(\d{0,19})[=D]/;

/** Takes out what must not be kept. @returns the card numbers that are left, to be replaced */
export function cleanStripes(steps: readonly Step[]): string[] {
  return steps
    .filter(({ event }) => event.code === Event.STRIPE_READ)
    .flatMap(({ event }) => {
      const stripe = stripeOfPayload(event.payload);
      const track2 = stripe && cleaned(stripe.track2, 2, TRACK_2_KEPT);
      const track3 = stripe && cleaned(stripe.track3, 3, TRACK_3_KEPT);
      event.payload = stripePayload(track2 && { track2: track2.bytes, track3: track3?.bytes ?? new Uint8Array(0) });
      return [track2?.pan, track3?.pan].filter((pan) => pan !== undefined && pan !== "") as string[];
    });
}

/** The track with zeros behind what is kept; undefined when a terminal could not read it. */
function cleaned(track: Uint8Array, number: 2 | 3, kept: RegExp): { bytes: Uint8Array; pan: string } | undefined {
  const text = Buffer.from(track).toString("latin1");
  const found = kept.exec(text);
  if (found === null || !isReadable(track, number)) return undefined;
  const end = found[0].length;
  const bytes = new Uint8Array(Buffer.from(text.slice(0, end) + text.slice(end).replaceAll(/[0-9]/g, "0"), "latin1"));
  return { bytes, pan: found[1] ?? "" };
}

function isReadable(track: Uint8Array, number: 2 | 3): boolean {
  try {
    Track.parse(track, { track: number }).wipe();
    return true;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}
