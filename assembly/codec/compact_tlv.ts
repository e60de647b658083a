/**
 * Historical bytes of an answer to reset, and the COMPACT-TLV objects in them (ISO/IEC 7816-4, 8.1.1).
 *
 * A compact object is one byte, tag in the high half and length in the low one, and the value: the object 4X of BER-TLV
 * with a value of Y bytes is XY here. Which tags exist and what they mean is not known here.
 */
import { OK, TLV_END, TLV_TRUNCATED } from "../base/status";
import { Tlv } from "./ber_tlv";

// Category indicators, the first historical byte (ISO/IEC 7816-4, 8.1.1.2).
/** Objects, then three bytes of status at the end. */
export const CATEGORY_STATUS_LAST: u32 = 0x00;
/** One byte that refers to a file of more data (DIR). */
export const CATEGORY_DIR: u32 = 0x10;
/** Objects; the status may be one of them. */
export const CATEGORY_OBJECTS: u32 = 0x80;

/** Life cycle and SW1 SW2, the status that category 00 ends with. */
const STATUS_BYTES: usize = 3;
/** Tag of the object that holds the status in category 80: life cycle, SW1 SW2, or all three. */
const TAG_STATUS: u32 = 8;
const DIR_BYTES: usize = 1;

/** What historical bytes consist of, by address; an empty range where there is none. */
@unmanaged
export class Historical {
  category: u32;
  objects: usize;
  objectsEnd: usize;
  /** Life cycle (1 byte), SW1 SW2 (2) or both (3). */
  status: usize;
  statusEnd: usize;
  /** What a category without objects holds: a reference to DIR, or what only the maker knows. */
  other: usize;
  otherEnd: usize;
}

/**
 * Takes historical bytes apart. Their objects are not judged here, only searched for the status in category 80.
 *
 * @returns OK, or TLV_TRUNCATED: no byte at all, no room for the status, no reference
 */
export function readHistorical(at: usize, end: usize, h: Historical): i32 {
  if (at >= end) return TLV_TRUNCATED;
  const first = at + 1;
  const left = end - first;
  h.category = load<u8>(at);
  h.objects = h.objectsEnd = end;
  h.status = h.statusEnd = end;
  h.other = h.otherEnd = end;
  switch (h.category) {
    case CATEGORY_STATUS_LAST:
      if (left < STATUS_BYTES) return TLV_TRUNCATED;
      h.objects = first;
      h.objectsEnd = h.status = end - STATUS_BYTES;
      return OK;
    case CATEGORY_OBJECTS:
      h.objects = first;
      findStatus(h);
      return OK;
    case CATEGORY_DIR:
      h.other = first;
      return left < DIR_BYTES ? TLV_TRUNCATED : OK;
    default:
      h.other = first;
      return OK;
  }
}

/**
 * Reads the compact object at `at`: `tag` is 0 to 15, and nothing is padding.
 *
 * @returns OK, TLV_END or TLV_TRUNCATED
 */
export function readCompact(at: usize, end: usize, object: Tlv): i32 {
  if (at >= end) return TLV_END;
  const head: u32 = load<u8>(at++);
  object.tag = head >> 4;
  object.length = head & 0xf;
  object.value = at;
  if (<usize>object.length > end - at) return TLV_TRUNCATED;
  object.next = at + object.length;
  return OK;
}

const OBJECT: usize = memory.data(16, 4);

/** The status of category 80 is an object with a value of one to three bytes. */
function findStatus(h: Historical): void {
  const object = changetype<Tlv>(OBJECT);
  for (let at = h.objects; readCompact(at, h.objectsEnd, object) === OK; at = object.next) {
    if (object.tag !== TAG_STATUS || object.length === 0 || <usize>object.length > STATUS_BYTES) continue;
    h.status = object.value;
    h.statusEnd = object.next;
  }
}
