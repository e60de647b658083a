/** ISO 8583 messages, for hosts: any dialect whose tables the host has laid into TABLES, over the bytes in INPUT. */
import { ISO_LENGTH, OK } from "../base/status";
import { FIELD_MAX } from "../codec/iso8583/dialect";
import { PACKER_BYTES, Packer, beginGroup, endGroup, packField, packType } from "../codec/iso8583/pack";
import { packsWell } from "../codec/iso8583/quick_pack";
import { Plan } from "../codec/iso8583/plan";
import { accepts } from "../codec/iso8583/quick";
import { putTexts } from "../codec/iso8583/text";
import { UNIONPAY } from "../codec/iso8583/unionpay";
import { INDEX_ENTRIES, STRICT, unpackGroup } from "../codec/iso8583/unpack";
import { BUFFER_BYTES, INPUT, OUTPUT } from "./buffers";
import { planFor } from "./plans";

/** With room for the three entries that a plan may write too many. */
const INDEX: usize = memory.data(<i32>INDEX_ENTRIES + 4 * (FIELD_MAX + 1 + 3), 8);
/** Bitmap, message type indicator, fields. */
const SPANS_MAX: i32 = FIELD_MAX + 2;
const SPANS: usize = memory.data(4 * SPANS_MAX, 8);
const PACKER: usize = memory.data(PACKER_BYTES, 8);

/** Address of the index that `unpackFields` fills: see `codec/iso8583/unpack.ts`. */
export function indexAt(): usize {
  return INDEX;
}

/** Address of the terminal's own table, for comparison. */
export function unionpayAt(): usize {
  return UNIONPAY;
}

/**
 * Reads the fields of a group between two offsets of INPUT into INDEX.
 *
 * @param group address of its table
 * @param policy 0, or ACCEPT_… of `codec/iso8583/unpack.ts` joined
 */
export function unpackFields(group: usize, from: i32, to: i32, policy: i32): i32 {
  assert(from >= 0 && from <= to && to <= BUFFER_BYTES);
  if (policy === STRICT) {
    const plan = planFor(group, INPUT, from, to, INDEX);
    if (plan !== 0 && accepts(changetype<Plan>(plan), INPUT, from, to, INDEX)) return OK;
  }
  return unpackGroup(group, INPUT, from, to, INDEX, policy);
}

/**
 * The message that INDEX is about and INPUT still holds, as text: the texts go to OUTPUT, how they lie to `spansAt`.
 *
 * @returns how many there are, or 0 where the texts are not to be had: see `codec/iso8583/text.ts`
 */
export function textFields(group: usize): i32 {
  return putTexts(group, INPUT, INDEX, SPANS, OUTPUT, OUTPUT + BUFFER_BYTES - 8);
}

/** For each text its field u16 · the offset u16 of its end in OUTPUT. */
export function spansAt(): usize {
  return SPANS;
}

/**
 * Packs a group into OUTPUT from records in INPUT, fields ascending: field u16 · length u16 (little-endian) · ASCII digits
 * where the field is packed, bytes where it is hexadecimal text, else the value as it is on the wire. Field 0 is the message
 * type indicator. Room for a header is left in front.
 *
 * @param bitmaps how many are written, 1 to 3
 * @param length bytes of all records
 * @returns bytes of the group, or a negated status; the field is then the first word of INDEX
 */
export function packFields(group: usize, bitmaps: i32, length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES && bitmaps > 0 && bitmaps <= 3);
  const p = changetype<Packer>(PACKER);
  beginGroup(p, group, OUTPUT, OUTPUT + BUFFER_BYTES, bitmaps);
  const packed = packsWell(p, INPUT, INPUT + length, false);
  if (packed > 0) return packed;
  beginGroup(p, group, OUTPUT, OUTPUT + BUFFER_BYTES, bitmaps);
  let at = INPUT;
  const end = INPUT + length;
  while (at < end) {
    const field: i32 = load<u16>(at);
    const count: i32 = load<u16>(at, 2);
    at += 4;
    if (<usize>count > end - at) return failPack(ISO_LENGTH, field);
    if (field === 0) packType(p, at, count);
    else packField(p, field, at, count);
    at += count;
  }
  return p.fault === OK ? endGroup(p) : failPack(p.fault, p.faultField);
}

/**
 * Packs what `packFields` packs, from records that are ASCII throughout: field and length have seven bits a byte, and the
 * bytes of a value may be hexadecimal text; then 2000 is added to its field, and the length counts the characters.
 *
 * @returns bytes of the group; 0 for anything that is not right, or that only `packFields` can pack
 */
export function packJoined(group: usize, bitmaps: i32, length: i32): i32 {
  assert(length >= 0 && length <= BUFFER_BYTES && bitmaps > 0 && bitmaps <= 3);
  const p = changetype<Packer>(PACKER);
  beginGroup(p, group, OUTPUT, OUTPUT + BUFFER_BYTES, bitmaps);
  return packsWell(p, INPUT, INPUT + length, true);
}

function failPack(fault: i32, field: i32): i32 {
  store<u32>(INDEX, field);
  return -fault;
}
