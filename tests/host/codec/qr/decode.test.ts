/** Merchant- and consumer-presented codes: what is read, what is refused, and where. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Qr, QrError } from "../../../../host/codec/qr/qr.ts";
import type { QrField } from "../../../../host/codec/qr/field.ts";
import { cases, refusal } from "../support.ts";
import { crcOf, FIELDS, MERCHANT, sealed } from "./support.ts";

interface QrCase {
  id: string;
  kind: "merchant" | "consumer";
  payload?: string;
  base64?: string;
  fields?: Array<[id: string, value: string]>;
  primitives?: Record<string, string>;
  crc?: string;
  crc_computed?: string;
}

const ALL = cases<QrCase>("emv-qr");

function caseOf(id: string): { text: string; expected: QrCase } {
  const expected = ALL.find((one) => one.id === id)!;
  return { text: expected.payload ?? expected.base64 ?? "", expected };
}

/** Code, path and offset of what is refused. */
function faultOf(text: string): [code: string, path: string, offset: number] | undefined {
  const fault = refusal(() => Qr.decode(text));
  return fault === undefined ? undefined : [fault.code, fault.path, fault.offset];
}

function pairs(fields: readonly QrField[]): Array<[string, string]> {
  return fields.map(({ id, value }) => [id, value]);
}

describe("published QR codes", () => {
  const refused = new Map([
    ["pix-2", ["QR_ABSENT", "60", 150]],
    ["pix-3", ["QR_CONTENT", "60", 134]],
    ["crc-wrong", ["QR_CRC", "63", 289]],
    ["bad-tag", ["QR_ID", "", 40]],
    ["short-len", ["QR_ABSENT", "63", 6]],
  ]);

  for (const { id } of ALL) {
    const { text, expected } = caseOf(id);
    const fault = refused.get(id);
    if (fault === undefined) {
      it(`${id} is read`, () => {
        const qr = Qr.decode(text);
        if (expected.fields !== undefined) assert.deepEqual(pairs(qr.fields), expected.fields);
        if (expected.crc !== undefined)
          assert.deepEqual(qr.crc, { given: expected.crc, computed: expected.crc_computed });
        for (const [tag, value] of Object.entries(expected.primitives ?? {}))
          assert.ok(hasValue(qr.fields, tag, value), tag);
      });
    } else {
      it(`${id} is refused, and what was read of it is told`, () => {
        assert.deepEqual(faultOf(text), fault);
        if (expected.fields === undefined) return;
        const qr = Qr.decode(text, { crc: "accept", content: "accept" });
        assert.deepEqual(pairs(qr.fields), expected.fields);
        assert.equal(qr.faults[0]?.code, fault[0]);
        const error = refusal(() => Qr.decode(text));
        assert.ok(error instanceof QrError);
        assert.deepEqual(error.partial.fields, qr.fields);
      });
    }
  }

  it("keep the computed CRC of one that is wrong", () => {
    const { text, expected } = caseOf("crc-wrong");
    assert.deepEqual(Qr.decode(text, { crc: "accept" }).crc, { given: "XXXX", computed: expected.crc_computed });
    const right = text.replace("XXXX", "6325");
    assert.equal(Qr.decode(right).value("64.02"), "最佳运输");
    assert.equal(Qr.decode(right).value("62.50.01"), "ijkl");
  });
});

function hasValue(fields: readonly QrField[], tag: string, value: string): boolean {
  return fields.some(
    (field) => (field.id === tag && field.value === value) || hasValue(field.fields ?? [], tag, value),
  );
}

