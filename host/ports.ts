/**
 * What a board needs of its devices, and nothing about how they do it. No business rule, no retry: a device does what it
 * is told and says what became of it. Callbacks may be called at once or later; each at most once, but for `data`.
 */
import type { Done } from "../assembly/abi.ts";

/** A screen or a printed document: an id and typed fields, as the core gave them. */
export interface View {
  /** A `Screen` or a `Document` of abi.ts. */
  id: number;
  fields: ViewField[];
}

export interface ViewField {
  /** A `Field` or a `Line` of abi.ts. */
  kind: number;
  value: Uint8Array;
}

export interface ScreenPort {
  show(view: View): void;
  /** The secure module has the keypad: `count` digits have been typed. */
  showEntry(count: number): void;
}

export interface PrinterPort {
  print(document: View, done: (result: Done) => void): void;
}

/** A magnetic stripe as a reader gives it: the characters of its tracks in ASCII, none of a track that it lacks. */
export interface StripeData {
  track2: Uint8Array;
  track3: Uint8Array;
}

/** One of them is called, once. */
export interface CardEvents {
  inserted(atr: Uint8Array): void;
  mute(): void;
  /** `undefined` when no track could be read. */
  swiped(stripe: StripeData | undefined): void;
}

export interface CardReaderPort {
  /**
   * Powers the card that is in, or the next one put in, and reads the next stripe; whichever comes first.
   *
   * @param interfaces bits of `Interface` of abi.ts: what may be used
   */
  arm(interfaces: number, events: CardEvents): void;
  /** One APDU; `undefined` when the card does not answer. */
  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void;
  release(): void;
  /** The reader calls this whenever a card that was armed is pulled out. */
  onRemoved: (() => void) | undefined;
}

export interface LineEvents {
  up(): void;
  data(chunk: Uint8Array): void;
  /** It could not be opened, or is down; the last event of a line. */
  down(): void;
}

export interface LinePort {
  /** Connects to the acquirer; a line that is still open is closed first, without events. */
  open(events: LineEvents): void;
  send(bytes: Uint8Array): void;
  /** After this no event of the line comes any more. */
  close(): void;
}

/** Flash memory: bits go from 1 to 0 a program unit at a time, each unit once, and back to 1 a sector at a time. */
export interface FlashPort {
  readonly bytes: number;
  readonly sectorBytes: number;
  readonly unitBytes: number;
  read(offset: number, length: number): Uint8Array;
  /** Durable when it returns. */
  append(offset: number, data: Uint8Array): Done;
  /** Durable when it returns. */
  erase(offset: number): Done;
}

/** What a terminal is configured with, as a download fills it. */
export interface ConfigurationPort {
  /** One application: AID_RECORD_BYTES of an `AidRecord` (assembly/emv/aids.ts); no bytes past the last. */
  aid(index: number): Uint8Array;
  /** The exception file names this card. @param pan ASCII digits */
  isListed(pan: Uint8Array): boolean;
}

export interface ClockPort {
  /** Milliseconds that only grow while the power is on. */
  monotonic_ms(): number;
  /** Local civil time: ms since 1970-01-01 00:00 on the clock on the wall. */
  wall_ms(): number;
  /** Rings once at a monotonic time; a new call replaces the last, `undefined` cancels it. */
  wakeAt(at_ms: number | undefined, ring: () => void): void;
}

/** One decision of the kernel. */
export interface Decision {
  /** A `Rule` of assembly/abi_rules.ts. */
  rule: number;
  /** What it says is written there. */
  value: number;
}

/** Hears what the kernel decides, step by step; nothing that it hears is secret. */
export interface DiagnosticsPort {
  /** @param dropped decisions of this step that found no room */
  decisions(decisions: readonly Decision[], dropped: number): void;
}

export type Key = { digit: number } | "clear" | "enter" | "cancel" | "menu";
