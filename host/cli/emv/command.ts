/** `tillcore emv`: its commands, their options and their help. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { language, notes, showsData, takesHex } from "../options.ts";
import { addConfig } from "./config_command.ts";
import type { CardsOptions } from "./cards.ts";
import type { ExplainOptions } from "./explain.ts";
import { addInsert } from "./insert_command.ts";
import type { RunOptions } from "./run.ts";
import type { TagsOptions } from "./tags.ts";

const SCHEMES = ["emv", "unionpay", "mastercard", "visa", "amex", "jcb", "iso"] as const;
const EXPONENT_MAX = 4;
const HOSTS = ["approve", "decline", "down"] as const;
/** 12.34 yuan. */
const AMOUNT = 1234;

export function addEmv(root: Command, io: Io): void {
  const emv = root
    .command("emv")
    .description("EMV: data in words, virtual cards, a sale step by step, a terminal's configuration.");

  const explain = emv.command("explain").argument("[tag]", "whose value it is; without it, whole TLV bytes");
  notes(
    showsData(takesHex(explain))
      .description("Say what a value means, bit by bit; or all objects in TLV bytes, as an outline.")
      .option("--atr", "the bytes are an answer to reset")
      .addOption(new Option("--scheme <name>", "whose meaning, where schemes differ").choices(SCHEMES))
      .option("--all", "also flags that are not set")
      .option("--exponent <number>", "decimals of amounts; 2 unless given", exponent)
      .action(async (tag: string | undefined, hex: string | undefined, options: ExplainOptions) => {
        await (await import("./explain.ts")).explainData(tag, hex, options, io);
      }),
    EXPLAIN,
  );
  notes(
    emv
      .command("tags")
      .description("Look up tags in the dictionary, by number or by name.")
      .argument("[text]", "beginning of a tag, or part of a name in either language; all tags without it")
      .addOption(new Option("--scheme <name>", "of this scheme alone").choices(SCHEMES))
      .option("--json", "one line of JSON")
      .addOption(language())
      .action(async (text: string | undefined, options: TagsOptions) => {
        (await import("./tags.ts")).searchTags(text, options, io);
      }),
    TAGS,
  );
  notes(
    emv
      .command("cards")
      .description("List the virtual cards: those that behave, and a catalogue of those that do not.")
      .option("--json", "one line of JSON")
      .addOption(language())
      .action(async (options: CardsOptions) => {
        (await import("./cards.ts")).listCards(options, io);
      }),
    CARDS,
  );
  notes(
    showsData(emv.command("run").argument("<card>", "name of a card, or a file of cards"))
      .description("Play one chip sale of the terminal, and show every APDU from SELECT to the last cryptogram.")
      .option("--amount <fen>", "minor units, 1 to 99999999", amount, AMOUNT)
      .addOption(new Option("--host <conduct>", "what the acquirer does").choices(HOSTS).default("approve"))
      .option("--card <name>", "the card under one that misbehaves, or which one of a file")
      .option("--explain", "with what the kernel decides, rule by rule, and the clause that it follows")
      .option("--configuration <file>", "a configuration of your own, or offline-capable; standard unless given")
      .action(async (card: string, options: RunOptions) => {
        await (await import("./run.ts")).runSale(card, options, io);
      }),
    RUN,
  );
  addInsert(emv, io);
  addConfig(emv, io);
}

function amount(text: string): number {
  if (/^[0-9]{1,8}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It must be 1 to 99999999.");
}

function exponent(text: string): number {
  if (/^[0-9]$/.test(text) && Number(text) <= EXPONENT_MAX) return Number(text);
  throw new InvalidArgumentError(`It must be 0 to ${EXPONENT_MAX}.`);
}

const EXPLAIN = `
With one argument, the bytes are TLV, however deep; with --file, one argument is the tag. All
that can be read is printed; the exit code is 1 when something in the data breaks its own rules.

With --json, of a tag: {"tag","name","length","value","explanations":[{"text"}]}, a line of
explanation perhaps with "part", "byte" (the first is 1), "bits" ("8", "8-7"), "set",
"reserved", "fault". Of TLV bytes: {"items":[{"depth","tag","name","offset","length","value",
"explanations"}]}, with null for the tag of bytes that are no object. Of an answer to reset:
{"explanations"}.

  $ tillcore emv explain 95 8000008000
  $ tillcore emv explain 9F33 E0F8C8 --lang zh-CN
  $ tillcore emv explain 6F0E8407A0000000031010A503500141
  $ tillcore emv explain --atr 3B6800000073C84012009000
`;

const TAGS = `
With --json: {"tags":[{"tag","name","format","source","templates","scheme","document"}]}; format
as EMV writes it ("n 12", "b 5-16").

  $ tillcore emv tags 9F1
  $ tillcore emv tags amount
  $ tillcore emv tags 金额 --lang zh-CN
`;

const CARDS = `
With --json: {"cards":[{"kind","name","description"}]}, kind being "good" or "misbehaving"; good
cards have "pan" too, masked.

  $ tillcore emv cards
  $ tillcore emv cards --json
`;

const RUN = `
A fresh terminal signs on, sells once and comes to rest, with an acquirer in the same process
and in virtual time: no line, no data folder, the same bytes every time. Exit code 0 whatever
became of the sale. What a file of cards holds is in host/cards/README.md.

--host approve lets the issuer answer as it finds right, decline makes it answer 05, and with
down the line cannot be opened. With --configuration offline-capable the card "offline" approves
up to 100.00 by itself (Y1), and more when nobody can be reached (Y3).

With --json: {"card","amount","host","outcome","reason","responseCode","cryptogram",
"cryptogramType","tvr","tsi","cvmResults","apdus":[{"command","response","sw","name","detail"}]}.
outcome: approved, declined, reversed, pending (a reversal is still to be sent) or terminated.
Bytes are hexadecimal; null is what nobody told. response is without the status word, and null
when the card did not answer. cryptogram is that of the last GENERATE AC. With --explain also
"decisions":[{"rule","value","text"}], in the order in which they were taken.

  $ tillcore emv run debit
  $ tillcore emv run credit --amount 500 --host decline --json
  $ tillcore emv run mute-ac2 --lang zh-CN
  $ tillcore emv run debit --explain
  $ tillcore emv run offline --configuration offline-capable --amount 15000 --host down
  $ tillcore emv run nested-85 --card credit
`;
