/** Is it an address of a server: a host name of labels (RFC 1123, 2.1) or an IPv4 address; is it a port. */
import { PORT_MAX } from "../../acquirer/servers";
import { digitAt, getDigits } from "../../base/bcd";

const LABEL_MAX: i32 = 63;
const DOT: u32 = 0x2e;
const HYPHEN: u32 = 0x2d;
const PORT_DIGITS_MAX: i32 = 5;
const IP_PARTS: i32 = 4;
const IP_PART_MAX: i64 = 255;

/** A name whose last label is a number is an IP address, or none. @param length above 0 */
export function isHost(at: usize, length: i32): bool {
  let labels = 0;
  let numbers = 0;
  let last = 0;
  for (let begin = 0; begin <= length; labels++) {
    const end = labelEnd(at, begin, length);
    if (!isLabel(at + begin, end - begin)) return false;
    last = begin;
    if (isIpPart(at + begin, end - begin)) numbers += 1;
    begin = end + 1;
  }
  return !isNumber(at + last, length - last) || (labels === IP_PARTS && numbers === IP_PARTS);
}

/** @returns the port, 0 when it is none */
export function portOf(at: usize, length: i32): u32 {
  if (length < 1 || length > PORT_DIGITS_MAX) return 0;
  const port = getDigits(at, length);
  return port < 1 || port > <i64>PORT_MAX ? 0 : <u32>port;
}

function labelEnd(at: usize, begin: i32, length: i32): i32 {
  let end = begin;
  while (end < length && load<u8>(at + end) !== DOT) end++;
  return end;
}

/** Letters, digits and hyphens, none of these at either end. */
function isLabel(at: usize, length: i32): bool {
  if (length < 1 || length > LABEL_MAX) return false;
  for (let i = 0; i < length; i++) {
    const letter: u32 = load<u8>(at + i);
    const isHyphen = letter === HYPHEN && i > 0 && i < length - 1;
    if (!isHyphen && !isLetter(letter) && digitAt(at + i) > 9) return false;
  }
  return true;
}

function isLetter(letter: u32): bool {
  const small = letter | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

function isNumber(at: usize, length: i32): bool {
  for (let i = 0; i < length; i++) if (digitAt(at + i) > 9) return false;
  return true;
}

/** 0 to 255, no zero in front. */
function isIpPart(at: usize, length: i32): bool {
  if (length > 3 || !isNumber(at, length)) return false;
  return getDigits(at, length) <= IP_PART_MAX && (length === 1 || digitAt(at) !== 0);
}
