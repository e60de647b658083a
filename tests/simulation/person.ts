/** The people before the machine: a cashier who has things to do, a cardholder who puts a card in or swipes it and types a PIN. */
import { Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Menu } from "../../assembly/abi_fields.ts";
import type { Key, View } from "../../host/ports.ts";
import { managersDeed } from "./manager.ts";

/** What somebody does at a screen, instead of what is expected there: keys, the card pulled out or put in, or nothing at all. */
export type Reaction = Key | readonly Key[] | "remove" | "insert" | "nothing";

export interface SaleTask {
  kind: "sale";
  /** Minor units. */
  amount: number;
  /** Name of the card. */
  card: string;
  /** Digits; empty presses confirm at once. One for each time that it is asked for, the last again and again. */
  pin: string | readonly string[];
  /** The card is pulled out when this screen is shown. */
  pullOutAt?: Screen;
  at?: Partial<Record<Screen, Reaction>>;
  /** The sale is chosen from the menu. */
  fromMenu?: boolean;
  /** The card is swiped instead of put in, or only where the screen asks for it; then nobody does when absent. */
  swipe?: "at once" | "when asked";
  /** How many of its swipes cannot be read. */
  badSwipes?: number;
}

export interface SignOnTask {
  kind: "sign-on";
  at?: Partial<Record<Screen, Reaction>>;
}

/** What is done at one screen of a guide: keys, or a text or a secret that the machine asks for there. */
export type Deed = Reaction | { text: string } | { secret: string | readonly string[] } | { card: string };

/**
 * A way through the screens, in their order. A step waits for its screen; screens between two steps are passed without a
 * deed. The task is over at idle (or where the terminal is unbound) once all steps are done.
 */
export interface GuideTask {
  kind: "guide";
  steps: ReadonlyArray<readonly [screen: Screen, deed: Deed]>;
  /** Whoever is back at idle before all is done lets it be. */
  mayEndEarly?: true;
  /** Whoever does it is the manager: people are set up and he logs on wherever he is asked to, unless a step says otherwise. */
  isManager?: true;
}

export type Task = SignOnTask | SaleTask | GuideTask;

/** What a person can do to the machine. */
export interface Hands {
  key(key: Key): void;
  insert(card: string): void;
  swipe(card: string, isReadable: boolean): void;
  remove(): void;
  provision(): void;
  /** Types a text and confirms it; undefined cancels the text entry. */
  text(text: string | undefined): void;
  after(delay_ms: number, work: () => void): void;
}

const REACTION_MS = 300;
const READING_MS = 2_000;
const BETWEEN_KEYS_MS = 100;
const BETWEEN_PIN_DIGITS_MS = 200;
const MENU_SALE = 1;
const MENU_SIGN_ON = 3;
const MENU_SETTLEMENT = 4;

export class Person {
  readonly tasks: Task[];
  private task: Task | undefined;
  private hasTyped = false;
  private hasChosen = false;
  private pinsTyped = 0;
  private swipes = 0;
  /** Of a guide: the next step, and what is to be done at the screen that is shown. */
  private step = 0;
  private deed: Deed | undefined;
  private view: View | undefined;
  private isSettingSupervisor = false;
  private readonly hands: Hands;

  constructor(tasks: Task[], hands: Hands) {
    this.tasks = [...tasks];
    this.hands = hands;
  }

  /** True when there is nothing left to do. */
  get done(): boolean {
    return this.tasks.length === 0 && this.task === undefined;
  }

