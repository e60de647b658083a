import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aidName, codeName, countryName, currencyOf, explain, explainLines, statusWordName } from "../../../../host/codec/emv/index.ts"; // prettier-ignore
import type { ExplainOptions } from "../../../../host/codec/emv/index.ts";
import { fromHex } from "../support.ts";

const inEnglish = (tag: number, hex: string, options?: ExplainOptions) =>
  explainLines(tag, fromHex(hex), "en", options);
const inChinese = (tag: number, hex: string) => explainLines(tag, fromHex(hex), "zh-CN");

/** What every rule of a CVM list ends with. */
const NEXT = "if unsuccessful, apply the next rule";
const FAIL = "if unsuccessful, fail cardholder verification";

describe("cardholder verification", () => {
  it("is listed rule by rule, after X and Y", () => {
    assert.deepEqual(inEnglish(0x8e, "0000C350000186A0420601071E031F00"), [
      "byte 1: X: 50000",
      "byte 5: Y: 100000",
      `byte 9: enciphered PIN verified online; if in application currency and under X; ${NEXT}`,
      `byte 11: plaintext PIN verification performed by ICC; if in application currency and over X; ${FAIL}`,
      `byte 13: signature; if terminal supports the CVM; ${FAIL}`,
      `byte 15: no CVM required; always; ${FAIL}`,
    ]);
    assert.equal(
      inChinese(0x8e, "00000000000000004203")[2],
      "字节9：联机加密PIN验证；如果终端支持这个CVM；失败则应用后续规则",
    );
  });

  it("has rules of PBOC, of payment systems and issuers, and a reserved bit", () => {
    const rules = inEnglish(0x8e, "0000000000000000200030803F0A9F00").slice(2);
    assert.match(rules[0] ?? "", /identity document/);
    assert.match(rules[1] ?? "", /defined by the issuer; condition of the payment system/);
    assert.match(rules[2] ?? "", /reserved value; reserved value/);
    assert.match(rules[3] ?? "", /RFU/);
  });

  it("has results", () => {
    assert.deepEqual(inEnglish(0x9f34, "420302"), [
      "byte 1: Method: enciphered PIN verified online",
      "byte 2: Condition: if terminal supports the CVM",
      "byte 3: Result: successful",
    ]);
    assert.match(inEnglish(0x9f34, "3F0000")[0] ?? "", /no CVM performed/);
    assert.match(inEnglish(0x9f34, "1E0300")[2] ?? "", /unknown/);
    assert.match(inEnglish(0x9f34, "010301")[2] ?? "", /failed/);
    assert.equal(explain(0x9f34, fromHex("1F0003"), "en")[2]?.fault, true);
  });
});

describe("issuer application data", () => {
  it("has PBOC's card verification results", () => {
    assert.deepEqual(inEnglish(0x9f10, "07010103A0A802010A0100000000005CF9E10C"), [
      "Application: PBOC",
      "byte 2: Derivation key index: 01",
      "byte 3: Cryptogram version number: 01",
      "CVR byte 5 bits 8-7: Second GENERATE AC: not requested",
      "CVR byte 5 bits 6-5: First GENERATE AC: returned ARQC",
      "CVR byte 6 bit 8: Last online transaction not completed",
      "CVR byte 6 bit 6: Exceeded velocity checking counters",
      "CVR byte 6 bit 4: Issuer authentication failure on last online transaction",
      "CVR byte 7 bits 8-5: Issuer script commands on last transaction: 0",
      "CVR byte 7 bit 2: Offline DDA performed",
      "byte 8: Algorithm: 01 (3DES)",
      "byte 9: Issuer discretionary data: 0100000000005CF9E10C",
    ]);
  });

  it("says when the issuer's own data have another length than they say", () => {
    const [last] = explain(0x9f10, fromHex("07010103A00000010A0102"), "en").slice(-1);
    assert.deepEqual([last?.fault, last?.byte], [true, 9]);
  });

  it("is told apart by its form", () => {
    const application = (hex: string) => inEnglish(0x9f10, hex)[0];
    assert.equal(application("06010A03A00000"), "Application: Visa VSDC");
    assert.equal(inEnglish(0x9f10, "06011203A00000")[3], "byte 3: Cryptogram version number: 12 (CVN18)");
    assert.equal(application("0110A00003220000000000000000000000FF"), "Application: M/Chip 4");
    assert.equal(application("0114A00003220000000000000000000000FF0000"), "Application: M/Chip Advance");
    assert.equal(application(`0FA501${"00".repeat(13)}0F${"00".repeat(15)}`), "Application: CCD");
    assert.equal(application("0102030405"), "a form that is not known");
  });
});

describe("issuer authentication data", () => {
  it("end in a response code, or in the card status update", () => {
    assert.deepEqual(inEnglish(0x91, "11223344556677883030"), [
      "ARPC byte 1: 1122334455667788",
      "ARC byte 9: 00 (approved or completed successfully)",
    ]);
    assert.deepEqual(inEnglish(0x91, "1122334403820000").slice(1, 4), [
      "CSU byte 5 bits 4-1: PIN try counter: 3",
      "CSU byte 6 bit 8: Issuer approves online transaction",
      "CSU byte 6 bits 2-1: Offline counters: reset to zero",
    ]);
  });
});

