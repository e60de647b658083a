import { allBytes, copyBytes, equalBytes, fillBytes } from "../../../../assembly/base/bytes";
import { OK, QR_END, QR_ID, QR_LENGTH, QR_NO_ROOM, QR_TRUNCATED } from "../../../../assembly/base/status";
import { IN_BYTES, IN_CHARACTERS, QrObject, charactersOf, readQrObject } from "../../../../assembly/codec/qr/reader";
import {
  QR_ADDITIONAL_DATA,
  QR_AMOUNT,
  QR_CATEGORY,
  QR_CITY,
  QR_COUNTRY,
  QR_CRC,
  QR_CURRENCY,
  QR_FORMAT_INDICATOR,
  QR_INITIATION,
  QR_NAME,
  QrWriter,
  beginQr,
  closeQrTemplate,
  endQr,
  openQrTemplate,
  putQrAmount,
  putQrObject,
} from "../../../../assembly/codec/qr/writer";
import { below, random, seed, textOf } from "../../base/support";

const A: usize = memory.data(1024, 8);
const B: usize = memory.data(1024, 8);
const TEXT: usize = memory.data(256, 8);
const OBJECT: usize = memory.data(16, 8);
const WRITER: usize = memory.data(32, 8);

function object(): QrObject {
  return changetype<QrObject>(OBJECT);
}

function writer(): QrWriter {
  return changetype<QrWriter>(WRITER);
}

function read(text: string, unit: i32 = IN_CHARACTERS): i32 {
  return readQrObject(A, A + utf8At(A, text), unit, object());
}

/** Writes text as UTF-8 and gives its bytes. */
function utf8At(at: usize, text: string): i32 {
  return <i32>String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, at);
}

function put(id: i32, text: string): void {
  putQrObject(writer(), id, TEXT, utf8At(TEXT, text));
}

describe("reader of QR data objects", () => {
  it("gives id, value and the next place", () => {
    expect(read("5913Merchant Shop6304")).toBe(OK);
    expect(object().id).toBe(59);
    expect(textOf(object().value, object().length)).toBe("Merchant Shop");
    expect(object().next).toBe(A + 17);
    expect(read("9999" + "x".repeat(99))).toBe(OK);
    expect(object().length).toBe(99);
  });

  it("counts characters, or bytes when told so", () => {
    expect(read("0104最佳运输0304abcd")).toBe(OK);
    expect(object().length).toBe(12);
    expect(object().next).toBe(A + 16);
    expect(read("0112最佳运输0304abcd", IN_BYTES)).toBe(OK);
    expect(object().length).toBe(12);
    expect(read("0104最佳运", IN_CHARACTERS)).toBe(QR_TRUNCATED);
    expect(read("0110最佳运", IN_BYTES)).toBe(QR_TRUNCATED);
  });

  it("says what is wrong", () => {
    expect(read("")).toBe(QR_END);
    expect(read("AA03156")).toBe(QR_ID);
    expect(read("5A03156")).toBe(QR_ID);
    expect(read("A")).toBe(QR_ID);
    expect(read("5")).toBe(QR_TRUNCATED);
    expect(read("53")).toBe(QR_TRUNCATED);
    expect(read("530")).toBe(QR_TRUNCATED);
    expect(read("53A")).toBe(QR_LENGTH);
    expect(read("530A156")).toBe(QR_LENGTH);
    expect(read("53 3156")).toBe(QR_LENGTH);
    expect(read("5300")).toBe(QR_LENGTH);
    expect(read("530315")).toBe(QR_TRUNCATED);
  });

  it("never depends on what lies outside, for any bytes", () => {
    seed(61);
    for (let round = 0; round < 1500; round++) {
      const length = below(14);
      for (let i = 0; i < length; i++) store<u8>(A + i, below(3) === 0 ? <u8>random() : 0x30 + below(i === 2 ? 1 : 10));
      copyBytes(B, A, length);
      fillBytes(A + length, 0x31, 120);
      fillBytes(B + length, 0x80, 120);
      for (let unit = IN_CHARACTERS; unit <= IN_BYTES; unit++) {
        const result = readQrObject(A, A + length, unit, object());
        const value = object().value - A;
        const bytes = object().length;
        expect(readQrObject(B, B + length, unit, object())).toBe(result);
        if (result !== OK) continue;
        expect(object().value - B).toBe(value);
        expect(object().length).toBe(bytes);
        expect(bytes > 0 && value + bytes <= <usize>length).toBe(true);
      }
    }
  });

  it("takes every byte that does not continue another for a character", () => {
    expect(charactersOf(A, utf8At(A, "北京 abc"))).toBe(6);
    fillBytes(A, 0x80, 5);
    expect(charactersOf(A, 5)).toBe(0);
  });
});

/** A code for a screen: the published UnionPay one of phannaly/emv-qr-code, object by object. */
function putMerchant(end: usize): i32 {
  const w = writer();
  beginQr(w, B, end);
  put(QR_FORMAT_INDICATOR, "01");
  put(QR_INITIATION, "12");
  put(QR_CATEGORY, "4131");
  put(QR_CURRENCY, "116");
  put(15, "21163701160123456789ABCDE".padEnd(31, "0"));
  put(QR_CITY, "Phnom Penh");
  put(QR_NAME, "Merchant Shop");
  put(QR_COUNTRY, "KH");
  putQrAmount(w, QR_AMOUNT, 1000, 2);
  const additional = openQrTemplate(w, QR_ADDITIONAL_DATA);
  put(1, "12345678");
  put(2, "012444444");
  closeQrTemplate(w, additional);
  return endQr(w);
}

