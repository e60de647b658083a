/** What a demo tells while it plays: for people as boxes and lines, for programs as one JSON object a line. */
import { Document, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { AccountView } from "../acquirer/control.ts";

import type { Message } from "../codec/iso8583/message.ts";
import { columnsOf } from "../devices/columns.ts";
import { drawPage } from "../devices/page.ts";
import { starsFor } from "../devices/console_screen.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import type { ConsoleText } from "../locale/console.ts";
import { CHAPTER_TITLES } from "../locale/demo_chapters.ts";
import type { ChapterName } from "../locale/demo_chapters.ts";
import { FIELD_TEXTS } from "../locale/fields.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { codeOf, pageOf } from "../locale/page_of.ts";
import { formatAmount, numberOf, textOf } from "../locale/values.ts";
import type { View } from "../ports.ts";
import { numberIn } from "./demo_guide.ts";
import type { Direction } from "./message_tap.ts";

export interface DemoReport {
  begins(): void;
  chapter(name: ChapterName): void;
  /** A text, as the person types it. */
  typed(text: string): void;
  screen(view: View): void;
  entry(count: number): void;
  message(direction: Direction, message: Message): void;
  slip(lines: readonly string[], document: Document): void;
  /** An account as the acquirer's ledger has it; undefined when that runs elsewhere. */
  balance(when: "before" | "after", account: AccountView | undefined): void;
  ends(): void;
}

type Write = (line: string) => void;

export function textReport(write: Write, language: Language): DemoReport {
  const say = (text: ConsoleText): string => pick(CONSOLE_TEXTS[text], language);
  const lines = (list: readonly string[]): void => list.forEach(write);
  let chapters = 0;
  let downloading: number | undefined;
  return {
    begins: () => write(say("demoStarts")),
    chapter: (name) => lines(["", heading(`${++chapters}. ${pick(CHAPTER_TITLES[name], language)}`)]),
    typed: (text) => write(`  [ ${text} ]`),
    screen: (view) => {
      const before = downloading;
      downloading = downloadOf(view);
      if (downloading === undefined || downloading !== before) lines(["", ...drawPage(pageOf(view, language))]);
    },
    entry: (count) => write(`  ${starsFor(count)}`),
    message: (direction, message) => {
      // A download has dozens that say the same.
      if (downloading === undefined) lines(["", `── ${say(direction)}`, ...message.describe(language)]);
    },
    slip: (slip) => lines(["", `── ${say("slip")}`, ...slip]),
    balance: (when, account) => {
      const title = say(when === "before" ? "balanceBefore" : "balanceAfter");
      lines(["", account === undefined ? say("balanceUnknown") : `── ${account.name}: ${title} ${balanceOf(account)}`]);
    },
    ends: () => lines(["", say("demoDone")]),
  };
}

export function jsonReport(write: Write): DemoReport {
  const tell = (record: object): void => write(JSON.stringify(record));
  return {
    begins: () => {},
    chapter: (name) => tell({ chapter: name }),
    typed: () => {},
    screen: (view) => tell({ screen: Screen[view.id] ?? view.id, code: codeOf(view), fields: fieldsOf(view) }),
    entry: (count) => tell({ entry: count }),
    message: (direction, message) => tell({ message: direction, mti: message.mti, fields: message.describe("en") }),
    slip: (slip, document) => tell({ document: Document[document], lines: slip }),
    balance: (when, account) => tell({ balance: account?.balance ?? null, account: account?.name ?? null, when }),
    ends: () => tell({ done: true }),
  };
}

const NUMBER_BYTES = 8;
const HEADING_COLUMNS = 76;

function heading(title: string): string {
  return `━━ ${title} ${"━".repeat(Math.max(2, HEADING_COLUMNS - columnsOf(title)))}`;
}

/** What a screen says is being downloaded, 0 while that is not known; undefined for another screen. */
function downloadOf(view: View): number | undefined {
  return (view.id as Screen) === Screen.DOWNLOADING ? (numberIn(view, Field.DOWNLOAD) ?? 0) : undefined;
}

function balanceOf({ balance }: AccountView): string {
  return balance < 0 ? `-${formatAmount(BigInt(-balance))}` : formatAmount(BigInt(balance));
}

function fieldsOf(view: View): Record<string, string | number> {
  return Object.fromEntries(
    view.fields.map(({ kind, value }) => {
      const field = kind as Field;
      const isNumber = FIELD_TEXTS[field]?.form !== "text" && value.length === NUMBER_BYTES;
      return [Field[field] ?? String(kind), isNumber ? Number(numberOf(value)) : textOf(value)];
    }),
  );
}
