/**
 * The list of a download, part by part, and the entries that belong to it (UnionPay POS, F62 of 372/382 and 370/380). Nothing here
 * knows what an entry says: that is the board's to check.
 */
import { Download } from "../../abi_devices";
import { Tag } from "../../abi_platform";
import { Exchange, exchangeOf } from "../../acquirer/region";
import { tagNumber, tagOf } from "../../acquirer/question";
import { copyBytes, equalBytes } from "../../base/bytes";
import { OK } from "../../base/status";
import { findTlv, readTlv, Tlv } from "../../codec/ber_tlv";
import { Terminal } from "../../machine/terminal";
import { ENTRIES_MAX, ENTRY_BYTES, markOf, Work, workOf } from "./work";

const TAG_AID: u32 = 0x9f06;
const TAG_INDEX: u32 = 0x9f22;
const FOUND: Tlv = changetype<Tlv>(memory.data(offsetof<Tlv>(), 8));
const RID_BYTES: i32 = 5;
/** 9F06 05 RID 9F22 01 index: by this a key is asked for. */
const KEY_NAME_BYTES: i32 = 12;

/** First byte of F62. */
const NONE: u32 = 0x30;
const ALL: u32 = 0x31;
const MORE: u32 = 0x32;
const LAST: u32 = 0x33;

export enum Part {
  /** There is more to come. */
  MORE,
  WHOLE,
  /** The platform has none for this terminal: what is there stays. */
  NONE,
  /** No list. */
  BAD,
  /** More entries than ENTRIES_MAX. */
  LONG,
}

/** Takes in what an answer brings of the list, behind what came before. */
export function takePart(t: Terminal): Part {
  const x = exchangeOf(t);
  const work = workOf(t);
  if (!x.has(62) || x.bytes(62) < 1) return Part.BAD;
  const kind: u32 = load<u8>(x.at(62));
  if (kind < NONE || kind > LAST) return Part.BAD;
  if (kind === NONE) return work.count === 0 && x.bytes(62) === 1 ? Part.NONE : Part.BAD;
  const before = work.count;
  const end = x.at(62) + x.bytes(62);
  let at = x.at(62) + 1;
  while (at < end) {
    if (work.count === ENTRIES_MAX) return Part.LONG;
    const bytes = listedBytes(work, at, end);
    if (bytes === 0) return Part.BAD;
    const entry = work.entry(work.count);
    memory.fill(entry, 0, ENTRY_BYTES);
    store<u8>(entry, <u8>bytes);
    copyBytes(entry + 1, at, bytes);
    work.count += 1;
    at += bytes;
  }
  // A part that brings nothing would be asked for again and again.
  if (work.count === before) return Part.BAD;
  work.mark = markOf(work);
  return kind === MORE ? Part.MORE : Part.WHOLE;
}

/** Bytes of the entry at `at`: 9F06, and what follows up to the next one. @returns 0 when there is none */
function listedBytes(work: Work, at: usize, end: usize): i32 {
  if (readTlv(at, end, FOUND) !== OK || FOUND.tag !== TAG_AID || FOUND.value !== at + 3) return 0;
  const isKey = work.download === Download.CAPKS;
  if (isKey ? FOUND.length !== RID_BYTES : FOUND.length < RID_BYTES || FOUND.length > 16) return 0;
  let next = FOUND.next;
  if (isKey) {
    if (readTlv(next, end, FOUND) !== OK || FOUND.tag !== TAG_INDEX) return 0;
    if (FOUND.length !== 1 || FOUND.next !== at + KEY_NAME_BYTES) return 0;
    next = FOUND.next;
  }
  while (next < end && readTlv(next, end, FOUND) === OK && FOUND.tag !== TAG_AID) next = FOUND.next;
  return next - at < <usize>ENTRY_BYTES ? <i32>(next - at) : 0;
}

/** By what an entry is asked for. */
export function entryName(work: Work, index: i32): usize {
  return work.entry(index) + 1;
}

export function entryNameBytes(work: Work, index: i32): i32 {
  if (work.download === Download.CAPKS) return KEY_NAME_BYTES;
  // 9F06, its length, its value.
  return 3 + <i32>load<u8>(entryName(work, index), 2);
}

/** @returns whether the answer is the entry or block that was asked for */
export function isEntry(t: Terminal): bool {
  const x = exchangeOf(t);
  const work = workOf(t);
  if (work.download === Download.FIRMWARE) return isBlock(x, work);
  if (!x.has(62) || x.bytes(62) < 2 || <u32>load<u8>(x.at(62)) !== ALL) return false;
  const at = x.at(62) + 1;
  const end = x.at(62) + x.bytes(62);
  const name = entryName(work, work.index);
  const bytes = <i32>load<u8>(name, 2);
  if (findTlv(at, end, TAG_AID, FOUND) !== OK || FOUND.length !== bytes) return false;
  if (!equalBytes(FOUND.value, name + 3, bytes)) return false;
  if (work.download !== Download.CAPKS) return true;
  if (findTlv(at, end, TAG_INDEX, FOUND) !== OK || FOUND.length !== 1) return false;
  return load<u8>(FOUND.value) === load<u8>(name + KEY_NAME_BYTES - 1);
}

/** This version, this block, and as many bytes as it must have. */
function isBlock(x: Exchange, work: Work): bool {
  if (tagNumber(x, Tag.VERSION) !== <i64>work.version || tagNumber(x, Tag.BLOCK) !== <i64>work.index) return false;
  const before = <u32>work.index * work.blockBytes;
  return tagOf(x, Tag.DATA).length === <i32>min(work.blockBytes, work.bytes - before);
}

/** Where the bytes that are staged begin. */
export function entryAt(t: Terminal): usize {
  const x = exchangeOf(t);
  return workOf(t).download === Download.FIRMWARE ? tagOf(x, Tag.DATA).value : x.at(62) + 1;
}

export function entryBytes(t: Terminal): i32 {
  const x = exchangeOf(t);
  return workOf(t).download === Download.FIRMWARE ? tagOf(x, Tag.DATA).length : x.bytes(62) - 1;
}
