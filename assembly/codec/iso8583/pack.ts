/**
 * Writes an ISO 8583 message, or a group of fields inside one, field by field in ascending order, straight into its place.
 *
 * The first fault is kept in the `Packer` and everything after it is ignored, so that a caller checks once, at the end.
 * What is packed here, `unpack` accepts. Knows no field by its number.
 */
import { nibbleAt, putBcd, putDigits } from "../../base/bcd";
import { copyBytes, fillBytes, store16 } from "../../base/bytes";
import { hexValue } from "../../base/hex";
import { ISO_DIGIT, ISO_LENGTH, ISO_NO_ROOM, ISO_ORDER, ISO_UNDEFINED, OK } from "../../base/status";
import { ANNOUNCES, BITMAP_ROOM, WORD_BYTES, firstBytes, putBitmap, wireBytes } from "./bitmap";
import { checkContent } from "./content";
import {
  CHECK_SIGNED_PACKED,
  DOUBLE,
  EBCDIC,
  FILL_SHIFT,
  LEFT,
  SINGLE,
  WIDTH_MASK,
  checkOf,
  descriptorOf,
  frontBytes,
  isPacked,
  maximumOf,
  minimumOf,
  padOf,
  prefixBytes,
  valueBytes,
} from "./dialect";
import { putHex } from "./hex";
import { putLength } from "./length";

const SEPARATOR: u32 = 0x3d;
const SEPARATOR_NIBBLE: u32 = 0xd;
/** More digits than this do not fit a u64. */
const NUMBER_DIGITS_MAX: i32 = 19;

/** A message being written: only valid between `beginGroup` and `endGroup`. */
@unmanaged
export class Packer {
  group: usize;
  /** Address of the first byte, the header's if there is one. */
  start: usize;
  /** Address of the bitmap. */
  bitmap: usize;
  /** Where the next field goes. */
  at: usize;
  /** Where the room ends. */
  end: usize;
  /** Bitmaps that are written. */
  bitmaps: i32;
  /** Number of the last field, 0 before the first. */
  field: i32;
  /** OK, or the first ISO_ORDER, ISO_LENGTH, ISO_NO_ROOM, ISO_UNDEFINED, ISO_DIGIT, ISO_PAD or ISO_CHARACTER. */
  fault: i32;
  /** Field of the first fault. */
  faultField: i32;
}

/** Three words of bits follow the fields. */
export const WORDS: usize = (offsetof<Packer>() + 7) & ~7;
export const PACKER_BYTES: i32 = <i32>WORDS + BITMAP_ROOM;

/**
 * A message with one bitmap whose type indicator is packed digits.
 *
 * @param out where the message is written, up to `end`
 * @param mti its four digits as BCD: 0x0200
 */
export function beginMessage(p: Packer, group: usize, out: usize, end: usize, mti: u32): void {
  beginGroup(p, group, out, end, 1);
  if (p.fault === OK) store16(p.bitmap - 2, mti);
}

/**
 * Leaves room for header (which the caller fills in), message type indicator and bitmaps.
 *
 * @param bitmaps how many are written, 1 to 3, where the group has them
 */
export function beginGroup(p: Packer, group: usize, out: usize, end: usize, bitmaps: i32): void {
  const head = load<u64>(group);
  const first = firstBytes(head);
  p.group = group;
  p.start = out;
  p.bitmap = out + frontBytes(head);
  p.at = p.bitmap;
  p.end = end;
  p.bitmaps = bitmaps;
  p.field = 0;
  p.fault = OK;
  p.faultField = 0;
  const words = changetype<usize>(p) + WORDS;
  for (let i = 0; i < BITMAP_ROOM; i += 8) store<u64>(words + i, 0);
  if (first > 0) p.at += wireBytes(head, first, false) + (bitmaps - 1) * wireBytes(head, WORD_BYTES, true);
  if (end < out || end - out < p.at - out) refuse(p, 0, ISO_NO_ROOM);
}

/** The message type indicator of a group that has one, from ASCII digits. */
export function packType(p: Packer, digits: usize, count: i32): void {
  if (p.fault !== OK) return;
  const descriptor = descriptorOf(p.group, 0);
  if (count !== maximumOf(descriptor)) return refuse(p, 0, ISO_LENGTH);
  const at = p.bitmap - valueBytes(descriptor, count);
  if (isPacked(descriptor)) {
    if (!putNibbles(descriptor, at, digits, count)) return refuse(p, 0, ISO_DIGIT);
  } else {
    copyBytes(at, digits, count);
  }
  const fault = checkContent(descriptor, at, count, valueBytes(descriptor, count));
  if (fault !== OK) refuse(p, 0, fault);
}

