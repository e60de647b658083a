/**
 * Printed documents, in the order and with the headings of a Chinese sales slip (UnionPay POS, receipts): Chinese and
 * English on one paper, whatever language the screens have. 46 columns.
 */
import { Document, Line } from "../../assembly/abi_shown.ts";
import { centre, columnsOf, ends, padStart, wrap } from "../devices/columns.ts";
import type { View } from "../ports.ts";
import { formatAmount, formatSix, hexOf, numberOf, textOf } from "./values.ts";

export const SLIP_COLUMNS = 46;

export const DOCUMENT_TITLES: Readonly<Record<Document, string>> = {
  [Document.SALE_SLIP]: "银联POS签购单/POS SALES SLIP",
};

const DOCUMENT_TYPES: Readonly<Record<Document, string>> = {
  [Document.SALE_SLIP]: "消费/SALE",
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

export type Copy = "merchant" | "cardholder";
const COPY_TITLES: Readonly<Record<Copy, string>> = {
  merchant: "商户存根 MERCHANT COPY",
  cardholder: "持卡人存根 CARDHOLDER COPY",
};
const TESTING = "**测试/TESTING,凭证无效**";
const AGREEMENT = [
  "本人确认以上交易,同意将其计入本卡账户",
  "I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES",
];

/** All copies of a document, one after the other. */
export function documentLines(document: View, options: { testing: boolean }): string[] {
  return [...slipLines(document, "merchant", options), "", ...slipLines(document, "cardholder", options)];
}

/** One copy, no line wider than `SLIP_COLUMNS`. */
export function slipLines(document: View, copy: Copy, { testing }: { testing: boolean }): string[] {
  const values = new Map(document.fields.map(({ kind, value }) => [kind as Line, value]));
  const print = (order: readonly Line[]): string[] => order.flatMap((line) => headed(line, values.get(line)));
  const chip = print(CHIP_ORDER);
  return [
    ...(testing ? [centre(TESTING, SLIP_COLUMNS).trimEnd()] : []),
    ...centred(values.get(Line.HEAD)),
    centre(DOCUMENT_TITLES[document.id as Document], SLIP_COLUMNS).trimEnd(),
    padStart(COPY_TITLES[copy], SLIP_COLUMNS),
    ...print(MERCHANT_ORDER),
    "-".repeat(SLIP_COLUMNS),
    ...print([Line.CARD]),
    ...pair("交易类型(TRANS TYPE)", DOCUMENT_TYPES[document.id as Document]),
    ...print(PAYMENT_ORDER),
    ...(chip.length === 0 ? [] : ["-".repeat(SLIP_COLUMNS), ...chip]),
    ...(copy === "merchant" && values.has(Line.SIGNATURE) ? signature() : []),
    ...centred(values.get(Line.FOOT)),
  ];
}

/** What the platform has printed, a line each. */
function centred(value: Uint8Array | undefined): string[] {
  if (value === undefined) return [];
  return wrap(textOf(value), SLIP_COLUMNS).map((text) => centre(text, SLIP_COLUMNS).trimEnd());
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
      return formatAmount(numberOf(value));
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
