import { copyBytes, fillBytes } from "../../../../assembly/base/bytes";
import {
  QR_ALIPAY_MERCHANT,
  QR_ALIPAY_PAYER,
  QR_ECNY_PAYER,
  QR_EMV_CONSUMER,
  QR_EMV_MERCHANT,
  QR_UNIONPAY_MERCHANT,
  QR_UNIONPAY_PAYER,
  QR_UNKNOWN,
  QR_URL,
  QR_WECHAT_MERCHANT,
  QR_WECHAT_PAYER,
  isPayerCode,
  recogniseQr,
} from "../../../../assembly/codec/qr/kinds";
import { below, seed, textAt } from "../../base/support";

const A: usize = memory.data(256, 8);
const B: usize = memory.data(256, 8);

function kindOf(text: string): i32 {
  return recogniseQr(A, textAt(A, text));
}

/** `first` and zeros, `length` digits in all. */
function digits(first: string, length: i32): string {
  return first.padEnd(length, "0");
}

describe("recognising a payer's code", () => {
  it("takes 18 digits from 10 to 15 for WeChat Pay's", () => {
    for (let first = 0; first <= 99; first++) {
      const kind = kindOf(digits(first.toString().padStart(2, "0"), 18));
      if (first >= 10 && first <= 15) expect(kind).toBe(QR_WECHAT_PAYER);
      else expect(kind).not.toBe(QR_WECHAT_PAYER);
    }
    expect(kindOf(digits("13", 17))).toBe(QR_UNKNOWN);
    expect(kindOf(digits("13", 19))).toBe(QR_UNKNOWN);
  });

  it("takes 16 to 24 digits from 25 to 30 for Alipay's", () => {
    for (let length = 1; length <= 40; length++) {
      for (let first = 20; first <= 35; first++) {
        const right = length >= 16 && length <= 24 && first >= 25 && first <= 30;
        expect(kindOf(digits(first.toString(), length))).toBe(right ? QR_ALIPAY_PAYER : QR_UNKNOWN);
      }
    }
  });

  it("takes 62 and 17 digits for UnionPay's, 01 and 17 digits for one of the digital yuan", () => {
    expect(kindOf(digits("62", 19))).toBe(QR_UNIONPAY_PAYER);
    expect(kindOf(digits("62", 18))).toBe(QR_UNKNOWN);
    expect(kindOf(digits("62", 20))).toBe(QR_UNKNOWN);
    expect(kindOf(digits("63", 19))).toBe(QR_UNKNOWN);
    expect(kindOf(digits("01", 19))).toBe(QR_ECNY_PAYER);
    expect(kindOf(digits("01", 18))).toBe(QR_UNKNOWN);
  });

  it("takes nothing with another character in it", () => {
    expect(kindOf("13000000000000000 ")).toBe(QR_UNKNOWN);
    expect(kindOf("1300000000000000a0")).toBe(QR_UNKNOWN);
    expect(kindOf("/30000000000000000")).toBe(QR_UNKNOWN);
  });

  it("tells which kinds are a payer's credential of digits alone", () => {
    let payers = 0;
    for (let kind = QR_UNKNOWN; kind <= QR_URL; kind++) if (isPayerCode(kind)) payers++;
    expect(payers).toBe(4);
    expect(isPayerCode(QR_WECHAT_PAYER) && isPayerCode(QR_ECNY_PAYER)).toBe(true);
  });
});

describe("recognising other codes", () => {
  it("knows the beginnings of EMV codes, cut off or not", () => {
    expect(kindOf("00020101021152")).toBe(QR_EMV_MERCHANT);
    expect(kindOf("000")).toBe(QR_EMV_MERCHANT);
    expect(kindOf("00030")).toBe(QR_UNKNOWN);
    expect(kindOf("hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MQ==")).toBe(QR_EMV_CONSUMER);
    expect(kindOf("hQV")).toBe(QR_EMV_CONSUMER);
    expect(kindOf("hqVDUFYwMW")).toBe(QR_UNKNOWN);
    expect(recogniseQr(A, 0)).toBe(QR_UNKNOWN);
  });

  it("knows the addresses of merchants' codes in either case, and only with something behind them", () => {
    expect(kindOf("wxp://f2f0abc")).toBe(QR_WECHAT_MERCHANT);
    expect(kindOf("weixin://wxpay/bizpayurl?pr=abc")).toBe(QR_WECHAT_MERCHANT);
    expect(kindOf("https://qr.alipay.com/fkx1")).toBe(QR_ALIPAY_MERCHANT);
    expect(kindOf("HTTPS://QR.ALIPAY.COM/FKX1")).toBe(QR_ALIPAY_MERCHANT);
    expect(kindOf("https://qr.95516.com/00010000/62")).toBe(QR_UNIONPAY_MERCHANT);
    expect(kindOf("https://qr.alipay.com/")).toBe(QR_URL);
    expect(kindOf("https://qr.alipay.com.example/x")).toBe(QR_URL);
    expect(kindOf("https://qr-alipay.com/x")).toBe(QR_URL);
    expect(kindOf("http://example.com")).toBe(QR_URL);
    expect(kindOf("https://")).toBe(QR_UNKNOWN);
    expect(kindOf("hello")).toBe(QR_UNKNOWN);
  });

  it("never depends on what lies behind the text", () => {
    seed(60);
    const alphabet = "0126htps:/qr.alycomHQVDwx95";
    for (let round = 0; round < 3000; round++) {
      const length = below(30);
      let text = below(3) === 0 ? "https://qr.alipay.com/" : below(3) === 0 ? "13" : "";
      text = text.substr(0, length);
      while (text.length < length) text += alphabet.charAt(below(text.startsWith("13") ? 4 : alphabet.length));
      textAt(A, text);
      copyBytes(B, A, length);
      fillBytes(A + length, 0x30, 40);
      fillBytes(B + length, 0x2f, 40);
      expect(recogniseQr(B, length)).toBe(recogniseQr(A, length));
    }
  });
});
