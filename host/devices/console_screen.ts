/**
 * The display at a text terminal: every screen is drawn in place, with a panel below it that the simulation fills.
 *
 * Knows no text: what a screen says is given by `pageOf`. A typed secret is shown as stars, its digits never come here.
 */
import type { ScreenPort, View } from "../ports.ts";
import { columnsOf, padEnd } from "./columns.ts";
import { beside, drawPage, PAGE_COLUMNS, PAGE_ROWS } from "./page.ts";
import type { Page } from "./page.ts";

const ALTERNATE_SCREEN = "\x1b[?1049h\x1b[?25l";
export const NORMAL_SCREEN = "\x1b[?25h\x1b[?1049l";
/** Between the margins and the brackets. */
const TEXT_COLUMNS_MAX = PAGE_COLUMNS - 8;
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
const CLEAR_REST = "\x1b[J";

export interface ConsoleScreenOptions {
  write: (text: string) => void;
  pageOf: (view: View) => Page;
  /** Lines below the box. */
  panel: () => readonly string[];
  /** Lines at its right, or below where there is no room: the printed slip. */
  aside: () => readonly string[];
  /** Of the terminal as it is now. */
  size: () => { columns: number; rows: number };
}

export class ConsoleScreen implements ScreenPort {
  private readonly options: ConsoleScreenOptions;
  private page: Page | undefined;
  private entry = "";
  private isOpen = false;

  constructor(options: ConsoleScreenOptions) {
    this.options = options;
  }

  open(): void {
    this.isOpen = true;
    this.options.write(ALTERNATE_SCREEN);
    this.draw();
  }

  /** Gives the terminal back as it was; calling it twice is harmless. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.options.write(NORMAL_SCREEN);
  }

  show(view: View): void {
    this.page = this.options.pageOf(view);
    this.entry = "";
    this.draw();
  }

  showEntry(count: number): void {
    this.entry = starsFor(count);
    this.draw();
  }

  /** What is being typed; undefined when nothing is any more. */
  showText(text: string | undefined): void {
    this.entry = text === undefined ? "" : lineOf(text);
    this.draw();
  }

  /** Draws anew, after the panel has changed. */
  draw(): void {
    if (!this.isOpen) return;
    const box = this.page === undefined ? [] : drawPage(this.page, { entry: this.entry, rowsMin: PAGE_ROWS });
    const { columns, rows } = this.options.size();
    // One line less than there are: the last line break must not scroll. What is wider would break the box.
    const lines = this.placed([...box, ...this.options.panel()], columns - 1).slice(0, rows - 1);
    const drawn = lines.map((line) => `${padEnd(line, columns - 1).trimEnd()}${CLEAR_LINE}\r\n`);
    this.options.write(HOME + drawn.join("") + CLEAR_REST);
  }

  /** The slip beside the box, or below it where the terminal is too narrow. */
  private placed(left: readonly string[], columns: number): string[] {
    const aside = this.options.aside();
    const together = beside(left, aside);
    return together.every((line) => columnsOf(line) <= columns) ? together : [...left, "", ...aside];
  }
}

/** The end of a text, as far as the box holds it. */
function lineOf(text: string): string {
  let shown = text;
  while (columnsOf(shown) > TEXT_COLUMNS_MAX) shown = Array.from(shown).slice(1).join("");
  return `[ ${shown}_ ]`;
}

/** What stands for `count` typed digits. */
export function starsFor(count: number): string {
  return `[ ${"* ".repeat(count)}]`;
}
