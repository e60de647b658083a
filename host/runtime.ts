/**
 * The loop of a board: one event in, drain every command, wait. It carries commands to devices and their answers back, and
 * decides nothing: no rule of the terminal, no retry, no time-out but the deadline that the core asked for.
 *
 * A trap of the core is our bug: the instance is dropped, the terminal starts anew and recovers from its journal; after
 * three traps without a quiet minute it stays dark.
 */
import { APDU_BYTES_MAX, Command, Done, Event } from "../assembly/abi.ts";
import type { Purpose } from "../assembly/abi.ts";
import { BootCause, LineFault } from "../assembly/abi_devices.ts";
import { Screen } from "../assembly/abi_shown.ts";
import { PeripheralCommands } from "./commands/peripherals.ts";
import { SecureModuleCommands } from "./commands/secure_module.ts";
import { Core, CoreTrap, NO_TICKET } from "./core.ts";
import type { CoreCommand, CoreEvent, Move, Output, Ticket } from "./core.ts";
import {
  bootPayload,
  bytesAt,
  bytesPayload,
  decisionsOf,
  readBytes,
  serverOf,
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
  Peripherals,
  PrinterPort,
  ScreenPort,
  Server,
  View,
} from "./ports.ts";
import { PROMPTS } from "./prompts.ts";
import type { SecureModule } from "./secure/module.ts";

const NOTHING = new Uint8Array(0);
const CHUNK_BYTES_MAX = 1024;
/** Of the firmware, where there is no other than the one that is built in. */
const FIRST_VERSION = 1;
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
  /** What is absent is refused. */
  peripherals?: Peripherals;
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
  private traps: number[] = [];
  private readonly newCore: () => Core;
  private readonly devices: Devices;
  private readonly observer: Observer;
  private readonly isWatched: boolean;
  private readonly secureModule: SecureModuleCommands;
  private readonly peripherals: PeripheralCommands;

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
    this.isWatched = observer.step !== undefined || observer.before !== undefined || observer.after !== undefined;
    const post = this.post.bind(this);
    this.secureModule = new SecureModuleCommands(devices, post);
    this.peripherals = new PeripheralCommands(devices.peripherals ?? {}, devices.secure, post);
    devices.card.onRemoved = () => this.post(Event.CARD_OUT);
  }

  /** Power on. */
  start(cause = BootCause.POWER): void {
    const { epoch } = this;
    const { flash, secure, peripherals: { serial = "", model = "", slots } = {} } = this.devices;
    const { version, onTrial } = slots ?? { version: FIRST_VERSION, onTrial: false };
    this.post(Event.BOOT, bootPayload({ epoch, flash, serial, model, version, onTrial, cause }), { epoch, number: 0 });
    if (secure.condition === "tampered") this.post(Event.TAMPERED);
    if (this.devices.diagnostics !== undefined) this.post(Event.DIAGNOSE, words(1));
  }

  /** A key of the keypad: the secure module's while a secret is typed, nobody's while a text is, else the core's. */
  key(key: Key): void {
    if (this.devices.secure.entering !== undefined) {
      if (key !== "menu" && this.secureModule.key(key)) this.setAlarm();
      return;
    }
    if (this.peripherals.isTyping) return;
    if (typeof key === "object") {
      if ("digit" in key && PROMPTS.has(this.shown)) this.post(Event.KEY_DIGIT, words(key.digit));
      return;
    }
    const codes = { clear: Event.KEY_CLEAR, enter: Event.KEY_ENTER, cancel: Event.KEY_CANCEL, menu: Event.KEY_MENU };
    this.post(codes[key]);
  }

  /** Who has the keypad besides the core: letters are typed for a text, and for secrets that have them. */
  get typing(): { text: boolean; secret: Purpose | undefined } {
    return { text: this.peripherals.isTyping, secret: this.devices.secure.entering?.purpose };
  }

  /** Binds an unbound terminal: a `Parameters` record. */
  provision(parameters: Uint8Array): void {
    this.post(Event.PROVISION, parameters);
  }

  /** A tamper switch has opened: the secure module erases itself, and a secret that was being typed is refused at once. */
  tamper(): void {
    this.secureModule.tamper();
    this.post(Event.TAMPERED);
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
    const { output } = this.core;
    try {
      this.core.handle(event);
    } catch (error) {
      if (!(error instanceof CoreTrap)) throw error;
      return this.restart(error);
    }
    if (this.isWatched) return this.obeyWatched(output);
    while (output.next()) this.obey(output);
  }

  /** Others may keep what they see: they get copies. */
  private obeyWatched(output: Output): void {
    const { observer } = this;
    const commands = output.copies();
    observer.step?.(commands, () => this.core.moves());
    for (const command of commands) {
      output.next();
      observer.before?.(command);
      this.obey(output);
      observer.after?.(command);
    }
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
    this.peripherals.reset();
    screen.show({ id: Screen.OUT_OF_SERVICE, fields: [] });
    if (this.traps.length >= TRAPS_MAX) return;
    this.core = this.newCore();
    this.epoch = (this.epoch + 1) >>> 0;
    this.start(BootCause.TRAP);
  }

  private setAlarm(): void {
    const { clock, secure } = this.devices;
    const at_ms = Math.min(this.deadline_ms || Infinity, secure.nextDeadline_ms ?? Infinity);
    clock.wakeAt(at_ms === Infinity ? undefined : at_ms, this.ring);
  }

  private readonly ring = (): void => {
    this.secureModule.tick();
    if (this.deadline_ms !== 0 && this.deadline_ms <= this.devices.clock.monotonic_ms()) this.post(Event.TIME);
    else this.setAlarm();
  };

  private obey(output: Output): void {
    if (output.code === Command.DEADLINE) this.deadline_ms = output.long(0);
    else this.carry(output);
  }

  private carry(command: CoreCommand): void {
    const { code, ticket, payload } = command;
    const { screen, card, line, flash, configuration } = this.devices;
    switch (code) {
      case Command.SCREEN: {
        const view = viewOf(payload);
        this.shown = view.id;
        return screen.show(view);
      }
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
        return this.open(serverOf(payload), ticket);
      case Command.LINE_SEND:
        return line.send(readBytes(payload));
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
      case Command.CANCEL:
        this.secureModule.cancel(word(payload, 0));
        return this.peripherals.cancel(word(payload, 0));
      default:
        if (!this.peripherals.obey(command)) this.secureModule.obey(command);
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

  private open(server: Server | undefined, ticket: Ticket): void {
    const events = {
      up: (): void => this.post(Event.LINE_UP, NOTHING, ticket),
      data: (chunk: Uint8Array): void => this.lineData(chunk, ticket),
      down: (fault = LineFault.CLOSED): void => this.post(Event.LINE_DOWN, words(fault), ticket),
    };
    this.devices.line.open(events, server);
  }

  private print(document: View, ticket: Ticket): void {
    this.devices.printer.print(document, (result) => this.post(Event.PRINT_DONE, words(result), ticket));
  }

  /** More than an answer can be is a protocol error, as if the card were mute. */
  private cardSays(code: Event, bytes: Uint8Array | undefined, ticket: Ticket): void {
    const isAnswer = bytes !== undefined && bytes.length <= APDU_BYTES_MAX;
    if (isAnswer) this.post(code, bytesPayload(bytes), ticket);
    else this.post(Event.CARD_MUTE, NOTHING, ticket);
  }

  private lineData(chunk: Uint8Array, ticket: Ticket): void {
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES_MAX) {
      this.post(Event.LINE_DATA, bytesPayload(chunk.subarray(at, at + CHUNK_BYTES_MAX)), ticket);
    }
  }
}
