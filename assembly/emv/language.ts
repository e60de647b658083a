/** The cardholder's language: the first of those that the card prefers (5F2D) and the terminal speaks (EMV Book 4, 11.1). */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { findChild } from "./fci";
import { Card, FOUND } from "./region";
import { TAG_5F2D_LANGUAGES } from "./tags";

/** Two letters, the first in the low byte (ISO 639-1): what the boards of this terminal have texts in. */
export const LANGUAGE_ZH: i32 = 0x687a;
export const LANGUAGE_EN: i32 = 0x6e65;
/** One to four languages. */
const LANGUAGE_BYTES: i32 = 2;
const LANGUAGES_BYTES_MAX: i32 = 8;
/** Capital letters are taken for small ones. */
const SMALL: i32 = 0x2020;

/** Keeps the language that the objects at `at`..`end` ask for, if they ask for one that is spoken here. */
export function keepLanguage(card: Card, at: usize, end: usize): void {
  if (!findChild(at, end, TAG_5F2D_LANGUAGES) || FOUND.length > LANGUAGES_BYTES_MAX) return;
  for (let i = 0; i + LANGUAGE_BYTES <= FOUND.length; i += LANGUAGE_BYTES) {
    const language = (<i32>load<u16>(FOUND.value + i)) | SMALL;
    if (language !== LANGUAGE_ZH && language !== LANGUAGE_EN) continue;
    card.language = language;
    decide(Rule.LANGUAGE, bswap<u16>(<u16>language));
    return;
  }
}
