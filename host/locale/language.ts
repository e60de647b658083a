/** The languages that the terminal speaks. */
import type { Language } from "../codec/lines.ts";

export type { Language } from "../codec/lines.ts";

/** One text in each of them. */
export interface Text {
  zh: string;
  en: string;
}

export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

export function pick(text: Text, language: Language): string {
  return language === "zh-CN" ? text.zh : text.en;
}

/** What the environment of a process asks for (POSIX: LC_ALL, LC_MESSAGES, LANG), English when nothing does. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const wanted = ["LC_ALL", "LC_MESSAGES", "LANG"].map((name) => environment[name] ?? "").find((value) => value !== "");
  return /^zh/i.test(wanted ?? "") ? "zh-CN" : "en";
}
