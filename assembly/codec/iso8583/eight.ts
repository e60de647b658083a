/**
 * Eight bytes at once: each test leaves bits where one of them is wrong, and none where all are right.
 *
 * A byte that is wrong may disturb those above it, a right one never does; bytes of 0 disturb nobody.
 */

import { ALPHANUMERIC, NUMERIC, TEXT, TEXT_ANY } from "./classes";

/** Top bit of each byte: where `notText`, `notAlphanumeric` and `notNumeric` speak. */
export const TOPS: u64 = 0x8080808080808080;
/** Top bit of each nibble: where `aboveNine` speaks. */
export const EIGHTS: u64 = 0x8888888888888888;

/** Nibbles above 9: bit 3 stands together with bit 2 or bit 1. */
export function aboveNine(eight: u64): u64 {
  return eight & ((eight << 1) | (eight << 2)) & EIGHTS;
}

/** Of the nibbles that `aboveNine` found, those that are no D. */
export function notSeparator(eight: u64, above: u64): u64 {
  return above & (~(eight << 1) | (eight << 2) | ~(eight << 3));
}

/** Bytes outside 20 to 7E. */
export function notText(eight: u64): u64 {
  return (eight | ~(eight + 0x6060606060606060) | (eight + 0x0101010101010101)) & TOPS;
}

/** Control characters. */
export function notTextAny(eight: u64): u64 {
  const low = eight & ~TOPS;
  return (~(eight | (low + 0x6060606060606060)) | ((low + 0x0101010101010101) & ~eight)) & TOPS;
}

/**
 * Bytes that are no letter, digit or space. Each sum reaches the top bit of its byte from one bound on: 20, and with capitals
 * as small letters 21, 30, 3A, 61 and 7B, between which right and wrong take turns.
 */
export function notAlphanumeric(eight: u64): u64 {
  const letters = eight | 0x2020202020202020;
  const turns =
    (letters + 0x5f5f5f5f5f5f5f5f) ^
    (letters + 0x5050505050505050) ^
    (letters + 0x4646464646464646) ^
    (letters + 0x1f1f1f1f1f1f1f1f) ^
    (letters + 0x0505050505050505);
  return (eight | ~(eight + 0x6060606060606060) | turns) & TOPS;
}

/** Bytes outside 30 to 39. */
export function notNumeric(eight: u64): u64 {
  const digits = eight ^ 0x3030303030303030;
  return (digits | (digits + 0x7676767676767676)) & TOPS;
}

/** Bytes that are no hexadecimal digit, of either case. */
export function notHex(eight: u64): u64 {
  const letters = eight | 0x2020202020202020;
  const isLetter = (letters + 0x1f1f1f1f1f1f1f1f) & ~(letters + 0x1919191919191919);
  const isDigit = (eight + 0x5050505050505050) & ~(eight + 0x4646464646464646);
  return (eight | ~(isLetter | isDigit)) & TOPS;
}

/** Bytes that are not of a class of ASCII; all of them where the class is not known here. */
export function notOfClass(characters: u32, eight: u64): u64 {
  if (characters === TEXT) return notText(eight);
  if (characters === ALPHANUMERIC) return notAlphanumeric(eight);
  if (characters === TEXT_ANY) return notTextAny(eight);
  return characters === NUMERIC ? notNumeric(eight) : TOPS;
}

/** The last one to seven bytes before `end`, below them 0. */
export function tail(at: usize, end: usize): u64 {
  return load<u64>(end - 8) >> (64 - 8 * <u64>(end - at));
}
