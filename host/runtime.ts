/**
 * The loop of a board: one event in, drain every command, wait. It carries commands to devices and their answers back, and
 * decides nothing: no rule of the terminal, no retry, no time-out but the deadline that the core asked for.
 *
 * A trap of the core is our bug: the instance is dropped, the terminal starts anew and recovers from its journal; after
 * three traps without a quiet minute it stays dark.
 */
import { APDU_BYTES_MAX, Command, Done, Event, HASH_SHA1 } from "../assembly/abi.ts";
import { Screen } from "../assembly/abi_shown.ts";
import { Core, CoreTrap, NO_TICKET } from "./core.ts";
import type { CoreCommand, CoreEvent, Move, Ticket } from "./core.ts";
import {
  blockPayload,
  bytesAt,
  bytesInRow,
  bytesPayload,
  decisionsOf,
  long,
  stripePayload,
  viewOf,
  word,
  words,
} from "./payloads.ts";
import type {
  CardReaderPort,
  ClockPort,
  ConfigurationPort,
  DiagnosticsPort,
  FlashPort,
  Key,
  LinePort,
  PrinterPort,
  ScreenPort,
  View,
} from "./ports.ts";
import { PROMPTS } from "./prompts.ts";
import type { EntryResult } from "./secure/entry/secret_entry.ts";
import type { SecureModule } from "./secure/module.ts";
import type { PinVerdict } from "./secure/pin/offline.ts";

const NOTHING = new Uint8Array(0);
const NO_BLOCK = new Uint8Array(8);
const CHUNK_BYTES_MAX = 1024;
/** In CARD_KEY and VERIFY_SIGNATURE. */
const RID_AT = 16;
const RID_BYTES = 5;
const CARD_KEY_PARTS_AT = 24;
const SIGNED_AT = 8;
const TRAPS_MAX = 3;
const TRAP_WINDOW_MS = 60_000;

export interface Devices {
  screen: ScreenPort;
  printer: PrinterPort;
  card: CardReaderPort;
  line: LinePort;
  flash: FlashPort;
  clock: ClockPort;
  secure: SecureModule;
  configuration: ConfigurationPort;
  /** Without one the core keeps its decisions to itself. */
  diagnostics?: DiagnosticsPort;
}

/** Sees everything that passes between core and board; may throw to cut the power in a simulation. */
export interface Observer {
  event?(event: CoreEvent): void;
  /** After a step: its commands and the rows it took. */
  step?(commands: CoreCommand[], moves: () => Move[]): void;
  /** Around what a device does with one command. */
  before?(command: CoreCommand): void;
  after?(command: CoreCommand): void;
  trap?(trap: CoreTrap): void;
}

export class Runtime {
  private core: Core;
  private readonly queue: CoreEvent[] = [];
  private running = false;
  private epoch: number;
  private deadline_ms = 0;
  private shown = 0;
  private secretTicket: Ticket | undefined;
  private traps: number[] = [];
  private readonly newCore: () => Core;
  private readonly devices: Devices;
  private readonly observer: Observer;

  /**
   * @param newCore makes a core that has not been started; called again after a trap
   * @param epoch differs at every power-on of this terminal
   */
  constructor(newCore: () => Core, devices: Devices, epoch: number, observer: Observer = {}) {
    this.newCore = newCore;
    this.core = newCore();
    this.devices = devices;
    this.epoch = epoch >>> 0;
    this.observer = observer;
    devices.card.onRemoved = () => this.post(Event.CARD_OUT);
  }

  /** Power on. */
  start(): void {
    const { bytes, sectorBytes, unitBytes } = this.devices.flash;
    this.post(Event.BOOT, words(this.epoch, bytes, sectorBytes, unitBytes), { epoch: this.epoch, number: 0 });
    if (this.devices.diagnostics !== undefined) this.post(Event.DIAGNOSE, words(1));
  }