describe("structure of a merchant-presented code", () => {
  it("is a tree with paths, offsets in bytes and the text of every template", () => {
    const qr = Qr.decode(MERCHANT);
    assert.deepEqual(qr.networks, ["unionpay"]);
    assert.equal(qr.value("64.01"), "最佳运输");
    const name = qr.fields.find(({ id }) => id === "59");
    assert.equal(name?.value, "北京烤鸭店");
    const before = MERCHANT.indexOf("5905");
    assert.equal(name?.offset, before);
    const city = qr.fields.find(({ id }) => id === "60");
    assert.equal(city?.offset, before + 4 + 15);
    assert.equal(qr.value("62"), "0704T0010803***");
    assert.equal(qr.value("62.99"), undefined);
  });

  it("keeps ids that nobody defined", () => {
    const qr = Qr.decode(sealed(`${FIELDS}1708reserved6504abcd80190005com.x9906anyone`));
    assert.equal(qr.value("17"), "reserved");
    assert.equal(qr.value("65"), "abcd");
    assert.equal(qr.value("80.99"), "anyone");
    assert.deepEqual(qr.faults, []);
    assert.equal(Qr.nameOf("65", "en"), "Reserved by EMVCo");
    assert.equal(Qr.nameOf("62.50.01", "zh-CN"), "支付网络自定义数据");
    assert.equal(Qr.nameOf("62.00", "en"), "");
  });

  it("has no id twice, at any level", () => {
    assert.deepEqual(faultOf(sealed(`${FIELDS}5303156`)), ["QR_DUPLICATE", "53", bytes(FIELDS)]);
    const twice = `${FIELDS}80180004com.0101a0101b`;
    assert.deepEqual(faultOf(sealed(twice)), ["QR_DUPLICATE", "80.01", bytes(FIELDS) + 4 + 13]);
  });

  it("ends with the CRC", () => {
    const text = sealed(FIELDS);
    assert.deepEqual(faultOf(`${text}6503abc`), ["QR_ORDER", "63", bytes(text)]);
    assert.deepEqual(faultOf(`${text}\n`), ["QR_ORDER", "63", bytes(text)]);
    assert.deepEqual(faultOf(FIELDS), ["QR_ABSENT", "63", bytes(FIELDS)]);
    assert.equal(Qr.decode(FIELDS, { crc: "accept" }).crc, undefined);
  });

  it("keeps the objects of a template inside it", () => {
    assert.deepEqual(faultOf(sealed(`${FIELDS}80130005com.x6101y`)), ["QR_TRUNCATED", "80.61", bytes(FIELDS) + 4 + 9]);
    assert.deepEqual(faultOf(sealed(`${FIELDS}80080005com.x6101y`)), ["QR_TRUNCATED", "80.00", bytes(FIELDS) + 4]);
  });

  it("has templates made of objects, unless a policy keeps them as text", () => {
    const text = sealed(`${FIELDS}8005plain`);
    assert.deepEqual(faultOf(text), ["QR_ID", "80", bytes(FIELDS) + 4]);
    const qr = Qr.decode(text, { nesting: "accept" });
    assert.equal(qr.value("80"), "plain");
    assert.equal(qr.fields.find(({ id }) => id === "80")?.fields, undefined);
    assert.deepEqual(
      qr.faults.map(({ code, path }) => [code, path]),
      [["QR_ID", "80"]],
    );
  });

  it("has lengths of two digits, never 00", () => {
    assert.deepEqual(faultOf(sealed(`${FIELDS}6100`)), ["QR_LENGTH", "61", bytes(FIELDS) + 2]);
    assert.deepEqual(faultOf(sealed(`${FIELDS}610Aabc`)), ["QR_LENGTH", "61", bytes(FIELDS) + 2]);
    assert.deepEqual(faultOf(sealed(`${FIELDS}6A03abc`)), ["QR_ID", "", bytes(FIELDS)]);
    assert.deepEqual(faultOf(`${FIELDS}6199abc`), ["QR_TRUNCATED", "61", bytes(FIELDS)]);
  });
});

describe("CRC of a merchant-presented code", () => {
  it("keeps leading zeros", () => {
    for (let n = 0, found = 0; found < 3; n++) {
      const body = `${FIELDS}61${String(n).length.toString().padStart(2, "0")}${n}`;
      if (!crcOf(`${body}6304`).startsWith("0")) continue;
      found++;
      assert.equal(Qr.decode(sealed(body)).crc?.given, crcOf(`${body}6304`));
    }
  });

  it("may have lower-case digits, and a note says so", () => {
    const text = caseOf("crc-leading-zero").text;
    const qr = Qr.decode(text.replace(/00D7$/, "00d7"));
    assert.deepEqual(qr.crc, { given: "00d7", computed: "00D7" });
    assert.ok(qr.notes.some(({ code }) => code === "CRC_LOWER_CASE"));
    assert.ok(!Qr.decode(text).notes.some(({ code }) => code === "CRC_LOWER_CASE"));
  });
});

