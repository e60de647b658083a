/**
 * The few words that explanations share, in both languages, and bytes as text.
 */
import type { Explanation, Language } from "./types.ts";

const WORDS = {
  reserved: ["保留值", "reserved value"],
  reservedSet: ["保留位（RFU）被置位", "reserved bits (RFU) are set:"],
  none: ["各位均未置位", "no bit is set"],
  unknown: ["未知", "unknown"],
  empty: ["空", "empty"],
} as const;

export function pick(language: Language, zh: string, en: string): string {
  return language === "zh-CN" ? zh : en;
}

export function say(language: Language, word: keyof typeof WORDS): string {
  const [zh, en] = WORDS[word];
  return pick(language, zh, en);
}

/** `[5 bytes]`: all that is shown of what may not be seen. */
export function sizeOf(bytes: number, language: Language): string {
  return pick(language, `[${bytes}字节]`, `[${bytes} bytes]`);
}

export function fault(language: Language, zh: string, en: string): Explanation {
  return { text: pick(language, zh, en), fault: true };
}

/** The line for a value of a wrong length; `wanted` is how many bytes are right: `5`, `5-16`, `4n`. */
export function wrongLength(found: number, wanted: string, language: Language): Explanation {
  return fault(
    language,
    `字节数应为${wanted}，实为${found}`,
    `the length in bytes is ${found} and should be ${wanted}`,
  );
}

/** Upper case, without spaces. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** Big-endian; exact up to 6 bytes. */
export function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

/** Digits of compressed numeric data, or undefined when a nibble is no digit. */
export function digitsOf(bytes: Uint8Array): string | undefined {
  const digits = hex(bytes);
  return /^[0-9]*$/.test(digits) ? digits : undefined;
}

/** Text of printing Latin-1 or GBK characters, or undefined when it is neither. */
export function textOf(bytes: Uint8Array): string | undefined {
  const latin = Buffer.from(bytes).toString("latin1");
  if (/^[\x20-\x7e]*$/.test(latin)) return latin;
  try {
    const text = new TextDecoder("gbk", { fatal: true }).decode(bytes);
    // What would move a cursor, or has no shape of its own, does not print.
    return /[\0-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
