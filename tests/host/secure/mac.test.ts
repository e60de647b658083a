/**
 * Message authentication codes. Published test keys: tests/vectors/secure.json and mac-unionpay.json, the examples of
 * ISO/IEC 9797-1, FIPS 113, RFC 2202, RFC 4231, and what the POS specifications that are quoted print.
 */
import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CodecError } from "../../../host/codec/errors.ts";
import { AES, SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { MAC_ALGORITHMS, macOf, verifyMac } from "../../../host/secure/mac/algorithms.ts";
import type { MacName, MacOptions } from "../../../host/secure/mac/algorithms.ts";
import { MAC_NAMES } from "../../../host/secure/mac/names.ts";
import { padded } from "../../../host/secure/mac/padding.ts";
import type { PaddingMethod } from "../../../host/secure/mac/padding.ts";
import { casesOf, hex, latin1, text, upper } from "./vectors.ts";

const DES_KEY = hex("0123456789ABCDEF");
const KEY = hex("0123456789ABCDEFFEDCBA9876543210");
const ALGORITHMS = Object.values(MAC_ALGORITHMS);

describe("padding", () => {
  for (const { id, in: given, out } of casesOf("mac.pad", 5)) {
    it(`is the published one: ${id}`, () => {
      const result = padded(given["method"] as PaddingMethod, hex(given["data"]), Number(given["block"]));
      assert.equal(upper(result), out["data"]);
    });
  }

  it("gives whole blocks, and different ones for different data by methods 2 and 3", () => {
    const data = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(data, data, fc.constantFrom(8, 16), (one, other, block) => {
        for (const method of [1, 2, 3] as const) {
          const result = padded(method, one, block);
          assert.equal(result.length % block, 0);
          assert.ok(result.length > 0);
          const at = method === 3 ? block : 0;
          assert.deepEqual(result.slice(at, at + one.length), one);
          if (method !== 1 && upper(one) !== upper(other))
            assert.notEqual(upper(padded(method, other, block)), upper(result));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("copies nothing where nothing is to add", () => {
    const data = new Uint8Array(16);
    assert.equal(padded(1, data, 8), data);
    assert.equal(upper(padded(3, new Uint8Array(0x2000), 8).subarray(0, 8)), "0000000000010000");
  });
});

describe("published cases", () => {
  const mac = (name: MacName, key: string, data: Uint8Array, options?: MacOptions): string =>
    upper(macOf(name, hex(key), data, options));

  for (const { id, in: given, out } of casesOf("mac.tdesCbc", 1)) {
    it(`ISO 9797-1 algorithm 1: ${id}`, () => {
      const options = { padding: given["padding"] as PaddingMethod };
      assert.equal(mac("iso9797-1", text(given["key"]), hex(given["data"]), options), out["mac"]);
    });
  }

  for (const { id, in: given, out } of casesOf("mac.retail", 2)) {
    it(`ISO 9797-1 algorithm 3: ${id}`, () => {
      const key = text(given["key1"]) + text(given["key2"]);
      const options = { padding: given["padding"] as PaddingMethod };
      assert.equal(mac("iso9797-3", key, hex(given["data"]), options), out["mac"]);
    });
  }

  for (const [op, count, name] of [
    ["mac.aesCmac", 2, "aes-cmac"],
    ["mac.tdesCmac", 1, "tdes-cmac"],
    ["mac.hmacSm3", 1, "hmac-sm3"],
  ] as const) {
    for (const { id, in: given, out } of casesOf(op, count)) {
      it(`${name}: ${id}`, () => assert.equal(mac(name, text(given["key"]), hex(given["data"])), out["mac"]));
    }
  }

  for (const { id, in: given, out } of casesOf("mac.unionpayEcb", 1)) {
    it(`UnionPay ECB in every form: ${id}`, () => {
      const of = (options?: MacOptions): Uint8Array =>
        macOf("unionpay-ecb", hex(given["key"]), hex(given["data"]), options);
      assert.deepEqual(of(), latin1(text(out["mac"])));
      assert.deepEqual(of({ form: "hex8" }), latin1("E267B6E2"));
      assert.deepEqual(of({ form: "hex16" }), latin1("E267B6E21913D339"));
      assert.deepEqual(of({ form: "raw" }), hex("E267B6E21913D339"));
      assert.deepEqual(of({ form: "raw", bytes: 4 }), hex("E267B6E2"));
    });
  }

  it("UnionPay ECB: tests/vectors/mac-unionpay.json", () => {
    const path = new URL("../../vectors/mac-unionpay.json", import.meta.url);
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: Array<Record<string, string>> };
    const macs = cases.filter(({ kind }) => kind === "mac");
    assert.equal(macs.length, 2);
    for (const { key = "", mab, mac: expected } of macs) assert.equal(mac("unionpay-ecb", key, hex(mab)), expected);
  });

  it("the examples of ISO/IEC 9797-1", () => {
    const EXAMPLES: Array<[string, algorithm1: string[], algorithm3: string[]]> = [
      [
        "Now is the time for all ",
        ["70A30640CC76DD8B", "10E1F0F108341B6D", "2C58FB8FF12AAEAC"],
        ["A1C72E74EA3FA9B6", "E9086230CA3BE796", "AB059463D7A7D170"],
      ],
      [
        "Now is the time for it",
        ["E45B3AD2B7CC0856", "A924C72136149211", "B1ECD6FC8B37C392"],
        ["2E2B1428CC78254F", "5A692CE64F404145", "C59F7EED328DDD69"],
      ],
    ];
    for (const [words, one, three] of EXAMPLES) {
      for (const padding of [1, 2, 3] as const) {
        const data = latin1(words);
        assert.equal(upper(macOf("iso9797-1", DES_KEY, data, { padding })), one[padding - 1]);
        assert.equal(upper(macOf("iso9797-3", KEY, data, { padding })), three[padding - 1]);
      }
      assert.equal(upper(macOf("x9.9", DES_KEY, latin1(words))), one[0]);
      assert.equal(upper(macOf("x9.19", KEY, latin1(words))), three[0]);
      assert.deepEqual(macOf("unionpay-cbc", DES_KEY, latin1(words)), latin1(text(one[0]).slice(0, 8)));
      assert.deepEqual(macOf("unionpay-cbc", KEY, latin1(words)), latin1(text(three[0]).slice(0, 8)));
    }
  });

  it("FIPS 113, whose MAC is that of X9.9", () => {
    const data = latin1("7654321 Now is the time for ");
    assert.equal(upper(macOf("x9.9", DES_KEY, data)), "F1D30F6849312CA4");
    assert.equal(upper(macOf("x9.9", DES_KEY, data, { bytes: 4 })), "F1D30F68");
  });

  it("HMAC: RFC 2202 and RFC 4231, the first case of each", () => {
    const key = "0B".repeat(20);
    assert.equal(mac("hmac-sha1", key, latin1("Hi There")), "B617318655057264E28BC0B6FB378C8EF146BE00");
    const sha256 = "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7";
    assert.equal(mac("hmac-sha256", key, latin1("Hi There")), sha256);
  });

  it("CMAC with SM4, as OpenSSL computes it", () => {
    assert.equal(upper(macOf("sm4-cmac", KEY, latin1("abc"))), "8E75238AC2672A6AEE408C1E251854D8");
  });
});

describe("UnionPay's algorithms", () => {
  /** Block by block as the specification tells it, where the code under test chains. */
  function byTheBook(cipher: typeof TDES, data: Uint8Array): string {
    const size = cipher.blockBytes;
    const xor = Buffer.alloc(size);
    data.forEach((byte, i) => (xor[i % size]! ^= byte));
    const characters = latin1(upper(xor));
    const first = cipher.encrypt(KEY, characters.subarray(0, size));
    return upper(
      cipher.encrypt(
        KEY,
        first.map((byte, i) => byte ^ characters[size + i]!),
      ),
    );
  }

  it("are what their description says, for data of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const [tdes, sm4] = [byTheBook(TDES, data), byTheBook(SM4, data)];
        assert.deepEqual(macOf("unionpay-ecb", KEY, data), latin1(tdes.slice(0, 8)));
        assert.deepEqual(macOf("unionpay-ecb-sm4", KEY, data), latin1(sm4.slice(0, 8)));
        assert.deepEqual(macOf("unionpay-ecb-sm4", KEY, data, { form: "hex16" }), latin1(sm4.slice(0, 16)));
        assert.deepEqual(macOf("unionpay-ecb-sm4", KEY, data, { form: "raw" }), hex(sm4.slice(0, 16)));
        assert.deepEqual(macOf("unionpay-ecb-sm4", KEY, data, { form: "raw", bytes: 16 }), hex(sm4));
      }),
      { numRuns: 60 },
    );
  });

  it("encipher the XOR itself, once, where Chanjet asks for it", () => {
    // Two blocks, the second the complement of the first: their XOR is FF everywhere.
    const data = hex("00112233445566778899AABBCCDDEEFF").map((byte, i) => (i < 8 ? byte : ~(0x11 * (i - 8))));
    const expected = TDES.encrypt(KEY, hex("FFFFFFFFFFFFFFFF"));
    assert.deepEqual(macOf("unionpay-xor", KEY, data), expected);
    assert.deepEqual(macOf("unionpay-xor", KEY, data, { form: "hex8" }), latin1(upper(expected).slice(0, 8)));
  });
});

describe("the table", () => {
  const anyRun = fc.constantFrom(...ALGORITHMS).chain((algorithm) =>
    fc.record({
      algorithm: fc.constant(algorithm),
      key: fc
        .constantFrom(...(algorithm.keyBytes.length === 0 ? [1, 16, 70] : algorithm.keyBytes))
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
      data: fc.uint8Array({ maxLength: 70 }),
      padding: fc.constantFrom(...algorithm.paddings, undefined),
      form: fc.constantFrom(...algorithm.forms, undefined),
    }),
  );

  it("has every name once", () => {
    assert.deepEqual(Object.keys(MAC_ALGORITHMS).sort(), Object.keys(MAC_NAMES).sort());
    for (const [name, algorithm] of Object.entries(MAC_ALGORITHMS)) assert.equal(algorithm.name, name);
  });

  it("gives the left part of the MAC when asked for fewer bytes, and verifies its own alone", () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), ({ algorithm, key, data, padding, form }, where) => {
        const options = { ...(padding && { padding }), ...(form && { form }) };
        const given = [upper(key), upper(data)];
        const mac = algorithm.mac(key, data, options);
        assert.ok(mac.length >= 1 && mac.length <= algorithm.macBytes);
        const bytes = 1 + (where % mac.length);
        assert.deepEqual(algorithm.mac(key, data, { ...options, bytes }), mac.slice(0, bytes));
        assert.ok(verifyMac(algorithm.name, key, data, mac, options));
        const other = mac.slice();
        other[where % mac.length]! ^= 1;
        assert.ok(!verifyMac(algorithm.name, key, data, other, options));
        assert.ok(!verifyMac(algorithm.name, key, data, mac.subarray(1), options));
        assert.ok(!verifyMac(algorithm.name, key, data, mac.subarray(0, 0), options));
        assert.deepEqual([upper(key), upper(data)], given);
      }),
      { numRuns: 120 },
    );
  });

  it("chains as node:crypto does over the padded data", () => {
    const data = latin1("0200 a message of some length");
    const [block] = [padded(2, data, 16)];
    for (const [name, cipher] of [
      ["aes-cbc", "aes-128-cbc"],
      ["sm4-cbc", "sm4-cbc"],
    ] as const) {
      const chain = createCipheriv(cipher, KEY, new Uint8Array(16)).update(block);
      assert.equal(upper(macOf(name, KEY, data, { padding: 2 })), upper(chain.subarray(-16)));
    }
    assert.equal(MAC_ALGORITHMS["aes-cbc"].macBytes, AES.blockBytes);
  });

  it("refuses keys of another length before any cipher runs, and says nothing of them", () => {
    for (const { name, keyBytes } of ALGORITHMS) {
      for (let length = 0; length <= 40; length++) {
        if (keyBytes.includes(length) || (keyBytes.length === 0 && length > 0)) continue;
        const expected = keyBytes.length === 0 ? "at least 1 byte" : `${keyBytes.join(" or ")} bytes`;
        const fault = { code: "KEY_LENGTH", path: "key", offset: 0, expected, actual: `${length} bytes` };
        assert.throws(() => macOf(name, new Uint8Array(length), new Uint8Array(8)), fault);
      }
    }
  });

  it("refuses options that an algorithm does not have", () => {
    const refused: Array<[MacName, MacOptions, string]> = [
      ["x9.9", { padding: 1 }, "MAC_PADDING"],
      ["x9.19", { padding: 2 }, "MAC_PADDING"],
      ["aes-cmac", { padding: 1 }, "MAC_PADDING"],
      ["unionpay-ecb", { padding: 1 }, "MAC_PADDING"],
      ["iso9797-1", { padding: 4 as PaddingMethod }, "MAC_PADDING"],
      ["iso9797-1", { form: "raw" }, "MAC_FORM"],
      ["hmac-sm3", { form: "hex8" }, "MAC_FORM"],
      ["iso9797-3", { bytes: 0 }, "MAC_LENGTH"],
      ["iso9797-3", { bytes: 9 }, "MAC_LENGTH"],
      ["aes-cmac", { bytes: 17 }, "MAC_LENGTH"],
      ["hmac-sha1", { bytes: 2.5 }, "MAC_LENGTH"],
      ["hmac-sha1", { bytes: NaN }, "MAC_LENGTH"],
      ["unionpay-ecb", { bytes: 9 }, "MAC_LENGTH"],
      ["unionpay-ecb", { form: "hex16", bytes: 17 }, "MAC_LENGTH"],
      ["unionpay-ecb", { form: "raw", bytes: 9 }, "MAC_LENGTH"],
      ["unionpay-ecb-sm4", { form: "raw", bytes: 17 }, "MAC_LENGTH"],
    ];
    for (const [name, options, code] of refused) {
      const key = name === "x9.9" ? DES_KEY : KEY;
      assert.throws(
        () => macOf(name, key, new Uint8Array(8), options),
        (error) => error instanceof CodecError && error.code === code && error.actual === undefined,
        `${name} ${code}`,
      );
    }
  });
});
