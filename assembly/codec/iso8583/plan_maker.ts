/**
 * Makes the plan for messages with the same bitmap as one that is there. Takes its time: a plan serves many messages.
 *
 * A plan that finds no room, or a bitmap with a field that the group lacks, becomes one without runs: all such messages are
 * left to `unpackGroup`.
 */
import { copyBytes } from "../../base/bytes";
import { OK } from "../../base/status";
import { ANNOUNCES, BITMAPS_MAX, WORD_BYTES, bitmapsOf, firstBytes, wireBytes } from "./bitmap";
import { ALPHANUMERIC, NUMERIC, TEXT, TEXT_ANY } from "./classes";
import {
  CHECK_CHARACTERS,
  CHECK_DIGITS,
  CHECK_NIBBLES,
  CHECK_NONE,
  CHECK_SIGNED_PACKED,
  CHECK_TRACK,
  CLASS_SHIFT,
  EBCDIC,
  FIELD_MAX,
  LEFT,
  LENGTH_ASCII,
  LENGTH_BCD,
  LENGTH_SHIFT,
  TYPED,
  WIDTH_SHIFT,
  checkOf,
  descriptorOf,
  isPacked,
  maximumOf,
  minimumOf,
  padOf,
  prefixBytes,
  valueBytes,
} from "./dialect";
import { Entries, Kind, LengthForm, Other, Pad, Plan, Run } from "./plan";
import {
  ANYTHING,
  CHARACTER_DIGITS,
  LETTERS_DIGITS,
  PACKED_DIGITS,
  PRINTABLE,
  PRINTABLE_ANY,
  SIXTEEN,
} from "./sixteen";
import { INDEX_BITMAP, INDEX_BITMAP_AT, INDEX_END, INDEX_ENTRIES, clearIndex, readHead } from "./unpack";

/** Encoding, unit and self-inclusion of a length. */
const LENGTH_FORM_MASK: u32 = 0x3f;
/** Entries that are written at once. */
const FOUR: i32 = 4;

/** One value of the run that is being made, or the header, a bitmap, or the length at its end. */
@unmanaged
class Piece {
  /** From the beginning of the run. */
  offset: i32;
  bytes: i32;
  units: i32;
  /** Of its bytes, or a `Kind`. */
  kind: i32;
  /** Number of the field, or NO_FIELD. */
  field: i32;
}
const NO_FIELD: i32 = -1;
const PIECE_BYTES: i32 = <i32>offsetof<Piece>();
const PIECES_MAX: i32 = FIELD_MAX + 5;
const PIECES: usize = memory.data(PIECE_BYTES * PIECES_MAX, 8);

/** A plan in the making. */
@unmanaged
class Draft {
  plan: Plan;
  /** Where the next run goes, and where the room ends. */
  at: usize;
  end: usize;
  group: usize;
  /** Pieces of the run, and their bytes. */
  pieces: i32;
  bytes: i32;
}
const DRAFT: usize = memory.data(<i32>offsetof<Draft>(), 8);

/**
 * @param plan where it goes
 * @param end where its room ends
 * @param message a message from offset `from` to `to`; there is no plan for one without a bitmap of eight bytes in front
 * @param index is used for notes
 */
export function makePlan(plan: Plan, end: usize, group: usize, message: usize, from: i32, to: i32, index: usize): void {
  plan.group = 0;
  clearIndex(index);
  const head = load<u64>(group);
  if (firstBytes(head) !== WORD_BYTES || readHead(group, message, message + from, message + to, index) !== OK) return;

  const fields = load<i32>(index + INDEX_END) - from;
  plan.group = group;
  plan.runs = 0;
  plan.others = 0;
  plan.bytes = 0;
  plan.bitmapAt = load<i32>(index + INDEX_BITMAP_AT) - from;
  plan.keyBytes = fields - plan.bitmapAt;
  plan.first = load<u64>(index + INDEX_BITMAP);
  plan.second = load<u64>(index + INDEX_BITMAP, 8);
  plan.third = load<u64>(index + INDEX_BITMAP, 16);
  copyBytes(plan.key, message + from + plan.bitmapAt, plan.keyBytes);

  const draft = changetype<Draft>(DRAFT);
  draft.plan = plan;
  draft.at = changetype<usize>(plan.firstRun);
  draft.end = end;
  draft.group = group;
  draft.pieces = 0;
  draft.bytes = 0;
  const isPlanned = addHead(draft, head) && addFields(draft, head) && closeRun(draft, 0, 0) && putOthers(draft, head);
  if (!isPlanned) plan.runs = 0;
}

/**
 * What stands in front of the fields: header, message type indicator, bitmaps.
 *
 * @returns false for three bitmaps: the entry of the third, field 65, might be overwritten with those of the fields before
 */
