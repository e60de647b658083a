/** Data objects, for hosts: over the bytes in INPUT. */
import { TLV_DEPTH_MAX, Tlv, findTlv as findObject, putTlv, readTlv as readObject } from "../codec/ber_tlv";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

const OBJECT: usize = memory.data(16, 8);

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
  assert(from >= 0 && from <= to && to <= BUFFER_BYTES);
  return readObject(INPUT + from, INPUT + to, changetype<Tlv>(OBJECT));
}

/** Finds a tag, depth first, in the first `length` bytes of INPUT. */
export function findTlv(length: i32, tag: u32): i32 {
  assert(length <= BUFFER_BYTES);
  return findObject(INPUT, INPUT + length, tag, changetype<Tlv>(OBJECT));
}

/** Writes an object whose value is the first `length` bytes of INPUT to OUTPUT and gives its bytes, 0 for no room. */
export function writeTlv(tag: u32, length: i32): i32 {
  assert(length >= 0 && length <= 0xffff);
  const next = putTlv(OUTPUT, OUTPUT + BUFFER_BYTES, tag, INPUT, length);
  return next === 0 ? 0 : <i32>(next - OUTPUT);
}
