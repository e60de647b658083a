/** The sales slip, line for line. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Document, Line } from "../../../assembly/abi_shown.ts";
import { columnsOf } from "../../../host/devices/columns.ts";
import { documentLines, SLIP_COLUMNS, slipLines } from "../../../host/locale/slip.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, "hex"));
const number = (value: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);

const FIELDS = [
  { kind: Line.MERCHANT_NAME, value: text("Tillcore 测试商户") },
  { kind: Line.MERCHANT_NUMBER, value: text("104110548991001") },
  { kind: Line.TERMINAL_NUMBER, value: text("10000001") },
  { kind: Line.OPERATOR, value: text("01") },
  { kind: Line.CARD, value: text("621626*********0018I") },
  { kind: Line.BATCH, value: number(1) },
  { kind: Line.STAN, value: number(2) },
  { kind: Line.AUTH_CODE, value: text("000002") },
  { kind: Line.DATE_TIME, value: text("1122102030") },
  { kind: Line.REFERENCE, value: text("000000000002") },
  { kind: Line.AMOUNT, value: number(1234) },
  { kind: Line.AID, value: hex("a000000333010101") },
  { kind: Line.LABEL, value: text("UnionPay Debit") },
  { kind: Line.CRYPTOGRAM, value: hex("dcfaf2358d470011") },
  { kind: Line.TVR, value: hex("8000048000") },
  { kind: Line.TSI, value: hex("7800") },
  { kind: Line.ATC, value: number(28) },
  { kind: Line.CARD_SEQUENCE, value: number(1) },
];
const SLIP = { id: Document.SALE_SLIP, fields: FIELDS };

describe("the sales slip", () => {
  it("has the headings and the order of a Chinese slip", () => {
    assert.deepEqual(slipLines(SLIP, "merchant", { testing: true }), [
      "          **测试/TESTING,凭证无效**",
      "         银联POS签购单/POS SALES SLIP",
      "                        商户存根 MERCHANT COPY",
      "商户名称(MERCHANT NAME):     Tillcore 测试商户",
      "商户编号(MERCHANT NO):         104110548991001",
      "终端编号(TERMINAL NO):                10000001",
      "操作员号(OPERATOR NO):                      01",
      "----------------------------------------------",
      "卡号(CARD NO):           621626*********0018 I",
      "交易类型(TRANS TYPE):                消费/SALE",
      "批次号(BATCH NO):                       000001",
      "凭证号(VOUCHER NO):                     000002",
      "授权码(AUTH NO):                        000002",
      "日期/时间(DATE/TIME):           11/22 10:20:30",
      "交易参考号(REFER NO):             000000000002",
      "金额(AMOUNT):                        RMB 12.34",
      "----------------------------------------------",
      "TC:                           DCFAF2358D470011",
      "TVR:                                8000048000",
      "AID:                          A000000333010101",
      "PAN SN:                                    001",
      "TSI:                                      7800",
      "ATC:                                      001C",
      "APP LABEL:                      UnionPay Debit",
    ]);
  });

  it("has nothing of a chip when the card was swiped, and ends with the amount", () => {
    const swiped = FIELDS.slice(0, 11).map((field) =>
      field.kind === Line.CARD ? { ...field, value: text("621626*********0018F") } : field,
    );
    const lines = slipLines({ ...SLIP, fields: swiped }, "merchant", { testing: false });
    assert.equal(lines.at(-1), "金额(AMOUNT):                        RMB 12.34");
    assert.ok(lines.includes("卡号(CARD NO):           621626*********0018 F"));
    assert.equal(lines.filter((line) => line.startsWith("----")).length, 1);
  });

  it("is signed on the merchant's copy alone", () => {
    const signed = { ...SLIP, fields: [...FIELDS, { kind: Line.SIGNATURE, value: new Uint8Array(0) }] };
    const merchant = slipLines(signed, "merchant", { testing: false }).join("\n");
    assert.match(merchant, /持卡人签名\(CARDHOLDER SIGNATURE\):/);
    assert.match(merchant, /本人确认以上交易/);
    assert.doesNotMatch(merchant, /测试\/TESTING/);
    assert.doesNotMatch(slipLines(signed, "cardholder", { testing: false }).join("\n"), /签名/);
  });

  it("has two copies, none wider than the paper", () => {
    const long = { kind: Line.MERCHANT_NAME, value: text("很长的商户名称".repeat(5)) };
    const lines = documentLines({ ...SLIP, fields: [long, ...FIELDS.slice(1)] }, { testing: true });
    assert.equal(lines.filter((line) => line.includes("POS SALES SLIP")).length, 2);
    for (const line of lines) assert.ok(columnsOf(line) <= SLIP_COLUMNS, line);
  });
});
