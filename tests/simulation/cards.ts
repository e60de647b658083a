/** The test cards with PINs long enough that their digits are not found by chance. */
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData, ListEntry } from "../../host/cards/card_data.ts";

const PINS = ["907316482590", "480926137594", "731950284668", "629174058337", "385062917446", "914720635882"];

const CARDS = loadCards().map((card, index): CardData => ({ ...card, pin: PINS[index % PINS.length]! }));

/** The issuer rejects every payment without offline data authentication, and this terminal has none. */
export const DENIED: Partial<CardData> = { data: { "9F0E": "8010000000" } };

/** Electronic cash, for which the terminal has a floor limit, with limits on its payments offline. */
export const COUNTED: Partial<CardData> = {
  aid: "A000000333010106",
  label: "UnionPay E-Cash",
  data: { "9F14": "00", "9F23": "03" },
  records: [
    { sfi: 1, tags: ["57"] },
    { sfi: 2, tags: ["5A", "5F34", "5F25", "5F24", "9F07", "9F14", "9F23", "9F0D", "9F0E", "9F0F"] },
    { sfi: 2, tags: ["8C", "8D", "8E"] },
  ],
};

const LISTS: ListEntry[] = [
  ["9F02", 6],
  ["9F03", 6],
  ["9F1A", 2],
  ["95", 5],
  ["5F2A", 2],
  ["9A", 3],
  ["9C", 1],
  ["9F37", 4],
  ["98", 20],
];

/** Its lists ask for a TC hash value: over what its TDOL names, or over the terminal's default TDOL when it has none. */
export function hashed(tdol?: string): Partial<CardData> {
  return {
    cdol1: LISTS,
    cdol2: [["8A", 2], ...LISTS],
    ...(tdol === undefined ? {} : { data: { "97": tdol } }),
    records: [
      { sfi: 1, tags: ["57"] },
      { sfi: 2, tags: ["5A", "5F34", "5F25", "5F24", "9F07", "9F0D", "9F0E", "9F0F"] },
      { sfi: 2, tags: ["8C", "8D", "8E", ...(tdol === undefined ? [] : ["97"])] },
    ],
  };
}

/** Amount, currency and the terminal's verification results. */
export const TDOL = "9F02065F2A029505";

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

/** All the cards, the debit card otherwise. */
export function debitChanged(changes: Partial<CardData>, cards: readonly CardData[] = CARDS): CardData[] {
  return cards.map((card) => (card.name === "debit" ? { ...card, ...changes } : card));
}

export function pinOf(name: string): string {
  return testCard(name).pin;
}
