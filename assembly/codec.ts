/**
 * The exports of codec.wasm: the codec library for hosts, and the PIN-block formatter of the secure module.
 *
 * A host writes into INPUT, calls, and reads OUTPUT or INDEX; all three stay where they are and memory never grows. The
 * module remembers nothing from one call to the next that a later call depends on. Results: 0 or a length for success;
 * a status of `base/status.ts` otherwise, negated where a length is the result.
 */
import { ISO_LENGTH, OK } from "./base/status";
import { TLV_DEPTH_MAX, Tlv, findTlv as findObject, putTlv, readTlv as readObject } from "./codec/ber_tlv";
import { UNIONPAY, entryOf, PACKED } from "./codec/iso8583/dialect";
import { Packer, beginMessage, endMessage, packBytes, packDigits } from "./codec/iso8583/pack";
import { INDEX_BYTES, INDEX_ERROR_FIELD, INDEX_ERROR_OFFSET, unpack } from "./codec/iso8583/unpack";
import { luhn, maskPan } from "./codec/pan";
import { BLOCK_BYTES, decodeFormat0, encodeFormat0 } from "./codec/pin_block";

const ABI_VERSION: i32 = 1;
const INPUT_BYTES: i32 = 8192;
const OUTPUT_BYTES: i32 = 8192;

const INPUT: usize = memory.data(8192, 16);
const OUTPUT: usize = memory.data(8192, 16);
const INDEX: usize = memory.data(544, 16);
const PACKER: usize = memory.data(64, 8);
const OBJECT: usize = memory.data(16, 8);

export function abiVersion(): i32 {
  return ABI_VERSION;
}

export function inputAt(): usize {
  return INPUT;
}

export function inputBytes(): i32 {
  return INPUT_BYTES;
}

export function outputAt(): usize {
  return OUTPUT;
}

export function outputBytes(): i32 {
  return OUTPUT_BYTES;
}

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
  assert(length <= INPUT_BYTES);
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
  assert(length <= INPUT_BYTES);
  const p = changetype<Packer>(PACKER);
  beginMessage(p, UNIONPAY, OUTPUT, OUTPUT + OUTPUT_BYTES, mti);
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

/** Levels of nesting that are followed. */
export function tlvDepthMax(): i32 {
  return TLV_DEPTH_MAX;
}

/** Address of the object that `readTlv` and `findTlv` describe: tag u32 · length u32 · value u32 · next u32. */
export function tlvAt(): usize {
  return OBJECT;
}

/** Reads the data object at offset `from` of INPUT, up to offset `to`. */
export function readTlv(from: i32, to: i32): i32 {
  assert(from >= 0 && from <= to && to <= INPUT_BYTES);
  return readObject(INPUT + from, INPUT + to, changetype<Tlv>(OBJECT));
}

/** Finds a tag, depth first, in the first `length` bytes of INPUT. */
export function findTlv(length: i32, tag: u32): i32 {
  assert(length <= INPUT_BYTES);
  return findObject(INPUT, INPUT + length, tag, changetype<Tlv>(OBJECT));
}

/** Writes an object whose value is the first `length` bytes of INPUT to OUTPUT and gives its bytes, 0 for no room. */
export function writeTlv(tag: u32, length: i32): i32 {
  assert(length <= INPUT_BYTES);
  const next = putTlv(OUTPUT, OUTPUT + OUTPUT_BYTES, tag, INPUT, length);
  return next === 0 ? 0 : <i32>(next - OUTPUT);
}

/** Masks the `count` ASCII digits in INPUT into OUTPUT. */
export function maskDigits(count: i32): void {
  assert(count <= INPUT_BYTES);
  maskPan(INPUT, count, OUTPUT);
}

/** Whether the last of the `count` ASCII digits in INPUT is the Luhn check digit of the others: 1 or 0. */
export function luhnDigits(count: i32): i32 {
  assert(count <= INPUT_BYTES);
  return luhn(INPUT, count) ? 1 : 0;
}

/** INPUT: PIN digits, then PAN digits, one per byte. OUTPUT: the block. The caller wipes INPUT and OUTPUT. */
export function encodePinBlock0(pinLength: i32, panLength: i32): i32 {
  assert(pinLength >= 0 && panLength >= 0 && pinLength + panLength <= INPUT_BYTES);
  return encodeFormat0(INPUT, pinLength, INPUT + pinLength, panLength, OUTPUT);
}

/** INPUT: the block, then PAN digits, one per byte. OUTPUT: length of the PIN, then 12 bytes. The caller wipes both. */
export function decodePinBlock0(panLength: i32): i32 {
  assert(panLength >= 0 && BLOCK_BYTES + panLength <= INPUT_BYTES);
  return decodeFormat0(INPUT, INPUT + BLOCK_BYTES, panLength, OUTPUT);
}
