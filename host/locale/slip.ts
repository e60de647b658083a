/**
 * Printed documents, in the order and with the headings of a Chinese sales slip (UnionPay POS, receipts): Chinese and
 * English on one paper, whatever language the screens have. 46 columns.
 */
import { Document, Line } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { centre, columnsOf, ends, padStart, wrap } from "../devices/columns.ts";
import type { View } from "../ports.ts";
import { formatAmount, formatSix, hexOf, numberOf, textOf } from "./values.ts";

export const SLIP_COLUMNS = 46;

export const DOCUMENT_TITLES: Readonly<Record<Document, string>> = {
  [Document.SALE_SLIP]: "银联POS签购单/POS SALES SLIP",
  [Document.TOTALS_SLIP]: "结算总计单/SETTLEMENT TOTALS",
};

const DOCUMENT_TYPES: Readonly<Record<Document, string>> = {
  [Document.SALE_SLIP]: "消费/SALE",
  [Document.TOTALS_SLIP]: "消费/SALE",
};

export const LINE_HEADINGS: Readonly<Record<Line, string>> = {
  [Line.MERCHANT_NAME]: "商户名称(MERCHANT NAME)",
  [Line.MERCHANT_NUMBER]: "商户编号(MERCHANT NO)",
  [Line.TERMINAL_NUMBER]: "终端编号(TERMINAL NO)",
  [Line.OPERATOR]: "操作员号(OPERATOR NO)",
  [Line.CARD]: "卡号(CARD NO)",
  [Line.BATCH]: "批次号(BATCH NO)",
  [Line.STAN]: "凭证号(VOUCHER NO)",
  [Line.AUTH_CODE]: "授权码(AUTH NO)",
  [Line.DATE_TIME]: "日期/时间(DATE/TIME)",
  [Line.REFERENCE]: "交易参考号(REFER NO)",
  [Line.AMOUNT]: "金额(AMOUNT)",
  [Line.AID]: "AID",
  [Line.LABEL]: "APP LABEL",
  [Line.CRYPTOGRAM]: "TC",
  [Line.TVR]: "TVR",
  [Line.TSI]: "TSI",
  [Line.ATC]: "ATC",
  [Line.CARD_SEQUENCE]: "PAN SN",
  [Line.SIGNATURE]: "持卡人签名(CARDHOLDER SIGNATURE)",
  // Texts that stand alone.
  [Line.SALES]: "笔数(COUNT)",
  [Line.SALES_AMOUNT]: "合计(TOTAL)",
  [Line.HOST_SALES]: "主机笔数(HOST COUNT)",
  [Line.HOST_AMOUNT]: "主机合计(HOST TOTAL)",
  [Line.RECONCILIATION]: "内卡(DOMESTIC)",
  [Line.REPRINT]: "****重打印/DUPLICATED****",
  [Line.TESTING]: "**测试/TESTING,凭证无效**",
  [Line.OFFLINE]: "脱机批准(OFFLINE) ARC",
  [Line.REFUSED]: "脱机被拒笔数(OFFLINE REFUSED)",
  [Line.REFUSED_AMOUNT]: "脱机被拒合计(REFUSED TOTAL)",
  [Line.HEAD]: "",
  [Line.FOOT]: "",
};

/** The order on the slip; kinds the core did not give are left out. */
const PAYMENT_ORDER: readonly Line[] = [
  Line.BATCH,
  Line.STAN,
  Line.AUTH_CODE,
  Line.DATE_TIME,
  Line.REFERENCE,
  Line.OFFLINE,
  Line.AMOUNT,
];
const MERCHANT_ORDER: readonly Line[] = [Line.MERCHANT_NAME, Line.MERCHANT_NUMBER, Line.TERMINAL_NUMBER, Line.OPERATOR];
const CHIP_ORDER: readonly Line[] = [
  Line.CRYPTOGRAM,
  Line.TVR,
  Line.AID,
  Line.CARD_SEQUENCE,
  Line.TSI,
  Line.ATC,
  Line.LABEL,
];

const TOTALS_ORDER: readonly Line[] = [Line.BATCH, Line.DATE_TIME, Line.RECONCILIATION];
const OWN_ORDER: readonly Line[] = [Line.SALES, Line.SALES_AMOUNT];
const HOST_ORDER: readonly Line[] = [Line.HOST_SALES, Line.HOST_AMOUNT];
const REFUSED_ORDER: readonly Line[] = [Line.REFUSED, Line.REFUSED_AMOUNT];
const RESULTS: ReadonlyMap<number, string> = new Map([
  [Reason.SETTLED_EQUAL, "对账平/EQUAL"],
  [Reason.SETTLED_UNEQUAL, "对账不平/NOT EQUAL"],
]);

export type Copy = "merchant" | "cardholder";
const COPY_TITLES: Readonly<Record<Copy, string>> = {
  merchant: "商户存根 MERCHANT COPY",
  cardholder: "持卡人存根 CARDHOLDER COPY",
};
const AGREEMENT = [
  "本人确认以上交易,同意将其计入本卡账户",
  "I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES",
];

/** All copies of a document, one after the other. */
export function documentLines(document: View, options: { testing: boolean }): string[] {
  if ((document.id as Document) === Document.TOTALS_SLIP) return totalsLines(document, options);
  return [...slipLines(document, "merchant", options), "", ...slipLines(document, "cardholder", options)];
}

