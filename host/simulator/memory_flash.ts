/**
 * Flash memory that behaves as flash does: a unit is programmed once, an erase clears a sector, and a power cut leaves
 * either of them half done. Breaking its rules is a bug of the terminal and throws.
 */
import { Done } from "../../assembly/abi.ts";
import type { FlashGeometry } from "../devices/file_flash.ts";
import type { FlashPort } from "../ports.ts";

/** What a torn write is drawn from. */
export interface Wear {
  /** 0 <= x < 1. */
  next(): number;
  /** 0 <= n < `limit`, whole. */
  below(limit: number): number;
}

/** Called before each program unit and each erase step of a sector, and after the last: may throw to cut the power there. */
export type Step = (what: "unit" | "erase", index: number, count: number) => void;

const ERASE_STEPS = 4;

export class MemoryFlash implements FlashPort {
  readonly bytes: number;
  readonly sectorBytes: number;
  readonly unitBytes: number;
  readonly cells: Uint8Array;
  step: Step | undefined;
  /** With it a cut may leave the unit, or the part of a sector, that it met with some bits changed and others not. */
  wear: Wear | undefined;
  private readonly programmed: Uint8Array;

  constructor(geometry: FlashGeometry) {
    this.bytes = geometry.bytes;
    this.sectorBytes = geometry.sectorBytes;
    this.unitBytes = geometry.unitBytes;
    this.cells = new Uint8Array(geometry.bytes).fill(0xff);
    this.programmed = new Uint8Array(geometry.bytes / geometry.unitBytes);
  }

  copy(): MemoryFlash {
    const copy = new MemoryFlash(this);
    copy.cells.set(this.cells);
    copy.programmed.set(this.programmed);
    return copy;
  }

  read(offset: number, length: number): Uint8Array {
    if (offset < 0 || length < 0 || offset + length > this.bytes) throw new Error("read outside the flash");
    return this.cells.slice(offset, offset + length);
  }

  append(offset: number, data: Uint8Array): Done {
    const { unitBytes } = this;
    if (offset % unitBytes !== 0 || data.length % unitBytes !== 0) throw new Error("program not in whole units");
    if (offset + data.length > this.bytes) throw new Error("program outside the flash");
    const count = data.length / unitBytes;
    if (this.step === undefined) return this.program(offset, data);
    for (let i = 0; i < count; i++) {
      const unit = offset / unitBytes + i;
      const part = data.subarray(i * unitBytes, (i + 1) * unitBytes);
      if (this.programmed[unit]) throw new Error(`unit ${unit} programmed twice`);
      this.cutHere("unit", i, count, () => this.tear(unit, part));
      this.programmed[unit] = 1;
      this.cells.set(part, unit * unitBytes);
    }
    this.step?.("unit", count, count);
    return Done.DONE;
  }

  /** Nobody may cut the power. */
  private program(offset: number, data: Uint8Array): Done {
    const first = offset / this.unitBytes;
    const end = first + data.length / this.unitBytes;
    for (let unit = first; unit < end; unit++) {
      if (this.programmed[unit]) throw new Error(`unit ${unit} programmed twice`);
      this.programmed[unit] = 1;
    }
    this.cells.set(data, offset);
    return Done.DONE;
  }

  erase(offset: number): Done {
    if (offset % this.sectorBytes !== 0 || offset >= this.bytes) throw new Error("erase of no sector");
    const bytes = this.sectorBytes / ERASE_STEPS;
    for (let i = 0; i < ERASE_STEPS; i++) {
      const part = this.cells.subarray(offset + i * bytes, offset + (i + 1) * bytes);
      this.cutHere("erase", i, ERASE_STEPS, () => this.fade(part));
      part.fill(0xff);
    }
    this.step?.("erase", ERASE_STEPS, ERASE_STEPS);
    const first = offset / this.unitBytes;
    this.programmed.fill(0, first, first + this.sectorBytes / this.unitBytes);
    return Done.DONE;
  }

  private cutHere(what: "unit" | "erase", index: number, count: number, damage: () => void): void {
    try {
      this.step?.(what, index, count);
    } catch (cut) {
      damage();
      throw cut;
    }
  }

  /** Some of the bits that were to become 0 have; a unit that still reads as blank was not begun. */
  private tear(unit: number, data: Uint8Array): void {
    const { wear } = this;
    if (wear === undefined || wear.next() < 0.5) return;
    const torn = data.map((byte) => byte | wear.below(256));
    if (torn.every((byte) => byte === 0xff)) return;
    this.programmed[unit] = 1;
    this.cells.set(torn, unit * this.unitBytes);
  }

  /** Some of the bits that were to become 1 have. */
  private fade(part: Uint8Array): void {
    const { wear } = this;
    if (wear === undefined || wear.next() < 0.5) return;
    part.forEach((byte, index) => (part[index] = byte | wear.below(256)));
  }
}
