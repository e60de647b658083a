/** `tillcore arqc`: what it makes, what it refuses, what it never prints. Keys and card numbers are those of published tests. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { command, json, rejection, requireExamples } from "./support.ts";

/** knovichikhin/pyemv, tests/test_cvn_hsm.py. */
const IMK = "0123456789ABCDEFFEDCBA9876543210";
const PAN = "1234567890123456";
const CARD = ["--imk", IMK, "--pan", PAN];
const TERMINAL = "9F0206000000004000 9F0306000000000000 9F1A020124 95058000048000 5F2A020124 9A03191105 9C0101";
const VISA = `${TERMINAL} 9F370452BF4585 82021800 9F3602001C`;
const VISA_10 = `${VISA} 9F100706010A03A06010`;
const VISA_18 = `${VISA} 9F100706011203A0B800`;
const MCHIP =
  "9F0206000000009999 9F0306000000000000 9F1A020124 95058000000000 5F2A020124 9A03209906 9C0100 9F3704ABCDEF12 82021800 9F3602001C";
const MCHIP_DATA = "00000000999900000000000001248000000000012420990600ABCDEF121800001CA00003220000";

describe("arqc generate", () => {
  it("makes the cryptogram and the answer of every version from data objects", async () => {
    const cases: Array<[cvn: string, tlv: string, answer: string[], expected: object]> = [
      ["10", VISA_10, ["--arc", "00"], { arqc: "29CCA15AE665FA2E", arpc: "28993816AFAE4AEB" }],
      ["18", VISA_18, ["--csu", "00000000"], { arqc: "7A788EA6B8A3E733", arpc: "9AF514C1", sessionKcv: "22C8" }],
      ["mchip-16", issuerData("0110A00003220000000000000000000000FF"), ["--arc", "0010"], MCHIP_16],
      ["mchip", issuerData("0111A00003220000000000000000000322FF"), ["--arc", "0010"], MCHIP_17],
      ["mchip", issuerData("0114A00003220000000000000000000000FF"), ["--arc", "0010"], MCHIP_20],
      ["mchip-21", issuerData("0115A00003220000000000000000000322FF"), ["--arc", "0010"], MCHIP_21],
    ];
    for (const [cvn, tlv, answer, expected] of cases)
      assert.deepEqual(
        shortKcv(await json(["arqc", "generate", "--cvn", cvn, ...CARD, "--tlv", tlv, ...answer])),
        expected,
      );
  });

  const MCHIP_16 = { arqc: "24CCF3DEE3158C70", arpc: "73F6BBF389A6586C", sessionKcv: "2FD5" };
  const MCHIP_17 = { arqc: "EAE8A620A75648D8", arpc: "29CF11FBDB9CA650", sessionKcv: "2FD5" };
  const MCHIP_20 = { arqc: "CD29615D6452E70E", arpc: "DFD0956606B68D64", sessionKcv: "22C8" };
  const MCHIP_21 = { arqc: "C30E54BE496CF5E5", arpc: "4F51F9CC63CE8B3C", sessionKcv: "22C8" };

  it("takes the finished data as well, and then ATC and unpredictable number from their options", async () => {
    const args = ["arqc", "generate", ...CARD, "--atc", "001C", "--un", "ABCDEF12", "--data", MCHIP_DATA];
    for (const cvn of ["mchip-16", "mchip"])
      assert.deepEqual(shortKcv(await json([...args, "--cvn", cvn])), { arqc: MCHIP_16.arqc, sessionKcv: "2FD5" });
    assert.deepEqual(shortKcv(await json([...args, "--cvn", "mchip-20"])), { arqc: MCHIP_20.arqc, sessionKcv: "22C8" });
  });

  it("finds the objects in a template, and the sequence number among them", async () => {
    const inner = `${VISA_10} 5F340107`.replaceAll(" ", "");
    const template = `77${(inner.length / 2).toString(16).padStart(2, "0")}${inner}`;
    const args = ["arqc", "generate", "--cvn", "10", ...CARD];
    const found = await json([...args, "--tlv", template]);
    assert.deepEqual(found, await json([...args, "--tlv", VISA_10, "--psn", "07"]));
    assert.notDeepEqual(found, await json([...args, "--tlv", VISA_10]));
  });

  it("does not need an ATC where the card's own key makes the cryptogram", async () => {
    const found = await json(["arqc", "generate", "--cvn", "17", ...CARD, "--data", "000000009999ABCDEF12001CA2"]);
    assert.deepEqual(Object.keys(found as object), ["arqc"]);
  });

  it("prints a line each for people", async () => {
    const { code, stdout } = await command([
      ...["arqc", "generate", "--cvn", "10", ...CARD, "--tlv", VISA_10, "--arc", "3030"],
    ]);
    assert.deepEqual([code, stdout], [0, "29CCA15AE665FA2E\n28993816AFAE4AEB\n"]);
  });

  it("refuses data that are not of the version, with the tag", async () => {
    const refused: Array<[cvn: string, tlv: string, path: string]> = [
      ["10", VISA, "9F10"],
      ["10", VISA_18, "9F10"],
      ["22", VISA_18, "9F10"],
      ["18", VISA_18.replace("82021800", ""), "82"],
      ["18", VISA_18.replace("9C0101", "9C020101"), "9C"],
      ["mchip", VISA_18, "9F10"],
    ];
    for (const [cvn, tlv, path] of refused) {
      const record = (await rejection(["arqc", "generate", "--cvn", cvn, ...CARD, "--tlv", tlv])) as Fault;
      assert.deepEqual([record.code, record.path], ["ARQC_DATA", path]);
    }
  });

  it("refuses keys, numbers and lengths that are none, and never shows them", async () => {
    const base = ["arqc", "generate", "--cvn", "mchip-16", "--data", MCHIP_DATA];
    const card = ["--atc", "001C", "--un", "ABCDEF12"];
    const refused: Array<[code: string, args: string[]]> = [
      ["KEY_LENGTH", ["--imk", "0123456789ABCDEF", "--pan", PAN, ...card]],
      ["HEX_DIGIT", ["--imk", `${IMK.slice(0, -1)}X`, "--pan", PAN, ...card]],
      ["PAN_LENGTH", ["--imk", IMK, "--pan", "12345678901", ...card]],
      ["PAN_DIGIT", ["--imk", IMK, "--pan", "123456789012345a", ...card]],
      ["ATC_LENGTH", ["--imk", IMK, "--pan", PAN, "--atc", "1C", "--un", "ABCDEF12"]],
      ["UN_LENGTH", ["--imk", IMK, "--pan", PAN, "--atc", "001C", "--un", "AB"]],
      ["UN_MISSING", ["--imk", IMK, "--pan", PAN, "--atc", "001C"]],
      ["ARC_LENGTH", [...CARD, ...card, "--arc", "303030"]],
      ["ARC_CHARACTER", [...CARD, ...card, "--arc", "中文"]],
      ["ARC_CHARACTER", [...CARD, ...card, "--arc", "é1"]],
      ["ARC_CHARACTER", [...CARD, ...card, "--arc", "0\n"]],
      ["ARC_CHARACTER", [...CARD, ...card, "--arc", "😀"]],
    ];
    for (const [code, args] of refused) {
      const { stderr } = await command([...base, ...args]);
      assert.equal(((await rejection([...base, ...args])) as Fault).code, code);
      assert.equal(/0123456789|1234567890/.test(stderr), false);
    }
  });

  it("names the option of a key that is too short", async () => {
    const args = ["arqc", "generate", "--cvn", "10", "--imk", "00", "--pan", PAN, "--tlv", VISA_10];
    assert.deepEqual(await rejection(args), {
      ...{ code: "KEY_LENGTH", path: "imk", offset: 0 },
      ...{ expected: "16 bytes", actual: "1 bytes" },
    });
  });

  it("is used wrongly without data, with both kinds, without an ATC, and with another method's answer", async () => {
    const base = ["arqc", "generate", ...CARD];
    for (const [args, hint] of [
      [["--cvn", "10"], /--data or --tlv/],
      [["--cvn", "10", "--data", "00", "--tlv", VISA_10], /--data or --tlv/],
      [["--cvn", "18", "--data", "00"], /--atc/],
      [["--cvn", "18", "--tlv", VISA_18, "--arc", "3030"], /--csu/],
      [["--cvn", "10", "--tlv", VISA_10, "--csu", "00000000"], /--arc/],
      [["--cvn", "18", "--tlv", VISA_18, "--proprietary", "00"], /--csu/],
      [["--cvn", "18", "--tlv", VISA_18, "--csu", "00000000", "--arc", "00"], /leave one out/],
      [["--cvn", "10", "--tlv", VISA_10, "--psn", "100"], /0 to 99/],
      [["--cvn", "11", "--tlv", VISA_10], /choices/],
    ] as Array<[string[], RegExp]>) {
      const { code, stderr } = await command([...base, ...args]);
      assert.equal(code, 2);
      assert.match(stderr, hint);
    }
  });

  function issuerData(value: string): string {
    return `${MCHIP} 9F10${(value.length / 2).toString(16).padStart(2, "0")}${value}`;
  }
});

