import assert from "node:assert/strict";
import { test } from "node:test";
import { Done, KeyUsage } from "../../../assembly/abi.ts";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { makeParityOdd } from "../../../host/secure/cipher/parity.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import { KeySlots } from "../../../host/secure/slots/slots.ts";
import { isWeakTdes, isWellKnown } from "../../../host/secure/slots/well_known.ts";
import { MAK, PIK, TMK, hex, seeded, upper } from "./support.ts";

/** Of each kind one or two; those of DES below are complete. */
const KNOWN: Array<[why: string, CipherName, key: string]> = [
  ["printed everywhere", "tdes", "0123456789ABCDEFFEDCBA9876543210"],
  ["the other way round", "tdes", "FEDCBA98765432100123456789ABCDEF"],
  ["its half", "tdes", "0123456789ABCDEF"],
  ["its halves, three of them", "tdes", "0123456789ABCDEFFEDCBA98765432100123456789ABCDEF"],
  ["for SM4 as well", "sm4", "0123456789ABCDEFFEDCBA9876543210"],
  ["one byte repeated", "tdes", "11111111111111111111111111111111"],
  ["one byte and its parity bits", "tdes", "31303130313031303130313031303130"],
  ["nothing at all", "tdes", "00000000000000000000000000000000"],
  ["parts of one byte each", "tdes", "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBB"],
  ["parts of one byte each, AES", "aes", "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCC"],
  ["equal halves", "tdes", "AB7C577CC7A18045AB7C577CC7A18045"],
  ["equal halves but for parity", "tdes", "AB7C577CC7A18045AA7C577CC7A18045"],
  ["equal halves, AES", "aes", "AB7C577CC7A18045AB7C577CC7A18045"],
  ["equal halves of 16, AES", "aes", "258FB0AB70D025CDB99DF2C4D302D646258FB0AB70D025CDB99DF2C4D302D646"],
  ["two equal keys of three: K1 K1 K2", "tdes", "AB7C577CC7A18045AB7C577CC7A180451A2B3C4D5E6F7081"],
  ["two equal keys of three: K1 K2 K2", "tdes", "1A2B3C4D5E6F7081AB7C577CC7A18045AB7C577CC7A18045"],
  ["GlobalPlatform", "aes", "404142434445464748494A4B4C4D4E4F"],
  ["DUKPT initial key", "tdes", "6AC292FAA1315B4D858AB3A3D7D5933A"],
  ["FIPS 197", "aes", "000102030405060708090A0B0C0D0E0F"],
];

/** FIPS 74: weak keys are their own inverse; of a semi-weak pair each is the other's. */
const WEAK = ["0101010101010101", "FEFEFEFEFEFEFEFE", "E0E0E0E0F1F1F1F1", "1F1F1F1F0E0E0E0E"];
const SEMI_WEAK: Array<[string, string]> = [
  ["01FE01FE01FE01FE", "FE01FE01FE01FE01"],
  ["1FE01FE00EF10EF1", "E01FE01FF10EF10E"],
  ["01E001E001F101F1", "E001E001F101F101"],
  ["1FFE1FFE0EFE0EFE", "FE1FFE1FFE0EFE0E"],
  ["011F011F010E010E", "1F011F010E010E01"],
  ["E0FEE0FEF1FEF1FE", "FEE0FEE0FEF1FEF1"],
];

function load(key: Uint8Array, algorithm: CipherName, testKeys: boolean): Done {
  const attributes = { usage: KeyUsage.MAC, algorithm, mode: "C", exportability: "N", version: "00" } as const;
  return new KeySlots([], { testKeys }).load({ slot: 1, attributes, origin: KeyOrigin.INJECTED, key }, () => {});
}

for (const [why, algorithm, digits] of KNOWN) {
  test(`a well-known key is refused unless test keys are allowed: ${why}`, () => {
    const key = hex(digits);
    assert.equal(isWellKnown(key, algorithm), true);
    assert.equal(load(key, algorithm, false), Done.REFUSED);
    assert.equal(load(key, algorithm, true), Done.DONE);
    const flipped = key.map((byte) => byte ^ 1);
    assert.equal(load(flipped, algorithm, false), Done.REFUSED, "whatever its parity");
  });
}

test("one other bit makes another key", () => {
  const key = hex("0123456789ABCDEFFEDCBA9876543210");
  for (let at = 0; at < key.length; at++) {
    const other = key.map((byte, i) => (i === at ? byte ^ 2 : byte));
    assert.equal(load(other, "tdes", false), Done.DONE);
  }
});

test("keys of no kind are none", () => {
  for (const key of [TMK, PIK, MAK]) assert.equal(isWellKnown(key, "tdes"), false);
  const random = seeded("keys");
  for (let i = 0; i < 50; i++) {
    for (const length of [8, 16, 24]) assert.equal(isWellKnown(random(length), "tdes"), false);
    for (const length of [16, 24, 32]) assert.equal(isWellKnown(random(length), "aes"), false);
    assert.equal(isWellKnown(random(16), "sm4"), false);
  }
});

test("weak and semi-weak keys of DES are refused wherever they stand in a key", () => {
  const data = hex("0011223344556677");
  const good = hex("1A2B3C4D5E6F7081");
  for (const [first, second] of [...WEAK.map((key): [string, string] => [key, key]), ...SEMI_WEAK]) {
    assert.deepEqual(TDES.encrypt(hex(first), TDES.encrypt(hex(second), data)), data, "it is what it is called");
    for (const digits of [first, second]) {
      const key = hex(digits);
      assert.equal(upper(makeParityOdd(hex(digits))), digits);
      assert.equal(load(key, "tdes", false), Done.REFUSED);
      for (const parts of [
        [key, good],
        [good, key],
        [good, MAK, key],
        [good, key.map((byte) => byte ^ 1), MAK],
      ]) {
        const whole = new Uint8Array(Buffer.concat(parts));
        assert.equal(isWeakTdes(whole), true);
        assert.equal(load(whole, "tdes", false), Done.REFUSED);
        if (whole.length === 16) assert.equal(load(whole, "aes", false), Done.DONE, "it is of DES alone");
      }
    }
  }
  assert.equal(isWeakTdes(new Uint8Array([...good, ...MAK, ...good])), false, "K1 K2 K1 is two-key triple DES");
});
