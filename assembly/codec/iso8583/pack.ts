/**
 * Writes an ISO 8583 message field by field, in ascending order, straight into its place.
 *
 * The first fault is kept in the `Packer` and everything after it is ignored, so that a caller checks once, at the end.
 * What is packed here, `unpack` accepts. Knows no field by its number.
 */
import { digitAt, nibbleAt, putBcd, putDigits } from "../../base/bcd";
import { copyBytes, fillBytes, store16 } from "../../base/bytes";
import { hexValue } from "../../base/hex";
import { ISO_DIGIT, ISO_LENGTH, ISO_NO_ROOM, ISO_ORDER, ISO_UNDEFINED, OK } from "../../base/status";
import { checkContent } from "./content";
import {
  BINARY,
  BITMAP_BYTES,
  CONTENT_MASK,
  HEAD_BYTES,
  LEFT,
  MTI_BYTES,
  PACKED,
  TRACK,
  entryOf,
  maximumOf,
  prefixBytes,
  valueBytes,
} from "./dialect";

const SPACE: u8 = 0x20;
const SEPARATOR: u32 = 0x3d;
const SEPARATOR_NIBBLE: u32 = 0xd;
/** More digits than this do not fit a u64. */
const NUMBER_DIGITS_MAX: i32 = 19;

/** A message being written: only valid between `beginMessage` and `endMessage`. */
@unmanaged
export class Packer {
  dialect: usize;
  /** Address of the MTI. */
  start: usize;
  /** Address of the bitmap. */
  bitmap: usize;
  /** Where the next field goes. */
  at: usize;
  /** Where the room ends. */
  end: usize;
  /** Number of the last field, 1 before the first. */
  field: i32;
  /** OK, or the first ISO_ORDER, ISO_LENGTH, ISO_NO_ROOM, ISO_UNDEFINED, ISO_DIGIT or ISO_CHARACTER. */
  fault: i32;
  /** Field of the first fault. */
  faultField: i32;
}

/**
 * @param out where the message is written, up to `end`
 * @param mti its four digits as BCD: 0x0200
 */
export function beginMessage(p: Packer, dialect: usize, out: usize, end: usize, mti: u32): void {
  p.dialect = dialect;
  p.start = out;
  p.bitmap = out + MTI_BYTES;
  p.at = out + HEAD_BYTES;
  p.end = end;
  p.field = 1;
  p.fault = OK;
  p.faultField = 0;
  if (end < out || end - out < <usize>HEAD_BYTES) return refuse(p, 0, ISO_NO_ROOM);
  store16(out, mti);
  fillBytes(p.bitmap, 0, BITMAP_BYTES);
}

/** A fixed field from a number: digits packed or in ASCII, zeros on the left. ISO_LENGTH when it has too many digits. */
export function packNumber(p: Packer, field: i32, value: u64): void {
  const entry = entryOf(p.dialect, field);
  const digits = maximumOf(entry);
  if (prefixBytes(entry) !== 0 || digits > NUMBER_DIGITS_MAX || !fits(value, digits)) {
    return refuse(p, field, ISO_LENGTH);
  }
  const at = openField(p, field, entry, digits);
  if (at === 0) return;
  if ((entry & PACKED) === 0) putDigits(at, digits, value);
  else putBcd(at, valueBytes(entry, digits), (entry & LEFT) !== 0 && (digits & 1) !== 0 ? value * 10 : value);
  closeField(p, field, entry, digits);
}

/**
 * A packed field from ASCII digits; track fields also take `=` and A to F.
 *
 * @param count exactly the length of a fixed field, at most the maximum of a variable one
 */
