/**
 * Says yes to a message that is right, quickly; whatever it does not like is left to `unpack`, which says what is wrong.
 *
 * Values that lie side by side and must be of the same kind are checked together, eight bytes at a time. What is accepted
 * here is what `unpack` accepts, with the same index; a test holds the two together.
 */
import { OK } from "../../base/status";
import { ANNOUNCES, bitmapsOf, firstBytes } from "./bitmap";
import { ALPHANUMERIC, NUMERIC, TEXT } from "./classes";
import { checkContent, hasClass } from "./content";
import {
  CHECK_CHARACTERS,
  CHECK_DIGITS,
  CHECK_NIBBLES,
  CHECK_NONE,
  CLASS_SHIFT,
  HEAD_BYTES,
  LEFT,
  LENGTH_SHIFT,
  WIDTH_MASK,
  lastField,
  minimumOf,
  padOf,
  prefixBytes,
  valueBytes,
} from "./dialect";
import { readLength } from "./length";
import { INDEX_BITMAP, INDEX_END, INDEX_ENTRIES, clearIndex, readHead } from "./unpack";

/** What values side by side have in common: the bits of a descriptor from its class to EBCDIC. */
const KIND_SHIFT: u64 = CLASS_SHIFT;
const KIND_MASK: u64 = 0xfff;
const CLASS_BITS: u32 = 8;
const ANYTHING: u32 = CHECK_NONE << CLASS_BITS;
const NIBBLES: u32 = CHECK_NIBBLES << CLASS_BITS;
const DIGITS: u32 = CHECK_DIGITS << CLASS_BITS;
const NUMERIC_TEXT: u32 = (CHECK_CHARACTERS << CLASS_BITS) | NUMERIC;
const ALPHANUMERIC_TEXT: u32 = (CHECK_CHARACTERS << CLASS_BITS) | ALPHANUMERIC;
const PLAIN_TEXT: u32 = (CHECK_CHARACTERS << CLASS_BITS) | TEXT;
/** A length in BCD that counts units and not itself. */
const LENGTH_FORM: u64 = 0x3f;

const TOPS: u64 = 0x8080808080808080;

/**
 * As `unpackGroup` of a group with a bitmap, strictly.
 *
 * @returns false for anything that is not right; the index then means nothing
 */
export function accepts(group: usize, message: usize, from: i32, to: i32, index: usize): bool {
  const end = message + to;
  clearIndex(index);
  if (firstBytes(load<u64>(group)) === 0 || to > 0xffff || readHead(group, message, message + from, end, index) !== OK)
    return false;
  const last = <i32>lastField(group);
  const head = load<u64>(group);
  const announced = bitmapsOf(head) - 1;
  const table = group + HEAD_BYTES;
  const entries = index + INDEX_ENTRIES;
  let at = message + load<u32>(index + INDEX_END);
  let run = at;
  let kind: u32 = ANYTHING;
  for (let word = 0; word <= announced; word++) {
    let pending = load<u64>(index + INDEX_BITMAP + (word << 3));
    if (word < announced) pending &= ~ANNOUNCES;
    if (pending === 0) continue;
    if ((word << 6) + 64 - <i32>ctz<u64>(pending) > last) return false;
    while (pending !== 0) {
      const bit = <i32>clz<u64>(pending);
      pending ^= ANNOUNCES >> bit;
      const field = (word << 6) + bit + 1;
      const descriptor = load<u64>(table + (field << 3));
      if (descriptor === 0) return false;

      const own = <u32>((descriptor >> KIND_SHIFT) & KIND_MASK);
      let units = <i32>(descriptor & 0xffff);
      const prefix = <usize>prefixBytes(descriptor);
      if (prefix !== 0 || own !== kind) {
        if (!areOf(kind, run, <i32>(at - run), message)) return false;
        if (prefix !== 0) {
          if (prefix > end - at) return false;
          const length = lengthOf(descriptor, at, prefix);
          if (length < minimumOf(descriptor) || length > units) return false;
          units = length;
          at += prefix;
        }
        run = at;
        kind = own;
      }
      const bytes = valueBytes(descriptor, units);
      if (<usize>bytes > end - at) return false;
      store<u32>(entries + (field << 2), (<u32>(at - message)) | ((<u32>units) << 16));
      if ((units & 1) !== 0 && (descriptor & WIDTH_MASK) === 0 && !isPadded(descriptor, at, bytes)) return false;
      if (!isShared(own)) {
        if (checkContent(descriptor, at, units, bytes) !== OK) return false;
        kind = ANYTHING;
      }
      at += bytes;
    }
  }
  store<u32>(index + INDEX_END, <u32>(at - message));
  return at === end && areOf(kind, run, <i32>(at - run), message);
}

