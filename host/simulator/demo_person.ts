/**
 * The person of the demo: binds nothing, signs on, sells once, puts the card in, types its PIN, takes the slip. Every key
 * goes the way a real one goes. Anything unexpected ends the demo.
 */
import { Screen } from "../../assembly/abi_shown.ts";
import type { Key, View } from "../ports.ts";

export interface DemoTask {
  /** Fen. */
  amount: number;
  /** Name of the card. */
  card: string;
  /** Its PIN, as the test card's data file publishes it. */
  pin: string;
}

export interface Hands {
  key(key: Key): void;
  /** Puts the card in, or pulls it out. */
  toggleCard(name: string): void;
}

const PACE_MS = 20;
const SIGN_ON_DIGIT = 3;

/** The screens that a demo may pass besides those that it acts on. */
const PASSING: ReadonlySet<Screen> = new Set([
  Screen.STARTING,
  Screen.UNBOUND,
  Screen.SIGNING_ON,
  Screen.READING_CARD,
  Screen.ENTER_PIN,
  Screen.CHECKING_PIN,
  Screen.PROCESSING,
  Screen.APPROVED,
  Screen.REVERSING,
]);

export class DemoPerson {
  /** Resolves at idle after the sale; rejects at a screen that should not have come. */
  readonly done: Promise<void>;
  private readonly task: DemoTask;
  private readonly hands: () => Hands;
  private isSignedOn = false;
  private hasTyped = false;
  private hasSlip = false;
  private finish: () => void = () => {};
  private fail: (error: Error) => void = () => {};

  /** @param hands asked for when they are needed: the machine may be built after its people */
  constructor(task: DemoTask, hands: () => Hands) {
    this.task = task;
    this.hands = hands;
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }

  sees(view: View): void {
    const screen = view.id as Screen;
    switch (screen) {
      case Screen.IDLE:
        if (this.hasSlip) return this.finish();
        return this.press(this.isSignedOn ? "enter" : "menu");
      case Screen.MENU:
        return this.press({ digit: SIGN_ON_DIGIT });
      case Screen.SIGNED_ON:
        this.isSignedOn = true;
        return this.press("enter");
      case Screen.AMOUNT:
        return this.typesAmount();
      case Screen.INSERT_CARD:
        return this.later(() => this.hands().toggleCard(this.task.card));
      case Screen.REVERSAL_PENDING:
      case Screen.REVERSED:
        // What an earlier run left behind; after the sale has begun it is a failure.
        if (this.hasTyped) break;
        return this.press("enter");
      default:
        if (PASSING.has(screen)) return;
    }
    this.fail(new Error(`the screen ${Screen[screen] ?? screen} came, where the demo expects an approved sale`));
  }

  /** The secure module asks for a PIN: `count` digits have been typed. */
  sawEntry(count: number): void {
    if (count === 0) this.types(this.task.pin);
  }

  /** The slip is printed: the person takes it and the card. */
  takesSlip(): void {
    this.hasSlip = true;
    this.later(() => this.hands().toggleCard(this.task.card));
  }

  private typesAmount(): void {
    if (this.hasTyped) return;
    this.hasTyped = true;
    this.types(String(this.task.amount));
  }

  private types(digits: string): void {
    const keys: Key[] = [...Array.from(digits, (digit) => ({ digit: Number(digit) })), "enter" as const];
    keys.forEach((key, index) => this.later(() => this.hands().key(key), index + 1));
  }

  private press(key: Key): void {
    this.later(() => this.hands().key(key));
  }

  private later(work: () => void, beats = 1): void {
    setTimeout(work, beats * PACE_MS);
  }
}
