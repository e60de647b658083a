/**
 * Values of one thing: amounts, dates, codes, numbers, text.
 */
import type { ExplainOptions, Explanation, Language } from "../types.ts";
import { digitsOf, fault, hex, numberOf, pick, say, sizeOf, textOf } from "../say.ts";
import { maskText } from "../../mask.ts";
import { serviceCodeMeaning } from "../../track/service_code.ts";
import type { CodeTable } from "./codes.ts";
import { codeName } from "./codes.ts";
import { countryName, currencyOf, languageName } from "./iso_codes.ts";

const EXPONENT = 2;
const EXPONENT_MAX = 9;
/** Years from 50 are of the last century (EMV 4.4 Book 4, 6.7.3). */
const PIVOT_YEAR = 50;

const notDigits = (language: Language): Explanation => fault(language, "含有非数字", "not all of it is digits");

export function explainDigits(value: Uint8Array, language: Language): Explanation[] {
  const digits = digitsOf(value);
  if (digits === undefined) return [notDigits(language)];
  return [{ text: digits }];
}

export function explainText(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const text = textOf(value);
  if (text === undefined) return [fault(language, "含有不可打印的字符", "not all of it prints")];
  return [{ text: options.unmasked === true ? text : maskText(text) }];
}

export function explainNumber(value: Uint8Array): Explanation[] {
  return value.length > 6 ? [] : [{ text: `${numberOf(value)}` }];
}

/** Digits of minor units. */
export function explainAmount(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const digits = digitsOf(value);
  return [digits === undefined ? notDigits(language) : { text: amountText(digits, language, options) }];
}

export function explainAmountBinary(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  return [{ text: amountText(`${numberOf(value)}`, language, options) }];
}

/** `12.34`; when the decimals are not given, they are assumed, and the text says so. */
function amountText(digits: string, language: Language, { exponent }: ExplainOptions): string {
  if (exponent !== undefined) return decimal(digits, exponent);
  const units = digits.replace(/^0+(?=.)/, "");
  const text = decimal(digits, EXPONENT);
  return pick(language, `${text}（${units}，按${EXPONENT}位小数）`, `${text} (${units} with ${EXPONENT} decimals)`);
}

function decimal(digits: string, exponent: number): string {
  const places = Math.max(0, Math.min(exponent, EXPONENT_MAX));
  const number = digits.replace(/^0+/, "").padStart(places + 1, "0");
  return places === 0 ? number : `${number.slice(0, -places)}.${number.slice(-places)}`;
}

/** YYMMDD as `2025-12-31`. */
export function explainDate(value: Uint8Array, language: Language): Explanation[] {
  const digits = digitsOf(value);
  if (digits === undefined) return [notDigits(language)];
  const [year = 0, month = 0, day = 0] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  const full = year < PIVOT_YEAR ? 2000 + year : 1900 + year;
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(full, month, 0)).getUTCDate();
  if (!isDate) return [fault(language, "不是有效日期", "no such date")];
  return [{ text: `${full}-${digits.slice(2, 4)}-${digits.slice(4, 6)}` }];
}

/** HHMMSS as `23:59:59`. */
export function explainTime(value: Uint8Array, language: Language): Explanation[] {
  const digits = digitsOf(value);
  if (digits === undefined) return [notDigits(language)];
  if (!/^([01][0-9]|2[0-3])([0-5][0-9]){2}$/.test(digits)) return [fault(language, "不是有效时间", "no such time")];
  return [{ text: digits.replace(/^(..)(..)(..)$/, "$1:$2:$3") }];
}

/** 5F2A, 9F42; 9F3B has up to four. */
export function explainCurrency(value: Uint8Array, language: Language): Explanation[] {
  return threeDigits(value).map((code) => {
    const currency = currencyOf(code, language);
    return { text: currency === undefined ? unknownCode(code, language) : `${code} ${currency.code} ${currency.name}` };
  });
}

export function explainCountry(value: Uint8Array, language: Language): Explanation[] {
  return threeDigits(value).map((code) => named(code, countryName(code, language), language));
}

/** 5F55, 5F56. */
export function explainCountryLetters(value: Uint8Array, language: Language): Explanation[] {
  const code = Buffer.from(value).toString("latin1");
  if (!/^[A-Z]+$/.test(code)) return [fault(language, "不是国家代码", "no country code")];
  return [named(code, countryName(code, language), language)];
}