describe("lengths in bytes", () => {
  const inBytes = sealed(FIELDS.replace("5905", "5915").replace(/64.*$/, "64320002zh0112最佳运输0206北京"));

  it("are read when lengths in characters make no sound code, and a note says so", () => {
    const qr = Qr.decode(inBytes);
    assert.equal(qr.value("59"), "北京烤鸭店");
    assert.equal(qr.value("64.02"), "北京");
    assert.ok(qr.notes.some(({ code }) => code === "LENGTHS_IN_BYTES"));
    assert.ok(!Qr.decode(MERCHANT).notes.some(({ code }) => code === "LENGTHS_IN_BYTES"));
  });

  it("are not tried without a right CRC: the fault is that of lengths in characters", () => {
    const wrong = inBytes.slice(0, -1) + (inBytes.endsWith("0") ? "1" : "0");
    assert.notEqual(faultOf(wrong)?.[0], "QR_CRC");
    assert.ok(faultOf(wrong));
  });

  it("may not cut a character", () => {
    const cut = sealed(FIELDS.replace("5905", "5914").replace(/64.*$/, ""));
    assert.ok(faultOf(cut));
  });
});

describe("content of a merchant-presented code", () => {
  const WRONG: Array<[what: string, from: RegExp, to: string, code: string, path: string]> = [
    ["no category", /5204....(?=5303)/, "", "QR_ABSENT", "52"],
    ["no currency", /5303.../, "", "QR_ABSENT", "53"],
    ["no country", /5802CN/, "", "QR_ABSENT", "58"],
    ["no name", /5905.{5}/, "", "QR_ABSENT", "59"],
    ["no city", /6007BEIJING/, "", "QR_ABSENT", "60"],
    ["no account", /1531.{31}/, "", "QR_ABSENT", "02-51"],
    ["letters as category", /52044131/, "520441x1", "QR_CONTENT", "52"],
    ["five digits of category", /52044131/, "520541311", "QR_CONTENT", "52"],
    ["letters as currency", /5303156/, "5303CNY", "QR_CONTENT", "53"],
    ["two points in an amount", /540510\.00/, "54051.0.0", "QR_CONTENT", "54"],
    ["an amount of zero", /540510\.00/, "54040.00", "QR_CONTENT", "54"],
    ["a comma in an amount", /540510\.00/, "540510,00", "QR_CONTENT", "54"],
    ["an amount of 14 characters", /540510\.00/, "541412345678901.99", "QR_CONTENT", "54"],
    ["a country in lower case", /5802CN/, "5802cn", "QR_CONTENT", "58"],
    ["a name of 26 characters", /5905.{5}/, `5926${"x".repeat(26)}`, "QR_CONTENT", "59"],
    ["a control character in a name", /5905.{5}/, "5905ab\u0007cd", "QR_CONTENT", "59"],
    ["a city of 16 characters", /6007BEIJING/, `6016${"x".repeat(16)}`, "QR_CONTENT", "60"],
    ["an initiation that is reserved", /010212/, "010213", "QR_CONTENT", "01"],
    ["a tip indicator that is reserved", /5802CN/, "5502045802CN", "QR_CONTENT", "55"],
    ["a fee that is missing", /5802CN/, "5502025802CN", "QR_ABSENT", "56"],
    ["a percentage that is missing", /5802CN/, "5502035802CN", "QR_ABSENT", "57"],
    ["a fee that nobody announced", /5802CN/, "56040.505802CN", "QR_CONTENT", "56"],
    ["a percentage of zero", /5802CN/, "550203570500.005802CN", "QR_CONTENT", "57"],
    ["a percentage of 100", /5802CN/, "55020357031005802CN", "QR_CONTENT", "57"],
    ["a language of one letter", /64200002zh/, "64190001z", "QR_CONTENT", "64.00"],
    ["a template without identifier", /5802CN/, "26060102ab5802CN", "QR_ABSENT", "26.00"],
    ["a terminal label of 26 characters", /62.*?(?=64)/, `62300726${"x".repeat(26)}`, "QR_CONTENT", "62.07"],
  ];

  for (const [what, from, to, code, path] of WRONG) {
    it(`may not be: ${what}`, () => {
      const body = FIELDS.replace(from, to);
      assert.notEqual(body, FIELDS);
      assert.deepEqual(faultOf(sealed(body))?.slice(0, 2), [code, path]);
    });
  }

  it("may be: a fee as its indicator says, an amount without decimals, text in any script", () => {
    for (const to of ["55020256045.005802CN", "550203570405.55802CN", "5502015802CN"]) {
      assert.equal(faultOf(sealed(FIELDS.replace("5802CN", to))), undefined, to);
    }
    assert.equal(faultOf(sealed(FIELDS.replace("540510.00", "540210"))), undefined);
    assert.deepEqual(
      Qr.decode(MERCHANT).notes.map(({ code, path }) => `${code} ${path}`),
      ["NOT_ASCII 59"],
    );
  });

  it("is listed whole when a policy accepts it", () => {
    const qr = Qr.decode(sealed(FIELDS.replace("5802CN", "").replace("5303156", "5303CNY")), { content: "accept" });
    assert.deepEqual(
      qr.faults.map(({ path }) => path),
      ["53", "58"],
    );
  });
});