function addHead(draft: Draft, head: u64): bool {
  const typed = (head & TYPED) !== 0;
  const type = typed ? descriptorOf(draft.group, 0) : 0;
  const typeBytes = typed ? valueBytes(type, maximumOf(type)) : 0;
  addPiece(draft, NO_FIELD, draft.plan.bitmapAt - typeBytes, 0, ANYTHING);
  if (typed) addPiece(draft, 0, typeBytes, maximumOf(type), kindOf(type));

  const first = wireBytes(head, WORD_BYTES, false);
  const more = wireBytes(head, WORD_BYTES, true);
  addPiece(draft, NO_FIELD, first, 0, ANYTHING);
  let field = 1;
  for (let left = draft.plan.keyBytes - first; left > 0; left -= more) {
    addPiece(draft, field, more, WORD_BYTES, ANYTHING);
    field += 64;
  }
  return field <= 65;
}

/** All fields of the bitmaps, ascending; a field with a length of its own ends a run. @returns false when one is unknown */
function addFields(draft: Draft, head: u64): bool {
  for (let field = fieldAfter(draft, head, 0); field !== 0; field = fieldAfter(draft, head, field)) {
    const descriptor = descriptorOf(draft.group, field);
    if (descriptor === 0) return false;
    const prefix = prefixBytes(descriptor);
    const units = maximumOf(descriptor);
    if (prefix === 0) {
      addPiece(draft, field, valueBytes(descriptor, units), units, kindOf(descriptor));
    } else {
      addPiece(draft, NO_FIELD, prefix, 0, lengthKind(formOf(descriptor)));
      if (!closeRun(draft, field, descriptor)) return false;
    }
  }
  return true;
}

/** The next field of the bitmaps, 0 when there is none. The bit that announces a further bitmap is no field. */
function fieldAfter(draft: Draft, head: u64, field: i32): i32 {
  const words = changetype<usize>(draft.plan) + offsetof<Plan>("first");
  const announced = bitmapsOf(head) - 1;
  let rest: u64 = u64.MAX_VALUE >> (field & 63);
  for (let word = field >> 6; word < BITMAPS_MAX; word++) {
    let pending = load<u64>(words + (word << 3)) & rest;
    if (word < announced) pending &= ~ANNOUNCES;
    if (pending !== 0) return (word << 6) + <i32>clz<u64>(pending) + 1;
    rest = u64.MAX_VALUE;
  }
  return 0;
}

function addPiece(draft: Draft, field: i32, bytes: i32, units: i32, kind: i32): void {
  const piece = pieceAt(draft.pieces++);
  piece.offset = draft.bytes;
  piece.bytes = bytes;
  piece.units = units;
  piece.kind = kind;
  piece.field = field;
  draft.bytes += bytes;
}

function pieceAt(i: i32): Piece {
  return changetype<Piece>(PIECES + i * PIECE_BYTES);
}

/** Writes the run of all pieces, with the field behind it. @returns false when it finds no room */
function closeRun(draft: Draft, field: i32, descriptor: u64): bool {
  // Each piece has an entry, and a pad or is an `Other`.
  const most =
    offsetof<Run>() + <usize>draft.pieces * (offsetof<Entries>() + offsetof<Pad>()) + <usize>(draft.bytes + SIXTEEN);
  // A field that can have no length at all is left to `unpackGroup` too.
  if (most > draft.end - draft.at || maximumOf(descriptor) < minimumOf(descriptor)) return false;
  const run = changetype<Run>(draft.at);
  const kind = kindOf(descriptor);
  run.descriptor = descriptor;
  run.bytes = draft.bytes;
  run.lengthAt = draft.bytes - prefixBytes(descriptor);
  run.entry = <i32>INDEX_ENTRIES + (field << 2);
  run.minimum = minimumOf(descriptor);
  run.span = maximumOf(descriptor) - run.minimum;
  run.form = descriptor === 0 ? LengthForm.NONE : formOf(descriptor);
  run.kind = kind === Kind.OTHER ? ANYTHING : kind;
  run.scale = <i32>((descriptor >> WIDTH_SHIFT) & 3);
  run.rounding = checkOf(descriptor) === CHECK_SIGNED_PACKED ? 2 : 1;
  run.odd = kind !== Kind.OTHER && isPacked(descriptor) ? 1 : 0;
  draft.at = run.lists;
  run.entriesEnd = putEntries(draft);
  run.kindsEnd = putKinds(draft);
  run.padsEnd = putPads(draft);
  draft.plan.bytes += draft.bytes;
  draft.plan.runs++;
  draft.pieces = 0;
  draft.bytes = 0;
  return true;
}

function putEntries(draft: Draft): usize {
  let entries = changetype<Entries>(0);
  let first = 0;
  for (let i = 0; i < draft.pieces; i++) {
    const piece = pieceAt(i);
    if (piece.field === NO_FIELD) continue;
    if (changetype<usize>(entries) === 0 || piece.field >= first + FOUR) {
      entries = changetype<Entries>(draft.at);
      first = piece.field;
      entries.at = <u32>INDEX_ENTRIES + (first << 2);
      entries.values = 0;
      entries.more = 0;
      draft.at += offsetof<Entries>();
    }
    const values = changetype<usize>(entries) + offsetof<Entries>("values");
    store<u32>(values + ((piece.field - first) << 2), piece.offset | (piece.units << 16));
  }
  return draft.at;
}

