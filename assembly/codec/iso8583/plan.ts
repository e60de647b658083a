/**
 * Plans: what there is to do for messages of one dialect with the same bitmap, worked out once.
 *
 * Such a message is a chain of *runs*: values of fixed length side by side, then the length of a field that has one; that
 * field's value stands between two runs. What a run asks of its bytes is the same for every such message: one bound, some
 * windows of eight bytes in which certain bytes must be of one kind, some nibbles of padding, and other values that only
 * `checkContent` can check. `plan_maker.ts` makes a plan, `quick.ts` carries it out.
 *
 * In memory: a Plan, then for each run a Run and its lists, in the order of their numbers in it.
 */
import { BITMAP_ROOM } from "./bitmap";

/** What the bytes of a value must be. */
export enum Kind {
  ANYTHING,
  DIGITS,
  NUMERIC,
  ALPHANUMERIC,
  TEXT,
  TEXT_ANY,
  /** Packed digits and at most one D. */
  TRACK,
  /** Only `checkContent` knows. */
  OTHER,
}

/** How the length of a field is read. */
export enum LengthForm {
  /** Only `readLength` knows. */
  OTHER,
  BCD_1,
  BCD_2,
  ASCII_2,
  ASCII_3,
}

@unmanaged
export class Plan {
  /** The group that it is for; 0: there is no plan here. */
  group: usize;
  /** Runs; 0: messages like these are left to `unpackGroup`. */
  runs: i32;
  /** Bytes of all runs together. */
  bytes: i32;
  /** Bytes before the bitmaps, and of the bitmaps: these are `key`. */
  bitmapAt: i32;
  keyBytes: i32;
  /** The bitmaps as the index has them. */
  first: u64;
  second: u64;
  third: u64;

  /** The bitmaps on the wire. */
  get key(): usize {
    return changetype<usize>(this) + offsetof<Plan>();
  }
  get firstRun(): Run {
    return changetype<Run>(this.key + KEY_ROOM);
  }
}

/** In hexadecimal a bitmap takes twice its bytes. */
export const KEY_ROOM: usize = 2 * BITMAP_ROOM;

@unmanaged
export class Run {
  /** Of the field behind the run; 0 behind the last one. */
  descriptor: u64;
  /** D that its value may have. */
  separators: u64;
  /** Bytes of the run. */
  bytes: i32;
  /** Bytes of the field's length, the last of the run. */
  prefix: i32;
  /** Where the index keeps the field. */
  entry: i32;
  /** Its units: at least so many, and so many more at most. */
  minimum: i32;
  span: u32;
  /** A `LengthForm`. */
  form: i32;
  /** Its value: ANYTHING, TRACK (which stands for DIGITS too) or OTHER. */
  kind: i32;
  /** Its value has `((units << scale) + rounding) >> 1` bytes. */
  scale: i32;
  rounding: i32;
  /** 1 when it has a pad beside an odd digit. */
  odd: i32;
  /** Where its lists end, each the beginning of the next: entries, windows by their `Kind`, pads, others; then the next run. */
  entriesEnd: usize;
  digitsEnd: usize;
  numericsEnd: usize;
  alphanumericsEnd: usize;
  textsEnd: usize;
  textsAnyEnd: usize;
  padsEnd: usize;
  othersEnd: usize;

  get lists(): usize {
    return changetype<usize>(this) + offsetof<Run>();
  }
}

/** A field of the run. */
@unmanaged
export class Entry {
  /** Where the index keeps it. */
  at: u32;
  /** What it keeps there, but for the run's own offset. */
  value: u32;
}

/** Eight bytes, of which those of the mask must be of one kind. */
@unmanaged
export class Window {
  mask: u64;
  /** From the beginning of the run; may lie before it. */
  offset: i32;
  unused: i32;
}

/** A byte whose bits of `mask` must be `expected`. */
@unmanaged
export class Pad {
  offset: i32;
  mask: u16;
  expected: u16;
}

/** A value of fixed length that only `checkContent` can check. */
@unmanaged
export class Other {
  descriptor: u64;
  offset: i32;
  unused: i32;
}
