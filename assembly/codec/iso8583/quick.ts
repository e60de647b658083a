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
import {
  INDEX_ANNOUNCED,
  INDEX_BITMAP,
  INDEX_BITMAP_AT,
  INDEX_END,
  INDEX_ERROR_FIELD,
  MESSAGE_BYTES_MAX,
} from "./unpack";

/**
 * As `unpackGroup`, strictly, for a message whose bitmaps are those of the plan.
 *
 * @returns false for anything that is not right; the index then means nothing
 */
export function accepts(plan: Plan, message: usize, from: i32, to: i32, index: usize): bool {
  // Bytes that the fields with a length of their own have left: those of all runs are there from now on.
  let room = to - from - plan.bytes;
  if (room < 0 || to > MESSAGE_BYTES_MAX || plan.runs === 0) return false;
  let at = message + from;
  let run = plan.firstRun;
  let runs = plan.runs;
  let wrong: u64 = 0;
  for (;;) {
    enter(run, <u32>(at - message), index);
    wrong |= wrongDigits(run, at);
    if (run.textsAnyEnd !== run.digitsEnd) wrong |= wrongCharacters(run, at);
    if (run.othersEnd !== run.textsAnyEnd) wrong |= wrongRest(run, at);
    at += run.bytes;
    if (--runs === 0) break;

    const units = unitsOf(run, at - run.prefix);
    if (<u32>(units - run.minimum) > run.span) return false;
    const bytes = ((units << run.scale) + run.rounding) >> 1;
    room -= bytes;
    if (room < 0 || !isRight(run, at, units, bytes)) return false;
    store<u32>(index + run.entry, (<u32>(at - message)) | (units << 16));
    at += bytes;
    run = changetype<Run>(run.othersEnd);
  }
  if (wrong !== 0 || room !== 0) return false;
  store<u64>(index + INDEX_ERROR_FIELD, 0);
  store<u32>(index + INDEX_ANNOUNCED, 0);
  store<u32>(index + INDEX_END, to);
  store<u64>(index + INDEX_BITMAP_AT, from + plan.bitmapAt);
  store<u64>(index + INDEX_BITMAP, plan.first);
  store<u64>(index + INDEX_BITMAP, plan.second, 8);
  store<u64>(index + INDEX_BITMAP, plan.third, 16);
  return true;
}

/** Enters the fields of a run that begins at `offset`. */
function enter(run: Run, offset: u32, index: usize): void {
  const end = run.entriesEnd;
  for (let list = run.lists; list < end; list += offsetof<Entry>()) {
    const entry = changetype<Entry>(list);
    store<u32>(index + entry.at, entry.value + offset);
  }
}

/** Like the next two, 0 when all these bytes of a run are right. */
function wrongDigits(run: Run, at: usize): u64 {
  const end = run.digitsEnd;
  let wrong: u64 = 0;
  for (let list = run.entriesEnd; list < end; list += offsetof<Window>()) wrong |= aboveNine(windowAt(list, at));
  return wrong;
}

function wrongCharacters(run: Run, at: usize): u64 {
  let list = run.digitsEnd;
  let wrong: u64 = 0;
  for (const end = run.numericsEnd; list < end; list += offsetof<Window>()) {
    wrong |= notNumeric(windowAt(list, at)) & maskOf(list);
  }
  for (const end = run.alphanumericsEnd; list < end; list += offsetof<Window>()) {
    wrong |= notAlphanumeric(windowAt(list, at)) & maskOf(list);
  }
  for (const end = run.textsEnd; list < end; list += offsetof<Window>()) {
    wrong |= notText(windowAt(list, at)) & maskOf(list);
  }
  for (const end = run.textsAnyEnd; list < end; list += offsetof<Window>()) {
    wrong |= notTextAny(windowAt(list, at)) & maskOf(list);
  }
  return wrong;
}

function wrongRest(run: Run, at: usize): u64 {
  let list = run.textsAnyEnd;
  let wrong: u64 = 0;
  for (const end = run.padsEnd; list < end; list += offsetof<Pad>()) {
    const pad = changetype<Pad>(list);
    wrong |= ((<u32>load<u8>(at + pad.offset)) & pad.mask) ^ pad.expected;
  }
  for (const end = run.othersEnd; list < end; list += offsetof<Other>()) {
    if (!isOther(changetype<Other>(list), at)) return 1;
  }
  return wrong;
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
  for (; at < end; at += 8) {
    const eight = end - at >= 8 ? load<u64>(at) : tail(at, end);
    const above = aboveNine(eight);
    if (above === 0) continue;
    if (notSeparator(eight, above) !== 0) return false;
    separators += popcnt<u64>(above);
  }
  return separators <= most;
}