export function packDigits(p: Packer, field: i32, digits: usize, count: i32): void {
  const entry = entryOf(p.dialect, field);
  if (entry !== 0 && (entry & PACKED) === 0) return refuse(p, field, ISO_LENGTH);
  const at = openField(p, field, entry, count);
  if (at === 0) return;
  const track = (entry & CONTENT_MASK) === TRACK;
  fillBytes(at, 0, valueBytes(entry, count));
  let nibble = (entry & LEFT) === 0 ? count & 1 : 0;
  for (let i = 0; i < count; i++, nibble++) {
    const digit = track ? trackNibble(load<u8>(digits + i)) : digitAt(digits + i);
    if (digit > 0xf || (!track && digit > 9)) return refuse(p, field, ISO_DIGIT);
    const byte = at + (nibble >> 1);
    store<u8>(byte, <u8>(load<u8>(byte) | ((nibble & 1) === 0 ? digit << 4 : digit)));
  }
  closeField(p, field, entry, count);
}

/** A packed field from digits that are packed already, left aligned; whatever pads them there is replaced by 0. */
export function packBcd(p: Packer, field: i32, bcd: usize, digitCount: i32): void {
  const entry = entryOf(p.dialect, field);
  const shifted = (entry & LEFT) === 0 && (digitCount & 1) !== 0;
  if (entry !== 0 && ((entry & PACKED) === 0 || shifted)) return refuse(p, field, ISO_LENGTH);
  const at = openField(p, field, entry, digitCount);
  if (at === 0) return;
  copyBytes(at, bcd, digitCount >> 1);
  if ((digitCount & 1) !== 0) store<u8>(at + (digitCount >> 1), <u8>(nibbleAt(bcd, digitCount - 1) << 4));
  closeField(p, field, entry, digitCount);
}

/** A field of bytes: fixed text is padded with spaces on the right, fixed binary must have its exact length. */
export function packBytes(p: Packer, field: i32, at: usize, length: i32): void {
  const entry = entryOf(p.dialect, field);
  if (entry !== 0 && (entry & PACKED) !== 0) return refuse(p, field, ISO_LENGTH);
  const text = (entry & CONTENT_MASK) !== BINARY;
  const units = prefixBytes(entry) === 0 && text && length < maximumOf(entry) ? maximumOf(entry) : length;
  const out = openField(p, field, entry, units);
  if (out === 0) return;
  copyBytes(out, at, length);
  fillBytes(out + length, SPACE, units - length);
  closeField(p, field, entry, units);
}

/** @returns bytes of the whole message, or 0 when `p.fault` is not OK */
export function endMessage(p: Packer): i32 {
  return p.fault === OK ? <i32>(p.at - p.start) : 0;
}

/** Checks order, length and room, writes the length, and gives the address for the value, or 0. */
function openField(p: Packer, field: i32, entry: u32, units: i32): usize {
  if (p.fault !== OK) return 0;
  if (entry === 0) return refuseAt(p, field, ISO_UNDEFINED);
  if (field <= p.field) return refuseAt(p, field, ISO_ORDER);
  const prefix = prefixBytes(entry);
  const maximum = maximumOf(entry);
  if (units < 0 || units > maximum || (prefix === 0 && units !== maximum)) return refuseAt(p, field, ISO_LENGTH);
  if (<usize>(prefix + valueBytes(entry, units)) > p.end - p.at) return refuseAt(p, field, ISO_NO_ROOM);
  putBcd(p.at, prefix, units);
  return p.at + prefix;
}

/** Takes the field into the message once its content is right. */
function closeField(p: Packer, field: i32, entry: u32, units: i32): void {
  const value = p.at + prefixBytes(entry);
  const bytes = valueBytes(entry, units);
  const fault = checkContent(entry, value, units, bytes);
  if (fault !== OK) return refuse(p, field, fault);
  const bit = field - 1;
  const byte = p.bitmap + (bit >> 3);
  store<u8>(byte, <u8>((<u32>load<u8>(byte)) | (0x80 >> (bit & 7))));
  p.at = value + bytes;
  p.field = field;
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

/** True when `value` has at most `digits` digits. */
function fits(value: u64, digits: i32): bool {
  for (let i = 0; i < digits; i++) value /= 10;
  return value === 0;
}

function trackNibble(character: u32): u32 {
  return character === SEPARATOR ? SEPARATOR_NIBBLE : hexValue(character);
}
