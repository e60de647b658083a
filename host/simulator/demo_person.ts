/**
 * The person of the demo: walks through the chapters of the guide. Every key goes the way a real one goes. Anything unexpected
 * ends the demo.
 */
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { Menu } from "../../assembly/abi_fields.ts";
import type { ChapterName } from "../locale/demo_chapters.ts";
import type { Key, View } from "../ports.ts";
import { LEFT_BEHIND, LOG_ON, nextChapter, numberIn } from "./demo_guide.ts";
import type { Chapter, Deed, DemoTask } from "./demo_guide.ts";

export interface Hands {
  key(key: Key): void;
  /** Types a text where the terminal asks for one, and confirms it. */
  text(text: string): void;
  /** Puts the card in, or pulls it out. */
  toggleCard(name: string): void;
}

const PACE_MS = 20;
/** Of one chapter: more than any has, so that nobody goes round in circles. */
const SCREENS_MAX = 300;

/** The screens that go by themselves. */
const PASSING: ReadonlySet<Screen> = new Set([
  Screen.STARTING,
  Screen.FIRMWARE_ON_TRIAL,
  Screen.JOINING,
  Screen.TESTING_CONNECTION,
  Screen.ASKING_PLATFORM,
  Screen.SIGNING_ON,
  Screen.SIGNED_ON,
  Screen.DOWNLOADING,
  Screen.READING_CARD,
  Screen.ENTER_PIN,
  Screen.CHECKING_PIN,
  Screen.PROCESSING,
  Screen.APPROVED,
  Screen.REVERSING,
  Screen.SETTLING,
]);

export class DemoPerson {
  /** Resolves at idle when all chapters are done; rejects at a screen that should not have come. */
  readonly done: Promise<void>;
  private readonly task: DemoTask;
  private readonly hands: () => Hands;
  private readonly onChapter: (name: ChapterName) => void;
  private readonly doneChapters = new Set<ChapterName>();
  private chapter: Chapter | undefined;
  private hasReached = false;
  private screens = 0;
  private view: View | undefined;
  private secret: string | undefined;
  private isCardIn = false;
  private finish: () => void = () => {};
  private fail: (error: Error) => void = () => {};

  /** @param hands asked for when they are needed: the machine may be built after its people */
  constructor(task: DemoTask, hands: () => Hands, onChapter: (name: ChapterName) => void = () => {}) {
    this.task = task;
    this.hands = hands;
    this.onChapter = onChapter;
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }

  sees(view: View): void {
    this.view = view;
    this.secret = undefined;
    const screen = view.id as Screen;
    if (screen === Screen.IDLE || screen === Screen.UNBOUND) return this.rests(view);
    if (this.chapter !== undefined && ++this.screens > SCREENS_MAX) return this.fails(view);
    const deed = this.deedAt(view);
    // A chapter whose menu is left at once was done in an earlier run.
    if (deed === "cancel" || (this.chapter?.goals.includes(screen) === true && deed !== undefined))
      this.hasReached = true;
    if (deed !== undefined) return this.does(view, deed);
    if (!PASSING.has(screen) || this.isRuledOut(screen)) this.fails(view);
  }

  /** The secure module asks for a secret: `count` digits have been typed. */
  sawEntry(count: number): void {
    if (count > 0 || this.secret === undefined) return;
    const { secret } = this;
    this.secret = undefined;
    this.presses([...Array.from(secret, (digit) => ({ digit: Number(digit) })), "enter"]);
  }

  /** A slip is printed: the person takes it, and the card. */
  takesSlip(): void {
    if (this.isCardIn) this.later(() => this.togglesCard());
  }

  private rests(view: View): void {
    // It binds itself.
    if ((view.id as Screen) === Screen.UNBOUND && this.task.office === undefined) return;
    if (this.chapter !== undefined && !this.hasReached) {
      if (++this.screens > SCREENS_MAX) return this.fails(view);
      return this.does(view, this.chapter.first);
    }
    if (this.chapter !== undefined) this.doneChapters.add(this.chapter.name);
    this.chapter = nextChapter(view, this.doneChapters, this.task);
    if (this.chapter === undefined) return this.finish();
    void this.begins(view, this.chapter);
  }

  private async begins(view: View, chapter: Chapter): Promise<void> {
    this.hasReached = false;
    this.screens = 0;
    this.onChapter(chapter.name);
    try {
      await chapter.before?.();
    } catch (error) {
      this.fail(error as Error);
      return;
    }
    this.does(view, chapter.first);
  }

  private deedAt(view: View): Deed {
    const screen = view.id as Screen;
    if (screen === Screen.MENU && this.chapter !== undefined) {
      const deed = this.chapter.menus?.[numberIn(view, Field.MENU) as Menu];
      return this.hasReached ? "cancel" : deed;
    }
    const deed = (this.chapter?.at ?? LEFT_BEHIND)[screen] ?? LOG_ON[screen];
    return typeof deed === "function" ? deed(view) : deed;
  }

  /** The chapter has a word on this screen, and this time it was no. */
  private isRuledOut(screen: Screen): boolean {
    return this.chapter !== undefined && screen in this.chapter.at;
  }

  private does(view: View, deed: Deed): void {
    if (deed === undefined) return this.fails(view);
    if (deed === "nothing") return;
    if (deed === "card") return this.later(() => this.togglesCard());
    if (typeof deed === "object" && "text" in deed) return this.later(() => this.hands().text(deed.text));
    if (typeof deed === "object" && "secret" in deed) {
      this.secret = deed.secret;
      return;
    }
    if (Array.isArray(deed)) return this.presses(deed as readonly Key[]);
    // Not into a screen that has come by itself meanwhile.
    this.later(() => {
      if (this.view === view) this.hands().key(deed as Key);
    });
  }

  private togglesCard(): void {
    this.isCardIn = !this.isCardIn;
    this.hands().toggleCard(this.task.card);
  }

  private presses(keys: readonly Key[]): void {
    keys.forEach((key, index) => this.later(() => this.hands().key(key), index + 1));
  }

  private fails({ id }: View): void {
    const where = this.chapter === undefined ? "" : `, in the chapter ${this.chapter.name}`;
    this.fail(new Error(`the screen ${Screen[id] ?? id} came, where the demo expects another${where}`));
  }

  private later(work: () => void, beats = 1): void {
    setTimeout(work, beats * PACE_MS);
  }
}