describe("consumer-presented codes", () => {
  it("are a tree of TLV with names, and name the network", () => {
    const qr = Qr.decode(caseOf("cpm-3-unionpay").text);
    assert.equal(qr.kind, "emv-cpm");
    assert.deepEqual(qr.networks, ["unionpay"]);
    assert.equal(qr.value("61.63.9F27"), "80");
    assert.equal(Qr.nameOf("61.63", "zh-CN", "emv-cpm"), "应用专用透明模板");
  });

  it("are cut nowhere, and have a version, an application and its identifier", () => {
    for (const id of ["cpm-2", "cpm-3-unionpay"]) {
      const { text } = caseOf(id);
      for (let cut = 0; cut < text.length; cut++) {
        const fault = faultOf(text.slice(0, cut));
        assert.ok(fault && fault[2] <= cut, `${id} cut at ${cut}`);
      }
    }
    assert.deepEqual(faultOf(base64("8505435056303261034F01A0")), ["QR_CONTENT", "85", 0]);
    assert.deepEqual(faultOf(base64("850543505630315A0100")), ["QR_ABSENT", "61", 9]);
    assert.deepEqual(faultOf(base64("8505435056303161035001416103" + "4F01A0")), ["QR_ABSENT", "61.4F", 9]);
    assert.deepEqual(faultOf(`${base64("8505435056303161034F01A0")}=`)?.[0], "QR_BASE64");
    assert.deepEqual(faultOf("hQVDUFYwMWED TwGg")?.slice(0, 1), ["QR_BASE64"]);
  });
});

describe("what is shown", () => {
  it("holds no PAN and no track, in an error, a log or masked JSON", () => {
    const { text } = caseOf("cpm-3-unionpay");
    const pan = "6263600100713672";
    const qr = Qr.decode(text);
    const shown = [inspect(qr), JSON.stringify(qr), qr.describe("zh-CN").join(), Qr.mask(text)];
    for (const output of shown) {
      assert.ok(!output.includes(pan));
      assert.ok(!output.includes(text.slice(20, 60)));
    }
    assert.ok(JSON.stringify(qr.toJSON({ masked: false })).includes(pan));
    const broken = refusal(() => Qr.decode(sealed(FIELDS.replace(/1531.{31}/, `0416${pan}`).replace("5802CN", ""))));
    assert.ok(broken instanceof QrError && broken.partial.value("04") === pan);
    assert.ok(!inspect(broken).includes(pan) && !JSON.stringify(broken).includes(pan));
    assert.ok(!JSON.stringify(broken.partial).includes(pan));
  });

  it("is a stable record, masked unless told otherwise", () => {
    assert.deepEqual(Qr.decode(MERCHANT).toJSON({ language: "zh-CN", masked: false }).fields[0], {
      id: "00",
      name: "载荷格式标识",
      value: "01",
    });
    const nested = `${FIELDS}80300006com.ab0116622588123456789` + "0";
    const json = Qr.decode(sealed(nested))
      .toJSON()
      .fields.find(({ id }) => id === "80");
    assert.deepEqual(json, {
      id: "80",
      name: "Unreserved template",
      value: "0006com.ab0116622588******7890",
      fields: [
        { id: "00", name: "Globally unique identifier", value: "com.ab" },
        { id: "01", name: "Payment network specific", value: "622588******7890" },
      ],
    });
    assert.equal(
      Qr.decode(sealed(nested)).toJSON({ masked: false }).fields.at(-2)?.value,
      "0006com.ab01166225881234567890",
    );
  });
});

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
