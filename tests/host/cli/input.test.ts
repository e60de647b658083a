/** Where data come from: argument, file, standard input; and what is no data at all. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { command, json, rejection, scratch } from "./support.ts";

const file = scratch();
const TLV = { objects: [{ tag: "9F33", length: 3, value: "E0F8C8" }] };

describe("hexadecimal input", () => {
  const texts: Array<[what: string, text: string]> = [
    ["in small letters", "9f3303e0f8c8"],
    ["in groups", " 9F33 03 E0F8C8 "],
    ["over lines", "9F33\r\n03\nE0F8C8\n"],
    ["with colons", "9F:33:03:E0:F8:C8"],
    ["as numbers of C", "0x9F, 0x33, 0x03, 0xE0, 0xF8, 0xC8"],
    ["as one number of C", "0x9F3303E0F8C8"],
    ["with the mark of a byte order", "\ufeff9F3303E0F8C8"],
  ];
  for (const [what, text] of texts) {
    it(`is read ${what}`, async () => assert.deepEqual(await json(["tlv", "decode", text]), TLV));
  }

  it("comes from a file, as text or as the bytes themselves", async () => {
    const text = file("value.hex", "9F33 03\nE0F8C8\n");
    const bytes = file("value.bin", Uint8Array.of(0x9f, 0x33, 0x03, 0xe0, 0xf8, 0xc8));
    assert.deepEqual(await json(["tlv", "decode", "--file", text]), TLV);
    assert.deepEqual(await json(["tlv", "decode", "--file", bytes, "--binary"]), TLV);
  });

  it("comes from standard input, as text or as the bytes themselves", async () => {
    assert.deepEqual(await json(["tlv", "decode"], { stdin: "9F3303E0F8C8\n" }), TLV);
    const stdin = Uint8Array.of(0x9f, 0x33, 0x03, 0xe0, 0xf8, 0xc8);
    assert.deepEqual(await json(["tlv", "decode", "--binary"], { stdin }), TLV);
  });

  it("of no bytes is no objects", async () => {
    assert.deepEqual(await json(["tlv", "decode", ""]), { objects: [] });
  });

  const wrong: Array<[text: string, offset: number]> = [
    ["9F33 0", 2],
    ["9FG3", 1],
    ["9F 0x", 1],
    ["9 F", 0],
    ["9F;33", 1],
  ];
  for (const [text, offset] of wrong) {
    it(`is refused at byte ${offset}: ${text}`, async () => {
      const expected = "hexadecimal digits, two to a byte";
      assert.deepEqual(await rejection(["tlv", "decode", text]), {
        ...{ code: "HEX_DIGIT", path: "", offset, expected },
        actual: null,
      });
    });
  }
});

describe("text that is no UTF-8", () => {
  it("is refused", async () => {
    const stdin = Uint8Array.of(0xd2, 0xf8, 0xc1, 0xaa);
    assert.equal(((await rejection(["qr", "decode"], { stdin })) as { code: string }).code, "TEXT_ENCODING");
  });
});

describe("JSON that is none", () => {
  it("is refused at its byte, and not quoted", async () => {
    const record = await rejection(["tlv", "encode", '{"银":4761739001010119x}']);
    assert.deepEqual(record, { code: "JSON_SYNTAX", path: "", offset: 23, expected: "JSON", actual: null });
  });
});

/** An error ends by naming the help of the command that was called: as many of its words as there are commands. */
function helpOf([first, second]: readonly string[]): RegExp {
  const words = first === "mac" || second?.startsWith("nonsense") === true ? [first] : [first, second];
  return new RegExp(`^tillcore: [^\n]+; see tillcore ${words.join(" ")} --help\n$`);
}

