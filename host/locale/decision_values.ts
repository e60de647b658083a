/**
 * The values of the decision log in words: bits, codes, status words, as the dictionary of EMV data names them. What a value
 * is, assembly/abi_rules.ts says; a value that breaks its form is shown as its number, never thrown at.
 */
import { Authenticity, CardKey, Signature } from "../../assembly/abi_devices.ts";
import { cvmConditionName, cvmName } from "../codec/emv/values/cvm.ts";
import { countryName, explain, languageName, statusWordName, tagNameOf } from "../codec/emv/index.ts";
import { tagName } from "../codec/tlv/tags.ts";
import { pick } from "./language.ts";
import type { Language, Text } from "./language.ts";
import { formatAmount } from "./values.ts";

export type DecisionValue =
  | "none"
  | "number"
  | "index"
  | "amount"
  | "hex2"
  | "hex4"
  | "hex8"
  | "status"
  | "tag"
  | "country"
  | "language"
  | "letters"
  | "date"
  | "record"
  | "versions"
  | "candidate"
  | "rule"
  | "method"
  | "condition"
  | "cvmResults"
  | "target"
  | "counter"
  | "hit"
  | "type"
  | "ac"
  | "key"
  | "keyFault"
  | "signature"
  | "signatureFault"
  | "scriptCommand"
  | "tvr"
  | "tsi";

const TAG_TVR = 0x95;
const TAG_TSI = 0x9b;
const TAG_CVM_RESULTS = 0x9f34;
const NO_PRIORITY = 16;
const NO_COUNTER = 0xffff_ffff;
/** The CVM list begins with amounts X and Y. */
const RULES_AT = 8;
const NEXT_RULE = 0x40;
const TYPES = ["AAC", "TC", "ARQC", "RFU"] as const;

type Say = (value: number, language: Language) => string;

const FORMS: Readonly<Record<DecisionValue, Say>> = {
  none: () => "",
  number: (value) => String(value),
  index: (value) => String(value + 1),
  amount: (value) => formatAmount(BigInt(value)),
  hex2: (value) => hex(value, 2),
  hex4: (value) => hex(value, 4),
  hex8: (value) => hex(value, 8),
  status: (value, language) => `${hex(value, 4)} ${statusWordName(value, language)}`,
  tag: (value, language) => `${tagName(value)} ${tagNameOf(value, language)}`,
  country: (value, language) => {
    const code = hex(value, 4).slice(1);
    return `${code} ${countryName(code, language) ?? ""}`.trimEnd();
  },
  language: (value, language) => languageName(letters(value), language) ?? letters(value),
  letters,
  date: (value) => {
    const digits = hex(value, 6);
    return `${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`;
  },
  record: (value, language) =>
    language === "zh-CN" ? `SFI ${value >> 8}记录${value & 0xff}` : `SFI ${value >> 8} record ${value & 0xff}`,
  versions: (value, language) => {
    const [card, own] = [hex(value >>> 16, 4), hex(value & 0xffff, 4)];
    return language === "zh-CN" ? `卡片${card}，终端${own}` : `card ${card}, terminal ${own}`;
  },
  candidate: (value, language) => {
    const priority = value >> 8;
    const index = 1 + (value & 0xff);
    if (language === "zh-CN") return `第${index}项，优先级${priority === NO_PRIORITY ? "未给出" : priority}`;
    return `number ${index}, priority ${priority === NO_PRIORITY ? "not given" : priority}`;
  },
  rule: (value, language) => {
    const [code, condition] = [(value >> 8) & 0xff, value & 0xff];
    const number = 1 + ((value >> 16) - RULES_AT) / 2;
    const bytes = hex(value & 0xffff, 4);
    const next = (code & NEXT_RULE) !== 0;
    if (language === "zh-CN")
      return `${number}（${bytes}）：${cvmName(code, language)}，${cvmConditionName(condition, language)}${next ? "，失败则继续" : ""}`;
    return `${number} (${bytes}): ${cvmName(code, language)}, ${cvmConditionName(condition, language)}${next ? ", else the next" : ""}`;
  },
  method: (value, language) => `${hex(value, 2)} ${cvmName(value, language)}`,
  condition: (value, language) => `${hex(value, 2)} ${cvmConditionName(value, language)}`,
  cvmResults: (value, language) => {
    const lines = explain(TAG_CVM_RESULTS, bytesOf(value, 3), language).map(({ text }) => text);
    return `${hex(value, 6)} (${lines.join("; ")})`;
  },
  target: (value) => `${value >> 8} % .. ${value & 0xff} %`,
  counter: (value, language) => {
    if (value !== NO_COUNTER) return String(value);
    return language === "zh-CN" ? "未给出" : "not given";
  },
  hit: (value, language) => {
    const byte = value >> 16;
    const names = bitsOf(TAG_TVR, value & 0xff, byte, 5, language);
    const code = hex((value >> 8) & 0xff, 2);
    return language === "zh-CN" ? `字节${byte}为${code}：${names}` : `byte ${byte} is ${code}: ${names}`;
  },
  type: typeOf,
  ac: (value, language) => {
    const [asked, got] = [typeOf(value >> 8), typeOf(value & 0xff)];
    const cid = hex(value & 0xff, 2);
    return language === "zh-CN"
      ? `要求${asked}，得到${got}（CID ${cid}）`
      : `asked for ${asked}, got ${got} (CID ${cid})`;
  },
  key: (value, language) => named(KEYS, value >> 8, language),
  keyFault: (value, language) => faultOf(KEYS, value, language),
  signature: (value, language) => named(SIGNATURES, value, language),
  signatureFault: (value, language) => faultOf(SIGNATURES, value, language),
  scriptCommand: (value, language) => {
    const status = value & 0xffff;
    return `${value >> 16}: ${hex(status, 4)} ${statusWordName(status, language)}`;
  },
  tvr: (value, language) => bitsOf(TAG_TVR, value & 0xff, (value >> 8) + 1, 5, language),
  tsi: (value, language) => bitsOf(TAG_TSI, value & 0xff, 1, 2, language),
};