/** A kind for each byte, sixteen by sixteen, as far as anything is asked. */
function putKinds(draft: Draft): usize {
  const kinds = draft.at;
  let asked = 0;
  for (let i = 0; i < draft.pieces; i++) {
    const piece = pieceAt(i);
    if (piece.kind === ANYTHING || piece.kind >= Kind.TRACK) continue;
    for (; asked < piece.offset; asked++) store<u8>(kinds + asked, ANYTHING);
    for (; asked < piece.offset + piece.bytes; asked++) store<u8>(kinds + asked, piece.kind);
  }
  for (; asked % SIXTEEN !== 0; asked++) store<u8>(kinds + asked, ANYTHING);
  draft.at += asked;
  return draft.at;
}

/** The nibble beside an odd digit. */
function putPads(draft: Draft): usize {
  for (let i = 0; i < draft.pieces; i++) {
    const piece = pieceAt(i);
    if (piece.field === NO_FIELD || piece.kind === Kind.OTHER || (piece.units & 1) === 0) continue;
    const descriptor = descriptorOf(draft.group, piece.field);
    if (!isPacked(descriptor)) continue;
    const left = (descriptor & LEFT) !== 0;
    const pad = changetype<Pad>(draft.at);
    pad.offset = left ? piece.offset + piece.bytes - 1 : piece.offset;
    pad.mask = left ? 0x0f : 0xf0;
    pad.expected = <u16>(left ? padOf(descriptor) : padOf(descriptor) << 4);
    draft.at += offsetof<Pad>();
  }
  return draft.at;
}

/** Behind the last run, for every field that has no kind. @returns false when they find no room */
function putOthers(draft: Draft, head: u64): bool {
  if ((head & TYPED) !== 0 && !putOther(draft, 0)) return false;
  for (let field = fieldAfter(draft, head, 0); field !== 0; field = fieldAfter(draft, head, field)) {
    if (!putOther(draft, field)) return false;
  }
  return true;
}

function putOther(draft: Draft, field: i32): bool {
  const descriptor = descriptorOf(draft.group, field);
  const kind = kindOf(descriptor);
  if (kind < Kind.TRACK || (kind === Kind.TRACK && prefixBytes(descriptor) !== 0)) return true;
  if (draft.end - draft.at < offsetof<Other>()) return false;
  const other = changetype<Other>(draft.at);
  other.descriptor = descriptor;
  other.entry = <u32>INDEX_ENTRIES + (field << 2);
  draft.at += offsetof<Other>();
  draft.plan.others++;
  return true;
}

/** What the bytes of a field must be; a pad above 9 would not pass for a digit. */
function kindOf(descriptor: u64): i32 {
  switch (checkOf(descriptor)) {
    case CHECK_NONE:
    case CHECK_NIBBLES:
      return ANYTHING;
    case CHECK_DIGITS:
      return padOf(descriptor) > 9 ? Kind.OTHER : PACKED_DIGITS;
    case CHECK_TRACK:
      return padOf(descriptor) > 9 ? Kind.OTHER : Kind.TRACK;
    case CHECK_CHARACTERS:
      return (descriptor & EBCDIC) !== 0 ? Kind.OTHER : classKind((<u32>(descriptor >> CLASS_SHIFT)) & 0xff);
  }
  return Kind.OTHER;
}

function classKind(characters: u32): i32 {
  switch (characters) {
    case NUMERIC:
      return CHARACTER_DIGITS;
    case ALPHANUMERIC:
      return LETTERS_DIGITS;
    case TEXT:
      return PRINTABLE;
    case TEXT_ANY:
      return PRINTABLE_ANY;
  }
  return Kind.OTHER;
}

/** How a length is read: one that counts units and not itself in one of the usual ways, or otherwise. */
function formOf(descriptor: u64): i32 {
  const prefix = prefixBytes(descriptor);
  switch ((<u32>(descriptor >> LENGTH_SHIFT)) & LENGTH_FORM_MASK) {
    case LENGTH_BCD:
      return prefix === 1 ? LengthForm.BCD_1 : prefix === 2 ? LengthForm.BCD_2 : LengthForm.OTHER;
    case LENGTH_ASCII:
      return prefix === 2 ? LengthForm.ASCII_2 : prefix === 3 ? LengthForm.ASCII_3 : LengthForm.OTHER;
  }
  return LengthForm.OTHER;
}

/** What the bytes of a length must be, where reading it does not tell. */
function lengthKind(form: i32): i32 {
  if (form === LengthForm.OTHER) return ANYTHING;
  return form < LengthForm.ASCII_2 ? PACKED_DIGITS : CHARACTER_DIGITS;
}
