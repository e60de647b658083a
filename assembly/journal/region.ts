/**
 * Where the journal stands in the flash, and the record under way.
 *
 * The flash is two halves. One is the journal; the other is blank, stale, or being filled by a compaction. A half is:
 * CHECKPOINT · ZONE_KEPT.. · KEPT.. · SEAL · the records since · blank · in its last unit CLOSE, once its successor is sealed.
 * The half with the higher generation that is sealed is the journal, and nothing else ever is.
 */
import { RECORD_BYTES_MAX, RECORD_UNIT } from "../abi";
import { JOURNAL_BYTES, MAP_JOURNAL } from "../base/map";
import { Terminal } from "../machine/terminal";
import { RecordHead } from "./records";

@unmanaged
export class Journal {
  /** Geometry of the flash, in bytes. */
  half: i32;
  sector: i32;
  /** Offset of the active half: 0 or `half`. */
  base: i32;
  /** Offset of the first fresh unit: where the next record goes. */
  end: i32;
  generation: u32;
  /** Kind and payload length of the record that APPEND writes; its payload stands in `record.payload`. */
  kind: i32;
  length: i32;
  /** Torn records stepped over at replay. */
  torn: i32;
  /** 1 once the active half is known to be sealed. */
  sealed: i32;
  /** Replay: next offset to look at; generations of both halves' checkpoints, 0 for none. */
  scan: i32;
  generation0: u32;
  generation1: u32;
  /** Bytes that the last FLASH_READ asked for. */
  asked: i32;
  /** Compaction: next offset to read in the old half, next to write in the new one, what has been copied. */
  copyFrom: i32;
  copyTo: i32;
  copied: i32;
  /** Compaction: the zone that is repeated. */
  zone: i32;
  /** The greatest generation of its key store that the secure module has told of: for the next record that keeps it. */
  keyGeneration: u32;

  get record(): RecordHead {
    return changetype<RecordHead>(changetype<usize>(this) + RECORD_AT);
  }
}

const RECORD_AT: usize = (offsetof<Journal>() + 7) & ~7;
assert(RECORD_AT + RECORD_BYTES_MAX <= JOURNAL_BYTES);

export function journal(t: Terminal): Journal {
  return changetype<Journal>(changetype<usize>(t) + MAP_JOURNAL);
}

/** The secure module has told the generation of its key store, which only grows. */
export function noteKeyGeneration(t: Terminal, generation: u32): void {
  const j = journal(t);
  j.keyGeneration = max(j.keyGeneration, generation);
}

/** Offset of the closing mark of the half at `base`; records end before it. */
export function closeMark(j: Journal, base: i32): i32 {
  return base + j.half - RECORD_UNIT;
}

/** Offset of the half that is not the one at `base`. */
export function otherHalf(j: Journal, base: i32): i32 {
  return base === 0 ? j.half : 0;
}
