/** Lines of columns for people. */
import type { Language } from "../codec/lines.ts";

export type Words = readonly [zh: string, en: string];

/** One row a line, columns aligned but the last. */
export function columns(rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Two columns: a name, what it is. Rows that have nothing to say are left out. */
export function table(rows: ReadonlyArray<readonly [name: string, value: string | null | undefined]>): string[] {
  return columns(
    rows.flatMap(([name, value]) => (value === undefined || value === null || value === "" ? [] : [[name, value]])),
  );
}

export function inWords([zh, en]: Words, language: Language): string {
  return language === "zh-CN" ? zh : en;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Columns of a screen: characters outside Latin-1 take two. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (character > "\xff" ? 2 : 1), 0);
}
