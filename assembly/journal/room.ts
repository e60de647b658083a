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
import { batchOf, uploadsLeft } from "./batch";
import { Noticed, NOTICE_BYTES } from "./notices";
import { OFFLINE_BYTES, Uploaded } from "./offline";
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
  const payment = zonesToComeBytes(t) + roomBytes() + endsBytes(t);
  return j.end + recordBytes(actBytes(zone)) + payment <= closeMark(j, j.base);
}

/** Offline approvals that may wait to be told to the acquirer (UnionPay POS, parameters: most offline trades). */
const UPLOADS_MAX: i32 = 10;

/** What an offline approval takes beyond any other: a second intent, the upload behind it, its end; once more for torn ones. */
function offlineBytes(): i32 {
  const approval = recordBytes(OFFLINE_BYTES) - recordBytes(APPROVED_BYTES);
  return 2 * (recordBytes(INTENT_BYTES) + approval + recordBytes(<i32>offsetof<Uploaded>()));
}

/** Ends of what waits, which stay free whatever else is written. */
function endsBytes(t: Terminal): i32 {
  return uploadsLeft(t) * recordBytes(<i32>offsetof<Uploaded>());
}

/** @returns whether a payment that the card approves by itself fits as things are, and another one may wait for its upload */
export function isRoomOffline(t: Terminal): bool {
  return uploadsLeft(t) < UPLOADS_MAX && isRoom(t, offlineBytes());
}

/** @param more bytes beside those of any payment */
function isRoom(t: Terminal, more: i32): bool {
  const j = journal(t);
  return j.end + zonesToComeBytes(t) + roomBytes() + endsBytes(t) + more <= closeMark(j, j.base);
}

/** A batch that has an offline approval may have another one: a compaction that makes room for it comes in time. */
function ifRoom(t: Terminal): i32 {
  return isRoom(t, batchOf(t).offline.count > 0 ? offlineBytes() : 0) ? Event.ROOM : Room.COMPACTING;
}

function ifRoomNow(t: Terminal): i32 {
  return isRoom(t, 0) ? Event.ROOM : Event.FULL;
}