describe("files of a card", () => {
  it("are located record by record", () => {
    assert.deepEqual(inEnglish(0x94, "080101001001030118010200"), [
      "byte 1: SFI 1, records 1 to 1, 0 for offline data authentication",
      "byte 5: SFI 2, records 1 to 3, 1 for offline data authentication",
      "byte 9: SFI 3, records 1 to 2, 0 for offline data authentication",
    ]);
  });

  it("have a wrong locator when records run backwards, the file has no number, or too many are signed", () => {
    for (const hex of ["08030100", "00010100", "08010102", "0801010008", "F8010100", "09010100"]) {
      assert.ok(explain(0x94, fromHex(hex), "en").some((line) => line.fault === true), hex); // prettier-ignore
    }
  });

  it("have owners by their short identifier", () => {
    assert.deepEqual([1, 10, 11, 20, 21, 30].map((sfi) => explain(0x88, Uint8Array.of(sfi), "en")[0]?.text), [
      "SFI 1, governed by EMV",
      "SFI 10, governed by EMV",
      "SFI 11, payment system specific",
      "SFI 20, payment system specific",
      "SFI 21, issuer specific",
      "SFI 30, issuer specific",
    ]); // prettier-ignore
    for (const sfi of [0, 31]) assert.equal(explain(0x88, Uint8Array.of(sfi), "en")[0]?.fault, true);
  });

  it("are what a reply in format 1 locates, or it holds a cryptogram", () => {
    const parts = (hex: string) => new Set(explain(0x80, fromHex(hex), "en").map(({ part }) => part));
    assert.deepEqual(parts("7C0008010100"), new Set(["AIP", "AFL"]));
    assert.deepEqual(parts("80000111223344556677880706"), new Set(["CID", "ATC", "AC"]));
    assert.deepEqual(parts("0102030405060708"), new Set());
  });

  it("ask for data by lists", () => {
    assert.deepEqual(inEnglish(0x9f38, "9F66049F02069F37045F2A02"), [
      "9F66 Terminal transaction qualifiers [4 bytes]",
      "9F02 Amount authorised [6 bytes]",
      "9F37 Unpredictable number [4 bytes]",
      "5F2A Transaction currency code [2 bytes]",
    ]);
    assert.equal(explain(0x9f38, fromHex("9F66"), "en")[0]?.fault, true);
    assert.deepEqual(inChinese(0x9f4a, "82"), ["82 应用交互特征"]);
  });
});

