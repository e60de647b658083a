/**
 * The published card files and the issuers' master keys. Test values only: no PAN or key here belongs to anybody.
 */
import { readFileSync } from "node:fs";
import { CardFault, checkCard } from "./card_checks.ts";
import type { CardData, IssuerMasterKeys } from "./card_spec.ts";
import issuerKeysFile from "./issuer_keys.json" with { type: "json" };
import testCardsFile from "./test_cards.json" with { type: "json" };

/** The published test key sets, by name. */
export const ISSUER_KEYS: ReadonlyMap<string, IssuerMasterKeys> = new Map(
  Object.entries(issuerKeysFile).map(([name, { ac, integrity, confidentiality, verification }]) => [
    name,
    {
      ac: bytesOf(ac),
      integrity: bytesOf(integrity),
      confidentiality: bytesOf(confidentiality),
      verification: bytesOf(verification),
    },
  ]),
);

/**
 * Shapes and values are checked here; whether they fit each other (records, lists, key lengths) when the card is made.
 *
 * @param path a file with one card, or with several under `cards`; the published test cards when absent
 * @throws CardFault naming the place in the file and what belongs there, never the value
 */
export function loadCards(path?: string): CardData[] {
  return checkCards(path === undefined ? testCardsFile : readJson(path));
}

/** As `loadCards`, of what a file held. */
export function checkCards(file: unknown): CardData[] {
  const cards = typeof file === "object" && file !== null && "cards" in file ? file.cards : undefined;
  if (cards === undefined) return [checkCard(file, "", ISSUER_KEYS)];
  if (!Array.isArray(cards)) throw new CardFault("CARD_SHAPE", "cards", "a list of cards");
  return cards.map((card, index) => checkCard(card, `cards[${index}]`, ISSUER_KEYS));
}

/** The applications of a card, each with all that it shares. At least one. */
export function applicationsOf({ applications, ...shared }: CardData): CardData[] {
  return applications === undefined ? [shared] : applications.map((own) => ({ ...shared, ...own }));
}

/** The parser's own message would quote the file, and so a PAN or a PIN. */
function readJson(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new CardFault("CARD_JSON", "", "JSON");
  }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
