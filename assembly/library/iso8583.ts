/** ISO 8583 messages, for hosts: over the bytes in INPUT. */
import { ISO_LENGTH, OK } from "../base/status";
import { UNIONPAY, entryOf, PACKED } from "../codec/iso8583/dialect";
import { Packer, beginMessage, endMessage, packBytes, packDigits } from "../codec/iso8583/pack";
import { INDEX_BYTES, INDEX_ERROR_FIELD, INDEX_ERROR_OFFSET, unpack } from "../codec/iso8583/unpack";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

const INDEX: usize = memory.data(544, 16);
const PACKER: usize = memory.data(64, 8);

/** Address of the index that `unpackMessage` fills: see `codec/iso8583/unpack.ts`. */
export function indexAt(): usize {
  return INDEX;
}

export function indexBytes(): i32 {
  return INDEX_BYTES;
}

/** A field of the UnionPay dialect, as `codec/iso8583/dialect.ts` describes it; 0 for one that it lacks. */
export function dialectEntry(field: i32): u32 {
  return entryOf(UNIONPAY, field);
}

/** Reads the message of `length` bytes in INPUT into INDEX. */
export function unpackMessage(length: i32): i32 {
  assert(length <= BUFFER_BYTES);
  return unpack(UNIONPAY, INPUT, length, INDEX);
}

/**
 * Packs a message into OUTPUT from records in INPUT, fields ascending: field u16 · length u16 (little-endian) · ASCII
 * digits where the field is packed, else its bytes.
 *
 * @param mti four digits as BCD
 * @param length bytes of all records
 * @returns bytes of the message, or a negated status; the field is then in INDEX, where `unpack` leaves it
 */
export function packMessage(mti: i32, length: i32): i32 {
  assert(length <= BUFFER_BYTES);
  const p = changetype<Packer>(PACKER);
  beginMessage(p, UNIONPAY, OUTPUT, OUTPUT + BUFFER_BYTES, mti);
  let at = INPUT;
  const end = INPUT + length;
  while (at < end) {
    const field: i32 = load<u16>(at);
    const units: i32 = load<u16>(at, 2);
    at += 4;
    if (<usize>units > end - at) return failPack(ISO_LENGTH, field);
    if ((entryOf(UNIONPAY, field) & PACKED) !== 0) packDigits(p, field, at, units);
    else packBytes(p, field, at, units);
    at += units;
  }
  return p.fault === OK ? endMessage(p) : failPack(p.fault, p.faultField);
}

function failPack(fault: i32, field: i32): i32 {
  store<u32>(INDEX + INDEX_ERROR_FIELD, field);
  store<u32>(INDEX + INDEX_ERROR_OFFSET, 0);
  return -fault;
}
