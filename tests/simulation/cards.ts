/** The test cards with PINs long enough that their digits are not found by chance. */
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData, ListEntry } from "../../host/cards/card_spec.ts";

const PINS = ["907316482590", "480926137594", "731950284668", "629174058337", "385062917446", "914720635882"];

const CARDS = loadCards().map((card, index): CardData => ({ ...card, pin: PINS[index % PINS.length]! }));

/** The issuer rejects every payment without offline data authentication, and this terminal has none. */
export const DENIED: Partial<CardData> = { data: { "9F0E": "8010000000" } };

/** Its issuer has signed its data: static data authentication. */
export const SDA: Partial<CardData> = {
  authentication: ["sda"],
  keys: { authority: "ca-1408", issuer: "issuer-1152" },
};

/** It has a key of its own. */
export const DDA: Partial<CardData> = {
  authentication: ["sda", "dda"],
  keys: { authority: "ca-1408", issuer: "issuer-1152", icc: "icc-1024" },
};

/** As DDA, with a key for PINs beside, which only withdrawals of cash ask for (condition 01). */
export const DDA_WITH_PIN_KEY: Partial<CardData> = {
  ...DDA,
  keys: { ...DDA.keys!, pin: "pin-1024" },
  cvm: { rules: ["4401", "4203", "1F03"] },
};

/** It signs its cryptograms. */
export const CDA: Partial<CardData> = {
  authentication: ["sda", "dda", "cda"],
  keys: { authority: "ca-1408", issuer: "issuer-1408", icc: "icc-1152" },
};

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

/** It approves up to 100.00 by itself, and more when nobody can be reached: what a person types for a PIN it compares itself. */
export const OFFLINE: Partial<CardData> = {
  ...DDA,
  offlinePin: true,
  cvm: { rules: ["4103", "1F03"] },
  approvesOffline: true,
  approvesUnreached: true,
  limits: { onlineAbove: 10_000, consecutiveOffline: 99 },
};

const DEBIT = { aid: "A000000333010101", label: "UnionPay Debit" };
const CREDIT = { aid: "A000000333010102", label: "UnionPay Credit", cryptogram: "pboc-01" } as const;

/** Two applications, the second in the file first for the cardholder. */
export const TWO: Partial<CardData> = {
  applications: [
    { ...DEBIT, priority: 2 },
    { ...CREDIT, priority: 1, preferredName: "Crédito", codeTable: 1 },
  ],
};

/** The same without a directory. */
export const TWO_UNLISTED: Partial<CardData> = { ...TWO, pse: false };

/** One application that asks to be confirmed. */
export const CONFIRMED: Partial<CardData> = { applications: [{ ...DEBIT, confirm: true }] };

/** The application of the highest priority is blocked; the other one is not. */
export const FIRST_BLOCKED: Partial<CardData> = {
  applications: [
    { ...DEBIT, priority: 1, blocked: true },
    { ...CREDIT, priority: 2 },
  ],
};

/** Names that begin with the terminal's AID, more than one page of them, no directory; one of them is blocked. */
export const MANY: Partial<CardData> = {
  pse: false,
  applications: Array.from({ length: 7 }, (_, index) => ({
    aid: `A0000003330101010${index}`,
    label: `UnionPay ${index}`,
    priority: 7 - index,
    blocked: index === 3,
  })),
};

/** No directory; names in four code tables, the last of which reads from right to left. */
export const FOUR_TABLES: Partial<CardData> = {
  pse: false,
  applications: (
    [
      ["UnionPay Debit", "Дебет №1", 5],
      ["UnionPay Credit", "Kredyt w złotych", 2],
      ["UnionPay Bonus", "Πίστη ― €", 7],
      ["UnionPay Israel", "אשראי", 8],
    ] as const
  ).map(([label, preferredName, codeTable], index) => ({
    aid: `A0000003330101010${index}`,
    label,
    preferredName,
    codeTable,
    priority: index + 1,
  })),
};

/** A directory in Greek: one of its two names is, and the other application has to be content with its label. */
export const GREEK_DIRECTORY: Partial<CardData> = {
  applications: [
    { ...DEBIT, priority: 1, preferredName: "Χρεωστική", codeTable: 7 },
    { ...CREDIT, priority: 2, preferredName: "Kredītkarte", codeTable: 4 },
  ],
};

/** It compares a PIN itself, and wants one online where that fails. */
export const OFFLINE_PIN: Partial<CardData> = { offlinePin: true };

/** As that, and the slip is signed; nothing else will do. */
export const SIGNED_PIN: Partial<CardData> = { offlinePin: true, cvm: { rules: ["0303"] } };

/** It compares an enciphered PIN itself, with the key that it has for DDA; where that cannot be it wants one online. */
export const ENCIPHERED: Partial<CardData> = {
  ...DDA,
  offlinePin: true,
  cvm: { rules: ["4403", "4203", "1F03"] },
};

/** It wants an enciphered PIN, for which it has no key, and then one in the clear. */
export const KEYLESS: Partial<CardData> = { offlinePin: true, cvm: { rules: ["4403", "4103", "4203", "1F03"] } };
/** No chip: nothing answers in the slot, and the service code knows of none. */
export const STRIPE_ONLY: Partial<CardData> = { muteAfter: 0, stripe: { serviceCode: "120" } };
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
