/**
 * Whose an application is, by its identifier (ISO/IEC 7816-5): registered providers that a terminal meets. A data table
 * and its look-up.
 */
import type { Explanation, Language } from "../types.ts";
import { fault, hex, pick, say, textOf, wrongLength } from "../say.ts";

const RID_BYTES = 5;
const AID_BYTES_MAX = 16;

/** The longest prefix that fits is taken. */
const ROWS: ReadonlyArray<readonly [prefix: string, zh: string, en: string]> = [
  ["A000000003", "Visa", "Visa"],
  ["A0000000031010", "Visa 借记或贷记", "Visa credit or debit"],
  ["A0000000032010", "Visa Electron", "Visa Electron"],
  ["A0000000032020", "V PAY", "V PAY"],
  ["A0000000033010", "Visa Interlink", "Visa Interlink"],
  ["A0000000038010", "Visa Plus", "Visa Plus"],
  ["A000000098", "Visa 美国借记", "Visa US debit"],
  ["A000000004", "万事达", "Mastercard"],
  ["A0000000041010", "万事达借记或贷记", "Mastercard credit or debit"],
  ["A0000000042203", "万事达美国借记", "Mastercard US debit"],
  ["A0000000043060", "Maestro", "Maestro"],
  ["A0000000046000", "Cirrus", "Cirrus"],
  ["A000000005", "Maestro 英国", "Maestro UK"],
  ["A000000025", "美国运通", "American Express"],
  ["A000000790", "美国运通（中国，连通）", "American Express China"],
  ["A000000029", "LINK", "LINK"],
  ["A000000042", "法国CB", "Cartes Bancaires"],
  ["A000000065", "JCB", "JCB"],
  ["A000000121", "Dankort", "Dankort"],
  ["A000000141", "PagoBANCOMAT", "PagoBANCOMAT"],
  ["A000000152", "Discover（大来）", "Discover, Diners Club"],
  ["A000000228", "SPAN（沙特）", "SPAN (Saudi Arabia)"],
  ["A000000277", "Interac", "Interac"],
  ["A000000324", "Discover ZIP", "Discover ZIP"],
  ["A000000333", "银联", "UnionPay"],
  ["A000000333010101", "银联借记", "UnionPay debit"],
  ["A000000333010102", "银联贷记", "UnionPay credit"],
  ["A000000333010103", "银联准贷记", "UnionPay quasi-credit"],
  ["A000000333010106", "银联纯电子现金", "UnionPay electronic cash"],
  ["A000000333010108", "银联美国借记", "UnionPay US debit"],
  ["A000000337", "GIM-UEMOA", "GIM-UEMOA"],
  ["A000000359", "Girocard", "girocard"],
  ["A000000371", "Verve", "Verve"],
  ["A000000384", "eftpos（澳大利亚）", "eftpos Australia"],
  ["A000000524", "RuPay", "RuPay"],
  ["A000000632", "交通联合", "China T-Union (transport)"],
  ["A000000658", "Mir", "Mir"],
  ["A000000732", "Meeza", "Meeza"],
];

/** The name of an application's provider or product; undefined when its RID is not listed. */
export function aidName(aid: Uint8Array, language: Language): string | undefined {
  const text = hex(aid);
  const fitting = ROWS.filter(([prefix]) => text.startsWith(prefix));
  const best = fitting.reduce((a, b) => (b[0].length > (a?.[0].length ?? 0) ? b : a), fitting[0]);
  return best && pick(language, best[1], best[2]);
}

/** 4F, 84, 9D, 9F06; a payment system environment is a name in letters: `2PAY.SYS.DDF01`. */
export function explainAid(value: Uint8Array, language: Language): Explanation[] {
  if (value.length < RID_BYTES || value.length > AID_BYTES_MAX) {
    return [wrongLength(value.length, `${RID_BYTES}-${AID_BYTES_MAX}`, language)];
  }
  const environment = textOf(value);
  if (environment !== undefined) return [{ text: environment }];
  const name = aidName(value, language);
  if (name !== undefined) return [{ text: name }];
  return value[0] === 0xa0 || value[0] === 0xd1
    ? [{ text: say(language, "unknown") }]
    : [fault(language, "不是已注册的应用标识符", "no registered application identifier")];
}
