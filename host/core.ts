/**
 * The only file that touches the memory of core.wasm: one event in, its commands out.
 *
 * An instance holds as many terminals as its memory has room for; each is addressed by its slot.
 */
import { COMMAND_HEADER, Command, IN_BYTES, IN_HEADER } from "../assembly/abi.ts";
import { freshCopy } from "./fresh_bytes.ts";
import type { Event } from "../assembly/abi.ts";

const PAGE_BYTES = 65_536;
const BYTES_HEAD = 8;
const SHORT_BYTES_MAX = 16;

/** Epoch and number of a command that wants an answer; both 0 where none is wanted. */
export interface Ticket {
  epoch: number;
  number: number;
}

export const NO_TICKET: Ticket = { epoch: 0, number: 0 };

export interface CoreEvent {
  code: Event;
  ticket: Ticket;
  /** Whole milliseconds. */
  monotonic_ms: number;
  wall_ms: number;
  payload: Uint8Array;
}

export interface CoreCommand {
  code: Command;
  ticket: Ticket;
  payload: Uint8Array;
}

/**
 * The commands of the last step where they stand in the core's memory, one at a time. Nothing of it is valid after the next step:
 * who keeps a command takes a copy.
 */
export class Output implements CoreCommand {
  code = Command.SCREEN;
  ticket: Ticket = NO_TICKET;
  private readonly memory: Uint8Array;
  private readonly view: DataView;
  private readonly start: number;
  private following: number;
  private end: number;
  private from = 0;
  private to = 0;

  /** @param start where the first command stands in `memory` */
  constructor(memory: Uint8Array, start: number) {
    this.memory = memory;
    this.view = new DataView(memory.buffer, memory.byteOffset, memory.length);
    this.start = start;
    this.following = this.end = start;
  }

  /** Stands before the first of commands that take so many bytes. */
  begin(used: number): void {
    this.following = this.start;
    this.end = this.start + used;
  }

  /** Goes to the next command. @returns whether there is one */
  next(): boolean {
    const { view, following } = this;
    if (following >= this.end) return false;
    const epoch = view.getUint32(following + 8, true);
    const number = view.getUint32(following + 12, true);
    this.code = view.getUint16(following, true);
    this.ticket = epoch === 0 && number === 0 ? NO_TICKET : { epoch, number };
    this.from = following + COMMAND_HEADER;
    this.to = this.from + view.getUint32(following + 4, true);
    this.following = (this.to + 7) & ~7;
    return true;
  }

  get payload(): Uint8Array {
    return this.memory.subarray(this.from, this.to);
  }

  /** u32. */
  word(index: number): number {
    return this.view.getUint32(this.from + 4 * index, true);
  }

  /** The bytes of a `bytes` payload that begins at `offset`. */
  bytes(offset = 0): Uint8Array {
    const at = this.from + offset + BYTES_HEAD;
    return this.memory.subarray(at, at + this.word(offset / 4));
  }

  /** Of the payload, for whoever keeps it. */
  copy(): Uint8Array {
    return freshCopy(this.memory.subarray(this.from, this.to));
  }

  /** u64 at a byte of the payload: a whole number as far as there are such. */
  long(offset: number): number {
    const at = this.from + offset;
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** Copies of all commands; it stands before the first then. */
  copies(): CoreCommand[] {
    const list: CoreCommand[] = [];
    this.following = this.start;
    while (this.next()) list.push({ code: this.code, ticket: this.ticket, payload: this.copy() });
    this.following = this.start;
    return list;
  }
}

/** One row of a machine's table that a step took. */
export interface Move {
  machine: number;
  state: number;
  event: number;
  next: number;
}

/** The core refused an event: its code or its payload's length is none. Nothing has changed. */
export class BadEventError extends Error {
  constructor(code: number, length: number) {
    super(`event ${code} with ${length} bytes of payload is not one the core knows`);
    this.name = "BadEventError";
  }
}

/** An assert of the core failed: the instance is lost, the terminal must be started anew. */
export class CoreTrap extends Error {
  readonly place: string;
  constructor(place: string, cause: unknown) {
    super(`the core stopped at ${place}`, { cause });
    this.name = "CoreTrap";
    this.place = place;
  }
}

interface Exports {
  memory: WebAssembly.Memory;
  input(): number;
  output(): number;
  terminals(): number;
  terminalBytes(): number;
  durableAt(): number;
  durableBytes(): number;
  moves(): number;
  failure(): number;
  boot(terminal: number): void;
  step(terminal: number, event: number, length: number): number;
}

export class Core {
  readonly terminalBytes: number;
  private readonly wasm: Exports;
  private readonly first: number;
  private readonly input: number;
  /** What the last step has given. */
  readonly output: Output;
  private readonly movesAt: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  /** @param terminals how many terminals the memory must hold */
  constructor(module: WebAssembly.Module, terminals = 1) {
    this.wasm = new WebAssembly.Instance(module).exports as unknown as Exports;
    const { wasm } = this;
    this.terminalBytes = wasm.terminalBytes();
    this.first = wasm.terminals();
    const pages = Math.ceil((this.first + terminals * this.terminalBytes) / PAGE_BYTES);
    const have = wasm.memory.buffer.byteLength / PAGE_BYTES;
    if (pages > have) wasm.memory.grow(pages - have);
    this.input = wasm.input();
    this.movesAt = wasm.moves();
    this.bytes = new Uint8Array(wasm.memory.buffer);
    this.output = new Output(this.bytes, wasm.output());
    this.view = new DataView(wasm.memory.buffer);
    for (let slot = 0; slot < terminals; slot++) this.boot(slot);
  }

