/**
 * What is shown or printed: an id and typed fields; the texts live on the board. Layout: SCREEN and PRINT in abi.ts.
 *
 * Built in scratch and queued whole: `beginDocument`, fields, `sendDocument`.
 */
import { Command } from "../abi";
import { Field } from "../abi_fields";
import { copyBytes, fillBytes } from "../base/bytes";
import { Nothing, tellOn } from "./io";
import { Terminal } from "./terminal";

const DOCUMENT_BYTES: i32 = 1024;
const HEAD_BYTES: i32 = 8;
const FIELD_HEAD_BYTES: i32 = 8;

/** id u32 · count u32 · fields; then bytes used. */
const SCRATCH: usize = memory.data(DOCUMENT_BYTES, 8);
const USED: usize = memory.data(8, 8);

/** @param id a `Screen` or a `Document` */
export function beginDocument(id: i32): void {
  store<i32>(SCRATCH, id);
  store<i32>(SCRATCH, 0, 4);
  store<i32>(USED, HEAD_BYTES);
}

/** A field whose value is a number. */
export function putNumber(kind: i32, value: u64): void {
  store<u64>(open(kind, 8), value);
}

/** A field whose value is `length` bytes: text, or raw data that the board prints as hexadecimal. */
export function putText(kind: i32, from: usize, length: i32): void {
  copyBytes(open(kind, length), from, length);
}

/** A field of two characters that stand in a number, low byte first; none when it is 0. */
export function putCode(kind: i32, code: i32): void {
  if (code !== 0) store<u16>(open(kind, 2), <u16>code);
}

/** Queues the document as the payload of `command`; asked for with a ticket when `ticket` is not 0. */
export function sendDocument(t: Terminal, command: Command, ticket: u32): void {
  if (command === Command.SCREEN) tellLanguage(t);
  const used = load<i32>(USED);
  copyBytes(changetype<usize>(tellOn<Nothing>(t, command, ticket, used)), SCRATCH, used);
}

/** Once after it was chosen, and once after every start. */
function tellLanguage(t: Terminal): void {
  putCode(Field.HOUSE_LANGUAGE, t.language);
  t.language = 0;
}

/** Length of a text that is padded with zeros to `max` bytes. */
export function textLength(from: usize, max: i32): i32 {
  let length = 0;
  while (length < max && load<u8>(from + length) !== 0) length++;
  return length;
}

function open(kind: i32, length: i32): usize {
  const at = SCRATCH + load<i32>(USED);
  const bytes = FIELD_HEAD_BYTES + ((length + 7) & ~7);
  assert(load<i32>(USED) + bytes <= DOCUMENT_BYTES);
  fillBytes(at, 0, bytes);
  store<u16>(at, <u16>kind);
  store<u16>(at, <u16>length, 2);
  store<i32>(USED, load<i32>(USED) + bytes);
  store<i32>(SCRATCH, load<i32>(SCRATCH, 4) + 1, 4);
  return at + FIELD_HEAD_BYTES;
}
