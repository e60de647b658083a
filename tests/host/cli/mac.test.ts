/** `tillcore mac`. Published test keys: tests/vectors/secure.json, RFC 4493, the examples of ISO/IEC 9797-1. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MAC_NAMES } from "../../../host/secure/mac/names.ts";
import { casesOf, text } from "../secure/vectors.ts";
import { command, json, rejection, requireExamples, scratch } from "./support.ts";

const file = scratch();
const DES_KEY = "0123456789ABCDEF";
const KEY = "0123456789ABCDEFFEDCBA9876543210";
/** "Now is the time for it", of ISO/IEC 9797-1. */
const WORDS = "Now is the time for it";
const DATA = Buffer.from(WORDS).toString("hex");

function mac(algorithm: string, key: string, ...rest: string[]): string[] {
  return ["mac", "--algorithm", algorithm, "--key", key, ...rest];
}

describe("tillcore mac", () => {
  for (const [op, count, name] of [
    ["mac.unionpayEcb", 1, "unionpay-ecb"],
    ["mac.aesCmac", 2, "aes-cmac"],
    ["mac.tdesCmac", 1, "tdes-cmac"],
    ["mac.tdesCbc", 1, "iso9797-1"],
    ["mac.retail", 2, "iso9797-3"],
    ["mac.hmacSm3", 1, "hmac-sm3"],
  ] as const) {
    for (const { id, in: given, out } of casesOf(op, count)) {
      it(`prints the published MAC: ${id}`, async () => {
        const key = text(given["key"] ?? `${text(given["key1"])}${text(given["key2"])}`);
        const padding = given["padding"] === undefined ? [] : ["--padding", text(given["padding"])];
        const args = mac(name, key, text(given["data"]), ...padding);
        assert.deepEqual(await json(args), { mac: out["mac"] });
        assert.deepEqual(await command(args), { code: 0, stdout: `${text(out["mac"])}\n`, stderr: "" });
      });
    }
  }

  it("takes the padding, the bytes and the form that are asked for", async () => {
    for (const [args, expected] of [
      [mac("iso9797-3", KEY, DATA, "--padding", "2"), "5A692CE64F404145"],
      [mac("iso9797-3", KEY, DATA, "--padding", "3"), "C59F7EED328DDD69"],
      [mac("iso9797-3", KEY, DATA), "2E2B1428CC78254F"],
      [mac("x9.9", DES_KEY, DATA, "--bytes", "4"), "E45B3AD2"],
      [mac("unionpay-cbc", KEY, DATA), "2E2B1428"],
      [mac("unionpay-cbc", KEY, DATA, "--form", "hex16"), "2E2B1428CC78254F"],
      [mac("unionpay-cbc", KEY, DATA, "--form", "raw"), "2E2B1428CC78254F"],
      [mac("unionpay-cbc", KEY, DATA, "--form", "raw", "--bytes", "4"), "2E2B1428"],
      [mac("unionpay-xor", KEY, "00"), "08D7B4FB629D0885"],
    ] as const) {
      assert.deepEqual(await json(args), { mac: expected }, args.join(" "));
    }
  });

  it("takes data from standard input and from a file, as text of hexadecimal or as they are", async () => {
    const expected = { mac: "E45B3AD2B7CC0856" };
    assert.deepEqual(await json(mac("x9.9", DES_KEY), { stdin: `${DATA}\n` }), expected);
    assert.deepEqual(await json(mac("x9.9", DES_KEY, "--binary"), { stdin: WORDS }), expected);
    assert.deepEqual(await json(mac("x9.9", DES_KEY, "--file", file("data.hex", DATA))), expected);
    assert.deepEqual(await json(mac("x9.9", DES_KEY, "--binary", "--file", file("data", WORDS))), expected);
  });

  it("takes no data at all when they are given", async () => {
    // RFC 4493, example 1.
    const expected = { mac: "BB1D6929E95937287FA37D129B756746" };
    assert.deepEqual(await json(mac("aes-cmac", "2B7E151628AED2A6ABF7158809CF4F3C", "")), expected);
  });

  it("names every algorithm in its help, with the examples that it prints", async () => {
    const { stdout, code } = await command(["mac", "--help"]);
    assert.equal(code, 0);
    for (const [name, what] of Object.entries(MAC_NAMES))
      assert.ok(stdout.includes(`  ${name} `) && stdout.includes(what));
    await requireExamples(["mac"], 2);
  });

  it("refuses data and keys without showing them", async () => {
    assert.deepEqual(await rejection(mac("x9.9", KEY, DATA)), {
      code: "KEY_LENGTH",
      path: "key",
      offset: 0,
      expected: "8 bytes",
      actual: "16 bytes",
    });
    const expected = "hexadecimal digits, two to a byte";
    assert.deepEqual(await rejection(mac("x9.9", `${DES_KEY.slice(0, 14)}0G`, DATA)), {
      code: "HEX_DIGIT",
      path: "key",
      offset: 7,
      expected,
      actual: null,
    });
    assert.deepEqual(await rejection(mac("x9.9", DES_KEY, "12G4")), {
      code: "HEX_DIGIT",
      path: "",
      offset: 1,
      expected,
      actual: null,
    });
    assert.deepEqual(await rejection(mac("x9.9", DES_KEY, DATA, "--bytes", "9")), {
      code: "MAC_LENGTH",
      path: "",
      offset: 0,
      expected: "1 to 8 bytes",
      actual: null,
    });
  });

  it("ends with 2 for wrong usage, and shows neither key nor data", async () => {
    for (const [args, why] of [
      [["mac", DATA], /--algorithm/],
      [["mac", "--algorithm", "x9.9", DATA], /--key/],
      [mac("sha1", KEY, DATA), /one of iso9797-1, .*unionpay-xor/],
      [mac(KEY, KEY, DATA), /one of iso9797-1/],
      [mac("toString", KEY, DATA), /one of iso9797-1/],
      [mac("x9.9", DES_KEY), /missing argument 'DATA'/],
      [mac("x9.9", DES_KEY, DATA, DATA), /too many arguments/],
      [mac("x9.9", DES_KEY, DATA, "--padding", "4"), /1, 2, 3/],
      [mac("x9.9", DES_KEY, DATA, "--padding", "2"), /has its own padding/],
      [mac("aes-cmac", KEY, DATA, "--padding", "1"), /has its own padding/],
      [mac("aes-cmac", KEY, DATA, "--form", "raw"), /has no forms/],
      [mac("unionpay-ecb", KEY, DATA, "--form", "hex"), /hex8, raw, hex16/],
      [mac("aes-cmac", KEY, DATA, "--bytes", "0"), /a number of bytes/],
      [mac("aes-cmac", KEY, DATA, "--binary"), /--binary goes with/],
    ] as const) {
      const { code, stdout, stderr } = await command(args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, why);
      assert.ok(!stderr.includes(DES_KEY) && !stderr.includes(DATA.slice(0, 8)), stderr);
    }
  });
});
