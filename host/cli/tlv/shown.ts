/**
 * Values of data objects in hexadecimal, with stars for what may not be seen; as long as they are.
 *
 * Every tag of the dictionary is masked as it says, whatever the length of its value. A tag that it lacks is shown but for
 * numbers that could be a card's: who decodes bytes by hand looks for just these tags.
 */
import { shownOf, tagInfos } from "../../codec/emv/index.ts";
import { maskPan, maskText } from "../../codec/mask.ts";
import { hexOfBytes } from "../hex.ts";

/** Digits of EBCDIC, in hexadecimal. */
const EBCDIC_NUMBER = /(?:F[0-9]){13,}/g;

/** @param clear everything is shown */
export function shownValue(tag: number, value: Uint8Array, clear: boolean): string {
  const text = hexOfBytes(value);
  if (clear) return text;
  switch (shownOf(tag, { value })) {
    case "all":
      return text;
    case "pan":
      return maskedDigits(text);
    case "track":
      return maskedTrack(text);
    case "hidden":
      return isOpen(tag) ? maskText(text).replace(EBCDIC_NUMBER, stars) : stars(text);
  }
}

/** Of a tag that the dictionary lacks, or has for something else than its length tells and for nothing secret. */
function isOpen(tag: number): boolean {
  return tagInfos(tag).every(({ secret }) => secret === "none");
}

function maskedDigits(text: string): string {
  const [digits = ""] = /^[0-9]*/.exec(text) ?? [];
  return maskPan(digits) + stars(text.slice(digits.length).replace(/F+$/, "")) + (/F+$/.exec(text)?.[0] ?? "");
}

function maskedTrack(text: string): string {
  const [, pan = "", separator = "", rest = ""] = /^([0-9]{12,19})(D)(.*)$/.exec(text) ?? [];
  return pan === "" ? stars(text) : maskPan(pan) + separator + stars(rest);
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
