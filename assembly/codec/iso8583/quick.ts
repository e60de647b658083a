/**
 * Says yes to a message that is right, quickly; whatever it does not like is left to `unpackGroup`, which says what is wrong.
 *
 * What is accepted here is what `unpackGroup` accepts, with the same index; a test holds the two together. A window may begin
 * before its value, never before the message: every value has a bitmap of eight bytes before it.
 */
import { OK } from "../../base/status";
import { checkContent } from "./content";
import { LEFT, maximumOf, padOf, valueBytes } from "./dialect";
import { aboveNine, notAlphanumeric, notNumeric, notSeparator, notText, notTextAny, tail } from "./eight";
import { readLength } from "./length";
import { Entry, Kind, LengthForm, Other, Pad, Plan, Run, Window } from "./plan";
import { INDEX_ANNOUNCED, INDEX_BITMAP, INDEX_BITMAP_AT, INDEX_END, INDEX_ERROR_FIELD } from "./unpack";

/**
 * As `unpackGroup`, strictly, for a message whose bitmaps are those of the plan.
 *
 * @returns false for anything that is not right; the index then means nothing
 */
export function accepts(plan: Plan, message: usize, from: i32, to: i32, index: usize): bool {
  const end = message + to;
  let at = message + from;
  let run = plan.firstRun;
  let runs = plan.runs;
  if (runs === 0) return false;
  for (;;) {
    if (<usize>run.bytes > end - at) return false;
    const next = follow(run, at, at - message, index);
    if (next === 0) return false;
    at += run.bytes;
    if (--runs === 0) break;

    const units = unitsOf(run, at - run.prefix);
    if (units < run.minimum || units > run.maximum) return false;
    const bytes = ((units << run.scale) + run.rounding) >> 1;
    if (<usize>bytes > end - at || !isRight(run, at, units, bytes)) return false;
    store<u32>(index + run.entry, (<u32>(at - message)) | (units << 16));
    at += bytes;
    run = changetype<Run>(next);
  }
  if (at !== end) return false;
  store<u64>(index + INDEX_ERROR_FIELD, 0);
  store<u32>(index + INDEX_ANNOUNCED, 0);
  store<u32>(index + INDEX_END, <u32>(at - message));
  store<u64>(index + INDEX_BITMAP_AT, from + plan.bitmapAt);
  store<u64>(index + INDEX_BITMAP, plan.first);
  store<u64>(index + INDEX_BITMAP, plan.second, 8);
  store<u64>(index + INDEX_BITMAP, plan.third, 16);
  return true;
}

/** Checks the bytes of a run and enters its fields. @returns the address after its lists, 0 when a byte is wrong */
function follow(run: Run, at: usize, offset: usize, index: usize): usize {
  let list = run.lists;
  for (const to = list + offsetof<Entry>() * run.entries; list < to; list += offsetof<Entry>()) {
    const entry = changetype<Entry>(list);
    store<u32>(index + entry.at, entry.value + <u32>offset);
  }
  let wrong: u64 = 0;
  for (const to = list + offsetof<Window>() * run.digits; list < to; list += offsetof<Window>()) {
    wrong |= aboveNine(windowAt(list, at));
  }
  if (run.hasCharacters !== 0) {
    for (const to = list + offsetof<Window>() * run.numerics; list < to; list += offsetof<Window>()) {
      wrong |= notNumeric(windowAt(list, at)) & maskOf(list);
    }
    for (const to = list + offsetof<Window>() * run.alphanumerics; list < to; list += offsetof<Window>()) {
      wrong |= notAlphanumeric(windowAt(list, at)) & maskOf(list);
    }
    for (const to = list + offsetof<Window>() * run.texts; list < to; list += offsetof<Window>()) {
      wrong |= notText(windowAt(list, at)) & maskOf(list);
    }
    for (const to = list + offsetof<Window>() * run.textsAny; list < to; list += offsetof<Window>()) {
      wrong |= notTextAny(windowAt(list, at)) & maskOf(list);
    }
  }
  if (run.hasRest !== 0) {
    for (const to = list + offsetof<Pad>() * run.pads; list < to; list += offsetof<Pad>()) {
      const pad = changetype<Pad>(list);
      wrong |= ((<u32>load<u8>(at + pad.offset)) & pad.mask) ^ pad.expected;
    }
    for (const to = list + offsetof<Other>() * run.others; list < to; list += offsetof<Other>()) {
      if (!isOther(changetype<Other>(list), at)) return 0;
    }
  }
  return wrong === 0 ? list : 0;
}

/** The eight bytes of a window, 0 for those that it does not look at. */
function windowAt(list: usize, at: usize): u64 {
  const window = changetype<Window>(list);
  return load<u64>(at + window.offset) & window.mask;
}

function maskOf(list: usize): u64 {
  return changetype<Window>(list).mask;
}

function isOther(other: Other, at: usize): bool {
  const descriptor = other.descriptor;
  const units = maximumOf(descriptor);
  return checkContent(descriptor, at + other.offset, units, valueBytes(descriptor, units)) === OK;
}

/** Units that a length announces, of which the run has checked the digits; below 0 when it announces none. */
function unitsOf(run: Run, at: usize): i32 {
  switch (run.form) {
    case LengthForm.BCD_1:
      return decimal(load<u8>(at));
    case LengthForm.BCD_2:
      return decimal(load<u8>(at)) * 100 + decimal(load<u8>(at, 1));
    case LengthForm.ASCII_2:
      return <i32>load<u8>(at) * 10 + load<u8>(at, 1) - 11 * 0x30;
    case LengthForm.ASCII_3:
      return <i32>load<u8>(at) * 100 + <i32>load<u8>(at, 1) * 10 + load<u8>(at, 2) - 111 * 0x30;
  }
  return readLength(run.descriptor, at, run.prefix, false);
}

/** Two digits of BCD. */
function decimal(byte: u32): i32 {
  return byte - 6 * (byte >> 4);
}

function isRight(run: Run, at: usize, units: i32, bytes: i32): bool {
  const kind = run.kind;
  if (kind === Kind.OTHER) return checkContent(run.descriptor, at, units, bytes) === OK;
  if ((units & run.odd) !== 0 && !isPadded(run.descriptor, at, bytes)) return false;
  return kind === Kind.ANYTHING || isTrack(at, at + bytes, run.separators);
}

function isPadded(descriptor: u64, at: usize, bytes: i32): bool {
  const left = (descriptor & LEFT) !== 0;
  return (left ? (<u32>load<u8>(at + bytes - 1)) & 0xf : (<u32>load<u8>(at)) >> 4) === padOf(descriptor);
}

/** Digits and at most so many D. */
function isTrack(at: usize, end: usize, most: u64): bool {
  let separators: u64 = 0;
  let wrong: u64 = 0;
  for (; end - at >= 8; at += 8) {
    const eight = load<u64>(at);
    const above = aboveNine(eight);
    wrong |= notSeparator(eight, above);
    separators += popcnt<u64>(above);
  }
  if (at < end) {
    const eight = tail(at, end);
    const above = aboveNine(eight);
    wrong |= notSeparator(eight, above);
    separators += popcnt<u64>(above);
  }
  return wrong === 0 && separators <= most;
}
