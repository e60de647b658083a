/**
 * Writes a merchant-presented code (EMV QRCPS MPM 1.1) object by object, straight into its place, and its CRC at the end.
 *
 * The first fault is kept in the `QrWriter` and everything after it is ignored, so that a caller checks once, at the end.
 * Lengths count characters, as the specification has it. Which objects a code must have is not known here.
 */
import { putDigits } from "../../base/bcd";
import { copyBytes } from "../../base/bytes";
import { crc16 } from "../../base/crc";
import { hexDigit } from "../../base/hex";
import { OK, QR_LENGTH, QR_NO_ROOM } from "../../base/status";
import { QR_HEAD_BYTES, charactersOf } from "./reader";

/** IDs under the root that a terminal writes. */
export const QR_FORMAT_INDICATOR: i32 = 0;
export const QR_INITIATION: i32 = 1;
export const QR_CATEGORY: i32 = 52;
export const QR_CURRENCY: i32 = 53;
export const QR_AMOUNT: i32 = 54;
export const QR_COUNTRY: i32 = 58;
export const QR_NAME: i32 = 59;
export const QR_CITY: i32 = 60;
export const QR_ADDITIONAL_DATA: i32 = 62;
export const QR_CRC: i32 = 63;

/** Longest value, in characters. */
export const QR_VALUE_MAX: i32 = 99;
/** Longest amount, in characters (ID 54). */
export const QR_AMOUNT_MAX: i32 = 13;
const CRC_DIGITS: i32 = 4;
const POINT: u8 = 0x2e;

/** A code being written: only valid between `beginQr` and `endQr`. */
@unmanaged
export class QrWriter {
  /** Where the code begins. */
  start: usize;
  /** Where the next object goes. */
  at: usize;
  /** Where the room ends. */
  end: usize;
  /** OK, or the first QR_LENGTH or QR_NO_ROOM. */
  fault: i32;
  /** ID of the first fault. */
  faultId: i32;
}

/** The caller writes the payload format indicator first: `00 02 01`. */
export function beginQr(w: QrWriter, out: usize, end: usize): void {
  assert(end >= out);
  w.start = out;
  w.at = out;
  w.end = end;
  w.fault = OK;
  w.faultId = 0;
}

/** One object with a value of 1 to 99 characters of UTF-8; else the fault is QR_LENGTH. */
export function putQrObject(w: QrWriter, id: i32, value: usize, length: i32): void {
  if (!putHead(w, id, charactersOf(value, length))) return;
  if (<usize>length > w.end - w.at) return refuse(w, id, QR_NO_ROOM);
  copyBytes(w.at, value, length);
  w.at += length;
}

/**
 * Opens a template: what is written up to `closeQrTemplate` becomes its value. Templates nest.
 *
 * @returns what `closeQrTemplate` asks for
 */
export function openQrTemplate(w: QrWriter, id: i32): usize {
  const head = w.at;
  putHead(w, id, 1);
  return head;
}

export function closeQrTemplate(w: QrWriter, head: usize): void {
  if (w.fault !== OK) return;
  const value = head + QR_HEAD_BYTES;
  const id = 10 * (load<u8>(head) - 0x30) + (load<u8>(head, 1) - 0x30);
  const characters = charactersOf(value, <i32>(w.at - value));
  if (characters < 1 || characters > QR_VALUE_MAX) return refuse(w, id, QR_LENGTH);
  putDigits(head + 2, 2, characters);
}

/**
 * An amount as digits with a point (ID 54, 56): 2372 with exponent 2 becomes `23.72`.
 *
 * @param minor in minor units, above 0
 * @param exponent digits after the point, 0 to 4 (ISO 4217)
 */
export function putQrAmount(w: QrWriter, id: i32, minor: u64, exponent: i32): void {
  assert(minor > 0 && exponent >= 0 && exponent <= 4);
  let digits = exponent + 1;
  for (let rest = minor / tens(exponent + 1); rest > 0; rest /= 10) digits++;
  const length = exponent === 0 ? digits : digits + 1;
  if (length > QR_AMOUNT_MAX) return refuse(w, id, QR_LENGTH);
  if (!putHead(w, id, length)) return;
  if (<usize>length > w.end - w.at) return refuse(w, id, QR_NO_ROOM);

  const unit = tens(exponent);
  putDigits(w.at, digits - exponent, minor / unit);
  w.at += digits - exponent;
  if (exponent === 0) return;
  store<u8>(w.at, POINT);
  putDigits(w.at + 1, exponent, minor % unit);
  w.at += 1 + exponent;
}

/**
 * Writes the CRC over all that stands before its four digits, `6304` included, and closes the code.
 *
 * @returns bytes of the code, or the first fault negated; the object's ID is then in `faultId`
 */
export function endQr(w: QrWriter): i32 {
  if (putHead(w, QR_CRC, CRC_DIGITS)) {
    if (<usize>CRC_DIGITS > w.end - w.at) refuse(w, QR_CRC, QR_NO_ROOM);
    else putCrc(w);
  }
  return w.fault === OK ? <i32>(w.at - w.start) : -w.fault;
}

function putCrc(w: QrWriter): void {
  const crc = crc16(w.start, <i32>(w.at - w.start));
  for (let shift = 12; shift >= 0; shift -= 4) store<u8>(w.at++, hexDigit((crc >> shift) & 0xf));
}

/** Writes ID and length; false when it may not, or has no room. */
function putHead(w: QrWriter, id: i32, characters: i32): bool {
  assert(id >= 0 && id <= 99);
  if (w.fault !== OK) return false;
  const long = characters < 1 || characters > QR_VALUE_MAX;
  if (long || <usize>QR_HEAD_BYTES > w.end - w.at) {
    refuse(w, id, long ? QR_LENGTH : QR_NO_ROOM);
    return false;
  }
  putDigits(w.at, 2, id);
  putDigits(w.at + 2, 2, characters);
  w.at += QR_HEAD_BYTES;
  return true;
}

function refuse(w: QrWriter, id: i32, fault: i32): void {
  if (w.fault !== OK) return;
  w.fault = fault;
  w.faultId = id;
}

function tens(exponent: i32): u64 {
  let unit: u64 = 1;
  for (let i = 0; i < exponent; i++) unit *= 10;
  return unit;
}