  /** A key of the keypad: the secure module's while a secret is typed, else the core's. */
  key(key: Key): void {
    const { secure, clock, screen } = this.devices;
    if (secure.entering !== undefined) {
      if (key === "menu") return;
      const result = secure.key(key, clock.monotonic_ms());
      if (result !== undefined) return this.secretDone(result);
      screen.showEntry(secure.entering?.count ?? 0);
      return this.setAlarm();
    }
    if (typeof key === "object") {
      if (PROMPTS.has(this.shown)) this.post(Event.KEY_DIGIT, words(key.digit));
      return;
    }
    const codes = { clear: Event.KEY_CLEAR, enter: Event.KEY_ENTER, cancel: Event.KEY_CANCEL, menu: Event.KEY_MENU };
    this.post(codes[key]);
  }

  /** Binds an unbound terminal: a `Parameters` record. */
  provision(parameters: Uint8Array): void {
    this.post(Event.PROVISION, parameters);
  }

  /** A tamper switch has opened: the secure module erases itself, and a secret that was being typed is refused at once. */
  tamper(): void {
    const result = this.devices.secure.tamper();
    if (result !== undefined) this.secretDone(result);
    this.setAlarm();
  }

  /** The core as it stands, for tests. */
  get terminal(): Core {
    return this.core;
  }