  sees(view: View): void {
    this.view = view;
    if (this.task?.kind === "guide" && this.follows(view)) return;
    const reaction = this.reactionTo(view.id);
    if (reaction !== undefined) return this.reacts(view, reaction);
    const { hands } = this;
    switch (view.id as Screen) {
      case Screen.UNBOUND:
        if (this.tasks[0]?.kind === "guide") return this.begins(view);
        return hands.after(REACTION_MS, () => hands.provision());
      case Screen.LOCKED:
        return this.tasks[0]?.kind === "guide" ? this.begins(view) : undefined;
      case Screen.IDLE:
        return this.begins(view);
      case Screen.MENU:
        // Keys typed too late may have led anywhere.
        if (menuOf(view) !== Menu.MAIN) return this.presses(["cancel"]);
        return this.presses([{ digit: this.task?.kind === "sale" ? MENU_SALE : MENU_SIGN_ON }]);
      case Screen.AMOUNT:
        return this.typesAmount(view);
      case Screen.INSERT_CARD:
        return this.presents(this.task?.kind === "sale" && this.task.swipe === "at once");
      case Screen.USE_CHIP:
        return this.presents(false);
      case Screen.SWIPE_CARD:
      case Screen.SWIPE_AGAIN:
        return this.isSwiping ? this.presents(true) : this.presses(["cancel"]);
      case Screen.CHOOSE_APPLICATION:
        return this.presses([{ digit: 1 }]);
      case Screen.CONFIRM_APPLICATION:
        return this.presses(["enter"]);
      case Screen.SIGN_ON_FIRST:
        if (this.task !== undefined) this.tasks.unshift({ kind: "sign-on" }, this.task);
        return this.leaves(view);
      case Screen.BARRED:
        // A settlement that is unfinished is gone on with first.
        if (this.task !== undefined && reasonOf(view) === Reason.SETTLEMENT_UNFINISHED)
          this.tasks.unshift({ kind: "guide", steps: [[Screen.IDLE, { digit: MENU_SETTLEMENT }]] }, this.task);
        return this.leaves(view);
      case Screen.REVERSAL_PENDING:
        return hands.after(READING_MS, () => hands.remove());
      case Screen.APPROVED:
      case Screen.TEST_APPROVED:
      case Screen.DECLINED:
      case Screen.CARD_ERROR:
      case Screen.TERMINAL_FAULT:
      case Screen.CANCELLED:
      case Screen.PRINTER_PROBLEM:
        return this.leaves(view);
    }
  }

  /** The secure module asks for a PIN, or another secret. */
  isAskedForPin(count: number): void {
    if (this.task?.kind === "guide") return this.typesSecret(count);
    if (count > 0 || this.task?.kind !== "sale" || this.reactionTo(this.view!.id) !== undefined) return;
    const pins = [this.task.pin].flat();
    const pin = pins[Math.min(this.pinsTyped++, pins.length - 1)] ?? "";
    this.presses([...digitsOf(pin), "enter"], BETWEEN_PIN_DIGITS_MS);
  }

  /** The text entry has the keypad. */
  isAskedForText(): void {
    const deed = this.deed;
    const text = typeof deed === "object" && "text" in deed ? deed.text : undefined;
    this.deed = undefined;
    this.hands.after(REACTION_MS, () => this.hands.text(text));
  }

  private typesSecret(count: number): void {
    const deed = this.deed;
    if (count > 0 || typeof deed !== "object" || !("secret" in deed)) return;
    const secrets = [deed.secret].flat();
    const secret = secrets[Math.min(this.pinsTyped++, secrets.length - 1)] ?? "";
    this.presses([...digitsOf(secret), "enter"], BETWEEN_PIN_DIGITS_MS);
  }

  /** @returns whether the view belongs to the guide; if not, it is as always */
  private follows(view: View): boolean {
    if (this.task?.kind !== "guide") return false;
    const next = this.task.steps[this.step];
    const isNext = next?.[0] === (view.id as Screen);
    if (!isNext) {
      const isLeft = next === undefined || this.task.mayEndEarly === true;
      const isOver = isLeft && [Screen.IDLE, Screen.UNBOUND, Screen.LOCKED].includes(view.id);
      if (isOver) this.task = undefined;
      else if (this.task.isManager === true) this.manages(view);
      return !isOver;
    }
    this.step++;
    this.pinsTyped = 0;
    this.deed = next[1];
    if (typeof this.deed === "object" && ("text" in this.deed || "secret" in this.deed)) return true;
    if (typeof this.deed === "object" && "card" in this.deed) {
      const { card } = this.deed;
      this.hands.after(REACTION_MS, () => this.hands.insert(card));
      return true;
    }
    this.reacts(view, this.deed);
    return true;
  }

