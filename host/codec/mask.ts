/**
 * Card numbers as they may be shown: first six, last four, stars between; over codec.wasm, like the terminal's own.
 *
 * Masking fails closed: of what has no shape that is known here, nothing is shown. What is masked keeps its length, and
 * no digit of a PAN of 13 to 19 digits appears in it but the first six and the last four, whatever stands around it. The
 * shorter ones cannot be told from amounts and reference numbers in free text.
 */
import { calls, input, output, wipe } from "./wasm.ts";

const PAN = /^[0-9]{13,19}$/;
/**
 * What begins like a track: perhaps a sentinel and a format letter; the PAN, on track 3 with two digits of format before
 * it; the separator, which is `D` among hexadecimal digits.
 */
const TRACK = /^([%;]?[A-Za-z]?)([0-9]{13,21})([=Dd^])(.*)$/s;
/** Printable ASCII in hexadecimal. */
const HEX_TEXT = /^(?:[2-7][0-9A-Fa-f])+$/;

/** In text: digits, groups of them with one space, dot or hyphen between. */
const GROUPS = /(?<![0-9])[0-9]+(?:[ .\u00a0-][0-9]+)+/g;
/** As PANs are printed: 4-4-4-4 and more, 4-6-5 and 4-6-4, 6-13. */
const GROUPED_PAN =
  /[0-9]{4}([ .\u00a0-])[0-9]{4}\1[0-9]{4}\1[0-9]|[0-9]{4}([ .\u00a0-])[0-9]{6}\2[0-9]{4}|[0-9]{6}[ .\u00a0-][0-9]{13}/;
/** A PAN with what follows it on tracks 2 and 3, up to the next space, and on track 1, up to the end sentinel. */
const TRACK_IN_TEXT = /(?<![0-9])([0-9]{13,})(?![0-9])(?:([=Dd])(\S*)|(\^)([^?\n]*))/g;
/** Digits of any script. */
const LONG_NUMBER = /\p{Nd}{13,}/gu;

/** All stars unless it is 13 to 19 digits. */
export function maskPan(pan: string): string {
  return PAN.test(pan) ? maskDigits(pan) : stars(pan);
}

/**
 * Track 1, 2 or 3 as text or hexadecimal digits: the PAN masked, all after its separator hidden, `=` written `D`. Also one
 * whose characters are each two hexadecimal digits, which stays so. All stars where no PAN and separator are found.
 */
export function maskTrack(track: string): string {
  const masked = maskBegun(track);
  if (masked !== undefined) return masked.replace("=", "D");
  if (!HEX_TEXT.test(track)) return stars(track);
  const inner = maskBegun(track.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
  return inner?.replace(/./gs, (character) => character.charCodeAt(0).toString(16).toUpperCase()) ?? stars(track);
}

/**
 * Free text: every run of digits that could hold a PAN is masked, longer ones and those in groups wholly; what follows a
 * PAN and a track's separator is hidden.
 */
export function maskText(text: string): string {
  return text
    .replace(GROUPS, (run) => (GROUPED_PAN.test(run) ? run.replace(/[0-9]/g, "*") : run))
    .replace(TRACK_IN_TEXT, (_, run: string, equals = "", rest = "", caret = "", name = "") =>
      [maskPan(run), equals, stars(String(rest)), caret, stars(String(name))].join(""),
    )
    .replace(LONG_NUMBER, maskPan);
}

/** True when the last digit is the Luhn check digit of the others. */
export function isLuhn(pan: string): boolean {
  if (!/^[0-9]{1,64}$/.test(pan)) return false;
  putText(pan);
  const right = calls().luhnDigits(pan.length) !== 0;
  wipe(pan.length, 0);
  return right;
}

/** The separator as it was given. */
function maskBegun(track: string): string | undefined {
  const [, head = "", run = "", separator = "", rest = ""] = TRACK.exec(track) ?? [];
  return run === "" ? undefined : `${head}${maskDigits(run)}${separator}${stars(rest)}`;
}

function maskDigits(digits: string): string {
  putText(digits);
  calls().maskDigits(digits.length);
  const masked = String.fromCharCode(...output().subarray(0, digits.length));
  wipe(digits.length, digits.length);
  return masked;
}

/** Without a Buffer of text: those share memory that keeps what they held. */
function putText(digits: string): void {
  const bytes = input();
  for (let i = 0; i < digits.length; i++) bytes[i] = digits.charCodeAt(i);
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