describe("a value of one thing", () => {
  it("is an amount with the decimals of its currency, or with two and a word about it", () => {
    assert.deepEqual(inEnglish(0x9f02, "000000012345"), ["123.45 (12345 with 2 decimals)"]);
    assert.deepEqual(inEnglish(0x9f02, "000000012345", { exponent: 2 }), ["123.45"]);
    assert.deepEqual(inEnglish(0x9f02, "000000012345", { exponent: 0 }), ["12345"]);
    assert.deepEqual(inEnglish(0x9f02, "000000000005", { exponent: 3 }), ["0.005"]);
    assert.deepEqual(inEnglish(0x9f1b, "00002710", { exponent: 2 }), ["100.00"]);
    assert.equal(explain(0x9f02, fromHex("00000001234F"), "en")[0]?.fault, true);
  });

  it("is a date or a time that there is", () => {
    assert.deepEqual(inEnglish(0x9a, "240229"), ["2024-02-29"]);
    assert.deepEqual(inEnglish(0x9a, "991231"), ["1999-12-31"]);
    assert.deepEqual(inEnglish(0x9f21, "235959"), ["23:59:59"]);
    const none: Array<[number, string]> = [
      [0x9a, "230229"],
      [0x9a, "251301"],
      [0x9a, "250100"],
      [0x9a, "25A101"],
      [0x9f21, "240000"],
      [0x9f21, "236000"],
    ];
    for (const [tag, hex] of none) assert.equal(explain(tag, fromHex(hex), "en")[0]?.fault, true, hex);
  });

  it("is a currency or a country by its ISO number", () => {
    assert.deepEqual(inEnglish(0x5f2a, "0156"), ["156 CNY Chinese Yuan"]);
    assert.deepEqual(inChinese(0x9f42, "0156"), ["156 CNY 人民币"]);
    assert.deepEqual(inChinese(0x9f1a, "0156"), ["156 中国"]);
    assert.deepEqual(inChinese(0x9f1a, "0158"), ["158 中国台湾"]);
    assert.deepEqual(inEnglish(0x9f1a, "0001"), ["001 (unknown)"]);
    assert.deepEqual([currencyOf("392", "en")?.exponent, currencyOf("414", "en")?.exponent], [0, 3]);
    assert.equal(countryName("840", "en"), "United States");
  });

  it("is a code with its name", () => {
    const codes: Array<[number, string, string, string]> = [
      [0x8a, "5931", "Y1 offline approved", "Y1 脱机批准"],
      [0x8a, "5A31", "Z1 offline declined", "Z1 脱机拒绝"],
      [0x8a, "5933", "Y3 unable to go online, offline approved", "Y3 不能联机，脱机批准"],
      [0x8a, "5A33", "Z3 unable to go online, offline declined", "Z3 不能联机，脱机拒绝"],
      [0x8a, "3030", "00 approved or completed successfully", "00 承兑或交易成功"],
      [0x9c, "00", "00 goods and services", "00 消费（商品和服务）"],
      [0x9c, "20", "20 refund", "20 退货"],
      [0x5f57, "30", "30 credit", "30 信用账户"],
    ];
    for (const [tag, hex, en, zh] of codes) {
      assert.deepEqual(inEnglish(tag, hex), [en]);
      assert.deepEqual(inChinese(tag, hex), [zh]);
    }
    assert.equal(explain(0x8a, fromHex("00FF"), "en")[0]?.fault, true);
    assert.equal(codeName("responseCode", "51", "en"), "not sufficient funds");
  });

  it("is a terminal's type: who controls it, where it stands", () => {
    assert.deepEqual(inEnglish(0x9f35, "22"), [
      "byte 1 bits 8-5: controlled by a merchant",
      "byte 1 bits 4-1: attended, offline with online capability",
    ]);
    assert.equal(explain(0x9f35, fromHex("29"), "en")[1]?.reserved, true);
  });

  it("is an application by its identifier, the longest that fits", () => {
    const names: Array<[string, string]> = [
      ["A000000333010101", "UnionPay debit"],
      ["A000000333010102", "UnionPay credit"],
      ["A000000333019999", "UnionPay"],
      ["A0000000031010", "Visa credit or debit"],
      ["A0000000041010", "Mastercard credit or debit"],
      ["A0000000043060", "Maestro"],
      ["A0000000651010", "JCB"],
      ["A00000002501", "American Express"],
      ["A0000001523010", "Discover, Diners Club"],
    ];
    for (const [aid, name] of names) assert.equal(aidName(fromHex(aid), "en"), name);
    assert.equal(aidName(fromHex("F000000001"), "en"), undefined);
    assert.deepEqual(inEnglish(0x84, "325041592E5359532E4444463031"), ["2PAY.SYS.DDF01"]);
  });

  it("is a script's result, or its command without data", () => {
    assert.deepEqual(inEnglish(0xdf31, "20000000001301020304"), [
      "byte 1: script processing successful, script 00000000",
      "byte 6: script processing failed at command 3, script 01020304",
    ]);
    assert.deepEqual(inEnglish(0x86, "84DA9F580904000000AABBCCDDEE"), ["byte 2: PUT DATA 9F58"]);
    assert.equal(explain(0xdf31, fromHex("200000"), "en").at(-1)?.fault, true);
  });

  it("is data to register a proprietary selection, product by product", () => {
    assert.deepEqual(inEnglish(0x9f0a, "00010102"), ["byte 1: 0001: credit"]);
    assert.equal(explain(0x9f0a, fromHex("000105"), "en").at(-1)?.fault, true);
  });

  it("is a kernel, an entry of the log, a priority", () => {
    assert.deepEqual(inEnglish(0x9f2a, "07"), ["byte 1: international kernel 7 (UnionPay)"]);
    assert.deepEqual(inEnglish(0x9f4d, "0B0A"), ["SFI 11, 10 records"]);
    assert.deepEqual(inEnglish(0x87, "01"), [
      "byte 1 bits 4-1: priority 1",
      "byte 1 bit 8: may be selected without confirmation",
    ]);
    assert.equal(explain(0x87, fromHex("41"), "en").at(-1)?.reserved, true);
  });
});

describe("a card's status word", () => {
  it("has a name, with or without a number in it", () => {
    const words: Array<[number, string]> = [
      [0x9000, "normal processing"],
      [0x6110, "more data available (GET RESPONSE)"],
      [0x6283, "selected file invalidated (application blocked)"],
      [0x63c2, "verification failed, tries left in the last digit"],
      [0x6985, "conditions of use not satisfied"],
      [0x6a83, "record not found"],
      [0x6c10, "wrong Le, right length in the last byte"],
      [0x1234, "unknown"],
    ];
    for (const [word, name] of words) assert.equal(statusWordName(word, "en"), name);
    assert.equal(statusWordName(0x6985, "zh-CN"), "使用条件不满足");
  });
});

describe("a value of a wrong length", () => {
  it("is told so, and is not thrown", () => {
    assert.deepEqual(inEnglish(0x95, "00"), ["the length in bytes is 1 and should be 5"]);
    assert.deepEqual(inChinese(0x9f34, "1F00"), ["字节数应为3，实为2"]);
    assert.deepEqual(inEnglish(0x8e, `${"00".repeat(8)}1F001F`), [
      "the length in bytes is 11 and should be even, 10-252",
    ]);
  });
});
