/**
 * Secret entry: the keypad while a PIN or a password is typed, and the handle that stands for what was typed.
 *
 * Holds always: digits live in one buffer of this object and nowhere else, one per byte, never as text; every way out of
 * an entry but ENTERED leaves that buffer zero; there is at most one handle, good for one use within its transaction.
 * Knows no key and no cipher.
 */
import { Purpose, Secret } from "../../assembly/abi.ts";

/** ISO 9564-1, 8.1: a PIN has 4 to 12 digits. */
export const PIN_DIGITS_MIN = 4;
export const SECRET_DIGITS_MAX = 12;

export interface EntryRequest {
  purpose: Purpose;
  /** 0 lets the person go on without a PIN. */
  digitsMin: number;
  /** At most 12. */
  digitsMax: number;
  /** Longest pause between two keys, ms. */
  keyTimeoutMs: number;
  /** Longest entry in all, ms. */
  totalTimeoutMs: number;
}

export type EntryKey = { digit: number } | "clear" | "enter" | "cancel";

/** How an entry ended; `handle` is 0 unless it was ENTERED. */
export interface EntryResult {
  status: Secret;
  handle: number;
}

export class SecretEntry {
  private readonly digits = new Uint8Array(SECRET_DIGITS_MAX);
  private count = 0;
  private request: EntryRequest | undefined;
  private startedAt_ms = 0;
  private pressedAt_ms = 0;
  /** The handle for the digits now in the buffer, 0 when there is none. */
  private handle = 0;
  private handlePurpose: Purpose | undefined;
  private readonly newHandle: () => number;

  /** @param newHandle gives a fresh non-zero u32 */
  constructor(newHandle: () => number) {
    this.newHandle = newHandle;
  }

  /** What the display may know: how many mask characters, and for what. Undefined when nothing is being entered. */
  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.request && { count: this.count, purpose: this.request.purpose };
  }

  /** Monotonic time at which `tick` ends the entry; undefined when nothing is being entered. */
  get nextDeadline_ms(): number | undefined {
    if (this.request === undefined) return undefined;
    return Math.min(this.pressedAt_ms + this.request.keyTimeoutMs, this.startedAt_ms + this.request.totalTimeoutMs);
  }

  /** Begins an entry; one under way and a handle not yet used are dropped. Undefined, or REFUSED for a bad request. */
  begin(request: EntryRequest, now_ms: number): EntryResult | undefined {
    this.wipe();
    if (!isAllowed(request)) return { status: Secret.REFUSED, handle: 0 };
    this.request = { ...request };
    this.startedAt_ms = now_ms;
    this.pressedAt_ms = now_ms;
    return undefined;
  }

  /** One key press. Undefined while the entry goes on, or when there is none. */
  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    const late = this.tick(now_ms);
    if (late !== undefined || this.request === undefined) return late;
    this.pressedAt_ms = now_ms;
    if (press === "cancel") return this.end(Secret.CANCELLED);
    if (press === "enter") return this.confirm(this.request);
    if (press === "clear") this.clearDigits();
    else this.append(press.digit, this.request.digitsMax);
    return undefined;
  }

  /** Ends the entry with TIMED_OUT once its deadline has come. */
  tick(now_ms: number): EntryResult | undefined {
    const deadline_ms = this.nextDeadline_ms;
    return deadline_ms !== undefined && now_ms >= deadline_ms ? this.end(Secret.TIMED_OUT) : undefined;
  }

  /**
   * Spends a handle: gives its digits to `use` and wipes them, whatever `use` does.
   *
   * @returns what `use` gave; undefined when the handle is not the live one or was entered for another purpose
   */
  spend<T>(handle: number, purpose: Purpose, use: (digits: Uint8Array) => T): T | undefined {
    if (handle === 0 || handle !== this.handle) return undefined;
    try {
      return this.handlePurpose === purpose ? use(this.digits.subarray(0, this.count)) : undefined;
    } finally {
      this.wipe();
    }
  }

  /** Ends an entry without a result, and drops the handle and the digits. */
  wipe(): void {
    this.clearDigits();
    this.request = undefined;
    this.handle = 0;
    this.handlePurpose = undefined;
  }

  private append(digit: number, digitsMax: number): void {
    if (!Number.isInteger(digit) || digit < 0 || digit > 9 || this.count >= digitsMax) return;
    this.digits[this.count++] = digit;
  }

  private confirm(request: EntryRequest): EntryResult | undefined {
    if (this.count === 0 && request.digitsMin === 0) return this.end(Secret.BYPASSED);
    if (this.count < lowestCount(request)) return undefined;
    this.request = undefined;
    this.handlePurpose = request.purpose;
    this.handle = this.newHandle();
    return { status: Secret.ENTERED, handle: this.handle };
  }

  private end(status: Secret): EntryResult {
    this.wipe();
    return { status, handle: 0 };
  }

  private clearDigits(): void {
    this.digits.fill(0);
    this.count = 0;
  }
}

/** A PIN that may be left out must still be a whole PIN when it is not. */
function lowestCount(request: EntryRequest): number {
  return request.purpose === Purpose.ONLINE_PIN ? Math.max(request.digitsMin, PIN_DIGITS_MIN) : request.digitsMin;
}

function isAllowed(request: EntryRequest): boolean {
  const { purpose, digitsMin, digitsMax, keyTimeoutMs, totalTimeoutMs } = request;
  if (purpose !== Purpose.ONLINE_PIN && purpose !== Purpose.OPERATOR) return false;
  if (!Number.isInteger(digitsMin) || !Number.isInteger(digitsMax)) return false;
  if (digitsMin < 0 || digitsMax > SECRET_DIGITS_MAX || digitsMax < Math.max(1, lowestCount(request))) return false;
  return keyTimeoutMs > 0 && totalTimeoutMs > 0;
}
