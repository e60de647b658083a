/** The test cards with PINs long enough that their digits are not found by chance. */
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData } from "../../host/cards/card_data.ts";

const PINS = ["907316482590", "480926137594", "731950284668", "629174058337", "385062917446", "914720635882"];

const CARDS = loadCards().map((card, index): CardData => ({ ...card, pin: PINS[index % PINS.length]! }));

/** Some of the cards, or all. @throws Error when there is no such card */
export function testCards(...names: string[]): CardData[] {
  return names.length === 0 ? CARDS : names.map((name) => testCard(name));
}

/** One card, otherwise made where `changes` say so. */
export function testCard(name: string, changes: Partial<CardData> = {}): CardData {
  const found = CARDS.find((card) => card.name === name);
  if (found === undefined) throw new Error(`there is no test card ${name}`);
  return { ...found, ...changes };
}

export function pinOf(name: string): string {
  return testCard(name).pin;
}
