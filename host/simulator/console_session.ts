/** The terminal at the console: its screen, its keys, the cards beside it, the slip that came out of the printer. */
import { Service } from "../../assembly/abi_platform.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { CodePurpose } from "../acquirer/platform/rows.ts";
import { TEST_USERS } from "../acquirer/portal/login/test_users.ts";
import { CARD_LETTERS, ConsoleKeypad } from "../devices/console_keypad.ts";
import type { KeyboardInput, Press, Typing } from "../devices/console_keypad.ts";
import type { BoardEnd } from "../firmware/board_program.ts";
import type { BootSlots } from "../devices/boot_slots.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { ConsoleScreen } from "../devices/console_screen.ts";
import { ConsoleText } from "../devices/console_text.ts";
import type { TextPress } from "../devices/console_text.ts";
import type { TcpLineOptions } from "../devices/tcp_line.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import type { ConsoleText as ConsoleWord } from "../locale/console.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { SpokenLanguage } from "../locale/spoken_language.ts";
import { pageOf } from "../locale/page_of.ts";
import type { CardReaderPort, View } from "../ports.ts";
import type { Observer } from "../runtime.ts";
import type { CoreModule } from "./core_module.ts";
import type { DataFolder } from "./data_folder.ts";
import { numberIn } from "./demo_guide.ts";
import { SimulatedTerminal } from "./terminal.ts";

const NAME_COLUMNS = 14;

export interface ConsoleSessionOptions {
  folder: DataFolder;
  core: CoreModule;
  slots?: BootSlots;
  acquirer: TcpLineOptions;
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
  /** What was sent to the merchant's telephone last: there is nobody else to look at it. */
  letter?: (purpose: CodePurpose) => Promise<string | undefined>;
}

/** Where a code is typed that has come by telephone. */
const LETTERS: ReadonlyMap<number, CodePurpose> = new Map([
  [Screen.ENTER_PAYMENT_PASSWORD, "binding"],
  [Screen.ENTER_CODE, "activation"],
  [Screen.RESET_CODE, "reset"],
]);

export class ConsoleSession {
  /** Resolves when the person leaves, or another firmware is to start. */
  readonly left: Promise<BoardEnd>;
  private readonly options: ConsoleSessionOptions;
  private readonly screen: ConsoleScreen;
  private readonly keypad: ConsoleKeypad;
  private readonly text: ConsoleText;
  private readonly terminal: SimulatedTerminal;
  private slip: readonly string[] = [];
  private view: View | undefined;
  /** The letter that the screen asks for. */
  private letter = "";
  private leave: (how: BoardEnd) => void = () => {};

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
      onReboot: () => this.leave("restart"),
      text: this.text,
      screen: { show: (view) => this.show(view), showEntry: (count) => this.screen.showEntry(count) },
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
    this.leave("left");
  }

  private show(view: View): void {
    this.view = view;
    this.letter = "";
    this.screen.show(view);
    const purpose = LETTERS.get(view.id);
    if (purpose === undefined) return;
    const tell = (letter = ""): void => {
      if (this.view !== view) return;
      this.letter = letter;
      this.screen.draw();
    };
    // An acquirer that has just died has no letter.
    void this.options.letter?.(purpose).then(tell, () => tell());
  }

  private press(press: Press): void {
    if (press === "quit") return this.leave("left");
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
    const address = portal === undefined ? [] : [`${say("portal")}${portal}`];
    const letter = this.letter === "" ? [] : [`${say("telephone")}${this.letter}`];
    const next = portal === undefined ? undefined : nextStep(this.view);
    const pages = [...address, ...(next === undefined ? [] : [`${say(next.text)}${loginOf(next.role)}`]), ...letter];
    const keys = say(this.terminal.typing === "keys" ? "keys" : "typing");
    if (real !== undefined) return ["", keys, ...pages, `${say("reader")}${real.name}`];
    const { box, reader } = this.terminal;
    const cards = box.cards.map((card, index) => {
      const mark = card === reader.inserted ? ` ◀ ${say("inserted")}` : "";
      const note = `${say("testPin")} ${box.testPinOf(card.name)}`;
      return `  ${CARD_LETTERS[index] ?? " "}  ${card.name.padEnd(NAME_COLUMNS)}${note}${mark}`;
    });
    return ["", keys, ...pages, say("cards"), ...cards];
  }
}

function isTextPress(press: Press): press is TextPress {
  return typeof press === "object" ? "text" in press : press !== "menu" && press !== "quit";
}

/** What somebody does at the portal before the terminal can go on, and as whom. */
function nextStep(view: View | undefined): { text: ConsoleWord; role?: string } | undefined {
  if (view === undefined) return undefined;
  switch (view.id as Screen) {
    case Screen.UNBOUND:
      return { text: "nextUnbound" };
    case Screen.REGISTRATION_STATE:
      return { text: "nextRegistered", role: "reviewer" };
    case Screen.IDLE:
    case Screen.ACTIVATION: {
      const isWaiting = numberIn(view, Field.SERVICE) === Service.AWAITING_ACTIVATION;
      return isWaiting ? { text: "nextBound", role: "clerk" } : undefined;
    }
    default:
      return undefined;
  }
}

/** A published test login. */
function loginOf(role: string | undefined): string {
  const user = TEST_USERS.find((candidate) => candidate.role === role);
  return user === undefined ? "" : ` ${user.name} / ${user.password}`;
}
