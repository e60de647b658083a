/**
 * Text on a character display, where a Chinese character takes two columns.
 *
 * Widths after Unicode Standard Annex 11: wide and full-width take two, combining marks none, ambiguous ones (box drawing
 * among them) one, as terminals outside old East Asian code pages have it.
 */

type Range = readonly [first: number, last: number];

const WIDE: readonly Range[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

const NONE: readonly Range[] = [
  [0x0300, 0x036f],
  [0x200b, 0x200f],
  [0xfe00, 0xfe0f],
];

/** How many columns a text without line breaks takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

function columnsOfOne(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (isIn(code, NONE)) return 0;
  return isIn(code, WIDE) ? 2 : 1;
}

function isIn(code: number, ranges: readonly Range[]): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** As much of the text as `columns` hold, filled up with spaces. */
export function padEnd(text: string, columns: number): string {
  const cut = cutTo(text, columns);
  return cut + " ".repeat(columns - columnsOf(cut));
}

/** The same with the spaces in front. */
export function padStart(text: string, columns: number): string {
  const cut = cutTo(text, columns);
  return " ".repeat(columns - columnsOf(cut)) + cut;
}

export function centre(text: string, columns: number): string {
  const cut = cutTo(text, columns);
  return padEnd(" ".repeat((columns - columnsOf(cut)) >> 1) + cut, columns);
}

/** `left` and `right` at the two ends of a line; on two lines when one does not hold both. */
export function ends(left: string, right: string, columns: number): string[] {
  const gap = columns - columnsOf(left) - columnsOf(right);
  if (gap < 1) return [padEnd(left, columns), padStart(right, columns)];
  return [left + " ".repeat(gap) + right];
}

/** Lines of at most `columns`, broken at spaces, or inside a word that is longer or has wide characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    if (columnsOf(line) + columnsOf(word.trimEnd()) <= columns) line += word;
    else {
      if (line !== "") lines.push(line.trimEnd());
      line = word;
    }
    while (columnsOf(line.trimEnd()) > columns) {
      const cut = cutTo(line, columns);
      lines.push(cut);
      line = line.slice(cut.length);
    }
  }
  return line.trimEnd() === "" && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

/** Words with the spaces behind them; each wide character is a word. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const character of text) {
    const last = words.at(-1);
    const joins =
      last !== undefined && !last.endsWith(" ") && columnsOfOne(character) < 2 && columnsOf(last) === last.length;
    if (last !== undefined && (joins || character === " ")) words[words.length - 1] = last + character;
    else words.push(character);
  }
  return words;
}

function cutTo(text: string, columns: number): string {
  let used = 0;
  let cut = "";
  for (const character of text) {
    used += columnsOfOne(character);
    if (used > columns) break;
    cut += character;
  }
  return cut;
}
