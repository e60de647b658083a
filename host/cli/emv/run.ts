/**
 * `tillcore emv run`: one whole chip sale of the terminal with a virtual card and an acquirer in the same process.
 *
 * A sale that is declined or breaks off is an answer, not an error: the exit code is 0 when the terminal came to rest.
 */
import { existsSync } from "node:fs";
import { loadCards } from "../../cards/card_data.ts";
import type { CardData } from "../../cards/card_spec.ts";
import { CATALOGUE } from "../../cards/misbehaving/catalogue.ts";
import type { Misbehaviour } from "../../cards/misbehaving/misbehaving_card.ts";
import { CodecError } from "../../codec/errors.ts";
import { loadCore } from "../../simulator/core_module.ts";
import { playChipSale } from "../../simulator/chip_sale.ts";
import type { HostConduct } from "../../simulator/chip_sale.ts";
import { resultOf } from "../../simulator/chip_sale_result.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { OutputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { goodCards } from "./cards.ts";
import { configurationIn } from "./config.ts";
import { jsonOf, saleLines } from "./run_shown.ts";

export interface RunOptions extends OutputOptions {
  /** Minor units. */
  amount: number;
  host: HostConduct;
  /** The good card under one that misbehaves, or which one of a file. */
  card?: string;
  /** With what the kernel decides. */
  explain?: boolean;
  /** A file, or the name of a configuration that is shipped; the standard one when absent. */
  configuration?: string;
}

/** Under a card that misbehaves, unless told otherwise. */
const ORDINARY = "debit";
const LISTED = "tillcore emv cards lists those that there are";

/** @throws UsageError when there is no such card */
export async function runSale(name: string, options: RunOptions, io: Io): Promise<void> {
  const { amount, host, card, lang, json, unmasked = false, explain = false } = options;
  const chosen = chooseCard(name, card);
  const own =
    options.configuration === undefined ? {} : { configuration: await configurationIn(options.configuration) };
  const sale = playChipSale({ core: loadCore(), ...chosen, amount, host, explain, ...own });
  const { pan, holder } = chosen.card;
  const shown = { card: name, pan, holder, amount, host, language: lang, unmasked, explained: explain };
  const result = resultOf(sale);
  if (json === true) tellJson(jsonOf(sale, result, shown), io);
  else tellLines(saleLines(sale, result, shown), io);
}

export interface Chosen {
  card: CardData;
  misbehaviour?: Misbehaviour;
}

/** @throws UsageError when there is no such card */
export function chooseCard(name: string, under: string | undefined): Chosen {
  const good = goodCards();
  const misbehaviour = CATALOGUE.find((row) => row.name === name);
  if (misbehaviour !== undefined) return { misbehaviour, card: cardNamed(good, under ?? ORDINARY, LISTED) };
  const card = good.find((candidate) => candidate.name === name);
  if (card !== undefined && under === undefined) return { card };
  if (card !== undefined) throw new UsageError("--card goes with a card that misbehaves, or with a file: leave it out");
  if (!existsSync(name)) throw new UsageError(`there is no card and no file ${shownName(name)}: ${LISTED}`);
  return { card: cardOfFile(name, under) };
}

/** @throws CodecError when the file holds something else */
function cardOfFile(path: string, wanted: string | undefined): CardData {
  let cards: CardData[];
  try {
    cards = loadCards(path);
  } catch (error) {
    if (error instanceof CodecError) throw error;
    throw new UsageError(`the card file cannot be used: ${(error as Error).message}`, { cause: error });
  }
  const [first] = cards;
  if (first === undefined) throw new UsageError("the card file has no card");
  return wanted === undefined ? first : cardNamed(cards, wanted, "look into the file for their names");
}

function cardNamed(cards: readonly CardData[], name: string, hint: string): CardData {
  const card = cards.find((candidate) => candidate.name === name);
  if (card === undefined) throw new UsageError(`there is no card named ${shownName(name)}: ${hint}`);
  return card;
}

/** Somebody may have typed a card number where a name is wanted. */
function shownName(name: string): string {
  return /[0-9]{6}|.{65}/.test(name) ? "of this name" : name;
}
