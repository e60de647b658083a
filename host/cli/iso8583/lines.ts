/** Rows of a message as aligned lines for people. */
import { explainLines } from "../../codec/emv/index.ts";
import { hexOf, line, sizeOf } from "../../codec/lines.ts";
import type { Language } from "../../codec/lines.ts";
import { trailingBytes } from "./read.ts";
import type { Read } from "./read.ts";
import type { Row } from "./rows.ts";

const INDENT = "     ";

/** One line a row; what is hidden wholly is shown as its length. */
export function linesOf(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const label = row.path === "mti" ? "MTI" : row.depth === 0 ? `F${row.path}` : row.path;
    return indentOf(row) + line(label, row.name, shown(row));
  });
}

/** The same, with places, and below a data object what it means. */
export function detailedLines(rows: readonly Row[], language: Language, unmasked: boolean): string[] {
  const texts = linesOf(rows);
  const widest = Math.max(0, ...rows.map(({ place }) => placeOf(place).length));
  return rows.flatMap((row, at) => {
    const own = `${placeOf(row.place).padEnd(widest)}  ${texts[at] ?? ""}`;
    const inner = `${" ".repeat(widest + 2)}${indentOf(row)}  `;
    return [own, ...meaningOf(row, language, unmasked).map((text) => inner + text)];
  });
}

/** What a data object says, where that is more than its bytes. */
export function meaningOf({ tag, bytes, parent }: Row, language: Language, unmasked: boolean): string[] {
  return tag === undefined || parent ? [] : explainLines(tag, bytes, language, { unmasked });
}

export function frameLines({ frame, message: { header } }: Read, language: Language): string[] {
  const lines: string[] = [];
  const name = (zh: string, en: string): string => (language === "zh-CN" ? zh : en);
  if (frame !== undefined) {
    lines.push(line("", name("帧长度", "Frame length"), `${frame.length}`));
    if (frame.tpdu !== "") lines.push(line("", "TPDU", frame.tpdu));
    if (frame.header !== "") lines.push(line("", name("报文头", "Header"), frame.header));
  }
  if (header.length > 0) lines.push(line("", name("报文头", "Header"), sizeOf(header.length)));
  return lines;
}

/** What follows the last field, or how long that is. */
export function trailingLines(read: Read, language: Language, masked: boolean): string[] {
  const bytes = trailingBytes(read);
  const name = language === "zh-CN" ? "报文后多余字节" : "Bytes after the message";
  return bytes.length === 0 ? [] : [line("", name, masked ? sizeOf(bytes.length) : hexOf(bytes))];
}

function indentOf({ depth }: Row): string {
  return depth === 0 ? "" : INDENT + "  ".repeat(depth - 1);
}

function placeOf(place: Row["place"]): string {
  return place === undefined ? "" : `${place.offset}+${place.length}`;
}

function shown({ value, clear, bytes, parent, tag }: Row): string {
  if (value !== clear && /^\*+$/.test(value)) return sizeOf(bytes.length);
  return parent && tag === undefined && value === "" ? "" : printable(value);
}

/** Text that prints as it is; else as GBK where it is that, with what does not print as an escape. */
export function printable(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  try {
    const chinese = new TextDecoder("gbk", { fatal: true }).decode(Buffer.from(text, "latin1"));
    if (!/[\0-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]/.test(chinese)) return chinese;
  } catch {
    // no GBK
  }
  return text.replaceAll(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