describe("writer of QR data objects", () => {
  it("writes the code that a published one is, its CRC included", () => {
    const w = writer();
    beginQr(w, B, B + 1024);
    put(QR_FORMAT_INDICATOR, "02");
    put(QR_INITIATION, "11");
    const account = openQrTemplate(w, 26);
    put(0, "A0000006150001");
    put(1, "588734");
    put(2, "MBBQR1666987");
    put(3, "0000000000");
    closeQrTemplate(w, account);
    put(QR_CATEGORY, "5812");
    put(QR_CURRENCY, "458");
    put(QR_COUNTRY, "MY");
    put(QR_NAME, "TAKOYAKI");
    put(QR_CITY, "PAHANG");
    const length = endQr(w);
    // DannielWhatever/emvqr#13: a CRC keeps its leading zeros.
    expect(textOf(B, length)).toBe(
      "00020201021126580014A000000615000101065887340212MBBQR16669870310000000000052045812530345" +
        "85802MY5908TAKOYAKI6006PAHANG630400D7",
    );
  });

  it("counts the characters of nested templates and of text in any script", () => {
    const w = writer();
    beginQr(w, B, B + 1024);
    const language = openQrTemplate(w, 64);
    put(0, "ZH");
    put(1, "北京");
    const inner = openQrTemplate(w, 50);
    put(0, "最佳运输");
    closeQrTemplate(w, inner);
    closeQrTemplate(w, language);
    expect(w.fault).toBe(OK);
    const expected = utf8At(A, "64240002ZH0102北京50080004最佳运输");
    expect(w.at - B).toBe(expected);
    expect(equalBytes(A, B, expected)).toBe(true);
  });

  it("writes amounts as the exponent of the currency asks", () => {
    expect(amount(2372, 2)).toBe("540523.72");
    expect(amount(5, 2)).toBe("54040.05");
    expect(amount(100, 2)).toBe("54041.00");
    expect(amount(100, 0)).toBe("5403100");
    expect(amount(1, 3)).toBe("54050.001");
    expect(amount(999999999999, 2)).toBe("54139999999999.99");
    expect(amount(1000000000000, 2)).toBe(QR_LENGTH.toString());
    expect(amount(9999999999999, 0)).toBe("54139999999999999");
    expect(amount(u64.MAX_VALUE, 4)).toBe(QR_LENGTH.toString());
  });

  it("keeps the first fault and its id", () => {
    const w = writer();
    beginQr(w, B, B + 1024);
    put(QR_NAME, "");
    put(QR_CITY, "x".repeat(100));
    expect(endQr(w)).toBe(-QR_LENGTH);
    expect(w.faultId).toBe(QR_NAME);

    beginQr(w, B, B + 1024);
    closeQrTemplate(w, openQrTemplate(w, 62));
    expect(endQr(w)).toBe(-QR_LENGTH);
    expect(w.faultId).toBe(62);

    beginQr(w, B, B + 1024);
    const long = openQrTemplate(w, 26);
    put(0, "x".repeat(60));
    put(1, "x".repeat(32));
    closeQrTemplate(w, long);
    expect(endQr(w)).toBe(-QR_LENGTH);
    expect(w.faultId).toBe(26);
  });

  it("writes nothing where there is no room", () => {
    const length = putMerchant(B + 1024);
    expect(length > 0).toBe(true);
    for (let room = 0; room < length; room++) {
      fillBytes(B, 0xee, 256);
      expect(putMerchant(B + room)).toBe(-QR_NO_ROOM);
      expect(allBytes(B + room, 256 - room, 0xee)).toBe(true);
    }
    expect(putMerchant(B + length)).toBe(length);
  });

  it("is read back, for any values", () => {
    seed(62);
    const scripts = ["abc 09*", "北京最佳运输", "éüß"];
    for (let round = 0; round < 300; round++) {
      const w = writer();
      beginQr(w, B, B + 1024);
      const id = below(100);
      let text = "";
      const characters = 1 + below(60);
      for (let i = 0; i < characters; i++) {
        const script = scripts[below(3)];
        text += script.charAt(below(script.length));
      }
      put(id, text);
      const length = endQr(w);
      expect(readQrObject(B, B + length, IN_CHARACTERS, object())).toBe(OK);
      expect(object().id).toBe(id);
      expect(object().length).toBe(utf8At(A, text));
      expect(readQrObject(object().next, B + length, IN_CHARACTERS, object())).toBe(OK);
      expect(object().id).toBe(QR_CRC);
      expect(object().next).toBe(B + length);
    }
  });
});

function amount(minor: u64, exponent: i32): string {
  const w = writer();
  beginQr(w, B, B + 1024);
  putQrAmount(w, QR_AMOUNT, minor, exponent);
  return w.fault === OK ? textOf(B, <i32>(w.at - B)) : w.fault.toString();
}