/** One copy, no line wider than `SLIP_COLUMNS`. */
export function slipLines(document: View, copy: Copy, options: { testing: boolean }): string[] {
  const { values, print } = linesOf(document);
  const chip = print(CHIP_ORDER);
  return [
    ...head(document, options),
    padStart(COPY_TITLES[copy], SLIP_COLUMNS),
    ...print(MERCHANT_ORDER),
    "-".repeat(SLIP_COLUMNS),
    ...print([Line.CARD]),
    ...pair("交易类型(TRANS TYPE)", DOCUMENT_TYPES[document.id as Document]),
    ...print(PAYMENT_ORDER),
    ...(chip.length === 0 ? [] : ["-".repeat(SLIP_COLUMNS), ...chip]),
    ...(copy === "merchant" && values.has(Line.SIGNATURE) ? signature() : []),
    ...own(values.get(Line.FOOT)),
  ];
}

/** The totals of a batch, one copy: its own, and the host's where they differ. */
function totalsLines(document: View, options: { testing: boolean }): string[] {
  const { values, print } = linesOf(document);
  const host = print(HOST_ORDER);
  const refused = print(REFUSED_ORDER);
  return [
    ...head(document, options),
    ...print(MERCHANT_ORDER),
    "-".repeat(SLIP_COLUMNS),
    ...print(TOTALS_ORDER),
    ...pair("交易类型(TRANS TYPE)", DOCUMENT_TYPES[Document.TOTALS_SLIP]),
    ...print(OWN_ORDER),
    ...(host.length === 0 ? [] : ["-".repeat(SLIP_COLUMNS), ...host]),
    ...(refused.length === 0 ? [] : ["-".repeat(SLIP_COLUMNS), ...refused]),
    ...(values.has(Line.REPRINT) ? [centre(LINE_HEADINGS[Line.REPRINT], SLIP_COLUMNS).trimEnd()] : []),
    ...own(values.get(Line.FOOT)),
  ];
}

interface Lines {
  values: ReadonlyMap<Line, Uint8Array>;
  print: (order: readonly Line[]) => string[];
}

function linesOf({ fields }: View): Lines {
  const values = new Map(fields.map(({ kind, value }) => [kind as Line, value]));
  return { values, print: (order) => order.flatMap((line) => headed(line, values.get(line))) };
}

/** What the platform has above everything, the mark of a test, and the title. */
function head(document: View, { testing }: { testing: boolean }): string[] {
  const { values } = linesOf(document);
  const isTest = testing || values.has(Line.TESTING);
  return [
    ...own(values.get(Line.HEAD)),
    ...(isTest ? [centre(LINE_HEADINGS[Line.TESTING], SLIP_COLUMNS).trimEnd()] : []),
    centre(DOCUMENT_TITLES[document.id as Document], SLIP_COLUMNS).trimEnd(),
  ];
}

/** A text of the platform, in as many lines as it needs. */
function own(value: Uint8Array | undefined): string[] {
  return value === undefined
    ? []
    : wrap(textOf(value), SLIP_COLUMNS).map((line) => centre(line, SLIP_COLUMNS).trimEnd());
}

function headed(line: Line, value: Uint8Array | undefined): string[] {
  return value === undefined ? [] : pair(LINE_HEADINGS[line], lineValue(line, value));
}

function pair(heading: string, value: string): string[] {
  if (columnsOf(value) > SLIP_COLUMNS) return [`${heading}:`, ...wrap(value, SLIP_COLUMNS)];
  return ends(`${heading}:`, value, SLIP_COLUMNS).map((text) => text.trimEnd());
}

function lineValue(line: Line, value: Uint8Array): string {
  switch (line) {
    case Line.CARD:
      return `${textOf(value.subarray(0, -1))} ${textOf(value.subarray(-1))}`;
    case Line.BATCH:
    case Line.STAN:
      return formatSix(numberOf(value));
    case Line.AMOUNT:
    case Line.SALES_AMOUNT:
    case Line.HOST_AMOUNT:
    case Line.REFUSED_AMOUNT:
      return formatAmount(numberOf(value));
    case Line.SALES:
    case Line.HOST_SALES:
    case Line.REFUSED:
      return numberOf(value).toString();
    case Line.RECONCILIATION:
      return RESULTS.get(Number(numberOf(value))) ?? "对账出错/ERROR";
    case Line.DATE_TIME:
      return textOf(value).replace(/^(..)(..)(..)(..)(..)$/, "$1/$2 $3:$4:$5");
    case Line.ATC:
      return numberOf(value).toString(16).toUpperCase().padStart(4, "0");
    case Line.CARD_SEQUENCE:
      return numberOf(value).toString().padStart(3, "0");
    case Line.AID:
    case Line.CRYPTOGRAM:
    case Line.TVR:
    case Line.TSI:
      return hexOf(value);
    default:
      return textOf(value);
  }
}

function signature(): string[] {
  const agreement = AGREEMENT.flatMap((text) => wrap(text, SLIP_COLUMNS));
  return ["-".repeat(SLIP_COLUMNS), `${LINE_HEADINGS[Line.SIGNATURE]}:`, "", "_".repeat(SLIP_COLUMNS), ...agreement];
}
