/**
 * Packs a message whose values are right, quickly; whatever it does not like is left to `pack`, which says what is wrong.
 *
 * What is packed here `pack` packs to the same bytes; tests hold the two together.
 */
import { OK } from "../../base/status";
import { ANNOUNCES, WORD_BYTES, firstBytes } from "./bitmap";
import { checkContent } from "./content";
import {
  CHECK_CHARACTERS,
  CHECK_NIBBLES,
  CHECK_NONE,
  CHECK_TRACK,
  CLASS_SHIFT,
  EBCDIC,
  HEAD_BYTES,
  LEFT,
  PACKED,
  SINGLE,
  WIDTH_MASK,
  checkOf,
  lastField,
  maximumOf,
  minimumOf,
  padOf,
  prefixBytes,
  valueBytes,
} from "./dialect";
import { aboveNine, notHex, notOfClass, notSeparator, tail } from "./eight";
import { putLength } from "./length";
import { Packer, WORDS, endGroup } from "./pack";

/** Field and length, in front of a value. */
const RECORD_HEAD: usize = 4;
/** In the field of a record: the value is hexadecimal text of the bytes, and the length counts its characters. */
const IN_HEX: u32 = 0x2000;
const EIGHT_ZEROS: u64 = 0x3030303030303030;
const HIGH_NIBBLES: u64 = 0xf0f0f0f0f0f0f0f0;

/**
 * @param p a group that was begun
 * @param records for each value, ascending: its field u16 · its length u16 · the value, as `packField` takes it
 * @param joined the two numbers of a record have seven bits a byte
 * @param end where they end
 * @returns bytes of the group, 0 for anything that is not right
 */
export function packsWell(p: Packer, records: usize, end: usize, joined: bool): i32 {
  if (p.fault !== OK) return 0;
  const table = p.group + HEAD_BYTES;
  const words = changetype<usize>(p) + WORDS;
  const most = lastPacked(p);
  const first = records + 8;
  let last = -1;
  let out = p.at;
  while (records < end) {
    const value = records + RECORD_HEAD;
    if (value > end) return 0;
    const head = joined ? sevenBits(load<u32>(records)) : load<u32>(records);
    const length: i32 = head >> 16;
    if (<usize>length > end - value) return 0;
    records = value + length;
    const inHex = head & IN_HEX;
    const field: i32 = head & 0xffff & ~IN_HEX;
    const count = inHex !== 0 ? length >> 1 : length;
    // The eight bytes that end with a value are read at once.
    if (records < first || field <= last || field > most) return 0;
    last = field;

    const descriptor = load<u64>(table + (field << 3));
    const prefix = prefixBytes(descriptor);
    const maximum = maximumOf(descriptor);
    if (count > maximum || count < (prefix === 0 ? maximum : minimumOf(descriptor))) return 0;
    const bytes = valueBytes(descriptor, count);
    if (descriptor === 0 || <usize>(prefix + bytes + 8) > p.end - out) return 0;
    if (prefix !== 0) putLength(descriptor, out, prefix, count);
    // Eight bytes at a time reach from the type indicator into the bitmap, which is written last.
    const at = field === 0 ? p.bitmap - bytes : out + prefix;
    if (inHex !== 0 ? !putsHex(descriptor, at, value, length) : !puts(descriptor, at, value, count)) return 0;
    if (field === 0) continue;
    out = at + bytes;
    const word = words + (((field - 1) >> 6) << 3);
    store<u64>(word, load<u64>(word) | (ANNOUNCES >> ((field - 1) & 63)));
  }
  p.at = out;
  return endGroup(p);
}

/** Two numbers of 16 bits from two of seven bits a byte. */
function sevenBits(head: u32): u32 {
  return (head & 0x007f007f) | ((head >> 1) & 0x3f803f80);
}

/** The last field that the group has and the bitmaps can tell of. */
function lastPacked(p: Packer): i32 {
  const last = <i32>lastField(p.group);
  const first = firstBytes(load<u64>(p.group));
  return first === 0 ? last : min(last, 8 * (first + WORD_BYTES * (p.bitmaps - 1)));
}