describe("arqc verify", () => {
  const base = ["arqc", "verify", "--cvn", "10", ...CARD, "--tlv"];

  it("says that a cryptogram is right, and answers it", async () => {
    assert.deepEqual(await json([...base, VISA_10, "--arqc", "29CCA15AE665FA2E"]), { verified: true });
    const tlv = `${VISA_10} 9F260829CCA15AE665FA2E`;
    assert.deepEqual(await json([...base, tlv, "--arc", "3030"]), { verified: true, arpc: "28993816AFAE4AEB" });
    const { stdout } = await command([...base, tlv, "--arc", "00"]);
    assert.equal(stdout, "verified\n28993816AFAE4AEB\n");
  });

  it("refuses a wrong one without saying what would be right", async () => {
    const { code, stdout, stderr } = await command([...base, VISA_10, "--arqc", "29CCA15AE665FA2F", "--json"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.deepEqual(JSON.parse(stderr), {
      error: {
        code: "ARQC_WRONG",
        path: "arqc",
        offset: 0,
        expected: "the cryptogram of this card over these data",
        actual: null,
      },
    });
    assert.equal(((await rejection([...base, VISA_10, "--arqc", "29CC"])) as Fault).code, "ARQC_LENGTH");
    assert.equal(((await rejection([...base, VISA_10])) as Fault).path, "9F26");
  });

  it("refuses a changed amount and another card", async () => {
    const changed = VISA_10.replace("004000", "004001");
    assert.equal(((await rejection([...base, changed, "--arqc", "29CCA15AE665FA2E"])) as Fault).code, "ARQC_WRONG");
    const other = ["arqc", "verify", "--cvn", "10", "--imk", IMK, "--pan", "1234567890123457", "--tlv", VISA_10];
    assert.equal(((await rejection([...other, "--arqc", "29CCA15AE665FA2E"])) as Fault).code, "ARQC_WRONG");
  });

  it("is used wrongly without a cryptogram", async () => {
    const { code, stderr } = await command(["arqc", "verify", "--cvn", "10", ...CARD, "--data", "00"]);
    assert.equal(code, 2);
    assert.match(stderr, /--arqc/);
  });
});

describe("the help of arqc", () => {
  it("says that keys are test keys, and its examples are true", async () => {
    for (const name of ["generate", "verify"]) {
      await requireExamples(["arqc", name], 1);
      assert.match((await command(["arqc", name, "--help"])).stdout, /Test\s+keys\s+only/);
    }
  });
});

interface Fault {
  code: string;
  path: string;
}

/** The published check values have two bytes. */
function shortKcv(value: unknown): object {
  const { sessionKcv, ...rest } = value as { sessionKcv?: string };
  return sessionKcv === undefined ? rest : { ...rest, sessionKcv: sessionKcv.slice(0, 4) };
}
