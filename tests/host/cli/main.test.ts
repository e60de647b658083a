/** The command line: help everywhere, 2 for wrong usage, 1 for rejected data, one line that says what to do. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { prepare, tillcore } from "../../e2e/command.ts";

const folder = mkdtempSync(join(tmpdir(), "tillcore-cli-"));
before(prepare);
after(() => rmSync(folder, { recursive: true }));

describe("help", () => {
  for (const command of [[], ["simulate"], ["acquirer"], ["replay"]]) {
    it(`is there for tillcore ${command.join(" ")}`, async () => {
      const { code, stdout, stderr } = await tillcore(...command, "--help");
      assert.equal(code, 0);
      assert.match(stdout, /^Usage: tillcore/);
      assert.equal(stderr, "");
    });
  }

  it("tells the version", async () => {
    assert.match((await tillcore("--version")).stdout, /^[0-9]+\.[0-9]+\.[0-9]+\n$/);
  });
});

describe("wrong usage", () => {
  const wrong: Array<[string[], RegExp]> = [
    [["nonsense"], /unknown command 'nonsense'/],
    [["simulate", "--nonsense"], /unknown option '--nonsense'/],
    [["simulate", "--lang", "fr"], /zh-CN, en/],
    [["simulate", "--acquirer", "nowhere"], /HOST:PORT/],
    [["acquirer"], /--data/],
    [["acquirer", "--data", "x", "--port", "99999"], /65535/],
    [["replay"], /missing required argument/],
  ];
  for (const [args, why] of wrong) {
    it(`ends with 2: tillcore ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await tillcore(...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, why);
      assert.match(stderr, /^tillcore: [^\n]+\n$/);
    });
  }

  it("without a command shows the help", async () => {
    const { code, stderr } = await tillcore();
    assert.equal(code, 2);
    assert.match(stderr, /^Usage: tillcore/);
  });
});

describe("rejected data", () => {
  it("ends with 1 and one line", async () => {
    const file = join(folder, "broken.jsonl");
    writeFileSync(file, "{}\n");
    for (const [args, why] of [
      [["replay", join(folder, "missing")], /cannot be read: name a file/],
      [["replay", file], /line 1 of the recording/],
      [["simulate", "--demo", "--record", join(folder, "no", "where")], /cannot be written/],
    ] as const) {
      const { code, stderr } = await tillcore(...args);
      assert.equal(code, 1);
      assert.match(stderr, why);
      assert.match(stderr, /^tillcore: [^\n]+\n$/);
    }
  });
});
