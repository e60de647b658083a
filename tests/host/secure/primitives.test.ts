import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applicationCryptogram,
  arpcMethod1,
  cryptogramInput,
  diversify,
  iccMasterKey,
  sessionKey,
} from "../../../host/secure/emv_keys.ts";
import { iso9797Algorithm3, unionpayEcbMac } from "../../../host/secure/mac.ts";
import { keyCheckValue, tdesDecrypt, tdesEncrypt } from "../../../host/secure/tdes.ts";
import { hex, upper, vectors } from "./support.ts";
import type { Vector } from "./support.ts";

const text = (value: string | number | undefined): string => String(value ?? "");

for (const vector of vectors<Vector>("pin-keys-mac.json")) {
  const { op, in: given, out } = vector;
  if (op === "kcv") {
    test(`key check value: ${vector.id}`, () => {
      const expected = text(out["kcv"]);
      assert.equal(upper(keyCheckValue(hex(text(given["key"])))).slice(0, expected.length), expected);
    });
  }
  if (op === "key.unwrapEcb") {
    test(`key under its parent: ${vector.id}`, () => {
      assert.equal(upper(tdesDecrypt(hex(text(given["kek"])), hex(text(given["data"])))), out["key"]);
    });
  }
  if (op === "key.wrapEcb") {
    test(`key under its parent: ${vector.id}`, () => {
      assert.equal(upper(tdesEncrypt(hex(text(given["kek"])), hex(text(given["data"])))), out["data"]);
    });
  }
  if (op === "mac.retail") {
    test(`ISO 9797-1 algorithm 3: ${vector.id}`, () => {
      const key = hex(text(given["key1"]) + text(given["key2"]));
      assert.equal(upper(iso9797Algorithm3(key, hex(text(given["data"])))), out["mac"]);
    });
  }
  if (op === "mac.unionpayEcb") {
    test(`UnionPay ECB MAC: ${vector.id}`, () => {
      const mac = unionpayEcbMac(hex(text(given["key"])), hex(text(given["data"])));
      assert.equal(Buffer.from(mac).toString("ascii"), out["mac"]);
    });
  }
}

for (const vector of vectors<Vector>("emv-cryptogram.json")) {
  const { in: given, out } = vector;
  test(`EMV keys and cryptograms: ${vector.id}`, () => {
    const master = iccMasterKey(hex(text(given["imk"])), text(given["pan"]), Number(given["psn"]));
    if (out["mkKcv"] !== undefined) assert.equal(upper(keyCheckValue(master)).slice(0, 4), out["mkKcv"]);
    const r = text(given["r"]);
    const session = r.endsWith("000000000000")
      ? sessionKey(master, parseInt(r.slice(0, 4), 16))
      : diversify(master, hex(r));
    if (out["skKcv"] !== undefined) assert.equal(upper(keyCheckValue(session)).slice(0, 4), out["skKcv"]);
    const cryptogram = applicationCryptogram(session, hex(text(given["data"])));
    assert.equal(upper(cryptogram), out["arqc"] ?? out["mac"]);
    if (out["arpc1"] === undefined) return;
    const key = given["arpcKey"] === "mk" ? master : session;
    assert.equal(upper(arpcMethod1(key, cryptogram, hex(text(given["arc"])))), out["arpc1"]);
  });
}

test("an ICC master key has odd parity", () => {
  const key = iccMasterKey(hex("0123456789ABCDEFFEDCBA9876543210"), "6216261000000000018", 1);
  for (const byte of key) assert.equal(byte.toString(2).replaceAll("0", "").length % 2, 1);
});

test("the session key differs for every ATC and the whole range is served", () => {
  const master = hex("0123456789ABCDEFFEDCBA9876543210");
  assert.notEqual(upper(sessionKey(master, 1)), upper(sessionKey(master, 256)));
  assert.equal(sessionKey(master, 0xffff).length, 16);
  assert.throws(() => sessionKey(master, 0x10000), RangeError);
});

const F55 = new Map<number, Uint8Array>([
  [0x9f02, hex("000000001234")],
  [0x9f03, hex("000000000000")],
  [0x9f1a, hex("0156")],
  [0x95, hex("0000048000")],
  [0x5f2a, hex("0156")],
  [0x9a, hex("251122")],
  [0x9c, hex("00")],
  [0x9f37, hex("11223344")],
  [0x82, hex("1C00")],
  [0x9f36, hex("0007")],
  [0x9f10, hex("07010103A0100001")],
]);

test("a cryptogram's input is the data in their order, then the CVR", () => {
  const expected = "0000000012340000000000000156000004800001562511220011223344" + "1C00" + "0007" + "03A01000";
  assert.equal(upper(cryptogramInput(F55) ?? hex("")), expected);
});

test("there is no input when an element is missing or has another form", () => {
  for (const tag of F55.keys()) {
    const without = new Map(F55);
    without.delete(tag);
    assert.equal(cryptogramInput(without), undefined);
    const longer = new Map(F55);
    longer.set(tag, new Uint8Array(9));
    assert.equal(cryptogramInput(longer), undefined);
  }
  assert.equal(cryptogramInput(new Map(F55).set(0x9f10, hex("0701010400000001"))), undefined);
});

test("keys and data of other lengths are refused", () => {
  for (const length of [0, 7, 9, 15, 17, 25])
    assert.throws(() => tdesEncrypt(new Uint8Array(length), hex("")), RangeError);
  assert.throws(() => tdesDecrypt(new Uint8Array(16), new Uint8Array(9)), RangeError);
  assert.throws(() => iso9797Algorithm3(new Uint8Array(8), new Uint8Array(8)), RangeError);
  assert.throws(() => iccMasterKey(new Uint8Array(16), "12345678901", 0), RangeError);
  assert.equal(unionpayEcbMac(new Uint8Array(8), new Uint8Array(0)).length, 8);
});
