/**
 * What cards say, so that no card has to compute while the kernel is fuzzed: every good card and every one that misbehaves is
 * played once with each end that an acquirer can bring, and its answers are kept by the command that asked for them.
 */
import { makeCard } from "../../../host/cards/card.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { ChipCard } from "../../../host/cards/chip_card.ts";
import { CATALOGUE } from "../../../host/cards/misbehaving/catalogue.ts";
import { misbehave } from "../../../host/cards/misbehaving/misbehaving_card.ts";
import { loadProfiles } from "../../../host/cards/profiles.ts";
import { COUNTED, hashed, TDOL } from "../../simulation/cards.ts";

const INS_SELECT = 0xa4;
const INS_GENERATE_AC = 0xae;
const TYPE_BITS = 0xc0;
const NOT_FOUND = Uint8Array.from([0x6a, 0x82]);
/** CLA INS P1 P2. */
const HEADER_BYTES = 4;

/** An answer; undefined when the card is mute, "out" when it is pulled out instead. */
export type Answer = Uint8Array | undefined | "out";

/** What is in the reader. */
export interface Talker {
  readonly name: string;
  readonly atr: Uint8Array;
  answer(command: Uint8Array): Answer;
}

/** A card of flesh and blood, whose answers are kept: a good one's as if its issuer had answered as it wishes. */
export class RecordedCard implements Talker {
  readonly name: string;
  readonly atr: Uint8Array;
  readonly script: Map<string, Answer[]>;
  private readonly card: ChipCard;
  private readonly isGood: boolean;

  constructor(card: ChipCard, isGood: boolean, script: Map<string, Answer[]>) {
    this.card = card;
    this.isGood = isGood;
    this.name = card.name;
    this.atr = card.powerOn();
    this.script = script;
  }

  answer(command: Uint8Array): Answer {
    const said = this.card.transmit(command);
    const reply = this.isGood ? granting(command, said) : said;
    const answer = this.card.manner?.leaves === undefined ? (reply.length > 0 ? reply : undefined) : "out";
    for (const key of keysOf(command)) this.script.set(key, [...(this.script.get(key) ?? []), answer]);
    return answer;
  }
}

/** The answer to GENERATE AC with a CID that grants what was asked for; any other answer as it is. */
function granting(command: Uint8Array, reply: Uint8Array): Uint8Array {
  const at = reply.findIndex((byte, index) => byte === 0x9f && reply[index + 1] === 0x27) + 3;
  if (command[1] !== INS_GENERATE_AC || at < 3) return reply;
  const granted = reply.slice();
  granted[at] = (command[2] ?? 0) & TYPE_BITS;
  return granted;
}

/** The same answers again, each command's in turn, whatever it says beside its header. */
export class ScriptedCard implements Talker {
  readonly name: string;
  readonly atr: Uint8Array;
  private readonly script: ReadonlyMap<string, readonly Answer[]>;
  private readonly turns = new Map<string, number>();

  constructor(name: string, atr: Uint8Array, script: ReadonlyMap<string, readonly Answer[]>) {
    this.name = name;
    this.atr = atr;
    this.script = script;
  }

  answer(command: Uint8Array): Answer {
    for (const key of keysOf(command)) {
      const answers = this.script.get(key);
      if (answers === undefined) continue;
      const turn = this.turns.get(key) ?? 0;
      this.turns.set(key, turn + 1);
      return answers[turn % answers.length];
    }
    return NOT_FOUND;
  }
}

/** The most telling key first. */
function keysOf(command: Uint8Array): string[] {
  const header = Buffer.from(command.subarray(0, HEADER_BYTES)).toString("hex");
  if (command[1] === INS_SELECT) return [Buffer.from(command).toString("hex")];
  return [header, header.slice(0, 4)];
}

/** Makes one card anew, as it comes from its issuer. */
export interface CardKind {
  name: string;
  isGood: boolean;
  make: () => ChipCard;
}

/** @param every takes each so-many-th of those that misbehave */
export function cardKinds(every = 1): CardKind[] {
  const good = [...loadCards(), ...loadProfiles()];
  const under = good[0]!;
  good.push({ ...under, ...COUNTED, name: "counted" }, { ...under, ...hashed(TDOL), name: "hashed" });
  return [
    ...good.map((card) => ({ name: card.name, isGood: true, make: () => makeCard(card) })),
    ...CATALOGUE.filter((_, index) => index % every === 0).map((habit) => ({
      name: habit.name,
      isGood: false,
      make: () => misbehave(habit, makeCard(under)),
    })),
  ];
}
