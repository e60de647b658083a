/** `tillcore key kcv` and `tillcore key combine`. Published test keys: tests/vectors/secure.json. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { casesOf, text } from "../secure/vectors.ts";
import { command, json, rejection, requireExamples, scratch } from "./support.ts";

const file = scratch();
const ONE = "0123456789ABCDEFFEDCBA9876543210";
const OTHER = "12345678123456781234567812345678";
const AES_KEY = "FA36E44278DB3AB5F298F9F7DA8F1F88";
const LENGTHS = "8 or 16 or 24 bytes";

function kcv(algorithm: string, ...rest: string[]): string[] {
  return ["key", "kcv", "--algorithm", algorithm, ...rest];
}

function combine(...rest: string[]): string[] {
  return ["key", "combine", ...rest];
}

describe("tillcore key kcv", () => {
  for (const { id, in: given, out } of casesOf("kcv", 9)) {
    it(`prints the published check value: ${id}`, async () => {
      const expected = text(out["kcv"]);
      const method = ["--method", text(given["method"]), "--bytes", String(expected.length / 2)];
      const args = kcv(text(given["alg"]).toLowerCase(), text(given["key"]), ...method);
      assert.deepEqual(await json(args), { kcv: expected });
      assert.deepEqual(await command(args), { code: 0, stdout: `${expected}\n`, stderr: "" });
    });
  }

  it("has 3 bytes by zeros, 5 by CMAC, and as many as are asked for", async () => {
    assert.deepEqual(await json(kcv("tdes", ONE)), { kcv: "08D7B4" });
    assert.deepEqual(await json(kcv("tdes", ONE, "--bytes", "8")), { kcv: "08D7B4FB629D0885" });
    assert.deepEqual(await json(kcv("aes", AES_KEY, "--method", "cmac")), { kcv: "D77F007724" });
    // OpenSSL's case sm-003 is a block of zeros, since its data are its vector.
    assert.deepEqual(await json(kcv("sm4", ONE, "--bytes", "4")), { kcv: "2677F46B" });
  });

  it("takes the key from standard input and from a file, where no shell keeps it", async () => {
    assert.deepEqual(await json(kcv("tdes"), { stdin: `${ONE}\n` }), { kcv: "08D7B4" });
    assert.deepEqual(await json(kcv("tdes", "--file", file("key.hex", ONE))), { kcv: "08D7B4" });
  });

  it("prints what its help says it prints", async () => {
    await requireExamples(["key", "kcv"], 2);
  });

  it("refuses what is no key, and does not show it", async () => {
    const fault = { path: "key", offset: 0, actual: "16 bytes" };
    assert.deepEqual(await rejection(kcv("tdes", ONE.slice(2))), {
      ...fault,
      code: "KEY_LENGTH",
      expected: LENGTHS,
      actual: "15 bytes",
    });
    assert.deepEqual(await rejection(kcv("sm4", "")), {
      ...fault,
      code: "KEY_LENGTH",
      expected: "16 bytes",
      actual: "0 bytes",
    });
    const { stderr } = await command(kcv("tdes", `${ONE.slice(0, 30)}xy`));
    assert.equal(stderr, "tillcore: HEX_DIGIT in key at byte 15, expected hexadecimal digits, two to a byte\n");
    assert.deepEqual(await rejection(kcv("tdes", ONE, "--bytes", "9")), {
      code: "KCV_LENGTH",
      path: "",
      offset: 0,
      expected: "1 to 8 bytes",
      actual: null,
    });
  });

  it("ends with 2 for wrong usage", async () => {
    for (const [args, why] of [
      [["key"], /Usage: tillcore key/],
      [["key", "kcv", ONE], /--algorithm/],
      [kcv("des", ONE), /tdes, aes, sm4/],
      [kcv("tdes", ONE, "--method", "x"), /zeros, cmac/],
      [kcv("tdes", ONE, "--bytes", "-1"), /a number of bytes/],
      [kcv("tdes"), /missing argument 'KEY'/],
    ] as const) {
      const { code, stdout, stderr } = await command(args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, why);
      assert.ok(!stderr.includes(ONE));
    }
  });
});

describe("tillcore key combine", () => {
  // 0123456789ABCDEFFEDCBA9876543210 XOR 12345678123456781234567812345678.
  const KEY = "1317131F9B9F9B97ECE8ECE064606468";

  it("prints the key, its check value and that of each component", async () => {
    const { kcv: value } = (await json(kcv("tdes", KEY))) as { kcv: string };
    assert.deepEqual(await json(combine(ONE, OTHER)), { key: KEY, kcv: value, components: ["08D7B4", "6FB1C8"] });
    assert.deepEqual(await json(combine(OTHER, ONE)), { key: KEY, kcv: value, components: ["6FB1C8", "08D7B4"] });
  });

  it("takes any number of components, of any cipher", async () => {
    const parts = (await json(combine(ONE, OTHER, KEY, AES_KEY))) as { key: string; components: string[] };
    assert.equal(parts.key, AES_KEY);
    assert.equal(parts.components.length, 4);
    const long = `${AES_KEY}${ONE}`;
    const ones = "F".repeat(64);
    const aes = combine("--algorithm", "aes", "--method", "cmac", long, ones);
    assert.equal(
      ((await json(aes)) as { key: string }).key,
      "05C91BBD8724C54A0D6706082570E077FEDCBA98765432100123456789ABCDEF",
    );
  });

  it("makes the parity odd when it is asked to, which changes no check value of a tdes key", async () => {
    const { kcv: value } = (await json(kcv("tdes", KEY))) as { kcv: string };
    const odd = await json(combine(ONE, OTHER, "--parity", "odd"));
    assert.deepEqual(odd, {
      key: "1316131F9B9E9B97ECE9ECE064616468",
      kcv: value,
      components: ["08D7B4", "6FB1C8"],
    });
  });

  it("prints what its help says it prints", async () => {
    await requireExamples(["key", "combine"], 1);
  });

  it("refuses a component of zeros, one that comes twice, and a key of zeros", async () => {
    const zeros = "0".repeat(32);
    // Zeros to DES: nothing but parity bits.
    const parities = "01".repeat(16);
    const cases: ReadonlyArray<readonly [args: string[], code: string, path: string]> = [
      [[ONE, zeros], "COMPONENT_ZERO", "component 2"],
      [[parities, ONE], "COMPONENT_ZERO", "component 1"],
      [[ONE, ONE], "COMPONENT_TWICE", "component 2"],
      [[ONE, OTHER, ONE], "COMPONENT_TWICE", "component 3"],
      [[ONE, ONE.replace(/0$/, "1")], "COMPONENT_TWICE", "component 2"],
      [[ONE, OTHER, KEY], "WEAK_KEY", "key"],
      [["--algorithm", "aes", AES_KEY, AES_KEY], "COMPONENT_TWICE", "component 2"],
      [["--algorithm", "sm4", zeros, ONE], "COMPONENT_ZERO", "component 1"],
    ];
    for (const [args, code, path] of cases) {
      const record = (await rejection(combine(...args))) as { code: string; path: string };
      assert.deepEqual([record.code, record.path], [code, path]);
      assert.doesNotMatch(JSON.stringify(record), /[0-9A-F]{6}/);
    }
    // A bit that DES leaves out is one of AES's.
    assert.equal(((await json(combine("--algorithm", "aes", ONE, parities))) as { key: string }).key.length, 32);
  });

  it("refuses a component, says which, and does not show it", async () => {
    assert.deepEqual(await rejection(combine(ONE, OTHER.slice(16))), {
      code: "COMPONENT_LENGTH",
      path: "component 2",
      offset: 0,
      expected: "16 bytes as the first",
      actual: "8 bytes",
    });
    assert.deepEqual(await rejection(combine(ONE, OTHER.slice(2))), {
      code: "KEY_LENGTH",
      path: "component 2",
      offset: 0,
      expected: LENGTHS,
      actual: "15 bytes",
    });
    assert.deepEqual(await rejection(combine(ONE, OTHER, `${OTHER.slice(0, 30)}xy`)), {
      code: "HEX_DIGIT",
      path: "component 3",
      offset: 15,
      expected: "hexadecimal digits, two to a byte",
      actual: null,
    });
  });

  it("ends with 2 for wrong usage", async () => {
    for (const [args, why] of [
      [combine(), /component/],
      [combine(ONE), /two or more/],
      [combine(...Array.from({ length: 10 }, (_, i) => `${ONE.slice(1)}${i}`)), /9 components at most/],
      [combine(ONE, OTHER, "--parity", "even"), /keep, odd/],
      [combine(ONE, OTHER, "--parity", "odd", "--algorithm", "sm4"), /leave --parity out/],
    ] as const) {
      const { code, stdout, stderr } = await command(args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, why);
      assert.ok(!stderr.includes(ONE));
    }
  });
});
