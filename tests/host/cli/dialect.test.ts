/** `tillcore dialect`: the list, the fields, what is imported and exported, what is refused. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { Dialect } from "../../../host/codec/iso8583/dialect.ts";
import type { DialectSpec } from "../../../host/codec/iso8583/spec.ts";
import { command, json, rejection, scratch } from "./support.ts";

const file = scratch();
const MESSAGE = { mti: "0800", fields: { "7": "0722101010", "11": "000001", "70": "301" } };

describe("dialect list, show and check", () => {
  it("lists the built-in ones", async () => {
    const { dialects } = (await json(["dialect", "list"])) as { dialects: Array<{ name: string; title: string }> };
    assert.deepEqual(
      dialects.map(({ name }) => name),
      Dialect.names(),
    );
    assert.match((await command(["dialect", "list", "--lang", "zh-CN"])).stdout, /^unionpay-pos +银联POS终端$/m);
  });

  it("shows fields in lines, or the dialect as JSON that check accepts", async () => {
    assert.match(
      (await command(["dialect", "show", "unionpay-pos"])).stdout,
      /^F2 +PAN +n \.\.19 bcd, length in 2 bcd/m,
    );
    const { stdout } = await command(["dialect", "show", "unionpay-pos", "--json"]);
    assert.deepEqual(JSON.parse(stdout), Dialect.builtIn("unionpay-pos").spec);
    const fields = Object.keys(Dialect.builtIn("unionpay-pos").spec.fields).length;
    assert.deepEqual(await json(["dialect", "check"], { stdin: stdout }), { name: "unionpay-pos", fields });
    assert.deepEqual(await json(["dialect", "check", file("own.json", stdout)]), { name: "unionpay-pos", fields });
  });

  it("refuses what is none, with its place", async () => {
    const spec = Dialect.builtIn("iso8583-1987-ascii").spec;
    const wrong = { ...spec, fields: { ...spec.fields, "2": { ...spec.fields["2"], length: "19" } } };
    const record = (await rejection(["dialect", "check"], { stdin: JSON.stringify(wrong) })) as Record<string, unknown>;
    assert.deepEqual([record["code"], record["path"]], ["DIALECT_SCHEMA", "fields.2.length"]);
    assert.deepEqual(Object.keys(record), ["code", "path", "offset", "expected", "actual"]);
  });
});

describe("dialect export and import", () => {
  for (const format of ["jpos", "moov", "json"] as const) {
    it(`writes ${format} that reads back as a dialect with the same messages`, async () => {
      const exported = await command(["dialect", "export", "iso8583-1987-ascii", "--format", format]);
      assert.equal(exported.code, 0);
      assert.match(exported.stderr, /^(note: [^\n]+\n)*$/);
      const imported = await command(["dialect", "import", "--format", format, "--name", "back"], {
        stdin: exported.stdout,
      });
      assert.equal(imported.code, 0);
      const own = file(`${format}.json`, imported.stdout);
      assert.equal((JSON.parse(imported.stdout) as DialectSpec).name, "back");
      const document = JSON.stringify(MESSAGE);
      assert.deepEqual(
        await json(["iso8583", "encode", document, "--dialect", own]),
        await json(["iso8583", "encode", document, "--dialect", "iso8583-1987-ascii"]),
      );
    });
  }

  it("reads a dictionary of pyiso8583", async () => {
    const fixed = (length: number): object => ({ data_enc: "ascii", len_enc: "ascii", len_type: 0, max_len: length });
    const dictionary = {
      h: fixed(0),
      t: fixed(4),
      p: fixed(16),
      "1": fixed(16),
      "7": fixed(10),
      "11": fixed(6),
      "70": fixed(3),
    };
    const stdin = JSON.stringify(dictionary);
    const { dialect, notes } = (await json(["dialect", "import", "--format", "pyiso8583"], { stdin })) as {
      dialect: DialectSpec;
      notes: string[];
    };
    assert.deepEqual(Object.keys(dialect.fields), ["7", "11", "70"]);
    assert.ok(Array.isArray(notes));
  });

  it("puts notes beside the text as JSON", async () => {
    const { text, notes } = (await json(["dialect", "export", "unionpay-pos", "--format", "jpos"])) as {
      text: string;
      notes: string[];
    };
    assert.match(text, /^<\?xml/);
    assert.ok(notes.length > 0);
  });

  it("writes a dissector for Wireshark to a file", async () => {
    const out = join(dirname(file("x", "")), "unionpay.lua");
    const args = ["dialect", "export", "unionpay-pos", "--format", "wireshark-lua", "--port", "7001", "--out", out];
    assert.deepEqual(await command(args), { code: 0, stdout: "", stderr: "" });
    assert.match(readFileSync(out, "utf8"), /7001/);
  });

  it("writes what was made to the file with --json too, and says so", async () => {
    const out = join(dirname(file("x", "")), "made");
    const lua = ["dialect", "export", "unionpay-pos", "--format", "wireshark-lua"];
    assert.deepEqual(await json([...lua, "--out", out]), { file: out, notes: [] });
    assert.equal(readFileSync(out, "utf8"), (await command(lua)).stdout);
    const jpos = ["dialect", "export", "unionpay-pos", "--format", "jpos"];
    const { notes } = (await json(jpos)) as { notes: string[] };
    assert.deepEqual(await json([...jpos, "--out", out]), { file: out, notes });
    const imported = ["dialect", "import", out, "--format", "jpos", "--name", "back"];
    const own = join(dirname(out), "back.json");
    const { dialect, notes: losses } = (await json(imported)) as { dialect: unknown; notes: string[] };
    assert.deepEqual(await json([...imported, "--out", own]), { file: own, notes: losses });
    assert.deepEqual(JSON.parse(readFileSync(own, "utf8")), dialect);
    assert.equal((await command(["dialect", "check", own])).code, 0);
  });

  const wrong: Array<[format: string, text: string, code: string]> = [
    ["jpos", "<isopackager>", "DIALECT_IMPORT"],
    ["jpos", "{}", "DIALECT_IMPORT"],
    ["moov", "{}", "DIALECT_IMPORT"],
    ["moov", "<", "JSON_SYNTAX"],
    ["pyiso8583", "[]", "DIALECT_IMPORT"],
    ["json", "{}", "DIALECT_SCHEMA"],
  ];
  for (const [format, text, code] of wrong) {
    it(`refuses ${text} as ${format} with ${code}`, async () => {
      const record = await rejection(["dialect", "import", "--format", format], { stdin: text });
      assert.equal((record as { code: string }).code, code);
    });
  }

  it("writes every built-in one for moov-io, with a note for what changes", async () => {
    const exported = (await json(["dialect", "export", "unionpay-pos", "--format", "moov"])) as { notes: string[] };
    assert.ok(exported.notes.some((note) => note.includes("35")));
  });
});