  /** Both passwords are chosen where they are asked for, and the manager types his. */
  private manages(view: View): void {
    const told = managersDeed(view, this.isSettingSupervisor);
    if (told === undefined) return;
    if ((view.id as Screen) === Screen.SET_UP_MANAGER) this.isSettingSupervisor = false;
    if ((view.id as Screen) === Screen.SET_UP_SUPERVISOR) this.isSettingSupervisor = true;
    this.pinsTyped = 0;
    this.deed = told;
    if (!(typeof told === "object" && "secret" in told)) this.reacts(view, told as Reaction);
  }

  private get isSwiping(): boolean {
    return this.task?.kind === "sale" && this.task.swipe !== undefined;
  }

  /** Puts the card in, or swipes it; for that one in the slot is taken out. */
  private presents(swiped: boolean): void {
    const { hands } = this;
    hands.after(REACTION_MS, () => {
      if (this.task?.kind !== "sale") return;
      const { card, badSwipes = 0 } = this.task;
      if (!swiped) return hands.insert(card);
      hands.remove();
      hands.swipe(card, this.swipes++ >= badSwipes);
    });
  }

  private reactionTo(screen: Screen): Reaction | undefined {
    if (this.task?.kind === "sale" && this.task.pullOutAt === screen) return "remove";
    return this.task?.kind === "guide" ? undefined : this.task?.at?.[screen];
  }

  private reacts(view: View, reaction: Reaction): void {
    if (reaction === "nothing") return;
    if (reaction === "insert") return this.presents(false);
    if (reaction === "remove") return this.hands.after(REACTION_MS, () => this.hands.remove());
    if ((view.id as Screen) === Screen.AMOUNT) {
      if (this.hasTyped) return;
      this.hasTyped = true;
    }
    if ((view.id as Screen) === Screen.CHOOSE_APPLICATION) {
      // A page that is turned is the same screen again.
      if (this.hasChosen) return;
      this.hasChosen = true;
    }
    this.presses(Array.isArray(reaction) ? (reaction as readonly Key[]) : [reaction as Key]);
  }

  private begins(view: View): void {
    this.task = this.tasks.shift() ?? (waitsForKeys(view) ? { kind: "sign-on" } : undefined);
    this.hasTyped = false;
    this.hasChosen = false;
    this.pinsTyped = 0;
    this.swipes = 0;
    this.step = 0;
    if (this.task === undefined) return;
    if (this.task.kind === "guide") return void this.follows(view);
    this.presses([this.task.kind === "sale" && this.task.fromMenu !== true ? "enter" : "menu"]);
  }

  private typesAmount(view: View): void {
    if (this.task?.kind !== "sale" || this.hasTyped || !isZero(view)) return;
    this.hasTyped = true;
    this.presses([...digitsOf(String(this.task.amount)), "enter"]);
  }

  /** Takes the card, and confirms unless taking it was enough. */
  private leaves(view: View): void {
    this.hands.after(READING_MS, () => {
      this.hands.remove();
      if (this.view === view) this.hands.key("enter");
    });
  }

  private presses(keys: readonly Key[], between_ms = BETWEEN_KEYS_MS): void {
    keys.forEach((key, index) => this.hands.after(REACTION_MS + between_ms * index, () => this.hands.key(key)));
  }
}

function digitsOf(text: string): Key[] {
  return Array.from(text, (digit) => ({ digit: Number(digit) }));
}

/** Idle, with a payment to reverse and no keys to do it with: the screen says so, and a cashier signs on. */
function waitsForKeys(view: View): boolean {
  const numberOf = (field: Field): number | undefined =>
    view.fields.find(({ kind }) => (kind as Field) === field)?.value[0];
  return numberOf(Field.SIGNED_ON) === 0 && (numberOf(Field.OUTCOME) as Outcome | undefined) === Outcome.PENDING;
}

function menuOf(view: View): Menu | undefined {
  return view.fields.find(({ kind }) => (kind as Field) === Field.MENU)?.value[0];
}

function reasonOf(view: View): Reason | undefined {
  return view.fields.find(({ kind }) => (kind as Field) === Field.REASON)?.value[0];
}

function isZero(view: View): boolean {
  const amount = view.fields.find(({ kind }) => (kind as Field) === Field.AMOUNT);
  return amount?.value.every((byte) => byte === 0) === true;
}
