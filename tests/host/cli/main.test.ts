/** The command line: help everywhere, 2 for wrong usage, 1 for rejected data, one line that says what to do. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Event } from "../../../assembly/abi.ts";
import { formatRecording } from "../../../host/recording/file.ts";
import { ended, prepare, TILLCORE, tillcore } from "../../e2e/command.ts";

const folder = mkdtempSync(join(tmpdir(), "tillcore-cli-"));
before(prepare);
after(() => rmSync(folder, { recursive: true }));

describe("help", () => {
  for (const command of [[], ["simulate"], ["acquirer"], ["replay"], ["pcap"]]) {
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
    [["tlv", "decode"], /missing argument 'HEX', and nothing on standard input/],
    [["pcap", "x"], /--out/],
    [["pcap", "x", "--out", "y", "--port", "x"], /65535/],
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

describe("codecs", () => {
  it("take standard input, give JSON, and leave the process to end by itself", async () => {
    const child = spawn(process.execPath, [TILLCORE, "tlv", "decode", "--json"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end("9F33 03\nE0F8C8\n");
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    assert.equal(await ended(child), 0);
    assert.equal(stdout, '{"objects":[{"tag":"9F33","length":3,"value":"E0F8C8"}]}\n');
  });

  it("refuse with a record on standard error", async () => {
    // Through the schema, which is read when it is first needed.
    const file = join(folder, "dialect.json");
    writeFileSync(file, "{}");
    const { code, stdout, stderr } = await tillcore("dialect", "check", file, "--json");
    const error = { code: "DIALECT_SCHEMA", path: "name", offset: 0, expected: "to be given", actual: null };
    assert.deepEqual([code, stdout, stderr], [1, "", `${JSON.stringify({ error })}\n`]);
  });

  it("find their data beside the bundle", async () => {
    for (const args of [
      ["qr", "picture", "A"],
      ["dialect", "export", "unionpay-pos", "--format", "wireshark-lua"],
      ["emv", "explain", "95", "8000008000"],
    ]) {
      const { code, stdout } = await tillcore(...args);
      assert.equal(code, 0);
      assert.notEqual(stdout, "");
    }
  });
});

describe("rejected data", () => {
  it("ends with 1 and one line", async () => {
    const file = join(folder, "broken.jsonl");
    writeFileSync(file, "{}\n");
    const empty = join(folder, "empty.jsonl");
    writeFileSync(empty, formatRecording({ core: "", steps: [] }));
    for (const [args, why] of [
      [["replay", join(folder, "missing")], /cannot be read: name a file/],
      [["replay", file], /line 1 of the recording/],
      [["pcap", join(folder, "missing"), "--out", join(folder, "x")], /cannot be read: name a file/],
      [["pcap", file, "--out", join(folder, "x")], /line 1 of the recording/],
      [["pcap", empty, "--out", join(folder, "no", "where")], /cannot be written/],
      [["simulate", "--demo", "--record", join(folder, "no", "where")], /cannot be written/],
    ] as const) {
      const { code, stderr } = await tillcore(...args);
      assert.equal(code, 1);
      assert.match(stderr, why);
      assert.match(stderr, /^tillcore: [^\n]+\n$/);
    }
  });
});

describe("rejected data with --json", () => {
  it("is a record on standard error", async () => {
    const broken = join(folder, "broken_too.jsonl");
    writeFileSync(broken, "{}\n");
    const quiet = join(folder, "quiet_too.jsonl");
    writeFileSync(quiet, formatRecording({ core: "", steps: [] }));
    const line = {
      code: "RECORDING_LINE",
      path: "line 1",
      expected: "a line of a recording",
      actual: "lacks a text format",
    };
    const file = { code: "RECORDING_FILE", path: "", expected: "a file that --record has written", actual: null };
    const capture = { code: "CAPTURE_FILE", path: "", expected: "a file in a folder you may write to", actual: null };
    for (const [args, record] of [
      [["replay", broken], line],
      [["pcap", broken, "--out", join(folder, "x")], line],
      [["replay", join(folder, "missing")], file],
      [["pcap", join(folder, "missing"), "--out", join(folder, "x")], file],
      [["pcap", quiet, "--out", join(folder, "no", "where")], capture],
    ] as const) {
      const { code, stdout, stderr } = await tillcore(...args, "--json");
      assert.deepEqual([code, stdout], [1, ""]);
      const { error } = JSON.parse(stderr) as { error: unknown };
      assert.deepEqual(error, { ...record, offset: 0 });
    }
  });

  it("is a record when a command differs", async () => {
    const file = join(folder, "differs.jsonl");
    const ticket = { epoch: 0, number: 0 };
    const event = { code: Event.BOOT, ticket, monotonic_ms: 0, wall_ms: 0, payload: new Uint8Array(0) };
    writeFileSync(file, formatRecording({ core: "", steps: [{ event, trapped: false, commands: [] }] }));
    const { code, stdout, stderr } = await tillcore("replay", file, "--json");
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stderr), { error: JSON.parse(stdout) as unknown });
  });
});

describe("a capture", () => {
  it("of a recording without a connection is an empty one", async () => {
    const [file, out] = [join(folder, "quiet.jsonl"), join(folder, "quiet.pcap")];
    writeFileSync(file, formatRecording({ core: "", steps: [] }));
    const { code, stdout } = await tillcore("pcap", file, "--out", out);
    assert.equal(code, 0);
    assert.equal(stdout, `0 connections, 0 packets, 0 bytes of messages: ${out}\n`);
    assert.equal(readFileSync(out).length, 24);
    assert.equal(
      (await tillcore("pcap", file, "--out", out, "--json")).stdout,
      '{"connections":0,"packets":0,"bytes":0}\n',
    );
  });
});