  private post(code: Event, payload: Uint8Array = NOTHING, ticket: Ticket = NO_TICKET): void {
    const { clock } = this.devices;
    const monotonic_ms = Math.floor(clock.monotonic_ms());
    this.queue.push({ code, ticket, monotonic_ms, wall_ms: Math.floor(clock.wall_ms()), payload });
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.handle(next);
    } finally {
      this.running = false;
    }
    this.setAlarm();
  }

  private handle(event: CoreEvent): void {
    this.observer.event?.(event);
    let commands: CoreCommand[];
    try {
      commands = this.core.step(event);
    } catch (error) {
      if (!(error instanceof CoreTrap)) throw error;
      return this.restart(error);
    }
    if (this.observer.step !== undefined) this.watched(commands);
    for (const command of commands) {
      this.observer.before?.(command);
      this.obey(command);
      this.observer.after?.(command);
    }
  }

  private watched(commands: CoreCommand[]): void {
    this.observer.step?.(commands, () => this.core.moves());
  }

  /** The instance is lost; what is durable is not. */
  private restart(trap: CoreTrap): void {
    const { card, line, clock, screen, secure } = this.devices;
    this.observer.trap?.(trap);
    const now_ms = clock.monotonic_ms();
    this.traps = [...this.traps.filter((at) => at > now_ms - TRAP_WINDOW_MS), now_ms];
    this.queue.length = 0;
    this.deadline_ms = 0;
    line.close();
    card.release();
    secure.wipe();
    screen.show({ id: Screen.OUT_OF_SERVICE, fields: [] });
    if (this.traps.length >= TRAPS_MAX) return;
    this.core = this.newCore();
    this.epoch = (this.epoch + 1) >>> 0;
    this.start();
  }

  private setAlarm(): void {
    const { clock, secure } = this.devices;
    const at_ms = Math.min(this.deadline_ms || Infinity, secure.nextDeadline_ms ?? Infinity);
    clock.wakeAt(at_ms === Infinity ? undefined : at_ms, this.ring);
  }

  private readonly ring = (): void => {
    const { clock, secure } = this.devices;
    const result = secure.tick(clock.monotonic_ms());
    if (result !== undefined) this.secretDone(result);
    if (this.deadline_ms !== 0 && this.deadline_ms <= clock.monotonic_ms()) this.post(Event.TIME);
    else this.setAlarm();
  };

  private secretDone(result: EntryResult): void {
    const ticket = this.secretTicket;
    this.secretTicket = undefined;
    if (ticket !== undefined) this.post(Event.SECRET_DONE, words(result.status, result.handle), ticket);
  }

  private obey({ code, ticket, payload }: CoreCommand): void {
    const { screen, card, line, flash, configuration } = this.devices;
    switch (code) {
      case Command.SCREEN: {
        const view = viewOf(payload);
        this.shown = view.id;
        return screen.show(view);
      }
      case Command.DEADLINE:
        this.deadline_ms = long(payload, 0);
        return;
      case Command.FLASH_READ:
        return this.post(Event.FLASH_DATA, bytesPayload(flash.read(word(payload, 0), word(payload, 1))), ticket);
      case Command.FLASH_APPEND: {
        const data = payload.subarray(8, 8 + word(payload, 1));
        return this.post(Event.FLASH_DONE, words(flash.append(word(payload, 0), data)), ticket);
      }
      case Command.FLASH_ERASE:
        return this.post(Event.FLASH_DONE, words(flash.erase(word(payload, 0))), ticket);
      case Command.CARD_ARM:
        return this.arm(word(payload, 0), ticket);
      case Command.CARD_APDU:
        return this.transmit(bytesAt(payload), ticket);
      case Command.CARD_RELEASE:
        return card.release();
      case Command.LINE_OPEN:
        return this.open(ticket);
      case Command.LINE_SEND:
        return line.send(bytesAt(payload));
      case Command.LINE_CLOSE:
        return line.close();
      case Command.READ_AID:
        return this.post(Event.AID_READ, bytesPayload(configuration.aid(word(payload, 0))), ticket);
      case Command.CHECK_CARD: {
        const isListed = configuration.isListed(bytesAt(payload));
        return this.post(Event.CARD_CHECKED, words(isListed ? Done.REFUSED : Done.DONE), ticket);
      }
      case Command.PRINT:
        return this.print(viewOf(payload), ticket);
      case Command.DECISIONS:
        return this.devices.diagnostics?.decisions(decisionsOf(payload), word(payload, 1));
      default:
        return this.obeySecure(code, ticket, payload);
    }
  }

  private obeySecure(code: Command, ticket: Ticket, payload: Uint8Array): void {
    const { secure, clock, screen } = this.devices;
    switch (code) {
      case Command.ENTER_SECRET: {
        this.secretTicket = ticket;
        const [digitsMin, digitsMax] = [word(payload, 1), word(payload, 2)];
        const [keyTimeoutMs, totalTimeoutMs] = [word(payload, 3), word(payload, 4)];
        const request = { purpose: word(payload, 0), digitsMin, digitsMax, keyTimeoutMs, totalTimeoutMs };
        const result = secure.beginEntry(request, clock.monotonic_ms());
        if (result !== undefined) return this.secretDone(result);
        return screen.showEntry(0);
      }
      case Command.CANCEL:
        if (this.secretTicket?.number !== word(payload, 0)) return;
        this.secretTicket = undefined;
        return secure.cancelEntry();
      case Command.WIPE:
        return secure.wipe();
      case Command.ENCIPHER_PIN: {
        const request = { slot: word(payload, 0), handle: word(payload, 1), pan: bytesAt(payload, 8) };
        const { status, block } = secure.encipherPin(request);
        // F52 has 8 bytes: a block of AES or SM4 finds no room in a message of this core.
        if (block.length !== 8)
          return this.post(Event.PIN_DONE, blockPayload(Done.REFUSED, secure.generation, NO_BLOCK), ticket);
        return this.post(Event.PIN_DONE, blockPayload(status, secure.generation, block), ticket);
      }
      case Command.VERIFY_PIN:
        return this.verifyPin(word(payload, 0), word(payload, 1) !== 0, ticket);
      case Command.MAC: {
        const { status, mac } = secure.mac(word(payload, 0), bytesAt(payload, 8));
        return this.post(Event.MAC_DONE, blockPayload(status, secure.generation, mac), ticket);
      }
      case Command.VERIFY_MAC: {
        const status = secure.verifyMac(word(payload, 0), payload.subarray(8, 16), bytesAt(payload, 16));
        return this.post(Event.MAC_CHECKED, words(status), ticket);
      }
      case Command.LOAD_KEYS: {
        const status = secure.loadKeys({ parent: word(payload, 0), download: bytesAt(payload, 8) });
        return this.post(Event.KEY_LOADED, words(status, secure.generation), ticket);
      }
      case Command.HASH: {
        if (word(payload, 0) !== HASH_SHA1)
          return this.post(Event.HASH_DONE, bytesPayload(NOTHING, Done.REFUSED, 0), ticket);
        const { status, data } = secure.hash("sha1", bytesAt(payload, 8));
        return this.post(Event.HASH_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.KEY_GENERATION:
        return secure.requireGeneration(word(payload, 0));
      case Command.PROTECT: {
        const { status, data } = secure.protect(bytesAt(payload));
        return this.post(Event.RECORD_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.UNPROTECT: {
        const { status, data } = secure.unprotect(bytesAt(payload));
        return this.post(Event.RECORD_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.RANDOM: {
        const { status, data } = secure.random(word(payload, 0));
        return this.post(Event.RANDOM_DONE, bytesPayload(status === Done.DONE ? data : NOTHING), ticket);
      }
      case Command.CARD_KEY: {
        const [certificate, remainder, exponent, pan] = bytesInRow(payload, CARD_KEY_PARTS_AT, 4);
        const rid = payload.subarray(RID_AT, RID_AT + RID_BYTES);
        const [which, index, today] = [word(payload, 0), word(payload, 1), word(payload, 2)];
        const status = secure.recoverCardKey({ which, index, today, rid, certificate, remainder, exponent, pan });
        return this.post(Event.CARD_KEY_DONE, words(status), ticket);
      }
      case Command.STATIC_DATA:
        return this.post(Event.CARD_KEY_DONE, words(secure.addStaticData(bytesAt(payload))), ticket);
      case Command.VERIFY_SIGNATURE: {
        const [signed, terminalData] = bytesInRow(payload, SIGNED_AT, 2);
        const { status, data } = secure.verifySignature({ kind: word(payload, 0), signed, terminalData });
        return this.post(Event.SIGNATURE_DONE, bytesPayload(data, status, 0), ticket);
      }
      default:
        throw new Error(`the core gave command ${code}, which this board does not know`);
    }
  }

  // What a device answers later stands in methods of its own, so that a command without costs no closure.

  private arm(interfaces: number, ticket: Ticket): void {
    this.devices.card.arm(interfaces, {
      inserted: (atr) => this.cardSays(Event.CARD_IN, atr, ticket),
      mute: () => this.cardSays(Event.CARD_IN, undefined, ticket),
      swiped: (stripe) => this.post(Event.STRIPE_READ, stripePayload(stripe), ticket),
    });
  }

  private transmit(apdu: Uint8Array, ticket: Ticket): void {
    this.devices.card.transmit(apdu, (reply) => this.cardSays(Event.CARD_REPLY, reply, ticket));
  }

  private open(ticket: Ticket): void {
    this.devices.line.open({
      up: () => this.post(Event.LINE_UP, NOTHING, ticket),
      data: (chunk) => this.lineData(chunk, ticket),
      down: () => this.post(Event.LINE_DOWN, NOTHING, ticket),
    });
  }

  private print(document: View, ticket: Ticket): void {
    this.devices.printer.print(document, (result) => this.post(Event.PRINT_DONE, words(result), ticket));
  }

  private verifyPin(handle: number, isEnciphered: boolean, ticket: Ticket): void {
    const verified = (verdict: PinVerdict): void => this.pinVerified(verdict, ticket);
    const status = this.devices.secure.verifyPinAtCard(handle, isEnciphered, verified);
    if (status !== Done.DONE) this.post(Event.PIN_VERIFIED, words(status, 0), ticket);
  }

  /** More than an answer can be is a protocol error, as if the card were mute. */
  private cardSays(code: Event, bytes: Uint8Array | undefined, ticket: Ticket): void {
    const isAnswer = bytes !== undefined && bytes.length <= APDU_BYTES_MAX;
    if (isAnswer) this.post(code, bytesPayload(bytes), ticket);
    else this.post(Event.CARD_MUTE, NOTHING, ticket);
  }

  /** What the card has said to the module's own VERIFY. */
  private pinVerified(verdict: PinVerdict, ticket: Ticket): void {
    if (verdict === "mute") return this.post(Event.CARD_MUTE, NOTHING, ticket);
    const answer = verdict === "not shown" ? words(Done.NOT_SHOWN, 0) : words(Done.DONE, verdict);
    this.post(Event.PIN_VERIFIED, answer, ticket);
  }

  private lineData(chunk: Uint8Array, ticket: Ticket): void {
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES_MAX) {
      this.post(Event.LINE_DATA, bytesPayload(chunk.subarray(at, at + CHUNK_BYTES_MAX)), ticket);
    }
  }
}
