/** No leftovers, no machine's paths, no overgrown source, no artefact. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listFiles, readText } from "./files.ts";
import { mannerFaults } from "./manners.ts";

const long = (line: string): string => `${line}\n`.repeat(401);

describe("files", () => {
  it("keep the manners of the house, every one of them", () => {
    const files = listFiles();
    assert.ok(files.includes("package.json"));
    assert.deepEqual(
      files.flatMap((path) => mannerFaults(path, readText(path))),
      [],
    );
  });

  const wrong: Array<[string, string, string]> = [
    ["a marker", "host/a.ts", `// ${"TO" + "DO"}: later`],
    ["a test that runs alone", "tests/a.test.ts", `it.${"on" + "ly"}("x", f)`],
    ["a test that is passed over", "tests/a.test.ts", `it.${"sk" + "ip"}("x", f)`],
    ["a path of one machine in a source", "host/a.ts", `read("/${"wo" + "rk"}/main/x")`],
    ["a path of one machine in a document", "README.md", `see /${"ho" + "me"}/ann/x`],
    ["too many lines of code", "host/a.ts", long("call(a, b);")],
    ["too many lines of C", "build/firmware/a.c", long("call(a, b);")],
    ["a module", "build/core.wasm", ""],
    ["a log", "npm-debug.log", ""],
  ];
  for (const [what, path, text] of wrong) {
    it(`may not hold ${what}`, () => {
      assert.equal(mannerFaults(path, text).length, 1);
    });
  }

  const right: Array<[string, string, string]> = [
    ["a long table", "assembly/codec/table.ts", long('  0x9f02, 6, true, "n", { length: 12 }, // amount')],
    ["a long document", "README.md", long("Words and words.")],
    ["a path below the checkout", "README.md", "see tests/work/x, https://example.org/home/x and ./tmp/x"],
  ];
  for (const [what, path, text] of right) {
    it(`may hold ${what}`, () => {
      assert.deepEqual(mannerFaults(path, text), []);
    });
  }
});
