/**
 * IN and OUT: the board writes one event into IN, the core leaves commands in OUT. The layout is in abi.ts.
 *
 * Scratch, never state: both are empty between steps, so all terminals of an instance share them. A payload is a
 * record view: `tell<Deadline>(Command.DEADLINE)` reserves its bytes, zeroed, and the caller fills the fields.
 */
import { Command, COMMAND_HEADER, IN_BYTES, IN_HEADER, OUT_BYTES } from "../abi";
import { clearBytes, copyBytes } from "../base/bytes";
import { Terminal } from "./terminal";

export const IN: usize = memory.data(IN_BYTES, 8);
export const OUT: usize = memory.data(OUT_BYTES, 8);
export const PAYLOAD: usize = IN + IN_HEADER;

/** Bytes used in OUT by this step; then 1 while commands may be emitted: on ENTER and END, never in another row. */
const USED: usize = memory.data(8, 8);

/** The head that `bytes` payloads begin with, see abi.ts. */
@unmanaged
export class Bytes {
  length: u32;
  reserved: u32;
  get start(): usize {
    return changetype<usize>(this) + offsetof<Bytes>();
  }
}

/** Payload of answers that are a status alone, or a status before something else. */
@unmanaged
export class Status {
  status: u32;
  value: u32;
}

@unmanaged
export class Nothing {}

/** Empties OUT: what the last step left there may have held card data. */
export function clear(): void {
  clearBytes(OUT, used());
  store<u64>(USED, 0);
}

export function allow(open: i32): void {
  store<i32>(USED, open, 4);
}

export function used(): i32 {
  return load<i32>(USED);
}

/** Payload of the event being handled, as a record. */
export function payload<T>(): T {
  return changetype<T>(PAYLOAD);
}

/** Queues a command that nobody answers; returns its zeroed payload. */
export function tell<T>(t: Terminal, code: Command): T {
  return changetype<T>(reserve(t, code, 0, offsetof<T>()));
}

/** Queues a command whose answer the running machine waits for: the answer must bring the same ticket. */
export function ask<T>(t: Terminal, code: Command): T {
  return changetype<T>(reserve(t, code, nextTicket(t), offsetof<T>()));
}

/** As `ask`, with `length` bytes behind the record; returns the record. */
export function askWith<T>(t: Terminal, code: Command, length: i32): T {
  return changetype<T>(reserve(t, code, nextTicket(t), offsetof<T>() + <usize>length));
}

/** As `tell`, with `length` bytes behind the record, on a ticket that is already under way (a line's). */
export function tellOn<T>(t: Terminal, code: Command, ticket: u32, length: i32): T {
  return changetype<T>(reserve(t, code, ticket, offsetof<T>() + <usize>length));
}

/** Queues a command whose payload is `bytes`. */
export function askBytes(t: Terminal, code: Command, from: usize, length: i32): void {
  putBytes(askWith<Bytes>(t, code, length), from, length);
}

export function putBytes(head: Bytes, from: usize, length: i32): void {
  head.length = length;
  copyBytes(head.start, from, length);
}

/** The running machine waits again for answers to a ticket that an earlier state of it asked for: a line's data. */
export function keepTicket(t: Terminal, ticket: u32): void {
  t.top.ticket = ticket;
}

/** A ticket for a command that is queued by `tellOn`: its answer is waited for. */
export function nextTicket(t: Terminal): u32 {
  t.ticket += 1;
  t.top.ticket = t.ticket;
  return t.ticket;
}

function reserve(t: Terminal, code: Command, ticket: u32, length: usize): usize {
  assert(load<i32>(USED, 4) !== 0);
  const at = OUT + used();
  const bytes = COMMAND_HEADER + ((<i32>length + 7) & ~7);
  assert(used() + bytes <= OUT_BYTES);
  // All zero already: `clear` has left it so, and nobody writes behind what is used.
  store<u16>(at, <u16>code);
  store<u32>(at, <u32>length, 4);
  store<u32>(at, ticket === 0 ? 0 : t.epoch, 8);
  store<u32>(at, ticket, 12);
  store<i32>(USED, used() + bytes);
  return at + COMMAND_HEADER;
}
