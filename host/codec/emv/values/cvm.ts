/**
 * Cardholder verification: the list of a card (8E) and the terminal's results (9F34) in words (EMV 4.4 Book 3, 10.5 and
 * annex C3; Book 4, annex A4).
 */
import type { Explanation, Language, ValueRow } from "../types.ts";
import { fault, numberOf, pick, say, wrongLength } from "../say.ts";

const METHOD_BITS = 0x3f;
const NEXT_IF_UNSUCCESSFUL = 0x40;
const NOT_PERFORMED = 0x3f;
/** Amounts X and Y before the first rule. */
const AMOUNT_BYTES = 4;
const RULE_BYTES = 2;
const LIST_BYTES_MAX = 252;
const RESULT_BYTES = 3;

const METHODS: readonly ValueRow[] = [
  [0x00, "CVM处理失败", "fail CVM processing"],
  [0x01, "卡片执行明文PIN核对", "plaintext PIN verification performed by ICC"],
  [0x02, "联机加密PIN验证", "enciphered PIN verified online"],
  [0x03, "卡片执行明文PIN核对并签名（纸）", "plaintext PIN verification performed by ICC and signature"],
  [0x04, "卡片执行加密PIN核对", "enciphered PIN verification performed by ICC"],
  [0x05, "卡片执行加密PIN核对并签名（纸）", "enciphered PIN verification performed by ICC and signature"],
  [0x06, "卡片验证人脸", "facial biometric verified offline"],
  [0x07, "联机验证人脸", "facial biometric verified online"],
  [0x08, "卡片验证指纹", "finger biometric verified offline"],
  [0x09, "联机验证指纹", "finger biometric verified online"],
  [0x0a, "卡片验证掌纹", "palm biometric verified offline"],
  [0x0b, "联机验证掌纹", "palm biometric verified online"],
  [0x0c, "卡片验证虹膜", "iris biometric verified offline"],
  [0x0d, "联机验证虹膜", "iris biometric verified online"],
  [0x0e, "卡片验证声纹", "voice biometric verified offline"],
  [0x0f, "联机验证声纹", "voice biometric verified online"],
  [0x1e, "签名（纸）", "signature"],
  [0x1f, "无需CVM", "no CVM required"],
  [0x20, "持卡人证件出示（PBOC）", "cardholder identity document shown (PBOC)"],
];

const CONDITIONS: readonly ValueRow[] = [
  [0x00, "总是", "always"],
  [0x01, "如果是无人值守现金交易", "if unattended cash"],
  [
    0x02,
    "如果不是无人值守现金、人工现金和返现交易",
    "if not unattended cash and not manual cash and not purchase with cashback",
  ],
  [0x03, "如果终端支持这个CVM", "if terminal supports the CVM"],
  [0x04, "如果是人工值守现金交易", "if manual cash"],
  [0x05, "如果是返现交易", "if purchase with cashback"],
  [0x06, "如果交易货币等于应用货币且低于X", "if in application currency and under X"],
  [0x07, "如果交易货币等于应用货币且高于X", "if in application currency and over X"],
  [0x08, "如果交易货币等于应用货币且低于Y", "if in application currency and under Y"],
  [0x09, "如果交易货币等于应用货币且高于Y", "if in application currency and over Y"],
];

/** The method of a CVM code; what its bit 7 says about the next rule is not part of it. */
export function cvmName(code: number, language: Language): string {
  const method = code & METHOD_BITS;
  const row = METHODS.find(([value]) => value === method);
  if (row !== undefined) return pick(language, row[1], row[2]);
  const owner = method < 0x20 || method === 0x3f ? "reserved" : method < 0x30 ? "system" : "issuer";
  if (owner === "reserved") return say(language, "reserved");
  return owner === "system"
    ? pick(language, "支付系统自定义", "defined by the payment system")
    : pick(language, "发卡行自定义", "defined by the issuer");
}

export function cvmConditionName(code: number, language: Language): string {
  const row = CONDITIONS.find(([value]) => value === code);
  if (row !== undefined) return pick(language, row[1], row[2]);
  return code < 0x80
    ? say(language, "reserved")
    : pick(language, "支付系统自定义条件", "condition of the payment system");
}

/** 8E: amounts X and Y in minor units of the application currency, then one line for each rule. */
export function explainCvmList(value: Uint8Array, language: Language): Explanation[] {
  if (value.length < 2 * AMOUNT_BYTES + RULE_BYTES || value.length > LIST_BYTES_MAX || value.length % 2 !== 0) {
    return [wrongLength(value.length, pick(language, "10至252之间的偶数", "even, 10-252"), language)];
  }
  const amount = (at: number) => numberOf(value.subarray(at, at + AMOUNT_BYTES));
  const lines: Explanation[] = [
    { text: `X: ${amount(0)}`, byte: 1 },
    { text: `Y: ${amount(AMOUNT_BYTES)}`, byte: 1 + AMOUNT_BYTES },
  ];
  for (let at = 2 * AMOUNT_BYTES; at < value.length; at += RULE_BYTES) {
    lines.push(explainRule(value[at] ?? 0, value[at + 1] ?? 0, at + 1, language));
  }
  return lines;
}

function explainRule(code: number, condition: number, byte: number, language: Language): Explanation {
  const next =
    (code & NEXT_IF_UNSUCCESSFUL) !== 0
      ? pick(language, "失败则应用后续规则", "if unsuccessful, apply the next rule")
      : pick(language, "失败则持卡人验证失败", "if unsuccessful, fail cardholder verification");
  const parts = [cvmName(code, language), cvmConditionName(condition, language), next];
  const reserved = (code & 0x80) === 0 ? [] : [`${say(language, "reservedSet")} 0x80`];
  return { text: [...parts, ...reserved].join(pick(language, "；", "; ")), byte };
}

/** 9F34: the method, its condition and the result. */
export function explainCvmResults(value: Uint8Array, language: Language): Explanation[] {
  const [code = 0, condition = 0, result = 0] = value;
  if (value.length !== RESULT_BYTES) return [wrongLength(value.length, `${RESULT_BYTES}`, language)];
  const colon = pick(language, "：", ": ");
  const method = code === NOT_PERFORMED ? pick(language, "未执行CVM", "no CVM performed") : cvmName(code, language);
  const results: Explanation[] = [
    { text: pick(language, "方法", "Method") + colon + method, byte: 1 },
    { text: pick(language, "条件", "Condition") + colon + cvmConditionName(condition, language), byte: 2 },
  ];
  const names = [
    ["未知（如签名）", "unknown (as for signature)"],
    ["失败", "failed"],
    ["成功", "successful"],
  ] as const;
  const name = names[result];
  const label = pick(language, "结果", "Result") + colon;
  results.push(
    name === undefined
      ? { ...fault(language, `${label}${say(language, "reserved")}`, `${label}${say(language, "reserved")}`), byte: 3 }
      : { text: label + pick(language, name[0], name[1]), byte: 3 },
  );
  return results;
}
