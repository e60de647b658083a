/**
 * Whoever signs on and sells once with one card: does what a screen asks for, as everybody would. What follows a payment, and
 * when the terminal is idle, is the caller's.
 */
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { numberOf } from "../locale/values.ts";
import type { Key, View } from "../ports.ts";

/** What somebody can do to the machine. */
export interface SellerHands {
  key(key: Key): void;
  provision(): void;
  insert(): void;
  after(delay_ms: number, work: () => void): void;
}

const REACTION_MS = 300;
const MENU_SIGN_ON = 3;

export class Seller {
  private readonly hands: SellerHands;
  private readonly amount: number;
  private readonly pin: string;
  private hasTyped = false;

  /** @param amount minor units */
  constructor(hands: SellerHands, amount: number, pin: string) {
    this.hands = hands;
    this.amount = amount;
    this.pin = pin;
  }

  /** @returns whether the screen asked for something */
  does(screen: Screen): boolean {
    switch (screen) {
      case Screen.UNBOUND:
        this.later(() => this.hands.provision());
        return true;
      case Screen.MENU:
        this.presses({ digit: MENU_SIGN_ON });
        return true;
      case Screen.AMOUNT:
        if (!this.hasTyped) this.presses(...digitsOf(String(this.amount)), "enter");
        this.hasTyped = true;
        return true;
      case Screen.INSERT_CARD:
        this.later(() => this.hands.insert());
        return true;
      case Screen.CHOOSE_APPLICATION:
        this.presses({ digit: 1 });
        return true;
      case Screen.CONFIRM_APPLICATION:
        this.presses("enter");
        return true;
      case Screen.SWIPE_CARD:
        this.presses("cancel");
        return true;
      case Screen.SIGN_ON_FAILED:
      case Screen.OUT_OF_SERVICE:
        throw new Error(`the terminal shows ${Screen[screen]}`);
      default:
        return false;
    }
  }

  /** At idle: a terminal without keys signs on first. @returns whether it sells now */
  begins(idle: View): boolean {
    const isSignedOn = fieldOf(idle, Field.SIGNED_ON) === 1;
    this.presses(isSignedOn ? "enter" : "menu");
    return isSignedOn;
  }

  isAskedForPin(count: number): void {
    if (count === 0) this.presses(...digitsOf(this.pin), "enter");
  }

  presses(...keys: readonly Key[]): void {
    keys.forEach((key, index) => this.hands.after(REACTION_MS * (index + 1), () => this.hands.key(key)));
  }

  later(work: () => void): void {
    this.hands.after(REACTION_MS, work);
  }
}

/** The number in a field of a view; undefined when it has none. */
export function fieldOf(view: View, kind: Field): number | undefined {
  const value = view.fields.find((field) => (field.kind as Field) === kind)?.value;
  return value === undefined ? undefined : Number(numberOf(value));
}

function digitsOf(text: string): Key[] {
  return Array.from(text, (digit) => ({ digit: Number(digit) }));
}
