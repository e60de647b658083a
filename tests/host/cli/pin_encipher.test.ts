/** `tillcore pin-block encipher` and `decipher`. Keys, PINs and card numbers are published test data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { casesOf, text } from "../secure/vectors.ts";
import { command, json, rejection } from "./support.ts";

const KEY = "0123456789ABCDEFFEDCBA9876543210";
const PAN = "5432101234567891";

function args(name: string, format: number, algorithm: string, more: string[] = []): string[] {
  return ["pin-block", name, "--format", `${format}`, "--algorithm", algorithm, "--key", KEY, ...more];
}

async function codeOf(line: string[]): Promise<string> {
  return ((await rejection(line)) as { code: string }).code;
}

describe("pin-block encipher", () => {
  it("answers the published vectors", async () => {
    for (const { in: given, out } of casesOf("pin.encipher4", 1)) {
      const [pin, pan, key, random] = [given["pin"], given["pan"], given["key"], given["random"]].map(text);
      const use = ["--format", "4", "--algorithm", "aes", "--key", key!, "--pan", pan!];
      assert.deepEqual(await json(["pin-block", "encipher", ...use, "--pin", pin!, "--fill", random!]), out);
      assert.deepEqual(await json(["pin-block", "decipher", out["block"]!, ...use]), { pin });
    }
  });

  it("gives what decipher takes, with random fill unless told", async () => {
    for (const [format, algorithm] of [
      [0, "tdes"],
      [1, "tdes"],
      [3, "tdes"],
      [4, "aes"],
      [0, "sm4"],
      [3, "sm4"],
    ] as const) {
      const pan = format === 1 ? [] : ["--pan", PAN];
      const blocks = new Set<string>();
      for (let i = 0; i < 3; i++) {
        const line = args("encipher", format, algorithm, ["--pin", "123456", ...pan]);
        const { block } = (await json(line)) as { block: string };
        assert.match(block, algorithm === "tdes" ? /^[0-9A-F]{16}$/ : /^[0-9A-F]{32}$/);
        blocks.add(block);
        assert.deepEqual(await json([...args("decipher", format, algorithm, pan), block]), { pin: "123456" });
      }
      assert.equal(blocks.size, format === 0 ? 1 : 3);
    }
  });

  it("takes the fill that it is told", async () => {
    for (const [format, algorithm, fill] of [
      [1, "tdes", "EDCBA9876"],
      [3, "tdes", "ABCDEFABC"],
      [3, "sm4", "ABCDEFABCDEFABCDEFABCDEFA"],
    ] as const) {
      const pan = format === 1 ? [] : ["--pan", PAN];
      const line = args("encipher", format, algorithm, ["--pin", "12345", "--fill", fill, ...pan]);
      assert.deepEqual(await json(line), await json(line));
      const short = args("encipher", format, algorithm, ["--pin", "12345", "--fill", fill.slice(2), ...pan]);
      assert.equal(await codeOf(short), "FILL_LENGTH");
    }
  });

  it("refuses by policy, each with its code", async () => {
    const pin = ["--pin", "1234"];
    const pan = ["--pan", PAN];
    for (const name of ["encipher", "decipher"]) {
      const more = name === "encipher" ? pin : ["00".repeat(8)];
      assert.equal(await codeOf(args(name, 4, "tdes", [...more, ...pan])), "PIN_FORMAT_ALGORITHM");
      assert.equal(await codeOf(args(name, 0, "aes", [...more, ...pan])), "PIN_FORMAT_ALGORITHM");
      assert.equal(await codeOf(args(name, 1, "sm4", [...more])), "PIN_FORMAT_ALGORITHM");
      assert.equal(await codeOf(args(name, 2, "tdes", [...more])), "PIN_FORMAT_CARD");
      assert.equal(await codeOf(args(name, 1, "tdes", [...more, ...pan])), "PIN_FORMAT_PAN");
      assert.equal(await codeOf(args(name, 0, "tdes", [...more])), "PIN_FORMAT_PAN");
    }
  });

  it("refuses keys, PINs and card numbers that are none, and shows nothing of them", async () => {
    const use = ["--format", "0", "--algorithm", "tdes", "--pan", PAN, "--pin", "1234"];
    assert.equal(await codeOf(["pin-block", "encipher", ...use, "--key", KEY.slice(0, 16)]), "KEY_LENGTH");
    assert.equal(await codeOf(["pin-block", "encipher", ...use, "--key", "0123456789XYZ"]), "HEX_DIGIT");
    assert.deepEqual(await rejection(["pin-block", "encipher", ...use, "--key", `${KEY.slice(0, 30)}xy`]), {
      ...{ code: "HEX_DIGIT", path: "key", offset: 15 },
      ...{ expected: "hexadecimal digits, two to a byte", actual: null },
    });
    const wrong = [
      ["--pin", "123", "--pan", PAN],
      ["--pin", "12a4", "--pan", PAN],
      ["--pin", "1234", "--pan", "54321012345678x1"],
      ["--pin", "1234", "--pan", "5432101234"],
    ];
    for (const more of wrong) {
      const { code, stdout, stderr } = await command(args("encipher", 0, "tdes", more));
      assert.deepEqual([code, stdout], [1, ""]);
      assert.doesNotMatch(stderr, /123|54321|0123|FEDC/);
    }
  });
});

describe("a card number of 12 digits", () => {
  const short = ["--pan", PAN.slice(-12)];

  it("goes into a block with --short-pan alone, as without a cipher, and comes out so", async () => {
    for (const [format, algorithm] of [
      [0, "tdes"],
      [3, "tdes"],
      [0, "sm4"],
    ] as const) {
      const pin = ["--pin", "1234"];
      const plain = ["pin-block", "encode", "--format", `${format}`, ...pin, ...short];
      assert.deepEqual(
        await rejection(args("encipher", format, algorithm, [...pin, ...short])),
        await rejection(plain),
      );
      const taken = args("encipher", format, algorithm, [...pin, ...short, "--short-pan"]);
      const { block } = (await json(taken)) as { block: string };
      const back = [...args("decipher", format, algorithm, short), block];
      assert.equal(await codeOf(back), "PAN_LENGTH");
      assert.deepEqual(await json([...back, "--short-pan"]), { pin: "1234" });
    }
  });

  it("is one like any other in format 4", async () => {
    const line = args("encipher", 4, "aes", ["--pin", "1234", ...short]);
    assert.equal(((await json(line)) as { block: string }).block.length, 32);
  });
});

describe("pin-block decipher", () => {
  it("refuses a block of another key", async () => {
    const record = await codeOf([...args("decipher", 0, "tdes", ["--pan", PAN]), "0011223344556677"]);
    assert.match(record, /^(BLOCK|PIN)_(FORMAT|LENGTH|DIGIT|FILL)$/);
    assert.equal(await codeOf([...args("decipher", 0, "tdes", ["--pan", PAN]), "001122"]), "BLOCK_LENGTH");
  });

  it("and encipher do what their help says", async () => {
    for (const name of ["encipher", "decipher"]) {
      const { code, stdout } = await command(["pin-block", name, "--help"]);
      assert.equal(code, 0);
      const [, line = "", result] = /^ {2}\$ tillcore (.*)\n {2}(.*)$/m.exec(stdout) ?? [];
      assert.equal((await command(line.split(" "))).stdout, `${result}\n`);
    }
  });
});
