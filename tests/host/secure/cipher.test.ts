/** Block ciphers, CMAC, check values and parity. Published test keys: tests/vectors/secure.json, RFC 4493, NIST SP 800-38B. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CodecError } from "../../../host/codec/errors.ts";
import { AES, CIPHERS, SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { CipherName } from "../../../host/secure/cipher/block_cipher.ts";
import { cmac } from "../../../host/secure/cipher/cmac.ts";
import { KCV_BYTES_UNIONPAY, keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import type { KcvMethod } from "../../../host/secure/cipher/kcv.ts";
import { isEqualButParity, isOddParity, makeParityOdd } from "../../../host/secure/cipher/parity.ts";
import { casesOf, hex, text, upper } from "./vectors.ts";

const ALL = Object.values(CIPHERS);
/** A cipher, one of its keys, and whole blocks. */
const runs = fc.constantFrom(...ALL).chain((cipher) =>
  fc.record({
    cipher: fc.constant(cipher),
    key: fc.constantFrom(...cipher.keyBytes).chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    iv: fc.uint8Array({ minLength: cipher.blockBytes, maxLength: cipher.blockBytes }),
    blocks: fc
      .integer({ min: 0, max: 6 })
      .chain((count) => fc.uint8Array({ minLength: count * cipher.blockBytes, maxLength: count * cipher.blockBytes })),
  }),
);

describe("published cases", () => {
  for (const { id, in: given, out } of casesOf("key.unwrapEcb", 1)) {
    it(`a key comes out from under its parent: ${id}`, () => {
      assert.equal(upper(TDES.decrypt(hex(given["kek"]), hex(given["data"]))), out["key"]);
    });
  }

  for (const { id, in: given, out } of casesOf("key.wrapEcb", 1)) {
    it(`a key goes under its parent: ${id}`, () => {
      assert.equal(upper(TDES.encrypt(hex(given["kek"]), hex(given["data"]))), out["data"]);
    });
  }

  for (const { id, in: given, out } of casesOf("sm4.ecb", 1)) {
    it(`SM4 block by block, there and back: ${id}`, () => {
      assert.equal(upper(SM4.encrypt(hex(given["key"]), hex(given["data"]))), out["data"]);
      assert.equal(upper(SM4.decrypt(hex(given["key"]), hex(out["data"]))), given["data"]);
    });
  }

  for (const { id, in: given, out } of casesOf("sm4.cbc", 2)) {
    it(`SM4 in a chain, there and back: ${id}`, () => {
      const [key, iv] = [hex(given["key"]), hex(given["iv"])];
      assert.equal(upper(SM4.encryptCbc(key, hex(given["data"]), iv)), out["data"]);
      assert.equal(upper(SM4.decryptCbc(key, hex(out["data"]), iv)), given["data"]);
    });
  }

  for (const { id, in: given, out } of casesOf("sm3", 2)) {
    it(`SM3 is there: ${id}`, () => {
      assert.equal(upper(createHash("sm3").update(hex(given["data"])).digest()), out["hash"]);
    });
  }

  for (const { id, in: given, out } of casesOf("kcv", 9)) {
    it(`a check value: ${id}`, () => {
      const cipher = CIPHERS[text(given["alg"]).toLowerCase() as CipherName];
      const expected = text(out["kcv"]);
      const method = given["method"] as KcvMethod;
      assert.equal(upper(keyCheckValue(cipher, hex(given["key"]), method, expected.length / 2)), expected);
    });
  }

  it("check values as UnionPay sends them: tests/vectors/mac-unionpay.json", () => {
    let count = 0;
    for (const { f62, TMK, ...working } of unionpayKeys()) {
      for (const name of ["PIK", "MAK"] as const) {
        const key = hex(working[name]);
        assert.equal(upper(keyCheckValue(TDES, key, "zeros", KCV_BYTES_UNIONPAY)), working[`${name}_KCV`]);
        assert.ok(f62?.includes(upper(TDES.encrypt(hex(TMK), key))));
        count++;
      }
    }
    assert.equal(count, 6);
  });

  it("a master key under its transport key: tests/vectors/mac-unionpay.json", () => {
    const [given] = unionpayCases().filter(({ kind }) => kind === "tmk");
    const wrapped = hex(given?.["encryptedTMK_plus_kcv"]);
    const key = TDES.decrypt(hex(given?.["transportKey"]), wrapped.subarray(0, 16));
    assert.equal(upper(key), given?.["TMK"]);
    assert.equal(upper(keyCheckValue(TDES, key, "zeros", 8)), upper(wrapped.subarray(16)));
  });
});

