/**
 * One terminal between two others that do nothing: raw stores do not trap inside a page, so what writes outside itself is
 * found by what must not change. Neighbours hold a real payment, so that zeros written over them are seen too.
 */
import type { Core, CoreCommand, CoreEvent } from "../../host/core.ts";

/** The slot that is fuzzed. */
const SLOT = 1;
const TERMINALS = 3;
/** The board's null guard: nothing lies below it. */
const GUARD_BYTES = 1024;
/** Constants that lie nearer to each other than this are compared in one piece. */
const GAP_BYTES = 4;

/** A range within a terminal that stays zero. */
export interface Guard {
  name: string;
  from: number;
  to: number;
}

interface Area {
  name: string;
  from: number;
  to: number;
  was: Buffer;
}

export class Cell {
  private readonly core: Core;
  private readonly memory: Buffer;
  private readonly areas: Area[] = [];

  /**
   * @param newCore makes a core with room for so many terminals
   * @param neighbour what the two others hold
   */
  constructor(newCore: (terminals: number) => Core, neighbour: Uint8Array, guards: readonly Guard[]) {
    this.core = newCore(TERMINALS);
    const bytes = (this.core as unknown as { bytes: Uint8Array }).bytes;
    const first = (this.core as unknown as { first: number }).first;
    this.memory = Buffer.from(bytes.buffer);
    for (const slot of [SLOT - 1, SLOT + 1]) this.core.restore(neighbour, slot);
    const { terminalBytes } = this.core;
    const own = first + SLOT * terminalBytes;
    for (const { name, from, to } of guards) this.watch(name, own + from, own + to, Buffer.alloc(to - from));
    this.watch("the null guard", 0, GUARD_BYTES);
    for (const [from, to] of constantsOf(this.memory.subarray(0, first))) this.watch("a constant", from, to);
    this.watch("the terminal below", first, first + terminalBytes);
    this.watch("the terminal above", first + 2 * terminalBytes, first + 3 * terminalBytes);
    this.watch("the memory behind", first + 3 * terminalBytes, this.memory.length);
  }

  /** A terminal without power. */
  boot(): void {
    this.core.boot(SLOT);
  }

  snapshot(): Uint8Array {
    return this.core.snapshot(SLOT);
  }

  restore(snapshot: Uint8Array): void {
    this.core.restore(snapshot, SLOT);
  }

  /** @throws BadEventError, CoreTrap */
  step(event: CoreEvent): CoreCommand[] {
    return this.core.step(event, SLOT);
  }

  /** Rows that the last step took, a number each. */
  rows(): number[] {
    return this.core
      .moves()
      .map(({ machine, state, event, next }) => ((machine * 256 + state) * 256 + event) * 256 + next);
  }

  /** What lies outside the terminal and was written to, by name; undefined when all is as it was. */
  damage(): string | undefined {
    const area = this.areas.find(({ from, to, was }) => this.memory.compare(was, 0, was.length, from, to) !== 0);
    if (area === undefined) return undefined;
    const at = area.was.findIndex((byte, index) => byte !== this.memory[area.from + index]);
    return `${area.name} was written to, at its byte ${at}`;
  }

  private watch(name: string, from: number, to: number, was = Buffer.from(this.memory.subarray(from, to))): void {
    this.areas.push({ name, from, to, was });
  }
}

/** Ranges of static data that are not zero before the first event: tables and texts, which nothing ever writes. */
function constantsOf(data: Buffer): Array<[from: number, to: number]> {
  const ranges: Array<[number, number]> = [];
  for (let at = GUARD_BYTES; at < data.length; at++) {
    if (data[at] === 0) continue;
    const last = ranges.at(-1);
    if (last !== undefined && at - last[1] < GAP_BYTES) last[1] = at + 1;
    else ranges.push([at, at + 1]);
  }
  return ranges;
}
