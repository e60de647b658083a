/**
 * Plans: what there is to do for messages of one dialect with the same bitmap, worked out once.
 *
 * Such a message is a chain of *runs*: values of fixed length side by side, then the length of a field that has one; that
 * field's value stands between two runs. What a run asks of its bytes is the same for every such message: one bound, a kind
 * for each byte, some nibbles of padding, and other values that only `checkContent` can check. `plan_maker.ts` makes a plan,
 * `quick.ts` carries it out.
 *
 * In memory: a Plan, then for each run a Run and its lists, in the order of their numbers in it.
 */
import { BITMAP_ROOM } from "./bitmap";

/** How a value is checked that is not of one kind of bytes (`sixteen.ts`). */
export enum Kind {
  /** Packed digits and at most one D. */
  TRACK = 0x100,
  /** Only `checkContent` knows. */
  OTHER,
}

/** How the length of a field is read. */
export enum LengthForm {
  /** There is no such field. */
  NONE,
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
  /** Values that only `checkContent` can check; they stand behind the runs. */
  others: i32;
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
  /** Bytes of the run. */
  bytes: i32;
  /** From the beginning of the run to the field's length. */
  lengthAt: i32;
  /** Where the index keeps the field. */
  entry: i32;
  /** Its units: at least so many, and so many more at most. */
  minimum: i32;
  span: u32;
  /** A `LengthForm`. */
  form: i32;
  /** Its value: a kind of bytes, or a `Kind`. */
  kind: i32;
  /** Its value has `((units << scale) + rounding) >> 1` bytes. */
  scale: i32;
  rounding: i32;
  /** 1 when it has a pad beside an odd digit. */
  odd: i32;
  /** Where its lists end, each the beginning of the next: entries, kinds byte by byte, pads; then the next run. */
  entriesEnd: usize;
  kindsEnd: usize;
  padsEnd: usize;

  get lists(): usize {
    return changetype<usize>(this) + offsetof<Run>();
  }
}

/** Fields of the run among four neighbouring numbers. What goes to the others means nothing, or is overwritten. */
@unmanaged
export class Entries {
  /** Where the index keeps the first. */
  at: u32;
  unused: u32;
  /** What it keeps for each, but for the run's own offset: four words, of which two stand here. */
  values: u64;
  more: u64;
}

/** A byte whose bits of `mask` must be `expected`. */
@unmanaged
export class Pad {
  offset: i32;
  mask: u16;
  expected: u16;
}

/** A value that only `checkContent` can check. */
@unmanaged
export class Other {
  descriptor: u64;
  /** Where the index has it. */
  entry: u32;
  unused: u32;
}
