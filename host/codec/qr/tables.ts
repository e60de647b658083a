/**
 * The data objects of merchant-presented codes: names, formats and lengths (EMV QRCPS MPM 1.1, November 2020). A data
 * table: nothing is computed here but the places of its rows.
 */

/** What a value may hold; `content.ts` has the patterns. */
export type QrForm =
  | "digits"
  | "version"
  | "initiation"
  | "amount"
  | "tip"
  | "percentage"
  | "country"
  | "language"
  | "request"
  | "ans"
  | "string"
  | "any";

export interface QrRule {
  zh: string;
  en: string;
  form: QrForm;
  /** Characters. */
  min: number;
  max: number;
  /** True when a code, or a template that is present, must have it. */
  required: boolean;
  /** Of a template: what its value is made of. */
  inside?: QrTable;
}

/** Rules by ID, 0 to 99. */
export type QrTable = ReadonlyArray<QrRule | undefined>;

type Presence = "M" | "O";
type Row = readonly [
  from: number,
  to: number,
  zh: string,
  en: string,
  form: QrForm,
  min: number,
  max: number,
  presence?: Presence,
  inside?: QrTable,
];

function table(rows: readonly Row[]): QrTable {
  const rules: Array<QrRule | undefined> = new Array<QrRule | undefined>(100).fill(undefined);
  for (const [from, to, zh, en, form, min, max, presence, inside] of rows) {
    const rule = { zh, en, form, min, max, required: presence === "M", ...(inside === undefined ? {} : { inside }) };
    rules.fill(rule, from, to + 1);
  }
  return rules;
}

/** Templates of a payment network or of anybody: who defines them, then what they define. */
export const NAMED: QrTable = table([
  [0, 0, "全局唯一标识符", "Globally unique identifier", "ans", 1, 32, "M"],
  [1, 99, "支付网络自定义数据", "Payment network specific", "any", 1, 99],
]);

export const ADDITIONAL: QrTable = table([
  [1, 1, "账单号", "Bill number", "ans", 1, 25],
  [2, 2, "手机号", "Mobile number", "ans", 1, 25],
  [3, 3, "门店标签", "Store label", "ans", 1, 25],
  [4, 4, "会员号", "Loyalty number", "ans", 1, 25],
  [5, 5, "参考标签", "Reference label", "ans", 1, 25],
  [6, 6, "顾客标签", "Customer label", "ans", 1, 25],
  [7, 7, "终端标签", "Terminal label", "ans", 1, 25],
  [8, 8, "交易用途", "Purpose of transaction", "ans", 1, 25],
  [9, 9, "要求的顾客附加数据", "Additional consumer data request", "request", 1, 3],
  [10, 10, "商户税号", "Merchant tax ID", "ans", 1, 20],
  [11, 11, "商户渠道", "Merchant channel", "ans", 3, 3],
  [12, 49, "EMVCo保留", "Reserved by EMVCo", "any", 1, 99],
  [50, 99, "支付系统自定义模板", "Payment system specific template", "any", 1, 99, "O", NAMED],
]);

export const LANGUAGE: QrTable = table([
  [0, 0, "首选语言", "Language preference", "language", 2, 2, "M"],
  [1, 1, "商户名称(其他语言)", "Merchant name, alternate language", "string", 1, 25, "M"],
  [2, 2, "商户城市(其他语言)", "Merchant city, alternate language", "string", 1, 15],
  [3, 99, "EMVCo保留", "Reserved by EMVCo", "any", 1, 99],
]);

export const ROOT: QrTable = table([
  [0, 0, "载荷格式标识", "Payload format indicator", "version", 2, 2, "M"],
  [1, 1, "初始化方式", "Point of initiation method", "initiation", 2, 2],
  [2, 3, "商户账户信息 Visa", "Merchant account information: Visa", "ans", 1, 99],
  [4, 5, "商户账户信息 Mastercard", "Merchant account information: Mastercard", "ans", 1, 99],
  [6, 8, "商户账户信息(EMVCo保留)", "Merchant account information: reserved by EMVCo", "ans", 1, 99],
  [9, 10, "商户账户信息 Discover", "Merchant account information: Discover", "ans", 1, 99],
  [11, 12, "商户账户信息 American Express", "Merchant account information: American Express", "ans", 1, 99],
  [13, 14, "商户账户信息 JCB", "Merchant account information: JCB", "ans", 1, 99],
  [15, 16, "商户账户信息 银联", "Merchant account information: UnionPay", "ans", 1, 99],
  [17, 25, "商户账户信息(EMVCo保留)", "Merchant account information: reserved by EMVCo", "ans", 1, 99],
  [26, 51, "商户账户信息模板", "Merchant account information template", "any", 1, 99, "O", NAMED],
  [52, 52, "商户类别码", "Merchant category code", "digits", 4, 4, "M"],
  [53, 53, "交易币种", "Transaction currency", "digits", 3, 3, "M"],
  [54, 54, "交易金额", "Transaction amount", "amount", 1, 13],
  [55, 55, "小费或便利费标识", "Tip or convenience indicator", "tip", 2, 2],
  [56, 56, "固定便利费", "Value of convenience fee fixed", "amount", 1, 13],
  [57, 57, "便利费百分比", "Value of convenience fee percentage", "percentage", 1, 5],
  [58, 58, "国家代码", "Country code", "country", 2, 2, "M"],
  [59, 59, "商户名称", "Merchant name", "ans", 1, 25, "M"],
  [60, 60, "商户城市", "Merchant city", "ans", 1, 15, "M"],
  [61, 61, "邮政编码", "Postal code", "ans", 1, 10],
  [62, 62, "附加数据模板", "Additional data field template", "any", 1, 99, "O", ADDITIONAL],
  [63, 63, "循环冗余校验", "Cyclic redundancy check", "any", 4, 4, "M"],
  [64, 64, "商户信息语言模板", "Merchant information language template", "any", 1, 99, "O", LANGUAGE],
  [65, 79, "EMVCo保留", "Reserved by EMVCo", "any", 1, 99],
  [80, 99, "自由模板", "Unreserved template", "any", 1, 99, "O", NAMED],
]);

/** IDs of merchant account information, of which a code has at least one. */
export const ACCOUNT_FROM = 2;
export const ACCOUNT_TO = 51;
export const CRC_ID = 63;

/** Payment networks that own an ID under the root. */
export const NETWORK_IDS: ReadonlyArray<readonly [from: number, to: number, network: string]> = [
  [2, 3, "visa"],
  [4, 5, "mastercard"],
  [9, 10, "discover"],
  [11, 12, "american-express"],
  [13, 14, "jcb"],
  [15, 16, "unionpay"],
];

/** Registered application providers (ISO/IEC 7816-5), as application identifiers begin. */
export const NETWORK_RIDS: ReadonlyMap<string, string> = new Map([
  ["A000000003", "visa"],
  ["A000000004", "mastercard"],
  ["A000000025", "american-express"],
  ["A000000065", "jcb"],
  ["A000000152", "discover"],
  ["A000000333", "unionpay"],
]);
