/**
 * All objects of some BER-TLV bytes as a flat table, in the order of their tags: one walk instead of a call an object.
 *
 * The walk stops where its caller must act (the table is full, bytes beyond those in memory are needed) and goes on from
 * there. So neither the number of objects nor that of bytes is bounded by memory; only nesting is. Places are offsets from
 * the first byte. Which tags exist and what they mean is not known here.
 */
import {
  OK,
  TLV_DEPTH,
  TLV_END,
  TLV_INDEFINITE,
  TLV_LENGTH,
  TLV_MORE_BYTES,
  TLV_MORE_ROWS,
  TLV_TAG,
  TLV_TRUNCATED,
} from "../base/status";
import { readObject, Tlv } from "./ber_tlv";
import { CONSTRUCTED, HEADER_BYTES_MAX, TAG_NUMBER } from "./tlv_header";

/** Levels of nesting that are followed: no published form of data comes near. */
export const INDEX_DEPTH_MAX: i32 = 32;

// Options of a walk, added up.
/** Lengths of 80 are read: such a value ends with 00 00 (ISO/IEC 8825-1, 8.1.3.6). */
export const INDEX_INDEFINITE: i32 = 1;
/** A fault ends the object it is in, and the walk goes on after that; too deep a value is not entered. */
export const INDEX_PASS_FAULTS: i32 = 2;

/** tag u32 · offset of the value u32 · length u32 · form u32, of one object. */
export const ROW_BYTES: usize = 16;
/** Length in the row of an object of indefinite length; it follows from the row that ends it. */
export const LENGTH_UNKNOWN: u32 = 0xffffffff;
/**
 * Form: depth from 0 in the low byte, bytes of tag and length in the next. A row with tag 0 ends the last object of
 * unknown length with its depth: its offset is where the value ends, its length that of the 00 00.
 */
export const FORM_HEADER_SHIFT: i32 = 8;

/** A walk that may go on. `at`, `tag`, `value` and `length` say after a fault what was being read, 0 for what was not. */
@unmanaged
export class TlvWalk {
  /** Bytes in all. */
  total: u32;
  options: i32;
  /** Why the walk stands still: TLV_END, TLV_MORE_ROWS, TLV_MORE_BYTES, or a fault. */
  status: i32;
  /** Offset of the object that is read next. */
  at: u32;
  tag: u32;
  value: u32;
  length: u32;
  /** Offset where the object ends that `at` is in. */
  end: u32;
  /** Objects that `at` is in. */
  depth: i32;
  /** Bit n is set when the object at depth n is of unknown length: `end` is then only what it cannot pass. */
  unknown: u32;
}

/** `end` of each level outside the innermost one. */
const WALK_ENDS: usize = offsetof<TlvWalk>();
export const WALK_BYTES: i32 = <i32>WALK_ENDS + INDEX_DEPTH_MAX * 4;

const DEPTH_LAST: i32 = INDEX_DEPTH_MAX - 1;
const FORM_2: i32 = 2 << FORM_HEADER_SHIFT;
const FORM_3: i32 = 3 << FORM_HEADER_SHIFT;
/** The 00 00 that ends an object of unknown length. */
const MARK_BYTES: u32 = 2;

const OBJECT: usize = memory.data(16, 4);

export function beginWalk(walk: TlvWalk, total: u32, options: i32): void {
  walk.total = total;
  walk.options = options;
  walk.at = 0;
  walk.end = total;
  walk.depth = 0;
  walk.unknown = 0;
}

/**
 * Goes on until the end, a fault, or a need. Objects whose header has its usual form, a tag of one or two bytes and a
 * length of one, are read here, all else by `step`. It is one loop, and branches where it could select, because nearly all
 * of its time is waiting for the length that says where the next object begins.
 *
 * @param bytes address that offset 0 has, or would have if it were in memory
 * @param loaded offset after the last byte in memory; those from `walk.at` to it are all there
 * @param rows address of the table
 * @param room rows that it holds
 * @returns rows written; `walk.status` says why the walk stands
 */
export function indexTlv(walk: TlvWalk, bytes: usize, loaded: u32, rows: usize, room: i32): i32 {
  const full = rows + <usize>room * ROW_BYTES;
  let row = rows;
  let at = bytes + walk.at;
  let near = nearEnd(walk, bytes, loaded);
  walk.status = OK;
  while (row < full) {
    const left = <i32>(near - at);
    if (left >= 3) {
      const first: u32 = load<u8>(at);
      const second: u32 = load<u8>(at, 1);
      let value: usize = 0;
      let next: usize = 0;
      if ((first & TAG_NUMBER) !== TAG_NUMBER) {
        if (first !== 0 && second < 0x80 && <i32>second <= left - 2) {
          value = at + 2;
          next = value + second;
          store<u32>(row, first);
          store<u32>(row, walk.depth | FORM_2, 12);
        }
      } else {
        const third: u32 = load<u8>(at, 2);
        if ((second | third) < 0x80 && <i32>third <= left - 3) {
          value = at + 3;
          next = value + third;
          store<u32>(row, (first << 8) | second);
          store<u32>(row, walk.depth | FORM_3, 12);
        }
      }
      if (value !== 0) {
        store<u32>(row, <u32>(value - bytes), 4);
        store<u32>(row, <u32>(next - value), 8);
        if ((first & CONSTRUCTED) === 0 || value === next) {
          row += ROW_BYTES;
          at = next;
          continue;
        }
        if (walk.depth < DEPTH_LAST) {
          row += ROW_BYTES;
          keepEnd(walk, walk.depth++, walk.end);
          walk.end = <u32>(next - bytes);
          near = next;
          at = value;
          continue;
        }
      }
    } else if (left === 0 && walk.depth > 0 && walk.unknown === 0 && loaded === walk.total) {
      walk.end = endOutside(walk, --walk.depth);
      near = bytes + walk.end;
      continue;
    }
    walk.at = <u32>(at - bytes);
    row = step(walk, bytes, loaded, row);
    at = bytes + walk.at;
    near = nearEnd(walk, bytes, loaded);
    if (walk.status !== OK) break;
  }
  walk.at = <u32>(at - bytes);
  if (walk.status === OK) walk.status = TLV_MORE_ROWS;
  return <i32>((row - rows) / ROW_BYTES);
}

