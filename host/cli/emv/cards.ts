/** `tillcore emv cards`: the test cards, and the catalogue of those that misbehave. */
import { loadCards } from "../../cards/card_data.ts";
import type { CardData } from "../../cards/card_spec.ts";
import { CATALOGUE } from "../../cards/misbehaving/catalogue.ts";
import { loadProfiles } from "../../cards/profiles.ts";
import type { Language } from "../../codec/lines.ts";
import { maskPan } from "../../codec/mask.ts";
import type { Io } from "../io.ts";
import { tellJson, tellLines } from "../output.ts";
import { columns, inWords } from "../table.ts";
import type { Words } from "../table.ts";

export interface CardsOptions {
  json?: boolean;
  lang: Language;
}

const GOOD: Words = ["正常的测试卡", "Test cards that behave"];
const MISBEHAVING: Words = ["行为异常的测试卡", "Cards that misbehave, over a test card that else behaves"];

/** Cards that behave, each with a name of its own. */
export function goodCards(): CardData[] {
  return [...loadCards(), ...loadProfiles()];
}

export function listCards({ json, lang }: CardsOptions, io: Io): void {
  const good = goodCards().map((card) => ({ name: card.name, pan: maskPan(card.pan), description: aboutOf(card) }));
  const bad = CATALOGUE.map(({ name, zh, en }) => ({ name, description: inWords([zh, en], lang) }));
  if (json === true) {
    const kinds = [
      ...good.map((card) => ({ kind: "good", ...card })),
      ...bad.map((card) => ({ kind: "misbehaving", ...card })),
    ];
    tellJson({ cards: kinds }, io);
    return;
  }
  const rows = good.map(({ name, pan, description }) => [name, pan, description]);
  tellLines([inWords(GOOD, lang), ...indented(rows)], io);
  tellLines(["", inWords(MISBEHAVING, lang), ...indented(bad.map(({ name, description }) => [name, description]))], io);
}

/** What the card's own file says of it, in English. */
function aboutOf(card: CardData): string {
  const { about } = card as { about?: unknown };
  return typeof about === "string" ? about.replace(/^Published test values, not secret\. /, "") : "";
}

function indented(rows: ReadonlyArray<readonly string[]>): string[] {
  return columns(rows).map((row) => `  ${row}`);
}