/** A field as its descriptor wants it: packed digits from ASCII, hexadecimal text from bytes, all others as they are. */
export function packField(p: Packer, field: i32, at: usize, count: i32): void {
  const descriptor = descriptorOf(p.group, field);
  if (isPacked(descriptor)) packDigits(p, field, at, count);
  else if ((descriptor & WIDTH_MASK) === DOUBLE) packHex(p, field, at, count);
  else packBytes(p, field, at, count);
}

/** A fixed field from a number: digits packed or in ASCII, zeros on the left. ISO_LENGTH when it has too many digits. */
export function packNumber(p: Packer, field: i32, value: u64): void {
  const descriptor = descriptorOf(p.group, field);
  const digits = maximumOf(descriptor);
  if (prefixBytes(descriptor) !== 0 || digits > NUMBER_DIGITS_MAX || !fits(value, digits)) {
    return refuse(p, field, ISO_LENGTH);
  }
  const at = openField(p, field, descriptor, digits);
  if (at === 0) return;
  if (!isPacked(descriptor)) putDigits(at, digits, value);
  else putBcd(at, (digits + 1) >> 1, (descriptor & LEFT) !== 0 && (digits & 1) !== 0 ? value * 10 : value);
  closeField(p, field, descriptor, digits);
}

/**
 * A packed field from ASCII digits; fields that may hold other nibbles also take `=` and A to F.
 *
 * @param count exactly the length of a fixed field, at most the maximum of a variable one
 */
export function packDigits(p: Packer, field: i32, digits: usize, count: i32): void {
  const descriptor = descriptorOf(p.group, field);
  if (descriptor !== 0 && !isPacked(descriptor)) return refuse(p, field, ISO_LENGTH);
  const at = openField(p, field, descriptor, count);
  if (at === 0) return;
  const signed = checkOf(descriptor) === CHECK_SIGNED_PACKED && count > 0 ? 1 : 0;
  if (signed > 0) store<u8>(at, load<u8>(digits));
  if (!putNibbles(descriptor, at + signed, digits + signed, count - signed)) return refuse(p, field, ISO_DIGIT);
  closeField(p, field, descriptor, count);
}

/** A packed field from digits that are packed already, left aligned; whatever pads them there is replaced. */
export function packBcd(p: Packer, field: i32, bcd: usize, digitCount: i32): void {
  const descriptor = descriptorOf(p.group, field);
  const shifted = (descriptor & LEFT) === 0 && (digitCount & 1) !== 0;
  if (descriptor !== 0 && (!isPacked(descriptor) || shifted)) return refuse(p, field, ISO_LENGTH);
  const at = openField(p, field, descriptor, digitCount);
  if (at === 0) return;
  copyBytes(at, bcd, digitCount >> 1);
  if ((digitCount & 1) !== 0) {
    store<u8>(at + (digitCount >> 1), <u8>((nibbleAt(bcd, digitCount - 1) << 4) | padOf(descriptor)));
  }
  closeField(p, field, descriptor, digitCount);
}

/** A field of characters or bytes: a short text of fixed length is filled up, binary must have its exact length. */
export function packBytes(p: Packer, field: i32, at: usize, length: i32): void {
  const descriptor = descriptorOf(p.group, field);
  if (descriptor !== 0 && (descriptor & WIDTH_MASK) !== SINGLE) return refuse(p, field, ISO_LENGTH);
  const fixed = prefixBytes(descriptor) === 0 && checkOf(descriptor) !== 0;
  const units = fixed && length < maximumOf(descriptor) ? maximumOf(descriptor) : length;
  const out = openField(p, field, descriptor, units);
  if (out === 0) return;
  const fill = <u8>(descriptor >> FILL_SHIFT);
  const left = (descriptor & LEFT) !== 0;
  copyBytes(left ? out : out + units - length, at, length);
  if (units > length) fillBytes(left ? out + length : out, fill, units - length);
  closeField(p, field, descriptor, units);
}

/** A field of hexadecimal text, from the bytes that it stands for. */
function packHex(p: Packer, field: i32, at: usize, length: i32): void {
  const descriptor = descriptorOf(p.group, field);
  const out = openField(p, field, descriptor, length);
  if (out === 0) return;
  putHex(at, length, (descriptor & EBCDIC) !== 0, out);
  closeField(p, field, descriptor, length);
}

