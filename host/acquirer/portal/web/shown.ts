/** Words, amounts and times as a person reads them in the language chosen. Owns that choice, which the browser remembers. */
import { pick } from "../../../locale/language.ts";
import type { Language, Text } from "../../../locale/language.ts";
import { TEXTS } from "./texts.ts";
import type { TextKey } from "./texts.ts";

const REMEMBERED = "tillcore-language";

let language: Language = first();

function first(): Language {
  const kept = localStorage.getItem(REMEMBERED);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.startsWith("zh") ? "zh-CN" : "en";
}

export function chosen(): Language {
  return language;
}

export function choose(next: Language): void {
  language = next;
  localStorage.setItem(REMEMBERED, next);
}

export function t(key: TextKey): string {
  return said(TEXTS[key]);
}

export function said(text: Text): string {
  return pick(text, language);
}

/** From fen. */
export function money(amount: number | undefined): string {
  if (amount === undefined) return "";
  const yuan = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `¥${new Intl.NumberFormat(language, yuan).format(amount / 100)}`;
}

/** Fen of what somebody typed in yuan; undefined when it is no amount. */
export function fen(typed: string): number | undefined {
  const [, yuan = "", jiao = ""] = /^([0-9]{1,10})(?:\.([0-9]{1,2}))?$/.exec(typed.trim()) ?? [];
  return yuan === "" ? undefined : Number(yuan) * 100 + Number(jiao.padEnd(2, "0"));
}

/** In the visitor's own time zone. */
export function moment(iso: string | undefined): string {
  if (iso === undefined || iso === "") return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium", hour12: false }).format(
    new Date(iso),
  );
}
