/**
 * What a value may hold: digits, letters, text. Read by `unpack` and, so that whatever is packed can be unpacked, by `pack`.
 */
import { isBcd } from "../../base/bcd";
import { ISO_CHARACTER, ISO_DIGIT, ISO_PAD, OK } from "../../base/status";
import { ASCII_CLASSES, EBCDIC_CLASSES } from "./classes";
import {
  CHECK_CHARACTERS,
  CHECK_DIGITS,
  CHECK_HEX,
  CHECK_SIGNED,
  CHECK_SIGNED_PACKED,
  CHECK_TRACK,
  CLASS_SHIFT,
  EBCDIC,
  LEFT,
  checkOf,
  isPacked,
  padOf,
} from "./dialect";
import { hexDigitValue } from "./hex";

const SIGN_CREDIT_ASCII: u32 = 0x43;
const SIGN_CREDIT_EBCDIC: u32 = 0xc3;
const SEPARATOR: u32 = 0xd;

/**
 * Checks a value in its encoded form.
 *
 * @param descriptor the field in its group
 * @param units digits, characters or bytes of the value
 * @param bytes encoded bytes of the value
 * @returns OK, ISO_DIGIT (a nibble or a hexadecimal digit), ISO_PAD (the nibble beside an odd digit) or ISO_CHARACTER
 */
export function checkContent(descriptor: u64, at: usize, units: i32, bytes: i32): i32 {
  switch (checkOf(descriptor)) {
    case CHECK_CHARACTERS:
      return hasClass(descriptor, at, bytes) ? OK : ISO_CHARACTER;
    case CHECK_HEX:
      return isHex(descriptor, at, bytes) ? OK : ISO_DIGIT;
    case CHECK_SIGNED:
      if (bytes === 0) return OK;
      return isSign(descriptor, at) && hasClass(descriptor, at + 1, bytes - 1) ? OK : ISO_CHARACTER;
    case CHECK_SIGNED_PACKED:
      if (bytes === 0) return OK;
      return isSign(descriptor, at) ? checkPacked(descriptor, at + 1, units - 1, bytes - 1) : ISO_CHARACTER;
  }
  return isPacked(descriptor) ? checkPacked(descriptor, at, units, bytes) : OK;
}

function checkPacked(descriptor: u64, at: usize, units: i32, bytes: i32): i32 {
  const check = checkOf(descriptor);
  if ((units & 1) === 0) {
    if (check === CHECK_DIGITS || check === CHECK_SIGNED_PACKED) return isBcd(at, bytes) ? OK : ISO_DIGIT;
    return check === CHECK_TRACK && !isTrack(at, bytes) ? ISO_DIGIT : OK;
  }
  const left = (descriptor & LEFT) !== 0;
  const last = at + bytes - 1;
  const pad: u32 = left ? load<u8>(last) & 0xf : load<u8>(at) >> 4;
  if (pad !== padOf(descriptor)) return ISO_PAD;
  if (check === CHECK_TRACK) return isPaddedTrack(at, bytes, left) ? OK : ISO_DIGIT;
  if (check !== CHECK_DIGITS && check !== CHECK_SIGNED_PACKED) return OK;
  if (!isBcd(left ? at : at + 1, bytes - 1)) return ISO_DIGIT;
  const single: u32 = left ? load<u8>(last) >> 4 : load<u8>(at) & 0xf;
  return single < 10 ? OK : ISO_DIGIT;
}

/** Digits and at most one D among them (ISO/IEC 7813 track 2 in packed form). */
function isTrack(at: usize, bytes: i32): bool {
  return separatorsAmong(at, bytes) <= 1;
}

/** The pad may be above 9, so the byte that holds it is looked at by itself. */
function isPaddedTrack(at: usize, bytes: i32, left: bool): bool {
  const single: u32 = left ? load<u8>(at + bytes - 1) >> 4 : load<u8>(at) & 0xf;
  return separatorsIn(single) + separatorsAmong(left ? at : at + 1, bytes - 1) <= 1;
}

/** How many nibbles are D; at least 2 when one is neither that nor a digit. */
function separatorsAmong(at: usize, bytes: i32): i32 {
  let separators = 0;
  for (let i = 0; i < bytes; i++) {
    const byte: u32 = load<u8>(at + i);
    separators += separatorsIn(byte >> 4) + separatorsIn(byte & 0xf);
  }
  return separators;
}

/** 1 for a separator, 0 for a digit, else more than a track may have. */
function separatorsIn(nibble: u32): i32 {
  return nibble < 10 ? 0 : nibble === SEPARATOR ? 1 : 2;
}

/** The classes of all characters, joined by AND, still hold the class of the field. */
export function hasClass(descriptor: u64, at: usize, length: i32): bool {
  const classes = (descriptor & EBCDIC) !== 0 ? EBCDIC_CLASSES : ASCII_CLASSES;
  let all = (<u32>(descriptor >> CLASS_SHIFT)) & 0xff;
  const end = at + length;
  for (; at + 4 <= end; at += 4) {
    const four = load<u32>(at);
    all &=
      (<u32>load<u8>(classes + (four & 0xff))) &
      (<u32>load<u8>(classes + ((four >> 8) & 0xff))) &
      ((<u32>load<u8>(classes + ((four >> 16) & 0xff))) & (<u32>load<u8>(classes + (four >> 24))));
  }
  for (; at < end; at++) all &= load<u8>(classes + <usize>load<u8>(at));
  return all !== 0;
}

function isHex(descriptor: u64, at: usize, length: i32): bool {
  const ebcdic = (descriptor & EBCDIC) !== 0;
  for (let i = 0; i < length; i++) if (hexDigitValue(load<u8>(at + i), ebcdic) > 0xf) return false;
  return true;
}

/** C for credit or D for debit (ISO 8583:1987, 4.4: x). */
function isSign(descriptor: u64, at: usize): bool {
  const credit = (descriptor & EBCDIC) !== 0 ? SIGN_CREDIT_EBCDIC : SIGN_CREDIT_ASCII;
  return <u32>load<u8>(at) - credit < 2;
}
