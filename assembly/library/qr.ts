/** Payment QR codes, for hosts: over the UTF-8 text in INPUT. The caller wipes a payer's code. */
import { crc16 } from "../base/crc";
import { OK } from "../base/status";
import { recogniseQr as recognise } from "../codec/qr/kinds";
import { QrObject, readQrObject } from "../codec/qr/reader";
import { QrWriter, beginQr, closeQrTemplate, endQr, openQrTemplate, putQrObject } from "../codec/qr/writer";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

const OBJECT: usize = memory.data(16, 8);
const WRITER: usize = memory.data(20, 8);
const HEADS: usize = memory.data(16, 8);
const LEVELS_MAX: i32 = 4;

const RECORD_BYTES: usize = 4;
/** Second byte of a record. */
const VALUE: u32 = 0;
const OPEN: u32 = 1;
const CLOSE: u32 = 2;

/** Kind of the text of `length` bytes in INPUT: see `codec/qr/kinds.ts`. */
export function recogniseQr(length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  return recognise(INPUT, length);
}

/** CRC-16/CCITT-FALSE of the first `length` bytes of INPUT. */
export function crcQr(length: i32): u32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  return crc16(INPUT, length);
}

/** Address of the object that `readQr` describes: id u32 · length u32 · value u32 · next u32. */
export function qrAt(): usize {
  return OBJECT;
}

/** Reads the data object at offset `from` of INPUT, up to offset `to`; lengths count characters (0) or bytes (1). */
export function readQr(from: i32, to: i32, unit: i32): i32 {
  assert(from >= 0 && from <= to && to <= BUFFER_BYTES);
  return readQrObject(INPUT + from, INPUT + to, unit, changetype<QrObject>(OBJECT));
}

/**
 * Writes a merchant-presented code into OUTPUT, its CRC included, from records in INPUT: id u8 · 0 for a value, 1 to open
 * a template, 2 to close it · length u16 (little-endian) · bytes of the value.
 *
 * @param length bytes of all records; templates nest at most 4 deep
 * @returns bytes of the code, or a negated status; the number of the record (from 0) is then where `qrAt` says
 */
export function encodeQr(length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  const w = changetype<QrWriter>(WRITER);
  beginQr(w, OUTPUT, OUTPUT + BUFFER_BYTES);
  let level: i32 = 0;
  let record: i32 = 0;
  let at = INPUT;
  const end = INPUT + length;
  while (end - at >= RECORD_BYTES) {
    const id: i32 = load<u8>(at);
    const kind: u32 = load<u8>(at, 1);
    const bytes: i32 = load<u16>(at, 2);
    at += RECORD_BYTES;
    if (kind === OPEN) {
      assert(level < LEVELS_MAX);
      store<usize>(HEADS + (level++ << 2), openQrTemplate(w, id));
    } else if (kind === CLOSE) {
      assert(level > 0);
      closeQrTemplate(w, load<usize>(HEADS + (--level << 2)));
    } else {
      assert(kind === VALUE && <usize>bytes <= end - at);
      putQrObject(w, id, at, bytes);
      at += bytes;
    }
    if (w.fault === OK) record++;
  }
  assert(at === end && level === 0);
  const written = endQr(w);
  store<u32>(OBJECT, record);
  return written;
}