/** 5F2D: two letters for each language, in either case. */
export function explainLanguages(value: Uint8Array, language: Language): Explanation[] {
  const lines: Explanation[] = [];
  for (let at = 0; at < value.length; at += 2) {
    const code = Buffer.from(value.subarray(at, at + 2)).toString("latin1");
    const name = languageName(code, language);
    if (name !== undefined) lines.push({ text: `${code} ${name}`, byte: at + 1 });
    else lines.push({ ...fault(language, "未知的语言", "an unknown language"), byte: at + 1 });
  }
  return lines;
}

/** 9F11: a part of ISO/IEC 8859. */
export function explainCodeTable(value: Uint8Array, language: Language): Explanation[] {
  const part = Number(digitsOf(value) ?? 0);
  return [
    part >= 1 && part <= 10 ? { text: `ISO/IEC 8859-${part}` } : fault(language, "应为01至10", "should be 01 to 10"),
  ];
}

/** A code of digits in one of the tables. */
export function explainCode(table: CodeTable, value: Uint8Array, language: Language): Explanation[] {
  const code = digitsOf(value);
  return [code === undefined ? notDigits(language) : named(code, codeName(table, code, language), language)];
}

/** 8A: two characters. */
export function explainResponseCode(value: Uint8Array, language: Language): Explanation[] {
  const code = Buffer.from(value).toString("latin1");
  if (!/^[0-9A-Za-z]{2}$/.test(code)) return [fault(language, "应为两个字母或数字", "should be two letters or digits")];
  return [named(code, codeName("responseCode", code, language), language)];
}

/** 9F35: who controls it, then where it stands and what it can (EMV 4.4 Book 4, annex A1). */
export function explainTerminalType(value: Uint8Array, language: Language): Explanation[] {
  const [control = "", environment = ""] = hex(value);
  const names = [codeName("control", control, language), codeName("environment", environment, language)];
  return names.map((name, i) => ({
    text: name ?? say(language, "reserved"),
    byte: 1,
    bits: i === 0 ? "8-5" : "4-1",
    ...(name === undefined ? { reserved: true } : {}),
  }));
}

const KERNELS = new Map([
  [2, "Mastercard"],
  [3, "Visa"],
  [4, "American Express"],
  [5, "JCB"],
  [6, "Discover"],
  [7, "UnionPay"],
  [8, "EMV C-8"],
]);

/** 9F2A: the kind of identifier in two bits, then a short number (EMV Contactless Book B, 3.3.2.3). */
export function explainKernelIdentifier(value: Uint8Array, language: Language): Explanation[] {
  const [byte = 0] = value;
  const kinds = [
    pick(language, "国际内核", "international kernel"),
    say(language, "reserved"),
    pick(language, "国内内核（EMVCo格式）", "domestic kernel (EMVCo format)"),
    pick(language, "国内内核（自有格式）", "domestic kernel (proprietary format)"),
  ];
  const number = byte & 0x3f;
  const owner = byte < 0x40 ? KERNELS.get(number) : undefined;
  const text = `${kinds[byte >> 6] ?? ""} ${number}`;
  return [{ text: owner === undefined ? text : `${text} (${owner})`, byte: 1 }];
}

export function explainYesNo(value: Uint8Array, language: Language): Explanation[] {
  const [byte] = value;
  if (byte === 0) return [{ text: pick(language, "不支持", "not supported") }];
  if (byte === 1) return [{ text: pick(language, "支持", "supported") }];
  return [{ text: say(language, "reserved"), reserved: true }];
}

/** 5F30: one line for each of its three digits. */
export function explainServiceCode(value: Uint8Array, language: Language): Explanation[] {
  const code = hex(value).slice(1);
  const meanings = serviceCodeMeaning(code, language);
  return meanings.length === 0
    ? [notDigits(language)]
    : meanings.map((text, i) => ({ text: `${code[i] ?? ""} ${text}` }));
}

/** DF06 and DF07 of a downloaded key: RSA with SHA-1, or SM2 with SM3. */
export function explainAlgorithm(names: Readonly<Record<number, string>>, value: Uint8Array, language: Language) {
  return [{ text: names[value[0] ?? 0] ?? say(language, "unknown") }];
}

export function explainHidden(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  if (options.unmasked !== true) return [{ text: sizeOf(value.length, language) }];
  return [{ text: textOf(value) ?? hex(value) }];
}

/** `n 3` in two bytes; a first digit that is not 0 is no part of a code. */
function threeDigits(value: Uint8Array): string[] {
  const text = hex(value);
  return Array.from({ length: value.length / 2 }, (_, i) => text.slice(4 * i, 4 * i + 4).replace(/^0/, ""));
}

function named(code: string, name: string | undefined, language: Language): Explanation {
  return { text: name === undefined ? unknownCode(code, language) : `${code} ${name}` };
}

function unknownCode(code: string, language: Language): string {
  return `${code} (${say(language, "unknown")})`;
}
