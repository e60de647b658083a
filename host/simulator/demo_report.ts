/** What a demo tells while it plays: for people as boxes and lines, for programs as one JSON object a line. */
import { Document, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { AccountView } from "../acquirer/control.ts";

import type { Message } from "../codec/iso8583/message.ts";
import { drawPage } from "../devices/page.ts";
import { starsFor } from "../devices/console_screen.ts";
import { CONSOLE_TEXTS } from "../locale/console.ts";
import type { ConsoleText } from "../locale/console.ts";
import { FIELD_TEXTS } from "../locale/fields.ts";
import { pick } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { codeOf, pageOf } from "../locale/page_of.ts";
import { formatAmount, numberOf, textOf } from "../locale/values.ts";
import type { View } from "../ports.ts";
import type { Direction } from "./message_tap.ts";

export interface DemoReport {
  begins(): void;
  screen(view: View): void;
  entry(count: number): void;
  message(direction: Direction, message: Message): void;
  slip(lines: readonly string[]): void;
  /** An account as the acquirer's ledger has it; undefined when that runs elsewhere. */
  balance(when: "before" | "after", account: AccountView | undefined): void;
  ends(): void;
}

type Write = (line: string) => void;

export function textReport(write: Write, language: Language): DemoReport {
  const say = (text: ConsoleText): string => pick(CONSOLE_TEXTS[text], language);
  const lines = (list: readonly string[]): void => list.forEach(write);
  return {
    begins: () => write(say("demoStarts")),
    screen: (view) => lines(["", ...drawPage(pageOf(view, language))]),
    entry: (count) => write(`  ${starsFor(count)}`),
    message: (direction, message) => lines(["", `── ${say(direction)}`, ...message.describe(language)]),
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
    screen: (view) => tell({ screen: Screen[view.id] ?? view.id, code: codeOf(view), fields: fieldsOf(view) }),
    entry: (count) => tell({ entry: count }),
    message: (direction, message) => tell({ message: direction, mti: message.mti, fields: message.describe("en") }),
    slip: (slip) => tell({ document: Document[Document.SALE_SLIP], lines: slip }),
    balance: (when, account) => tell({ balance: account?.balance ?? null, account: account?.name ?? null, when }),
    ends: () => tell({ done: true }),
  };
}

function balanceOf({ balance }: AccountView): string {
  return balance < 0 ? `-${formatAmount(BigInt(-balance))}` : formatAmount(BigInt(balance));
}

function fieldsOf(view: View): Record<string, string | number> {
  return Object.fromEntries(
    view.fields.map(({ kind, value }) => {
      const field = kind as Field;
      const isNumber = FIELD_TEXTS[field]?.form === "number";
      return [Field[field] ?? String(kind), isNumber ? Number(numberOf(value)) : textOf(value)];
    }),
  );
}