describe("wrong usage", () => {
  const wrong: Array<[args: string[], why: RegExp, stdin?: string]> = [
    [["tlv"], /^Usage: tillcore tlv/],
    [["tlv", "nonsense"], /unknown command 'nonsense'/],
    [["tlv", "decode", "--nonsense"], /unknown option '--nonsense'/],
    [["tlv", "decode", "9C", "0100"], /too many arguments/],
    [["tlv", "decode"], /missing argument 'HEX': give HEX, or --file FILE, or pipe/],
    [["tlv", "decode"], /nothing on standard input/, ""],
    [["tlv", "decode", "9C0100", "--file", "x"], /both given/],
    [["tlv", "decode", "9C0100", "--binary"], /--binary goes with/],
    [["tlv", "decode", "--file", file("a", "") + "b"], /cannot be read: name one that is there/],
    [["tlv", "decode", "9C0100", "--lang", "fr"], /zh-CN, en/],
    [["iso8583", "decode", "0800", "--dialect", "no-such"], /unknown dialect: name a file, or one of unionpay-pos, /],
    [["iso8583", "decode", "0800", "--accept", "content,nothing"], /some of truncated, trailing/],
    [["iso8583", "diff", "-", "-"], /not both/],
    [["dialect", "show", "no-such"], /unknown dialect/],
    [["dialect", "import", "--format", "no-such"], /jpos, moov, pyiso8583, json/],
    [["dialect", "export", "unionpay-pos", "--format", "pyiso8583"], /jpos, moov, json, wireshark-lua/],
    [["dialect", "export", "unionpay-pos", "--format", "json", "--port", "1"], /--port goes with/],
    [["dialect", "export", "unionpay-pos", "--format", "json", "--out", "/no/such/folder/x"], /cannot be written/],
    [["qr", "picture", "x", "--border", "65"], /0 to 64/],
    [["track", "decode", "x", "--digits", "3"], /go with --packed/],
    [["pin-block", "encode", "--format", "0"], /required option '--pin <digits>'/],
    [["pin-block", "decode", "00"], /required option '--format <number>'/],
    [["emv", "explain", "XY", "00"], /the tag must be 1 to 4 bytes/],
    [["emv", "explain", "95", "00", "--atr"], /without a tag/],
  ];
  for (const [args, why, stdin] of wrong) {
    it(`ends with 2: tillcore ${args.slice(0, 5).join(" ")}${stdin === undefined ? "" : " </dev/null"}`, async () => {
      const { code, stdout, stderr } = await command(args, stdin === undefined ? {} : { stdin });
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr.replace(/^tillcore: /, ""), why);
      if (!stderr.startsWith("Usage")) assert.match(stderr, helpOf(args));
    });
  }

  for (const [args, why, stdin] of wrong.filter(([, why]) => !why.source.startsWith("^Usage"))) {
    it(`is a record with --json: tillcore ${args.slice(0, 5).join(" ")}${stdin === undefined ? "" : " </dev/null"}`, async () => {
      const { code, stdout, stderr } = await command([...args, "--json"], stdin === undefined ? {} : { stdin });
      assert.equal(code, 2);
      assert.equal(stdout, "");
      const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
      assert.deepEqual(Object.keys(error), ["code", "path", "offset", "expected", "actual"]);
      assert.deepEqual([error["code"], error["offset"], error["actual"]], ["USAGE", 0, null]);
      assert.match(String(error["expected"]), why);
    });
  }

  it("names the option that has a wrong value as the path of its record", async () => {
    const { stderr } = await command(["dialect", "import", "--format", "no-such", "--json"]);
    const expected = "Allowed choices are jpos, moov, pyiso8583, json";
    const error = { code: "USAGE", path: "--format", offset: 0, expected, actual: null };
    assert.equal(stderr, `${JSON.stringify({ error })}\n`);
  });

  it("takes no --json behind -- for the option", async () => {
    assert.match((await command(["tlv", "decode", "--nonsense", "--", "--json"])).stderr, /^tillcore: unknown option/);
  });

  it("repeats nothing that could be a card number or a PIN", async () => {
    for (const args of [
      ["tlv", "4761739001010119"],
      ["pin-block", "encode", "--format", "1234", "--pin", "0"],
      ["tlv", "decode", "--4761739001010119"],
      ["tlv", "decode", "--file", "4761739001010119"],
    ]) {
      for (const more of [[], ["--json"]]) {
        const { code, stderr } = await command([...args, ...more]);
        assert.equal(code, 2);
        assert.doesNotMatch(stderr, /[0-9]{4}/);
      }
    }
  });
});

describe("help", () => {
  const commands = [
    ["tlv", ["decode", "encode"]],
    ["iso8583", ["decode", "encode", "describe", "diff", "doctor"]],
    ["dialect", ["list", "show", "import", "export", "check"]],
    ["qr", ["decode", "encode", "picture"]],
    ["track", ["decode"]],
    ["pin-block", ["encode", "decode"]],
    ["emv", ["explain", "tags"]],
  ] as const;
  for (const [group, names] of commands) {
    it(`is there for tillcore ${group} and every command of it`, async () => {
      const { code, stdout } = await command([group, "--help"]);
      assert.equal(code, 0);
      for (const name of names) {
        assert.match(stdout, new RegExp(`^ {2}${name}\\b`, "m"));
        const own = await command([group, name, "--help"]);
        assert.equal(own.code, 0);
        assert.match(own.stdout, new RegExp(`^Usage: tillcore ${group} ${name}`));
        assert.match(own.stdout, /--json/);
        assert.equal(own.stderr, "");
        for (const example of examplesIn(own.stdout)) assert.equal((await command(example)).code, 0, example.join(" "));
      }
    });
  }
});

/** The command lines of a help text that need no file and no other program. */
function examplesIn(help: string): string[][] {
  const lines = Array.from(help.matchAll(/^ {2}\$ tillcore (.*)$/gm), ([, line = ""]) => line);
  const alone = lines.filter((line) => !/[|>@]|--out|\.json|\.xml/.test(line));
  return alone.map((line) =>
    Array.from(line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, a, b, c]) => a ?? b ?? c ?? ""),
  );
}

describe("characters that would move a cursor", () => {
  it("are escaped in lines, and in JSON, where they read back", async () => {
    const text = "A\u001b[2JB\u009b";
    const lines = await command(["qr", "decode", text, "--unmasked"]);
    assert.equal(lines.stdout, "unknown  A\\x1b[2JB\\x9b\n");
    const { stdout } = await command(["qr", "decode", text, "--unmasked", "--json"]);
    assert.match(stdout, /^[ -~]+\n$/);
    assert.equal((JSON.parse(stdout) as { text: string }).text, text);
  });
});
