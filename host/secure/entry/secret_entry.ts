/**
 * Secret entry: the keypad while a PIN, a password or a key is typed, and the handle that stands for what was typed.
 *
 * Owns the one buffer that digits and characters live in, one per byte, never as text. It has three cells: what most
 * purposes type, a new PIN or password, and the same again. Holds always: an entry wipes its cell and those after it before it
 * begins; every way out but ENTERED leaves the buffer zero, save that a new PIN typed differently the second time leaves
 * the current one; a handle is good for one use, within its transaction, for its purpose; a new PIN has no handle before
 * it has been typed twice. Knows no key and no cipher.
 */
import { Purpose, Secret } from "../../../assembly/abi.ts";
import { equalInConstantTime } from "../bytes.ts";
import { PIN_RATE, RateLimit } from "./rate.ts";
import type { PinRate } from "./rate.ts";
import { SECRET_BYTES_MAX, leastCount, ruleFor } from "./rules.ts";
import type { EntryRequest, EntryRule } from "./rules.ts";

export type { EntryRequest } from "./rules.ts";

/** A character is a byte, 20 to 7E: which one a key pressed several times means, the board has found out. */
export type EntryKey = { digit: number } | { character: number } | "clear" | "enter" | "cancel";

/** How an entry ended; `handle` is 0 unless it was ENTERED, and for a new PIN until it is confirmed. */
export interface EntryResult {
  status: Secret;
  handle: number;
}

/** What is typed again, and what it confirms. */
const CONFIRMED: ReadonlyMap<Purpose, Purpose> = new Map([
  [Purpose.NEW_PIN_AGAIN, Purpose.NEW_PIN],
  [Purpose.NEW_PASSWORD_AGAIN, Purpose.NEW_PASSWORD],
]);

interface Cell {
  readonly bytes: Uint8Array;
  count: number;
  /** 0 when nothing may be done with the bytes. */
  handle: number;
  purpose: Purpose | undefined;
}

interface Entry {
  readonly request: EntryRequest;
  readonly rule: EntryRule;
  readonly cell: Cell;
  readonly startedAt_ms: number;
  pressedAt_ms: number;
}

const CELLS = 3;
const NEW = 1;
const AGAIN = 2;
const CHARACTER_MIN = 0x20;
const CHARACTER_MAX = 0x7e;
const ZERO = 0x30;

export class SecretEntry {
  private readonly buffer = new Uint8Array(CELLS * SECRET_BYTES_MAX);
  private readonly cells: readonly Cell[];
  private entry: Entry | undefined;
  private readonly limit: RateLimit;
  private readonly newHandle: () => number;

  /**
   * @param newHandle gives a fresh non-zero u32
   * @param rate of PINs; PIN_RATE when absent
   */
  constructor(newHandle: () => number, rate: PinRate = PIN_RATE) {
    this.newHandle = newHandle;
    this.limit = new RateLimit(rate);
    this.cells = Array.from({ length: CELLS }, (_, i) => {
      const bytes = this.buffer.subarray(i * SECRET_BYTES_MAX, (i + 1) * SECRET_BYTES_MAX);
      return { bytes, count: 0, handle: 0, purpose: undefined };
    });
  }