/** Packed digits or characters of a class: values of one kind that lie side by side can be checked as one. */
function isShared(kind: u32): bool {
  const check = kind >> CLASS_BITS;
  return check < 2 || check === CHECK_NIBBLES || (check & 7) === CHECK_CHARACTERS;
}

/** The nibble beside an odd digit; one above 9 would not pass for a digit, so it is left to `unpack`. */
function isPadded(descriptor: u64, at: usize, bytes: i32): bool {
  const nibble: u32 = (descriptor & LEFT) !== 0 ? load<u8>(at + bytes - 1) & 0xf : load<u8>(at) >> 4;
  return nibble === padOf(descriptor);
}

function lengthOf(descriptor: u64, at: usize, prefix: usize): i32 {
  if (((descriptor >> LENGTH_SHIFT) & LENGTH_FORM) !== 0 || prefix > 2) {
    return readLength(descriptor, at, <i32>prefix, false);
  }
  const first: u32 = load<u8>(at);
  const low = first - 6 * (first >> 4);
  if ((first & 0xf) > 9 || first > 0x99) return -1;
  if (prefix === 1) return low;
  const second: u32 = load<u8>(at, 1);
  if ((second & 0xf) > 9 || second > 0x99) return -1;
  return low * 100 + second - 6 * (second >> 4);
}

/** Whether all bytes are of a kind. */
function areOf(kind: u32, at: usize, length: i32, message: usize): bool {
  if (length === 0 || kind === ANYTHING || kind === NIBBLES) return true;
  if (kind === DIGITS) return areDigits(at, length, message);
  if (kind === PLAIN_TEXT) return areText(at, length, message);
  if (kind === ALPHANUMERIC_TEXT) return areAlphanumeric(at, length, message);
  if (kind === NUMERIC_TEXT) return areNumeric(at, length, message);
  return hasClass((<u64>kind) << KIND_SHIFT, at, length);
}

/** A nibble is above 9 when its bit 3 stands together with bit 2 or bit 1. */
function areDigits(at: usize, length: i32, message: usize): bool {
  const end = at + length;
  let over: u64 = 0;
  for (; end - at >= 8; at += 8) over |= aboveNine(load<u64>(at));
  if (at < end) over |= aboveNine(rest(at, end, message, 0));
  return (over & 0x8888888888888888) === 0;
}

function aboveNine(eight: u64): u64 {
  return eight & ((eight << 1) | (eight << 2));
}

/** 20 to 7E. */
function areText(at: usize, length: i32, message: usize): bool {
  const end = at + length;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8) wrong |= notText(load<u64>(at));
  if (at < end) wrong |= notText(rest(at, end, message, 0x20));
  return (wrong & TOPS) === 0;
}

function notText(eight: u64): u64 {
  return eight | ~(eight + 0x6060606060606060) | (eight + 0x0101010101010101);
}

function areAlphanumeric(at: usize, length: i32, message: usize): bool {
  const end = at + length;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8) wrong |= notAlphanumeric(load<u64>(at));
  if (at < end) wrong |= notAlphanumeric(rest(at, end, message, 0x20));
  return (wrong & TOPS) === 0;
}

/** Each sum reaches the top bit of its byte from one bound on; `letters` are of both cases at once. */
function notAlphanumeric(eight: u64): u64 {
  const letters = eight | 0x2020202020202020;
  const isLetter = (letters + 0x1f1f1f1f1f1f1f1f) & ~(letters + 0x0505050505050505);
  const isDigit = (eight + 0x5050505050505050) & ~(eight + 0x4646464646464646);
  const isSpace = ~((eight ^ 0x2020202020202020) + 0x7f7f7f7f7f7f7f7f);
  return eight | ~(isLetter | isDigit | isSpace);
}

function areNumeric(at: usize, length: i32, message: usize): bool {
  const end = at + length;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8) wrong |= notNumeric(load<u64>(at));
  if (at < end) wrong |= notNumeric(rest(at, end, message, 0x30));
  return (wrong & TOPS) === 0;
}

function notNumeric(eight: u64): u64 {
  const digits = eight ^ 0x3030303030303030;
  return digits | (digits + 0x7676767676767676);
}

/** The last one to seven bytes of a run, filled up with `filler`; read together with the bytes before them where there are. */
function rest(at: usize, end: usize, message: usize, filler: u64): u64 {
  const length = <u64>(end - at);
  const fillers = (filler * 0x0101010101010101) << (8 * length);
  if (end - message >= 8) return (load<u64>(end - 8) >> (64 - 8 * length)) | fillers;
  let eight: u64 = 0;
  for (let i: u64 = 0; i < length; i++) eight |= (<u64>load<u8>(at + <usize>i)) << (8 * i);
  return eight | fillers;
}
