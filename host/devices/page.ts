/** A page of the display, and how it is drawn: a box with a title, rows, notices, advice and a code. */
import { centre, columnsOf, ends, padEnd, wrap } from "./columns.ts";

/** Columns between the borders. */
export const PAGE_COLUMNS = 46;
/** Rows between title and advice that every page takes, so that the box stays where it is. */
export const PAGE_ROWS = 8;
const MARGIN = 1;
const TEXT_COLUMNS = PAGE_COLUMNS - 2 * MARGIN;

export interface Page {
  /** What happened. */
  title: string;
  /** Names and values. */
  rows: ReadonlyArray<readonly [name: string, value: string]>;
  /** More about what happened, each on lines of its own. */
  notices: readonly string[];
  /** What to do. */
  advice: string;
  code: string;
}

/**
 * The lines of the box, borders included, each `PAGE_COLUMNS` + 2 wide.
 *
 * @param entry what stands below the rows while a secret is typed
 * @param rowsMin blank rows are added up to this many
 */
export function drawPage(page: Page, { entry = "", rowsMin = 0 } = {}): string[] {
  const rows = page.rows.flatMap(([name, value]) => ends(name, value, TEXT_COLUMNS));
  const notices = page.notices.flatMap((notice) => wrap(notice, TEXT_COLUMNS));
  const body = [...rows, ...notices, ...(entry === "" ? [] : [centre(entry, TEXT_COLUMNS)])];
  while (body.length < Math.max(1, rowsMin)) body.push("");
  const advice = wrap(page.advice, TEXT_COLUMNS - columnsOf(page.code) - 1);
  const last = padEnd(advice.pop() ?? "", TEXT_COLUMNS - columnsOf(page.code)) + page.code;
  const rule = "─".repeat(PAGE_COLUMNS);
  return [
    `┌${rule}┐`,
    inside(centre(page.title, TEXT_COLUMNS)),
    `├${rule}┤`,
    ...body.map(inside),
    `├${rule}┤`,
    ...[...advice, last].map(inside),
    `└${rule}┘`,
  ];
}

function inside(text: string): string {
  return `│${" ".repeat(MARGIN)}${padEnd(text, TEXT_COLUMNS)}${" ".repeat(MARGIN)}│`;
}

/** Lines beside one another, the right ones at a fixed column. */
export function beside(left: readonly string[], right: readonly string[], gap = 2): string[] {
  const columns = Math.max(0, ...left.map(columnsOf));
  const count = Math.max(left.length, right.length);
  return Array.from({ length: count }, (_, index) =>
    `${padEnd(left[index] ?? "", columns + gap)}${right[index] ?? ""}`.trimEnd(),
  );
}