/** Writes a value of the usual kinds. @returns false for one that is not right, and for all other kinds */
function puts(descriptor: u64, out: usize, value: usize, count: i32): bool {
  const check = checkOf(descriptor);
  switch (descriptor & WIDTH_MASK) {
    case PACKED:
      return check <= CHECK_NIBBLES && putsDigits(descriptor, out, value, count, check);
    case SINGLE:
      if (check === CHECK_CHARACTERS && (descriptor & EBCDIC) === 0)
        return putsText(descriptor, out, value, value + count);
      putBytes(out, value, value + count);
      return check === CHECK_NONE || checkContent(descriptor, value, count, count) === OK;
  }
  return false;
}

/** Bytes that nobody checks, from hexadecimal text. */
function putsHex(descriptor: u64, out: usize, at: usize, length: i32): bool {
  if ((descriptor & WIDTH_MASK) !== SINGLE || checkOf(descriptor) !== CHECK_NONE || (length & 1) !== 0) return false;
  const end = at + length;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8, out += 4) {
    const eight = load<u64>(at);
    wrong |= notHex(eight);
    store<u32>(out, squeeze(nibblesOf(eight)));
  }
  if (at < end) {
    const eight = tail(at, end);
    wrong |= notHex(eight) << (64 - 8 * <u64>(end - at));
    store<u32>(out, squeeze(nibblesOf(eight)));
  }
  return wrong === 0;
}

/** What hexadecimal digits stand for: a letter has bit 6, and its low nibble is 9 less. */
function nibblesOf(eight: u64): u64 {
  return (eight & 0x0f0f0f0f0f0f0f0f) + 9 * ((eight >> 6) & 0x0101010101010101);
}

function putBytes(out: usize, at: usize, end: usize): void {
  for (; end - at >= 8; at += 8, out += 8) store<u64>(out, load<u64>(at));
  if (at < end) store<u64>(out, tail(at, end));
}

function putsText(descriptor: u64, out: usize, at: usize, end: usize): bool {
  const characters = (<u32>(descriptor >> CLASS_SHIFT)) & 0xff;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8, out += 8) {
    const eight = load<u64>(at);
    wrong |= notOfClass(characters, eight);
    store<u64>(out, eight);
  }
  if (at < end) {
    const eight = tail(at, end);
    wrong |= notOfClass(characters, eight) << (64 - 8 * <u64>(end - at));
    store<u64>(out, eight);
  }
  return wrong === 0;
}

/** How many D a packed value may have. */
function separatorsOf(check: u32): u64 {
  if (check === CHECK_TRACK) return 1;
  return check === CHECK_NIBBLES ? u64.MAX_VALUE : 0;
}

/** Digits and as many `=` as the field may have, whose low nibble is the D that stands for it. */
function putsDigits(descriptor: u64, out: usize, at: usize, count: i32, check: u32): bool {
  const end = at + count;
  const left = (descriptor & LEFT) !== 0;
  let wrong: u64 = 0;
  let separators: u64 = 0;
  if ((count & 1) !== 0 && !left) {
    const one = (<u64>load<u8>(at++)) ^ 0x30;
    store<u8>(out++, <u8>(one | (padOf(descriptor) << 4)));
    wrong = (one & HIGH_NIBBLES) | aboveNine(one);
  }
  for (; at < end; at += 8, out += 4) {
    let eight: u64;
    let pad: u64 = 0;
    if (end - at >= 8) {
      eight = load<u64>(at) ^ EIGHT_ZEROS;
    } else {
      const bits = 8 * <u64>(end - at);
      eight = tail(at, end) ^ (EIGHT_ZEROS >> (64 - bits));
      // The pad of an odd digit stands where the next digit would.
      pad = (<u64>padOf(descriptor)) << bits;
    }
    const above = aboveNine(eight);
    wrong |= (eight & HIGH_NIBBLES) | notSeparator(eight, above);
    separators += popcnt<u64>(above);
    store<u32>(out, squeeze(eight | pad));
  }
  return wrong === 0 && separators <= separatorsOf(check);
}

/** Eight bytes of one nibble each as four bytes. */
function squeeze(eight: u64): u32 {
  let pairs = ((eight << 4) | (eight >> 8)) & 0x00ff00ff00ff00ff;
  pairs = (pairs | (pairs >> 8)) & 0x0000ffff0000ffff;
  return <u32>(pairs | (pairs >> 16));
}
