/**
 * APPEND: one record becomes durable. Returns STORED or NOT_STORED; after NOT_STORED only a replay can tell what is on
 * flash, so trading stops until the next start. A card that leaves meanwhile is noted: the hold keeps the event from its flow.
 *
 * Input: `prepare`. The durable state changes only when the flash has answered, by the same `apply` that replays.
 */
import { Command, Done, Event, RECORD_BYTES_MAX, STAY } from "../abi";
import { copyBytes } from "../base/bytes";
import { askWith, payload, Status } from "../machine/io";
import { hold, may2, NO_ROW } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { apply, durable } from "./durable";
import { closeMark, journal } from "./region";
import { CRC_BYTES, HEAD_BYTES, Kind, recordBytes, sealRecord } from "./records";

export enum Append {
  FITTING,
  WRITING,
}

export function append(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Append.FITTING: switch (event) {
      case Event.ENTER: return may2(ifFits(t), Append.WRITING, Event.NOT_STORED);
    } break;
    case Append.WRITING: switch (event) {
      case Event.ENTER: writeRecord(t); return hold(5_000);
      case Event.FLASH_DONE: return may2(ifWritten(t), Event.STORED, Event.NOT_STORED);
      case Event.CARD_OUT: noteOut(t); return STAY;
      case Event.TIME: return Event.NOT_STORED;
    } break;
  }
  return NO_ROW;
}

/** Payload of FLASH_APPEND before the bytes. */
@unmanaged
export class Program {
  offset: u32;
  length: u32;
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<Program>();
  }
}

/** Says which record APPEND writes. @returns its payload, zeroed, for the caller to fill in. */
export function prepare(t: Terminal, kind: Kind, length: i32): usize {
  const j = journal(t);
  assert(length <= RECORD_BYTES_MAX - HEAD_BYTES - CRC_BYTES);
  j.kind = kind;
  j.length = length;
  memory.fill(j.record.payload, 0, length);
  return j.record.payload;
}

/** Queues the write of the sealed record in `journal.record` at `offset`. */
export function program(t: Terminal, offset: i32, bytes: i32): void {
  const command = askWith<Program>(t, Command.FLASH_APPEND, bytes);
  command.offset = offset;
  command.length = bytes;
  copyBytes(command.bytes, changetype<usize>(journal(t).record), bytes);
}

function ifFits(t: Terminal): i32 {
  const j = journal(t);
  return j.end + recordBytes(j.length) <= closeMark(j, j.base) ? Append.WRITING : Event.NOT_STORED;
}

function writeRecord(t: Terminal): void {
  const j = journal(t);
  const bytes = sealRecord(j.record, j.kind, j.generation, durable(t).sequence + 1, j.length);
  program(t, j.end, bytes);
}

/** Whoever has a card in the reader looks at it once the record is durable. */
function noteOut(t: Terminal): void {
  t.cardLeft = 1;
}

function ifWritten(t: Terminal): i32 {
  if (payload<Status>().status !== Done.DONE) return Event.NOT_STORED;
  const j = journal(t);
  const applied = apply(durable(t), j.kind, j.record.payload, j.length);
  assert(applied);
  j.end += recordBytes(j.length);
  return Event.STORED;
}
