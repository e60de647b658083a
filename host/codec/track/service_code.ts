/**
 * Service codes (ISO/IEC 7813, tag 5F30): three digits that say where a card may be used, who authorises, what for, and
 * whether with a PIN. Owns what each digit means, in both languages; knows nothing of tracks.
 */
import type { Language } from "../lines.ts";

export interface ServiceCode {
  /** First digit 2 or 6: the card has a chip, which is used wherever possible. */
  chip: boolean;
  /** First digit: where the card may be used; undefined for a digit that has no meaning. */
  interchange: "international" | "national" | "private" | "test" | undefined;
  /** Second digit: by the usual rules, by the issuer online, or so unless agreed otherwise. */
  authorisation: "normal" | "issuer" | "issuer unless agreed" | undefined;
  /** Third digit. */
  services: "all" | "goods and services" | "ATM" | "cash" | undefined;
  /** Third digit: a PIN is required, or to be asked for where there is a PIN pad, or neither. */
  pin: "required" | "where feasible" | "not required" | undefined;
}

interface Meaning {
  zh: string;
  en: string;
}

type First = Pick<ServiceCode, "chip" | "interchange"> & Meaning;
type Second = Pick<ServiceCode, "authorisation"> & Meaning;
type Third = Pick<ServiceCode, "services" | "pin"> & Meaning;

const FIRST: Readonly<Record<string, First>> = {
  1: { interchange: "international", chip: false, zh: "可国际通用", en: "International interchange" },
  2: {
    interchange: "international",
    chip: true,
    zh: "可国际通用，优先使用芯片",
    en: "International interchange, chip",
  },
  5: { interchange: "national", chip: false, zh: "仅限国内使用", en: "National interchange only" },
  6: { interchange: "national", chip: true, zh: "仅限国内使用，优先使用芯片", en: "National interchange only, chip" },
  7: { interchange: "private", chip: false, zh: "仅限双边协议内使用", en: "No interchange but by agreement" },
  9: { interchange: "test", chip: false, zh: "测试卡", en: "Test card" },
};

const SECOND: Readonly<Record<string, Second>> = {
  0: { authorisation: "normal", zh: "按一般规则授权", en: "Normal authorisation" },
  2: { authorisation: "issuer", zh: "须联机由发卡方授权", en: "Authorised by the issuer online" },
  4: {
    authorisation: "issuer unless agreed",
    zh: "须联机由发卡方授权，另有协议除外",
    en: "Authorised by the issuer online unless agreed otherwise",
  },
};

const THIRD: Readonly<Record<string, Third>> = {
  0: { services: "all", pin: "required", zh: "服务不限，须输密码", en: "No restrictions, PIN required" },
  1: { services: "all", pin: "not required", zh: "服务不限", en: "No restrictions" },
  2: { services: "goods and services", pin: "not required", zh: "仅限商品和服务", en: "Goods and services only" },
  3: { services: "ATM", pin: "required", zh: "仅限ATM，须输密码", en: "ATM only, PIN required" },
  4: { services: "cash", pin: "not required", zh: "仅限取现", en: "Cash only" },
  5: {
    services: "goods and services",
    pin: "required",
    zh: "仅限商品和服务，须输密码",
    en: "Goods and services only, PIN required",
  },
  6: {
    services: "all",
    pin: "where feasible",
    zh: "服务不限，有密码键盘则须输密码",
    en: "No restrictions, PIN where feasible",
  },
  7: {
    services: "goods and services",
    pin: "where feasible",
    zh: "仅限商品和服务，有密码键盘则须输密码",
    en: "Goods and services only, PIN where feasible",
  },
};

const RESERVED: Meaning = { zh: "保留", en: "Reserved" };

/** @param code three digits. @returns undefined for anything else */
export function readServiceCode(code: string): ServiceCode | undefined {
  if (!isServiceCode(code)) return undefined;
  const [first, second, third] = [FIRST[code.charAt(0)], SECOND[code.charAt(1)], THIRD[code.charAt(2)]];
  return {
    chip: first?.chip ?? false,
    interchange: first?.interchange,
    authorisation: second?.authorisation,
    services: third?.services,
    pin: third?.pin,
  };
}

/** What each of the three digits means, in order; empty for anything that is no service code. */
export function serviceCodeMeaning(code: string, language: Language): string[] {
  if (!isServiceCode(code)) return [];
  const meanings: Meaning[] = [
    FIRST[code.charAt(0)] ?? RESERVED,
    SECOND[code.charAt(1)] ?? RESERVED,
    THIRD[code.charAt(2)] ?? RESERVED,
  ];
  return meanings.map((meaning) => (language === "zh-CN" ? meaning.zh : meaning.en));
}

function isServiceCode(code: string): boolean {
  return /^[0-9]{3}$/.test(code);
}
