/** The terminal at the console: its screen, its keys, the cards beside it, the slip that came out of the printer. */
import { CARD_LETTERS, ConsoleKeypad } from "../devices/console_keypad.ts";
import type { KeyboardInput, Press, Typing } from "../devices/console_keypad.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { ConsoleScreen } from "../devices/console_screen.ts";
import { ConsoleText } from "../devices/console_text.ts";
import type { TextPress } from "../devices/console_text.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { SpokenLanguage } from "../locale/spoken_language.ts";
import { pageOf } from "../locale/page_of.ts";
import type { CardReaderPort } from "../ports.ts";
import type { Observer } from "../runtime.ts";
import type { CoreModule } from "./core_module.ts";
import type { DataFolder } from "./data_folder.ts";
import { SimulatedTerminal } from "./terminal.ts";

const NAME_COLUMNS = 14;

export interface ConsoleSessionOptions {
  folder: DataFolder;
  core: CoreModule;
  acquirer: { host: string; port: number };
  language: Language;
  input: KeyboardInput;
  write: (text: string) => void;
  size: () => { columns: number; rows: number };
  observer?: Observer;
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  /** A real reader in place of the cards beside the screen, and its name. */
  card?: CardReaderPort & { readonly name: string };
  /** False for a terminal that has yet to be bound. */
  bound?: boolean;
  /** Address of the acquirer's portal, for browsers. */
  portal?: string;
}

export class ConsoleSession {
  /** Resolves when the person leaves. */
  readonly left: Promise<void>;
  private readonly options: ConsoleSessionOptions;
  private readonly screen: ConsoleScreen;
  private readonly keypad: ConsoleKeypad;
  private readonly text: ConsoleText;
  private readonly terminal: SimulatedTerminal;
  private slip: readonly string[] = [];
  private leave: () => void = () => {};

  constructor(options: ConsoleSessionOptions) {
    const { language, write, size } = options;
    const spoken = new SpokenLanguage(language);
    this.options = options;
    this.left = new Promise((resolve) => (this.leave = resolve));
    this.screen = new ConsoleScreen({
      write,
      size,
      pageOf: (view) => pageOf(view, spoken.of(view)),
      panel: () => this.panel(),
      aside: () => this.slip,
    });
    this.text = new ConsoleText((text) => this.screen.showText(text));
    const typing = (): Typing => this.terminal.typing;
    this.keypad = new ConsoleKeypad(options.input, (press) => this.press(press), typing);
    this.terminal = new SimulatedTerminal({
      ...options,
      text: this.text,
      screen: this.screen,
      onPrinted: (lines) => {
        this.slip = lines;
        this.screen.draw();
      },
    });
  }

  open(): void {
    this.screen.open();
    this.keypad.open();
    this.terminal.powerOn();
  }

  /** Gives the console back and pulls the plug of the terminal; calling it twice is harmless. */
  close(): void {
    this.keypad.close();
    this.screen.close();
    this.terminal.powerOff();
    this.leave();
  }

  private press(press: Press): void {
    if (press === "quit") return this.leave();
    if (typeof press === "object" && "card" in press) {
      const card = this.terminal.box.cards[press.card];
      if (card !== undefined) this.terminal.toggleCard(card.name);
      return this.screen.draw();
    }
    if (typeof press === "object" && "swipe" in press) {
      const card = this.terminal.box.cards[press.swipe];
      if (card !== undefined) this.terminal.swipeCard(card.name);
      return;
    }
    if (this.text.isOpen) {
      if (isTextPress(press)) this.text.press(press);
    } else if (typeof press !== "object" || !("text" in press)) this.terminal.key(press);
  }

  private panel(): string[] {
    const say = (text: keyof typeof CONSOLE_TEXTS): string => pick(CONSOLE_TEXTS[text], this.options.language);
    const { card: real, portal } = this.options;
    const pages = portal === undefined ? [] : [`${say("portal")}${portal}`];
    if (real !== undefined) return ["", say("keys"), `${say("reader")}${real.name}`, ...pages];
    const { box, reader } = this.terminal;
    const cards = box.cards.map((card, index) => {
      const mark = card === reader.inserted ? ` ◀ ${say("inserted")}` : "";
      const note = `${say("testPin")} ${box.testPinOf(card.name)}`;
      return `  ${CARD_LETTERS[index] ?? " "}  ${card.name.padEnd(NAME_COLUMNS)}${note}${mark}`;
    });
    return ["", say("keys"), say("cards"), ...cards, ...pages];
  }
}

function isTextPress(press: Press): press is TextPress {
  return typeof press === "object" ? "text" in press : press !== "menu" && press !== "quit";
}
