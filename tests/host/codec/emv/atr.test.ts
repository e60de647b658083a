import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explainAtr, lineOf } from "../../../../host/codec/emv/index.ts";
import { fromHex } from "../support.ts";

const linesOf = (hex: string) => explainAtr(fromHex(hex), "en").map((line) => lineOf(line, "en"));
const lineAt = (hex: string, part: string) => linesOf(hex).find((line) => line.startsWith(`${part}: `));
const faultsOf = (hex: string) => explainAtr(fromHex(hex), "en").filter(({ fault }) => fault === true);

describe("an answer to reset", () => {
  it("has the defaults of ISO/IEC 7816-3 where a byte is absent", () => {
    assert.deepEqual(linesOf("3B00"), [
      "TS byte 1: direct convention",
      "T0 byte 2: -, 0 historical bytes",
      "TA1: absent Fi=372 Di=1, 372 cycles per etu, at most 5 MHz, 13440 bit/s",
      "TB1: absent Vpp is not connected",
      "TC1: absent N=0 GT=12",
    ]);
    assert.match(linesOf("3F00")[0] ?? "", /inverse convention/);
  });

  it("has a rate by TA1", () => {
    assert.equal(lineAt("3B1018", "TA1"), "TA1: 18 Fi=372 Di=12, 31 cycles per etu, at most 5 MHz, 161290 bit/s");
    assert.equal(lineAt("3B1096", "TA1"), "TA1: 96 Fi=512 Di=32, 16 cycles per etu, at most 5 MHz, 312500 bit/s");
    assert.equal(lineAt("3B1077", "TA1"), "TA1: 77 reserved value");
  });

  it("has a guard time by TC1", () => {
    assert.equal(lineAt("3B4005", "TC1"), "TC1: 05 N=5 GT=17");
    assert.equal(lineAt("3B40FF", "TC1"), "TC1: FF N=255 GT=12");
  });

  it("has a check byte only with a protocol other than T=0", () => {
    assert.equal(lineAt("3B80800101", "TCK"), "TCK: 01 correct");
    assert.equal(lineAt("3B80800102", "TCK"), "TCK: 02 is wrong");
    assert.equal(faultsOf("3B80800102").length, 1);
    assert.equal(lineAt("3B8000", "TCK"), undefined);
  });

  it("has sizes and times of T=1 in its third group", () => {
    const lines = linesOf("3B8080310A457E");
    assert.deepEqual(lines.slice(-4), [
      "TD2: 31 TA3 TB3 T=1",
      "TA3: 0A IFSI=10",
      "TB3: 45 CWT=43 BWT=15371",
      "TCK: 7E correct",
    ]);
  });

  it("has historical bytes in compact TLV, or as they are", () => {
    assert.deepEqual(linesOf("3B0980318065B08301009000").slice(5, 7), [
      "T1: 80 compact TLV",
      "card service data: 80",
    ]); // prettier-ignore
    assert.deepEqual(linesOf("3B0400059000").slice(5), [
      "T1: 00 compact TLV, then a status indicator",
      "LCS: 05 operational state (activated)",
      "SW: 9000 normal processing",
    ]); // prettier-ignore
    assert.equal(lineAt("3B6500002063CB6800", "T1"), "T1: 2063CB6800 proprietary");
    assert.equal(faultsOf("3B03000000").length, 1);
  });

  it("says what is missing, and what is too much", () => {
    assert.deepEqual(faultsOf("3B65000020").map(({ text }) => text), ["bytes missing: 4"]); // prettier-ignore
    assert.deepEqual(faultsOf("3B0000").map(({ text }) => text), ["bytes too many: 1"]); // prettier-ignore
    assert.equal(faultsOf("3B").length, 1);
    assert.equal(faultsOf("3B".repeat(34)).length, 1);
  });
});
