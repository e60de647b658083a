/**
 * Card numbers as they may be shown: first six, last four, stars between; over codec.wasm, like the terminal's own.
 */
import { calls, give, output, wipe } from "./wasm.ts";

const PAN_CHARACTERS_MAX = 64;
/** Track 2 as digits: PAN, separator, expiry, service code, discretionary data. */
const TRACK_2 = /^([0-9]{13,19})[D=]/;

/** Fails closed: all stars when shorter than 13 digits or no number at all. */
export function maskPan(pan: string): string {
  if (pan.length > PAN_CHARACTERS_MAX || !/^[0-9]*$/.test(pan)) return "*".repeat(pan.length);
  give(Buffer.from(pan, "latin1"));
  calls().maskDigits(pan.length);
  wipe(pan.length, 0);
  return Buffer.from(output().slice(0, pan.length)).toString("latin1");
}

/** Track data: the PAN masked, all after the separator hidden; all stars where no PAN and separator are found. */
export function maskTrack(track: string): string {
  const pan = TRACK_2.exec(track)?.[1];
  if (pan === undefined) return "*".repeat(track.length);
  return `${maskPan(pan)}D${"*".repeat(track.length - pan.length - 1)}`;
}

/** Free text: every run of digits that could hold a PAN is masked, longer ones wholly. */
export function maskText(text: string): string {
  return text.replace(/[0-9]{13,}/g, (run) => (run.length > 19 ? "*".repeat(run.length) : maskPan(run)));
}

/** True when the last digit is the Luhn check digit of the others. */
export function isLuhn(pan: string): boolean {
  if (pan.length > PAN_CHARACTERS_MAX || !/^[0-9]+$/.test(pan)) return false;
  give(Buffer.from(pan, "latin1"));
  const right = calls().luhnDigits(pan.length) !== 0;
  wipe(pan.length, 0);
  return right;
}