  /** Makes the terminal in `slot` one without power: it waits for Event.BOOT. */
  boot(slot = 0): void {
    this.wasm.boot(this.at(slot));
  }

  /**
   * Handles one event to its end.
   *
   * @returns copies of its commands, the last of which is the next deadline
   * @throws BadEventError, CoreTrap
   */
  step(event: CoreEvent, slot = 0): CoreCommand[] {
    this.handle(event, slot);
    return this.output.copies();
  }

  /** The same without copies: the commands are in `output`. @throws BadEventError, CoreTrap */
  handle(event: CoreEvent, slot = 0): void {
    const { payload } = event;
    if (payload.length > IN_BYTES - IN_HEADER) throw new BadEventError(event.code, payload.length);
    this.writeEvent(event);
    let used: number;
    try {
      used = this.wasm.step(this.at(slot), event.code, payload.length);
    } catch (error) {
      throw new CoreTrap(this.place(), error);
    }
    if (used < 0) throw new BadEventError(event.code, payload.length);
    this.output.begin(used);
  }

  /** The rows that the last step took. */
  moves(): Move[] {
    const count = this.view.getUint32(this.movesAt, true);
    const list: Move[] = [];
    for (let i = 0; i < count; i++) {
      const at = this.movesAt + 4 + 4 * i;
      const [machine, state, event, next] = this.bytes.subarray(at, at + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      list.push({ machine, state, event, next });
    }
    return list;
  }

  /** A copy of all that a terminal is. */
  snapshot(slot = 0): Uint8Array {
    return this.bytes.slice(this.at(slot), this.at(slot) + this.terminalBytes);
  }

  restore(snapshot: Uint8Array, slot = 0): void {
    this.bytes.set(snapshot, this.at(slot));
  }

  /** A copy of the whole memory: every terminal, IN, OUT, scratch and constants. */
  memory(): Uint8Array {
    return this.bytes.slice();
  }

  /** A copy of what equals the replay of the terminal's journal, at rest. */
  durable(slot = 0): Uint8Array {
    const at = this.at(slot) + this.wasm.durableAt();
    return this.bytes.slice(at, at + this.wasm.durableBytes());
  }

  private at(slot: number): number {
    return this.first + slot * this.terminalBytes;
  }

  private writeEvent({ monotonic_ms, wall_ms, ticket, payload }: CoreEvent): void {
    const { view, input } = this;
    this.writeLong(input, monotonic_ms);
    this.writeLong(input + 8, wall_ms);
    view.setUint32(input + 16, ticket.epoch, true);
    view.setUint32(input + 20, ticket.number, true);
    this.writePayload(payload, input + IN_HEADER);
  }

  /** Most are a word or two: byte by byte, since `set` leaves the compiled code. */
  private writePayload(payload: Uint8Array, at: number): void {
    const { bytes } = this;
    if (payload.length > SHORT_BYTES_MAX) bytes.set(payload, at);
    else for (let i = 0; i < payload.length; i++) bytes[at + i] = payload[i]!;
  }

  /** u64, without a BigInt. */
  private writeLong(at: number, value: number): void {
    this.view.setUint32(at, value, true);
    this.view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  /** File and line of the assert that failed; file names are UTF-16, their length in bytes 4 before. */
  private place(): string {
    const at = this.wasm.failure();
    const file = this.view.getUint32(at, true);
    if (file < 4 || file >= this.bytes.length) return "an unknown place";
    const length = this.view.getUint32(file - 4, true);
    const name = Buffer.from(this.bytes.subarray(file, file + Math.min(length, 256))).toString("utf16le");
    return `${name}:${this.view.getUint32(at + 4, true)}`;
  }
}
