/**
 * A good card with one bad habit. What the table of the catalogue does not name is answered by the good card.
 *
 * The good card speaks T=0 or T=1; this one answers whole (T=1) wherever a deed does not ask for more.
 */
import { copyBytes } from "../../secure/bytes.ts";
import type { ResponseApdu } from "../apdu.ts";
import type { VirtualCard } from "../card.ts";
import type { ChipCard, Manner } from "../chip_card.ts";
import type { Deed, Turn } from "./deeds.ts";
import { goodBytes } from "./deeds.ts";
import { isFetch, StepCounter } from "./steps.ts";
import type { Step } from "./steps.ts";

export interface Misbehaviour {
  /** Short name by which a person picks it. */
  name: string;
  /** What it does, one line each. */
  zh: string;
  en: string;
  /** The ATR in place of the good one. */
  atr?: Uint8Array;
  at: Readonly<Partial<Record<Step, Deed>>>;
}

const NOTHING = new Uint8Array(0);
/** More than a good card needs to hand out one answer. */
const PARTS_MAX = 8;

/** @param good is used by this card alone */
export function misbehave(misbehaviour: Misbehaviour, good: VirtualCard): ChipCard {
  return new MisbehavingCard(misbehaviour, good);
}

class MisbehavingCard implements ChipCard {
  readonly name: string;
  manner: Manner | undefined;
  private readonly misbehaviour: Misbehaviour;
  private readonly card: VirtualCard;
  private steps = new StepCounter();
  private before: Uint8Array = NOTHING;
  private kept: ResponseApdu | undefined;

  constructor(misbehaviour: Misbehaviour, good: VirtualCard) {
    this.name = misbehaviour.name;
    this.misbehaviour = misbehaviour;
    this.card = good;
  }

  powerOn(): Uint8Array {
    this.steps = new StepCounter();
    this.kept = undefined;
    this.manner = undefined;
    const atr = this.card.powerOn();
    this.before = this.misbehaviour.atr ?? atr;
    return copyBytes(this.before);
  }

  transmit(command: Uint8Array): Uint8Array {
    const step = this.steps.next(command);
    const deed = step === undefined ? undefined : this.misbehaviour.at[step];
    if (!isFetch(command)) this.kept = undefined;
    const turn: Turn = {
      command,
      count: step === undefined ? 0 : this.steps.count(step),
      before: this.before,
      card: this.card,
      good: (other = command) => this.good(other),
      manner: undefined,
      kept: this.kept,
    };
    this.before = deed === undefined ? goodBytes(turn) : deed(turn);
    this.kept = turn.kept;
    this.manner = turn.manner;
    return copyBytes(this.before);
  }

  private good(command: Uint8Array): ResponseApdu | undefined {
    const answer = wholeAnswer(this.card, command);
    if (answer !== undefined) this.steps.worked(command, answer.sw);
    return answer;
  }
}

/** The good card's answer, fetched from it as T=0 wants (EMV Book 1, 9.3.1.2). */
function wholeAnswer(card: VirtualCard, command: Uint8Array): ResponseApdu | undefined {
  let asked = command;
  let data = NOTHING;
  for (let part = 0; part < PARTS_MAX; part++) {
    const bytes = card.transmit(asked);
    if (bytes.length < 2) return undefined;
    const [sw1 = 0, sw2 = 0] = bytes.subarray(-2);
    data = new Uint8Array([...data, ...bytes.subarray(0, -2)]);
    if (sw1 === 0x61) asked = new Uint8Array([0x00, 0xc0, 0x00, 0x00, sw2]);
    else if (sw1 === 0x6c) asked = withLe(asked, sw2);
    else return { data, sw: (sw1 << 8) | sw2 };
  }
  return undefined;
}

function withLe(command: Uint8Array, le: number): Uint8Array {
  const length = command.length > 5 ? 5 + command[4]! : 4;
  return new Uint8Array([...command.subarray(0, length), le]);
}