/** @returns bytes of the whole message, or 0 when `p.fault` is not OK */
export function endMessage(p: Packer): i32 {
  return endGroup(p);
}

/** Writes the bitmaps. @returns bytes of the whole group, or 0 when `p.fault` is not OK */
export function endGroup(p: Packer): i32 {
  if (p.fault !== OK) return 0;
  const head = load<u64>(p.group);
  const first = firstBytes(head);
  if (first > 0) {
    const words = changetype<usize>(p) + WORDS;
    for (let i = 1; i < p.bitmaps; i++) addBit(p, 64 * i - 63);
    let at = putBitmap(head, p.bitmap, first, false, words);
    for (let i = 1; i < p.bitmaps; i++) at = putBitmap(head, at, WORD_BYTES, true, words + (i << 3));
  }
  return <i32>(p.at - p.start);
}

/** Checks order, length and room, writes the length, and gives the address for the value, or 0. */
function openField(p: Packer, field: i32, descriptor: u64, units: i32): usize {
  if (p.fault !== OK) return 0;
  if (descriptor === 0 || isBeyond(p, field)) return refuseAt(p, field, ISO_UNDEFINED);
  if (field <= p.field) return refuseAt(p, field, ISO_ORDER);
  const prefix = prefixBytes(descriptor);
  const maximum = maximumOf(descriptor);
  if (units > maximum || units < (prefix === 0 ? maximum : minimumOf(descriptor))) {
    return refuseAt(p, field, ISO_LENGTH);
  }
  if (<usize>(prefix + valueBytes(descriptor, units)) > p.end - p.at) return refuseAt(p, field, ISO_NO_ROOM);
  if (prefix !== 0) putLength(descriptor, p.at, prefix, units);
  return p.at + prefix;
}

/** A field whose bit none of the bitmaps that are written has. */
function isBeyond(p: Packer, field: i32): bool {
  const first = firstBytes(load<u64>(p.group));
  return first > 0 && field > 8 * (first + WORD_BYTES * (p.bitmaps - 1));
}

/** Takes the field into the message once its content is right. */
function closeField(p: Packer, field: i32, descriptor: u64, units: i32): void {
  const value = p.at + prefixBytes(descriptor);
  const bytes = valueBytes(descriptor, units);
  const fault = checkContent(descriptor, value, units, bytes);
  if (fault !== OK) return refuse(p, field, fault);
  addBit(p, field);
  p.at = value + bytes;
  p.field = field;
}

function addBit(p: Packer, field: i32): void {
  const word = changetype<usize>(p) + WORDS + (((field - 1) >> 6) << 3);
  store<u64>(word, load<u64>(word) | (ANNOUNCES >> ((field - 1) & 63)));
}

function refuse(p: Packer, field: i32, fault: i32): void {
  if (p.fault !== OK) return;
  p.fault = fault;
  p.faultField = field;
}

function refuseAt(p: Packer, field: i32, fault: i32): usize {
  refuse(p, field, fault);
  return 0;
}

/** Packs ASCII digits, `=` and A to F two to a byte, the pad where the descriptor has it. @returns false for any other */
function putNibbles(descriptor: u64, out: usize, digits: usize, count: i32): bool {
  const pad = padOf(descriptor);
  const skipped = (count & 1) !== 0 && (descriptor & LEFT) === 0 ? 1 : 0;
  if (skipped > 0) store<u8>(out, <u8>(pad << 4));
  for (let i = 0; i < count; i++) {
    const nibble = nibbleOf(load<u8>(digits + i));
    if (nibble > 0xf) return false;
    const at = out + ((i + skipped) >> 1);
    const isHigh = ((i + skipped) & 1) === 0;
    store<u8>(at, <u8>(isHigh ? (nibble << 4) | pad : ((<u32>load<u8>(at)) & 0xf0) | nibble));
  }
  return true;
}

/** True when `value` has at most `digits` digits. */
function fits(value: u64, digits: i32): bool {
  for (let i = 0; i < digits; i++) value /= 10;
  return value === 0;
}

/** Above 15 for a character that is no nibble. */
function nibbleOf(character: u32): u32 {
  return character === SEPARATOR ? SEPARATOR_NIBBLE : hexValue(character);
}
