/** Lines of a description: a label, a name, a value, aligned by the columns of a screen. */

export type Language = "zh-CN" | "en";

const LABEL_COLUMNS = 4;
const NAME_COLUMNS = 28;

export function line(label: string, title: string, value: string): string {
  return `${label.padEnd(LABEL_COLUMNS)} ${padColumns(title, NAME_COLUMNS)} ${value}`.trimEnd();
}

/** Pads to screen columns: characters outside Latin-1 take two. */
function padColumns(text: string, columns: number): string {
  let width = 0;
  for (const character of text) width += character > "\xff" ? 2 : 1;
  return text + " ".repeat(Math.max(0, columns - width));
}

export function sizeOf(bytes: number): string {
  return `[${bytes} bytes]`;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
