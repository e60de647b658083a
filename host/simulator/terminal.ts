/**
 * A terminal on this computer: kept in a data folder, with its cards; powered on it has a life, which a restart replaces by
 * another. Screen and keys are somebody else's.
 *
 * The folder must be owned by this process. Where it is to be bound, an unbound terminal is bound to the test terminal at once,
 * as the simulation's stand-in for binding.
 */
import { loadCards } from "../cards/card_data.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { STANDARD } from "../configuration/standard.ts";
import type { Typing } from "../devices/console_keypad.ts";
import type { BootSlots } from "../devices/boot_slots.ts";
import type { TcpLineOptions } from "../devices/tcp_line.ts";
import type { CardReaderPort, Key, ScreenPort, TextEntryPort } from "../ports.ts";
import type { Observer } from "../runtime.ts";
import { CardBox } from "./card_box.ts";
import type { CoreModule } from "./core_module.ts";
import type { DataFolder } from "./data_folder.ts";
import { together } from "./message_tap.ts";
import { TerminalLife } from "./terminal_life.ts";
import { VirtualReader } from "./virtual_reader.ts";

const CARD_THINKS_MS = 4;

export interface TerminalOptions {
  folder: DataFolder;
  /** Of the firmware that the boot loader has started. */
  core: CoreModule;
  /** That firmware's place; without it the terminal takes no other firmware. */
  slots?: BootSlots;
  /** The terminal is off, and another firmware may be the one that starts: the boot loader is to choose. */
  onReboot?: () => void;
  acquirer: TcpLineOptions;
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  screen: ScreenPort;
  text?: TextEntryPort;
  onPrinted: (lines: readonly string[], document: number) => void;
  /** A reader that somebody else owns, in place of the virtual one and its cards. */
  card?: CardReaderPort;
  /** False for a terminal as its maker delivers it, which has yet to be bound. */
  bound?: boolean;
  observer?: Observer;
}

export class SimulatedTerminal {
  readonly box: CardBox;
  readonly reader: VirtualReader;
  private readonly card: CardReaderPort;
  private readonly options: TerminalOptions;
  private readonly newLife: () => TerminalLife;
  private life: TerminalLife | undefined;
  private isOn = false;

  /** @throws FlashError, StoreError or what the file system throws, each saying what to do */
  constructor(options: TerminalOptions) {
    this.options = options;
    this.box = new CardBox(options.folder.cards, loadCards());
    this.reader = new VirtualReader({
      later: (work, more_ms) => setTimeout(() => this.isOn && work(), CARD_THINKS_MS + more_ms),
      observe: () => this.box.save(),
    });
    this.card = options.card ?? this.reader;
    const { configuration = STANDARD, bound = true } = options;
    const restart = (): void => void setImmediate(() => this.restart());
    const { observer = {} } = options;
    // A firmware on trial whose core fails has failed: the boot loader counts it, and no second core begins.
    const failed: Observer = { trap: restart };
    const watched = options.slots?.onTrial === true ? together(observer, failed) : observer;
    const own = { configuration, bound, card: this.card, restart, observer: watched };
    this.newLife = () => new TerminalLife({ ...options, ...own });
    this.life = this.newLife();
  }

  /** @throws Error saying what to do when the secure module gives no answer: only with the journal it can be told */
  powerOn(): void {
    this.isOn = true;
    this.life ??= this.newLife();
    this.life.begin();
  }

  /** Pulls the plug: what is not durable is gone, and nothing that was on its way arrives. */
  powerOff(): void {
    this.isOn = false;
    this.life?.end();
    this.life = undefined;
  }

  key(key: Key): void {
    this.life?.runtime.key(key);
  }

  /** What a keyboard's characters are at this moment. */
  get typing(): Typing {
    return this.life?.typing ?? "keys";
  }

  /** Puts a virtual card in, or pulls it out when it is in; another one is pulled out first. A real reader has its own. */
  toggleCard(name: string): void {
    if (!this.isOn || this.card !== this.reader) return;
    const card = this.box.byName(name);
    const isIn = this.reader.inserted === card;
    this.reader.remove();
    if (!isIn) this.reader.insert(card);
  }

  /** Swipes a card; one that is in the slot is pulled out for it. */
  swipeCard(name: string): void {
    if (!this.isOn) return;
    if (this.reader.inserted === this.box.byName(name)) this.reader.remove();
    this.reader.swipe(this.box.stripeOf(name));
  }

  /** As the terminal itself has asked; not when the plug was pulled meanwhile. */
  private restart(): void {
    if (!this.isOn) return;
    const { slots, onReboot } = this.options;
    this.powerOff();
    if (onReboot === undefined || slots === undefined || slots.isSettled) this.powerOn();
    else onReboot();
  }
}
