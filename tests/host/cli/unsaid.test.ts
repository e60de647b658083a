/** What was typed in the wrong place is not said again: it may be a key, a card number or a PIN. Published test values only. */
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { describe, it } from "node:test";
import { readNamed } from "../../../host/cli/input.ts";
import { runSimulate } from "../../../host/cli/simulate.ts";
import { UsageError } from "../../../host/cli/errors.ts";
import { command, scratch } from "./support.ts";

const file = scratch();
const KEY = "A1B2C3D4E5F6A7B8C9D0E1F2A3B4C5D6";
const OTHER_KEY = "0123456789ABCDEFFEDCBA9876543210";

/** Runs it as text and as JSON; it is wrong usage, and this is what it says. */
async function said(args: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const more of [[], ["--json"]]) {
    const { code, stdout, stderr } = await command([...args.slice(0, 2), ...more, ...args.slice(2)]);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    texts.push(stderr);
  }
  return texts;
}

describe("a value that is typed in the wrong place", () => {
  const places: ReadonlyArray<readonly [what: string, args: (value: string) => string[]]> = [
    ["a command", (value) => ["key", value]],
    ["an option", (value) => ["mac", "", `--${value}`]],
    ["a short option", (value) => ["mac", "", `-${value}`]],
    ["the value of an unknown option", (value) => ["mac", "", `--keys=${value}`]],
    ["the value of an option without one", (value) => ["mac", "", `--json=${value}`]],
    ["a checked option", (value) => ["mac", "", "--algorithm", value]],
    ["a choice of cipher", (value) => ["key", "kcv", "--algorithm", value]],
    ["a choice of format", (value) => ["pin-block", "encode", "--format", value]],
    ["a choice of version", (value) => ["arqc", "generate", "--cvn", value]],
    ["a choice of DUKPT", (value) => ["key", "dukpt", "derive", "--algorithm", value]],
    ["a number", (value) => ["key", "kcv", "--bytes", value]],
    ["an optional block", (value) => ["key", "tr31", "encode", "--optional", value]],
    ["too many arguments", (value) => ["track", "decode", value, value]],
    ["a file", (value) => ["tlv", "decode", "--file", value]],
    ["a dialect", (value) => ["iso8583", "decode", "0800", "--dialect", value]],
  ];
  const values = [KEY, KEY.toLowerCase(), "A1B2C3D4E5F6A7B8", "abcdefabcdefabcd", "4761739001010119"];
  for (const [what, args] of places) {
    it(`is not repeated: ${what}`, async () => {
      for (const value of values) {
        for (const text of await said(args(value))) assert.ok(!text.includes(value), text);
      }
    });
  }

  it("is not repeated where it has quotes, line breaks and the parser's own words in it", async () => {
    for (const value of [`x' ${KEY} 'y`, `${KEY}' is invalid. ${KEY}`, `a\n${KEY}\n`, `'; (Did you mean ${KEY}?)`]) {
      for (const args of [
        ["mac", "", "--algorithm", value],
        ["key", "kcv", "--bytes", value],
        ["key", value],
        ["mac", "", `--${value}`],
      ]) {
        for (const text of await said(args)) assert.ok(!text.includes(KEY), text);
      }
    }
  });

  it("is not repeated in groups either, as a file", async () => {
    for (const value of ["A1B2 C3D4 E5F6 A7B8", "A1:B2:C3:D4:E5:F6:A7:B8", "x".repeat(201)]) {
      for (const text of await said(["tlv", "decode", "--file", value])) {
        assert.match(text, /the file of this name cannot be read/);
        assert.ok(!text.includes(value));
      }
    }
  });
});

describe("names", () => {
  it("of the program, choices and mistyped words are said", async () => {
    const cases: ReadonlyArray<readonly [args: string[], why: RegExp]> = [
      [["key", "combin"], /unknown command 'combin'; \(Did you mean combine\?\)/],
      [["tlv", "decode", "--binari"], /unknown option '--binari'; \(Did you mean --binary\?\)/],
      [["key", "kcv", "--algorithm", "des"], /--algorithm.*Allowed choices are tdes, aes, sm4/],
      [["mac", ""], /required option '--algorithm <name>'/],
      [["key", "kcv", "--algorithm"], /option '--algorithm <name>' argument missing/],
      [["key", "dukpt", "derive", "--ksn", "00", "--bdk", "00", "--ik", "00"], /'--bdk <hex>' .* '--ik <hex>'/],
      [["tlv", "decode", "--file", "/no/such/place.hex"], /the file \/no\/such\/place\.hex cannot be read/],
    ];
    for (const [args, why] of cases) {
      const { code, stderr } = await command(args);
      assert.equal(code, 2);
      assert.match(stderr, why);
    }
  });
});

describe("a file with a passphrase", () => {
  it("is taken from nobody but its owner, and not shown", { skip: process.platform === "win32" }, async () => {
    const passphraseFile = file("passphrase", "correct horse\n");
    const simulation = { language: "en", demo: true, json: true, passphraseFile } as const;
    for (const mode of [0o644, 0o640, 0o604, 0o620]) {
      chmodSync(passphraseFile, mode);
      await assert.rejects(runSimulate(simulation), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /passphrase is open to others: run chmod 600 on it/);
        return !error.message.includes("horse");
      });
      assert.equal(readNamed(passphraseFile).length, 14);
    }
    chmodSync(passphraseFile, 0o600);
    assert.equal(Buffer.from(readNamed(passphraseFile, "owner")).toString(), "correct horse\n");
  });

  it("leaves nothing in the memory that small buffers share", () => {
    const name = file("secret", OTHER_KEY);
    chmodSync(name, 0o600);
    const before = Buffer.allocUnsafe(1).buffer;
    const bytes = readNamed(name, "owner");
    assert.equal(Buffer.from(bytes.buffer).toString(), OTHER_KEY);
    for (const pool of [before, Buffer.allocUnsafe(1).buffer]) {
      assert.ok(!Buffer.from(pool).toString("latin1").includes(OTHER_KEY.slice(8)));
    }
  });
});