function unionpayCases(): Array<Record<string, string>> {
  const path = new URL("../../vectors/mac-unionpay.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { cases: Array<Record<string, string>> }).cases;
}

function unionpayKeys(): Array<Record<string, string>> {
  return unionpayCases().filter(({ kind }) => kind === "workkey");
}

describe("CMAC", () => {
  const MESSAGE = hex(
    "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710",
  );
  /** NIST SP 800-38B, appendix D; those of AES-128 are RFC 4493's too. Length of the message, MAC. */
  const PUBLISHED: Array<[cipher: CipherName, key: string, macs: Array<[number, string]>]> = [
    [
      "aes",
      "2B7E151628AED2A6ABF7158809CF4F3C",
      [
        [0, "BB1D6929E95937287FA37D129B756746"],
        [16, "070A16B46B4D4144F79BDD9DD04A287C"],
        [40, "DFA66747DE9AE63030CA32611497C827"],
        [64, "51F0BEBF7E3B9D92FC49741779363CFE"],
      ],
    ],
    [
      "aes",
      "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
      [
        [0, "D17DDF46ADAACDE531CAC483DE7A9367"],
        [16, "9E99A7BF31E710900662F65E617C5184"],
        [40, "8A1DE5BE2EB31AAD089A82E6EE908B0E"],
        [64, "A1D5DF0EED790F794D77589659F39A11"],
      ],
    ],
    [
      "aes",
      "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4",
      [
        [0, "028962F61B7BF89EFC6B551F4667D983"],
        [16, "28A7023F452E8F82BD4BF28D8C37C35C"],
        [40, "AAF3D8F1DE5640C232F5B169B9C911E6"],
        [64, "E1992190549F6ED5696A2C056C315410"],
      ],
    ],
    [
      "tdes",
      "8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5",
      [
        [0, "B7A688E122FFAF95"],
        [8, "8E8F293136283797"],
        [20, "743DDBE0CE2DC2ED"],
        [32, "33E6B1092400EAE5"],
      ],
    ],
    [
      "tdes",
      "4CF15134A2850DD58A3D10BA80570D38",
      [
        [0, "BD2EBF9A3BA00361"],
        [8, "4FF2AB813C53CE83"],
        [20, "62DD1B471902BD4E"],
        [32, "31B1E431DABC4EB8"],
      ],
    ],
  ];

  for (const [cipher, key, macs] of PUBLISHED) {
    it(`is the published one with ${cipher} and a key of ${key.length / 2} bytes`, () => {
      for (const [length, mac] of macs)
        assert.equal(upper(cmac(CIPHERS[cipher], hex(key), MESSAGE.subarray(0, length))), mac);
    });
  }

  it("is cut from the left, to 1 byte at least", () => {
    const key = hex("2B7E151628AED2A6ABF7158809CF4F3C");
    assert.equal(upper(cmac(AES, key, new Uint8Array(0), 5)), "BB1D6929E9");
    for (const bytes of [0, 17, 1.5]) {
      const refusal = { code: "MAC_LENGTH", expected: "1 to 16 bytes" };
      assert.throws(() => cmac(AES, key, new Uint8Array(0), bytes), refusal);
    }
  });
});

describe("block ciphers", () => {
  it("give back what they enciphered, leave what they were given, and chain as they say", () => {
    fc.assert(
      fc.property(runs, ({ cipher, key, iv, blocks }) => {
        const given = [key, iv, blocks].map(upper);
        const chain = cipher.encryptCbc(key, blocks, iv);
        assert.deepEqual(cipher.decrypt(key, cipher.encrypt(key, blocks)), blocks);
        assert.deepEqual(cipher.decryptCbc(key, chain, iv), blocks);
        let before: Uint8Array = iv;
        for (let at = 0; at < blocks.length; at += cipher.blockBytes) {
          const block = blocks.slice(at, at + cipher.blockBytes).map((byte, i) => byte ^ before[i]!);
          before = cipher.encrypt(key, block);
          assert.deepEqual(chain.slice(at, at + cipher.blockBytes), before);
        }
        assert.deepEqual([key, iv, blocks].map(upper), given);
      }),
      { numRuns: 60 },
    );
  });

  it("run single DES as triple DES with equal parts", () => {
    // FIPS 81, table B1.
    const [key, data] = [hex("0123456789ABCDEF"), hex("4E6F772069732074")];
    assert.equal(upper(TDES.encrypt(key, data)), "3FA40E8A984D4815");
    assert.equal(upper(TDES.encrypt(hex("0123456789ABCDEF".repeat(2)), data)), "3FA40E8A984D4815");
    assert.equal(upper(TDES.encrypt(hex("0123456789ABCDEF".repeat(3)), data)), "3FA40E8A984D4815");
  });

  it("refuse keys and data of other lengths, and say nothing of them", () => {
    for (const cipher of ALL) {
      for (let length = 0; length <= 40; length++) {
        if (cipher.keyBytes.includes(length)) continue;
        const expected = `${cipher.keyBytes.join(" or ")} bytes`;
        const fault = { code: "KEY_LENGTH", path: "key", expected, actual: `${length} bytes` };
        assert.throws(() => cipher.encrypt(new Uint8Array(length), new Uint8Array(cipher.blockBytes)), fault);
        assert.throws(() => keyCheckValue(cipher, new Uint8Array(length), "cmac"), fault);
      }
      const key = new Uint8Array(16);
      const fault = { code: "DATA_LENGTH", expected: `whole blocks of ${cipher.blockBytes} bytes` };
      assert.throws(() => cipher.decrypt(key, new Uint8Array(cipher.blockBytes + 1)), fault);
      assert.throws(() => cipher.encryptCbc(key, new Uint8Array(0), new Uint8Array(cipher.blockBytes - 1)), fault);
    }
    assert.throws(() => AES.encrypt(new Uint8Array(8), new Uint8Array(16)), CodecError);
  });
});

describe("parity", () => {
  it("is made odd without changing the key for DES", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (key) => {
        const odd = makeParityOdd(key.slice());
        assert.ok(isOddParity(odd));
        assert.ok(isEqualButParity(key, odd));
        assert.deepEqual(makeParityOdd(odd.slice()), odd);
        assert.deepEqual(keyCheckValue(TDES, key), keyCheckValue(TDES, odd));
      }),
      { numRuns: 60 },
    );
    assert.ok(!isOddParity(hex("0023456789ABCDEF")));
    assert.ok(!isEqualButParity(hex("01"), hex("03")));
    assert.ok(!isEqualButParity(hex("01"), hex("0101")));
  });
});
