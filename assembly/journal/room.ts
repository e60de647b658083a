/**
 * MAKE_ROOM: before anything begins, there is room for its longest outcome. Returns ROOM, FULL (the batch must be
 * settled first) or NOT_STORED (the flash failed).
 */
import { Event } from "../abi";
import { may2, NO_ROW, run, Machine } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { beginCompact } from "./compact";
import { closeMark, journal } from "./region";
import { actBytes, isZoneBlank, ZONES } from "./zones";
import { Noticed, NOTICE_BYTES } from "./notices";
import { APPROVED_BYTES, INTENT_BYTES, recordBytes, REVERSAL_BYTES, SignedOn } from "./records";

export enum Room {
  LOOKING,
  COMPACTING,
  LOOKING_AGAIN,
}

export function makeRoom(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Room.LOOKING: switch (event) {
      case Event.ENTER: return may2(ifRoom(t), Event.ROOM, Room.COMPACTING);
    } break;
    case Room.COMPACTING: switch (event) {
      case Event.ENTER: beginCompact(t); return run(Machine.COMPACT);
      case Event.STORED: return Room.LOOKING_AGAIN;
      case Event.NOT_STORED: return Event.NOT_STORED;
    } break;
    case Room.LOOKING_AGAIN: switch (event) {
      case Event.ENTER: return may2(ifRoomNow(t), Event.ROOM, Event.FULL);
    } break;
  }
  return NO_ROW;
}

/**
 * A sign-on, an intent, a changed reversal reason, its outcome, a script notice, a try of it and its end; and the same once more
 * for records torn on the way.
 */
function roomBytes(): i32 {
  const signOn = 2 * recordBytes(<i32>offsetof<SignedOn>());
  const notice = recordBytes(NOTICE_BYTES) + 2 * recordBytes(<i32>offsetof<Noticed>());
  const payment = recordBytes(INTENT_BYTES) + recordBytes(REVERSAL_BYTES) + recordBytes(APPROVED_BYTES);
  return 2 * (signOn + notice + payment);
}

/** @returns whether one record with `length` bytes of payload fits as things are, without making room */
export function isRoomFor(t: Terminal, length: i32): bool {
  const j = journal(t);
  return j.end + recordBytes(length) <= closeMark(j, j.base);
}

/** What the next compaction writes beyond what stands here: zones that say something by then. */
function zonesToComeBytes(t: Terminal): i32 {
  let bytes = 0;
  for (let zone = 0; zone < ZONES; zone++) if (isZoneBlank(t, zone)) bytes += recordBytes(actBytes(zone));
  return bytes;
}

/** @returns whether an act of this zone fits as things are, and a payment after it */
export function isRoomBeside(t: Terminal, zone: i32): bool {
  const j = journal(t);
  return j.end + recordBytes(actBytes(zone)) + zonesToComeBytes(t) + roomBytes() <= closeMark(j, j.base);
}

function isRoom(t: Terminal): bool {
  const j = journal(t);
  return j.end + zonesToComeBytes(t) + roomBytes() <= closeMark(j, j.base);
}

function ifRoom(t: Terminal): i32 {
  return isRoom(t) ? Event.ROOM : Room.COMPACTING;
}

function ifRoomNow(t: Terminal): i32 {
  return isRoom(t) ? Event.ROOM : Event.FULL;
}
