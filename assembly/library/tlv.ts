/**
 * Data objects, for hosts: over the bytes in INPUT, with tables of them in OUTPUT.
 *
 * A table has rows as `codec/tlv_index.ts` lays them out. Whoever fills one says in WALK why it stopped, and where.
 */
import { OK, TLV_MORE_ROWS } from "../base/status";
import { Tlv, findTlv as findObject } from "../codec/ber_tlv";
import { Historical, readCompact, readHistorical } from "../codec/compact_tlv";
import { DolEntry, putDolValue, readDol } from "../codec/dol";
import { ROW_BYTES, TlvWalk, WALK_BYTES, beginWalk, indexTlv, putRow } from "../codec/tlv_index";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";

const WALK: usize = memory.data(WALK_BYTES, 8);
const OBJECT: usize = memory.data(16, 8);
const HISTORICAL: usize = memory.data(offsetof<Historical>(), 8);
const ROOM: i32 = BUFFER_BYTES / <i32>ROW_BYTES;

/** Address of what the last table came to: total · options · status · at · tag · value · length, each a u32. */
export function tlvWalkAt(): usize {
  return WALK;
}

/**
 * Begins the table of the objects in `total` bytes, of which INPUT holds the first `loaded`.
 *
 * @param options INDEX_INDEFINITE, INDEX_PASS_FAULTS
 * @returns rows in OUTPUT
 */
export function indexObjects(total: i32, loaded: i32, options: i32): i32 {
  assert(loaded >= 0 && loaded <= BUFFER_BYTES && loaded <= total);
  const walk = changetype<TlvWalk>(WALK);
  beginWalk(walk, total, options);
  return indexTlv(walk, INPUT, loaded, OUTPUT, ROOM);
}

/** Goes on with the table, after nothing else: INPUT holds the bytes from offset `from` to `loaded`. */
export function indexMoreObjects(from: i32, loaded: i32): i32 {
  const walk = changetype<TlvWalk>(WALK);
  assert(from >= 0 && <u32>from <= walk.at && loaded >= from && loaded - from <= BUFFER_BYTES);
  assert(<u32>loaded <= walk.total && walk.at <= walk.total);
  return indexTlv(walk, INPUT - from, loaded, OUTPUT, ROOM);
}

/** Address of the object that `findTlv` found: tag · length · address of the value · address after it, each a u32. */
export function tlvAt(): usize {
  return OBJECT;
}

/** Finds a tag, depth first, in the first `length` bytes of INPUT, as the terminal does: see `findTlv` of the codec. */
export function findTlv(length: i32, tag: u32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  return findObject(INPUT, INPUT + length, tag, changetype<Tlv>(OBJECT));
}

/** The table of a data object list of `length` bytes: tag, offset of the entry, bytes that it asks for. */
export function indexDol(length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  const entry = changetype<DolEntry>(OBJECT);
  let at = INPUT;
  let row = OUTPUT;
  let status = readDol(at, INPUT + length, entry);
  while (status === OK && row < OUTPUT + BUFFER_BYTES) {
    row = putRow(row, entry.tag, <u32>(at - INPUT), entry.length, 0, 0);
    at = entry.next;
    status = readDol(at, INPUT + length, entry);
  }
  return tell(status, at, row);
}

/** Writes a value of `length` bytes in INPUT to OUTPUT as a list wants it: see `putDolValue`. */
export function formDolValue(wanted: i32, length: i32, format: i32): void {
  assert(wanted >= 0 && wanted <= BUFFER_BYTES && length >= 0 && length <= BUFFER_BYTES);
  putDolValue(OUTPUT, wanted, INPUT, length, format);
}

/**
 * The table of the historical bytes of `length` in INPUT. Two rows come before those of the objects: the category as tag,
 * with the range of what is neither object nor status; then the range of the status.
 */
export function indexHistorical(length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES);
  const h = changetype<Historical>(HISTORICAL);
  const object = changetype<Tlv>(OBJECT);
  const fault = readHistorical(INPUT, INPUT + length, h);
  if (fault !== OK) return tell(fault, INPUT, OUTPUT);
  let row = putRow(OUTPUT, h.category, <u32>(h.other - INPUT), <u32>(h.otherEnd - h.other), 0, 0);
  row = putRow(row, 0, <u32>(h.status - INPUT), <u32>(h.statusEnd - h.status), 0, 0);
  let at = h.objects;
  let status = readCompact(at, h.objectsEnd, object);
  while (status === OK && row < OUTPUT + BUFFER_BYTES) {
    row = putRow(row, object.tag, <u32>(object.value - INPUT), object.length, 0, 1);
    at = object.next;
    status = readCompact(at, h.objectsEnd, object);
  }
  return tell(status, at, row);
}

function tell(status: i32, at: usize, row: usize): i32 {
  const walk = changetype<TlvWalk>(WALK);
  walk.status = status === OK ? TLV_MORE_ROWS : status;
  walk.at = <u32>(at - INPUT);
  return <i32>((row - OUTPUT) / ROW_BYTES);
}