  /** What the display may know: how many mask characters, and for what. Undefined when nothing is being entered. */
  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.entry && { count: this.entry.cell.count, purpose: this.entry.request.purpose };
  }

  /** Monotonic time at which `tick` ends the entry; undefined when nothing is being entered. */
  get nextDeadline_ms(): number | undefined {
    if (this.entry === undefined) return undefined;
    const { request, startedAt_ms, pressedAt_ms } = this.entry;
    return Math.min(pressedAt_ms + request.keyTimeoutMs, startedAt_ms + request.totalTimeoutMs);
  }

  /**
   * Begins an entry. One under way is dropped, and so is every handle, but that the entry of a new PIN keeps the current
   * PIN, and its confirmation both.
   *
   * @returns undefined; REFUSED for a request outside the rules, a PIN above the rate, or a confirmation of nothing
   */
  begin(request: EntryRequest, now_ms: number): EntryResult | undefined {
    if (this.entry !== undefined) this.wipe();
    const rule = ruleFor(request);
    if (rule === undefined || !this.isDue(request.purpose)) return this.end(Secret.REFUSED);
    if (rule.isLimited && !this.limit.allows(now_ms)) return this.end(Secret.REFUSED);
    const at = cellOf(request.purpose);
    this.wipeFrom(at);
    const cell = this.cells[at]!;
    this.entry = { request: { ...request }, rule, cell, startedAt_ms: now_ms, pressedAt_ms: now_ms };
    return undefined;
  }

  /** One key press. Undefined while the entry goes on, or when there is none. */
  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    const late = this.tick(now_ms);
    if (late !== undefined || this.entry === undefined) return late;
    this.entry.pressedAt_ms = now_ms;
    if (press === "cancel") return this.end(Secret.CANCELLED);
    if (press === "enter") return this.confirm(this.entry, now_ms);
    if (press === "clear") wipeCell(this.entry.cell);
    else append(this.entry, press);
    return undefined;
  }

  /** Ends the entry with TIMED_OUT once its deadline has come. */
  tick(now_ms: number): EntryResult | undefined {
    const deadline_ms = this.nextDeadline_ms;
    return deadline_ms !== undefined && now_ms >= deadline_ms ? this.end(Secret.TIMED_OUT) : undefined;
  }

  /**
   * Spends a handle: lends its digits or characters to `use` and wipes them, whatever `use` does. Uses of two handles may
   * stand within each other: a PIN change needs the current PIN and the new one.
   *
   * @returns what `use` gave; undefined when the handle is not live or was entered for another purpose
   */
  spend<T>(handle: number, purpose: Purpose, use: (secret: Uint8Array) => T): T | undefined {
    const cell = handle === 0 ? undefined : this.cells.find((candidate) => candidate.handle === handle);
    if (cell === undefined) return undefined;
    cell.handle = 0;
    try {
      return cell.purpose === purpose ? use(cell.bytes.subarray(0, cell.count)) : undefined;
    } finally {
      wipeCell(cell);
    }
  }

  /** Whether `spend` would lend something. */
  holds(handle: number, purpose: Purpose): boolean {
    return handle !== 0 && this.cells.some((cell) => cell.handle === handle && cell.purpose === purpose);
  }

  /** Ends an entry without a result, and drops every handle and all that was typed. */
  wipe(): void {
    this.entry = undefined;
    this.wipeFrom(0);
  }

  /** A confirmation is due once what it confirms has been typed, and not yet confirmed. */
  private isDue(purpose: Purpose): boolean {
    const confirmed = CONFIRMED.get(purpose);
    const cell = this.cells[NEW]!;
    return confirmed === undefined || (cell.purpose === confirmed && cell.handle === 0);
  }

  private confirm(entry: Entry, now_ms: number): EntryResult | undefined {
    const { request, rule, cell } = entry;
    if (cell.count === 0 && request.digitsMin === 0) return this.end(Secret.BYPASSED);
    if (cell.count < leastCount(request, rule)) return undefined;
    this.entry = undefined;
    if (rule.isLimited) this.limit.take(now_ms);
    const confirmed = CONFIRMED.get(request.purpose);
    if (confirmed !== undefined) return this.compareNew(confirmed);
    if (cellOf(request.purpose) !== NEW) return this.give(cell, request.purpose);
    cell.purpose = request.purpose;
    return { status: Secret.ENTERED, handle: 0 };
  }

  private compareNew(purpose: Purpose): EntryResult {
    const [typed, again] = [this.cells[NEW]!, this.cells[AGAIN]!];
    // Whole cells, so that the time does not tell how long either is; what follows the digits is zero in both.
    const isEqual = equalInConstantTime(typed.bytes, again.bytes) && typed.count === again.count;
    this.wipeFrom(isEqual ? AGAIN : NEW);
    return isEqual ? this.give(typed, purpose) : { status: Secret.DIFFERENT, handle: 0 };
  }

  private give(cell: Cell, purpose: Purpose): EntryResult {
    cell.purpose = purpose;
    try {
      cell.handle = this.newHandle();
    } catch (error) {
      this.wipe();
      throw error;
    }
    return { status: Secret.ENTERED, handle: cell.handle };
  }

  private end(status: Secret): EntryResult {
    this.wipe();
    return { status, handle: 0 };
  }

  private wipeFrom(first: number): void {
    for (let i = first; i < this.cells.length; i++) wipeCell(this.cells[i]!);
  }
}

function cellOf(purpose: Purpose): number {
  if (CONFIRMED.has(purpose)) return AGAIN;
  return purpose === Purpose.NEW_PIN || purpose === Purpose.NEW_PASSWORD ? NEW : 0;
}

function wipeCell(cell: Cell): void {
  cell.bytes.fill(0);
  cell.count = 0;
  cell.handle = 0;
  cell.purpose = undefined;
}

/** What the rule does not take, and what is too much, changes nothing. */
function append({ cell, rule, request }: Entry, press: { digit: number } | { character: number }): void {
  const byte = byteOf(press, rule.takes);
  if (byte !== undefined && cell.count < request.digitsMax) cell.bytes[cell.count++] = byte;
}

function byteOf(press: { digit: number } | { character: number }, takes: EntryRule["takes"]): number | undefined {
  if ("digit" in press) {
    if (!Number.isInteger(press.digit) || press.digit < 0 || press.digit > 9) return undefined;
    return takes === "digits" ? press.digit : ZERO + press.digit;
  }
  const { character } = press;
  if (takes === "digits" || !Number.isInteger(character)) return undefined;
  return character >= CHARACTER_MIN && character <= CHARACTER_MAX ? character : undefined;
}
