/**
 * A terminal on this computer: the core with its devices, kept in a data folder. Screen and keys are somebody else's.
 *
 * The folder must be owned by this process. An unbound terminal is bound to the test terminal at once, as the
 * simulation's stand-in for binding.
 */
import { randomInt } from "node:crypto";
import { Screen } from "../../assembly/abi_shown.ts";
import { loadCards } from "../cards/card_data.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { STANDARD } from "../configuration/standard.ts";
import { FileFlash } from "../devices/file_flash.ts";
import type { FlashGeometry } from "../devices/file_flash.ts";
import { SystemClock } from "../devices/system_clock.ts";
import { TcpLine } from "../devices/tcp_line.ts";
import { TextPrinter } from "../devices/text_printer.ts";
import { documentLines } from "../locale/slip.ts";
import type { CardReaderPort, Key, ScreenPort, View } from "../ports.ts";
import { Runtime } from "../runtime.ts";
import type { Observer } from "../runtime.ts";
import type { SecureModule } from "../secure/module.ts";
import { checkOpen, loadTestCapks, openSecureModule, TEST_PARAMETERS } from "./binding.ts";
import { CardBox } from "./card_box.ts";
import type { CoreModule } from "./core_module.ts";
import type { DataFolder } from "./data_folder.ts";
import { VirtualReader } from "./virtual_reader.ts";

const FLASH: FlashGeometry = { bytes: 262_144, sectorBytes: 4_096, unitBytes: 8 };
const CARD_THINKS_MS = 4;
const EPOCH_MAX = 0xffffffff;

export interface TerminalOptions {
  folder: DataFolder;
  core: CoreModule;
  acquirer: { host: string; port: number };
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  screen: ScreenPort;
  onPrinted: (lines: readonly string[]) => void;
  /** A reader that somebody else owns, in place of the virtual one and its cards. */
  card?: CardReaderPort;
  observer?: Observer;
}

export class SimulatedTerminal {
  readonly box: CardBox;
  readonly reader: VirtualReader;
  private readonly card: CardReaderPort;
  private readonly runtime: Runtime;
  private readonly secure: SecureModule;
  private readonly configuration: Configuration;
  private readonly keys: string;
  private readonly flash: FileFlash;
  private readonly line: TcpLine;
  private readonly clock = new SystemClock();
  private isOn = false;

  /** @throws FlashError, StoreError or what the file system throws, each saying what to do */
  constructor({
    folder,
    core,
    acquirer,
    configuration = STANDARD,
    screen,
    onPrinted,
    card,
    observer,
  }: TerminalOptions) {
    this.box = new CardBox(folder.cards, loadCards());
    this.configuration = configuration;
    this.reader = new VirtualReader({
      later: (work, more_ms) => setTimeout(() => this.isOn && work(), CARD_THINKS_MS + more_ms),
      observe: () => this.box.save(),
    });
    this.card = card ?? this.reader;
    this.secure = openSecureModule(folder, this.card);
    this.keys = folder.keys;
    this.line = new TcpLine(acquirer);
    this.flash = new FileFlash(folder.flash, FLASH);
    const devices = {
      screen: { show: (view: View) => this.show(view, screen), showEntry: (count: number) => screen.showEntry(count) },
      printer: new TextPrinter({
        layout: (document) => documentLines(document, { testing: true }),
        file: folder.slips,
        onPrinted,
      }),
      card: this.card,
      line: this.line,
      flash: this.flash,
      clock: this.clock,
      secure: this.secure,
      configuration,
    };
    this.runtime = new Runtime(core.newCore, devices, randomInt(1, EPOCH_MAX), observer);
  }

  /** @throws Error saying what to do when the secure module gives no answer: only with the journal it can be told */
  powerOn(): void {
    this.isOn = true;
    this.runtime.start();
    checkOpen(this.secure, this.keys);
    // Only now: a save would make an older copy look like a newer one.
    loadTestCapks(this.secure, this.configuration);
  }

  /** Pulls the plug: what is not durable is gone, and nothing that was on its way arrives. */
  powerOff(): void {
    this.isOn = false;
    this.clock.wakeAt(undefined, () => {});
    this.line.close();
    this.card.release();
    this.card.onRemoved = undefined;
    this.flash.close();
  }

  key(key: Key): void {
    if (this.isOn) this.runtime.key(key);
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

  private show(view: View, screen: ScreenPort): void {
    screen.show(view);
    if ((view.id as Screen) === Screen.UNBOUND) this.runtime.provision(TEST_PARAMETERS);
  }
}