const KEYS: Readonly<Record<CardKey, Text>> = {
  [CardKey.ISSUER]: { zh: "发卡行", en: "the issuer's" },
  [CardKey.ICC]: { zh: "卡片", en: "the card's" },
  [CardKey.PIN]: { zh: "卡片PIN加密", en: "the card's for PINs" },
};

const SIGNATURES: Readonly<Record<Signature, Text>> = {
  [Signature.STATIC]: { zh: "SDA", en: "SDA" },
  [Signature.DYNAMIC]: { zh: "DDA", en: "DDA" },
  [Signature.COMBINED]: { zh: "CDA", en: "CDA" },
};

const FAULTS: Readonly<Record<Authenticity, Text>> = {
  [Authenticity.GENUINE]: { zh: "内容长度不符", en: "what it holds has no such length" },
  [Authenticity.REFUSED]: { zh: "安全模块不工作", en: "the secure module does not work" },
  [Authenticity.NO_CAPK]: { zh: "没有此CA公钥", en: "the CA's key is not there" },
  [Authenticity.FORMAT]: { zh: "格式错", en: "its form is wrong" },
  [Authenticity.HASH]: { zh: "哈希值不符", en: "the hash differs" },
  [Authenticity.NAME]: { zh: "发卡行标识或卡号不符", en: "it is another issuer's or card's" },
  [Authenticity.EXPIRED]: { zh: "证书已过期", en: "the certificate has expired" },
  [Authenticity.REVOKED]: { zh: "证书已撤销", en: "the certificate is revoked" },
  [Authenticity.NO_KEY]: { zh: "没有验证所需的公钥", en: "there is no key to check it with" },
};

export function decisionValue(form: DecisionValue, value: number, language: Language): string {
  return FORMS[form](value, language);
}

function named(names: Readonly<Record<number, Text>>, value: number, language: Language): string {
  const name = names[value];
  return name === undefined ? String(value) : pick(name, language);
}

function faultOf(names: Readonly<Record<number, Text>>, value: number, language: Language): string {
  const separator = language === "zh-CN" ? "，" : ", ";
  return named(names, value >> 8, language) + separator + named(FAULTS, value & 0xff, language);
}

/** Names of the bits set in `bits`, byte `byte` (from 1) of a value of `length` bytes. */
function bitsOf(tag: number, bits: number, byte: number, length: number, language: Language): string {
  const value = new Uint8Array(length);
  value[byte - 1] = bits;
  const names = explain(tag, value, language).filter(({ set }) => set === true);
  const colon = language === "zh-CN" ? "，" : ", ";
  return names.map(({ bits: place, text }) => `${placeOf(byte, place, language)} ${text}`).join(colon);
}

function placeOf(byte: number, bits: string | undefined, language: Language): string {
  return language === "zh-CN" ? `字节${byte}位${bits ?? ""}` : `byte ${byte} bit ${bits ?? ""}`;
}

/** P1 of GENERATE AC, or a CID. */
function typeOf(value: number): string {
  return TYPES[(value >> 6) & 3] ?? "";
}

function letters(value: number): string {
  return String.fromCharCode((value >> 8) & 0xff, value & 0xff).replace(/[^ -~]/g, "?");
}

function hex(value: number, digits: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(digits, "0");
}

function bytesOf(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (value >> (8 * (length - 1 - index))) & 0xff);
}
