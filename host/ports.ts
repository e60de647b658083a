/**
 * What a board needs of its devices, and nothing about how they do it. No business rule, no retry: a device does what it
 * is told and says what became of it. Callbacks may be called at once or later; each at most once, but for `data`.
 */
import type { Done } from "../assembly/abi.ts";
import type {
  Download,
  LineFault,
  NetworkKind,
  Paper,
  Part,
  SlotAction,
  StageResult,
  TextKind,
  TextResult,
} from "../assembly/abi_devices.ts";

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
  /** One APDU, valid until this returns; the reply is `undefined` when the card does not answer. */
  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void;
  release(): void;
  /** The reader calls this whenever a card that was armed is pulled out. */
  onRemoved: (() => void) | undefined;
}

export interface LineEvents {
  up(): void;
  data(chunk: Uint8Array): void;
  /** It could not be opened, or is down, and why, where that is known; the last event of a line. */
  down(fault?: LineFault): void;
}

export interface Server {
  host: string;
  port: number;
  /** The line is TLS, and the server's certificate must be one for this host. */
  tls?: boolean;
}

export interface LinePort {
  /**
   * Connects to the acquirer; a line that is still open is closed first, without events.
   *
   * @param server the one that the terminal was told; the board's own when absent
   */
  open(events: LineEvents, server?: Server): void;
  /** The bytes are the line's from then on. */
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
  /** Durable when it returns; `data` is valid as long. */
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

/** What the sensors say, and every part's test of itself. */
export interface Readiness {
  /** 0 to 100. */
  batteryPercent: number;
  onMains: boolean;
  paper: Paper;
  network: NetworkKind;
  hasCarrier: boolean;
  /** 0 to 100, of a wireless network. */
  signalPercent: number;
  clockSet: boolean;
  failed: readonly Part[];
}

export interface SensorsPort {
  read(done: (readiness: Readiness) => void): void;
}

export interface TextRequest {
  kind: TextKind;
  /** Bytes of UTF-8. */
  min: number;
  max: number;
  timeout_ms: number;
  /** What stands there already. */
  text: string;
}

export interface TextEntryPort {
  /** The text entry takes the keypad until it is done. */
  enter(request: TextRequest, done: (result: TextResult, text: string) => void): void;
  cancel(): void;
}

export interface WifiNetwork {
  name: string;
  signalPercent: number;
  secured: boolean;
}

/** Each answers LineFault.NONE when it is done. */
export interface NetworkPort {
  scan(done: (fault: LineFault, networks: readonly WifiNetwork[]) => void): void;
  /** @param key ASCII, to be wiped by the port; none for an open network */
  join(name: string, key: Uint8Array, done: (fault: LineFault) => void): void;
  wire(done: (fault: LineFault) => void): void;
  /** @param done brings the code, six digits, that both sides show */
  pair(done: (fault: LineFault, code: number) => void): void;
  confirmPairing(done: (fault: LineFault) => void): void;
}

/** A download under way, entry by entry; what is staged outlives a power cut. Durable when a call returns. */
export interface StagePort {
  state(download: Download): { count: number; mark: number };
  /** @param manifest what is to come, of a firmware; empty for the others */
  open(download: Download, mark: number, manifest: Uint8Array): StageResult;
  put(download: Download, index: number, bytes: Uint8Array): StageResult;
  /** All or nothing, also over a power cut. @param count entries that must be there */
  commit(download: Download, count: number): StageResult;
  drop(download: Download): void;
}

/** The two places of the firmware. */
export interface SlotsPort {
  /** Of the running firmware; `onTrial` until it is confirmed. */
  readonly version: number;
  readonly onTrial: boolean;
  act(action: SlotAction, version: number): Done;
}

/** An external medium for backups. */
export interface MediumPort {
  state(): { count: number; newest: number };
  begin(generation: number): Done;
  write(bytes: Uint8Array): Done;
  end(): Done;
  /** Block `index`; no bytes past the last, undefined when there is no such backup. */
  read(generation: number, index: number): Uint8Array | undefined;
}

/** What a board may have beside what a payment needs; what is absent answers that it is refused. */
export interface Peripherals {
  sensors?: SensorsPort;
  text?: TextEntryPort;
  network?: NetworkPort;
  stage?: StagePort;
  slots?: SlotsPort;
  medium?: MediumPort;
  /** 8 ASCII characters. */
  serial?: string;
  /** What kind of machine it is, at most 8 ASCII characters, for a person to read. */
  model?: string;
  /** Starts the machine anew, as after a power cut. */
  restart?: () => void;
  setClock?: (wall_ms: number) => void;
}

/** A character, a byte 20 to 7E, is for secrets that have letters: only a keyboard has such keys. */
export type Key = { digit: number } | { character: number } | "clear" | "enter" | "cancel" | "menu";
