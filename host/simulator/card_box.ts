/**
 * The cards that lie beside the terminal, and what they remember between runs.
 *
 * A card's counter is on file before its answer leaves: a card that counted backwards would be a copy to its issuer.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { makeCard } from "../cards/card.ts";
import type { VirtualCard } from "../cards/card.ts";
import type { CardData } from "../cards/card_spec.ts";
import { newCardState } from "../cards/card_state.ts";
import type { CardState } from "../cards/card_state.ts";
import { stripeOf } from "../cards/stripe.ts";
import type { StripeData } from "../ports.ts";

const OWNER_ONLY = 0o600;

export class CardBox {
  readonly cards: readonly VirtualCard[];
  private readonly data: readonly CardData[];
  private readonly file: string;
  private saved: string;

  /** @throws Error when the file of an earlier run cannot be read */
  constructor(file: string, cards: readonly CardData[]) {
    this.file = file;
    this.data = cards;
    const states = readStates(file);
    this.cards = cards.map((data) => makeCard(data, { ...newCardState(), ...states[data.name] }));
    this.saved = this.format();
  }

  /** @throws Error when there is no such card */
  byName(name: string): VirtualCard {
    const card = this.cards.find((candidate) => candidate.name === name);
    if (card === undefined) throw new Error(`there is no card named ${name}`);
    return card;
  }

  /** What a reader makes out of the stripe of a card; nothing when it has none, or there is no such card. */
  stripeOf(name: string): StripeData | undefined {
    const card = this.data.find((candidate) => candidate.name === name);
    return card && stripeOf(card);
  }

  /** The made-up PIN of a test card, for the note that lies beside it; empty when there is no such card. */
  testPinOf(name: string): string {
    return this.data.find((card) => card.name === name)?.pin ?? "";
  }

  /** Writes what the cards remember, if it has changed. */
  save(): void {
    const text = this.format();
    if (text === this.saved) return;
    writeFileSync(`${this.file}.new`, text, { mode: OWNER_ONLY });
    renameSync(`${this.file}.new`, this.file);
    this.saved = text;
  }

  private format(): string {
    return `${JSON.stringify(Object.fromEntries(this.cards.map(({ name, state }) => [name, state])))}\n`;
  }
}

function readStates(file: string): Readonly<Record<string, Partial<CardState>>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Partial<CardState>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`the cards' memory ${file} cannot be read: remove it to begin with new cards`, { cause: error });
  }
}
