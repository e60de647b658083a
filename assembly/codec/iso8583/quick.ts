/**
 * Says yes to a message that is right, quickly; whatever it does not like is left to `unpackGroup`, which says what is wrong.
 *
 * What is accepted here is what `unpackGroup` accepts, with the same index; a test holds the two together. Up to fifteen bytes
 * behind the message are read, of which nothing is asked, and the index has room for three entries behind its last.
 */
import { OK } from "../../base/status";
import { checkContent } from "./content";
import { LEFT, padOf, prefixBytes, valueBytes } from "./dialect";
import { readLength } from "./length";
import { Entries, Kind, LengthForm, Other, Pad, Plan, Run } from "./plan";
import { ANYTHING, SIXTEEN, aboveNine, before, notAllowed, notSeparator } from "./sixteen";
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
  let wrong = i8x16.splat(0);
  for (;;) {
    enter(run, <u32>(at - message), index);
    wrong = v128.or(wrong, wrongBytes(run, at));
    for (let list = run.kindsEnd; list < run.padsEnd; list += offsetof<Pad>()) {
      if (!isPad(changetype<Pad>(list), at)) return false;
    }
    const length = at + run.lengthAt;
    at += run.bytes;
    if (run.form === LengthForm.NONE) break;

    const units = unitsOf(run, length);
    if (<u32>(units - run.minimum) > run.span) return false;
    const bytes = ((units << run.scale) + run.rounding) >> 1;
    room -= bytes;
    if (room < 0) return false;
    const end = at + bytes;
    store<u32>(index + run.entry, (<u32>(at - message)) | (units << 16));
    if ((units & run.odd) !== 0 && !isPadded(run.descriptor, at, end)) return false;
    if (run.kind === Kind.TRACK) {
      if (!isTrack(at, end)) return false;
    } else if (run.kind !== ANYTHING) {
      wrong = v128.or(wrong, wrongAmong(at, end, run.kind));
    }
    at = end;
    run = changetype<Run>(run.padsEnd);
  }
  if (room !== 0 || v128.any_true(wrong)) return false;
  if (plan.others !== 0 && !areOthers(plan.others, run.padsEnd, message, index)) return false;
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
  const offsets = i32x4.splat(offset);
  const end = run.entriesEnd;
  for (let list = run.lists; list < end; list += offsetof<Entries>()) {
    const values = v128.load(list, offsetof<Entries>("values"));
    v128.store(index + changetype<Entries>(list).at, i32x4.add(values, offsets));
  }
}

/** Like the next one, no bit when all these bytes are right. */
function wrongBytes(run: Run, at: usize): v128 {
  const kinds = run.entriesEnd;
  const count = run.kindsEnd - kinds;
  let wrong = i8x16.splat(0);
  for (let i: usize = 0; i < count; i += SIXTEEN) {
    wrong = v128.or(wrong, notAllowed(v128.load(at + i), v128.load(kinds + i)));
  }
  return wrong;
}

/** The bytes of a value that are all to be of one kind. */
function wrongAmong(at: usize, end: usize, kind: i32): v128 {
  const kinds = i8x16.splat(<i8>kind);
  let wrong = i8x16.splat(0);
  for (; at < end; at += SIXTEEN) {
    wrong = v128.or(wrong, notAllowed(v128.load(at), v128.and(kinds, before(at, end))));
  }
  return wrong;
}

function isPad(pad: Pad, at: usize): bool {
  return ((<u32>load<u8>(at + pad.offset)) & pad.mask) === pad.expected;
}

function isPadded(descriptor: u64, at: usize, end: usize): bool {
  const left = (descriptor & LEFT) !== 0;
  return (left ? (<u32>load<u8>(end - 1)) & 0xf : (<u32>load<u8>(at)) >> 4) === padOf(descriptor);
}

/** Digits and at most one D. */
function isTrack(at: usize, end: usize): bool {
  let separators: u64 = 0;
  let wrong = i8x16.splat(0);
  for (; at < end; at += SIXTEEN) {
    const packed = v128.and(v128.load(at), before(at, end));
    const above = aboveNine(packed);
    wrong = v128.or(wrong, notSeparator(packed, above));
    separators += popcnt<u64>(i64x2.extract_lane(above, 0)) + popcnt<u64>(i64x2.extract_lane(above, 1));
  }
  return separators <= 1 && !v128.any_true(wrong);
}

/** The values that have no kind, at the places that the index has for them. */
function areOthers(others: i32, list: usize, message: usize, index: usize): bool {
  for (; others > 0; others--, list += offsetof<Other>()) {
    const other = changetype<Other>(list);
    const entry = load<u32>(index + other.entry);
    const units = entry >> 16;
    const bytes = valueBytes(other.descriptor, units);
    if (checkContent(other.descriptor, message + (entry & 0xffff), units, bytes) !== OK) return false;
  }
  return true;
}

/** Units that a length announces, whose digits are judged with the bytes of the run; below 0 when it announces none. */
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
  return readLength(run.descriptor, at, prefixBytes(run.descriptor), false);
}

/** Two digits of BCD. */
function decimal(byte: u32): i32 {
  return byte - 6 * (byte >> 4);
}