/** The end of what can be read without asking: of the object that the walk is in, or of the bytes in memory. */
function nearEnd(walk: TlvWalk, bytes: usize, loaded: u32): usize {
  return bytes + (walk.end < loaded ? walk.end : loaded);
}

/** One step of any kind. @returns the address after the rows */
function step(walk: TlvWalk, bytes: usize, loaded: u32, row: usize): usize {
  const at = walk.at;
  if (at >= walk.end) return leaveAtEnd(walk, row);
  if (loaded < walk.total && <i32>(loaded - at) < HEADER_BYTES_MAX) return stop(walk, TLV_MORE_BYTES, row);
  if (load<u8>(bytes + at) === 0) return isUnknown(walk) ? leaveAtMark(walk, bytes, row) : pad(walk, row);

  const object = changetype<Tlv>(OBJECT);
  const status = readObject(bytes + at, bytes + walk.end, object);
  walk.tag = object.tag;
  walk.value = object.value === 0 ? 0 : <u32>(object.value - bytes);
  walk.length = object.length;
  if (status === OK) return walkInto(walk, object.constructed && object.length > 0, row);
  if (status !== TLV_INDEFINITE) return fault(walk, status, row);
  if ((walk.options & INDEX_INDEFINITE) === 0 || !object.constructed) return fault(walk, TLV_LENGTH, row);
  walk.length = LENGTH_UNKNOWN;
  return walkInto(walk, true, row);
}

/** Writes the row of the object that was just read and goes behind it, or to the first one in it. */
function walkInto(walk: TlvWalk, enters: bool, row: usize): usize {
  const depth = walk.depth;
  const known = walk.length !== LENGTH_UNKNOWN;
  const tooDeep = enters && depth === DEPTH_LAST;
  if (tooDeep && (!known || (walk.options & INDEX_PASS_FAULTS) === 0)) return fault(walk, TLV_DEPTH, row);
  row = putRow(row, walk.tag, walk.value, walk.length, depth, walk.value - walk.at);
  const next = walk.value + walk.length;
  if (!enters || tooDeep) {
    walk.at = next;
    return row;
  }
  keepEnd(walk, depth, walk.end);
  walk.depth = depth + 1;
  walk.at = walk.value;
  if (known) walk.end = next;
  else walk.unknown |= (<u32>1) << (depth + 1);
  return row;
}

/** Nothing is left of the object that the walk is in, or of all bytes. */
function leaveAtEnd(walk: TlvWalk, row: usize): usize {
  if (walk.depth === 0) return stop(walk, TLV_END, row);
  if (!isUnknown(walk)) {
    walk.end = endOutside(walk, --walk.depth);
    return row;
  }
  walk.tag = 0;
  walk.value = 0;
  return (walk.options & INDEX_PASS_FAULTS) === 0 ? stop(walk, TLV_TRUNCATED, row) : leaveUnknown(walk, 0, row);
}

/** A 00 in an object of unknown length: with another it ends the object, alone it is nothing. */
function leaveAtMark(walk: TlvWalk, bytes: usize, row: usize): usize {
  walk.tag = 0;
  walk.value = 0;
  if (walk.end - walk.at < MARK_BYTES) return fault(walk, TLV_TRUNCATED, row);
  if (load<u8>(bytes + walk.at, 1) !== 0) return fault(walk, TLV_TAG, row);
  return leaveUnknown(walk, MARK_BYTES, row);
}

function leaveUnknown(walk: TlvWalk, markBytes: u32, row: usize): usize {
  walk.unknown &= ~((<u32>1) << walk.depth);
  row = putRow(row, 0, walk.at, markBytes, --walk.depth, 0);
  walk.end = endOutside(walk, walk.depth);
  walk.at += markBytes;
  return row;
}

/** Skips a byte of padding (EMV Book 3, Annex B1). */
function pad(walk: TlvWalk, row: usize): usize {
  walk.at++;
  return row;
}

function fault(walk: TlvWalk, status: i32, row: usize): usize {
  if ((walk.options & INDEX_PASS_FAULTS) === 0) return stop(walk, status, row);
  walk.at = walk.end;
  return row;
}

function stop(walk: TlvWalk, status: i32, row: usize): usize {
  walk.status = status;
  return row;
}

function isUnknown(walk: TlvWalk): bool {
  return ((walk.unknown >> walk.depth) & 1) !== 0;
}

/** Writes a row and gives the address after it. */
export function putRow(row: usize, tag: u32, value: u32, length: u32, depth: i32, headerBytes: u32): usize {
  store<u32>(row, tag);
  store<u32>(row, value, 4);
  store<u32>(row, length, 8);
  store<u32>(row, depth | (headerBytes << FORM_HEADER_SHIFT), 12);
  return row + ROW_BYTES;
}

/** Where the object at `depth`, in which another was entered, ends. */
function endOutside(walk: TlvWalk, depth: i32): u32 {
  return load<u32>(changetype<usize>(walk) + WALK_ENDS + (depth << 2));
}

function keepEnd(walk: TlvWalk, depth: i32, end: u32): void {
  store<u32>(changetype<usize>(walk) + WALK_ENDS + (depth << 2), end);
}
